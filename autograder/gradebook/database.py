"""Opens nbgrader's database: its own schema, made with its own tools, and the patience that it lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Select, create_engine, event, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from autograder.errors import CourseError, MachineError
from autograder.gradebook.tables import COURSE, METADATA

#: How long SQLite waits for another writer, such as the formgrader. nbgrader's 5 s lose submissions.
WAIT_SECONDS = 60
#: How long PostgreSQL's library waits for a server, and when it takes one for gone that says nothing.
OVER_THE_NET = {"connect_timeout": 20, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
#: Drivers over that library, and what to install for each.
LIBPQ = {"psycopg": "backprop-course[postgres]", "psycopg2": "psycopg2-binary"}


@contextmanager
def opened(db_url: str, course_id: str) -> Iterator[Engine]:
    """The database, made with nbgrader's schema if it is not there, closed at the end."""
    url = _url(db_url)
    try:
        engine = _engine(url)
        tables = set(inspect(engine).get_table_names())
        if not _is_made(engine, tables, course_id):
            _make(engine, tables, course_id)
    except SQLAlchemyError as problem:
        raise MachineError(
            f"nbgrader's database {shown_url(db_url)} cannot be opened ({reason(problem, db_url)})."
        ) from None
    try:
        yield engine
    finally:
        engine.dispose()


def _engine(url: URL) -> Engine:
    """Connections to the database; MachineError where its driver is not installed."""
    try:
        dialect = url.get_dialect()
        options: Mapping[str, int] = OVER_THE_NET if dialect.driver in LIBPQ else {}
        if dialect.name == "sqlite":
            options = {"timeout": WAIT_SECONDS}
        engine = create_engine(url, connect_args={name: options[name] for name in options.keys() - url.query.keys()})
    except ImportError as problem:
        what = f"nbgrader's database {shown_url(url)} needs the package {problem.name}"
        raise MachineError(f"{what}: pip install '{LIBPQ.get(str(problem.name), problem.name)}'.") from problem
    if dialect.name == "sqlite":
        event.listen(engine, "begin", _begin)
    return engine


def _is_made(engine: Engine, tables: set[str], course_id: str) -> bool:
    """Whether the database has nbgrader's tables and the course."""
    if not METADATA.tables.keys() <= tables:
        return False
    with engine.begin() as connection:
        return not course_id or connection.scalar(_course(course_id)) is not None


def _make(engine: Engine, tables: set[str], course_id: str) -> None:
    """Nbgrader's schema, the version that its Alembic looks for, and the course: all of them or nothing."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- needed for a new database only
    from nbgrader import api, dbutil  # noqa: PLC0415 -- loads all of nbgrader

    version = ScriptDirectory(dbutil.ALEMBIC_DIR).get_current_head()
    with writing(engine) as connection:
        api.Base.metadata.create_all(connection)
        if not tables:
            connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})
        if course_id and connection.scalar(_course(course_id)) is None:
            connection.execute(insert(COURSE).values(id=course_id))


def _course(course_id: str) -> Select[tuple[str]]:
    return select(COURSE.c.id).where(COURSE.c.id == course_id)


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
    engine: Engine | None = None
    try:
        engine = _engine(url)
        yield engine if inspect(engine).has_table("assignment") else None
    except SQLAlchemyError as problem:
        said = reason(problem, db_url)
        raise MachineError(f"nbgrader's database {shown_url(db_url)} cannot be read ({said}).") from None
    finally:
        if engine is not None:
            engine.dispose()


def shown_url(db_url: str | URL) -> str:
    """The database's URL as it may be printed: no password, none of the driver's options (which may hold one)."""
    try:
        return make_url(db_url).set(query={}).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return "(not a URL)"


def reason(problem: BaseException, db_url: str) -> str:
    """What the database said, in one line, without what its URL may not show."""
    said = " ".join(str(getattr(problem, "orig", None) or problem).split()).rstrip(".")
    url = _url(db_url)
    hidden = [str(url.password or ""), *(value for values in url.normalized_query.values() for value in values)]
    for secret in sorted(filter(None, hidden), key=len, reverse=True):
        said = said.replace(secret, "***")
    return said


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
    except (ArgumentError, ValueError):  # what was given may hold a password, and so may what is said of it
        raise CourseError("c.CourseDirectory.db_url is not the URL of a database; see nbgrader's manual.") from None


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
