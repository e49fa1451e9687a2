"""The processes below one process, their CPU time and the memory they hold, read from /proc; nothing where it is not.

Memory is counted from above: what cannot be counted (anonymous shared pages, larger socket and pipe buffers, shared
memory of System V) `seccomp` refuses, and everything else has a most that follows from what can be seen.
"""

from __future__ import annotations

import os
import select
import socket
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")
STAT_BYTES = 4096
#: The most that an open file holds in the kernel: a pipe of its usual size, the watches of a full epoll.
FILE_BYTES = 64 << 10
#: Counted for a process whose open files cannot be listed.
MOST_FILES = 256
#: Datagrams that wait at one socket: `net.unix.max_dgram_qlen` of a new network namespace, and one.
DATAGRAMS = 11
DATAGRAM = "0002"


@dataclass(frozen=True, slots=True)
class Process:
    """One process, as its line in /proc tells."""

    parent: int
    """Pid of its parent."""
    alive: bool
    """False for what has ended and was not waited for."""
    resident: int
    """Bytes in memory, shared ones counted in full."""
    own: float
    """Seconds of CPU time of its own threads."""
    reaped: float
    """Seconds of CPU time of its children that it has waited for, and of theirs."""
    started: int
    """When it began, in ticks since the machine started."""


def processes() -> dict[int, Process]:
    """Pid -> process, of every process that can be seen."""
    try:
        with os.scandir(PROC) as found:
            pids = [int(entry.name) for entry in found if entry.name.isdecimal()]
    except OSError:
        return {}
    return {pid: one for pid in pids if (one := process(pid)) is not None}


def process(pid: int) -> Process | None:
    """The process with this pid, None if there is none (any more)."""
    try:
        file = os.open(f"{PROC}/{pid}/stat", os.O_RDONLY)
        try:
            fields = os.read(file, STAT_BYTES).rpartition(b")")[2].split()
        finally:
            os.close(file)
        user, system, of_children, in_kernel = map(int, fields[11:15])
        own, reaped = (user + system) / TICK, (of_children + in_kernel) / TICK
        alive = fields[0] not in (b"Z", b"X")
        return Process(int(fields[1]), alive, int(fields[21]) * PAGE, own, reaped, int(fields[19]))
    except (OSError, IndexError, ValueError):
        return None


def stands_still(pid: int) -> bool:
    """Whether a process that was told to stop has: one thread of it is told at once, the others when that one runs.

    What waits in the kernel and hears no signal (D) stops before it runs code of its own again.
    """
    try:
        threads = list(Path(f"{PROC}/{pid}/task").iterdir())
        return len(threads) == 1 or all(_state(thread / "stat") not in b"RS" for thread in threads)
    except OSError:
        return True


def _state(stat: Path) -> bytes:
    """The letter for what a thread does: R runs, S and D sleep, T stands still; X where it is gone."""
    try:
        return stat.read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return b"X"


def wait_for(pid: int, seconds: float) -> None:
    """Wait until a process has ended, at most so long; a little where the machine cannot tell."""
    try:
        ended = os.pidfd_open(pid)
    except (OSError, AttributeError):
        time.sleep(min(seconds, 0.001))
        return
    try:
        select.select([ended], [], [], seconds)
    finally:
        os.close(ended)


def family(root: int, seen: dict[int, Process]) -> dict[int, Process]:
    """`root` and everything below it, the dead that nobody waited for included."""
    children: dict[int, list[int]] = {}
    for pid, one in seen.items():
        children.setdefault(one.parent, []).append(pid)
    found: dict[int, Process] = {}
    todo = [root]
    while todo:
        pid = todo.pop()
        if pid in seen and pid not in found:
            found[pid] = seen[pid]
            todo += children.get(pid, [])
    return found


def tree(root: int, seen: dict[int, Process] | None = None) -> dict[int, Process]:
    """`root` and everything below it that lives."""
    found = family(root, processes() if seen is None else seen)
    return {pid: one for pid, one in found.items() if one.alive}


class Clock:
    """The CPU time of a family of processes, from look to look; never more than they really used.

    What a process waited for is in its `reaped`; what nobody waits for is known as of the last look.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self._own: dict[tuple[int, int], float] = {}

    def look(self, members: dict[int, Process]) -> None:
        """Take in one look at the whole family."""
        reaped = sum(one.reaped for one in members.values())
        own = 0.0
        for pid, before in members.items():
            # Read once more, after all of `reaped`: who was waited for in between is counted nowhere, never twice.
            now = process(pid)
            if now is not None and now.started == before.started:
                own += now.own
                self._own[pid, now.started] = now.own
        self.seconds = max(self.seconds, own + reaped, sum(self._own.values()))


def pages(pid: int, resident: int) -> int:
    """Bytes of a process in memory and swap, pages shared with others counted in part, files of tmpfs not at all.

    `resident` where that is not told.
    """
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
        told = {name: int(rest.split()[0]) << 10 for name, _, rest in (line.partition(":") for line in lines)}
        return told["Pss"] + told.get("SwapPss", 0) - told.get("Pss_Shmem", 0)
    except (OSError, IndexError, ValueError, KeyError):
        return resident


def users(pid: int) -> frozenset[int]:
    """The real, effective, saved and file system user ids of a process; none if there is none (any more)."""
    try:
        lines = (PROC / str(pid) / "status").read_text(encoding="utf-8", errors="replace").splitlines()
        return frozenset(int(word) for line in lines if line.startswith("Uid:") for word in line.split()[1:])
    except (OSError, ValueError):
        return frozenset()


def files(pid: int) -> int:
    """The most bytes that the open files of a process hold in the kernel, contents of sockets apart."""
    try:
        return sum(FILE_BYTES for _ in (PROC / str(pid) / "fd").iterdir())
    except OSError:
        return MOST_FILES * FILE_BYTES


def sockets(pid: int) -> int:
    """The most bytes that wait in the sockets of a process's network namespace, accepted or not.

    A stream holds what its other end may send before it has to wait, a datagram socket a queue of messages.
    """
    try:
        kinds = [line.split()[4] for line in (PROC / str(pid) / "net/unix").read_text().splitlines()[1:]]
    except (OSError, IndexError):
        return 0
    return sum(socket_bytes() * (DATAGRAMS if kind == DATAGRAM else 1) for kind in kinds)


@cache
def socket_bytes() -> int:
    """What may be on its way from one local socket: its send buffer, and a message that begins below that."""
    with socket.socket(socket.AF_UNIX) as one:
        return one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) + (64 << 10)


def scratch(pid: int) -> int:
    """Bytes of the files in the folders that a notebook may write to, deleted ones that are open included."""
    used = 0
    for folder in ("tmp", "dev/shm"):
        try:
            told = os.statvfs(PROC / str(pid) / "root" / folder)
        except OSError:
            continue
        used += (told.f_blocks - told.f_bfree) * told.f_frsize
    return used


@cache
def swaps() -> bool:
    """Whether pages of a process may lie in swap, where `Process.resident` does not count them."""
    try:
        return len((PROC / "swaps").read_text().splitlines()) > 1
    except OSError:
        return False
