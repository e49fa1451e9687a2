"""What each simulated submission must earn, and why. Written beside the submissions, as JSON.

Checked strictly: outcome and points of right, unanswered and hand-graded items; that a planted mistake costs points of
its own exercise (exactly the parts that its header names, if it names them) and of no other one; which mistakes are
named. Left open: items whose code calls a function that is unanswered or faulty; they must be judged, no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from autograder.outcomes import Outcome
from autograder.simulate.exercises import Exercise
from autograder.simulate.population import Member, calls
from autograder.simulate.variants import Variant

STUDENTS_FAULTS = tuple(o for o in Outcome if o not in (Outcome.PASSED, Outcome.MANUAL, Outcome.CANNOT_JUDGE))
FAULTS: Mapping[str, tuple[Outcome, ...]] = {
    "crash": (Outcome.ERROR, Outcome.DIED),
    "loop": (Outcome.TIME_LIMIT,),
    "memory": (Outcome.MEMORY_LIMIT, Outcome.ERROR, Outcome.DIED),
    "exit": (Outcome.ERROR, Outcome.DIED),
    "prints forever": (Outcome.OUTPUT_LIMIT, Outcome.TIME_LIMIT),
}


@dataclass(frozen=True)
class ItemTruth:
    """What is known about one graded cell of one submission."""

    outcomes: tuple[str, ...] = ()
    """The outcomes that are right; empty: any but "cannot judge"."""
    points: float | None = None
    """Exactly these points; None: see the next fields."""
    loses_points: bool = False
    """At least 0 and less than full."""
    open_points: bool = False
    """No points yet: graded by hand."""
    lost_parts: tuple[int, ...] = ()
    """The parts that are lost, counted from 1, all others earned; empty: not checked."""
    may_name: tuple[int, ...] = ()
    """Numbers of the mistakes that a diagnosis may name here."""
    must_name: tuple[int, ...] = ()
    """Numbers of the mistakes that the diagnoses must name."""


@dataclass(frozen=True)
class StudentTruth:
    """One simulated student."""

    student: str
    role: str
    late: bool
    malformed: bool
    answers: dict[str, str]
    """notebook/grade_id -> kind and title of the variant, or "not answered"."""
    mistakes: dict[str, tuple[int, ...]]
    """notebook/grade_id -> numbers of the planted mistake; empty for one that is not in the catalogue."""
    items: dict[str, dict[str, ItemTruth]]
    """notebook -> grade_id of a graded cell -> what it must come to."""


@dataclass(frozen=True)
class Truth:
    """A simulated class."""

    assignment: str
    seed: int
    due: str
    students: tuple[StudentTruth, ...]

    def to_json(self) -> bytes:
        """The truth as text; the same class gives the same bytes."""
        return msgspec.json.format(msgspec.json.encode(self, order="sorted"), indent=1) + b"\n"

    @staticmethod
    def from_json(text: bytes) -> Truth:
        """What `to_json` wrote; raises `msgspec.MsgspecError` for anything else."""
        return msgspec.json.decode(text, type=Truth)

    def __str__(self) -> str:
        roles = Counter(student.role for student in self.students)
        planted = {(key, n) for s in self.students for key, numbers in s.mistakes.items() for n in numbers}
        said = ", ".join(f"{count} {role}" for role, count in sorted(roles.items(), key=lambda kv: (-kv[1], kv[0])))
        return (
            f"{len(self.students)} submissions of {self.assignment}: {said}; {len(planted)} different mistakes planted."
        )


def student_truth(member: Member, exercises: Sequence[Exercise]) -> StudentTruth:
    """What a student's submission must come to."""
    malformed = member.role == "malformed"
    items: dict[str, dict[str, ItemTruth]] = {}
    for exercise in exercises:
        earned_nothing = dict.fromkeys((test for test, _ in exercise.tests), ItemTruth(_words(*STUDENTS_FAULTS), 0.0))
        truths = earned_nothing if malformed else _items(exercise, member, exercises)
        items.setdefault(exercise.notebook, {}).update(truths)
    planted = {e.key: v.numbers for e in exercises if (v := member.answers[e.key]) and v.kind == "mistake"}
    answers = {key: f"{v.kind}: {v.title}" if v else "not answered" for key, v in member.answers.items()}
    return StudentTruth(member.student, member.role, member.role == "late", malformed, answers, planted, items)


def _items(exercise: Exercise, member: Member, exercises: Sequence[Exercise]) -> dict[str, ItemTruth]:
    variant = member.answers[exercise.key]
    if exercise.by_hand:
        by_hand = ItemTruth(_words(Outcome.MANUAL), open_points=True)
        return {test: by_hand if variant else ItemTruth(_words(Outcome.UNANSWERED), 0.0) for test, _ in exercise.tests}
    called = _called(exercise, variant, member, exercises)
    settled = variant is None or all(variant.can_call(other, exercise.grade_id) for other in called)
    return {test: _tested(points, variant, called, settled) for test, points in exercise.tests}


def _tested(points: float, variant: Variant | None, called: Sequence[Variant | None], settled: bool) -> ItemTruth:
    """Truth of an automatic item: the answer, the other answers that it calls, and whether they work there."""
    if variant is None:
        return ItemTruth(_words(Outcome.UNANSWERED), 0.0)
    if variant.kind == "fault":
        return ItemTruth(_words(*FAULTS.get(variant.title, STUDENTS_FAULTS)), 0.0)
    if not settled:
        return ItemTruth()
    wrong_below = [other for other in called if other is not None and other.kind == "mistake"]
    carried = tuple(n for other in wrong_below for n in other.numbers)
    if any(other.silent or not other.numbers for other in wrong_below):
        return ItemTruth(may_name=(*variant.numbers, *carried))  # an unnamed mistake cannot be carried
    if variant.kind == "right":
        return ItemTruth(_words(Outcome.PASSED), points)
    named = () if variant.silent or carried else variant.numbers
    lost = _words(Outcome.FAILED, Outcome.ERROR)
    return ItemTruth(lost, None, True, False, variant.parts, (*variant.numbers, *carried), named)


def _called(
    exercise: Exercise, variant: Variant | None, member: Member, exercises: Sequence[Exercise]
) -> list[Variant | None]:
    """The answers to other exercises that this one calls, directly or through others."""
    found: dict[str, Variant | None] = {}
    pending = [(exercise, variant)]
    while pending:
        here, code = pending.pop()
        for other in exercises:
            if code is None or other.key in found or other is exercise or not calls(here, code, other):
                continue
            found[other.key] = member.answers[other.key]
            pending.append((other, found[other.key]))
    return list(found.values())


def _words(*outcomes: Outcome) -> tuple[str, ...]:
    return tuple(outcome.value for outcome in outcomes)
