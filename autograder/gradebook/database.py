"""Opens nbgrader's database: its own schema, made with its own tools, and the patience that it lacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, exists, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from autograder.errors import CourseError, MachineError
from autograder.gradebook.tables import COURSE, METADATA

#: How long SQLite waits for another writer, such as the formgrader. nbgrader's 5 s lose submissions.
WAIT_SECONDS = 60


@contextmanager
def opened(db_url: str, course_id: str) -> Iterator[Engine]:
    """The database, made with nbgrader's schema if it is not there, closed at the end."""
    url = _url(db_url)
    sqlite = url.get_backend_name() == "sqlite"
    try:
        engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS} if sqlite else {})
        if not _is_made(engine, course_id):
            _make(db_url, course_id)
    except (SQLAlchemyError, ImportError) as problem:
        raise MachineError(
            f"nbgrader's database {shown_url(db_url)} cannot be opened ({reason(problem)})."
        ) from problem
    except OSError as problem:
        raise MachineError(
            f"nbgrader's database cannot be made: `alembic` does not run ({problem.strerror})."
        ) from problem
    if sqlite:
        event.listen(engine, "begin", _begin)
    try:
        yield engine
    finally:
        engine.dispose()


def _is_made(engine: Engine, course_id: str) -> bool:
    """Whether the database has nbgrader's tables and the course."""
    if not METADATA.tables.keys() <= set(inspect(engine).get_table_names()):
        return False
    with engine.connect() as connection:
        return not course_id or bool(connection.scalar(select(exists().where(COURSE.c.id == course_id))))


def _make(db_url: str, course_id: str) -> None:
    from nbgrader import api  # noqa: PLC0415 -- loads all of nbgrader

    with _own_programs_on_path():
        api.Gradebook(db_url, course_id).close()


def writing(engine: Engine) -> AbstractContextManager[Connection]:
    """A transaction that writes. On SQLite it takes the write lock at once, so that nothing it read is stale then."""
    return engine.execution_options(writes=True).begin()


@contextmanager
def opened_as_it_is(db_url: str) -> Iterator[Engine | None]:
    """The database to read in, None where there is none with an assignment; nothing is made."""
    url = _url(db_url)
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).is_file()):
        yield None
        return
    engine = create_engine(url)
    try:
        yield engine if inspect(engine).has_table("assignment") else None
    except SQLAlchemyError as problem:
        raise MachineError(f"nbgrader's database {shown_url(db_url)} cannot be read ({reason(problem)}).") from problem
    finally:
        engine.dispose()


def shown_url(db_url: str) -> str:
    """The database's URL as it may be printed: no password, none of the driver's options (which may hold one)."""
    try:
        return make_url(db_url).set(query={}).render_as_string(hide_password=True)
    except ArgumentError:
        return "(not a URL)"


def reason(problem: BaseException) -> str:
    """What the database said, in one line."""
    return " ".join(str(getattr(problem, "orig", None) or problem).split())


def export_problem(student: str) -> str:
    """One sentence where `nbgrader export`, which quotes nothing, would write a name that a spreadsheet misreads."""
    if student[:1] in "=+-@\t\r":
        return "a spreadsheet takes this name for a formula in nbgrader's export; rename the student's folder."
    if {",", "\n", "\r", '"'} & {*student}:
        return "this name shifts the columns of nbgrader's export, which quotes nothing; rename the student's folder."
    return ""


def _url(db_url: str) -> URL:
    try:
        return make_url(db_url)
    except ArgumentError as problem:  # what was given may hold a password
        raise CourseError("c.CourseDirectory.db_url is not the URL of a database; see nbgrader's manual.") from problem


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


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
