"""Grades as another system takes them: a table of ours, or theirs filled in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.lms import canvas, gradescope, moodle, nbgrader
from autograder.lms.filling import Filled, How
from autograder.lms.grades import Grades, Marks, Rules, grades, marks
from autograder.lms.people import People
from autograder.lms.sheet import Sheet

_NEW = {
    "nbgrader": nbgrader.new_sheet,
    "canvas": canvas.new_sheet,
    "moodle": moodle.new_sheet,
    "gradescope": gradescope.new_sheet,
}
FORMATS = tuple(_NEW)
_FILL = {"canvas": canvas.fill_sheet, "moodle": moodle.fill_sheet}
#: Below .autograder/: what was exported last, by format, for --changed without a table of theirs.
EXPORTED = "exported"

Last = dict[str, dict[str, float | None]]


@dataclass
class Export:
    """A table to be handed over, with what is to be told."""

    sheet: Sheet
    found: list[Marks]
    filled: list[Filled] = field(default_factory=list)
    """Of each assignment, where a table of theirs was filled in."""

    @property
    def count(self) -> int:
        """Grades in the table."""
        if self.filled:
            return sum(len(one.written) for one in self.filled)
        return sum(points is not None for one in self.found for points in one.of.values())


def export(
    course: Course, assignments: Sequence[str], people: People, rules: Rules, form: str, *, changed: bool
) -> Export:
    """A table of ours; only students of whom something has `changed` since the last one, if so wanted."""
    found = _marks(course, assignments, people, rules)
    if changed:
        last = _last(course, form)
        for one in found:
            before = last.get(one.grades.assignment, {})
            one.of = {name: points for name, points in one.of.items() if points != before.get(name)}
    return Export(_NEW[form](found, people), found)


def fill(
    course: Course, assignments: Sequence[str], people: People, rules: Rules, form: str, sheet: Sheet, how: How
) -> Export:
    """Their table, filled in."""
    if form not in _FILL:
        raise CourseError(f"--into is for {' and '.join(_FILL)}; {form} takes a table of its own.")
    if how.column and len(assignments) != 1:
        raise CourseError("--column is for one assignment; name that one.")
    found = _marks(course, assignments, people, rules)
    filled = _FILL[form](sheet, found, people, how)
    return Export(sheet, found, filled)


def remember(course: Course, form: str, done: Export) -> None:
    """Keep what was handed over, for the next --changed."""
    last = _last(course, form)
    for one in done.found:
        last[one.grades.assignment] = last.get(one.grades.assignment, {}) | one.of
    write_atomically(course.state / EXPORTED / f"{form}.json", json.dumps(last, indent=1, ensure_ascii=False))


def _last(course: Course, form: str) -> Last:
    try:
        found: Last = json.loads((course.state / EXPORTED / f"{form}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _marks(course: Course, assignments: Sequence[str], people: People, rules: Rules) -> list[Marks]:
    """The cells of each assignment, for everybody who is known."""
    all_of_them: list[Grades] = [grades(course, assignment) for assignment in assignments]
    for one in all_of_them:
        if not one.of:
            raise CourseError(f"{one.assignment} is not graded yet: run `autograder grade {one.assignment}` first.")
    students = sorted({*people.rows}.union(*(one.of for one in all_of_them), *(one.handed_in for one in all_of_them)))
    return [marks(one, students, rules) for one in all_of_them]


def is_graded(course: Course, assignment: str) -> bool:
    """Whether anybody has a grade."""
    return bool(grades(course, assignment).of)


def default_place(course: Course, form: str, into: Path | None) -> Path:
    """Where the table goes when nothing is said."""
    return course.root / "export" / (f"{into.stem}-filled.csv" if into else f"{form}.csv")
