"""Grades a class: reads submissions, leaves out what is already graded, spreads the rest, writes what comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from autograder.batch.executor import Executor
from autograder.batch.worker import Task
from autograder.course import Course, Master
from autograder.errors import CourseError, MachineError
from autograder.grading import make_graders, read
from autograder.outcomes import Outcome
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore
from autograder.session.items import whole_notebook


class Writer(Protocol):
    """The one writer; `autograder.gradebook.Gradebook` is it."""

    def put(self, record: NotebookRecord, master: Master) -> None:
        """Write a record's scores and its autograded notebook."""


class Watcher(Protocol):
    """Who looks on: the progress bar of the command line."""

    def begin(self, notebooks: int, cached: int) -> None:
        """So many notebooks in all, so many of them need no grading."""

    def done(self, record: NotebookRecord, *, cached: bool) -> None:
        """One more is graded and written."""


@dataclass(frozen=True)
class Job:
    """What is to be graded."""

    course: Course
    assignment: str
    students: tuple[str, ...]
    force: bool = False
    """Grade anew what is already graded."""


@dataclass
class Graded:
    """What a run did."""

    records: list[NotebookRecord] = field(default_factory=list)
    cached: int = 0
    not_written: list[str] = field(default_factory=list)
    """One sentence per notebook whose scores could not be written."""

    @property
    def ours(self) -> list[NotebookRecord]:
        """The records in which something could not be judged."""
        return [record for record in self.records if record.has_our_fault]


def choose_students(course: Course, assignment: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The students to grade: those asked for, or all who handed the assignment in."""
    here = course.students(assignment)
    if not here:
        raise CourseError(
            f"Nobody has handed in {assignment}: there is no {course.submitted.name}/<student>/{assignment}/ in "
            f"{course.root}. Collect the submissions first."
        )
    missing = [student for student in wanted if student not in here]
    if missing:
        raise CourseError(
            f"{missing[0]} has not handed in {assignment}: there is no such folder in {course.submitted}."
        )
    return tuple(wanted) if wanted else tuple(here)


def grade_class(
    job: Job, executor: Executor, open_writer: Callable[[], AbstractContextManager[Writer]], watcher: Watcher
) -> Graded:
    """Grade every notebook of the job; a fault of ours is in the result, never raised for a single submission."""
    store = RecordStore(job.course.state)
    tasks, cached = _plan(job, store)
    graded = Graded(cached=len(cached))
    watcher.begin(len(tasks) + len(cached), len(cached))
    masters = {master.notebook: master for master in job.course.masters(job.assignment)}
    with open_writer() as writer:

        def keep(record: NotebookRecord, *, was_cached: bool) -> None:
            graded.records.append(record)
            try:
                writer.put(record, masters[record.notebook])
            except Exception as problem:
                where = f"{record.student}, {record.notebook}"
                graded.not_written.append(f"{where}: the scores could not be written ({problem}).")
            watcher.done(record, cached=was_cached)

        for record in cached:
            keep(record, was_cached=True)
        for task, result in executor.run(tasks):
            if isinstance(result, MachineError):  # no sandbox for this one is no sandbox for any
                raise result
            record = result if isinstance(result, NotebookRecord) else failed(task, result)
            store.save(record)
            keep(record, was_cached=False)
    graded.records.sort(key=lambda record: (record.student, record.notebook))
    return graded


def _plan(job: Job, store: RecordStore) -> tuple[list[Task], list[NotebookRecord]]:
    """The notebooks to grade, and the records that are there already under the very same key."""
    tasks: list[Task] = []
    cached: list[NotebookRecord] = []
    graders = make_graders(job.course, job.assignment)
    for student in job.students:
        submission = read(job.course, student, job.assignment)
        for grader in graders:
            record = None if job.force else store.load(job.assignment, student, grader.master.notebook)
            if record is not None and record.key == grader.key(submission) and not record.has_our_fault:
                cached.append(record)
            else:
                tasks.append(Task(grader, submission))
    return tasks, cached


def failed(task: Task, problem: Exception) -> NotebookRecord:
    """The record of a notebook whose worker failed twice: nothing is judged, and the staff is told."""
    grader, submission = task.grader, task.submission
    cells = [cell for cell in grader.master.cells if cell.grade or cell.task]
    results = whole_notebook(cells, Outcome.CANNOT_JUDGE, f"{type(problem).__name__}: {problem}")
    master = grader.master
    return NotebookRecord(
        grader.key(submission),
        submission.student,
        master.assignment,
        master.notebook,
        results,
        (),
        grader.inputs(submission),
        dict(master.released),
    )
