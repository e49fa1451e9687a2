"""The nursery: loads the student's environment once, then forks one notebook after the other.

It runs no student code itself. The trusted side (`control`) speaks to it over one socket, its standard input. When
that socket closes, the nursery ends, and everything below it.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib.util
import os
import select
import signal
import socket
import sys
import time
import traceback
from typing import Any

from . import confine, fonts, watch, wire
from .notebook import Notebook
from .other_user import NotEnded, OtherUser
from .shell import CellRunner
from .snapshot import Snapshot, take
from .spawn import Order, SpawnError, first_of_notebook, spawn

POLL_SECONDS = 0.05
#: Processes that wait with the first cells of an assignment behind them; the one used longest ago goes first.
MOST_SNAPSHOTS = 4
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

    def __init__(self, runner: CellRunner, confined: bool, core: int | None, other: OtherUser | None = None) -> None:
        self._other = other
        self._runner = runner
        self._confined = confined
        self._core = core
        self._notebooks: dict[int, Notebook] = {}
        self._snapshots: dict[str, Snapshot] = {}
        here = watch.process(os.getpid())
        self._resident = here.resident if here is not None else 0

    def serve(self, control: socket.socket) -> None:
        """Answer requests and watch the notebooks until the trusted side hangs up."""
        look_at = 0.0
        while True:
            wait = max(0.0, look_at - time.monotonic()) if self._notebooks else None
            if select.select([control], [], [], wait)[0]:
                request, fds = wire.receive_with_fds(control)
                try:
                    answer = self._answer(request, fds)
                except (SpawnError, NotEnded, OSError) as error:  # one notebook less, the others go on
                    answer = {"error": str(error)}
                finally:
                    for fd in fds:
                        os.close(fd)
                wire.send(control, answer)
            if time.monotonic() >= look_at:
                seen = watch.processes() if self._notebooks else {}
                for notebook in self._notebooks.values():
                    notebook.look(seen)
                look_at = time.monotonic() + POLL_SECONDS

    def end(self) -> None:
        """End every notebook, and what trusted code has left beside them."""
        for notebook in self._notebooks.values():
            notebook.end()
        for snapshot in self._snapshots.values():
            snapshot.end()
        if self._other is not None:
            self._other.end()
        for pid in set(watch.tree(os.getpid())) - {os.getpid()}:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def _answer(self, request: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        verb = request["do"]
        if verb == "prepare":
            return self._prepare(request)
        kernel = request["kernel"]
        if verb == "spawn":
            return self._spawn(request, fds)
        notebook = self._notebooks.get(kernel)
        if notebook is None:
            return {"error": "there is no such kernel"}
        if verb == "interrupt":
            notebook.interrupt()
        elif verb == "begin branch":
            notebook.begin_branch(request["ended"])
        elif verb == "seal branch":
            notebook.seal_branch()
        elif verb == "end branch":
            notebook.end_branch(request["pid"])
        elif verb == "end":
            notebook.look()
            notebook.end()
            del self._notebooks[kernel]
        elif verb == "free":
            notebook.free()
        elif verb == "usage":
            notebook.look()
        else:
            return {"error": f"the request {verb!r} is not known"}
        return {"memory": notebook.out_of_memory, "cpu": notebook.cpu()}

    def _spawn(self, request: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        """Start a notebook: from this process, or from the one that has run its first cells."""
        # It answers on the first of `fds`, and waits at the second until the trusted side nods.
        channel, door = fds[0], fds[1] if len(fds) > 1 else None
        order = Order(request["scratch_bytes"], self._confined, self._core, channel, door, other=self._other)
        if self._other is not None:
            self._make_way(self._other)
        resident, name = self._resident, request.get("snapshot")
        if name is None:
            pids = spawn(functools.partial(first_of_notebook, self._runner), order)
        else:
            if name not in self._snapshots:
                raise SpawnError("there is no such snapshot")
            snapshot = self._snapshots[name] = self._snapshots.pop(name)
            resident = snapshot.resident
            try:
                pids = spawn(snapshot.begin, order)
            except (SpawnError, OSError):
                self._snapshots.pop(name).end()
                raise
        notebook = Notebook(*pids, request["memory_bytes"], resident, self._confined, self._other)
        self._notebooks[request["kernel"]] = notebook
        return {}

    def _make_way(self, other: OtherUser) -> None:
        """Without namespaces one notebook runs at a time, and nothing of the one before it is left."""
        if any(not notebook.ended() for notebook in self._notebooks.values()):
            raise SpawnError("without namespaces only one notebook runs at a time")
        other.clear()

    def _prepare(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run the first cells of an assignment, and keep the process that did."""
        while len(self._snapshots) >= MOST_SNAPSHOTS:
            self._snapshots.pop(next(iter(self._snapshots))).end()
        snapshot, answer = take(self._runner, request)
        if snapshot is not None:
            self._snapshots[request["snapshot"]] = snapshot
        return answer | {"known": list(self._snapshots)}


def load(confined: bool) -> tuple[CellRunner, dict[str, str]]:
    """The student's environment, warm: shell, numpy, figures; and the fonts that a sandbox finds, to be kept."""
    has_figures = importlib.util.find_spec("matplotlib") is not None
    keeps_fonts = confined and has_figures
    if keeps_fonts:
        fonts.put_back()
    runner = CellRunner()
    for source in ("1 / 0", WARM_UP, "numpy.ones(2)"):
        runner.run(source, 1 << 20)
    if has_figures:
        runner.run(WARM_UP_FIGURES, 1 << 20)
    runner.forget()
    gc.collect()
    gc.freeze()
    gc.enable()
    return runner, fonts.to_keep() if keeps_fonts else {}


def main(user: int | None, core: int | None, other: OtherUser | None = None) -> None:
    """Load, report, serve; `user` is whom to become inside the sandbox, None outside of one, `core` where to run.

    With an `other` user there are no namespaces: only the notebooks become that, and this process stays as it is.
    """
    confined = user is not None
    control = socket.socket(fileno=os.dup(0))
    try:
        if sys.platform.startswith("linux"):
            confine.adopt_orphans()
        if user is not None:
            if other is None:
                confine.drop_user(user)
            present = [name for name in MUST_BE_ABSENT if importlib.util.find_spec(name) is not None]
            if present:
                raise RuntimeError(f"{present[0]} can be imported inside the sandbox")
        runner, made = load(confined)
        server = ForkServer(runner, confined, core, other)
    except BaseException as error:
        traceback.print_exc()
        wire.send(control, {"error": f"{type(error).__name__}: {error}"[:400]})
        return
    try:
        with contextlib.suppress(wire.Closed):
            wire.send(control, {"ready": True, "fonts": made})
            server.serve(control)
    finally:
        server.end()
