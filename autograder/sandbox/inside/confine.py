"""Namespaces, mounts, capabilities and limits of one notebook's processes, by direct system calls."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import socket
import struct
from pathlib import Path
from typing import Any

from . import seccomp

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = (
    1, 2, 4, 8, 32, 1 << 12, 1 << 14, 1 << 18,
)  # fmt: skip
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 4, 22, 24, 36, 38
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
SCRATCH = (b"/tmp", b"/dev/shm")
SCRATCH_ENTRIES = 4096
TERMINALS = 16
OPEN_FILES = 256
PENDING_SIGNALS = 256
KEEPER_SECONDS = 5.0
#: A backstop below what the trusted side enforces by the CPU time that it sees.
CPU_SLACK_SECONDS = 60


def libc() -> ctypes.CDLL:
    """The C library of this process."""
    return ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> None:
    """Raise the OSError of a system call that failed."""
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def drop_user(uid: int) -> None:
    """Become an ordinary user for good, and keep the right to describe one's own user namespaces."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    check(libc().prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "dumpable")


def adopt_orphans() -> None:
    """Make this process the parent of the orphans below it."""
    check(libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "subreaper")


def new_namespaces() -> None:
    """Give the next child its own user, PID, mount, IPC and network namespaces."""
    uid, gid = os.getuid(), os.getgid()
    flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET
    check(libc().unshare(flags), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def private_mounts(scratch_bytes: int) -> None:
    """An empty /tmp and /dev/shm of a bounded size, terminals of its own, nothing in /proc."""
    c = libc()
    check(c.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "private mounts")
    options = f"size={scratch_bytes},nr_inodes={SCRATCH_ENTRIES},mode=0700".encode()
    for folder in SCRATCH:
        check(c.mount(b"tmpfs", folder, b"tmpfs", MS_NOSUID | MS_NODEV, options), "scratch folder")
    options = f"newinstance,ptmxmode=0666,mode=0600,max={TERMINALS}".encode()
    check(c.mount(b"devpts", b"/dev/pts", b"devpts", MS_NOSUID | MS_NOEXEC, options), "terminals")
    flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
    check(c.mount(b"tmpfs", b"/proc", b"tmpfs", flags, b"size=4k,nr_inodes=1,mode=0555"), "cover of /proc")


class Keeper:
    """A process of its own inside a notebook's namespaces, which makes the scratch folders writable or not.

    Who made the namespaces may enter them; the notebook does not see the process, whose PID is not of its namespace.
    """

    def __init__(self, init: int) -> None:
        self._line, theirs = socket.socketpair()
        self._line.settimeout(KEEPER_SECONDS)
        self._pid = os.fork()
        if self._pid == 0:
            try:
                _keep(init, theirs)
            finally:
                os._exit(0)
        theirs.close()

    def make_scratch(self, *, writable: bool) -> bool:
        """Whether that could be done: it cannot where a file is open for writing."""
        try:
            self._line.send(b"w" if writable else b"r")
            return self._line.recv(1) == b"1"
        except OSError:
            return False

    def end(self) -> None:
        """End the process. May be called twice."""
        self._line.close()
        pid, self._pid = self._pid, 0
        if pid:  # 0 would be the whole process group of the nursery
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _keep(init: int, line: socket.socket) -> None:
    c = libc()
    spaces = [os.open(f"/proc/{init}/ns/{name}", os.O_RDONLY) for name in ("user", "mnt")]
    for space in spaces:
        check(c.setns(space, 0), "setns")
    kept = os.dup(line.fileno())
    os.closerange(0, kept)
    os.closerange(kept + 1, OPEN_FILES)
    while asked := os.read(kept, 1):
        flags = MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | (MS_RDONLY if asked == b"r" else 0)
        failed = [folder for folder in SCRATCH if c.mount(None, folder, None, flags, None)]
        os.write(kept, b"0" if failed else b"1")


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def drop_bounding_set() -> None:
    """No capability can come back, as far as this process may say so."""
    c = libc()
    for capability in range(64):
        if c.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            break


def give_up_privileges(*, offline: bool = False) -> None:
    """No capability is left, none can come back, and the system call filter holds; `OSError` where it is not known.

    `offline`: there is no network namespace, so no socket may be made but a pair.
    """
    c, machine = libc(), platform.machine()
    drop_bounding_set()
    none = bytes(24)  # effective, permitted and inheritable ones, twice 32 each
    check(c.capset(struct.pack("=Ii", CAPABILITY_VERSION_3, 0), none), "capset")
    program = seccomp.program(machine, offline=offline)
    if program is None:
        raise OSError(f"no system call filter is known for {machine}")
    filter_ = ctypes.byref(_Filter(len(program) // 8, program))
    check(c.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
    check(c.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter_, 0, 0), "seccomp")


def address_space() -> int:
    """Bytes of address space that this process has now, 0 where that is not told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * resource.getpagesize()


def limit(limits: dict[str, Any], base: int, confined: bool) -> None:
    """Set the limits of the student's process; `base` is the address space before the first cell."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: int(limits["file_bytes"]),
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CPU: int(limits["notebook_seconds"]) + CPU_SLACK_SECONDS,
    }
    if hasattr(resource, "RLIMIT_SIGPENDING"):  # timers too; Linux only, as the next one
        wanted |= {resource.RLIMIT_SIGPENDING: PENDING_SIGNALS, resource.RLIMIT_MSGQUEUE: 0}
    if base:
        wanted[resource.RLIMIT_AS] = base + int(limits["memory_bytes"])
    if confined:  # the number of processes is counted per user namespace only inside one
        wanted[resource.RLIMIT_NPROC] = int(limits["processes"])
    for kind, value in wanted.items():
        lower(kind, value)


def lower(kind: int, value: int) -> None:
    """Lower one limit for good; a machine that does not know it keeps its own."""
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(kind, (value, value))
