"""A notebook's kernel, as the trusted side sees it: bounded, checked, never trusted."""

from __future__ import annotations

import re
import shutil
import socket
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import MachineError
from autograder.kernel import outputs
from autograder.kernel.protocol import Execution, Limits
from autograder.outcomes import Outcome
from autograder.sandbox import messages
from autograder.sandbox.branch import Branch, Notebook
from autograder.sandbox.control import Control, Usage
from autograder.sandbox.inside import wire
from autograder.sandbox.line import SMALL_BYTES, Allowance, Line, UsedUp

SETUP_SECONDS = 20.0
GRACE_SECONDS = 2.0
TRACEBACK_BYTES = 1 << 20
OUTCOMES = {
    "passed": Outcome.PASSED,
    "error": Outcome.ERROR,
    "output": Outcome.OUTPUT_LIMIT,
    "memory": Outcome.MEMORY_LIMIT,
}
Begun = tuple[str, Execution]
"""A cell that was run before its kernel began, and what it showed."""
_SAFE_PART = re.compile(r"[^/\\\0]{1,200}\Z")
_GONE = "The process that ran the notebook is gone."


class Kernel:
    """The processes of one notebook; see `autograder.kernel.protocol.Kernel`."""

    def __init__(
        self,
        control: Control,
        number: int,
        channel: socket.socket,
        limits: Limits,
        folder: Path | None,
        begun: Sequence[Begun] = (),
    ) -> None:
        self._control, self._number = control, number
        self._line = Line(channel)
        self._limits = limits
        self._folder = folder
        self._begun = deque(begun)
        self._notebook = Notebook(limits, lambda: control.usage(number))
        self._closed = False
        self._end = ""
        self._ended_branch: int | None = None

    def set_up(self, files: Mapping[str, bytes], folder: str) -> None:
        """Write the files and set the limits; `MachineError` if the kernel does not answer."""
        limits = {name: getattr(self._limits, name) for name in Limits.__dataclass_fields__}
        try:
            self._line.ask({"do": "setup", "files": content(files), "folder": folder, "limits": limits}, SETUP_SECONDS)
        except wire.Unsendable as error:
            self.close()
            raise MachineError("The files of the assignment are too large for the sandbox.") from error
        except (wire.WireError, TimeoutError) as error:
            self.close()
            raise MachineError("A sandboxed kernel did not start: it gave no answer.") from error

    @property
    def alive(self) -> bool:
        """False once the process is gone."""
        return not self._closed

    def run(self, source: str, *, figures: bool = True, deadline: float | None = None) -> Execution:
        """Run one cell; never raises for what the student's code does."""
        if self._closed:
            return Execution(Outcome.DIED, (), self._end or _GONE, False)
        allowance = Allowance(self._limits.cell_seconds, self._limits, deadline, self._notebook.cpu_seconds)
        try:
            self._end_branch()
            allowance.check()
            if self._begun:
                return self._has_run(source)
            return self._run(source, figures, allowance)
        except wire.Unsendable:
            return Execution(Outcome.ERROR, (), "The cell is too long to be run.", True)
        except UsedUp as limit:
            return Execution(Outcome.TIME_LIMIT, (), self._too_slow(limit.why))
        except TimeoutError:
            return self._ended(Outcome.TIME_LIMIT, self._too_slow("clock"))
        except MemoryError:
            return self._ended(Outcome.OUTPUT_LIMIT)
        except wire.Closed:
            return self._ended(Outcome.MEMORY_LIMIT if self._finish().memory else Outcome.DIED)
        except wire.WireError:
            return self._ended(Outcome.DIED, "The cell disturbed the process that runs the notebook.")

    def _has_run(self, source: str) -> Execution:
        """What a cell showed that was run in the process that this kernel is a copy of."""
        expected, execution = self._begun.popleft()
        if source != expected:
            raise MachineError("A notebook does not begin with the cells that were told.")
        self._notebook.sources.append(source)
        return execution

    def _run(self, source: str, figures: bool, allowance: Allowance) -> Execution:
        limits = self._limits
        at_most = shown_at_most(limits)
        request = {"do": "run", "source": source, "figures": figures, **at_most}
        most = at_most["most_bytes"]
        self._line.send(request, allowance.end)
        self._notebook.sources.append(source)
        try:
            return execution(self._line.receive(allowance.receive, most), limits)
        except UsedUp as limit:
            message = self._too_slow(limit.why)
        self._control.interrupt(self._number)
        try:
            ran = execution(self._line.receive_within(GRACE_SECONDS, most), limits)
        except (wire.WireError, TimeoutError):  # it goes on, or stopped in the middle of its answer
            return self._ended(Outcome.TIME_LIMIT, message)
        return Execution(Outcome.TIME_LIMIT, ran.outputs, message, True, ran.result_text)

    def _too_slow(self, why: str) -> str:
        return messages.too_slow("The cell", why, self._limits.cell_seconds, self._limits)

    def _ended(self, outcome: Outcome, message: str = "") -> Execution:
        self.close()
        self._end = message or messages.of_cell(outcome, self._limits)
        return Execution(outcome, (), self._end, False)

    @contextmanager
    def branch(self, deadline: float | None = None) -> Iterator[Branch]:
        """A throwaway copy of the state as it is now."""
        if self._closed:
            yield Branch(None, self._notebook, deadline, self._end or _GONE)
            return
        ours, theirs = socket.socketpair()
        with ours:
            self._control.begin_branch(self._number, self._ended_branch)
            self._ended_branch = None
            pid = 0
            try:
                with theirs:
                    pid = self._fork(theirs)
                if pid:
                    self._control.seal_branch(self._number)
                yield Branch(ours if pid else None, self._notebook, deadline, self._end or _GONE)
            finally:
                self._ended_branch = None if self._closed else pid

    def _end_branch(self) -> None:
        """Throw the last copy away, unless it is; the next one would do that by itself, in the same step."""
        if self._ended_branch is not None and not self._closed:
            self._control.end_branch(self._number, self._ended_branch)
        self._ended_branch = None

    def _fork(self, theirs: socket.socket) -> int:
        """Fork the student's process; its pid as it says, 0 if it does not answer as it should.

        It may take as long as a call: what the student's objects do when they are put aside is the student's code.
        """
        request = {"do": "branch", "confined": self._control.confined}
        allowance = Allowance(self._limits.call_seconds, self._limits, None, self._notebook.cpu_seconds)
        try:
            self._line.send(request, allowance.end, (theirs.fileno(),))
            pid = self._line.receive(allowance.receive, SMALL_BYTES).get("pid")
        except (wire.WireError, TimeoutError, UsedUp):
            self._ended(Outcome.DIED, "The process that ran the notebook does not answer any more.")
            return 0
        return pid if type(pid) is int and pid > 1 else 0

    def close(self) -> None:
        """End every process of this kernel. May be called twice."""
        self._finish()

    def _finish(self) -> Usage:
        if self._closed:
            return Usage()
        self._closed = True
        self._line.close()
        try:
            return self._control.end(self._number)
        finally:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Kernel:
        """The kernel itself, for a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self._line.close()
            self._control.lose(self._number)


def shown_at_most(limits: Limits) -> dict[str, int]:
    """How much one cell may show, as it is told to the process that runs it."""
    return {
        "output_bytes": limits.output_bytes,
        "picture_bytes": limits.notebook_output_bytes,
        "most_outputs": outputs.MOST_OUTPUTS,
        "most_bytes": limits.notebook_output_bytes + 4 * limits.output_bytes + TRACEBACK_BYTES,
    }


def content(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Files as they travel to the process that writes them."""
    return {checked_path(name): np.frombuffer(data, np.uint8) for name, data in files.items()}


def execution(reply: dict[str, Any], limits: Limits) -> Execution:
    """The Execution that a reply describes, field by field; `WireError` if it describes none."""
    word, shown, text = reply.get("outcome"), reply.get("outputs"), reply.get("result_text")
    outcome = OUTCOMES.get(messages.text_of(word))
    if outcome is None or not isinstance(shown, list) or not (text is None or isinstance(text, str)):
        raise wire.WireError("no execution")
    checked = tuple(outputs.cleaned(shown, limits.notebook_output_bytes))
    result = None if text is None else outputs.plain(text)
    return Execution(outcome, checked, messages.of_cell(outcome, limits, checked), True, result)


def checked_path(name: str) -> str:
    """A relative POSIX path that stays below its folder; `MachineError` otherwise."""
    parts = name.split("/")
    if any(part in (".", "..") or not _SAFE_PART.match(part) for part in parts):
        raise MachineError(f"The file name {name[:80]!r} cannot be used inside the sandbox.")
    return name
