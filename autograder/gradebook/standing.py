"""What every submission of an assignment counts, and which late penalties are out of date by now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, select, update

from autograder.gradebook.lateness import Penalty
from autograder.gradebook.model import Standing
from autograder.gradebook.scores import fine, seconds_late
from autograder.gradebook.tables import ASSIGNMENT, BASE_CELL, GRADE, KINDS, NOTEBOOK, SUBMISSION, SUBMITTED_NOTEBOOK
from autograder.record.model import NotebookRecord

#: (student, notebook)
Place = tuple[str, str]


class Mark(NamedTuple):
    """One exercise of one submission."""

    auto: float | None
    manual: float | None
    extra: float | None
    asks: bool
    """It is to be looked at."""
    worth: float

    @property
    def score(self) -> float:
        """As nbgrader counts it."""
        given = self.auto if self.manual is None else self.manual
        return 0.0 if given is None else given + (self.extra or 0.0)

    @property
    def by_hand(self) -> bool:
        """Whether the staff had a part in it."""
        return self.manual is not None or (self.extra is not None and self.auto is not None)


@dataclass
class Submitted:
    """A submitted notebook as the gradebook has it."""

    id: str = ""
    penalty: float | None = None
    late: float = 0.0
    """Seconds."""
    marks: dict[str, Mark] = field(default_factory=dict)
    """By grade_id."""

    def put(self, record: NotebookRecord) -> None:
        """The engine's points as this record has them."""
        for item in record.items:
            old = self.marks.get(item.grade_id, Mark(None, None, None, True, 0.0))
            self.marks[item.grade_id] = old._replace(auto=item.points, worth=item.max_points)

    def due_penalty(self, student: str, rule: Penalty) -> float | None:
        """As nbgrader's AssignLatePenalties: between nothing and the notebook's score, hand-given points included."""
        return fine(student, sum(mark.score for mark in self.marks.values()), self.late, rule)

    def standing(self, student: str, rule: Penalty) -> Standing:
        """What it counts."""
        marks = self.marks
        decided = {name for name, mark in marks.items() if (mark.auto, mark.manual) != (None, None)}
        given = {name for name in decided if marks[name].by_hand}
        return Standing(
            automatic=float(sum(marks[name].score for name in decided - given)),
            by_hand=float(sum(marks[name].score for name in given)),
            open=float(sum(mark.worth for name, mark in marks.items() if name not in decided)),
            penalty=self.due_penalty(student, rule) or 0.0,
            maximum=float(sum(mark.worth for mark in marks.values())),
            late=self.late > 0,
            given=frozenset(given),
            over={n: (m.manual, m.worth) for n, m in marks.items() if m.manual is not None and m.manual > m.worth},
            again=tuple(sorted(name for name in decided if marks[name].asks)),
            engine={name: mark.auto for name, mark in marks.items()},
        )


def read(connection: Connection, assignment: str) -> dict[Place, Submitted]:
    """Every submitted notebook of an assignment."""
    graded, task = KINDS["GradeCell"], KINDS["TaskCell"]
    tables = (
        SUBMITTED_NOTEBOOK.join(NOTEBOOK, NOTEBOOK.c.id == SUBMITTED_NOTEBOOK.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
        .join(ASSIGNMENT, ASSIGNMENT.c.id == SUBMISSION.c.assignment_id)
        .outerjoin(GRADE, GRADE.c.notebook_id == SUBMITTED_NOTEBOOK.c.id)
        .outerjoin(BASE_CELL, BASE_CELL.c.id == GRADE.c.cell_id)
        .outerjoin(graded, and_(graded.c.id == GRADE.c.cell_id))
        .outerjoin(task, task.c.id == GRADE.c.cell_id)
    )
    query = select(
        SUBMISSION.c.student_id, NOTEBOOK.c.name, SUBMITTED_NOTEBOOK.c.id, SUBMITTED_NOTEBOOK.c.late_submission_penalty,
        SUBMISSION.c.timestamp, ASSIGNMENT.c.duedate, SUBMISSION.c.extension,
        BASE_CELL.c.name, GRADE.c.auto_score, GRADE.c.manual_score, GRADE.c.extra_credit, GRADE.c.needs_manual_grade,
        func.coalesce(graded.c.max_score, task.c.max_score, 0.0),
    )  # fmt: skip
    found: dict[Place, Submitted] = {}
    for student, notebook, this, penalty, *times_and_mark in connection.execute(
        query.select_from(tables).where(ASSIGNMENT.c.name == assignment)
    ):
        times: list[datetime | timedelta | None] = times_and_mark[:3]
        submitted = found.setdefault((student, notebook), Submitted(this, penalty, seconds_late(*times)))  # type: ignore[arg-type]
        name, *mark = times_and_mark[3:]
        if name is not None:
            submitted.marks[name] = Mark(*mark)
    return found


def standings(
    found: Mapping[Place, Submitted], rule: Penalty, instead: Iterable[NotebookRecord] = ()
) -> dict[Place, Standing]:
    """What each counts; with the engine's points of these records, where some are not in the gradebook."""
    all_of_them = {**found}
    for record in instead:
        all_of_them.setdefault((record.student, record.notebook), Submitted()).put(record)
    return {place: submitted.standing(place[0], rule) for place, submitted in all_of_them.items()}


def bring_up_to_date(connection: Connection, found: Mapping[Place, Submitted], rule: Penalty) -> None:
    """Write the penalties that are not as they should be."""
    if wrong := outdated(found, rule):
        connection.execute(_FINE, wrong)


def outdated(found: Mapping[Place, Submitted], rule: Penalty) -> list[dict[str, str | float | None]]:
    """The submitted notebooks whose penalty is another by now."""
    due = {place: submitted.due_penalty(place[0], rule) for place, submitted in found.items()}
    return [
        {"this": found[place].id, "points": points} for place, points in due.items() if points != found[place].penalty
    ]


_FINE = (
    update(SUBMITTED_NOTEBOOK)
    .where(SUBMITTED_NOTEBOOK.c.id == bindparam("this"))
    .values(late_submission_penalty=bindparam("points"))
)
