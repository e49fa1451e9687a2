"""Where every assignment of a course stands, and what is to be done next; looked up, nothing is run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.record.store import RecordStore
from autograder.report.figures import AssignmentReport
from autograder.report.reading import read_report


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

    def next_steps(self) -> Iterator[str]:
        """What is to be done, one sentence each."""
        if self.to_grade:
            yield f"autograder grade {self.assignment}   # {self.to_grade} to grade"
        if self.report and self.report.looks:
            yield f"autograder report {self.assignment}   # {len(self.report.looks)} need a look"
        if self.report and self.report.open_points:
            waiting = sum(1 for student in self.report.students if student.open_points)
            yield f"autograder formgrader   # the written answers of {self.assignment}: {waiting} students"
        if self.graded > self.pages:
            yield f"autograder feedback {self.assignment}   # {self.graded - self.pages} pages missing or old"


def standing(course: Course, assignment: str) -> Standing:
    """How one assignment stands."""
    store = RecordStore(course.state)
    records, report = store.all(assignment), read_report(course, assignment)
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
