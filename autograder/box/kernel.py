"""The trusted end of one kernel and of its branches. What arrives is data from a stranger, and is looked at as such."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.box import messages
from autograder.box.inside import wire
from autograder.errors import MachineError
from autograder.outcomes import Outcome, StudentFault
from autograder.session.kernel import Execution, Limits, Name, Value

if TYPE_CHECKING:
    from autograder.box.nursery import Nursery

#: On top of the student's own limit, for the way there and back.
GRACE_SECONDS = 1.5
START_SECONDS = 30.0

_OUTCOMES = {
    "passed": Outcome.PASSED,
    "error": Outcome.ERROR,
    "time": Outcome.TIME_LIMIT,
    "memory": Outcome.MEMORY_LIMIT,
    "output": Outcome.OUTPUT_LIMIT,
}
_SENTENCES = {
    Outcome.TIME_LIMIT: "The cell did not end within {seconds:g} s.",
    Outcome.MEMORY_LIMIT: "The cell used more than {megabytes} MB of memory.",
    Outcome.OUTPUT_LIMIT: "The cell printed more than {kilobytes} kB.",
    Outcome.DIED: "The cell ended the process.",
    Outcome.TAMPERED: "The cell disturbed the channel on which its outputs are sent.",
}


class Gone(Exception):
    """The other side does not answer, or not with what was asked."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome


def ask(channel: socket.socket, request: dict[str, Any], seconds: float, fd: int | None = None) -> dict[str, Any]:
    """One question and its answer; raises Gone. The answer must repeat the question's random nonce."""
    nonce = secrets.token_hex(8)
    deadline = time.monotonic() + seconds
    try:
        channel.settimeout(seconds)
        wire.send(channel, {"nonce": nonce, **request})
        if fd is not None:
            socket.send_fds(channel, [b"+"], [fd])
        reply = wire.receive(_Timed(channel, deadline))  # type: ignore[arg-type]
    except TimeoutError:
        raise Gone(Outcome.TIME_LIMIT) from None
    except (EOFError, OSError):
        raise Gone(Outcome.DIED) from None
    except wire.WireError:
        raise Gone(Outcome.TAMPERED) from None
    if not isinstance(reply, dict) or reply.get("nonce") != nonce:
        raise Gone(Outcome.TAMPERED)
    return reply


class _Timed:
    """A channel whose reads together end at a deadline: one byte a second is no way to hold up a class."""

    def __init__(self, channel: socket.socket, deadline: float) -> None:
        self._channel = channel
        self._deadline = deadline

    def recv(self, size: int) -> bytes:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._channel.settimeout(left)
        return self._channel.recv(size)


