"""Students, due dates and extensions in nbgrader's gradebook, brought into agreement with the roster.

Nothing is taken away: what the roster leaves empty, and who does not stand in it, stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from autograder.gradebook.roster import Roster
from autograder.gradebook.tables import ASSIGNMENT, STUDENT, SUBMISSION

#: Columns of nbgrader's students, and the columns of the roster that they are filled from, the first that is not empty.
_COLUMNS = {
    "first_name": ("first_name",),
    "last_name": ("last_name",),
    "email": ("email",),
    "lms_user_id": ("canvas_id", "moodle_id", "sis_id"),
}


def students(connection: Connection) -> dict[str, dict[str, str]]:
    """id -> what the gradebook knows of each student, without what is empty."""
    found = {row["id"]: dict(row) for row in connection.execute(select(STUDENT)).mappings()}
    return {name: {column: text for column, text in row.items() if text} for name, row in found.items()}


def agree(connection: Connection, roster: Roster) -> tuple[int, int]:
    """Write names, addresses and LMS ids of the roster; how many students are new, and how many were changed."""
    known = students(connection)
    new, changed = [], 0
    for name, row in roster.students.items():
        texts = {column: next((row[c] for c in ours if row.get(c)), "") for column, ours in _COLUMNS.items()}
        if name not in known:
            new.append({"id": name, **{column: text or None for column, text in texts.items()}})
        elif other := {column: text for column, text in texts.items() if text and known[name].get(column) != text}:
            connection.execute(update(STUDENT).where(STUDENT.c.id == name).values(other))
            changed += 1
    if new:
        connection.execute(insert(STUDENT), new)
    return len(new), changed


def due_dates(connection: Connection) -> dict[str, datetime | None]:
    """Assignment -> when it is due (UTC), None where it has no date."""
    query = select(ASSIGNMENT.c.name, ASSIGNMENT.c.duedate).order_by(ASSIGNMENT.c.name)
    return {row.name: row.duedate for row in connection.execute(query)}


def set_due(connection: Connection, assignment: str, due: datetime | None) -> None:
    """Move, set or remove a due date (UTC)."""
    connection.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.name == assignment).values(duedate=due))


def extend(connection: Connection, roster: Roster, assignment: str, *, removed: Collection[str] = ()) -> int:
    """Bring the extensions of what was handed in into agreement with the roster; how many were changed.

    Who the roster says nothing of keeps what nbgrader has, unless `removed`.
    """
    query = select(SUBMISSION.c.id, SUBMISSION.c.student_id, SUBMISSION.c.extension, ASSIGNMENT.c.duedate)
    joined = query.join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
    changed = 0
    for this, student, kept, due in connection.execute(joined.where(ASSIGNMENT.c.name == assignment)).all():
        granted = roster.extension(student, assignment, due)
        if granted != kept and (granted is not None or student in removed):
            connection.execute(update(SUBMISSION).where(SUBMISSION.c.id == this).values(extension=granted))
            changed += 1
    return changed
