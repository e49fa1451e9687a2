"""The processes below a coordinator, by what they are; only these are ever sent a signal."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

NURSERY = "sandbox/inside"


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    command: str


def below(root: int) -> dict[int, Process]:
    """Every process below this one."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                command = (folder / "cmdline").read_text(errors="replace").replace("\0", " ")
            except OSError:
                continue
            found[int(folder.name)] = Process(int(folder.name), parent, command)
    chosen: dict[int, Process] = {}
    level = {root}
    while level:
        level = {pid for pid, process in found.items() if process.parent in level} - chosen.keys()
        chosen |= {pid: found[pid] for pid in level}
    return chosen


def of_kind(kind: str, coordinator: int) -> list[int]:
    """Pids of the `coordinator`, of each `nursery`, of each `worker` above one, of each `dask worker` above those."""
    if kind == "coordinator":
        return [coordinator]
    here = below(coordinator)
    inside = {pid for pid, process in here.items() if NURSERY in process.command}
    nurseries = {pid for pid in inside if here[pid].parent not in inside}
    workers = {here[pid].parent for pid in nurseries} & here.keys()
    if kind == "nursery":
        return sorted(nurseries)
    return sorted(workers if kind == "worker" else {here[pid].parent for pid in workers} & here.keys())


def send(pid: int, number: signal.Signals) -> bool:
    """Send a signal to one of them; whether it was still there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True
