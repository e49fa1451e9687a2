"""What leaves the gradebook for good is kept as a table: .autograder/dropped/<assignment>.csv."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, and_, func, select

from autograder.course.secret import prepare_state
from autograder.files import write_atomically
from autograder.gradebook.tables import (
    ASSIGNMENT,
    BASE_CELL,
    COMMENT,
    GRADE,
    KINDS,
    NOTEBOOK,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
)
from autograder.spreadsheet import as_csv

COLUMNS = (
    "assignment", "student", "notebook", "exercise", "automatic", "by_hand", "extra_credit", "maximum", "comment",
    "penalty", "dropped",
)  # fmt: skip
Row = tuple[object, ...]


def rows(connection: Connection, which: ColumnElement[bool]) -> list[Row]:
    """The grades, and comments by hand, of which the condition holds, by student and exercise."""
    graded, task, said = KINDS["GradeCell"], KINDS["TaskCell"], COMMENT
    tables = (
        SUBMISSION.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .join(SUBMITTED_NOTEBOOK, SUBMITTED_NOTEBOOK.c.assignment_id == SUBMISSION.c.id)
        .join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED_NOTEBOOK.c.notebook_id)
        .join(BASE_CELL, BASE_CELL.c.notebook_id == NOTEBOOK.c.id)
        .outerjoin(GRADE, and_(GRADE.c.cell_id == BASE_CELL.c.id, GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id))
        .outerjoin(said, and_(said.c.cell_id == BASE_CELL.c.id, said.c.notebook_id == SUBMITTED_NOTEBOOK.c.id))
        .outerjoin(graded, graded.c.id == BASE_CELL.c.id)
        .outerjoin(task, task.c.id == BASE_CELL.c.id)
    )
    query = select(
        ASSIGNMENT.c.name, SUBMISSION.c.student_id, NOTEBOOK.c.name, BASE_CELL.c.name,
        GRADE.c.auto_score, GRADE.c.manual_score, GRADE.c.extra_credit,
        func.coalesce(graded.c.max_score, task.c.max_score), said.c.manual_comment,
        SUBMITTED_NOTEBOOK.c.late_submission_penalty,
    )  # fmt: skip
    something = GRADE.c.id.is_not(None) | said.c.manual_comment.is_not(None)
    merged: dict[
        Row, Row
    ] = {}  # an answer graded by hand is two cells: points are kept with one, comments with the other
    for row in connection.execute(query.select_from(tables).where(which, something)):
        other = merged.get(tuple(row[:4]), row)
        merged[tuple(row[:4])] = tuple(one if one is not None else two for one, two in zip(row, other, strict=True))
    return [merged[place] for place in sorted(merged, key=str)]


def keep(state: Path, dropped: Iterable[Row], when: datetime | None = None) -> list[Path]:
    """Add the rows to the files of their assignments; the files. Nothing is written where there are none."""
    moment = (when or datetime.now(UTC)).strftime("%Y-%m-%d %H:%M:%S UTC")
    by_assignment: dict[str, list[Row]] = {}
    for row in dropped:
        by_assignment.setdefault(str(row[0]), []).append((*row, moment))
    return [_add(state, assignment, found) for assignment, found in by_assignment.items()]


def _add(state: Path, assignment: str, found: Sequence[Row]) -> Path:
    prepare_state(state)
    path = state / "dropped" / f"{assignment}.csv"
    path.parent.mkdir(exist_ok=True)
    text = as_csv(COLUMNS, found)
    if path.exists():
        text = path.read_text(encoding="utf-8") + text.partition("\n")[2]
    write_atomically(path, text, 0o600)
    return path
