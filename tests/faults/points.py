"""Lets a coordinator come to harm at the n-th of the points at which it touches a file or the database."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TAKES = {"os.rename", "os.mkdir", "tempfile.mkstemp"}
REMOVES = {"os.remove", "os.rmdir"}


class Points:
    """Counts the points, and does something at one of them or after each."""

    def __init__(self) -> None:
        self.passed, self.at, self.harm = 0, 0, None
        self._on = False
        sys.addaudithook(self._audit)

    @contextmanager
    def watched(self, at: int, harm: Callable[[], None] | None):
        """Count; from the `at`-th point on, `harm` happens at each."""
        listeners = [
            ("before_cursor_execute", self._point),
            ("after_cursor_execute", self._point),
            ("commit", self._point),
        ]
        self.passed, self.at, self.harm, self._on = 0, at, harm, True
        for name, listener in listeners:
            event.listen(Engine, name, listener)
        try:
            yield self
        finally:
            self._on = False
            for name, listener in listeners:
                event.remove(Engine, name, listener)

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        opens = name == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES
        removes = name in REMOVES and self.harm is not full  # what is full can be made emptier
        if self._on and (opens or removes or name in TAKES):
            self.point()

    def _point(self, *_: Any) -> None:
        if self.harm is die:
            self.point()

    def point(self) -> None:
        """One point."""
        self.passed += 1
        if self.harm is not None and self.passed >= self.at:
            self.harm()


def die() -> None:
    """As if somebody had killed this process."""
    os.kill(os.getpid(), signal.SIGKILL)


def full() -> None:
    """As on a disk that is full."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_only() -> None:
    """As in a folder that is read-only."""
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def forked(work: Callable[[], None]) -> int:
    """Do it in a fork of this process; how that ended (0, or minus the signal)."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        except BaseException as problem:
            os.write(2, f"{type(problem).__name__}: {problem}\n".encode())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
