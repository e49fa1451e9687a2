"""When an assignment is due: nbgrader keeps that in its database (column `duedate`, UTC), and nowhere else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy

if TYPE_CHECKING:
    from autograder.course import Course

#: Taken where the assignment has no due date: then nothing is late for nbgrader either.
NOMINAL = datetime(2026, 1, 30, 18, 0)


def due_date(course: Course, assignment: str) -> datetime:
    """The assignment's due date in UTC; read only, the database is not created here."""
    url = sqlalchemy.engine.make_url(course.db_url)
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).is_file()):
        return NOMINAL
    engine = sqlalchemy.create_engine(url)
    try:
        if not sqlalchemy.inspect(engine).has_table("assignment"):
            return NOMINAL
        query = sqlalchemy.text("SELECT duedate FROM assignment WHERE name = :name").columns(
            duedate=sqlalchemy.DateTime()
        )
        with engine.connect() as connection:
            found = connection.execute(query, {"name": assignment}).scalar()
    finally:
        engine.dispose()
    return found if isinstance(found, datetime) else NOMINAL
