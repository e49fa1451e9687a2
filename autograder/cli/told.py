"""Grades a class into the gradebook, and tells in the terminal how it went."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

import click
from rich.console import Console

from autograder.batch.alone import alone
from autograder.batch.executor import Executor
from autograder.batch.jobs import Job, number_new
from autograder.batch.moves import Move
from autograder.batch.run import Graded, grade_class
from autograder.batch.stopping import stoppable
from autograder.cli.before import prepare
from autograder.cli.moved import flags, tell_moves
from autograder.cli.progress import (
    MATRIX_MARKS,
    Bar,
    Standings,
    counted,
    matrix,
    outcome_of,
    remarkable,
    say_not_graded,
    table,
    tell_stopping,
)
from autograder.cli.shown import NAME, safe, say
from autograder.course import Course
from autograder.errors import MachineError
from autograder.files import cause
from autograder.gradebook import Gradebook
from autograder.gradebook.database import shown_url
from autograder.record.model import NotebookRecord


def grade_and_tell(course: Course, jobs: Sequence[Job], executor: Executor, console: Console, *, as_json: bool) -> int:
    """Grade every job; the exit code."""
    try:
        with stoppable(tell_stopping), _alone(course, jobs, console), Gradebook(course) as gradebook:
            prepare(course, jobs, executor, gradebook, console)
            told = [_grade(job, executor, gradebook, console, as_json, alone=len(jobs) == 1) for job in jobs]
    except KeyboardInterrupt as stop:
        say(console, "Stopped. What is graded so far is written; the same command goes on from there.", "bold red")
        return 128 + int(getattr(stop, "number", signal.SIGINT))
    if as_json:
        click.echo(json.dumps([_as_json(*one) for each in told for one in each.rows()], indent=1))
    elif len(jobs) > 1:
        console.print(matrix({one.job.assignment: (one.graded.records, one.standings) for one in told}))
        say(console, MATRIX_MARKS)
    return 1 if any(one.graded.ours or one.graded.not_written for one in told) else 0


@dataclass(frozen=True)
class Told:
    """One assignment of a run."""

    job: Job
    graded: Graded
    standings: Standings

    def rows(self) -> Iterator[tuple[NotebookRecord, Standings, Sequence[Move]]]:
        """What the description of each notebook is made from."""
        return ((record, self.standings, self.graded.moved) for record in self.graded.records)


def _alone(course: Course, jobs: Sequence[Job], console: Console) -> AbstractContextManager[None]:
    return alone(course.state, [job.assignment for job in jobs], lambda sentence: say(console, sentence, "yellow"))


def _grade(job: Job, executor: Executor, gradebook: Gradebook, console: Console, as_json: bool, *, alone: bool) -> Told:
    """Grade one assignment and tell how it went; where it is not `alone`, the table comes once for all of them."""
    began = time.monotonic()
    gradebook.expect(job.students)
    with Bar(console, f"grading {job.assignment}", number_new(job)) as bar:
        graded = grade_class(job, executor, gradebook, bar)
    standings: Standings = {}
    try:
        instead = graded.records if job.dry else ()
        standings = gradebook.standings(job.assignment, instead, write=not job.dry)
    except MachineError as problem:  # what is graded is told all the same
        graded.failed.setdefault(cause(problem), []).append(f"the totals of {job.assignment}")
    if not as_json:
        if alone:
            console.print(table(graded.records, job.assignment, standings))
        tell_moves(console, job.course, graded, standings, dry=job.dry)
        for sentence in filter(None, map(remarkable, graded.records)):
            say(console, sentence)
        say_not_graded(console, graded.records)
    for sentence in graded.hooks:
        say(console, sentence, "yellow")
    for student, sentence in gradebook.remarks:
        say(console, f"{safe(student, NAME)}: {sentence}" if student else sentence, "yellow")
    for sentence in flags(job, standings):
        say(console, sentence, "yellow")
    _conclude(console, job, graded, time.monotonic() - began)
    return Told(job, graded, standings)


def _as_json(record: NotebookRecord, standings: Standings, moved: Sequence[Move]) -> dict[str, object]:
    place = (record.student, record.notebook)
    standing = standings.get(place) or counted(record)
    return {
        "student": record.student,
        "assignment": record.assignment,
        "notebook": record.notebook,
        "points": record.points,
        "max_points": record.max_points,
        "outcome": outcome_of(record),
        "automatic": standing.automatic,
        "by_hand": standing.by_hand,
        "open": standing.open,
        "penalty": standing.penalty,
        "total": standing.total,
        "maximum": standing.maximum,
        "late": standing.late,
        "over": sorted(standing.over),
        "moved": {
            move.grade_id: {"before": move.before, "after": move.after, "why": move.why}
            for move in moved
            if (move.student, move.notebook) == place
        },
        "items": {item.grade_id: {"points": item.points, "outcome": item.outcome.value} for item in record.items},
        "notes": list(record.notes),
    }


def _conclude(console: Console, job: Job, graded: Graded, seconds: float) -> None:
    count = len(graded.records)
    fresh = count - graded.cached - graded.refused
    refused = f"; {graded.refused} not graded" if graded.refused else ""
    where = f"Scores are in {shown_url(job.course.db_url)}."
    if job.dry:
        where = "No score was written; without --dry-run the same is, and nothing of it is run again."
    say(
        console,
        f"{count} notebook{'s' * (count != 1)}: {fresh} graded, "
        f"{graded.cached} unchanged since they were graded{refused}; {seconds:.1f} s. {where}",
    )
    for record in graded.ours:
        reasons: dict[str, list[str]] = {}
        for item in record.items:
            if item.outcome.is_ours:
                reasons.setdefault(item.staff_note, []).append(item.grade_id)
        for why, names in reasons.items():
            say(console, f"cannot judge: {safe(record.student, NAME)}, {', '.join(names)}: {why}", "bold red")
    for sentence in graded.not_written:
        say(console, f"not written: {sentence}", "bold red")
