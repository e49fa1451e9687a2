"""Rows of one graded notebook: student, submission, grades and comments, as nbgrader's autograde would leave them.

What the staff gave (manual score, extra credit, manual comment) is never written here. What a submission has is read by
three queries, for one student or for many; only what differs from it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, Executable, Float, bindparam, case, func, insert, select, update

from autograder.errors import AutograderError
from autograder.gradebook.catalogue import AssignmentRows, NotebookRows
from autograder.gradebook.lateness import Moment, Penalty
from autograder.gradebook.tables import (
    ASSIGNMENT,
    COMMENT,
    GRADE,
    STUDENT,
    SUBMISSION,
    SUBMITTED_NOTEBOOK,
    new_id,
)
from autograder.record.model import ItemResult


@dataclass(frozen=True)
class Entry:
    """What is to be written for one notebook of one student."""

    student: str
    notebook: str
    moment: Moment
    """When it was handed in; where nothing was said of that, what the gradebook says stays."""
    items: tuple[ItemResult, ...]
    comments: Mapping[str, str | None]
    """grade_id of an answer -> the automatic comment."""
    changed: bool
    """The work is not the one that was graded last: what was given by hand is to be looked at again."""


@dataclass(frozen=True)
class KeptGrade:
    """A grade as the gradebook has it."""

    auto: float | None = None
    manual: float | None = None
    extra: float | None = None
    open: bool = True
    """Asks for a person."""

    @property
    def score(self) -> float:
        """What nbgrader counts."""
        given = self.auto if self.manual is None else self.manual
        return 0.0 if given is None else given + (self.extra or 0.0)


@dataclass
class KeptNotebook:
    """A submitted notebook as the gradebook has it."""

    id: str
    penalty: float | None = None
    grades: dict[str, KeptGrade] = field(default_factory=dict)
    """Id of a cell -> its grade."""
    comments: dict[str, str | None] = field(default_factory=dict)
    """Id of a cell -> the automatic comment."""


@dataclass
class Kept:
    """A student's submission as the gradebook has it."""

    due: datetime | None
    known: bool = False
    """There is such a student."""
    id: str | None = None
    timestamp: datetime | None = None
    extension: timedelta | None = None
    granted: timedelta | None = None
    """The extension by the roster, where that says something."""
    notebooks: dict[str, KeptNotebook] = field(default_factory=dict)
    """Id of the assignment's notebook -> what was handed in for it."""


#: A statement with the rows that it writes.
Step = tuple[Executable, list[dict[str, Any]]]


def read(connection: Connection, assignment_id: str, students: Sequence[str]) -> dict[str, Kept]:
    """What the gradebook has of each of these students' submissions."""
    mine = (SUBMISSION.c.assignment_id == ASSIGNMENT.c.id) & (SUBMISSION.c.student_id == STUDENT.c.id)
    query = (
        select(STUDENT.c.id, SUBMISSION.c.id, SUBMISSION.c.timestamp, SUBMISSION.c.extension, ASSIGNMENT.c.duedate)
        .select_from(ASSIGNMENT)
        .outerjoin(STUDENT, STUDENT.c.id.in_(students))
        .outerjoin(SUBMISSION, mine)
        .where(ASSIGNMENT.c.id == assignment_id)
    )
    rows = connection.execute(query).all()
    due = rows[0][-1] if rows else None
    found = {name: Kept(due) for name in students}
    found |= {name: Kept(due, True, *submission) for name, *submission, _ in rows if name is not None}
    submissions = {kept.id: kept for kept in found.values() if kept.id is not None}
    if submissions:
        _read_notebooks(connection, submissions)
    return found


