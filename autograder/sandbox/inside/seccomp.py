"""A system call filter without libseccomp: what no notebook needs and what reaches beyond the process is refused."""

from __future__ import annotations

import struct
from dataclasses import dataclass

# Number on x86_64, number on aarch64 (None: does not exist there).
REFUSED: dict[str, tuple[int, int | None]] = {
    # Other processes, and what they hold.
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    # Mounts and namespaces; the last four name folders of the host, or reach files by number.
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432),
    "fspick": (433, 433), "mount_setattr": (442, 442), "unshare": (272, 97), "setns": (308, 268),
    "statmount": (457, 457), "listmount": (458, 458), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    # Doors to the kernel that no notebook needs, and most of its holes.
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "personality": (135, 92), "modify_ldt": (154, None),
    # The machine as a whole.
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "swapon": (167, 224), "swapoff": (168, 225),
    "acct": (163, 89), "quotactl": (179, 60), "syslog": (103, 116), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "iopl": (172, None), "ioperm": (173, None),
    # Memory that no process maps escapes the count, and so do open files on their way to nobody.
    "vmsplice": (278, 75), "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    # Their quota is the machine's or the user's, not the notebook's.
    "io_setup": (206, 0), "inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
    # The share of the machine.
    "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119), "sched_setparam": (142, 118),
    "sched_setattr": (314, 274), "ioprio_set": (251, 30),
}  # fmt: skip
CLONE3 = 435
NEW_NAMESPACES = 0x7E020080  # CLONE_NEWUSER, NEWPID, NEWNET, NEWIPC, NEWUTS, NEWCGROUP, NEWNS, NEWTIME
FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6: the others are not all cut by a network namespace
SHARED, ANONYMOUS = 0x01, 0x20
SET_PIPE_SIZE, LOCKS, LEASE, NOTIFY = 1031, (6, 7, 37, 38), 1024, 1026
SOL_SOCKET, BUFFERS = 1, (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF, SO_SNDBUFFORCE, SO_RCVBUFFORCE
SET_DUMPABLE = 4
SIGCHLD = 17


@dataclass(frozen=True)
class Rule:
    """A call that is refused or allowed by its arguments, as far as they are numbers."""

    name: str
    """The call."""
    numbers: tuple[int, int]
    """Its number on x86_64 and on aarch64."""
    argument: int
    """Which argument decides, from 0."""
    values: tuple[int, ...]
    """Values of it that are refused."""
    mask: int = 0xFFFFFFFF
    """Bits of it that are looked at."""
    only: bool = False
    """Everything but the values is refused instead."""
    error: int = 1
    """What a refused call fails with, EPERM if nothing else."""


RULES = (
    # Pages that nobody maps stay in memory and are counted nowhere; files in scratch folders are.
    Rule("mmap", (9, 222), 3, (SHARED | ANONYMOUS,), SHARED | ANONYMOUS),
    Rule("setsockopt", (54, 208), 2, BUFFERS),
    Rule("fcntl", (72, 25), 1, (SET_PIPE_SIZE, *LOCKS, LEASE, NOTIFY)),  # locks of ranges have no most
    Rule("prctl", (157, 167), 0, (SET_DUMPABLE,)),  # what is not dumpable cannot be measured
    Rule("rt_sigaction", (13, 134), 0, (SIGCHLD,)),  # children that are ignored take their computing time along
    Rule("clone", (56, 220), 0, (0,), NEW_NAMESPACES, only=True),
    Rule("socket", (41, 198), 0, FAMILIES, only=True, error=97),
    Rule("socketpair", (53, 199), 0, FAMILIES, only=True, error=97),
)
#: Where the network is the machine's own.
OFFLINE = {"socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201)}
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = 1, 38
LOAD, AND, JUMP_EQUAL, JUMP_GREATER_EQUAL, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # where they stand in what a filter sees


def _step(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, k)


def program(machine: str, *, offline: bool = False) -> bytes | None:
    """The filter for a machine as BPF instructions, None for one whose call numbers are not listed here."""
    if machine not in ARCHITECTURES:
        return None
    column, audit = ARCHITECTURES[machine]
    steps = [_step(LOAD, ARCHITECTURE), _step(JUMP_EQUAL, audit, 1, 0), _step(RETURN, KILL), _step(LOAD, NUMBER)]
    if machine == "x86_64":  # the x32 numbers are a second door to the same calls
        steps += [_step(JUMP_GREATER_EQUAL, 0x40000000, 0, 1), _step(RETURN, ERRNO | ENOSYS)]
    steps += [_step(JUMP_EQUAL, CLONE3, 0, 1), _step(RETURN, ERRNO | ENOSYS)]  # its flags lie in memory
    for numbers in (REFUSED | OFFLINE if offline else REFUSED).values():
        if (number := numbers[column]) is not None:
            steps += [_step(JUMP_EQUAL, number, 0, 1), _step(RETURN, ERRNO | EPERM)]
    for rule in RULES:
        steps += _rule(rule, rule.numbers[column])
    return b"".join([*steps, _step(RETURN, ALLOW)])


def _rule(rule: Rule, number: int) -> list[bytes]:
    """Refuse the call by its argument; one that passes, and every other call, goes on with the number loaded again."""
    refuse, last = [_step(RETURN, ERRNO | rule.error)], len(rule.values) - 1
    tests = [_step(LOAD, ARGUMENTS + 8 * rule.argument), _step(AND, rule.mask)]
    if rule.only:  # equal: over the refusal
        tests += [_step(JUMP_EQUAL, value, last - i + 1, 0) for i, value in enumerate(rule.values)]
    else:  # equal: to the refusal; the last one unequal: over it
        tests += [_step(JUMP_EQUAL, value, last - i, int(i == last)) for i, value in enumerate(rule.values)]
    body = [*tests, *refuse, _step(LOAD, NUMBER)]
    return [_step(JUMP_EQUAL, number, 0, len(body)), *body]
