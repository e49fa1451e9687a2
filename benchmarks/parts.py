"""(f) Where the CPU time of a warm notebook goes: cells, forks, calls in them, judging."""

from __future__ import annotations

import contextlib
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.grading import Grader, make_graders, read
from autograder.intake.submission import Submission
from autograder.kernel.protocol import Branch, Execution, Kernel, Limits
from autograder.sandbox.nursery import Nursery
from benchmarks.against_nbgrader import ASSIGNMENTS
from benchmarks.computed import computed
from benchmarks.courses import simulated

PARTS = ("cells", "forks", "calls", "start and end")


def measure(folder: Path, students: int, rounds: int) -> list[dict[str, Any]]:
    """A row for each assignment and kind of answers: numbers and CPU seconds a notebook, of medians over the rounds."""
    computed()  # before the nursery starts: what it starts is counted with this process
    classes = [simulated(folder / "ours", assignment, students) for assignment in ASSIGNMENTS]
    course = Course.open(folder / "ours")
    rows = []
    with Nursery(tuple(course.settings.student_packages)) as nursery:
        for one in classes:
            (grader,) = make_graders(course, one.assignment)
            for kind, names in (("right", one.right), ("with mistakes", one.wrong)):
                taken = [_median(grader, read(course, name, one.assignment), nursery, rounds) for name in names]
                means = {head: statistics.fmean(each[head] for each in taken) for head in taken[0]}
                rows.append({"assignment": one.assignment, "answers": kind, **means})
    return rows


def _median(grader: Grader, submission: Submission, nursery: Nursery, rounds: int) -> dict[str, float]:
    grader.grade(submission, nursery)
    taken = [_taken(grader, submission, nursery) for _ in range(rounds)]
    return {head: statistics.median(each[head] for each in taken) for head in taken[0]}


def _taken(grader: Grader, submission: Submission, nursery: Nursery) -> dict[str, float]:
    spent = Spent()

    def start(files: Mapping[str, bytes], limits: Limits, first_cells: Sequence[str] = ()) -> Watched:
        with spent.on("start and end"):
            return Watched(nursery(files, limits, first_cells), spent)

    before = computed()
    grader.grade(submission, start)
    whole = computed() - before
    row: dict[str, float] = {}
    for part in PARTS:
        if part != "start and end":
            row[part] = spent.count[part]
        row[f"{part}, CPU s"] = spent.seconds[part]
    return {**row, "judging, CPU s": whole - sum(spent.seconds.values()), "in all, CPU s": whole}


class Spent:
    """Numbers and CPU seconds by part. What a fork that has ended still takes is counted where it falls."""

    def __init__(self) -> None:
        self.count: defaultdict[str, int] = defaultdict(int)
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextlib.contextmanager
    def on(self, part: str) -> Iterator[None]:
        """Everything in this block is spent on this part."""
        before = computed()
        try:
            yield
        finally:
            self.count[part] += 1
            self.seconds[part] += computed() - before


class Watched:
    """A kernel whose CPU time is counted by part."""

    def __init__(self, kernel: Kernel, spent: Spent) -> None:
        self._kernel, self._spent = kernel, spent

    @property
    def alive(self) -> bool:
        """As the kernel says."""
        return self._kernel.alive

    def run(self, source: str, *, figures: bool = True, deadline: float | None = None) -> Execution:
        """Run one cell."""
        with self._spent.on("cells"):
            return self._kernel.run(source, figures=figures, deadline=deadline)

    @contextlib.contextmanager
    def branch(self, deadline: float | None = None) -> Iterator[Branch]:
        """Fork; its end is the beginning of the next."""
        with contextlib.ExitStack() as stack:
            with self._spent.on("forks"):
                branch = stack.enter_context(self._kernel.branch(deadline))
            yield WatchedBranch(branch, self._spent)

    def close(self) -> None:
        """End all."""
        with self._spent.on("start and end"):
            self._kernel.close()


class WatchedBranch:
    """A branch whose requests are counted; `cpu_seconds` asks nothing of the student's process."""

    def __init__(self, branch: Branch, spent: Spent) -> None:
        self._branch, self._spent = branch, spent

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._branch, name)
        if name == "cpu_seconds":
            return asked

        def ask(*args: Any, **kwargs: Any) -> Any:
            with self._spent.on("calls"):
                return asked(*args, **kwargs)

        return ask
