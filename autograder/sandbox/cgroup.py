"""Memory groups of the kernel: one per notebook, made, filled and removed by the trusted side, where it may do so.

Version 2 and version 1 of the interface; on most machines only root, or a user to whom systemd delegates, may make
one. What `inside.watch` counts holds everywhere and beside it.
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
SPACE = Path("/proc/self/ns/pid")
OWN = Path("/proc/self/cgroup")
PREFIX = "autograder-"
REMOVE_SECONDS = 2.0
PAUSE_SECONDS = 0.002
#: A group of another PID namespace, whose owner cannot be looked for, is stale when it is empty and this old.
STALE_SECONDS = 3600.0
#: What a notebook's processes copy of the nursery's pages, and their page tables and stacks, beside its own memory.
COPIED_BYTES = 128 << 20
#: Below init and student: threads and processes are limited within the notebook itself.
MOST_PROCESSES = 512
# By version of the interface: the file of the limit, further files with their values (None: the limit again; a machine
# that does not count swap has no such file), the file of the events.
LIMIT = {1: "memory.limit_in_bytes", 2: "memory.max"}
FURTHER: dict[int, dict[str, int | None]] = {
    1: {"memory.memsw.limit_in_bytes": None},
    2: {"memory.swap.max": 0, "pids.max": MOST_PROCESSES},
}
EVENTS = {1: "memory.oom_control", 2: "memory.events"}


@dataclass
class Group:
    """The memory group of one notebook."""

    folder: Path
    """Where the kernel shows it."""
    version: int
    """Of the interface, 1 or 2."""
    before: int = 0
    """How many of its processes the kernel had ended when it was last marked."""

    def add(self, pid: int) -> None:
        """Put a process into it; what that starts from now on is in it too."""
        (self.folder / "cgroup.procs").write_text(str(pid))

    def kills(self) -> int:
        """How many of its processes the kernel has ended because it was full."""
        try:
            words = (self.folder / EVENTS[self.version]).read_text().split()
            return int(words[words.index("oom_kill") + 1])
        except (OSError, ValueError, IndexError):
            return 0

    def mark(self) -> None:
        """Count from here: a branch begins."""
        self.before = self.kills()

    def full(self) -> bool:
        """Whether the kernel has ended one of its processes since then, or at all."""
        return self.kills() > self.before

    def remove(self) -> None:
        """Kill what is left in it, and take it away."""
        until = time.monotonic() + REMOVE_SECONDS
        while self.folder.is_dir():
            with suppress(OSError):
                for pid in map(int, (self.folder / "cgroup.procs").read_text().split()):
                    with suppress(ProcessLookupError, PermissionError):
                        if pid > 1:  # 0: of a PID namespace that is not ours
                            os.kill(pid, signal.SIGKILL)
            with suppress(OSError):
                self.folder.rmdir()
                return
            if time.monotonic() > until:
                return  # `Groups` of a later run removes it
            time.sleep(PAUSE_SECONDS)


class Groups:
    """A place where this process may make memory groups."""

    def __init__(self, parent: Path, version: int) -> None:
        self.parent = parent
        self.version = version
        self._numbers = itertools.count(1)
        self._sweep()

    def make(self, memory_bytes: int) -> Group:
        """A group that holds at most so much of a notebook's own, swap included; `OSError` if it cannot be had."""
        group = Group(self.parent / f"{PREFIX}{_signature(os.getpid())}-{next(self._numbers)}", self.version)
        group.folder.mkdir()
        limit = memory_bytes + COPIED_BYTES
        try:
            (group.folder / LIMIT[self.version]).write_text(str(limit))
            for name, value in FURTHER[self.version].items():
                with suppress(OSError):
                    (group.folder / name).write_text(str(limit if value is None else value))
        except BaseException:
            group.remove()
            raise
        return group

    def works(self) -> bool:
        """Whether a group can be made here and a process be put into it, by trying."""
        try:
            group = self.make(COPIED_BYTES)
        except OSError:
            return False
        try:
            with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as idle:
                group.add(idle.pid)
            return (group.folder / EVENTS[self.version]).exists()
        except OSError:
            return False
        finally:
            group.remove()

    def _sweep(self) -> None:
        """Remove the empty groups of runs that have crashed."""
        for folder in self.parent.glob(f"{PREFIX}*"):
            if _is_stale(folder):
                with suppress(OSError):
                    folder.rmdir()


@cache
def find() -> Groups | None:
    """Where memory groups can be had on this machine, None where they cannot."""
    for version, parent in _places():
        with suppress(OSError):
            groups = Groups(parent, version)
            if groups.works():
                return groups
    return None


def _places() -> Iterator[tuple[int, Path]]:
    """(version, folder) where it may be worth a try: our own group, then those above it."""
    with suppress(OSError, ValueError):
        own = dict(line.split(":", 2)[1:] for line in OWN.read_text().splitlines())
        for version, controllers, mount in _mounts():
            path = next((p for names, p in own.items() if controllers in names.split(",")), None)
            if path is not None:
                here = mount / path.lstrip("/")
                yield from ((version, folder) for folder in (here, *here.parents) if folder.is_relative_to(mount))


def _mounts() -> Iterator[tuple[int, str, Path]]:
    """(version, what our own line of it is called, mount point) of each mounted hierarchy that counts memory."""
    for line in MOUNTS.read_text().splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        if kind == "cgroup2":
            yield 2, "", Path(before.split()[4])
        elif kind == "cgroup" and "memory" in options.split(","):
            yield 1, "memory", Path(before.split()[4])


def _signature(pid: int) -> str:
    """A process's PID namespace, pid and start: what no other process has."""
    space = SPACE.stat().st_ino
    started = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return f"{space}-{pid}-{started}"


def _is_stale(folder: Path) -> bool:
    """Whether the process that made a group is gone."""
    space, _, rest = folder.name.removeprefix(PREFIX).partition("-")
    try:
        if int(space) != SPACE.stat().st_ino:
            return time.time() - folder.stat().st_mtime > STALE_SECONDS
        return not folder.name.startswith(f"{PREFIX}{_signature(int(rest.partition('-')[0]))}-")
    except ValueError:
        return False
    except OSError:
        return True
