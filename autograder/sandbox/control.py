"""The one object that speaks to a nursery process: the socket to it, and the verbs that it understands."""

from __future__ import annotations

import os
import socket
import threading
import time
import weakref
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from autograder.errors import MachineError
from autograder.sandbox.inside import wire

ANSWER_SECONDS = 30.0


@dataclass(frozen=True)
class Usage:
    """What the processes of one notebook have used, as the nursery counts it."""

    cpu: float = 0.0
    """Seconds of CPU time of all of them, the living and those that have ended."""
    memory: bool = False
    """Whether some of them were ended for their memory: in the open branch, if there is one, else at all."""


class Control:
    """A nursery process, as those see it who want something of it. Safe to use from several threads.

    It ends with the first answer that does not come: what is asked then is `MachineError`, except `end`.
    """

    def __init__(self, sock: socket.socket, confined: bool) -> None:
        self.confined = confined
        self._socket: socket.socket | None = sock
        self._lock = threading.RLock()
        self._lost: list[int] = []
        _open.add(self)

    @property
    def alive(self) -> bool:
        """False once the nursery is known to be gone."""
        return self._socket is not None

    def wait_until_ready(self, seconds: float) -> str:
        """Wait for the nursery's first word; why it cannot start, or nothing."""
        try:
            answer = self._receive(time.monotonic() + seconds)
        except (wire.WireError, TimeoutError) as error:
            return str(error)
        return "" if answer.get("ready") is True else str(answer.get("error"))

    def spawn(self, kernel: int, channel: socket.socket, *, scratch_bytes: int, memory_bytes: int) -> None:
        """Start the processes of a notebook, which answer on `channel`, under a number."""
        with self._lock:
            while self._lost:
                self.end(self._lost.pop())
            request = {"kernel": kernel, "scratch_bytes": scratch_bytes, "memory_bytes": memory_bytes}
            self._ask("spawn", request, (channel.fileno(),))

    def interrupt(self, kernel: int) -> None:
        """Send SIGINT to the process that runs the cells."""
        self._ask("interrupt", {"kernel": kernel})

    def usage(self, kernel: int) -> Usage:
        """What a notebook has used so far."""
        return _usage(self._ask("usage", {"kernel": kernel}))

    def begin_branch(self, kernel: int) -> None:
        """Remember what processes a notebook has: those that come now are the branch's."""
        self._ask("begin branch", {"kernel": kernel})

    def end_branch(self, kernel: int, pid: int) -> None:
        """Kill what has come since `begin_branch`; `pid` is the branch's own process, 0 if there is none."""
        self._ask("end branch", {"kernel": kernel, "pid": pid})

    def end(self, kernel: int) -> Usage:
        """End every process of a notebook; what they used, as far as anybody is left to tell."""
        with suppress(MachineError):
            return _usage(self._ask("end", {"kernel": kernel}))
        return Usage()

    def lose(self, kernel: int) -> None:
        """End a kernel that nobody closed before the next one starts. The garbage collector calls it, at any moment."""
        self._lost.append(kernel)

    def close(self) -> None:
        """Hang up: the nursery ends, and every process below it. May be called twice."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, verb: str, request: dict[str, Any], fds: Sequence[int] = ()) -> dict[str, Any]:
        with self._lock:
            if self._socket is None:
                raise MachineError("The sandbox is not running.")
            deadline = time.monotonic() + ANSWER_SECONDS
            try:
                wire.send(self._socket, {"do": verb, **request}, fds, deadline)
                answer = self._receive(deadline)
            except (wire.WireError, TimeoutError) as error:
                self.close()
                raise MachineError("The sandbox stopped working in the middle of a run.") from error
            except BaseException:  # interrupted between question and answer: the next answer would be the wrong one
                self.close()
                raise
        if "error" in answer:
            raise MachineError(f"A sandboxed kernel could not be had: {answer['error']}.")
        return answer

    def _receive(self, deadline: float) -> dict[str, Any]:
        if self._socket is None:
            raise wire.Closed("nobody is there")
        return wire.receive(self._socket, deadline)


def _usage(answer: dict[str, Any]) -> Usage:
    return Usage(answer["cpu"], answer["memory"])


#: A fork of this process closes its copies: else a nursery would not see that the process it works for is gone.
_open: weakref.WeakSet[Control] = weakref.WeakSet()


def _leave_to_parent() -> None:
    for control in _open:
        control.close()


os.register_at_fork(after_in_child=_leave_to_parent)
