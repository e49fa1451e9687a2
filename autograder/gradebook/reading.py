"""Reads scores, and what the staff gave, out of nbgrader's database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, Table, select
from sqlalchemy.sql import FromClause

from autograder.course.master import MasterCell
from autograder.gradebook.database import opened_as_it_is
from autograder.gradebook.model import ManualGrade, Score
from autograder.gradebook.tables import (
    ASSIGNMENT,
    BASE_CELL,
    COMMENT,
    GRADE,
    NOTEBOOK,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
)


def scores(connection: Connection, assignment: str) -> dict[str, dict[str, dict[str, Score]]]:
    """Student -> notebook -> grade_id -> score, of every submission of the assignment."""
    query = (
        select(
            SUBMISSION.c.student_id,
            NOTEBOOK.c.name.label("notebook"),
            BASE_CELL.c.name,
            GRADE.c.auto_score,
            GRADE.c.manual_score,
        )
        .select_from(_with_cells(GRADE))
        .where(ASSIGNMENT.c.name == assignment)
        .order_by(SUBMISSION.c.student_id, NOTEBOOK.c.name, BASE_CELL.c.name)
    )
    found: dict[str, dict[str, dict[str, Score]]] = {}
    for row in connection.execute(query):
        notebook = found.setdefault(row.student_id, {}).setdefault(row.notebook, {})
        notebook[row.name] = Score(row.auto_score, row.manual_score)
    return found


def due_date(db_url: str, assignment: str) -> datetime | None:
    """The assignment's due date in UTC, None where there is none; the database is not made here."""
    with opened_as_it_is(db_url) as engine:
        if engine is None:
            return None
        with engine.connect() as connection:
            due: datetime | None = connection.scalar(
                select(ASSIGNMENT.c.duedate).where(ASSIGNMENT.c.name == assignment)
            )
            return due


def by_hand(
    connection: Connection, assignment: str, cells: Mapping[str, Sequence[MasterCell]]
) -> dict[tuple[str, str], dict[str, ManualGrade]]:
    """(student, notebook) -> grade_id -> what the staff gave, where they gave anything.

    nbgrader keeps comments with answers, the record has results of tests: a comment on an answer goes to the test
    that follows it. `cells`: those of each notebook, in order.
    """
    who = (SUBMISSION.c.student_id, NOTEBOOK.c.name.label("notebook"), BASE_CELL.c.name)
    this = ASSIGNMENT.c.name == assignment
    grades = select(*who, GRADE.c.auto_score, GRADE.c.manual_score, GRADE.c.extra_credit)
    points: dict[tuple[str, str], dict[str, float | None]] = {}
    for row in connection.execute(grades.select_from(_with_cells(GRADE)).where(this)):
        given = points.setdefault((row.student_id, row.notebook), {})
        given[row.name] = _points(row.auto_score, row.manual_score, row.extra_credit)
    comments = select(*who, COMMENT.c.manual_comment).select_from(_with_cells(COMMENT))
    said: dict[tuple[str, str], dict[str, str]] = {}
    for comment in connection.execute(comments.where(this, COMMENT.c.manual_comment.is_not(None))):
        texts = said.setdefault((comment.student_id, comment.notebook), {})
        texts[comment.name] = comment.manual_comment.strip()
    return {key: _given(points[key], said.get(key, {}), cells.get(key[1], ())) for key in points}


def _given(
    points: Mapping[str, float | None], said: Mapping[str, str], cells: Iterable[MasterCell]
) -> dict[str, ManualGrade]:
    texts = _by_item(said, points.keys(), cells)
    names = [name for name in points if points[name] is not None or texts.get(name)]
    return {name: ManualGrade(points[name], texts.get(name, "")) for name in names}


def _points(auto: float | None, manual: float | None, extra: float | None) -> float | None:
    """Nbgrader's score where the staff had a part in it."""
    given = manual if manual is not None else auto if extra is not None else None
    return None if given is None else given + (extra or 0.0)


def _by_item(said: Mapping[str, str], graded: Iterable[str], cells: Iterable[MasterCell]) -> dict[str, str]:
    placed = {name: text for name, text in said.items() if name in set(graded)}
    waiting = {name: text for name, text in said.items() if name not in placed and text}
    pending: list[str] = []
    for cell in cells:
        if cell.grade_id in waiting:
            pending.append(waiting[cell.grade_id])
        elif cell.grade and pending:
            placed[cell.grade_id] = "\n".join([*pending, *filter(None, [placed.get(cell.grade_id)])])
            pending = []
    return placed


def _with_cells(table: Table) -> FromClause:
    """Grades or comments, joined up to the assignment."""
    return (
        table.join(BASE_CELL, BASE_CELL.c.id == table.c.cell_id)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.id == table.c.notebook_id)
        .join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED_NOTEBOOK.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
    )
