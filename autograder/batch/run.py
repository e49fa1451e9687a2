"""Grades a class: reads submissions one ahead, leaves out what is graded, spreads the rest, writes what comes back.

Whatever is done for one student is guarded for that student: it ends in a record, or in one sentence with the name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from autograder.batch.executor import Executor
from autograder.batch.jobs import Job
from autograder.batch.moves import Move, keep, moves
from autograder.batch.worker import Task
from autograder.course import Master
from autograder.course.hooks import Hooks
from autograder.errors import MachineError
from autograder.files import cause
from autograder.grading import Grader, make_graders, read
from autograder.intake.submission import Submission
from autograder.outcomes import Outcome
from autograder.record.history import add_time
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore

#: Notebooks that are named where the same thing failed for many.
NAMED = 5


class Writer(Protocol):
    """The one writer; `autograder.gradebook.Gradebook` is it."""

    def put(self, record: NotebookRecord, master: Master, submission: Submission) -> None:
        """Write a record's scores and its autograded notebook, with what was handed in beside it."""


class Watcher(Protocol):
    """Who looks on: the progress bar of the command line."""

    def begin(self, notebooks: int) -> None:
        """So many notebooks in all."""

    def done(self, record: NotebookRecord, *, cached: bool) -> None:
        """One more is graded and written."""


@dataclass
class Graded:
    """What a run did."""

    records: list[NotebookRecord] = field(default_factory=list)
    """In outline; the store has them whole."""
    cached: int = 0
    refused: int = 0
    """Of those that were not cached: how many could not be graded at all, and a person has to look at."""
    unnamed: list[str] = field(default_factory=list)
    """One sentence for each folder that no record can be kept for."""
    hooks: list[str] = field(default_factory=list)
    """One sentence for each function of the course that failed; the grades are as if there were none."""
    moved: list[Move] = field(default_factory=list)
    """What an exercise earns now and did not before."""
    failed: dict[str, list[str]] = field(default_factory=dict)
    """Why records or scores could not be written -> of which notebooks."""

    @property
    def ours(self) -> list[NotebookRecord]:
        """The records in which something could not be judged."""
        return [record for record in self.records if record.has_our_fault]

    @property
    def not_written(self) -> list[str]:
        """What could not be written, one sentence for each reason."""
        return [
            *self.unnamed,
            *(f"{_some(of)}: the scores could not be written ({why})." for why, of in self.failed.items()),
        ]


def grade_class(job: Job, executor: Executor, writer: Writer, watcher: Watcher) -> Graded:
    """Grade every notebook of the job; what fails for a single submission is in the result, never raised."""
    graders = make_graders(job.course, job.assignment)
    watcher.begin(len(job.students) * len(graders))
    run = _Run(job, graders, writer, watcher)
    run.graded.unnamed += [
        f"{name}: this folder of {job.course.submitted} has a name that is no text (UTF-8); rename it."
        for name in job.course.unusable_students(job.assignment)
    ]
    for task, result in executor.run(run.tasks()):
        if isinstance(result, MachineError):  # no sandbox for this one is no sandbox for any
            raise result
        run.keep(task, result if isinstance(result, NotebookRecord) else _failed(task, result))
    run.graded.hooks += run.hooks.failed
    run.graded.records.sort(key=lambda record: (record.student, record.notebook))
    return run.graded


class _Run:
    """One run over a class."""

    def __init__(self, job: Job, graders: Sequence[Grader], writer: Writer, watcher: Watcher) -> None:
        self.graded = Graded()
        self._job = job
        self._graders = graders
        self._writer = writer
        self._watcher = watcher
        self._store = RecordStore(job.course.state)
        self.hooks = Hooks(job.course, "Autograde")
        self._open: Counter[str] = Counter()

    def tasks(self) -> Iterator[Task]:
        """What is to be run, read when it is asked for; what is there already under the very same key is kept here."""
        for student in self._job.students:
            submission, problem = self._read(student)
            if self.hooks.any and problem is None and not all(map(self._there, self._tasks_of(submission))):
                self.hooks.before(self._job.assignment, student, self._notebooks(submission))
                submission, problem = self._read(student)  # a hook may change it
            tasks = self._tasks_of(submission)
            if problem is not None:
                for task in tasks:
                    self.keep(task, _failed(task, problem))
                continue
            new = [task for task in tasks if not self._keep_current(task)]
            self._open[student] = len(new)
            yield from new

    def _tasks_of(self, submission: Submission) -> list[Task]:
        return [Task(grader, submission) for grader in self._graders]

    def _notebooks(self, submission: Submission) -> list[Path]:
        folder = self._job.course.submitted / submission.student / submission.assignment
        return [folder / f"{name}.ipynb" for name in sorted(submission.notebooks)]

    def _read(self, student: str) -> tuple[Submission, Exception | None]:
        try:
            return read(self._job.course, student, self._job.assignment), None
        except Exception as problem:
            return Submission(student, self._job.assignment), problem

    def keep(self, task: Task, record: NotebookRecord, *, ran: bool = True, kept: bool = False) -> None:
        """Write a record's scores, and then keep it; where that fails, say so in one sentence.

        `ran`: it comes from this run, `kept`: the gradebook had it before.
        """
        self.graded.records.append(record.outline())
        self.graded.cached += not ran
        self.graded.refused += ran and record.is_refused
        try:
            if ran:
                self._store.set_aside(record)  # neither a kill nor a gradebook that is away costs it now
            before = None if kept else self._store.load(record.assignment, record.student, record.notebook)
            moved = moves(before, record)
            self.graded.moved += moved
            if not self._job.dry:
                self._writer.put(record, task.grader.master, task.submission)
            if not (self._job.dry or kept):
                keep(self._job.course.state, moved)
                if ran:
                    add_time(self._job.course.state, record.assignment, record.student, record.notebook, task.took)
                self._store.take(record)
        except Exception as problem:
            self.graded.failed.setdefault(cause(problem), []).append(f"{record.student}, {record.notebook}")
        self._watcher.done(record, cached=not ran)
        self._open[record.student] -= ran
        if ran and not self._open[record.student]:
            self.hooks.after(self._job.assignment, record.student, self._notebooks(task.submission))

    def _keep_current(self, task: Task) -> bool:
        """Whether the notebook is graded, under the very same key; then its record is kept here."""
        found = self._there(task)
        if found is not None:
            record, kept = found
            self.keep(task, record, ran=False, kept=kept)
        return found is not None

    def _there(self, task: Task) -> tuple[NotebookRecord, bool] | None:
        """The record of the notebook under the very same key, and whether the gradebook has its scores; else None."""
        if self._job.force:
            return None
        master, submission = task.grader.master, task.submission
        place = (master.assignment, submission.student, master.notebook, task.grader.key(submission))
        record = self._store.current(*place)
        found = record or self._store.waiting(*place)
        return None if found is None else (found, record is not None)


def _some(notebooks: Sequence[str]) -> str:
    """The notebooks by name, where they are many the first of them."""
    more = len(notebooks) - NAMED
    return "; ".join(notebooks[:NAMED]) + (f"; and {more} more" if more > 0 else "")


def _failed(task: Task, problem: Exception) -> NotebookRecord:
    """The record of a notebook that our side failed at: nothing is judged, and the staff is told."""
    return task.grader.whole(task.submission, Outcome.CANNOT_JUDGE, f"{type(problem).__name__}: {problem}")
