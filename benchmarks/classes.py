"""(c) Cost and memory over the size of a class, (d) over workers of this machine and of a dask cluster on it."""

from __future__ import annotations

import itertools
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.sandbox.inside import watch
from benchmarks.courses import Class, environment, many, simulated

ASSIGNMENT = "04-chain-rule-poll"
POLL_SECONDS = 0.2
#: All processes are weighed in every so many polls: that costs time, and their most lasts long.
WEIGHED_EVERY = 10


@dataclass(frozen=True)
class Ran:
    """One run of the command."""

    seconds: float
    first: float
    """Until the first record was there."""
    peak: int
    """Bytes of the coordinator's memory, at most."""
    all_of_them: int
    """Bytes of it and of all below it together, at most; shared pages once."""
    cpu: float
    """Seconds of computing time of the coordinator alone."""


def measure_sizes(folder: Path, sizes: Sequence[int], workers: int) -> list[dict[str, Any]]:
    """A row for each size: a run from nothing, and one over what is graded."""
    base = simulated(folder / "ours", ASSIGNMENT, min(8, *sizes))
    rows: list[dict[str, Any]] = []
    for size in sorted(sizes):
        one = many(base, size)
        fresh = _run(one, "--workers", str(workers), "--force")
        again = _run(one, "--workers", str(workers))
        rows.append(
            {
                "submissions": size,
                "s a notebook": fresh.seconds / size,
                "first record after, s": fresh.first,
                "unchanged class, s": again.seconds,
                "coordinator, MB": fresh.peak / 2**20,
                "coordinator, CPU s": fresh.cpu,
                f"all processes, {workers} workers, MB": fresh.all_of_them / 2**20,
                "records, kB a notebook": _weight(one.course / ".autograder" / "records" / one.assignment) / size / 1e3,
                "gradebook, kB a notebook": (one.course / "gradebook.db").stat().st_size / size / 1e3,
            }
        )
    return rows


def measure_workers(folder: Path, size: int, most: int, rounds: int) -> list[dict[str, Any]]:
    """A row for each kind and number of workers, taken in turns: seconds, and the efficiency against one."""
    one = many(simulated(folder / "ours", ASSIGNMENT, 8), size)
    ways = {
        (kind, n): option
        for n in range(1, most + 1)
        for kind, option in (("processes", ("--workers", str(n))), ("dask", ("--cluster", f"local:{n}")))
    }
    taken: dict[tuple[str, int], list[float]] = {way: [] for way in ways}
    few = Class(one.course, one.assignment, one.students[:most], ())
    for _ in range(rounds):
        for way, option in ways.items():
            start = _run(few, *option, "--force").seconds
            taken[way].append((_run(one, *option, "--force").seconds - start) / (size - most))
    best = {way: min(seconds) for way, seconds in taken.items()}
    return [
        {"workers": f"{n} {kind}", "s a notebook": each, "efficiency": best[kind, 1] / (n * each)}
        for (kind, n), each in best.items()
    ]


def _run(one: Class, *options: str) -> Ran:
    """`autograder grade` over these students, watched from outside."""
    command = ["autograder", "grade", one.assignment, *one.students, *options]
    records = one.course / ".autograder" / "records" / one.assignment
    began, since = time.perf_counter(), time.time()
    process = subprocess.Popen(
        command, cwd=one.course, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    first, peak, all_of_them, cpu = [0.0], [0], [0], [0.0]

    def look() -> None:
        for poll in itertools.count():
            if process.poll() is not None:
                return
            peak[0] = max(peak[0], peak_of(process.pid))
            if one_of := watch.process(process.pid):
                cpu[0] = max(cpu[0], one_of.own)
            if poll % WEIGHED_EVERY == 0:
                family = watch.tree(process.pid)
                all_of_them[0] = max(all_of_them[0], sum(watch.pages(pid, p.resident) for pid, p in family.items()))
            if not first[0] and any(_written(path, since) for path in records.glob("*/*.json")):
                first[0] = time.perf_counter() - began
            time.sleep(POLL_SECONDS)

    watcher = threading.Thread(target=look)
    watcher.start()
    process.wait()
    seconds = time.perf_counter() - began
    watcher.join()
    return Ran(seconds, first[0] or seconds, peak[0], all_of_them[0], cpu[0])


def _weight(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _written(path: Path, since: float) -> bool:
    return path.stat().st_mtime >= since


def peak_of(pid: int) -> int:
    """The most memory that a process has had, in bytes; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM")), 0)
