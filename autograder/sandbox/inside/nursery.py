"""The nursery: loads the student's environment once, then forks one notebook after the other.

It runs no student code itself. The trusted side (`control`) speaks to it over one socket, its standard input. When
that socket closes, the nursery ends, and everything below it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import os
import select
import signal
import socket
import time
import traceback
from typing import Any

from . import confine, watch, wire
from .shell import CellRunner
from .spawn import Child, SpawnError, spawn

POLL_SECONDS = 0.05
SWEEP_SECONDS = 3.0
MUST_BE_ABSENT = ("autograder", "backprop_ref", "nbgrader")
WARM_UP = """
import asyncio, collections, dataclasses, functools, itertools, math, random, time, typing
import numpy.fft, numpy.linalg, numpy.polynomial, numpy.random, numpy.testing
"""
WARM_UP_FIGURES = """
import matplotlib.pyplot as _plt
_plt.figure(figsize=(1, 1)); _plt.plot([0, 1]); _plt.title("$x$"); _plt.show()
del _plt
"""


class ForkServer:
    """Answers the trusted side's requests."""

    def __init__(self, runner: CellRunner, confined: bool) -> None:
        self.runner = runner
        self.confined = confined
        self.children: dict[int, Child] = {}
        self.baseline = watch.tree(os.getpid()).get(os.getpid(), 0)

    def serve(self, control: socket.socket) -> None:
        """Answer requests and watch the memory until the trusted side hangs up."""
        while True:
            wait = POLL_SECONDS if self.children else None
            if select.select([control], [], [], wait)[0]:
                request, fds = wire.receive_with_fds(control)
                try:
                    answer = self.answer(request, fds)
                except SpawnError as error:
                    answer = {"error": str(error)}
                finally:
                    for fd in fds:
                        os.close(fd)
                wire.send(control, answer)
            self.watch()

    def answer(self, request: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        """The answer to one request."""
        if request["do"] == "spawn":
            return self.spawn(request, fds)
        child = self.children.get(request["kernel"])
        if child is None:
            return {"error": "there is no such kernel"}
        if request["do"] == "interrupt":
            self.signal(child, child.student, signal.SIGINT)
        elif request["do"] == "begin branch":
            child.marks.append(set(watch.tree(child.init)))
            child.out_of_memory = False
        elif request["do"] == "end branch":
            self.sweep(child, child.marks.pop(), request["pid"])
        elif request["do"] == "end":
            self.end(child)
            del self.children[request["kernel"]]
        elif request["do"] != "usage":
            return {"error": f"the request {request['do']!r} is not known"}
        return {"memory": child.out_of_memory, "cpu": 0.0}

    def spawn(self, request: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        """Fork a notebook under the number that the trusted side chose."""
        with socket.socket(fileno=os.dup(fds[0])) as channel:
            child = spawn(self.runner, channel, request["scratch_bytes"], request["memory_bytes"], self.confined)
        self.children[request["kernel"]] = child
        return {}

    def signal(self, child: Child, pid: int, number: int) -> None:
        """Send a signal to a process of a notebook that has not ended."""
        self.look(child)
        if child.status is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def look(self, child: Child) -> None:
        """Note the end of a notebook's processes, if it has come."""
        if child.status is None:
            pid, status = os.waitpid(child.init, os.WNOHANG)
            if pid:
                child.status = os.waitstatus_to_exitcode(status)

    def end(self, child: Child) -> None:
        """Kill all processes of a notebook and wait until they are gone."""
        if not self.confined:
            for pid in watch.tree(child.init):
                self.signal(child, pid, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.init, signal.SIGKILL)
        self.signal(child, child.init, signal.SIGKILL)
        until = time.monotonic() + 10
        while child.status is None and time.monotonic() < until:
            self.look(child)
            time.sleep(0.001)

    def sweep(self, child: Child, before: set[int], branch: int) -> None:
        """Kill what a branch started, and the branch itself."""
        if not self.confined and not before:  # no /proc: the branch is the leader of its process group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(branch, signal.SIGKILL)
        until = time.monotonic() + SWEEP_SECONDS
        while new := set(watch.tree(child.init)) - before:
            for pid in new:
                self.signal(child, pid, signal.SIGKILL)
            if time.monotonic() > until:  # it forks faster than it can be killed
                self.end(child)
            time.sleep(0.001)

    def watch(self) -> None:
        """End what holds more memory than its notebook may: an open branch first, else the notebook."""
        if not self.children:
            return
        seen = watch.processes()
        for child in self.children.values():
            resident = watch.tree(child.init, seen)
            if sum(max(0, r - self.baseline) for r in resident.values()) <= child.memory_bytes:
                continue
            owned = sum(watch.own(pid, r) for pid, r in resident.items())
            if owned - self.baseline <= child.memory_bytes:
                continue
            child.out_of_memory = True
            new = set(resident) - child.marks[-1] if child.marks else set()
            for pid in new or {child.init, child.student}:
                self.signal(child, pid, signal.SIGKILL)


def load() -> CellRunner:
    """The student's environment, warm: shell, numpy, figures."""
    runner = CellRunner()
    for source in ("1 / 0", WARM_UP, "numpy.ones(2)"):
        runner.run(source, 1 << 20)
    if importlib.util.find_spec("matplotlib") is not None:
        runner.run(WARM_UP_FIGURES, 1 << 20)
    runner.forget()
    gc.collect()
    gc.freeze()
    return runner


def main(user: int | None) -> None:
    """Load, report, serve; `user` is whom to become inside the sandbox, None outside of one."""
    confined = user is not None
    control = socket.socket(fileno=os.dup(0))
    try:
        if user is not None:
            confine.drop_user(user)
            confine.adopt_orphans()
            present = [name for name in MUST_BE_ABSENT if importlib.util.find_spec(name) is not None]
            if present:
                raise RuntimeError(f"{present[0]} can be imported inside the sandbox")
        server = ForkServer(load(), confined)
    except BaseException as error:
        traceback.print_exc()
        wire.send(control, {"error": f"{type(error).__name__}: {error}"[:400]})
        return
    wire.send(control, {"ready": True})
    with contextlib.suppress(wire.Closed):
        server.serve(control)
    for child in server.children.values():
        server.end(child)
