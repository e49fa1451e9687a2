"""What runs in a worker process: one nursery, one submission after another. Writes nothing."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

from autograder.errors import CannotJudge
from autograder.grading import Grader
from autograder.intake.submission import Submission
from autograder.record.model import NotebookRecord
from autograder.sandbox import Nursery

#: Time that the engine may need on top of the student's own.
GRACE_SECONDS = 120.0


@dataclass(frozen=True)
class Task:
    """One notebook of one submission, with all that grading it needs."""

    grader: Grader
    submission: Submission


@dataclass
class Worker:
    """The state of this process."""

    student_packages: tuple[str, ...]
    trust: bool
    nursery: Any = None

    def grade(self, task: Task) -> NotebookRecord:
        """The record of one notebook."""
        if self.nursery is None:
            self.nursery = Nursery(self.student_packages, trust=self.trust)
            self.nursery.__enter__()
            atexit.register(self.close)
        with _watched(task.grader.limits.notebook_seconds + GRACE_SECONDS):
            return task.grader.grade(task.submission, self.nursery)

    def close(self) -> None:
        """End the nursery and with it every process of a student."""
        if self.nursery is not None:
            self.nursery.__exit__(None, None, None)
            self.nursery = None


_worker: list[Worker] = []


def start(student_packages: tuple[str, ...], trust: bool) -> None:
    """Prepare this process; called once by the executor. Ctrl-C is the coordinator's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _worker[:] = [Worker(student_packages, trust)]


def grade(task: Task) -> NotebookRecord:
    """The record of one notebook, in this process."""
    return _worker[0].grade(task)


@contextlib.contextmanager
def _watched(seconds: float) -> Iterator[None]:
    """Raise CannotJudge in a hidden test, or an engine, that does not come back."""

    def ring(signum: int, frame: FrameType | None) -> None:
        raise CannotJudge(f"Judging did not end within {seconds:g} s.")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
