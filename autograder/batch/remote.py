"""What runs on a dask worker: its own pool of grading processes, so that everything holds there which holds locally."""

from __future__ import annotations

import atexit
import multiprocessing
import threading
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

from pebble import ProcessPool

from autograder.batch import worker
from autograder.batch.executor import LocalProcesses
from autograder.batch.worker import Task
from autograder.errors import MachineError
from autograder.grading import Grader, environment, grader_digest, references
from autograder.intake.submission import Submission
from autograder.record.model import NotebookRecord
from autograder.sandbox.nursery import Nursery


@dataclass(frozen=True)
class Terms:
    """What coordinator and workers must have in common: records are a function of it."""

    student_packages: tuple[str, ...]
    trust: bool
    code: str
    """Digest of the grader's own code."""
    environment: str
    """Python and the students' packages."""
    references: tuple[str, ...]
    """What hidden tests judge by, a text for each grader."""
    memory_bytes: int
    """What one submission may use, of the grader that allows most."""

    @classmethod
    def of(cls, graders: tuple[Grader, ...], student_packages: tuple[str, ...], trust: bool) -> Terms:
        """The terms as they are in this process."""
        found = tuple(references(grader.master) for grader in graders)
        most = max((grader.limits.memory_bytes for grader in graders), default=0)
        return cls(student_packages, trust, grader_digest(), environment(student_packages), found, most)


def refusal(terms: Terms, graders: tuple[Grader, ...]) -> str:
    """Why this worker can take no work, in a few words; "" where it can."""
    here = Terms.of(graders, terms.student_packages, terms.trust)
    if here.code != terms.code:
        return "it has another version of this package; install the same one"
    if here.environment != terms.environment:
        return f"it has {here.environment}, the coordinator {terms.environment}"
    if here.references != terms.references:
        return "it has another version of what the hidden tests judge by"
    try:
        with Nursery(terms.student_packages, trust=terms.trust):
            return ""
    except MachineError as problem:
        return str(problem)


def grade(grader: Grader, submission: Submission, attempt: int, terms: Terms, threads: int) -> NotebookRecord:
    """The record of one notebook, in a process of this worker's pool, which has one for each of its `threads`."""
    return _here.grade(Task(grader, submission, attempt), terms, threads)


def close(terms: Terms) -> None:
    """End the processes of this worker's pool: the coordinator is done."""
    _here.close(terms)


@dataclass
class _Here:
    """The pool of this process: as many notebooks at a time as dask sends, each in a process of its own."""

    pools: dict[Terms, ProcessPool] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def grade(self, task: Task, terms: Terms, threads: int) -> NotebookRecord:
        """The record of one notebook; a pool that broke is made anew for the next."""
        pool = self.pool(terms, threads)
        try:
            record: NotebookRecord = pool.schedule(worker.grade, args=[task], timeout=task.seconds).result()
        except (BrokenProcessPool, CancelledError, RuntimeError):
            self.close(terms)
            raise
        return record

    def pool(self, terms: Terms, threads: int) -> ProcessPool:
        """The pool for these terms, made at its first use."""
        with self.lock:
            if terms not in self.pools:
                multiprocessing.current_process().daemon = False  # a worker below a nanny may have children, too
                local = LocalProcesses(
                    threads, terms.student_packages, trust=terms.trust, memory_bytes=terms.memory_bytes
                )
                self.pools[terms] = local.pool()
            return self.pools[terms]

    def close(self, terms: Terms) -> None:
        """End the pool for these terms, whatever it is doing."""
        with self.lock:
            pool = self.pools.pop(terms, None)
        if pool is not None:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()

    def close_all(self) -> None:
        """End every pool."""
        for terms in list(self.pools):
            self.close(terms)


_here = _Here()
atexit.register(_here.close_all)
