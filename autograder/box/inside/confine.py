"""Takes a forked process's rights away: own namespaces, empty folders, no capabilities, limits, a system call filter.

Linux only, by ctypes: there is no other program inside. `enter` needs no privilege beyond user namespaces.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import platform
import resource
import struct
from pathlib import Path

NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_NAMESPACES = NEWNS | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
_NOSUID, _NODEV, _NOEXEC = 2, 4, 8
_PRIVATE, _REC = 1 << 18, 1 << 14
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38
WORK = "/tmp/work"

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def prctl(option: int, argument: int = 0) -> None:
    """prctl(2); raises OSError."""
    _check(_libc.prctl(option, ctypes.c_ulong(argument), 0, 0, 0), f"prctl {option}")


def become(uid: int) -> None:
    """Give up root for good, and stay able to open user namespaces of one's own."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    prctl(PR_SET_DUMPABLE, 1)


def enter_namespaces() -> None:
    """New user, PID, mount, IPC, UTS and network namespaces; the PID namespace begins with the next fork."""
    uid, gid = os.getuid(), os.getgid()
    _check(_libc.unshare(_NAMESPACES), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")
    _mount("none", "/", "", _PRIVATE | _REC, "")


def own_folders(megabytes: int) -> None:
    """An empty /tmp and /dev/shm of its own, and nothing to be seen in /proc."""
    flags = _NOSUID | _NODEV
    _mount("tmpfs", "/proc", "tmpfs", flags | _NOEXEC | 1, "size=0,mode=555")
    _mount("tmpfs", "/tmp", "tmpfs", flags, f"size={megabytes}m,mode=1777")
    if Path("/dev/shm").is_dir():
        _mount("tmpfs", "/dev/shm", "tmpfs", flags, f"size={megabytes}m,mode=1777")
    Path(WORK).mkdir()


def _mount(source: str, target: str, kind: str, flags: int, data: str) -> None:
    result = _libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode())
    _check(result, f"mount {target}")


def drop_capabilities() -> None:
    """No capability, now or by any program that is started."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    for capability in range(41):
        _libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(capability), 0, 0, 0)
    header = struct.pack("=Ii", 0x20080522, 0)
    _check(_libc.capset(header, bytes(24)), "capset")


def set_limits(memory: int, processes: int, file_bytes: int, cpu_seconds: int) -> None:
    """rlimits of this process and of all that it starts; memory is what it may use on top of what it has."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() if Path("/proc/self").exists() else 0
    _limit(resource.RLIMIT_AS, used + memory if used else resource.RLIM_INFINITY)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_NPROC, processes)
    _limit(resource.RLIMIT_NOFILE, 256)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_CORE, 0)
    if hasattr(resource, "RLIMIT_MSGQUEUE"):
        _limit(resource.RLIMIT_MSGQUEUE, 0)


def _limit(which: int, value: int) -> None:
    _soft, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


# the system call filter: (x86_64, aarch64) numbers of what no homework needs

_DENIED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "pidfd_getfd": (438, 438), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264), "acct": (163, 89), "swapon": (167, 224), "swapoff": (168, 225),
    "syslog": (103, 116), "quotactl": (179, 60), "personality": (135, 92),
}  # fmt: skip
_MACHINES = {"x86_64": (0, 0xC000003E, 56), "aarch64": (1, 0xC00000B7, 220)}
_CLONE3 = 435
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
_LOAD, _JEQ, _JGE, _JSET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


def filter_system_calls() -> None:
    """Deny, with EPERM, what reaches into other processes, mounts, opens namespaces or talks to the kernel's depths."""
    if platform.machine() not in _MACHINES:
        return
    column, architecture, clone = _MACHINES[platform.machine()]
    code = [
        (_LOAD, 0, 0, 4),  # architecture
        (_JEQ, 1, 0, architecture),
        (_RETURN, 0, 0, _EPERM),
        (_LOAD, 0, 0, 0),  # system call number
        (_JGE, 0, 1, 0x40000000),  # the x32 numbers would go round the list
        (_RETURN, 0, 0, _EPERM),
        (_JEQ, 0, 1, _CLONE3),  # its flags lie in memory; the C library then uses clone
        (_RETURN, 0, 0, _ENOSYS),
    ]
    for numbers in _DENIED.values():
        code += [(_JEQ, 0, 1, numbers[column]), (_RETURN, 0, 0, _EPERM)]
    code += [
        (_JEQ, 0, 3, clone),
        (_LOAD, 0, 0, 16),  # its flags
        (_JSET, 0, 1, _NAMESPACES | 0x02000000),
        (_RETURN, 0, 0, _EPERM),
        (_RETURN, 0, 0, _ALLOW),
    ]
    program = b"".join(struct.pack("=HBBI", *line) for line in code)
    buffer = ctypes.create_string_buffer(program)
    header = struct.pack("@HP", len(code), ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(header)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    _check(_libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(holder), 0, 0), "seccomp")