class SandboxedKernel:
    """A process of the nursery that holds one notebook's namespace."""

    def __init__(
        self, nursery: Nursery, number: int, channel: socket.socket, files: Mapping[str, bytes], limits: Limits
    ) -> None:
        self._nursery = nursery
        self._number = number
        self._channel = channel
        self._limits = limits
        self.alive = True
        contents = {name: np.frombuffer(data, np.uint8) for name, data in files.items() if _is_inside(name)}
        try:
            ask(channel, {"op": "open", "files": contents, "limits": asdict(limits)}, START_SECONDS)
        except (Gone, wire.WireError) as problem:
            reason = nursery.reason(number, 1.0)
            self.close()
            raise MachineError(f"A sandboxed process could not be set up ({reason or problem}).") from problem

    def run(self, source: str, *, figures: bool = True) -> Execution:
        """Run one cell."""
        if not self.alive:
            return self._execution(Outcome.DIED, {}, alive=False)
        try:
            request = {"op": "run", "source": source, "figures": figures}
            reply = ask(self._channel, request, self._limits.cell_seconds + GRACE_SECONDS)
        except Gone as gone:
            self.alive = False
            outcome = gone.outcome
            if outcome is Outcome.DIED and self._nursery.reason(self._number) == "memory":
                outcome = Outcome.MEMORY_LIMIT
            return self._execution(outcome, {}, alive=False)
        except wire.WireError:  # the source itself is too long
            return self._execution(Outcome.ERROR, {"ename": "ValueError", "evalue": "the cell is too long"})
        return self._execution(_OUTCOMES.get(str(reply.get("outcome")), Outcome.TAMPERED), reply)

    def _execution(self, outcome: Outcome, reply: Mapping[str, Any], *, alive: bool = True) -> Execution:
        outputs = reply.get("outputs")
        message = _SENTENCES.get(outcome, "").format(
            seconds=self._limits.cell_seconds,
            megabytes=self._limits.memory_bytes >> 20,
            kilobytes=self._limits.output_bytes >> 10,
        )
        if outcome is Outcome.ERROR:
            message = f"{_text(reply.get('ename'))}: {_text(reply.get('evalue'))}".rstrip(": ")
        result = reply.get("result")
        kept = tuple(output for output in outputs if isinstance(output, dict)) if isinstance(outputs, list) else ()
        return Execution(outcome, kept, message, alive, result if isinstance(result, str) else None)

    @contextlib.contextmanager
    def branch(self) -> Iterator[SandboxedBranch]:
        """A fork of the process as it is now."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                try:
                    reply = ask(self._channel, {"op": "branch"}, START_SECONDS, theirs.fileno())
                except Gone as gone:
                    self.alive = False
                    if gone.outcome is Outcome.DIED and self._nursery.reason(self._number) == "memory":
                        gone.outcome = Outcome.MEMORY_LIMIT
                    raise StudentFault(gone.outcome, "The notebook's process did not answer any more.") from None
            if reply.get("fault"):
                raise StudentFault(Outcome.DIED, "The notebook has started too many processes to go on.")
            yield SandboxedBranch(ours, self._limits, self)

    def close(self) -> None:
        """End every process of this kernel."""
        self.alive = False
        if self._channel.fileno() != -1:
            self._channel.close()
            self._nursery.kill(self._number)

    def memory_was_used_up(self) -> bool:
        """Whether the nursery ended this kernel because of its memory."""
        return self._nursery.reason(self._number, 0.3) == "memory"


class SandboxedBranch:
    """The trusted end of a throwaway fork."""

    def __init__(self, channel: socket.socket, limits: Limits, kernel: SandboxedKernel) -> None:
        self._channel = channel
        self._limits = limits
        self._kernel = kernel

    def call(self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of the student's function."""
        request = {
            "op": "call",
            "name": function,
            "args": [_marked(arg) for arg in args],
            "kwargs": {name: _marked(arg) for name, arg in kwargs.items()},
        }
        return self._ask(request, function)

    def variable(self, name: str) -> Value:
        """The value of a name."""
        return self._ask({"op": "variable", "name": name}, name)

    def supply(self, source: str) -> None:
        """Run helper code."""
        self._ask({"op": "supply", "source": source}, "the course's helper code")

    def _ask(self, request: dict[str, Any], name: str) -> Value:
        began = time.monotonic()
        seconds = self._limits.call_seconds
        try:
            reply = ask(self._channel, request, seconds + GRACE_SECONDS)
        except Gone as gone:
            outcome = gone.outcome
            if outcome is Outcome.DIED and time.monotonic() - began >= 0.95 * seconds:
                outcome = Outcome.TIME_LIMIT
            elif outcome is Outcome.DIED and self._kernel.memory_was_used_up():
                outcome = Outcome.MEMORY_LIMIT
            raise StudentFault(outcome, _gone(name, outcome, self._limits)) from None
        if "value" in reply or request["op"] == "supply":
            return reply.get("value")
        raise messages.fault(name, reply)


def _gone(name: str, outcome: Outcome, limits: Limits) -> str:
    match outcome:
        case Outcome.TIME_LIMIT:
            return f"{name} did not come back within {limits.call_seconds:g} s."
        case Outcome.MEMORY_LIMIT:
            return f"{name} used more than {limits.memory_bytes >> 20} MB of memory."
        case Outcome.TAMPERED:
            return f"{name} disturbed the channel on which its answer is sent."
    return f"{name} ended the process."


def _marked(arg: Value) -> Value:
    return wire.Marker(arg.name) if isinstance(arg, Name) else arg


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return bool(name) and not name.startswith("/") and ".." not in parts and "" not in parts


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return " ".join(text[:300].split())
