"""Opens nbgrader's database: its own schema, made with its own tools, and the patience that it lacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader import api
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from autograder.errors import CourseError, MachineError

#: How long SQLite waits for another writer, such as the formgrader. nbgrader's 5 s lose submissions.
WAIT_SECONDS = 60


@contextmanager
def opened(db_url: str, course_id: str) -> Iterator[Engine]:
    """The database, made with nbgrader's schema if it is not there, closed at the end.

    On SQLite a transaction takes the write lock when it begins, so that nothing read in it is stale when it writes.
    """
    try:
        url = make_url(db_url)
    except ArgumentError as problem:
        raise CourseError(f"c.CourseDirectory.db_url is not the URL of a database: {db_url!r}.") from problem
    sqlite = url.get_backend_name() == "sqlite"
    try:
        with _own_programs_on_path():
            api.Gradebook(db_url, course_id).close()
        engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS} if sqlite else {})
    except (SQLAlchemyError, ImportError) as problem:
        reason = " ".join(str(getattr(problem, "orig", None) or problem).split())
        shown = url.render_as_string(hide_password=True)
        raise MachineError(f"nbgrader's database {shown} cannot be opened ({reason}).") from problem
    except OSError as problem:
        raise MachineError(
            f"nbgrader's database cannot be made: `alembic` does not run ({problem.strerror})."
        ) from problem
    if sqlite:
        event.listen(engine, "begin", _take_the_lock)
    try:
        yield engine
    finally:
        engine.dispose()


def _take_the_lock(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _own_programs_on_path() -> Iterator[None]:
    """Nbgrader calls `alembic` by name; ours lies beside this Python, which need not be on PATH."""
    before = os.environ.get("PATH")
    os.environ["PATH"] = os.pathsep.join(filter(None, [str(Path(sys.executable).parent), before]))
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before
