"""Why a notebook was or would be graded anew, and what moved: looked up; nothing is run and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.batch.moves import changed
from autograder.course import Course
from autograder.grading import Grader, make_graders, read
from autograder.record.history import Moved, all_moves, all_times
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore


@dataclass(frozen=True)
class Explained:
    """How one notebook of a student stands with the next run."""

    assignment: str
    notebook: str
    record: NotebookRecord | None
    """Of the last run; None where the gradebook has none."""
    graded_at: float
    """When that was written, seconds since 1970."""
    took: float | None
    """Seconds that it took; None where nobody noted it."""
    again: tuple[str, ...]
    """Why the next run grades it; empty where it does not."""
    moved: tuple[Moved, ...]
    """Every exercise that moved, the earliest first."""


def explain(course: Course, assignment: str, student: str) -> Iterator[Explained]:
    """Each notebook of an assignment that the student handed in; raises CourseError as grading does."""
    store, submission = RecordStore(course.state), read(course, student, assignment)
    moved, took = all_moves(course.state, assignment), all_times(course.state, assignment)
    for grader in make_graders(course, assignment):
        name = grader.master.notebook
        record = store.load(assignment, student, name)
        waits = store.waiting(assignment, student, name, grader.key(submission)) is not None
        yield Explained(
            assignment,
            name,
            record,
            store.kept_at(assignment, student, name),
            took.get((student, name)),
            tuple(_again(record, grader, grader.inputs(submission), waits)),
            tuple(one for one in moved if (one.student, one.notebook) == (student, name)),
        )


def _again(record: NotebookRecord | None, grader: Grader, inputs: dict[str, str], waits: bool) -> Iterator[str]:
    if waits:
        yield "it is graded and waits for the gradebook"
    elif record is None:
        yield "it was not graded yet"
    else:
        if record.has_our_fault:
            yield "part of it could not be judged"
        if record.inputs.get("master") != grader.master.sha256:
            yield "the notebook of the course changed"
        yield from changed(record.inputs, inputs)
        if record.inputs.get("added") != inputs.get("added"):
            yield "exercises were added to a notebook that was out already"
