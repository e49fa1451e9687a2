"""The numbers of a report, from the records and what the staff gave. Pure data, no I/O."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from autograder.feedback.text import WORTH
from autograder.gradebook.model import ManualGrade, Standing
from autograder.outcomes import NEED_A_PERSON, WORST_FIRST, Outcome
from autograder.record.history import Moved
from autograder.record.model import ItemResult, NotebookRecord

Standings = Mapping[tuple[str, str], Standing]
Manual = Mapping[tuple[str, str], Mapping[str, ManualGrade]]

#: Fewer answers than this say nothing about a hidden test.
FEW = 8
#: Where the correlation with all other points is below this, strong students do no better than weak ones.
HARDLY_SEPARATES = 0.0
#: The names of the ways in which an exercise can end, in the order in which they are drawn and listed.
ENDS = ("passed", "partly", "wrong", "not answered", "open")


@dataclass(frozen=True)
class Student:
    """One student of the class."""

    name: str
    points: float
    """Automatic points and those by hand, as far as they are decided."""
    max_points: float
    open_points: float
    """What waits for a person."""
    outcome: str
    """The worst that there is, in a word; "passed" where all is right."""
    late: bool
    penalty: float
    """What is taken off for that; `points` are before it."""
    items: Mapping[str, ItemResult]
    """Name of an exercise -> how it ended."""
    earned: Mapping[str, float | None]
    """Name of an exercise -> points, None while they are open."""
    notebooks: tuple[str, ...]

    @property
    def total(self) -> float:
        """The grade, as the gradebook has it."""
        return max(0.0, self.points - self.penalty)


@dataclass(frozen=True)
class Exercise:
    """One graded cell over the whole class."""

    name: str
    """Its grade_id; where an assignment has several notebooks, behind the notebook's name."""
    title: str
    max_points: float
    ends: Mapping[str, int]
    """One of `ENDS` -> how many students."""
    mean: float | None
    """Share of its points, over those that are decided; None where none is."""
    separates: float | None
    """Correlation of its points with all other points of the student, -1 to 1; None where that is not defined."""
    suspicion: str
    """Why its hidden test should be looked at, one sentence; "" where nothing speaks against it."""


@dataclass(frozen=True)
class Mistake:
    """A known mistake, and who made it."""

    number: int
    title: str
    lesson: str
    """What the students read."""
    exercises: tuple[str, ...]
    students: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """Something that needs a person."""

    student: str
    exercise: str
    outcome: str
    sentence: str


@dataclass(frozen=True)
class AssignmentReport:
    """How a class did in one assignment."""

    assignment: str
    students: tuple[Student, ...]
    exercises: tuple[Exercise, ...]
    mistakes: tuple[Mistake, ...]
    """Most students first."""
    looks: tuple[Look, ...]
    moved: tuple[Moved, ...] = ()
    """Exercises that earned another number of points after a later run, the earliest first."""
    took: Mapping[str, float] = field(default_factory=dict)
    """Student -> seconds that grading took when it was done last, over all notebooks."""

    @property
    def max_points(self) -> float:
        """What the assignment is worth."""
        return max((student.max_points for student in self.students), default=0.0)

    @property
    def open_points(self) -> float:
        """What waits for a person, in the whole class."""
        return sum(student.open_points for student in self.students)

    @property
    def mean(self) -> float | None:
        """Mean share of the points; None where nobody has any decided."""
        return statistics.fmean(self.shares) if self.shares else None

    @property
    def median(self) -> float | None:
        """Median share of the points."""
        return statistics.median(self.shares) if self.shares else None

    @property
    def shares(self) -> list[float]:
        """Of each student with something decided, the points over those that are decided."""
        decided = ((one.points, one.max_points - one.open_points) for one in self.students)
        return [points / most for points, most in decided if most > 0]


def assignment_report(
    assignment: str, records: Sequence[NotebookRecord], by_hand: Manual, standings: Standings = MappingProxyType({})
) -> AssignmentReport:
    """The report of the records of one assignment; students and exercises in their own order."""
    several = len({record.notebook for record in records}) > 1
    own = _by_student(records).items()
    students = [_student(name, theirs, by_hand, standings, several=several) for name, theirs in own]
    names = dict.fromkeys(name for student in students for name in student.items)
    exercises = tuple(_exercise(name, [one for one in students if name in one.items]) for name in names)
    return AssignmentReport(assignment, tuple(students), exercises, _mistakes(records), tuple(_looks(records)))


def _by_student(records: Iterable[NotebookRecord]) -> dict[str, list[NotebookRecord]]:
    found: dict[str, list[NotebookRecord]] = {}
    for record in records:
        found.setdefault(record.student, []).append(record)
    return found


def _points(item: ItemResult, grade: ManualGrade | None) -> float | None:
    return grade.points if grade is not None and grade.points is not None else item.points


