"""The processes below one process and the memory they hold, read from /proc; nothing where there is none."""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")


def processes() -> dict[int, tuple[int, int]]:
    """Pid -> (parent's pid, resident bytes) of every process that can be seen."""
    seen: dict[int, tuple[int, int]] = {}
    try:
        folders = list(PROC.iterdir())
    except OSError:
        return seen
    for folder in folders:
        if not folder.name.isdecimal():
            continue
        try:
            fields = (folder / "stat").read_bytes().rpartition(b")")[2].split()
            if fields[0] not in (b"Z", b"X"):
                seen[int(folder.name)] = (int(fields[1]), int(fields[21]) * PAGE)
        except (OSError, IndexError, ValueError):
            continue
    return seen


def tree(root: int, seen: dict[int, tuple[int, int]] | None = None) -> dict[int, int]:
    """Pid -> resident bytes of `root` and everything below it."""
    seen = processes() if seen is None else seen
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in seen.items():
        children.setdefault(parent, []).append(pid)
    found: dict[int, int] = {}
    todo = [root]
    while todo:
        pid = todo.pop()
        if pid in seen and pid not in found:
            found[pid] = seen[pid][1]
            todo += children.get(pid, [])
    return found


def own(pid: int, resident: int) -> int:
    """Bytes that a process holds, pages shared with others counted in part; `resident` where that is not told."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    except (OSError, IndexError, ValueError):
        pass
    return resident
