"""What each student has for an assignment, as it is handed back: after penalties, and whether it is complete."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select

from autograder.course import Course
from autograder.gradebook import Gradebook
from autograder.gradebook.database import opened_as_it_is
from autograder.gradebook.scores import seconds_late
from autograder.gradebook.tables import ASSIGNMENT, BASE_CELL, KINDS, NOTEBOOK, SUBMISSION


@dataclass
class Grade:
    """One student's grade for one assignment."""

    score: float = 0.0
    """Before the penalty, points given by hand included."""
    penalty: float = 0.0
    open: float = 0.0
    """What those exercises are worth that nobody has decided yet."""
    handed_in: datetime | None = None
    """UTC without zone."""
    late: float = 0.0
    """Seconds."""

    @property
    def final(self) -> float:
        """What counts."""
        return max(0.0, self.score - self.penalty)


@dataclass
class Grades:
    """The grades of one assignment."""

    assignment: str
    maximum: float = 0.0
    due: datetime | None = None
    """UTC without zone."""
    of: dict[str, Grade] = field(default_factory=dict)
    """By student; only who was graded."""
    handed_in: frozenset[str] = frozenset()
    """Students of whom something lies in submitted/."""


@dataclass(frozen=True)
class Rules:
    """What a cell says where there is no grade that is certain."""

    missing_is_zero: bool = False
    """Without a hand-in: zero points. Else the cell stays empty."""
    also_open: bool = False
    """With exercises open: the points so far. Else the cell stays empty."""


@dataclass
class Marks:
    """The cells of one assignment, before anybody has written them."""

    grades: Grades
    of: dict[str, float | None] = field(default_factory=dict)
    """Student -> points; None stays empty."""
    open: list[str] = field(default_factory=list)
    """Students whose grade is not complete."""
    ungraded: list[str] = field(default_factory=list)
    """Students whose hand-in was not graded."""
    missing: list[str] = field(default_factory=list)
    """Students without a hand-in."""


def marks(grades: Grades, students: list[str], rules: Rules) -> Marks:
    """The cells for these students. Work that was handed in and not graded is never a zero."""
    found = Marks(grades)
    for student in students:
        grade = grades.of.get(student)
        points: float | None = None
        if grade is None and student in grades.handed_in:
            found.ungraded.append(student)
        elif grade is None:
            found.missing.append(student)
            points = 0.0 if rules.missing_is_zero else None
        elif grade.open:
            found.open.append(student)
            points = grade.final if rules.also_open else None
        else:
            points = grade.final
        found.of[student] = points
    return found


def grades(course: Course, assignment: str) -> Grades:
    """What the gradebook has for an assignment; penalties are brought up to date."""
    found = Grades(assignment, handed_in=frozenset(course.students(assignment)))
    with opened_as_it_is(course.db_url) as engine:
        if engine is None:
            return found
        with engine.connect() as connection:
            found.due = connection.scalar(select(ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == assignment))
            found.maximum = _maximum(connection, assignment)
            times = _times(connection, found)
    with Gradebook(course) as gradebook:
        standings = gradebook.standings(assignment)
    for (student, _), standing in standings.items():
        grade = found.of.setdefault(student, Grade(0.0, 0.0, 0.0, *times.get(student, (None, 0.0))))
        grade.score += standing.automatic + standing.by_hand
        grade.penalty += standing.penalty
        grade.open += standing.open
    return found


def _maximum(connection: Connection, assignment: str) -> float:
    """Points possible, of all notebooks."""
    graded, task = KINDS["GradeCell"], KINDS["TaskCell"]
    tables = BASE_CELL.join(NOTEBOOK, NOTEBOOK.c.id == BASE_CELL.c.notebook_id)
    tables = tables.join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
    tables = tables.outerjoin(graded, graded.c.id == BASE_CELL.c.id).outerjoin(task, task.c.id == BASE_CELL.c.id)
    worth = func.sum(func.coalesce(graded.c.max_score, task.c.max_score, 0.0))
    return float(connection.scalar(select(worth).select_from(tables).where(ASSIGNMENT.c.name == assignment)) or 0.0)


def _times(connection: Connection, found: Grades) -> dict[str, tuple[datetime | None, float]]:
    """Student -> (when it was handed in, seconds late)."""
    joined = SUBMISSION.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
    query = select(SUBMISSION.c.student_id, SUBMISSION.c.timestamp, SUBMISSION.c.extension).select_from(joined)
    rows = connection.execute(query.where(ASSIGNMENT.c.name == found.assignment))
    return {student: (when, seconds_late(when, found.due, more)) for student, when, more in rows}