def _title(item: ItemResult) -> str:
    """The heading of the exercise, without its points, which stand beside it."""
    return WORTH.sub("", item.title) or item.grade_id


def _student(
    name: str, records: Sequence[NotebookRecord], by_hand: Manual, standings: Standings, *, several: bool
) -> Student:
    items, earned = dict[str, ItemResult](), dict[str, float | None]()
    for record in records:
        given = by_hand.get((name, record.notebook), {})
        for item in record.items:
            place = f"{record.notebook}/{item.grade_id}" if several else item.grade_id
            items[place], earned[place] = item, _points(item, given.get(item.grade_id))
    counts = [standing for record in records if (standing := standings.get((name, record.notebook))) is not None]
    outcomes = {item.outcome for item in items.values()}
    worst = next((outcome for outcome in WORST_FIRST if outcome in outcomes), Outcome.PASSED)
    return Student(
        name,
        points=sum(points or 0.0 for points in earned.values()),
        max_points=sum(item.max_points for item in items.values()),
        open_points=sum(items[place].max_points for place, points in earned.items() if points is None),
        outcome=worst.value,
        late=any(standing.late for standing in counts),
        penalty=sum(standing.penalty for standing in counts),
        items=items,
        earned=earned,
        notebooks=tuple(record.notebook for record in records),
    )


def _exercise(name: str, students: Sequence[Student]) -> Exercise:
    first = students[0].items[name]
    counts = Counter(_end(student.items[name], student.earned[name]) for student in students)
    decided = [points for student in students if (points := student.earned[name]) is not None]
    mean = statistics.fmean(decided) / first.max_points if decided and first.max_points else None
    separates, ends = _separates(name, students), {end: counts[end] for end in ENDS}
    return Exercise(name, _title(first), first.max_points, ends, mean, separates, _suspicion(ends, separates, first))


def _end(item: ItemResult, points: float | None) -> str:
    if points is None:
        return "open"
    if points >= item.max_points:
        return "passed"
    if points > 0:
        return "partly"
    return "not answered" if item.outcome in (Outcome.UNANSWERED, Outcome.MISSING) else "wrong"


def _separates(name: str, students: Sequence[Student]) -> float | None:
    """Correlation between the points here and those everywhere else, over students who handed something in."""
    pairs = [
        (here, student.points - here)
        for student in students
        if (here := student.earned[name]) is not None and student.outcome != Outcome.MISSING.value
    ]
    if len(pairs) < FEW or any(len(set(column)) < 2 for column in zip(*pairs, strict=True)):
        return None
    return statistics.correlation(*zip(*pairs, strict=True))


def _suspicion(ends: Mapping[str, int], separates: float | None, item: ItemResult) -> str:
    answered = ends["passed"] + ends["partly"] + ends["wrong"]
    if item.outcome is Outcome.MANUAL or answered < FEW:
        return ""
    if not ends["passed"] and not ends["partly"]:
        return f"None of the {answered} who answered earns a point."
    if not ends["passed"]:
        return f"None of the {answered} who answered earns all its points."
    if separates is not None and separates < HARDLY_SEPARATES:
        return "Those who are strong elsewhere do worse here than those who are weak."
    return ""


def _mistakes(records: Sequence[NotebookRecord]) -> tuple[Mistake, ...]:
    found: dict[int, tuple[str, str, dict[str, None], dict[str, None]]] = {}
    for record in records:
        for item in record.items:
            for part in item.parts:
                for diagnosis in part.finding.diagnoses if part.finding else ():
                    place = found.setdefault(diagnosis.number, (diagnosis.title, diagnosis.lesson, {}, {}))
                    place[2][_title(item)] = None
                    place[3][record.student] = None
    ranked = sorted(found.items(), key=lambda entry: (-len(entry[1][3]), entry[0]))
    return tuple(Mistake(n, title, lesson, tuple(where), tuple(who)) for n, (title, lesson, where, who) in ranked)


def _looks(records: Sequence[NotebookRecord]) -> Iterable[Look]:
    """One entry for each notebook and outcome that needs a person: a notebook that is none has one, not nine."""
    for record in records:
        for outcome in NEED_A_PERSON:
            items = [item for item in record.items if item.outcome is outcome]
            if items:
                where = "all of it" if len(items) == len(record.items) else ", ".join(map(_title, items))
                said = dict.fromkeys(text for item in items for text in (item.message, item.staff_note) if text)
                yield Look(record.student, where, outcome.value, " ".join(said))
        waiting = [item for item in record.items if item.outcome is Outcome.UNANSWERED]
        if record.notes and len(waiting) == len(record.items):
            yield Look(record.student, "all of it", Outcome.UNANSWERED.value, " ".join(record.notes))
