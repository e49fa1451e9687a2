"""Judges every answer of `simulation/` in the place of the solution, and tells what became of each.

The source notebook runs in a kernel, cell by cell. At a test cell, each answer is put into a throwaway branch of the
state as it is there, and the hidden test is run against it: the very way in which a submission is judged.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.audit.known import known_mistakes
from autograder.audit.matrix import Audit, Cell, Status
from autograder.course.master import Master, MasterCell
from autograder.errors import CannotJudge, CourseError
from autograder.judge.examination import Expectation, Verdict, ask
from autograder.judge.inputs import exercise_seed
from autograder.kernel.protocol import Branch, Kernel, KernelFactory
from autograder.outcomes import Outcome
from autograder.simulate.exercises import Exercise, exercises
from autograder.simulate.variants import Variant

if TYPE_CHECKING:
    from autograder.course import Course

_SECRET = b"audit"

Watch = Callable[[Expectation], None]


def audit(
    course: Course, assignment: str, start: KernelFactory, watch: Callable[[str], None] = lambda _: None
) -> Audit:
    """The matrix of an assignment; `watch` is told of each exercise before it is judged.

    Raises CourseError where an exercise has no right answer in `simulation/`, or a source notebook does not run.
    """
    masters = course.masters(assignment)
    found = exercises(masters, course.root / "simulation" / assignment)
    result = Audit(assignment, ())
    for master in masters:
        own = {test: e for e in found if e.notebook == master.notebook for test, _ in e.tests if not e.by_hand}
        with contextlib.closing(start(master.files, course.settings.limits)) as kernel:
            _Notebook(master, own, kernel, result, watch).run()
    result.rows.sort(key=lambda row: (not row.number, row.number, row.title))
    return result


@dataclass
class _Notebook:
    """One source notebook on its way through a kernel."""

    master: Master
    own: dict[str, Exercise]
    """Test cell -> the exercise that it judges."""
    kernel: Kernel
    result: Audit
    """Where the findings go."""
    watch: Callable[[str], None]
    """Told of each exercise before it is judged."""

    def run(self) -> None:
        for cell in self.master.cells:
            exercise = self.own.get(cell.grade_id)
            if exercise is not None and self.master.trusted_judge(cell):
                self.watch(f"{self.result.assignment}: {exercise.grade_id}")
                self._exercise(cell, exercise)
            elif exercise is not None:
                self.result.not_audited += (exercise.grade_id,)
            if cell.cell_type == "code":
                self._execute(cell)

    def _execute(self, cell: MasterCell) -> None:
        is_test = cell.grade and not cell.solution
        execution = self.kernel.run(cell.released if is_test else cell.full, figures=False)
        if execution.outcome is not Outcome.PASSED:
            where = f"{self.master.notebook}.ipynb, cell {cell.grade_id or cell.cell_id}"
            raise CourseError(f"{where}: the source notebook does not run: {execution.message}")

    def _exercise(self, cell: MasterCell, exercise: Exercise) -> None:
        if exercise.grade_id not in self.result.exercises:
            self.result.exercises += (exercise.grade_id,)
        expectations: list[Expectation] = []
        right = [("the solution", None), *((f'the right answer "{v.title}"', v) for v in exercise.right)]
        for name, variant in right:
            self.result.right += 1
            watch = expectations.append if variant is None else None
            verdict = self._judge(cell, exercise, name, variant, watch)
            if verdict is not None and _earned(verdict) != cell.points:
                self._tell(exercise, f"{name} earns {_earned(verdict):g} of {cell.points:g} points")
        stub = self._judge(cell, exercise, "the stub", Variant("right", "stub", exercise.stub))
        if stub is not None and _earned(stub):
            self._tell(exercise, f"the stub earns {_earned(stub):g} points")
        for mistaken in exercise.mistakes:
            verdict = self._judge(cell, exercise, f'the mistake "{mistaken.title}"', mistaken)
            if verdict is not None:
                self._mistake(cell, exercise, mistaken, verdict)
        for mistake, status in known_mistakes(expectations):
            self.result.row(mistake.number, mistake.title).add(exercise.grade_id, Cell(status, planted=False))
            if not status.is_right:
                self._tell(exercise, f"the known mistake {mistake.number}, {mistake.title}, is {status.value}")

    def _judge(
        self, cell: MasterCell, exercise: Exercise, name: str, variant: Variant | None, watch: Watch | None = None
    ) -> Verdict | None:
        """The verdict on an answer, or on the solution; None, and a problem told, where it cannot be judged."""

        @contextlib.contextmanager
        def branch() -> Iterator[Branch]:
            with self.kernel.branch() as opened:
                if variant is not None:
                    opened.supply(variant.source)
                yield opened

        seed = exercise_seed(_SECRET, "audit", self.master.assignment, cell.grade_id)
        try:
            asked = ask(cell.hidden, name=cell.grade_id, points=cell.points, open_branch=branch, seed=seed)
            return asked.judge(watch=watch)
        except CannotJudge as problem:
            self._tell(exercise, f"{name} cannot be judged: {problem}")
            return None

    def _mistake(self, cell: MasterCell, exercise: Exercise, variant: Variant, verdict: Verdict) -> None:
        status = _status(cell, variant, verdict)
        for number in variant.numbers or (0,):
            title = next((c.mistake.title for c in verdict.charges if c.mistake.number == number), variant.title)
            self.result.row(number, title).add(exercise.grade_id, Cell(status, planted=True))
        if not status.is_right:
            numbers = " ".join(map(str, variant.numbers))
            self._tell(exercise, f'the mistake {numbers} "{variant.title}" is {status.value}'.replace("  ", " "))

    def _tell(self, exercise: Exercise, sentence: str) -> None:
        self.result.problems.append(f"{exercise.grade_id}: {sentence}.")


def _earned(verdict: Verdict) -> float:
    return sum(part.points for part in verdict.parts)


def _status(cell: MasterCell, variant: Variant, verdict: Verdict) -> Status:
    if _earned(verdict) >= cell.points:
        return Status.MISSED
    numbers = {charge.mistake.number for charge in verdict.charges}
    if not numbers <= set(variant.numbers):
        return Status.MISNAMED
    return Status.NAMED if numbers else Status.CAUGHT
