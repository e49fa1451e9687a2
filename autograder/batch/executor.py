"""Where tasks run: in this machine's processes. The interface is small so that a cluster can take its place."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from typing import Any, Protocol

from pebble import ProcessExpired, ProcessPool

from autograder.batch import server, worker
from autograder.batch.worker import Task
from autograder.errors import CannotJudge, MachineError
from autograder.kernel.protocol import Limits
from autograder.record.model import NotebookRecord
from autograder.sandbox.packages import entries

#: How often a notebook is run where our side fails at it, and where its worker is lost: a pool that breaks takes along
#: what other workers were at.
MOST_ATTEMPTS, MOST_LOSSES = 2, 3
#: What a task may need beyond its own time before its pool counts as broken: a fresh worker loads the grader first.
LOST_SECONDS = 120.0
#: How a task ends whose worker was lost, not by what it did itself as far as anybody can say, or whose nursery did not
#: start: that may have been killed meanwhile, and a machine without a sandbox says it again.
LOST = (ProcessExpired, BrokenProcessPool, CancelledError, MachineError)

Result = tuple[Task, NotebookRecord | Exception]


class Executor(Protocol):
    """Runs tasks somewhere and gives back what became of each."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Every task with its record, or with what failed on our side, as they end; takes tasks as it needs them."""


class Pools(Protocol):
    """Where a run gets its processes."""

    @property
    def workers(self) -> int:
        """Notebooks that are graded at a time."""

    def pool(self) -> Any:
        """A pool for this many: pebble's, or one with its `schedule`, `stop` and `join`."""

    def give_back(self, pool: Any) -> None:
        """A pool all of whose tasks have ended: to be kept for the next run, or ended."""


class LocalProcesses:
    """Worker processes on this machine, each with its own nursery.

    They are forks of one process that has loaded what they need and nothing else; the coordinator, which has threads
    and a database, is never forked. A task that takes longer than it may is ended together with its worker, and every
    process below that.
    """

    def __init__(
        self,
        workers: int,
        student_packages: tuple[str, ...],
        *,
        trust: bool = False,
        memory_bytes: int = Limits().memory_bytes,
    ) -> None:
        """Raises MachineError where one of the students' packages is not installed.

        `memory_bytes`: what one submission may use.
        """
        self.workers = max(1, workers)
        self._packages = entries(student_packages)
        self.trust = trust
        self.memory_bytes = memory_bytes
        self._warm: ProcessPool | None = None
        self._keeps = False

    @contextlib.contextmanager
    def warmed_up(self) -> Iterator[None]:
        """Start workers now: they get ready while the class is read, nurseries too, and serve one run after another."""
        pool = self._warm = self._started()
        starting = threading.Thread(target=pool.schedule, args=(worker.ready,), daemon=True)
        starting.start()  # waits until the workers are forked
        self._keeps = True
        try:
            yield
        finally:
            starting.join()
            self._keeps = False
            if self._warm is not None:
                self.give_back(self._warm)

    def run(self, tasks: Iterable[Task]) -> Iterator[Result]:
        """Every task with its record, as they end. What a dead worker was at is tried once more."""
        yield from Running(self, iter(tasks)).through()

    def pool(self) -> ProcessPool:
        """A pool of this many workers: the one that is warm, if there is one."""
        pool, self._warm = self._warm or self._started(), None
        return pool

    def give_back(self, pool: ProcessPool) -> None:
        """Keep a pool warm for the next run, where one may come, else end it."""
        if self._keeps and pool.active:
            self._warm = pool
            return
        self._warm = None
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()

    def _started(self) -> ProcessPool:
        return ProcessPool(
            self.workers,
            context=server.context(),
            initializer=worker.start,
            initargs=(self._packages, self.trust, self.memory_bytes),
        )


class Running:
    """One call of `Executor.run`: what is under way, what is to be tried again, what has ended."""

    def __init__(self, executor: Pools, tasks: Iterator[Task]) -> None:
        self._executor = executor
        self._tasks = tasks
        self._again: deque[Task] = deque()
        self._running: dict[Future[NotebookRecord], tuple[Task, float]] = {}
        """What is under way -> the task, and when it was given out."""
        self._ended: deque[Result] = deque()
        self._pool = executor.pool()

    def through(self) -> Iterator[Result]:
        """What became of every task, as they end; a run that is stopped gives what has ended first."""
        ended = False
        try:
            yield from self.results()
            ended = True
        except KeyboardInterrupt:
            yield from self.finished()
            raise
        finally:
            if ended:
                self._executor.give_back(self._pool)
            else:
                self.stop()

    def results(self) -> Iterator[Result]:
        """What became of every task, as they end."""
        while self._fill():
            wait(self._running, timeout=1.0, return_when=FIRST_COMPLETED)
            now = time.monotonic()
            if any(now > began + task.seconds + LOST_SECONDS for task, began in self._running.values()):
                self._renew()
            yield from self.finished()

    def finished(self) -> Iterator[Result]:
        """What became of the tasks that have ended by now."""
        for future in [future for future in self._running if future.done()]:
            self._settle(*self._running.pop(future), future)
        while self._ended:
            yield self._ended.popleft()

    def stop(self) -> None:
        """End every worker, whatever it is doing."""
        self._pool.stop()
        self._pool.join()

    def _settle(self, task: Task, began: float, future: Future[NotebookRecord]) -> None:
        """Note what became of a task, or that it is to be tried once more."""
        task = replace(task, took=task.took + time.monotonic() - began)
        problem = CancelledError("its worker was ended") if future.cancelled() else future.exception()
        failed = problem is None and future.result().has_our_fault
        most = MOST_LOSSES if isinstance(problem, LOST) else MOST_ATTEMPTS if failed else 1
        if task.attempt < most:
            self._again.append(replace(task, attempt=task.attempt + 1))
        else:
            self._ended.append((task, future.result() if problem is None else _failure(problem, task)))

    def _fill(self) -> bool:
        """Give work to every worker that has none; False where there is nothing left to wait for."""
        while len(self._running) < self._executor.workers and (task := self._next()) is not None:
            try:
                future = self._pool.schedule(worker.grade, args=[task], timeout=task.seconds)
            except RuntimeError:  # a worker died at a moment that breaks its pool
                self._again.appendleft(task)
                self._renew()
                continue
            self._running[future] = (task, time.monotonic())
        return bool(self._running)

    def _next(self) -> Task | None:
        return self._again.popleft() if self._again else next(self._tasks, None)

    def _renew(self) -> None:
        """Another pool in place of one that does not answer; what it was at is tried again, if it may be."""
        self.stop()
        for future, (task, began) in self._running.items():
            future.cancel()
            self._settle(task, began, future)
        self._running.clear()
        self._pool = self._executor.pool()


def _failure(problem: BaseException, task: Task) -> Exception:
    if isinstance(problem, TimeoutError):
        return CannotJudge(f"Judging did not end within {task.seconds:g} s; its worker was ended.")
    return problem if isinstance(problem, Exception) else RuntimeError(f"the worker ended: {problem!r}")
