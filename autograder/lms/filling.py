"""Grades written into a table that a system gave out, row by row, by the ids that it knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from autograder.errors import CourseError
from autograder.lms.grades import Marks
from autograder.lms.handin import shown
from autograder.lms.people import IDS, TEST_STUDENT, People, person
from autograder.lms.sheet import Sheet

#: Points are the same to a hundredth.
_SAME = 0.005


@dataclass(frozen=True)
class How:
    """How a table is filled."""

    column: str = ""
    """The column's title or id, where it is not the assignment's name."""
    scale: bool = False
    """Points in proportion, where the table counts another maximum."""
    changed: bool = False
    """Without the rows that say the same."""


@dataclass
class Filled:
    """What became of the rows."""

    written: list[str] = field(default_factory=list)
    """Students whose cell says their grade now."""
    changed: set[int] = field(default_factory=set)
    """Rows in which a cell has changed."""
    strangers: list[str] = field(default_factory=list)
    """Rows of the table that are nobody's here, and why."""
    by_name: list[str] = field(default_factory=list)
    """Rows that only the name says whose they are."""
    left: list[str] = field(default_factory=list)
    """Students whose cell was left as it was, and why."""
    absent: list[str] = field(default_factory=list)
    """Students with a grade who are not in the table."""


def fill(
    sheet: Sheet,
    rows: Iterable[int],
    column: int,
    marks: Marks,
    people: People,
    *,
    factor: float,
    locked: dict[int, str],
) -> Filled:
    """Write each student's points, times `factor`, into a column; `locked`: rows that are left, and why."""
    filled = Filled()
    seen = set()
    for place in rows:
        row = sheet.rows[place]
        who = person(sheet.header, row)
        if not any(who.get(name) for name in (*IDS, "name")) or who.get("name") == TEST_STUDENT:
            continue
        found = people.find(who)
        if found.student is None:
            filled.strangers.append(f"{shown(who)}: {found.why}")
            continue
        seen.add(found.student)
        if found.why:
            filled.by_name.append(f"{shown(who)} is {found.student}")
        points = marks.of.get(found.student)
        if place in locked:
            filled.left.append(f"{found.student}: {locked[place]}")
        elif points is not None:
            row += [""] * (column + 1 - len(row))
            there = sheet.value(row[column])
            if there is None or abs(there - points * factor) > _SAME:
                row[column] = sheet.number(points * factor)
                filled.changed.add(place)
            filled.written.append(found.student)
    filled.absent = [student for student, points in marks.of.items() if points is not None and student not in seen]
    return filled


def factor(sheet: Sheet, text: str, marks: Marks, *, scale: bool) -> float:
    """By what points are multiplied; CourseError where theirs and ours are out of other maxima, unless to `scale`."""
    theirs, ours = sheet.value(text), marks.grades.maximum
    if theirs is None or abs(theirs - ours) <= _SAME:
        return 1.0
    if scale and ours > 0:
        return theirs / ours
    raise CourseError(
        f"{sheet.name} counts {marks.grades.assignment} out of {theirs:g} points, the gradebook out of {ours:g}; "
        f"change it there, or write --scale."
    )
