"""(b) A warm notebook in the sandbox against the floor: CPU time of all processes that take part.

The floor runs the same cells in a bare fork that holds an IPython shell behind the same first cells, calls the answers
directly, and does the judge's own arithmetic: no sandbox, no protocol, no copies of the state.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.grading import Grader, make_graders, read
from autograder.intake.submission import Submission
from autograder.kernel.fake import FakeKernel, NamespaceBranch
from autograder.kernel.protocol import Execution, Limits
from autograder.outcomes import Outcome
from autograder.sandbox.inside.capture import Record
from autograder.sandbox.inside.shell import CellRunner
from autograder.sandbox.nursery import Nursery
from benchmarks.against_nbgrader import ASSIGNMENTS
from benchmarks.computed import computed
from benchmarks.courses import simulated


def measure(folder: Path, students: int, rounds: int) -> list[dict[str, Any]]:
    """A row for each assignment: CPU seconds a notebook in the sandbox and on the floor, right and wrong ones."""
    computed()  # before the nursery starts: what it starts is counted with this process
    classes = [simulated(folder / "ours", assignment, students) for assignment in ASSIGNMENTS]
    course = Course.open(folder / "ours")
    runner = CellRunner()
    rows = []
    with Nursery(tuple(course.settings.student_packages)) as nursery:
        for one in classes:
            (grader,) = make_graders(course, one.assignment)
            for kind, names in (("right", one.right), ("with mistakes", one.wrong)):
                submissions = [read(course, name, one.assignment) for name in names]
                pairs = [_pair(grader, submission, nursery, runner, rounds) for submission in submissions]
                ours, floor = (statistics.fmean(column) for column in zip(*pairs, strict=True))
                row = {"assignment": one.assignment, "answers": kind, "notebooks": len(names)}
                rows.append(row | {"sandbox, CPU s": ours, "floor, CPU s": floor, "ratio": ours / floor})
    return rows


def _pair(
    grader: Grader, submission: Submission, nursery: Nursery, runner: CellRunner, rounds: int
) -> tuple[float, float]:
    """CPU seconds of one notebook both ways, in turns; medians."""
    grader.grade(submission, nursery)
    taken = [(_sandboxed(grader, submission, nursery), _bare(grader, submission, runner)) for _ in range(rounds)]
    ours, floor = zip(*taken, strict=True)
    return statistics.median(ours), statistics.median(floor)


def _sandboxed(grader: Grader, submission: Submission, nursery: Nursery) -> float:
    """CPU time of this process, of the nursery and of all that is below it; nan where nobody counts them."""
    before = computed()
    grader.grade(submission, nursery)
    return computed() - before


def _bare(grader: Grader, submission: Submission, runner: CellRunner) -> float:
    """CPU time of a fork that runs and judges the notebook, its first cells apart."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(theirs, str(_graded(grader, submission, runner)).encode())
        finally:
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as told:
        seconds = told.read()
    os.waitpid(pid, 0)
    return float(seconds)


def _graded(grader: Grader, submission: Submission, runner: CellRunner) -> float:
    began = [0.0]

    def start(files: Mapping[str, bytes], limits: Limits, first_cells: Sequence[str] = ()) -> _Shell:
        kernel = _Shell(files, limits, runner)
        kernel.begin(first_cells)
        began[0] = time.process_time()
        return kernel

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        sys.path.insert(0, folder)
        grader.grade(submission, start)
        return time.process_time() - began[0]


class _Shell(FakeKernel):
    """A kernel in this very process: the student's shell without anything around it."""

    def __init__(self, files: Mapping[str, bytes], limits: Limits, runner: CellRunner) -> None:
        super().__init__(files, limits)
        self._runner = runner
        self._begun: list[str] = []
        for name, content in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(content)

    def begin(self, first_cells: Sequence[str]) -> None:
        """Run the first cells, which is not measured."""
        for source in first_cells:
            self.run(source)
        self._begun = list(first_cells)

    def run(self, source: str, *, figures: bool = True, deadline: float | None = None) -> Execution:
        """Run one cell."""
        if self._begun:
            self._begun.pop(0)
            return Execution(Outcome.PASSED)
        record = Record(self.limits.output_bytes)
        word = self._runner.run_into(record, source, figures=False)
        return Execution(Outcome.PASSED if word == "passed" else Outcome.ERROR, (), result_text=record.result_text)

    @contextlib.contextmanager
    def branch(self, deadline: float | None = None) -> Iterator[NamespaceBranch]:
        """The namespace itself."""
        yield NamespaceBranch(self._runner.shell.user_ns)
