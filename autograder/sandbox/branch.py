"""A throwaway copy of a kernel's state, as the trusted side sees it, and the functions of ours that it may call."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.errors import CannotJudge
from autograder.kernel.protocol import Limits, Oracle, Ref, Value
from autograder.kernel.values import MOST_ANSWERED, MOST_ASKED
from autograder.outcomes import Outcome, StudentFault
from autograder.sandbox import messages
from autograder.sandbox.control import Usage
from autograder.sandbox.inside import wire
from autograder.sandbox.line import Allowance, Line, UsedUp

#: What a function of ours raises when it is called with what it was not made for.
_ODD_ARGUMENTS = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError)


@dataclass
class Notebook:
    """What a kernel and its branches know of their notebook."""

    limits: Limits
    usage: Callable[[], Usage]
    """What its processes have used so far, as the nursery counts it."""
    sources: messages.Sources = field(default_factory=messages.Sources)
    """The cells that were run."""

    def cpu_seconds(self) -> float:
        """CPU time of all of its processes so far."""
        return self.usage().cpu


@dataclass
class _Oracles:
    """The functions of ours that a branch may call, by number, and how often it did."""

    most_seconds: float
    """Computing time that they may take of ours, together."""
    given: list[Oracle] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    seconds: float = 0.0

    def number(self, oracle: Oracle) -> int:
        """The number of a function; the same for the same object, so that its calls are counted together."""
        for number, known in enumerate(self.given):
            if known is oracle:
                return number
        self.given.append(oracle)
        self.calls.append(0)
        return len(self.given) - 1

    def refer(self, x: Any) -> wire.Ref | wire.Function | None:
        """What stands for a name or a function on the wire."""
        if isinstance(x, Oracle):
            return wire.Function(self.number(x))
        return wire.Ref(x.name) if isinstance(x, Ref) else None

    def answer(self, question: dict[str, Any], what: str) -> dict[str, Any]:
        """The answer to a call of one of our functions; `StudentFault` where there were too many."""
        number, args, kwargs = question.get("oracle"), question.get("args"), question.get("kwargs")
        if type(number) is not int or not 0 <= number < len(self.given):
            raise wire.WireError("no function of ours")
        if type(args) is not list or type(kwargs) is not dict or not all(type(key) is str for key in kwargs):
            raise wire.WireError("no arguments")
        self.calls[number] += 1
        oracle = self.given[number]
        if self.calls[number] > oracle.most_calls:
            said = f"{what} calls a function of the course more than {oracle.most_calls} times."
            raise StudentFault(Outcome.TIME_LIMIT, said)
        if self.seconds > self.most_seconds:
            raise StudentFault(Outcome.TIME_LIMIT, f"{what} has a function of the course compute for too long.")
        began = time.thread_time()
        try:
            with np.errstate(all="ignore"):
                return {"value": oracle.function(*args, **kwargs)}
        except _ODD_ARGUMENTS:
            return {}
        finally:
            self.seconds += time.thread_time() - began


class Branch:
    """A throwaway copy of a kernel's state; see `autograder.kernel.protocol.Branch`."""

    def __init__(self, channel: socket.socket | None, notebook: Notebook, deadline: float | None, end: str) -> None:
        self._line = None if channel is None else Line(channel)
        self._notebook = notebook
        self._deadline = deadline
        self._fault = StudentFault(Outcome.DIED, end) if channel is None else None
        self._oracles = _Oracles(notebook.limits.call_seconds)

    def call(
        self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value], most_bytes: int = MOST_ANSWERED
    ) -> Value:
        """The value of `function(*args, **kwargs)` in the student's namespace; `StudentFault` if there is none.

        Arguments are values, `Ref` or `Oracle`, at any depth. What is larger than `most_bytes` is not taken.
        """
        request = {"do": "call", "function": function, "args": list(args), "kwargs": dict(kwargs)}
        return self._ask(request, f"`{function}()`", most_bytes)

    def variable(self, name: str) -> Value:
        """The value of a name in the student's namespace; `StudentFault` if there is none."""
        return self._ask({"do": "variable", "name": name}, f"`{name}`")

    def supply(self, source: str) -> None:
        """Run helper code of the course in the copy's namespace; `StudentFault` if that fails there."""
        self._ask({"do": "supply", "source": source}, "The helper code of the check")

    def provide(self, name: str, oracle: Oracle) -> None:
        """Bind a name in the copy's namespace to a function of ours, which answers calls and cannot be read."""
        self._ask({"do": "provide", "name": name, "function": oracle}, f"`{name}`")

    def cpu_seconds(self) -> float:
        """CPU time that the notebook's processes have used, counted where they cannot reach."""
        return self._notebook.cpu_seconds()

    def _ask(self, request: dict[str, Any], what: str, most_bytes: int = MOST_ANSWERED) -> Value:
        if self._fault is not None or self._line is None:
            raise self._fault or messages.ended(what, Outcome.DIED, self._notebook.limits)
        limits = self._notebook.limits
        allowance = Allowance(limits.call_seconds, limits, self._deadline, self.cpu_seconds)
        request |= {"most_bytes": most_bytes, "most_asked": MOST_ASKED}
        try:
            reply = self._reply(self._line, request, what, allowance)
        except wire.Unsendable as error:
            raise CannotJudge(f"An argument of {what} cannot be sent to the student's process: {error}.") from error
        except BaseException as error:
            self._fault = self._fate(error, what)
            if self._fault is None:
                self._fault = messages.ended(what, Outcome.DIED, limits)
                raise
            raise self._fault from None
        if "value" in reply:
            return reply["value"]
        raise messages.from_report(reply.get("fault"), what, self._notebook.sources, limits)

    def _reply(self, line: Line, request: dict[str, Any], what: str, allowance: Allowance) -> dict[str, Any]:
        """The answer to a request; meanwhile functions of ours are called as often as it takes."""
        allowance.check()
        line.send(request, allowance.end, refer=self._oracles.refer)
        most_bytes = request["most_bytes"]
        while "oracle" in (reply := line.receive(allowance.receive, most_bytes)):
            answer = self._oracles.answer(reply, what)
            try:
                line.answer(answer, allowance.end)
            except wire.Unsendable as error:
                if error.kind == "type":
                    raise CannotJudge(f"A function given to {what} returns what cannot be sent: {error}.") from error
                line.answer({}, allowance.end)
        return reply

    def _fate(self, error: BaseException, what: str) -> StudentFault | None:
        """The fault that ends this branch, None where what was raised is no doing of the student's."""
        limits = self._notebook.limits
        match error:
            case StudentFault():
                return error
            case UsedUp() | TimeoutError():
                why = error.why if isinstance(error, UsedUp) else "clock"
                return StudentFault(Outcome.TIME_LIMIT, messages.too_slow(what, why, limits.call_seconds, limits))
            case MemoryError():
                return messages.ended(what, Outcome.OUTPUT_LIMIT, limits)
            case wire.WireError():
                full = isinstance(error, wire.Closed) and self._notebook.usage().memory
                return messages.ended(what, Outcome.MEMORY_LIMIT if full else Outcome.DIED, limits)
        return None
