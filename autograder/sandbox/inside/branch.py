"""A throwaway copy of the student's process, in which hidden tests call functions."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from . import wire
from .capture import OutputLimit, Record
from .shell import CellRunner

CALL_OUTPUT_BYTES = 1 << 20


class Missing(Exception):
    """The student's namespace lacks a name."""


class CourseFunction:
    """Stands for a function of the trusted side: what it computes is not in this process."""

    __slots__ = ("__name__", "_ask")

    def __init__(self, name: str, ask: Callable[[tuple[Any, ...], dict[str, Any]], Any]) -> None:
        self.__name__ = name
        self._ask = ask

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function's value, which the other side computes."""
        return self._ask(args, kwargs)

    def __repr__(self) -> str:
        return "a function of the course"

    def __deepcopy__(self, memo: Any) -> CourseFunction:
        """The same function, as for any function of Python."""
        return self


class Copy:
    """Answers the requests of one branch, one after the other."""

    def __init__(self, sock: socket.socket, runner: CellRunner) -> None:
        self._sock = sock
        self._inbox = wire.Inbox(sock, references=True)
        self._runner = runner
        self._namespace = runner.shell.user_ns
        self._home = os.getpid()
        self._lock = threading.Lock()
        self._running: dict[str, Any] | None = None

    def serve(self) -> None:
        """Answer until the other side hangs up; returns in a child that the student's function forked."""
        while True:
            request = self._inbox.receive()
            self._runner.attach(Record(CALL_OUTPUT_BYTES))
            self._running = request
            frame = self._answer(request)
            self._runner.attach(None)
            if os.getpid() != self._home:
                return
            with self._lock:
                self._running = None
            wire.write(self._sock, frame)

    def _answer(self, request: dict[str, Any]) -> bytes:
        try:
            with (
                np.errstate(all="ignore"),
                warnings.catch_warnings(action="ignore"),
            ):  # a cell may have made them errors
                value = self._value(request)
                return wire.pack({"id": request["id"], "value": value}, request["most_bytes"], answer=True)
        except BaseException as error:
            return wire.pack({"id": request["id"], "fault": fault(error, self._runner)})

    def _value(self, request: dict[str, Any]) -> Any:
        if request["do"] == "variable":
            return self._lookup(request["name"])
        if request["do"] == "supply":
            exec(compile(request["source"], "<supplied>", "exec"), self._namespace)
            return None
        if request["do"] == "provide":
            self._namespace[request["name"]] = self._function(request["function"].number, request["name"])
            return None
        function = self._lookup(request["function"])
        return function(*self._resolved(request["args"]), **self._resolved(request["kwargs"]))

    def _lookup(self, name: str) -> Any:
        if name not in self._namespace:
            raise Missing(name)
        return self._namespace[name]

    def _resolved(self, x: Any) -> Any:
        """The argument with names and functions put in, at any depth."""
        if isinstance(x, wire.Ref):
            return self._lookup(x.name)
        if isinstance(x, wire.Function):
            return self._function(x.number, "function")
        if type(x) is list:
            return [self._resolved(e) for e in x]
        if type(x) is tuple:
            return tuple(self._resolved(e) for e in x)
        if type(x) is dict:
            return {k: self._resolved(v) for k, v in x.items()}
        return x

    def _function(self, number: int, name: str) -> CourseFunction:
        return CourseFunction(name, lambda args, kwargs: self._ask(number, args, kwargs))

    def _ask(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The value of a function of the other side; one question at a time, from this process, during a call."""
        running = self._running
        if running is None or os.getpid() != self._home:
            raise RuntimeError("a function of the course answers only in the process and the time of its check")
        question = {"id": running["id"], "oracle": number, "args": list(args), "kwargs": kwargs}
        try:
            frame = wire.pack(question, running["most_asked"])
        except wire.Unsendable:
            raise TypeError("a function of the course takes numbers, arrays, lists and dictionaries") from None
        with self._lock:
            if self._running is not running:
                raise RuntimeError("a function of the course was called too late")
            wire.write(self._sock, frame)
            reply = self._inbox.receive()
        if "value" in reply:
            return reply["value"]
        raise ValueError("the function of the course cannot take these arguments")


def fault(error: BaseException, runner: CellRunner) -> dict[str, Any]:
    """What the trusted side may know of an error: a class name and a place, nothing of its text."""
    if isinstance(error, Missing):
        return {"kind": "missing"}
    if isinstance(error, wire.Unsendable):
        return {"kind": "value", "why": error.kind, "name": error.name[:80]}
    if isinstance(error, OutputLimit):
        return {"kind": "output"}
    report: dict[str, Any] = {"kind": "exception", "name": type(error).__name__[:80]}
    if isinstance(error, MemoryError):
        report["kind"] = "memory"
    with contextlib.suppress(Exception):
        report["cell"], report["line"] = runner.cells.last_place(error.__traceback__)
    if isinstance(error, NotImplementedError):
        with contextlib.suppress(Exception):
            report["unwritten_in"] = runner.cells.last_function(error.__traceback__)
    return report
