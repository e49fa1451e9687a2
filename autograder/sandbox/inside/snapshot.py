"""A process that has run the cells which all notebooks of an assignment begin with; notebooks are forked from it.

Those cells are the course's own. Nothing of a student's comes here: a notebook is a copy, and what it does to itself
stays in it. Where a copy would not be as good as a fresh run (a thread, a child, an open or shared file, something
written), there is no snapshot.
"""

from __future__ import annotations

import contextlib
import gc
import os
import random
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import watch, wire
from .capture import Record
from .serve import settle, write_files
from .shell import CellRunner
from .spawn import Order, close_all_but, first_of_notebook

END_SECONDS = 5.0
CACHES = (".matplotlib", ".ipython")
#: Files that matplotlib keeps open, and opens anew in every fork.
FONT = ".ttf"


@dataclass
class Snapshot:
    """The process, as the nursery sees it."""

    pid: int
    line: socket.socket
    resident: int = 0
    """Bytes of memory that every copy shares with it from its first moment."""

    def begin(self, order: Order, theirs: socket.socket) -> None:
        """Have it fork the first process of a notebook, which reports to `theirs`; `OSError` if it is gone."""
        fds = (theirs.fileno(), order.channel, *(() if order.door is None else (order.door,)))
        try:
            wire.send(self.line, {"scratch_bytes": order.scratch_bytes, "core": order.core}, fds)
            wire.receive(self.line, time.monotonic() + END_SECONDS)
        except (wire.WireError, TimeoutError) as error:
            raise OSError("the snapshot of the first cells is gone") from error

    def end(self) -> None:
        """End it, and what its cells have started; notebooks are not below it. May be called twice."""
        self.line.close()
        pid, self.pid = self.pid, 0
        if not pid:
            return
        family = {pid: None} | dict.fromkeys(watch.tree(pid))
        for each in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        for each in family:  # with the process gone, the nursery is the parent of what it started
            with contextlib.suppress(ChildProcessError):
                os.waitpid(each, 0)


def take(runner: CellRunner, request: dict[str, Any]) -> tuple[Snapshot | None, dict[str, Any]]:
    """Run the `cells` of the request beside its `files`: the process that did, and what they showed.

    None where a copy of it would differ from a fresh run, or nothing came within `seconds` of the clock; then the
    answer says why.
    """
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            _hold(runner, request, theirs)
        finally:
            os._exit(0)
    theirs.close()
    snapshot = Snapshot(pid, ours)
    try:
        answer = wire.receive(ours, time.monotonic() + request["seconds"])
    except (wire.WireError, TimeoutError):
        answer = {"why": "they do not come to their end"}
    if "why" in answer:
        snapshot.end()
        return None, answer
    snapshot.resident = answer.pop("resident")
    return snapshot, answer


def _hold(runner: CellRunner, request: dict[str, Any], nursery: socket.socket) -> None:
    """Run the cells, tell, and fork notebooks until the nursery hangs up."""
    line = socket.socket(fileno=os.dup(nursery.fileno()))
    close_all_but(line.fileno())
    runner.open_input()
    before = _traces()
    folder = Path(request["folder"])
    shutil.rmtree(folder, ignore_errors=True)  # of another snapshot, which does not need it any more
    write_files(folder, request["files"])
    settle(folder)
    answer = _ran(runner, request)
    if "why" not in answer and (why := _differs(before, folder, set(request["files"]))):
        answer = {"why": why}
    here = watch.process(os.getpid())
    wire.send(line, answer | {"resident": here.resident if here is not None else 0})
    numbers = random.getstate()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(wire.Closed):
        while True:
            asked, fds = wire.receive_with_fds(line)
            door = fds[2] if len(fds) > 2 else None
            order = Order(asked["scratch_bytes"], True, asked["core"], fds[1], door, numbers)
            with socket.socket(fileno=fds[0]) as report:
                os.waitpid(first_of_notebook(runner, order, report), 0)
            for fd in fds[1:]:
                os.close(fd)
            wire.send(line, {})


def _ran(runner: CellRunner, request: dict[str, Any]) -> dict[str, Any]:
    """What each cell showed; why that is of no use where one of them did not run to its end."""
    ran: list[dict[str, Any]] = []
    for source in request["cells"]:
        record = Record(request["output_bytes"], request["most_outputs"], request["picture_bytes"])
        outcome = runner.run_into(record, source, figures=False)
        if outcome != "passed":
            return {"why": "one of them does not run to its end"}
        ran.append({"outcome": outcome, "outputs": record.outputs, "result_text": record.result_text})
    return {"ran": ran}


def _traces() -> tuple[int, int, int]:
    """Threads, open files and shared writable mappings of this process."""
    shared = sum(line.split()[1].endswith("s") for line in Path("/proc/self/maps").read_text().splitlines())
    tasks = max(threading.active_count(), sum(1 for _ in Path("/proc/self/task").iterdir()))
    return tasks, sum(Path(name).suffix != FONT for name in _open_files()), shared


def _open_files() -> Iterator[str]:
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the listing itself
            yield str(link.readlink())


def _differs(before: tuple[int, int, int], folder: Path, files: set[str]) -> str:
    """What the cells have left that a copy of the process would lack, or share with other copies; or nothing."""
    for name, then, now in zip(("a thread", "an open file", "a shared mapping"), before, _traces(), strict=True):
        if now > then:
            return f"they leave {name} behind"
    if len(watch.tree(os.getpid())) > 1:
        return "they leave a process behind"
    written = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    own = {path for path in written if path.as_posix() not in files and path.parts[0] not in CACHES}
    return "they write a file" if own else ""
