"""Takes a student out of the gradebook, with everything that was handed in."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from autograder.gradebook.dropped import Row, rows
from autograder.gradebook.tables import COMMENT, GRADE, STUDENT, SUBMISSION, SUBMITTED_NOTEBOOK


def take_out(connection: Connection, student: str) -> list[Row] | None:
    """Remove the student's rows; what they were. None where there is no such student."""
    if connection.scalar(select(STUDENT.c.id).where(STUDENT.c.id == student)) is None:
        return None
    found = rows(connection, SUBMISSION.c.student_id == student)
    submissions = select(SUBMISSION.c.id).where(SUBMISSION.c.student_id == student)
    notebooks = select(SUBMITTED_NOTEBOOK.c.id).where(SUBMITTED_NOTEBOOK.c.assignment_id.in_(submissions))
    for table in (GRADE, COMMENT):
        connection.execute(delete(table).where(table.c.notebook_id.in_(notebooks)))
    connection.execute(delete(SUBMITTED_NOTEBOOK).where(SUBMITTED_NOTEBOOK.c.assignment_id.in_(submissions)))
    connection.execute(delete(SUBMISSION).where(SUBMISSION.c.student_id == student))
    connection.execute(delete(STUDENT).where(STUDENT.c.id == student))
    return found
