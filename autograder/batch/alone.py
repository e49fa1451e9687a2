"""One run at a time grades an assignment: a second one is told who is at it.

The lock is the operating system's, so that a run that was killed leaves none. The file says who has it, and remains.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import CourseError

try:
    import fcntl
except ImportError:  # Windows, where nothing is locked
    fcntl = None  # type: ignore[assignment]

_LONGEST = 400


@contextlib.contextmanager
def alone(state: Path, assignments: Iterable[str], tell: Callable[[str], object]) -> Iterator[None]:
    """Hold these assignments; CourseError, which names who has it, where another run holds one of them.

    `state`: the grader's own folder in the course. `tell`: where a run on another machine may still go on, unseen by
    the lock, is told what is known of it.
    """
    with contextlib.ExitStack() as held:
        for assignment in sorted(assignments):
            held.enter_context(_alone(state / "running" / assignment, assignment, tell))
        yield


@contextlib.contextmanager
def _alone(path: Path, assignment: str, tell: Callable[[str], object]) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        known = os.read(handle, _LONGEST).decode("utf-8", "replace").strip()
        if not _locked(handle):
            who = f" by {known}" if known else ""
            raise CourseError(f"{assignment} is being graded already{who}; wait for that run, or end it.")
        host = platform.node() or "this machine"
        if known and f" on {host} since " not in known:
            tell(f"{assignment} was being graded by {known}, and nothing says that this has ended.")
        _write(handle, f"process {os.getpid()} on {host} since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
        try:
            yield
        finally:
            _write(handle, "")
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    """Take the lock; False where somebody has it. A folder that knows no locks gives none, and stops nobody."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        return problem.errno not in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
    return True


def _write(handle: int, text: str) -> None:
    os.ftruncate(handle, 0)
    os.pwrite(handle, text.encode(), 0)
