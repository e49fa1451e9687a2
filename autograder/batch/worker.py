"""What runs in a worker process: one nursery, one submission after another. Writes nothing."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import multiprocessing
import os
import resource
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import MachineError
from autograder.loading import at_once

if TYPE_CHECKING:  # whoever starts workers need not load what they do, and they begin before they have loaded it all
    from autograder.grading import Grader
    from autograder.intake.submission import Submission
    from autograder.record.model import NotebookRecord
    from autograder.sandbox.nursery import Nursery

#: Time that the engine may need after the notebook's own deadline, judging included, before its worker is ended.
GRACE_SECONDS = 60.0
#: Memory of the worker itself, at least: what students send is bounded, this holds where a bound was forgotten.
WORKER_BYTES = 4 << 30


@dataclass(frozen=True)
class Task:
    """One notebook of one submission, with all that grading it needs."""

    grader: Grader
    submission: Submission
    attempt: int = 1
    """Counted from 1; where our side failed a notebook is tried once more."""
    took: float = 0.0
    """Seconds on the clock, over all attempts; at a cluster those in which it waited for a worker too."""

    @property
    def seconds(self) -> float:
        """Wall time after which the worker is ended, whatever it is doing."""
        limits = self.grader.limits
        return limits.clock(limits.notebook_seconds) + GRACE_SECONDS


@dataclass
class Worker:
    """The state of this process."""

    nursery: Nursery

    def grade(self, task: Task) -> NotebookRecord:
        """The record of one notebook; MachineError where this machine gives no sandbox."""
        self.nursery.begin()
        task.grader.warm_up()
        self.nursery.start()
        return task.grader.grade(task.submission, self.nursery, task.attempt)


_worker: list[Worker] = []
#: What a worker loads while its nursery loads what it needs itself: what grades, and what reads students' Markdown.
_MEANWHILE = ("autograder.grading", "autograder.intake.rendered")
#: What a core is called among the workers of a machine, and how many of them may have it.
CORE_NAME, MOST_ON_A_CORE = "autograder-core", 64
_held: list[socket.socket] = []


def start(packages: Mapping[str, Path], trust: bool, memory_bytes: int) -> None:
    """Prepare this process, its nursery included; called once by the executor.

    `packages`: what those of the students consist of. `memory_bytes`: what one submission may use.
    """
    from autograder.sandbox.nursery import Nursery  # noqa: PLC0415 -- the coordinator need not load it

    threading.Thread(target=_end_with_coordinator, daemon=True).start()
    _bound_memory(max(WORKER_BYTES, 4 * memory_bytes))
    _worker[:] = [Worker(Nursery(packages, trust=trust, core=_core()))]
    with contextlib.suppress(MachineError):  # the first task tells it
        _worker[0].nursery.begin()
    with at_once():
        for name in _MEANWHILE:
            importlib.import_module(name)


def ready() -> None:
    """Nothing: what a pool is given so that it starts its workers."""


def grade(task: Task) -> NotebookRecord:
    """The record of one notebook, in this process."""
    return _worker[0].grade(task)


def _end_with_coordinator() -> None:
    """End this process when the coordinator is gone, however it went; the nursery below ends with its socket.

    The parent in the system's sense is the process that workers are forked from. The coordinator is told by a pipe of
    which it alone has the other end.
    """
    coordinator = multiprocessing.parent_process()
    if coordinator is not None:
        coordinator.join()
        os._exit(1)


def _core() -> int | None:
    """The core of this process, None where it cannot be kept on one.

    It is one that the fewest workers of this machine have, whatever pool they belong to: another command and another
    dask worker have pools of their own.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    places = itertools.product(range(MOST_ON_A_CORE), cores)
    return next((core for place, core in places if _take(f"{CORE_NAME}-{core}-{place}")), None)


def _take(name: str) -> bool:
    """Whether no other process has this name; then it is this one's until it ends, however it does.

    The names are those of Linux's abstract sockets, which nobody has to clean up; elsewhere none can be had.
    """
    held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        held.bind(f"\0{name}")
    except OSError:
        held.close()
        return False
    _held.append(held)
    return True


def _bound_memory(most: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
