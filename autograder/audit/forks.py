"""Jobs in forks of this process: what one of them does to its memory, or to itself, ends there.

For answers of ours only. They are bounded, not caged.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Generic, TypeVar

from autograder.outcomes import Outcome, StudentFault

T = TypeVar("T")


class OutOfTime(BaseException):
    """The computing time is used up; no `except Exception` of an answer keeps it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise StudentFault where the block takes more computing time than this."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, end)
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds, seconds / 10)  # again and again: it may be caught
        yield
    except OutOfTime:
        raise StudentFault(Outcome.TIME_LIMIT, f"It takes more than {seconds:g} s.") from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class Lost(Exception):
    """A job ended without a result."""


class Forks(Generic[T]):
    """Runs jobs one after the other in a fork; where one ends it, the next job begins in a fresh one."""

    def __init__(self, seconds: float, memory_bytes: int) -> None:
        """`seconds` bounds one job on the clock, `memory_bytes` what it takes beyond the memory of this process."""
        self.seconds = seconds
        self.memory_bytes = memory_bytes

    def results(self, jobs: Sequence[Callable[[], T]]) -> Iterator[T | Lost]:
        """The result of each job, in their order."""
        done = 0
        while done < len(jobs):
            for result in self._results(jobs[done:]):
                done += 1
                yield result

    def _results(self, jobs: Sequence[Callable[[], T]]) -> Iterator[T | Lost]:
        """The results of one fork; the last may be `Lost`."""
        ours, theirs = multiprocessing.Pipe(duplex=False)
        sys.stdout.flush()
        pid = os.fork()
        if not pid:
            self._work(jobs, theirs)
        theirs.close()
        try:
            for _ in jobs:
                if not ours.poll(self.seconds):
                    yield Lost(f"It did not end within {self.seconds:g} s.")
                    return
                try:
                    result = ours.recv()
                except EOFError:
                    yield Lost("It ended its process.")
                    return
                yield result
        finally:
            ours.close()
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _work(self, jobs: Sequence[Callable[[], T]], results: Connection) -> None:
        """What the fork does; never returns."""
        try:
            most = _data_bytes() + self.memory_bytes
            resource.setrlimit(resource.RLIMIT_DATA, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            gc.freeze()
            for job in jobs:
                results.send(job())
                gc.collect()  # what one job leaves is not to count against the memory of the next
        finally:
            os._exit(0)


def _data_bytes() -> int:
    """Memory that this process has taken."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
