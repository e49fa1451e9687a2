"""Rows of one graded notebook: student, submission, grades and comments, as nbgrader's autograde would leave them.

What the staff gave (manual score, extra credit, manual comment) is never written here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, Float, Table, bindparam, case, func, insert, select, update

from autograder.errors import AutograderError
from autograder.gradebook.catalogue import AssignmentRows, NotebookRows
from autograder.gradebook.lateness import Moment, Penalty
from autograder.gradebook.tables import (
    ASSIGNMENT,
    COMMENT,
    GRADE,
    STUDENT,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    new_id,
)
from autograder.record.model import ItemResult


@dataclass(frozen=True)
class Entry:
    """What is to be written for one notebook of one student."""

    student: str
    notebook: str
    moment: Moment
    """When it was handed in; where nothing was said of that, what the gradebook says stays."""
    items: tuple[ItemResult, ...]
    comments: Mapping[str, str | None]
    """grade_id of an answer -> the automatic comment."""
    changed: bool
    """The work is not the one that was graded last: what was given by hand is to be looked at again."""


def write(connection: Connection, rows: AssignmentRows, entry: Entry, penalty: Penalty) -> None:
    """Write the entry. AutograderError where an item has no cell in the registered notebook."""
    cells = rows.notebooks[entry.notebook]
    if unknown := [item.grade_id for item in entry.items if item.grade_id not in cells.graded]:
        raise AutograderError(f"{entry.notebook} has no graded cell {unknown[0]!r} in the gradebook; grade it again.")
    _student(connection, entry.student)
    submission_id, late = _submission(connection, rows.id, entry)
    notebook_id = _notebook(connection, submission_id, rows, entry.notebook)
    _grades(connection, notebook_id, cells, entry)
    _comments(connection, notebook_id, cells, entry.comments)
    _late_penalty(connection, notebook_id, entry.student, late, penalty)


def _student(connection: Connection, name: str) -> None:
    if connection.scalar(select(STUDENT.c.id).where(STUDENT.c.id == name)) is None:
        connection.execute(insert(STUDENT).values(id=name))


def _submission(connection: Connection, assignment_id: str, entry: Entry) -> tuple[str, float]:
    """The submission's id, and by how many seconds it is late."""
    query = (
        select(SUBMISSION.c.id, SUBMISSION.c.timestamp, SUBMISSION.c.extension, ASSIGNMENT.c.duedate)
        .select_from(ASSIGNMENT)
        .outerjoin(
            SUBMISSION, (SUBMISSION.c.assignment_id == ASSIGNMENT.c.id) & (SUBMISSION.c.student_id == entry.student)
        )
        .where(ASSIGNMENT.c.id == assignment_id)
    )
    found = connection.execute(query).one()
    submission_id, moment = found.id, entry.moment
    handed_in = moment.time if moment.time or moment.problem else found.timestamp
    if submission_id is None:
        submission_id = new_id()
        values = {"id": submission_id, "assignment_id": assignment_id, "student_id": entry.student}
        connection.execute(insert(SUBMISSION).values(**values, timestamp=handed_in))
    elif handed_in != found.timestamp:
        connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == submission_id).values(timestamp=handed_in))
    return submission_id, seconds_late(handed_in, found.duedate, found.extension)


def seconds_late(handed_in: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """By how much; 0 in time, and where one of the two times is not known."""
    if handed_in is None or due is None:
        return 0.0
    return max(0.0, (handed_in - due - (extension or timedelta())).total_seconds())


def _notebook(connection: Connection, submission_id: str, rows: AssignmentRows, name: str) -> str:
    """Id of the submitted notebook; what the submission lacks of the assignment is made, as nbgrader does."""
    table = SUBMITTED_NOTEBOOK
    query = select(table.c.notebook_id, table.c.id).where(table.c.assignment_id == submission_id)
    found = {row.notebook_id: row.id for row in connection.execute(query)}
    missing = [notebook for notebook in rows.notebooks.values() if notebook.id not in found]
    _insert(
        connection,
        table,
        (
            {"id": found.setdefault(n.id, new_id()), "assignment_id": submission_id, "notebook_id": n.id}
            for n in missing
        ),
    )
    for notebook in missing:
        _make_cells(connection, found[notebook.id], notebook, (), ())
    this = rows.notebooks[name]
    if this not in missing:
        grades, comments = (_cells_in(connection, table, found[this.id]) for table in (GRADE, COMMENT))
        _make_cells(connection, found[this.id], this, grades, comments)
    return str(found[this.id])


def _cells_in(connection: Connection, table: Table, notebook_id: str) -> set[str]:
    return set(connection.scalars(select(table.c.cell_id).where(table.c.notebook_id == notebook_id)))


def _make_cells(
    connection: Connection, notebook_id: str, cells: NotebookRows, grades: Collection[str], comments: Collection[str]
) -> None:
    """Make the grades and comments of a submitted notebook that are not among those it has."""
    for table, wanted, have in ((GRADE, cells.graded, grades), (COMMENT, cells.commented, comments)):
        new = (cell for cell in wanted.values() if cell not in have)
        _insert(connection, table, ({"id": new_id(), "cell_id": c, "notebook_id": notebook_id} for c in new))


def _grades(connection: Connection, notebook_id: str, cells: NotebookRows, entry: Entry) -> None:
    """A score given by hand stays, and asks to be looked at again where what it was given for has changed."""
    auto = bindparam("auto", type_=Float)
    by_hand = case(
        (GRADE.c.auto_score.is_distinct_from(auto), True),
        else_=func.coalesce(bindparam("review", type_=Boolean), GRADE.c.needs_manual_grade),
    )
    statement = (
        update(GRADE)
        .where(GRADE.c.notebook_id == notebook_id, GRADE.c.cell_id == bindparam("cell"))
        .values(
            auto_score=auto,
            needs_manual_grade=case((GRADE.c.manual_score.is_(None), bindparam("open", type_=Boolean)), else_=by_hand),
        )
    )
    connection.execute(
        statement,
        [
            {
                "cell": cells.graded[item.grade_id],
                "auto": item.points,
                "open": item.points is None,
                "review": True if entry.changed or item.outcome.is_ours else None,
            }
            for item in entry.items
        ],
    )


def _comments(
    connection: Connection, notebook_id: str, cells: NotebookRows, comments: Mapping[str, str | None]
) -> None:
    statement = (
        update(COMMENT)
        .where(COMMENT.c.notebook_id == notebook_id, COMMENT.c.cell_id == bindparam("cell"))
        .values(auto_comment=bindparam("text"))
    )
    values = [{"cell": cells.commented[name], "text": text} for name, text in comments.items()]
    if values:
        connection.execute(statement, values)


def _late_penalty(connection: Connection, notebook_id: str, student: str, late: float, penalty: Penalty) -> None:
    """As nbgrader's AssignLatePenalties: between nothing and the notebook's score, hand-given points included."""
    points: float | None = None
    if late > 0:
        given = func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score) + func.coalesce(GRADE.c.extra_credit, 0.0)
        query = select(func.coalesce(func.sum(given), 0.0)).where(GRADE.c.notebook_id == notebook_id)
        score = float(connection.scalar(query) or 0.0)
        points = penalty(student, score, late)
        points = None if points is None else min(max(float(points), 0.0), max(score, 0.0))
    table = SUBMITTED_NOTEBOOK
    connection.execute(update(table).where(table.c.id == notebook_id).values(late_submission_penalty=points))


def _insert(connection: Connection, table: Table, values: Iterable[dict[str, Any]]) -> None:
    if many := list(values):
        connection.execute(insert(table), many)
