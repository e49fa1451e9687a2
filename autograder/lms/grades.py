"""What each student has for an assignment, as it is handed back: after penalties, and whether it is complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from autograder.course import Course
from autograder.gradebook.database import opened_as_it_is
from autograder.gradebook.lateness import Penalty, late_penalty
from autograder.gradebook.scores import seconds_late
from autograder.gradebook.tables import ASSIGNMENT, BASE_CELL, GRADE, KINDS, NOTEBOOK, SUBMISSION, SUBMITTED_NOTEBOOK


@dataclass
class Grade:
    """One student's grade for one assignment."""

    score: float = 0.0
    """Before the penalty, points given by hand included."""
    penalty: float = 0.0
    open: int = 0
    """Exercises that nobody has given points for."""
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
    """What the gradebook has for an assignment, with penalties as they are due by now."""
    found = Grades(assignment, handed_in=frozenset(course.students(assignment)))
    with opened_as_it_is(course.db_url) as engine:
        if engine is not None:
            with engine.connect() as connection:
                _read(connection, found, late_penalty(course))
    return found


def _read(connection: Connection, found: Grades, rule: Penalty) -> None:
    this = ASSIGNMENT.c.name == found.assignment
    found.due = connection.scalar(select(ASSIGNMENT.c.duedate).where(this))
    found.maximum = sum(_worth(connection, found.assignment).values())
    for student, (handed_in, late), scores in _submissions(connection, found):
        grade = found.of.setdefault(student, Grade(handed_in=handed_in, late=late))
        points = sum(score for score, _ in scores)
        grade.score += points
        grade.open += sum(is_open for _, is_open in scores)
        if late:
            grade.penalty += min(max(float(rule(student, points, late) or 0.0), 0.0), max(points, 0.0))


def _worth(connection: Connection, assignment: str) -> Mapping[str, float]:
    """Points possible of each exercise, by the id of its cell."""
    graded, task = KINDS["GradeCell"], KINDS["TaskCell"]
    tables = BASE_CELL.join(NOTEBOOK, NOTEBOOK.c.id == BASE_CELL.c.notebook_id)
    tables = tables.join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
    tables = tables.outerjoin(graded, graded.c.id == BASE_CELL.c.id).outerjoin(task, task.c.id == BASE_CELL.c.id)
    worth = func.coalesce(graded.c.max_score, task.c.max_score, 0.0)
    query = select(BASE_CELL.c.id, worth).select_from(tables).where(ASSIGNMENT.c.name == assignment)
    return {cell: float(points) for cell, points in connection.execute(query)}


def _submissions(
    connection: Connection, found: Grades
) -> Iterator[tuple[str, tuple[datetime | None, float], list[tuple[float, bool]]]]:
    """(student, (when, seconds late), (score, is open) of each exercise) of every submitted notebook."""
    tables = SUBMITTED_NOTEBOOK.join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
    tables = tables.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
    query = select(
        SUBMISSION.c.student_id, SUBMITTED_NOTEBOOK.c.id, SUBMISSION.c.timestamp, SUBMISSION.c.extension,
        GRADE.c.auto_score, GRADE.c.manual_score, GRADE.c.extra_credit,
    )  # fmt: skip
    query = query.select_from(tables.outerjoin(GRADE, GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id))
    notebooks: dict[tuple[str, str], list[tuple[float, bool]]] = {}
    times: dict[str, tuple[datetime | None, timedelta | None]] = {}
    rows = connection.execute(query.where(ASSIGNMENT.c.name == found.assignment).order_by(SUBMITTED_NOTEBOOK.c.id))
    for student, notebook, handed_in, extension, auto, manual, extra in rows:
        times[student] = handed_in, extension
        given = auto if manual is None else manual
        scores = notebooks.setdefault((student, notebook), [])
        scores.append((0.0 if given is None else given + (extra or 0.0), given is None))
    for (student, _), scores in notebooks.items():
        handed_in, extension = times[student]
        yield student, (handed_in, seconds_late(handed_in, found.due, extension)), scores
