"""The single writer into nbgrader's database and into autograded/."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from autograder.course import Course
from autograder.course.master import Master
from autograder.errors import AutograderError, MachineError
from autograder.files import write_below
from autograder.gradebook import autograded, catalogue, lateness, reading, scores
from autograder.gradebook.catalogue import AssignmentRows
from autograder.gradebook.database import export_problem, opened, reason, shown_url, writing
from autograder.gradebook.lateness import Penalty
from autograder.gradebook.model import ManualGrade, Score
from autograder.gradebook.scores import Entry
from autograder.intake.submission import Submission
from autograder.record.model import NotebookRecord


class Gradebook:
    """nbgrader's gradebook of a course, open for writing: `with Gradebook(course) as gradebook: ...`."""

    def __init__(self, course: Course, db_url: str | None = None) -> None:
        """`db_url`: another database than the course's configuration names."""
        self.course = course
        self.db_url = db_url or course.db_url
        self._registered: dict[tuple[str, str], str] = {}
        self._rows: dict[str, AssignmentRows] = {}
        self._remarks: dict[tuple[str, str], None] = {}
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
        in_source = self._in_source(master)
        with self._transaction(f"the cells of {master.notebook}", writes=True) as connection:
            catalogue.register(connection, master, self.course.course_id, in_source)
        self._rows.pop(master.assignment, None)
        self._registered[master.assignment, master.notebook] = master.sha256

    def set_due_date(self, assignment: str, due: datetime) -> None:
        """Give a registered assignment a due date (UTC) if it has none."""
        with self._transaction(f"the due date of {assignment}", writes=True) as connection:
            catalogue.set_due_date(connection, assignment, due)

    def put(self, record: NotebookRecord, master: Master, submission: Submission) -> None:
        """Write a record's scores and its autograded notebook, both or neither; what was given by hand stays.

        `submission`: what was graded; its other files are put beside the notebook.
        """
        path = self._folder(record) / f"{record.notebook}.ipynb"
        changed = autograded.graded_digest(path) != autograded.digest_of(record)
        self.put_companions(record, master, submission, prune=changed)
        text = autograded.as_text(autograded.notebook_of(record, master))
        root = self.course.autograded
        try:
            self._put(record, master, submission, changed, lambda: write_below(root, path, text, self._mode))
        except BaseException:  # a new notebook beside old scores would pass for graded
            if changed and autograded.graded_digest(path) == autograded.digest_of(record):
                path.unlink()
            raise

    def put_scores(self, record: NotebookRecord, master: Master, submission: Submission) -> None:
        """Write a record's scores only. What was given by hand is to be looked at again, as after nbgrader's own."""
        self._put(record, master, submission, True, lambda: None)

    def put_companions(self, record: NotebookRecord, master: Master, submission: Submission, *, prune: bool) -> None:
        """Bring the files of the submission beside the autograded notebook: regular files only, never links."""
        folder = self._folder(record)
        files = autograded.companions(submission, master.files, self.course.ignore)
        registered = self._registered_rows(master).notebooks
        notebooks = {f"{name}.ipynb" for name in (*self._in_source(master), *registered, record.notebook)}
        self._remark(
            record.student,
            *autograded.write_companions(
                self.course.autograded, folder, files, self._mode, keep=notebooks, prune=prune
            ),
        )

    def _put(
        self,
        record: NotebookRecord,
        master: Master,
        submission: Submission,
        changed: bool,
        write_notebook: Callable[[], None],
    ) -> None:
        moment = lateness.handed_in(submission, lateness.home_zone(self.course))
        comments = autograded.automatic_comments(record, master)
        entry = Entry(record.student, record.notebook, moment, record.items, comments, changed)
        rows = self._registered_rows(master)
        with self._transaction(f"the scores of {record.student}, {record.notebook}", writes=True) as connection:
            scores.write(connection, rows, entry, self._penalty)
            write_notebook()
        self._remark(record.student, moment.problem, export_problem(record.student))
        if submission.timestamp is not None:
            self._remark("", lateness.own_times(self.course))

    def _remark(self, student: str, *sentences: str) -> None:
        self._remarks |= dict.fromkeys((student, sentence) for sentence in sentences if sentence)

    def _registered_rows(self, master: Master) -> AssignmentRows:
        if self._registered.get((master.assignment, master.notebook)) != master.sha256:
            self.register(master)
        rows = self._rows.get(master.assignment)
        if rows is None:
            with self._transaction(f"the cells of {master.notebook}") as connection:
                rows = catalogue.load(connection, master.assignment)
            if rows is None:
                raise AutograderError(f"{master.assignment} is not in the gradebook {shown_url(self.db_url)}.")
            self._rows[master.assignment] = rows
        return rows

    # reading

    @property
    def remarks(self) -> list[tuple[str, str]]:
        """(student, sentence) for the staff on what was put; the student is "" where it concerns everybody."""
        return list(self._remarks)

    def scores(self, assignment: str) -> dict[str, dict[str, dict[str, Score]]]:
        """Student -> notebook -> grade_id -> score, of every submission of the assignment."""
        with self._transaction(f"the scores of {assignment}") as connection:
            return reading.scores(connection, assignment)

    def late(self, assignment: str) -> frozenset[str]:
        """Students who handed in after the due date that nbgrader keeps, and after their extension."""
        with self._transaction(f"the due date of {assignment}") as connection:
            return reading.late(connection, assignment)

    def by_hand(self, assignment: str) -> Mapping[tuple[str, str], Mapping[str, ManualGrade]]:
        """(student, notebook) -> grade_id -> what the staff gave; a comment on an answer goes to the test behind it."""
        cells = {master.notebook: master.cells for master in self.course.masters(assignment)}
        with self._transaction(f"what was given by hand in {assignment}") as connection:
            return reading.by_hand(connection, assignment, cells)

    # pieces

    @contextmanager
    def _transaction(self, what: str, *, writes: bool = False) -> Iterator[Connection]:
        """One transaction: written as a whole at the end, or not at all."""
        if self._engine is None:
            raise RuntimeError("the gradebook is not open; use it in a with statement")
        try:
            with writing(self._engine) if writes else self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as problem:
            raise MachineError(f"nbgrader's database does not take or give {what} ({reason(problem)}).") from problem

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

    def _in_source(self, master: Master) -> set[str]:
        """Names of the notebooks that the assignment has today."""
        return {path.stem for path in (self.course.source / master.assignment).glob("*.ipynb")}

    def _folder(self, record: NotebookRecord) -> Path:
        for name in (record.student, record.assignment, record.notebook):
            if not name or name in (".", "..") or set(name) & set("/\\\0"):
                raise AutograderError(f"No autograded notebook can be named after {name!r}: it is not a file name.")
        return self.course.autograded / record.student / record.assignment
