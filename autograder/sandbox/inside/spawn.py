"""One fork per notebook: its own namespaces, an init process of ours, below it the student's process."""

from __future__ import annotations

import os
import random
import resource
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import confine, wire
from .other_user import OtherUser
from .serve import serve
from .shell import CellRunner

READY_SECONDS = 20.0


@dataclass(frozen=True)
class Order:
    """What kind of notebook to start."""

    scratch_bytes: int
    """Size of each folder that it may write to."""
    confined: bool
    """Inside a sandbox, with namespaces of its own; outside, one plain process."""
    core: int | None
    """The only core it may use, None for all."""
    channel: int
    """The open file on which its requests come."""
    door: int | None = None
    """Where its init process reports to the trusted side before there is a student's process, and waits for a nod."""
    begun: Any = None
    """The state of `random` where the notebook is a copy that has run its first cells; None for a fresh one."""
    other: OtherUser | None = None
    """Whom the student's process becomes where there are no namespaces."""


class SpawnError(Exception):
    """The kernel of this machine refused a step; one sentence."""


def spawn(begin: Callable[[Order, socket.socket], int | None], order: Order) -> tuple[int, int]:
    """The pids of a new notebook's init process and student's process; `SpawnError` if the machine refuses.

    `begin` forks its first process and gives that's pid, None if it has waited for it.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        if order.confined:
            wire.tell_senders(ours)
        ours.settimeout(READY_SECONDS)
        first = begin(order, theirs)
        if first is not None and not order.confined:
            _told(ours)
            return first, first
        try:
            init = _told(ours)  # the parent of these two leaves at once: the nursery adopts them
        finally:
            if first is not None:
                os.waitpid(first, 0)
        return init, _told(ours)


def first_of_notebook(runner: CellRunner, order: Order, theirs: socket.socket) -> int:
    """Fork the first process of a notebook from this one: its pid."""
    base = confine.address_space()
    first = os.fork()
    if first == 0:
        _guarded(theirs, lambda: _first(runner, order, theirs, base))
    return first


def _told(ours: socket.socket) -> int:
    """The pid of the process that reports, as this PID namespace counts it."""
    try:
        data, pid = wire.receive_with_sender(ours)
    except TimeoutError as error:
        raise SpawnError("a new process did not report") from error
    if not data.startswith(b"ok"):
        raise SpawnError(data.decode("utf-8", "replace"))
    return pid


def _guarded(theirs: socket.socket, step: Callable[[], None]) -> None:
    try:
        step()
    except BaseException as error:
        theirs.send(f"{type(error).__name__}: {error}".encode()[:280])
    finally:
        os._exit(1)


def _first(runner: CellRunner, order: Order, theirs: socket.socket, base: int) -> None:
    signal.set_wakeup_fd(-1)
    os.setsid()
    if order.core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {order.core})
    if not order.confined:
        _student(runner, order, theirs, base)
    if order.other is None:
        confine.new_namespaces()
    if os.fork() == 0:
        _guarded(theirs, lambda: _init(runner, order, theirs, base))
    os._exit(0)


def _init(runner: CellRunner, order: Order, theirs: socket.socket, base: int) -> None:
    """Process 1 of the notebook's PID namespace: everything there ends with it. Without one: the parent of orphans."""
    if order.other is None:
        confine.private_mounts(order.scratch_bytes)
        confine.give_up_privileges()
    else:
        confine.adopt_orphans()
    theirs.send(b"ok")
    if order.door is not None:
        _wait_at(order.door)
    student = os.fork()
    if student == 0:
        _guarded(theirs, lambda: _student(runner, order, theirs, base))
    close_all_but()
    while True:
        pid, status = os.wait()
        if pid == student:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _wait_at(door: int) -> None:
    """Show this process to the trusted side, which puts it into its memory group, and wait for its nod."""
    with socket.socket(fileno=os.dup(door)) as line:
        line.settimeout(READY_SECONDS)
        line.send(b"?")
        if line.recv(1) != b"!":
            raise SpawnError("nobody let a new process in")


def _student(runner: CellRunner, order: Order, theirs: socket.socket, base: int) -> None:
    number = os.dup(order.channel)
    close_all_but(number, theirs.fileno())
    runner.open_input()
    if order.other is not None:
        order.other.enter()
    theirs.send(b"ok")
    theirs.close()
    for kind in (signal.SIGINT, signal.SIGTERM):
        signal.signal(kind, signal.SIG_DFL)
    if order.begun is not None:
        random.setstate(order.begun)  # Python seeds the module anew in every fork
    serve(socket.socket(fileno=number), runner, base, order.confined, begun=order.begun is not None)


def close_all_but(*keep: int) -> None:
    """Close every file but those to keep; the three standard ones lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    top = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 4096)
    low = 3
    for fd in (*sorted(keep), top):
        os.closerange(low, fd)
        low = fd + 1
