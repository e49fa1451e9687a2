"""(a) `autograder grade` against stock `nbgrader autograde`: the same submissions, one worker each, pairs in turns.

Stock nbgrader runs the visible tests; this engine runs these, and judges the hidden ones.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.courses import Class, for_stock, run, simulated

ASSIGNMENTS = ("02-reverse-mode", "05-activations", "06-backpropagation", "08-training")
GRADE = ("autograder", "grade")
STOCK = ("nbgrader", "autograde")


def measure(folder: Path, students: int, rounds: int) -> list[dict[str, Any]]:
    """A row for each assignment, and their mean: seconds a notebook on the clock, medians over the rounds."""
    rows = []
    for assignment in ASSIGNMENTS:
        ours = simulated(folder / "ours", assignment, students)
        stock = for_stock(ours, folder / "stock")
        for one, command in ((ours, (*GRADE, assignment, "--workers", "1")), (stock, (*STOCK, assignment))):
            run(one.course, *command, check=False)  # the first run writes the database and fills the disk cache
        rows.append({"assignment": assignment, **_compared(ours, stock, rounds)})
    ratios = [(row["ratio, start included"], row["ratio"]) for row in rows]
    whole, each = (statistics.fmean(column) for column in zip(*ratios, strict=True))
    rows.append({"assignment": "mean of the ratios", "ratio, start included": whole, "ratio": each})
    return rows


def _compared(ours: Class, stock: Class, rounds: int) -> dict[str, Any]:
    """The class and a single notebook of it, graded by both in turns; the difference is what each further one costs."""
    one = ours.students[:1]
    taken: dict[str, list[float]] = {"stock": [], "stock, one": [], "ours": [], "ours, one": []}
    for _ in range(rounds):
        taken["stock"].append(_stock(stock, ()))
        taken["ours"].append(_ours(ours, ()))
        taken["stock, one"].append(_stock(stock, one))
        taken["ours, one"].append(_ours(ours, one))
    medians = {name: statistics.median(values) for name, values in taken.items()}
    count = len(ours.students)
    theirs = (medians["stock"] - medians["stock, one"]) / (count - 1)
    each = (medians["ours"] - medians["ours, one"]) / (count - 1)
    return {
        "submissions": count,
        "with mistakes": len(ours.wrong),
        "stock, s a notebook": theirs,
        "ours, s a notebook": each,
        "ratio": theirs / each,
        "ratio, start included": medians["stock"] / medians["ours"],
        "one notebook from cold, s": medians["ours, one"],
    }


def _ours(one: Class, students: Sequence[str]) -> float:
    return _timed(one.course, *GRADE, one.assignment, *students, "--workers", "1", "--force")


def _stock(one: Class, students: Sequence[str]) -> float:
    chosen = ("--student", *students) if students else ()
    return _timed(one.course, *STOCK, one.assignment, *chosen, "--force")


def _timed(course: Path, *command: str) -> float:
    began = time.perf_counter()
    run(course, *command, check=False)
    return time.perf_counter() - began
