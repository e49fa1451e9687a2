"""Questions to a student's process, their answers, and the time that one may take."""

from __future__ import annotations

import math
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.kernel.protocol import Limits
from autograder.sandbox.inside import wire

SMALL_BYTES = 1 << 16
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


class Line:
    """A socket to a student's process. Each question has a number that cannot be guessed; its answer repeats it."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._inbox = wire.Inbox(sock)
        self._number = ""
        self._earlier: set[str] = set()

    def send(
        self, request: dict[str, Any], deadline: float, fds: Sequence[int] = (), refer: wire.Refer | None = None
    ) -> None:
        """Ask a question; `wire.Unsendable` if it cannot be put."""
        number = secrets.token_hex(8)
        frame = wire.pack({**request, "id": number}, refer=refer)
        if self._number:
            self._earlier.add(self._number)
        self._number = number
        wire.write(self._sock, frame, fds, deadline)

    def answer(self, message: dict[str, Any], deadline: float) -> None:
        """Answer what was asked back in the course of a question; `wire.Unsendable` if it cannot be put."""
        wire.write(self._sock, wire.pack({**message, "id": self._number}), (), deadline)

    def receive(self, wait: Callable[[wire.Inbox, int], dict[str, Any]], most_bytes: int) -> dict[str, Any]:
        """What comes in answer to the last question; `wire.WireError` for what answers no question at all."""
        while True:
            message = wait(self._inbox, most_bytes)
            number = message.get("id")
            if type(number) is str and number == self._number:
                return message
            if type(number) is not str or number not in self._earlier:
                raise wire.WireError("an answer that nobody asked for")

    def receive_within(self, seconds: float, most_bytes: int = SMALL_BYTES) -> dict[str, Any]:
        """The same in a time that is measured by the clock; `TimeoutError` after it."""
        deadline = time.monotonic() + seconds
        return self.receive(lambda inbox, most: inbox.receive(deadline, most), most_bytes)

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a question of ours that is no code of the student's."""
        self.send(request, time.monotonic() + seconds)
        return self.receive_within(seconds)

    def close(self) -> None:
        """Hang up."""
        self._sock.close()
