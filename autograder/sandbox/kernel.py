"""A notebook's kernel and its throwaway branches, as the trusted side sees them: bounded, checked, never trusted."""

from __future__ import annotations

import re
import secrets
import shutil
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import CannotJudge, MachineError
from autograder.kernel.protocol import Execution, Limits, Ref, Value
from autograder.outcomes import Outcome, StudentFault
from autograder.sandbox import messages, validation
from autograder.sandbox.control import Control, Usage
from autograder.sandbox.inside import wire

SETUP_SECONDS = 20.0
GRACE_SECONDS = 2.0
ANSWER_SECONDS = 5.0
_SAFE_PART = re.compile(r"[^/\\\0]{1,200}\Z")


class Kernel:
    """The processes of one notebook; see `autograder.kernel.protocol.Kernel`."""

    def __init__(
        self, control: Control, number: int, channel: socket.socket, limits: Limits, folder: Path | None
    ) -> None:
        self._control, self._number, self._channel = control, number, channel
        self._limits = limits
        self._folder = folder
        self._sources: list[str] = []
        self._used = 0.0
        self._closed = False
        self._end = ""

    def set_up(self, files: Mapping[str, bytes], folder: str) -> None:
        """Write the files and set the limits; `MachineError` if the kernel does not answer."""
        content = {checked_path(name): np.frombuffer(data, np.uint8) for name, data in files.items()}
        limits = {name: getattr(self._limits, name) for name in Limits.__dataclass_fields__}
        try:
            self._ask({"do": "setup", "files": content, "folder": folder, "limits": limits}, SETUP_SECONDS)
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

    def run(self, source: str, *, figures: bool = True) -> Execution:
        """Run one cell; never raises for what the student's code does."""
        if self._closed:
            return Execution(Outcome.DIED, (), self._end or "The process that ran the notebook is gone.", False)
        left = self._limits.notebook_seconds - self._used
        if left <= 0:
            return self._ended(Outcome.TIME_LIMIT, self._too_slow())
        self._sources.append(source)
        began = time.monotonic()
        try:
            return self._run(source, min(self._limits.cell_seconds, left), figures)
        except wire.Unsendable:
            return Execution(Outcome.ERROR, (), "The cell is too long to be run.", True)
        except TimeoutError:
            return self._ended(Outcome.TIME_LIMIT, self._too_slow())
        except wire.Closed:
            return self._died()
        except wire.WireError:
            return self._ended(Outcome.DIED, "The cell disturbed the process that runs the notebook.")
        finally:
            self._used += time.monotonic() - began

    def _run(self, source: str, seconds: float, figures: bool) -> Execution:
        output_bytes = self._limits.output_bytes
        request = {"do": "run", "source": source, "output_bytes": output_bytes, "figures": figures}
        number = self._send(request, seconds)
        try:
            return validation.execution(self._reply(number, seconds), self._limits)
        except TimeoutError:
            self._control.interrupt(self._number)
        ran = validation.execution(self._reply(number, GRACE_SECONDS), self._limits)
        return Execution(Outcome.TIME_LIMIT, ran.outputs, self._too_slow(), True, ran.result_text)

    def _too_slow(self) -> str:
        if self._used + self._limits.cell_seconds > self._limits.notebook_seconds:
            return f"The notebook takes longer than {messages.seconds(self._limits.notebook_seconds)}."
        return f"The cell did not finish within {messages.seconds(self._limits.cell_seconds)}."

    def _died(self) -> Execution:
        if self._finish().memory:
            outcome = Outcome.MEMORY_LIMIT
            return self._ended(outcome, validation.message(outcome, (), self._limits))
        return self._ended(Outcome.DIED, "The cell ended the process that runs the notebook.")

    def _ended(self, outcome: Outcome, message: str) -> Execution:
        self.close()
        self._end = message
        return Execution(outcome, (), message, False)

    @contextmanager
    def branch(self) -> Iterator[Branch]:
        """A throwaway copy of the state as it is now."""
        if self._closed:
            yield Branch(None, self, self._end or "The process that ran the notebook is gone.")
            return
        ours, theirs = socket.socketpair()
        with ours:
            self._control.begin_branch(self._number)
            pid = 0
            try:
                with theirs:
                    pid = self._fork(theirs)
                yield Branch(ours if pid else None, self, self._end)
            finally:
                if not self._closed:
                    self._control.end_branch(self._number, pid)

    def _fork(self, theirs: socket.socket) -> int:
        """Fork the student's process; its pid as it says, 0 if it does not answer as it should."""
        request = {"do": "branch", "confined": self._control.confined}
        try:
            pid = self._ask(request, ANSWER_SECONDS, (theirs.fileno(),)).get("pid")
        except (wire.WireError, TimeoutError):
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
        self._channel.close()
        try:
            return self._control.end(self._number)
        finally:
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, request: dict[str, Any], seconds: float, fds: Sequence[int] = ()) -> dict[str, Any]:
        return self._reply(self._send(request, seconds, fds), seconds)

    def _send(self, request: dict[str, Any], seconds: float, fds: Sequence[int] = ()) -> str:
        number = secrets.token_hex(8)
        wire.send(self._channel, {**request, "id": number}, fds, time.monotonic() + seconds)
        return number

    def _reply(self, number: str, seconds: float) -> dict[str, Any]:
        return matching(wire.receive(self._channel, time.monotonic() + seconds), number)

    def __enter__(self) -> Kernel:
        """The kernel itself, for a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self._channel.close()
            self._control.lose(self._number)


class Branch:
    """A throwaway copy of a kernel's state; see `autograder.kernel.protocol.Branch`."""

    def __init__(self, channel: socket.socket | None, kernel: Kernel, end: str) -> None:
        self._channel, self._kernel = channel, kernel
        self._fault = StudentFault(Outcome.DIED, end) if channel is None else None

    def call(self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of `function(*args, **kwargs)` in the student's namespace; `StudentFault` if there is none."""
        given = [_argument(x) for x in args]
        named = {str(k): _argument(x) for k, x in kwargs.items()}
        return self._ask({"do": "call", "function": function, "args": given, "kwargs": named}, f"`{function}()`")

    def variable(self, name: str) -> Value:
        """The value of a name in the student's namespace; `StudentFault` if there is none."""
        return self._ask({"do": "variable", "name": name}, f"`{name}`")

    def supply(self, source: str) -> None:
        """Run helper code of the course in the copy's namespace; `StudentFault` if that fails there."""
        self._ask({"do": "supply", "source": source}, "The helper code of the check")

    def _ask(self, request: dict[str, Any], what: str) -> Value:
        if self._fault is not None or self._channel is None:
            raise self._fault or messages.died(what)
        limits = self._kernel._limits
        deadline = time.monotonic() + limits.call_seconds
        number = secrets.token_hex(8)
        try:
            wire.send(self._channel, {**request, "id": number}, (), deadline)
            reply = matching(wire.receive(self._channel, deadline), number)
        except wire.Unsendable as error:
            raise CannotJudge(f"An argument of {what} cannot be sent to the student's process: {error}.") from error
        except TimeoutError:
            raise self._dead(messages.out_of_time(what, limits)) from None
        except wire.Closed:
            memory = self._kernel._control.usage(self._kernel._number).memory
            raise self._dead(messages.out_of_memory(what, limits) if memory else messages.died(what)) from None
        except wire.WireError:
            raise self._dead(messages.died(what)) from None
        if "value" in reply:
            return reply["value"]
        raise messages.from_report(reply.get("fault"), what, self._kernel._sources, limits)

    def _dead(self, fault: StudentFault) -> StudentFault:
        self._fault = fault
        return fault


def matching(reply: dict[str, Any], number: str) -> dict[str, Any]:
    """The reply if it answers the request with this number; `WireError` otherwise."""
    if reply.get("id") != number:
        raise wire.WireError("an answer that nobody asked for")
    return reply


def checked_path(name: str) -> str:
    """A relative POSIX path that stays below its folder; `MachineError` otherwise."""
    parts = name.split("/")
    if any(part in (".", "..") or not _SAFE_PART.match(part) for part in parts):
        raise MachineError(f"The file name {name[:80]!r} cannot be used inside the sandbox.")
    return name


def _argument(x: Value) -> Value:
    if isinstance(x, Ref):
        return wire.Ref(x.name)
    return x
