"""Where tasks run: in this machine's processes. The interface is small so that a cluster can take its place."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Protocol

from autograder.batch import worker
from autograder.batch.worker import Task
from autograder.record.model import NotebookRecord

#: A worker that died is not asked to do the same task more often than this.
MOST_ATTEMPTS = 2


class Executor(Protocol):
    """Runs tasks somewhere and gives back what became of each."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, NotebookRecord | Exception]]:
        """Every task with its record, or with what failed on our side, as they end."""


class LocalProcesses:
    """Worker processes on this machine, each with its own nursery; fresh interpreters, not forks of the coordinator."""

    def __init__(self, workers: int, student_packages: tuple[str, ...], *, trust: bool = False) -> None:
        self.workers = max(1, workers)
        self.student_packages = student_packages
        self.trust = trust

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, NotebookRecord | Exception]]:
        """Every task with its record, as they end.

        A worker that dies takes its pool along. What was under way is then tried once more, one at a time, so that the
        submission that did it stands alone.
        """
        suspects: list[Task] = []
        waiting = deque(tasks)
        while waiting:
            yield from self._run_pool(waiting, self.workers, suspects)
        for task in suspects:
            yield from self._run_alone(task)

    def _run_pool(
        self, waiting: deque[Task], workers: int, suspects: list[Task]
    ) -> Iterator[tuple[Task, NotebookRecord | Exception]]:
        """Work on `waiting` until it is empty or the pool broke; what was under way then goes to `suspects`."""
        running: dict[Future[NotebookRecord], Task] = {}
        with self._pool(min(workers, len(waiting))) as pool:
            while waiting or running:
                broken = False
                while waiting and len(running) < workers + 1 and not broken:
                    try:
                        running[pool.submit(worker.grade, waiting[0])] = waiting[0]
                        waiting.popleft()
                    except BrokenProcessPool:
                        broken = True
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    task = running.pop(future)
                    problem = future.exception()
                    if isinstance(problem, BrokenProcessPool):
                        suspects.append(task)
                        broken = True
                    else:
                        yield task, _outcome(future)
                if broken:
                    suspects += running.values()
                    return

    def _run_alone(self, task: Task) -> Iterator[tuple[Task, NotebookRecord | Exception]]:
        for attempt in range(1, MOST_ATTEMPTS + 1):
            with self._pool(1) as pool:
                future = pool.submit(worker.grade, task)
                if not isinstance(future.exception(), BrokenProcessPool) or attempt == MOST_ATTEMPTS:
                    yield task, _outcome(future)
                    return

    def _pool(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=worker.start,
            initargs=(self.student_packages, self.trust),
        )


def _outcome(future: Future[NotebookRecord]) -> NotebookRecord | Exception:
    problem = future.exception()
    if problem is None:
        return future.result()
    return problem if isinstance(problem, Exception) else RuntimeError(f"the worker ended: {problem!r}")
