"""The one object that speaks to a nursery process: the socket to it, and the verbs that it understands."""

from __future__ import annotations

import os
import socket
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.errors import MachineError
from autograder.sandbox.cgroup import Group, Groups
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

    def __init__(self, sock: socket.socket, confined: bool, groups: Groups | None = None) -> None:
        self.confined = confined
        self._groups = groups
        self._members: dict[int, Group] = {}
        self._socket: socket.socket | None = sock
        self._lock = threading.RLock()
        self._lost: list[int] = []
        _open.add(self)

    @property
    def alive(self) -> bool:
        """False once the nursery is known to be gone."""
        return self._socket is not None

    def wait_until_ready(self, seconds: float) -> dict[str, Any]:
        """Wait for the nursery's first word, which says that it is `ready`, or with `error` why it cannot start."""
        if self._socket is None:
            return {"error": "it is gone"}
        try:
            return wire.receive(self._socket, time.monotonic() + seconds)
        except (wire.WireError, TimeoutError) as error:
            return {"error": str(error)}

    def prepare(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Have the first cells of an assignment run once; what they showed, or why that is of no use."""
        return self._ask({"do": "prepare", "seconds": seconds, **request}, seconds=seconds + ANSWER_SECONDS)

    def spawn(
        self,
        kernel: int,
        channel: socket.socket,
        *,
        scratch_bytes: int,
        memory_bytes: int,
        snapshot: str | None = None,
    ) -> None:
        """Start the processes of a notebook, which answer on `channel`, under a number; as a copy of a snapshot."""
        request = {"do": "spawn", "kernel": kernel, "scratch_bytes": scratch_bytes, "memory_bytes": memory_bytes}
        request |= {"snapshot": snapshot}
        with self._lock:
            while self._lost:
                self.end(self._lost.pop())
            if self._groups is None:
                self._ask(request, (channel.fileno(),))
            else:
                self._spawn_in_group(request, channel, self._groups)

    def _spawn_in_group(self, request: dict[str, Any], channel: socket.socket, groups: Groups) -> None:
        try:
            group = groups.make(request["memory_bytes"])
        except OSError as error:
            raise MachineError(f"A memory group could not be made: {error.strerror}.") from error
        ours, theirs = socket.socketpair()
        try:
            with ours, theirs:
                wire.tell_senders(ours)
                self._ask(request, (channel.fileno(), theirs.fileno()), lambda: self._let_in(group, ours, theirs))
        except BaseException:
            group.remove()
            raise
        self._members[request["kernel"]] = group

    @staticmethod
    def _let_in(group: Group, ours: socket.socket, theirs: socket.socket) -> None:
        """Put the notebook's first process into its group before there is any other; the kernel says who it is."""
        theirs.close()
        ours.settimeout(ANSWER_SECONDS)
        _, pid = wire.receive_with_sender(ours)
        if pid > 0:  # nobody is there where the nursery could not start one: its answer tells why
            group.add(pid)
            ours.send(b"!")

    def interrupt(self, kernel: int) -> None:
        """Send SIGINT to the process that runs the cells."""
        self._ask({"do": "interrupt", "kernel": kernel})

    def usage(self, kernel: int) -> Usage:
        """What a notebook has used so far.

        Where the kernel of the machine has ended one of its processes for memory, its neighbours follow: they may
        keep open what somebody waits at.
        """
        answer = self._ask({"do": "usage", "kernel": kernel})
        if self._full(kernel) and not answer["memory"]:
            answer = self._ask({"do": "free", "kernel": kernel})
        return Usage(answer["cpu"], answer["memory"])

    def begin_branch(self, kernel: int, ended: int | None = None) -> None:
        """Processes that come now are the branch's; those that earlier cells left running are killed.

        `ended`: the branch before, by its own process, 0 if there was none, where that is to be ended first.
        """
        self._ask({"do": "begin branch", "kernel": kernel, "ended": ended})
        if (group := self._members.get(kernel)) is not None:
            group.mark()

    def seal_branch(self, kernel: int) -> None:
        """Stop the student's own process, its threads too, while the branch is open.

        To be called once the student's process has told that the copy is there, and before the copy is asked anything.
        """
        self._ask({"do": "seal branch", "kernel": kernel})

    def end_branch(self, kernel: int, pid: int) -> None:
        """Kill what has come since `begin_branch`; `pid` is the branch's own process, 0 if there is none."""
        self._ask({"do": "end branch", "kernel": kernel, "pid": pid})

    def end(self, kernel: int) -> Usage:
        """End every process of a notebook; what they used, as far as anybody is left to tell."""
        try:
            answer = self._ask({"do": "end", "kernel": kernel})
            return Usage(answer["cpu"], answer["memory"] or self._full(kernel))
        except MachineError:
            return Usage()
        finally:
            if (group := self._members.pop(kernel, None)) is not None:
                group.remove()

    def lose(self, kernel: int) -> None:
        """End a kernel that nobody closed before the next one starts. The garbage collector calls it, at any moment."""
        self._lost.append(kernel)

    def close(self) -> None:
        """Hang up: the nursery ends, and every process below it. May be called twice."""
        self.abandon()
        while self._members:
            self._members.popitem()[1].remove()

    def abandon(self) -> None:
        """Hang up without another word, as a fork of this process does."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _full(self, kernel: int) -> bool:
        group = self._members.get(kernel)
        return group is not None and group.full()

    def _ask(
        self,
        request: dict[str, Any],
        fds: Sequence[int] = (),
        between: Callable[[], None] | None = None,
        seconds: float = ANSWER_SECONDS,
    ) -> dict[str, Any]:
        """The answer to a request; `between` is called when it has been sent."""
        with self._lock:
            sock = self._socket
            if sock is None:
                raise MachineError("The sandbox is not running.")
            deadline = time.monotonic() + seconds
            try:
                wire.send(sock, request, fds, deadline)
                if between is not None:
                    between()
                answer = wire.receive(sock, deadline)
            except (wire.WireError, OSError) as error:
                self.close()
                raise MachineError("The sandbox stopped working in the middle of a run.") from error
            except BaseException:  # interrupted between question and answer: the next answer would be the wrong one
                self.close()
                raise
        if "error" in answer:
            raise MachineError(f"A sandboxed kernel could not be had: {answer['error']}.")
        return answer


#: A fork of this process closes its copies: else a nursery would not see that the process it works for is gone.
_open: weakref.WeakSet[Control] = weakref.WeakSet()


def _leave_to_parent() -> None:
    for control in _open:
        control.abandon()


os.register_at_fork(after_in_child=_leave_to_parent)