def _read_notebooks(connection: Connection, submissions: Mapping[str, Kept]) -> None:
    table = SUBMITTED_NOTEBOOK
    notebooks: dict[str, KeptNotebook] = {}
    these = table.c.assignment_id.in_(submissions)
    grades = select(
        table.c.assignment_id, table.c.notebook_id, table.c.id, table.c.late_submission_penalty,
        GRADE.c.cell_id, GRADE.c.auto_score, GRADE.c.manual_score, GRADE.c.extra_credit, GRADE.c.needs_manual_grade,
    )  # fmt: skip
    for row in connection.execute(grades.outerjoin(GRADE, GRADE.c.notebook_id == table.c.id).where(these)):
        submission, notebook, this, penalty, cell, *grade = row
        kept = submissions[submission].notebooks.setdefault(notebook, KeptNotebook(this, penalty))
        notebooks[this] = kept
        if cell is not None:
            kept.grades[cell] = KeptGrade(*grade)
    comments = select(COMMENT.c.notebook_id, COMMENT.c.cell_id, COMMENT.c.auto_comment)
    for this, cell, text in connection.execute(comments.join(table, table.c.id == COMMENT.c.notebook_id).where(these)):
        notebooks[this].comments[cell] = text


def steps(rows: AssignmentRows, entry: Entry, kept: Kept, penalty: Penalty) -> list[Step]:
    """What is to be written so that the gradebook has the entry; nothing where it has it.

    AutograderError where an item has no cell in the registered notebook.
    """
    cells = rows.notebooks[entry.notebook]
    if unknown := [item.grade_id for item in entry.items if item.grade_id not in cells.graded]:
        raise AutograderError(f"{entry.notebook} has no graded cell {unknown[0]!r} in the gradebook; grade it again.")
    moment, submission = entry.moment, kept.id or new_id()
    handed_in = moment.time if moment.time or moment.problem else kept.timestamp
    extension = kept.extension if kept.granted is None else kept.granted
    times = {"timestamp": handed_in, "extension": extension}
    new = {"id": submission, "assignment_id": rows.id, "student_id": entry.student, **times}
    found: list[Step] = []
    if not kept.known:
        found.append((insert(STUDENT), [{"id": entry.student}]))
    if kept.id is None:
        found.append((insert(SUBMISSION), [new]))
    elif (handed_in, extension) != (kept.timestamp, kept.extension):
        found.append((update(SUBMISSION).where(SUBMISSION.c.id == kept.id).values(times), [{}]))
    late = seconds_late(handed_in, kept.due, extension)
    notebooks = [_Notebook(n, kept.notebooks.get(n.id)) for n in rows.notebooks.values()]
    for notebook in notebooks:
        if notebook.rows is cells:
            notebook.grade(entry)
            notebook.penalise(entry.student, late, penalty)
    found += _notebook_steps(notebooks, submission)
    return [step for step in found if step[1]]


def seconds_late(handed_in: datetime | None, due: datetime | None, extension: timedelta | None) -> float:
    """By how much; 0 in time, and where one of the two times is not known."""
    if handed_in is None or due is None:
        return 0.0
    return max(0.0, (handed_in - due - (extension or timedelta())).total_seconds())


class _Notebook:
    """A submitted notebook as it should be, beside what there is of it; nbgrader makes those not handed in, too."""

    def __init__(self, rows: NotebookRows, kept: KeptNotebook | None) -> None:
        self.rows = rows
        self.is_new = kept is None
        self.kept = kept or KeptNotebook(new_id())
        self.penalty = self.kept.penalty
        self.grades = {cell: self.kept.grades.get(cell, KeptGrade()) for cell in rows.graded.values()}
        self.comments = {cell: self.kept.comments.get(cell) for cell in rows.commented.values()}
        self.reviewed: dict[str, bool | None] = {}
        """Id of a graded cell -> whether what was given by hand is to be looked at again; None: as it is."""

    def grade(self, entry: Entry) -> None:
        """A score given by hand stays, and asks to be looked at again where what it was given for has changed."""
        for item in entry.items:
            cell = self.rows.graded[item.grade_id]
            old = self.grades[cell]
            review = True if entry.changed or item.outcome.is_ours else None
            by_hand = True if old.auto != item.points else bool(review) or old.open
            asks = item.points is None if old.manual is None else by_hand
            self.grades[cell] = KeptGrade(item.points, old.manual, old.extra, asks)
            self.reviewed[cell] = review
        for name, text in entry.comments.items():
            self.comments[self.rows.commented[name]] = text

    def penalise(self, student: str, late: float, penalty: Penalty) -> None:
        """As nbgrader's AssignLatePenalties: between nothing and the notebook's score, hand-given points included."""
        self.penalty = fine(student, sum(grade.score for grade in self.grades.values()), late, penalty)


