"""Judges every answer of `simulation/` in the place of the solution, and tells what became of each.

The source notebook runs, cell by cell. At a test cell, each answer is put into a throwaway copy of the state as it is
there, and the hidden test is run against it: the very way in which a submission is judged. Without keys that is done in
the sandbox, under one key that is always the same; under many keys in this process (`here`), spread over the cores.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.audit.found import Found, InKernel, Place, Test, execute
from autograder.audit.here import Here
from autograder.audit.matrix import DIFFERENCES, Audit, Cell, Naming, Status, merged
from autograder.audit.spread import cores, spread
from autograder.course import Course
from autograder.course.master import Master
from autograder.kernel.protocol import KernelFactory, Limits
from autograder.simulate.exercises import Exercise, exercises
from autograder.simulate.variants import VARIANTS, Variant

SAME_KEY = b"audit"
#: Keys of a process under which the reference's own mistakes are looked for: each in a test costs as much as an answer.
LOOKED_AROUND = 2
#: Opens a place in which a notebook with these files runs.
Open = Callable[[Mapping[str, bytes], Limits], contextlib.AbstractContextManager[Place]]


def audit(
    course: Course, assignment: str, start: KernelFactory, watch: Callable[[str], None] = lambda _: None
) -> Audit:
    """The matrix of an assignment, judged in kernels; `watch` is told of each exercise before it is judged.

    Raises CourseError where an exercise has no right answer in `simulation/`, or a source notebook does not run.
    """

    @contextlib.contextmanager
    def in_kernel(files: Mapping[str, bytes], limits: Limits) -> Iterator[Place]:
        with contextlib.closing(start(files, limits)) as kernel:
            yield InKernel(kernel)

    return _audit(course, assignment, in_kernel, [SAME_KEY], watch, lambda: None)


@dataclass(frozen=True)
class AuditTask:
    """An assignment under some keys, judged in the process that runs it."""

    root: Path
    assignment: str
    keys: tuple[bytes, ...]

    def run(self, tick: Callable[[], None]) -> Audit:
        """The matrix; `tick` is told of every answer that is judged."""
        result = _audit(Course.open(self.root), self.assignment, Here, self.keys, lambda _: None, tick)
        result.keys = tuple(key.hex() for key in self.keys)
        return result


def audit_keys(
    course: Course,
    assignments: Sequence[str],
    keys: Sequence[bytes],
    begin: Callable[[int], None] = lambda _: None,
    watch: Callable[[int], None] = lambda _: None,
) -> list[Audit]:
    """The matrices of assignments under many keys; `begin` is told how many answers are judged, `watch` how many are.

    Each core has its share of the keys of every assignment.
    """
    shares = min(cores(), len(keys))
    own = [tuple(keys[share::shares]) for share in range(shares)]
    tasks = [AuditTask(course.root, assignment, part) for assignment in assignments for part in own]
    begin(len(keys) * sum(_answers(course, assignment) for assignment in assignments))
    parts = spread(tasks, watch)
    return [merged(parts[i : i + shares]) for i in range(0, len(parts), shares)]


def _answers(course: Course, assignment: str) -> int:
    found = exercises(course.masters(assignment), course.root / VARIANTS / assignment)
    return sum(2 + len(exercise.right) + len(exercise.mistakes) for exercise in found if not exercise.by_hand)


def _audit(
    course: Course,
    assignment: str,
    open_place: Open,
    keys: Sequence[bytes],
    watch: Callable[[str], None],
    tick: Callable[[], None],
) -> Audit:
    masters = course.masters(assignment)
    found = exercises(masters, course.root / VARIANTS / assignment)
    result = Audit(assignment)
    for master in masters:
        own = {test: e for e in found if e.notebook == master.notebook for test, _ in e.tests if not e.by_hand}
        with open_place(master.files, course.settings_of(assignment).limits) as place:
            _Notebook(master, own, place, result, keys, watch, tick).run()
    result.rows.sort(key=lambda row: (not row.number, row.number, row.title))
    return result


@dataclass
class _Notebook:
    """One source notebook on its way through its cells."""

    master: Master
    own: dict[str, Exercise]
    """Test cell -> the exercise that it judges."""
    place: Place
    result: Audit
    """Where the findings go."""
    keys: Sequence[bytes]
    watch: Callable[[str], None]
    """Told of each exercise before it is judged."""
    tick: Callable[[], None]
    """Told of each answer that is judged."""

    def run(self) -> None:
        for cell in self.master.cells:
            exercise = self.own.get(cell.grade_id)
            if exercise is not None and self.master.trusted_judge(cell):
                self.watch(f"{self.result.assignment}: {exercise.grade_id}")
                self._exercise(Test(self.master, cell), exercise)
            elif exercise is not None:
                self.result.not_audited += (exercise.grade_id,)
            if cell.cell_type == "code":
                execute(self.master, cell, self.place)

    def _exercise(self, test: Test, exercise: Exercise) -> None:
        if exercise.grade_id not in self.result.exercises:
            self.result.exercises += (exercise.grade_id,)
        self.result.right += 1 + len(exercise.right)
        solution = Variant("right", "", "")
        self._judge(test, exercise, solution, self.keys[:LOOKED_AROUND], look_around=True)
        self._judge(test, exercise, solution, self.keys[LOOKED_AROUND:])
        for variant in (Variant("stub", "", exercise.stub), *exercise.right, *exercise.mistakes):
            self._judge(test, exercise, variant, self.keys)

    def _judge(
        self, test: Test, exercise: Exercise, variant: Variant, keys: Sequence[bytes], *, look_around: bool = False
    ) -> None:
        """Judge an answer under some keys. A variant without a source stands for the solution."""
        judged = self.place.judge(test, variant.source, keys, look_around=look_around)
        for key, found in zip(keys, judged, strict=True):
            told = _wrong_with(variant, found, test.cell.points)
            if told:
                self._tell(exercise, told, key)
            if variant.kind == "mistake" and not found.trouble:
                self._mistake(exercise, variant, found, _status(found, variant, test.cell.points))
            if variant.title in DIFFERENCES:
                right = variant.kind == "right"
                self.result.earned(variant.title, exercise.grade_id, found.points, test.cell.points, right=right)
            self._known(exercise, found, key)
            self.tick()

    def _mistake(self, exercise: Exercise, variant: Variant, found: Found, status: Status) -> None:
        titles = dict(found.named)
        for number in variant.numbers or (0,):
            row = self.result.row(number, titles.get(number, variant.title))
            row.add(exercise.grade_id, Cell(status, planted=True))
        naming = {
            Status.NAMED: Naming(named=1),
            Status.CAUGHT: Naming(alike=1) if variant.silent else Naming(silent=1),
            Status.MISNAMED: Naming(wrong=1),
        }
        if status in naming and (variant.numbers or status is Status.MISNAMED):
            self.result.count(f"planted {'doubles' if len(variant.numbers) > 1 else 'singles'}", naming[status])

    def _known(self, exercise: Exercise, found: Found, key: bytes) -> None:
        for known in found.known:
            single = len(known.numbers) == 1
            self.result.count(f"reference {'singles' if single else 'doubles'}", known.naming)
            if single:
                row = self.result.row(known.numbers[0], known.titles[0])
                row.add(exercise.grade_id, Cell(known.status, planted=False))
                if not known.status.is_right:
                    what = f"the known mistake {known.numbers[0]}, {known.titles[0]}, is {known.status.value}"
                    self._tell(exercise, what, key)

    def _tell(self, exercise: Exercise, sentence: str, key: bytes) -> None:
        self.result.tell(f"{exercise.grade_id}: {sentence}.", key.hex())


def _wrong_with(variant: Variant, found: Found, points: float) -> str:
    """What is not as it should be with an answer, "" where all is well."""
    numbers = " ".join(map(str, variant.numbers))
    name = {
        "right": f'the right answer "{variant.title}"' if variant.source else "the solution",
        "stub": "the stub",
        "mistake": f'the mistake {numbers} "{variant.title}"'.replace("  ", " "),
    }[variant.kind]
    if found.trouble:
        return f"{name} cannot be judged: {found.trouble.removesuffix('.')}"
    if variant.kind == "right":
        return "" if found.points == points else f"{name} earns {found.points:g} of {points:g} points"
    if variant.kind == "stub":
        return f"{name} earns {found.points:g} points" if found.points else ""
    if variant.parts and found.lost != variant.parts:
        return f"{name} loses the parts {_listed(found.lost)} and not {_listed(variant.parts)}"
    if variant.title in DIFFERENCES and not variant.parts and found.points:
        return f"{name} earns {found.points:g} points"
    status = _status(found, variant, points)
    return "" if status.is_right else f"{name} is {status.value}"


def _listed(parts: Sequence[int]) -> str:
    return ", ".join(map(str, parts)) or "none"


def _status(found: Found, variant: Variant, points: float) -> Status:
    if found.points >= points:
        return Status.MISSED
    numbers = {number for number, _ in found.named}
    if not numbers <= set(variant.numbers):
        return Status.MISNAMED
    return Status.NAMED if numbers else Status.CAUGHT
