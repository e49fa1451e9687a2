"""Where every assignment of a course stands, and what is to be done next; looked up, nothing is run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.record.store import RecordStore
from autograder.report.figures import AssignmentReport
from autograder.report.reading import report_of


@dataclass(frozen=True)
class Kind:
    """Something that is to be done by one command, for an assignment or for several."""

    one: str
    """The sentence for a single assignment."""
    several: str
    """The sentence for many of them: how many they are, and what is to be done in all."""


GRADE = Kind("autograder grade {name}   # {count} to grade", "autograder grade --all   # {many}, {count} to grade")
LOOK = Kind("autograder report {name}   # {count} need a look", "autograder report   # {many}, {count} need a look")
BY_HAND = Kind(
    "autograder formgrader   # the written answers of {name}: {count} students",
    "autograder formgrader   # written answers of {many}: {count} submissions",
)
FEEDBACK = Kind(
    "autograder feedback {name}   # {count} pages missing or old",
    "autograder feedback --all   # {many}, {count} pages missing or old",
)
#: In the order in which they are done.
KINDS = (GRADE, LOOK, BY_HAND, FEEDBACK)


@dataclass(frozen=True)
class Standing:
    """One assignment."""

    assignment: str
    released: bool
    handed_in: int
    """Students with a submission."""
    to_grade: int
    """Of these, without a record, or with a file that is newer than it."""
    report: AssignmentReport | None
    """Of what is graded; None where nothing is."""
    pages: int
    """Students who have their page of feedback, not older than their record."""

    @property
    def graded(self) -> int:
        """Students with a record."""
        return len(self.report.students) if self.report else 0

    def to_do(self) -> Mapping[Kind, int]:
        """What is to be done, and for how many students or notebooks; only what there is."""
        students = self.report.students if self.report else ()
        counts = {
            GRADE: self.to_grade,
            LOOK: len(self.report.looks) if self.report else 0,
            BY_HAND: sum(1 for student in students if student.open_points),
            FEEDBACK: max(0, self.graded - self.pages),
        }
        return {kind: count for kind, count in counts.items() if count}

    def next_steps(self) -> list[str]:
        """The same, a sentence for each."""
        return steps([self])


def steps(found: Sequence[Standing]) -> list[str]:
    """What is to be done next in a course: one sentence for each kind, however many assignments it concerns."""
    said = []
    for kind in KINDS:
        counts = {one.assignment: one.to_do()[kind] for one in found if kind in one.to_do()}
        if counts:
            sentence = kind.one if len(counts) == 1 else kind.several
            many = f"{len(counts)} assignments"
            said.append(sentence.format(name=next(iter(counts)), many=many, count=sum(counts.values())))
    return said


def standing(course: Course, assignment: str) -> Standing:
    """How one assignment stands."""
    store = RecordStore(course.state)
    records = store.all(assignment)
    report = report_of(course, assignment, records)
    kept: dict[str, float] = {}
    for record in records:
        at = store.kept_at(assignment, record.student, record.notebook)
        kept[record.student] = min(at, kept.get(record.student, at))
    students = course.students(assignment)
    newest = {name: _newest(course.submitted / name / assignment) for name in students}
    return Standing(
        assignment,
        released=any((course.release / assignment).glob("*.ipynb")),
        handed_in=len(students),
        to_grade=sum(name not in kept or newest[name] > kept[name] for name in students),
        report=report,
        pages=sum(_newest(course.feedback / name / assignment, "*.html") >= at > 0 for name, at in kept.items()),
    )


def _newest(folder: Path, pattern: str = "**/*") -> float:
    """When the newest file of a folder was changed; 0 where there is none."""
    times = [0.0]
    for path in folder.glob(pattern):
        try:
            times.append(path.lstat().st_mtime)
        except OSError:
            continue
    return max(times)
