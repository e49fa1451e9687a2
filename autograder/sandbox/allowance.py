"""What one question to a student's process may still use: computing time, measured from outside, and the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from autograder.kernel.protocol import Limits
from autograder.sandbox.inside import wire

FIRST_LOOK_SECONDS = 0.05
LONGEST_LOOK_SECONDS = 0.5


class UsedUp(Exception):
    """The process ran too long: `why` is "time" (of computing), "clock" or "notebook"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Allowance:
    """`seconds` of computing, on a crowded machine too; beyond `limits.clock(seconds)` what sleeps is ended."""

    def __init__(self, seconds: float, limits: Limits, deadline: float | None, cpu: Callable[[], float]) -> None:
        began = time.monotonic()
        self._seconds = seconds
        self._cpu = cpu
        self._clock = began + limits.clock(seconds)
        self._deadline = math.inf if deadline is None else deadline
        self._before: float | None = None
        self._pause = FIRST_LOOK_SECONDS
        self._look_at = began + self._pause

    @property
    def end(self) -> float:
        """The time (`time.monotonic`) after which nobody waits any more."""
        return min(self._clock, self._deadline)

    def receive(self, inbox: wire.Inbox, most_bytes: int) -> dict[str, Any]:
        """The next message; raises `UsedUp` where it does not come in time."""
        while True:
            try:
                return inbox.receive(min(self.end, self._look_at), most_bytes)
            except TimeoutError:
                self._look()

    def check(self) -> None:
        """Raise `UsedUp` after the end."""
        now = time.monotonic()
        if now >= self.end:
            raise UsedUp("notebook" if now >= self._deadline else "clock")

    def _look(self) -> None:
        """Ask what was used; the first time counts as the beginning, so that a short call costs no look at all."""
        self.check()
        used = self._cpu()
        if self._before is None:
            self._before = used
        elif used - self._before > self._seconds:
            raise UsedUp("time")
        self._pause = min(2 * self._pause, LONGEST_LOOK_SECONDS)
        self._look_at = time.monotonic() + self._pause
