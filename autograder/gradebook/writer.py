"""The single writer into nbgrader's database and into autograded/."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Course
from autograder.course.master import Master, MasterCell
from autograder.errors import AutograderError, MachineError
from autograder.files import write_atomically
from autograder.gradebook import autograded, catalogue, lateness, reading, scores
from autograder.gradebook.catalogue import AssignmentRows
from autograder.gradebook.database import opened
from autograder.gradebook.model import ManualGrade, Score
from autograder.gradebook.scores import Entry, Penalty
from autograder.intake.submission import Submission, read_submission
from autograder.record.model import NotebookRecord


class Gradebook:
    """nbgrader's gradebook of a course, open for writing: `with Gradebook(course) as gradebook: ...`."""

    def __init__(self, course: Course, db_url: str | None = None) -> None:
        """`db_url`: another database than the course's configuration names."""
        self.course = course
        self.db_url = db_url or course.db_url
        self._registered: dict[tuple[str, str], str] = {}
        self._rows: dict[str, AssignmentRows] = {}
        self._stack = ExitStack()
        self._engine: Engine | None = None

    def __enter__(self) -> Self:
        self._engine = self._stack.enter_context(opened(self.db_url, self.course.course_id))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._engine = None
        self._stack.close()

    # writing

    def register(self, master: Master) -> None:
        """Write assignment, notebook and cells, as nbgrader's generate_assignment does; may be called again.

        Raises CourseError where a change of the source would take scores of students with it.
        """
        in_source = {path.stem for path in (self.course.source / master.assignment).glob("*.ipynb")}
        with self._transaction(f"the cells of {master.notebook}") as connection:
            catalogue.register(connection, master, self.course.course_id, in_source)
        self._rows.pop(master.assignment, None)
        self._registered[master.assignment, master.notebook] = master.sha256

    def set_due_date(self, assignment: str, due: datetime) -> None:
        """Give a registered assignment a due date (UTC) if it has none."""
        with self._transaction(f"the due date of {assignment}") as connection:
            catalogue.set_due_date(connection, assignment, due)

    def put(self, record: NotebookRecord, master: Master) -> None:
        """Write a record's scores and its autograded notebook, both or neither; what was given by hand stays."""
        path = self._folder(record) / f"{record.notebook}.ipynb"
        changed = autograded.graded_digest(path) != autograded.digest_of(record)
        self.put_companions(record, master, prune=changed)
        text = autograded.as_text(autograded.notebook_of(record, master))
        try:
            self._put(record, master, changed, lambda: write_atomically(path, text, self._mode))
        except BaseException:  # a new notebook beside old scores would pass for graded
            if changed and autograded.graded_digest(path) == autograded.digest_of(record):
                path.unlink()
            raise

    def put_scores(self, record: NotebookRecord, master: Master) -> None:
        """Write a record's scores only. What was given by hand is to be looked at again, as after nbgrader's own."""
        self._put(record, master, True, lambda: None)

    def put_companions(self, record: NotebookRecord, master: Master, *, prune: bool) -> None:
        """Bring the files of the submission beside the autograded notebook: regular files only, never links."""
        folder = self._folder(record)
        here = self.course.submitted / record.student / record.assignment
        most = self.course.settings.submission_mb << 20
        submission = read_submission(here, record.student, record.assignment, most) if here.is_dir() else None
        files = (submission or Submission(record.student, record.assignment)).files
        timestamp = autograded.read_timestamp(here)
        files = autograded.companions(files, master.files, timestamp, self.course.ignore)
        notebooks = {f"{name}.ipynb" for name in (*self._registered_rows(master).notebooks, record.notebook)}
        autograded.write_companions(folder, files, self._mode, keep=notebooks, prune=prune)

    def _put(self, record: NotebookRecord, master: Master, changed: bool, write_notebook: Callable[[], None]) -> None:
        folder = self.course.submitted / record.student / record.assignment
        entry = Entry(
            record.student,
            record.notebook,
            lateness.handed_in(autograded.read_timestamp(folder)),
            record.items,
            autograded.automatic_comments(record, master),
            changed,
        )
        rows = self._registered_rows(master)
        with self._transaction(f"the scores of {record.student}, {record.notebook}") as connection:
            scores.write(connection, rows, entry, self._penalty)
            write_notebook()

    def _registered_rows(self, master: Master) -> AssignmentRows:
        if self._registered.get((master.assignment, master.notebook)) != master.sha256:
            self.register(master)
        rows = self._rows.get(master.assignment)
        if rows is None:
            with self._transaction(f"the cells of {master.notebook}") as connection:
                rows = catalogue.load(connection, master.assignment)
            if rows is None:
                raise AutograderError(f"{master.assignment} is not in the gradebook {self.db_url}.")
            self._rows[master.assignment] = rows
        return rows

    # reading

    def scores(self, assignment: str) -> dict[str, dict[str, dict[str, Score]]]:
        """Student -> notebook -> grade_id -> score, of every submission of the assignment."""
        with self._transaction(f"the scores of {assignment}") as connection:
            return reading.scores(connection, assignment)

    def late(self, assignment: str) -> frozenset[str]:
        """Students who handed in after the due date that nbgrader keeps, and after their extension."""
        with self._transaction(f"the due date of {assignment}") as connection:
            return reading.late(connection, assignment)

    def by_hand(self, assignment: str, student: str, notebook: str) -> Mapping[str, ManualGrade]:
        """grade_id -> what the staff gave; a comment on an answer goes to the test that follows it."""

        def cells() -> Sequence[MasterCell]:
            masters = self.course.masters(assignment)
            return next((master.cells for master in masters if master.notebook == notebook), ())

        with self._transaction(f"what was given by hand to {student}") as connection:
            return reading.by_hand(connection, assignment, student, notebook, cells)

    # pieces

    @contextmanager
    def _transaction(self, what: str) -> Iterator[Connection]:
        """One transaction: written as a whole at the end, or not at all."""
        if self._engine is None:
            raise RuntimeError("the gradebook is not open; use it in a with statement")
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as problem:
            reason = str(getattr(problem, "orig", None) or problem).strip()
            raise MachineError(f"nbgrader's database does not take or give {what} ({reason}).") from problem

    @cached_property
    def _penalty(self) -> Penalty:
        return lateness.late_penalty(self.course)

    @cached_property
    def _mode(self) -> int:
        """Permissions of autograded files, as nbgrader's: readable only, unless the configuration says otherwise."""
        config = self.course.config
        for section in ("Autograde", "BaseConverter"):
            if "permissions" in config.get(section, {}):
                return int(str(config[section].permissions), 8)
        return 0o664 if config.get("CourseDirectory", {}).get("groupshared") else 0o444

    def _folder(self, record: NotebookRecord) -> Path:
        for name in (record.student, record.assignment, record.notebook):
            if not name or name in (".", "..") or set(name) & set("/\\\0"):
                raise AutograderError(f"No autograded notebook can be named after {name!r}: it is not a file name.")
        return self.course.autograded / record.student / record.assignment
