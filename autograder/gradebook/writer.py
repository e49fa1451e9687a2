"""The single writer into nbgrader's database and into autograded/."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from autograder.course import Course
from autograder.course.master import Master
from autograder.errors import AutograderError, CourseError, MachineError
from autograder.files import staged_below
from autograder.gradebook import autograded, catalogue, dropped, lateness, reading, scores, standing, withdrawn
from autograder.gradebook.catalogue import AssignmentRows, Changes
from autograder.gradebook.database import export_problem, opened, reason, shown_url, writing
from autograder.gradebook.lateness import Penalty
from autograder.gradebook.model import ManualGrade, Score, Standing
from autograder.gradebook.roster import Roster
from autograder.gradebook.roster import of_course as roster_of
from autograder.gradebook.scores import Entry, Kept
from autograder.gradebook.standing import Submitted
from autograder.intake.submission import Submission
from autograder.record.model import NotebookRecord

T = TypeVar("T")
#: Students whose rows are read at once where nothing may be to write: memory does not grow with the class.
AT_ONCE = 100


class _Enough(Exception):
    """Raised by us to undo what was only tried."""


class Gradebook:
    """nbgrader's gradebook of a course, open for writing: `with Gradebook(course) as gradebook: ...`."""

    def __init__(self, course: Course, db_url: str | None = None) -> None:
        """`db_url`: another database than the course's configuration names."""
        self.course = course
        self.db_url = db_url or course.db_url
        self._registered: dict[tuple[str, str], str] = {}
        self._rows: dict[str, AssignmentRows] = {}
        self._remarks: dict[tuple[str, str], None] = {}
        self._coming: dict[str, int] = {}
        self._kept: dict[tuple[str, str], Kept] = {}
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
        course_id, in_source = self.course.course_id, self._in_source(master)
        by_nbgrader = self.course.judged_by_nbgrader
        self._transaction(
            f"the cells of {master.notebook}",
            lambda connection: catalogue.register(connection, master, course_id, in_source, by_nbgrader=by_nbgrader),
            writes=True,
        )
        self._rows.pop(master.assignment, None)
        self._registered[master.assignment, master.notebook] = master.sha256

    def check(self, masters: Sequence[Master], changes: Changes | None = None) -> None:
        """Raise what registering these masters would, and write nothing."""
        tried = Changes(changes.drop, changes.rename) if changes else None
        with contextlib.suppress(_Enough), self.registering(masters, tried):
            raise _Enough

    @contextmanager
    def registering(self, masters: Sequence[Master], changes: Changes | None = None) -> Iterator[None]:
        """Register all these masters once what is done meanwhile has succeeded; else the gradebook is as it was.

        `changes`: what of them is dropped or renamed; scores that go are kept in a file. CourseError as `register`.
        """
        changes = changes or Changes()
        with self._said("the cells of an assignment"), writing(self._opened) as connection:
            for master in masters:
                catalogue.register(connection, master, self.course.course_id, self._in_source(master), changes)
            unknown = sorted({*changes.drop, *changes.rename} - changes.done)
            if unknown:
                raise CourseError(
                    f"{unknown[0]} cannot be dropped or renamed: either the gradebook has nothing of that name, or the "
                    f"source still has it, or it lacks the new name; change the source first."
                )
            yield
            dropped.keep(self.course.state, changes.dropped)
        self._registered.clear()
        self._rows.clear()

    def withdraw(self, student: str) -> list[Path] | None:
        """Take a student out: what the gradebook has is kept in files, which are returned. None where it has nobody."""

        def taken_out(connection: Connection) -> list[Path] | None:
            found = withdrawn.take_out(connection, student)
            return None if found is None else dropped.keep(self.course.state, found)

        return self._transaction(f"the scores of {student}", taken_out, writes=True)

    def set_due_date(self, assignment: str, due: datetime) -> None:
        """Give a registered assignment a due date (UTC) if it has none."""
        self._transaction(
            f"the due date of {assignment}",
            lambda connection: catalogue.set_due_date(connection, assignment, due),
            writes=True,
        )

    def work(self, what: str, work: Callable[[Connection], T]) -> T:
        """One transaction of `autograder.gradebook.students`, which may write; `what` names it where it fails."""
        return self._transaction(what, work, writes=True)

    def expect(self, students: Sequence[str]) -> None:
        """Name those that will be put, in this order: rows of many are then read at once, and remarks begin anew."""
        self._coming = {student: place for place, student in enumerate(students)}
        self._kept.clear()
        self._remarks.clear()
        self._remark("", *self._roster.problems)

    def put(self, record: NotebookRecord, master: Master, submission: Submission) -> None:
        """Write a record's scores and its autograded notebook, both or neither; what was given by hand stays.

        `submission`: what was graded; its other files are put beside the notebook. What is there is not written again.
        """
        path = self._folder(record) / f"{record.notebook}.ipynb"
        there = autograded.graded(path)
        changed = there.submission != autograded.digest_of(record)
        self.put_companions(record, master, submission, prune=changed)
        entry = self._entry(record, master, submission, changed)
        if there.record != autograded.content_of(record):
            text = autograded.as_text(autograded.notebook_of(record, master))
            # a notebook of new work beside old scores would pass for graded, so it comes into its place last
            with staged_below(self.course.autograded, path, text, self._mode) as put_in_place:
                self._write(entry, master)
                put_in_place()
        elif not self._has(entry, master):
            self._write(entry, master)

    def put_scores(self, record: NotebookRecord, master: Master, submission: Submission) -> None:
        """Write a record's scores only. What was given by hand is to be looked at again, as after nbgrader's own."""
        self._write(self._entry(record, master, submission, True), master)

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

    def _entry(self, record: NotebookRecord, master: Master, submission: Submission, changed: bool) -> Entry:
        moment = lateness.handed_in(submission, lateness.home_zone(self.course))
        self._remark(record.student, moment.problem, export_problem(record.student))
        if submission.timestamp is not None:
            self._remark("", lateness.own_times(self.course))
        comments = autograded.automatic_comments(record, master)
        return Entry(record.student, record.notebook, moment, record.items, comments, changed)

    def _has(self, entry: Entry, master: Master) -> bool:
        """Whether the gradebook says just that; the rows of those that will be put next are read along."""
        rows, place = self._registered_rows(master), (master.assignment, entry.student)
        if place not in self._kept:
            first = self._coming.get(entry.student, len(self._coming))
            coming = [*itertools.islice(self._coming, first, first + AT_ONCE)] or [entry.student]
            found = self._transaction("the scores", lambda connection: self._read(connection, master, rows, coming))
            self._kept = {(master.assignment, student): kept for student, kept in found.items()}
        return not scores.steps(rows, entry, self._kept[place], self._penalty)

    def _write(self, entry: Entry, master: Master) -> None:
        rows = self._registered_rows(master)

        def written(connection: Connection) -> None:
            kept = self._read(connection, master, rows, (entry.student,))[entry.student]
            scores.write(connection, scores.steps(rows, entry, kept, self._penalty))

        self._kept.pop((master.assignment, entry.student), None)
        self._transaction("the scores", written, writes=True)

    def _read(
        self, connection: Connection, master: Master, rows: AssignmentRows, coming: Sequence[str]
    ) -> dict[str, Kept]:
        found = scores.read(connection, rows.id, coming)
        for student, kept in found.items():
            kept.granted = self._roster.extension(student, master.assignment, kept.due)
        return found

    def _remark(self, student: str, *sentences: str) -> None:
        self._remarks |= dict.fromkeys((student, sentence) for sentence in sentences if sentence)

    def _registered_rows(self, master: Master) -> AssignmentRows:
        if self._registered.get((master.assignment, master.notebook)) != master.sha256:
            self.register(master)
        rows = self._rows.get(master.assignment)
        if rows is None:
            rows = self._transaction(
                f"the cells of {master.notebook}", lambda connection: catalogue.load(connection, master.assignment)
            )
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
        return self._transaction(
            f"the scores of {assignment}", lambda connection: reading.scores(connection, assignment)
        )

    def standings(
        self, assignment: str, instead: Iterable[NotebookRecord] = (), *, write: bool = True
    ) -> dict[tuple[str, str], Standing]:
        """(student, notebook) -> what it counts; late penalties are brought up to date, unless not to `write`.

        `instead`: records whose points are not in the gradebook, and count as if they were.
        """
        what = f"the grades of {assignment}"
        found = self._transaction(what, lambda connection: standing.read(connection, assignment))
        if write and standing.outdated(found, self._penalty):

            def updated(connection: Connection) -> dict[tuple[str, str], Submitted]:
                again = standing.read(connection, assignment)
                standing.bring_up_to_date(connection, again, self._penalty)
                return again

            found = self._transaction(what, updated, writes=True)
        return standing.standings(found, self._penalty, instead)

    def by_hand(self, assignment: str) -> Mapping[tuple[str, str], Mapping[str, ManualGrade]]:
        """(student, notebook) -> grade_id -> what the staff gave; a comment on an answer goes to the test behind it."""
        cells = {master.notebook: master.cells for master in self.course.masters(assignment)}
        return self._transaction(
            f"what was given by hand in {assignment}",
            lambda connection: reading.by_hand(connection, assignment, cells),
        )

    # pieces

    def _transaction(
        self, what: str, work: Callable[[Connection], T], *, writes: bool = False, again: bool = True
    ) -> T:
        """One transaction: written as a whole at the end, or not at all.

        Where the connection is lost it is done `again` on another; work that writes begins by reading what is there.
        """
        with self._said(what):
            try:
                with writing(self._opened) if writes else self._opened.begin() as connection:
                    return work(connection)
            except DBAPIError as problem:
                if not (again and problem.connection_invalidated):
                    raise
            return self._transaction(what, work, writes=writes, again=False)

    @contextmanager
    def _said(self, what: str) -> Iterator[None]:
        """What the database says as one sentence."""
        try:
            yield
        except SQLAlchemyError as problem:
            said = reason(problem, self.db_url)
            raise MachineError(
                f"nbgrader's database does not take or give {what} ({said})."
            ) from None  # it may show a password

    @property
    def _opened(self) -> Engine:
        if self._engine is None:
            raise RuntimeError("the gradebook is not open; use it in a with statement")
        return self._engine

    @cached_property
    def _penalty(self) -> Penalty:
        return lateness.late_penalty(self.course)

    @cached_property
    def _roster(self) -> Roster:
        return roster_of(self.course.root)

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
