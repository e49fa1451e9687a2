"""(a) `autograder grade` against stock `nbgrader autograde`: the same submissions, one worker each, pairs in turns.

Stock nbgrader runs the visible tests; this engine runs these, and judges the hidden ones.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.computed import computed
from benchmarks.courses import Class, for_stock, run, simulated

ASSIGNMENTS = ("02-reverse-mode", "05-activations", "06-backpropagation", "08-training")
GRADE = ("autograder", "grade")
STOCK = ("nbgrader", "autograde")


@dataclass(frozen=True)
class Taken:
    """What a run took."""

    clock: float
    """Seconds on the clock."""
    cpu: float
    """Seconds of computing, of the command and of all that was started by it; nan where nobody counts them."""

    def __sub__(self, other: Taken) -> Taken:
        return Taken(self.clock - other.clock, self.cpu - other.cpu)

    def __truediv__(self, count: float) -> Taken:
        return Taken(self.clock / count, self.cpu / count)


def measure(folder: Path, students: int, rounds: int) -> list[dict[str, Any]]:
    """A row for each assignment, and their mean: seconds a notebook, medians over the rounds."""
    rows = []
    for assignment in ASSIGNMENTS:
        ours = simulated(folder / "ours", assignment, students)
        stock = for_stock(ours, folder / "stock")
        for one, command in ((ours, (*GRADE, assignment, "--workers", "1")), (stock, (*STOCK, assignment))):
            run(one.course, *command, check=False)  # the first run writes the database and fills the disk cache
        rows.append({"assignment": assignment, **_compared(ours, stock, rounds)})
    means = {name: statistics.fmean(row[name] for row in rows) for name in rows[0] if name.startswith("ratio")}
    rows.append({"assignment": "mean of the ratios", **means})
    return rows


def _compared(ours: Class, stock: Class, rounds: int) -> dict[str, Any]:
    """The class and a single notebook of it, graded by both in turns; the difference is what each further one costs."""
    one = ours.students[:1]
    taken: dict[str, list[Taken]] = {"stock": [], "stock, one": [], "ours": [], "ours, one": []}
    for _ in range(rounds):
        taken["stock"].append(_stock(stock, ()))
        taken["ours"].append(_ours(ours, ()))
        taken["stock, one"].append(_stock(stock, one))
        taken["ours, one"].append(_ours(ours, one))
    medians = {name: _median(runs) for name, runs in taken.items()}
    count = len(ours.students)
    theirs = (medians["stock"] - medians["stock, one"]) / (count - 1)
    each = (medians["ours"] - medians["ours, one"]) / (count - 1)
    return {
        "submissions": count,
        "with mistakes": len(ours.wrong),
        "stock, s": theirs.clock,
        "ours, s": each.clock,
        "ratio": theirs.clock / each.clock,
        "stock, CPU s": theirs.cpu,
        "ours, CPU s": each.cpu,
        "ratio of CPU": theirs.cpu / each.cpu,
        "ratio, start included": medians["stock"].clock / medians["ours"].clock,
        "one from cold, s": medians["ours, one"].clock,
    }


def _median(runs: Sequence[Taken]) -> Taken:
    return Taken(statistics.median(run.clock for run in runs), statistics.median(run.cpu for run in runs))


def _ours(one: Class, students: Sequence[str]) -> Taken:
    return _timed(one.course, *GRADE, one.assignment, *students, "--workers", "1", "--force")


def _stock(one: Class, students: Sequence[str]) -> Taken:
    chosen = ("--student", *students) if students else ()
    return _timed(one.course, *STOCK, one.assignment, *chosen, "--force")


def _timed(course: Path, *command: str) -> Taken:
    began, before = time.perf_counter(), computed()
    run(course, *command, check=False)
    return Taken(time.perf_counter() - began, computed() - before)
