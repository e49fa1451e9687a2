"""What runs in a worker process: one nursery, one submission after another. Writes nothing."""

from __future__ import annotations

import atexit
import os
import resource
import threading
import time
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from autograder.grading import Grader
from autograder.intake.submission import Submission
from autograder.record.model import NotebookRecord
from autograder.sandbox import Nursery

#: Time that the engine may need after the notebook's own deadline, judging included, before its worker is ended.
GRACE_SECONDS = 60.0
#: Memory of the worker itself, at least: what students send is bounded, this holds where a bound was forgotten.
WORKER_BYTES = 4 << 30
PARENT_POLL_SECONDS = 0.5


@dataclass(frozen=True)
class Task:
    """One notebook of one submission, with all that grading it needs."""

    grader: Grader
    submission: Submission
    attempt: int = 1
    """Counted from 1; where our side failed a notebook is tried once more."""

    @property
    def seconds(self) -> float:
        """Wall time after which the worker is ended, whatever it is doing."""
        limits = self.grader.limits
        return limits.clock(limits.notebook_seconds) + GRACE_SECONDS


@dataclass
class Worker:
    """The state of this process."""

    student_packages: tuple[str, ...]
    trust: bool
    core: int | None = None
    """Where students' processes run, so that neighbours have fair shares."""
    nursery: Any = None

    def grade(self, task: Task) -> NotebookRecord:
        """The record of one notebook."""
        if self.nursery is None:
            _bound_memory(max(WORKER_BYTES, 4 * task.grader.limits.memory_bytes))
            self.nursery = Nursery(self.student_packages, trust=self.trust, core=self.core)
            self.nursery.__enter__()
            atexit.register(self.close)
        return task.grader.grade(task.submission, self.nursery, task.attempt)

    def close(self) -> None:
        """End the nursery and with it every process of a student."""
        if self.nursery is not None:
            self.nursery.__exit__(None, None, None)
            self.nursery = None


_worker: list[Worker] = []


def start(student_packages: tuple[str, ...], trust: bool, started: Synchronized[int]) -> None:
    """Prepare this process; called once by the executor, which counts those `started`."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    with started.get_lock():
        number, started.value = started.value, started.value + 1
    _worker[:] = [Worker(student_packages, trust, _core(number))]


def grade(task: Task) -> NotebookRecord:
    """The record of one notebook, in this process."""
    return _worker[0].grade(task)


def _end_with(parent: int) -> None:
    """End this process when the coordinator is gone, however it went; the nursery below ends with its socket."""
    while os.getppid() == parent:
        time.sleep(PARENT_POLL_SECONDS)
    os._exit(1)


def _core(number: int) -> int | None:
    """The core of the worker with this number; None where a process cannot be kept on one."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return cores[number % len(cores)] if cores else None


def _bound_memory(most: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