def fine(student: str, score: float, late: float, rule: Penalty) -> float | None:
    """The penalty for so many seconds; None for none."""
    points = rule(student, float(score), late) if late > 0 else None
    return None if points is None else min(max(float(points), 0.0), max(float(score), 0.0))


def _notebook_steps(notebooks: Sequence[_Notebook], submission: str) -> list[Step]:
    """The steps for all notebooks of a submission, a statement for each kind."""
    new: list[dict[str, Any]] = []
    fined: list[dict[str, Any]] = []
    grades: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    comments: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for notebook in notebooks:
        this = notebook.kept.id
        if notebook.is_new:
            values = {"id": this, "assignment_id": submission, "notebook_id": notebook.rows.id}
            new.append({**values, "late_submission_penalty": notebook.penalty})
        elif notebook.penalty != notebook.kept.penalty:
            fined.append({"this": this, "points": notebook.penalty})
        for cell, grade in notebook.grades.items():
            place = {"id": new_id(), "notebook_id": this, "cell_id": cell}
            if cell not in notebook.kept.grades:
                grades.append({**place, "auto_score": grade.auto, "needs_manual_grade": grade.open})
            elif grade != notebook.kept.grades[cell]:
                review, is_open = notebook.reviewed[cell], grade.auto is None
                changed.append({"this": this, "cell": cell, "auto": grade.auto, "open": is_open, "review": review})
        for cell, text in notebook.comments.items():
            if cell not in notebook.kept.comments:
                comments.append({"id": new_id(), "notebook_id": this, "cell_id": cell, "auto_comment": text})
            elif text != notebook.kept.comments[cell]:
                said.append({"this": this, "cell": cell, "text": text})
    return [
        (insert(SUBMITTED_NOTEBOOK), new),
        (_FINE, fined),
        (insert(GRADE), grades),
        (_REGRADE, changed),
        (insert(COMMENT), comments),
        (_COMMENT, said),
    ]


_FINE = (
    update(SUBMITTED_NOTEBOOK)
    .where(SUBMITTED_NOTEBOOK.c.id == bindparam("this"))
    .values(late_submission_penalty=bindparam("points"))
)
_AUTO = bindparam("auto", type_=Float)
#: What the formgrader wrote since the row was read is seen here.
_BY_HAND = case(
    (GRADE.c.auto_score.is_distinct_from(_AUTO), True),
    else_=func.coalesce(bindparam("review", type_=Boolean), GRADE.c.needs_manual_grade),
)
_REGRADE = (
    update(GRADE)
    .where(GRADE.c.notebook_id == bindparam("this"), GRADE.c.cell_id == bindparam("cell"))
    .values(
        auto_score=_AUTO,
        needs_manual_grade=case((GRADE.c.manual_score.is_(None), bindparam("open", type_=Boolean)), else_=_BY_HAND),
    )
)
_COMMENT = (
    update(COMMENT)
    .where(COMMENT.c.notebook_id == bindparam("this"), COMMENT.c.cell_id == bindparam("cell"))
    .values(auto_comment=bindparam("text"))
)


def write(connection: Connection, found: Iterable[Step]) -> None:
    """Write the steps, in their order."""
    for statement, values in found:
        connection.execute(statement, values)
