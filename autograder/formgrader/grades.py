"""Points and comments by hand, in nbgrader's database by nbgrader's own tables: what the formgrader shows, and export.

Each request has a session of its own, in a thread of its own: a database that is locked for a while stops nobody else.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.api import Gradebook as Nbgrader
from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import AutograderError, MachineError
from autograder.gradebook.database import reason

T = TypeVar("T")
LONGEST_COMMENT = 20_000


class Refused(AutograderError):
    """What was typed cannot be taken; the sentence says why."""


class Meanwhile(AutograderError):
    """Somebody else gave something else meanwhile; `now` is what stands there."""

    def __init__(self, now: Given) -> None:
        super().__init__("Somebody else changed this answer meanwhile: nothing was overwritten.")
        self.now = now


@dataclass(frozen=True)
class Given:
    """What one answer has."""

    id: str
    """nbgrader's id of the grade."""
    submission: str
    """nbgrader's id of the submitted notebook."""
    student: str
    name: str
    """ "Last, First", or the id."""
    question: str
    """grade_id."""
    notebook: str
    worth: float
    auto: float | None
    points: float | None
    """By hand."""
    extra: float | None
    open: bool
    """Asks for a person."""
    comment: str
    said: str
    """nbgrader's automatic comment."""


class Grades:
    """The gradebook of a course, for graders; made once for a server."""

    def __init__(self, db_url: str, course_id: str) -> None:
        self._db_url, self._course_id = db_url, course_id
        self._made: Any = None
        self._making = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections; a later request opens others."""
        with self._making:
            if self._made is not None:
                self._made.close()
                self._made = None

    def of_question(self, assignment: str, notebook: str, name: str) -> list[Given]:
        """All answers to one question, by the submission's id, as the formgrader numbers them."""
        here = and_(Assignment.name == assignment, Notebook.name == notebook, BaseCell.name == name)
        return self._all(here)

    def of_assignment(self, assignment: str) -> list[Given]:
        """Every grade of an assignment."""
        return self._all(Assignment.name == assignment)

    def counts(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        """(assignment, notebook, grade_id) -> (how many answers, how many of them ask for a person)."""
        query = _joined(
            select(
                Assignment.name,
                Notebook.name,
                BaseCell.name,
                func.count(),
                func.sum(case((Grade.needs_manual_grade, 1), else_=0)),
            )
        ).group_by(Assignment.name, Notebook.name, BaseCell.name)
        rows = self._with(lambda book: book.db.execute(query).all())
        return {(a, n, q): (int(total), int(asking or 0)) for a, n, q, total, asking in rows}

    def one(self, grade: str) -> Given:
        """One answer; Refused where there is none of this id."""
        return self._with(lambda book: _one(book, grade))

    def give(self, grade: str, change: Mapping[str, Any]) -> Given:
        """Write `points` and `comment`, those of them that `change` has; returns what stands there then.

        `seen`: what the grader saw there. Raises Meanwhile where that is no longer so, Refused what cannot be taken.
        """
        return self._with(lambda book: _give(book, grade, change))

    def _all(self, where: Any) -> list[Given]:
        query = _rows().where(where).order_by(SubmittedNotebook.id)
        return self._with(lambda book: [_given(row) for row in book.db.execute(query)])

    def _with(self, work: Callable[[Any], T]) -> T:
        """Work in a fresh session of nbgrader's gradebook; what the database says against it is one sentence."""
        book = None
        try:
            book = self._book()
            return work(book)
        except SQLAlchemyError as problem:
            said = reason(problem, self._db_url)
            locked = " Another program is writing into it." if "locked" in said else ""
            raise MachineError(f"nbgrader's database does not answer ({said}).{locked}") from None
        finally:
            if book is not None:
                book.db.remove()

    def _book(self) -> Any:
        with self._making:
            if self._made is None:
                self._made = Nbgrader(self._db_url, self._course_id)
            return self._made


def _joined(query: Select[Any]) -> Select[Any]:
    return (
        query.select_from(Grade)
        .join(BaseCell, BaseCell.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    )


def _rows() -> Select[Any]:
    graded, task = GradeCell.__table__, TaskCell.__table__
    #: nbgrader keeps points with the answer's grade cell and comments with its solution cell, of the same name.
    said = select(Comment.notebook_id, BaseCell.name, Comment.manual_comment, Comment.auto_comment)
    comments = said.join(BaseCell, BaseCell.id == Comment.cell_id).subquery()
    return (
        _joined(
            select(
                Grade.id, SubmittedNotebook.id, Student.id, Student.first_name, Student.last_name, BaseCell.name,
                Notebook.name, func.coalesce(graded.c.max_score, task.c.max_score, 0.0), Grade.auto_score,
                Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade, comments.c.manual_comment,
                comments.c.auto_comment,
            )
        )
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .outerjoin(graded, graded.c.id == Grade.cell_id)
        .outerjoin(task, task.c.id == Grade.cell_id)
        .outerjoin(comments, and_(comments.c.notebook_id == Grade.notebook_id, comments.c.name == BaseCell.name))
    )  # fmt: skip


def _given(row: Any) -> Given:
    this, submission, student, first, last, question, notebook, worth, auto, points, extra, asks, comment, said = row
    name = f"{last}, {first}" if first and last else first or last or student
    return Given(
        this, submission, student, name, question, notebook, worth, auto, points, extra, asks, comment or "", said or ""
    )


def _one(book: Any, grade: str) -> Given:
    row = book.db.execute(_rows().where(Grade.id == grade)).first()
    if row is None:
        raise Refused("The gradebook has no such answer any more; reload the page.")
    return _given(row)


def _give(book: Any, grade: str, change: Mapping[str, Any]) -> Given:
    now = _one(book, grade)
    seen = change.get("seen")
    if not isinstance(seen, Mapping):
        raise Refused("What was sent does not say what the grader saw; reload the page.")
    asked = {part: seen.get(part, getattr(now, part)) for part in ("points", "comment") if part in change}
    new = {"points": _points(change, now), "comment": _comment(change, now)}
    if any(getattr(now, part) not in (was, new[part]) for part, was in asked.items()):
        raise Meanwhile(now)
    row = book.find_grade_by_id(grade)
    if "points" in change:
        row.manual_score = new["points"]
        row.needs_manual_grade = row.manual_score is None and row.auto_score is None  # as nbgrader's own page does
    if "comment" in change and new["comment"] != now.comment:
        _comment_row(book, row).manual_comment = new["comment"] or None
    book.db.commit()
    return _one(book, grade)


def _points(change: Mapping[str, Any], now: Given) -> float | None:
    points = change.get("points")
    if points is None or points == now.points:  # more than it is worth, if the formgrader gave that before
        return points
    if isinstance(points, bool) or not isinstance(points, int | float) or not math.isfinite(points):
        raise Refused(f"Points are a number from 0 to {now.worth:g}.")
    if not 0 <= points <= now.worth:
        raise Refused(f"Points are from 0 to {now.worth:g} here; extra credit is given in the formgrader.")
    return float(points)


def _comment(change: Mapping[str, Any], now: Given) -> str:
    comment = change.get("comment", now.comment)
    if not isinstance(comment, str) or len(comment) > LONGEST_COMMENT:
        raise Refused(f"A comment is a text of at most {LONGEST_COMMENT} characters.")
    return "".join(sign for sign in comment if sign != "\0" and not "\ud800" <= sign <= "\udfff")


def _comment_row(book: Any, grade: Any) -> Any:
    """nbgrader's row for the comment; a course that plain nbgrader graded long ago may lack it."""
    here = and_(Comment.notebook_id == grade.notebook_id, BaseCell.name == grade.name)
    row = book.db.query(Comment).join(BaseCell, BaseCell.id == Comment.cell_id).filter(here).one_or_none()
    if row is None:
        kinds = (SolutionCell.__table__, TaskCell.__table__)
        written = or_(*(BaseCell.id.in_(select(kind.c.id)) for kind in kinds))
        here = and_(BaseCell.notebook_id == grade.cell.notebook_id, BaseCell.name == grade.name, written)
        row = Comment(notebook_id=grade.notebook_id, cell_id=book.db.scalar(select(BaseCell.id).where(here)))
        book.db.add(row)
    return row
