"""One fork per notebook: its own namespaces, an init process of ours, below it the student's process."""

from __future__ import annotations

import os
import resource
import signal
import socket
import struct
from dataclasses import dataclass, field

from . import confine
from .serve import serve
from .shell import CellRunner

SO_PASSCRED, SCM_CREDENTIALS = 16, 2
READY_SECONDS = 20.0


@dataclass
class Child:
    """The processes of one notebook, as the nursery sees them."""

    init: int
    """Whose end ends all others of the notebook."""
    student: int
    """Which runs the cells."""
    memory_bytes: int
    """Allowance of all of them together."""
    marks: list[set[int]] = field(default_factory=list)
    """The processes there were when each open branch began."""
    out_of_memory: bool = False
    """The watchdog ended something of it."""
    status: int | None = None
    """Exit status, once it has ended."""


class SpawnError(Exception):
    """The kernel of this machine refused a step; one sentence."""


def spawn(runner: CellRunner, channel: socket.socket, scratch_bytes: int, memory_bytes: int, confined: bool) -> Child:
    """Fork a notebook's processes that answer on `channel`; `SpawnError` if the machine refuses."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ours, theirs:
        if confined:
            ours.setsockopt(socket.SOL_SOCKET, SO_PASSCRED, 1)
        ours.settimeout(READY_SECONDS)
        base = confine.address_space()
        first = os.fork()
        if first == 0:
            _guarded(theirs, lambda: _first(runner, channel, theirs, scratch_bytes, base, confined))
        if not confined:
            _told(ours)
            return Child(first, first, memory_bytes)
        try:
            init = _told(ours)  # the parent of these two leaves at once: the nursery adopts them
        finally:
            os.waitpid(first, 0)
        return Child(init, _told(ours), memory_bytes)


def _told(ours: socket.socket) -> int:
    """The pid of the process that reports, as this PID namespace counts it."""
    try:
        data, ancillary, _, _ = ours.recvmsg(300, socket.CMSG_SPACE(12))
    except TimeoutError as error:
        raise SpawnError("a new process did not report") from error
    if not data.startswith(b"ok"):
        raise SpawnError(data.decode("utf-8", "replace"))
    for level, kind, payload in ancillary:
        if level == socket.SOL_SOCKET and kind == SCM_CREDENTIALS:
            return int(struct.unpack("=iII", payload[:12])[0])
    return 0


def _guarded(theirs: socket.socket, step: object) -> None:
    try:
        step()  # type: ignore[operator]
    except BaseException as error:
        theirs.send(f"{type(error).__name__}: {error}".encode()[:280])
    finally:
        os._exit(1)


def _first(
    runner: CellRunner, channel: socket.socket, theirs: socket.socket, scratch: int, base: int, confined: bool
) -> None:
    signal.set_wakeup_fd(-1)
    os.setsid()
    if not confined:
        _student(runner, channel, theirs, base, confined)
    confine.new_namespaces()
    if os.fork() == 0:
        _guarded(theirs, lambda: _init(runner, channel, theirs, scratch, base))
    os._exit(0)


def _init(runner: CellRunner, channel: socket.socket, theirs: socket.socket, scratch: int, base: int) -> None:
    """Process 1 of the notebook's PID namespace: everything there ends with it."""
    confine.private_mounts(scratch)
    confine.give_up_privileges()
    theirs.send(b"ok")
    student = os.fork()
    if student == 0:
        _guarded(theirs, lambda: _student(runner, channel, theirs, base, True))
    _only(keep=())
    while True:
        pid, status = os.wait()
        if pid == student:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _student(runner: CellRunner, channel: socket.socket, theirs: socket.socket, base: int, confined: bool) -> None:
    number = os.dup(channel.fileno())
    theirs.send(b"ok")
    _only(keep=(number,))
    runner.open_input()
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(kind, signal.SIG_DFL)
    serve(socket.socket(fileno=number), runner, base, confined)


def _only(keep: tuple[int, ...]) -> None:
    """Close every file but those to keep; the three standard ones lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    top = min(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 4096)
    low = 3
    for fd in (*sorted(keep), top):
        os.closerange(low, fd)
        low = fd + 1
