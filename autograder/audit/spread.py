"""Spreads work over the cores: each task in a fresh process with one thread, which may fork."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Protocol, TypeVar

from pebble import ProcessPool

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
#: Between two looks at the counter of the progress bar.
LOOK_SECONDS = 0.2


class Task(Protocol[R_co]):
    """A piece of work that can be sent to another process."""

    def run(self, tick: Callable[[], None]) -> R_co:
        """Do it; `tick` is told of every step."""


def cores() -> int:
    """How many processes can compute at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(tasks: Sequence[Task[R]], watch: Callable[[int], None] = lambda _: None) -> list[R]:
    """What the tasks come to, in their order; `watch` is told how many steps are done in all.

    What a task raises is raised here, and ends the others.
    """
    context = multiprocessing.get_context("spawn")
    ticks = context.Value("l", 0)
    with _one_thread():
        pool = ProcessPool(cores(), max_tasks=1, context=context, initializer=_start, initargs=(ticks,))
        try:
            waiting: list[Future[R]] = [pool.schedule(_run, args=[task]) for task in tasks]
            running: set[Future[R]] = set(waiting)
            while running:
                ended, running = wait(running, timeout=LOOK_SECONDS)
                watch(ticks.value)
                for future in ended:
                    future.result()
            return [future.result() for future in waiting]
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


_ticks: list[Synchronized[Any]] = []
_coordinator: list[int] = []


def _start(ticks: Synchronized[Any]) -> None:
    _ticks[:] = [ticks]
    _coordinator[:] = [os.getppid()]


def _run(task: Task[R]) -> R:
    return task.run(_tick)


def _tick() -> None:
    """One more step; ends this process where nobody waits for it any more."""
    if os.getppid() != _coordinator[0]:
        os._exit(1)
    with _ticks[0].get_lock():
        _ticks[0].value += 1


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Processes that begin in this block compute with one thread each."""
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
