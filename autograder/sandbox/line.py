"""Questions to a student's process, and their answers: what answers an earlier question is not taken for one."""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from autograder.sandbox.inside import wire

SMALL_BYTES = 1 << 16

#: Waits for the next message of an inbox, of at most so many bytes.
Wait = Callable[[wire.Inbox, int], dict[str, Any]]


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

    def receive(self, wait: Wait, most_bytes: int) -> dict[str, Any]:
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

    def ask(self, request: dict[str, Any], seconds: float, fds: Sequence[int] = ()) -> dict[str, Any]:
        """The answer to a question of ours that is no code of the student's."""
        self.send(request, time.monotonic() + seconds, fds)
        return self.receive_within(seconds)

    def close(self) -> None:
        """Hang up."""
        self._sock.close()
