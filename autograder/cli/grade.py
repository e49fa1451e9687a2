"""`autograder grade`: a whole class with one command."""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import time
from collections.abc import Collection
from pathlib import Path

import click
from rich.console import Console

from autograder.batch.cluster import Cluster
from autograder.batch.executor import Executor, LocalProcesses
from autograder.batch.run import Graded, Job, choose_students, grade_class
from autograder.batch.stopping import stoppable
from autograder.cli.names import handed_in, split
from autograder.cli.progress import Bar, outcome_of, remarkable, table
from autograder.cli.shown import NAME, safe, say
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from autograder.gradebook.database import shown_url
from autograder.grading import make_graders
from autograder.record.model import NotebookRecord


@click.command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT] [STUDENTS]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that was handed in.")
@click.option("--workers", type=click.IntRange(1), help="Notebooks graded at a time. Default: one per core.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Grade on a dask cluster: its scheduler's address, tcp://host:port, or local:N for N workers here.",
)
@click.option("--force", is_flag=True, help="Grade anew what is already graded; scores given by hand stay.")
@click.option("--json", "as_json", is_flag=True, help="Results on stdout as JSON, one object per notebook.")
@click.option(
    "--trust-submissions",
    is_flag=True,
    help="Run the students' code without a sandbox. Only for code that you wrote yourself.",
)
@click.pass_obj
def grade(
    root: Path,
    names: tuple[str, ...],
    every: bool,
    workers: int | None,
    cluster: str | None,
    force: bool,
    as_json: bool,
    trust_submissions: bool,
) -> None:
    """Grade the submissions of ASSIGNMENT, or with --all of every assignment: all of them, or those of STUDENTS.

    What is already graded, and unchanged, is not run again. A run that was stopped is taken up where it was.
    """
    course = Course.open(root)
    jobs = [Job(course, assignment, chosen, force) for assignment, chosen in _chosen(course, names, every)]
    packages = tuple(course.settings.student_packages)
    console = Console(stderr=as_json)
    executor: Executor
    if cluster is None:
        executor = LocalProcesses(workers or course.settings.workers or _cores(), packages, trust=trust_submissions)
    elif workers is not None:
        raise click.UsageError("A cluster has the workers that it has: leave out --workers, or write local:N.")
    else:
        graders = [grader for job in jobs for grader in make_graders(course, job.assignment)]
        tell = functools.partial(say, console, style="yellow")
        executor = Cluster(cluster, packages, graders, tell, trust=trust_submissions)
    with Gradebook(course) as gradebook:  # what would keep every score out is said before anything is run
        for master in [master for job in jobs for master in course.masters(job.assignment)]:
            gradebook.register(master)
    try:
        with stoppable():
            told = [_grade(job, executor, console, as_json) for job in jobs]
    except KeyboardInterrupt as stop:
        say(console, "Stopped. What is graded so far is written; the same command goes on from there.", "bold red")
        sys.exit(128 + getattr(stop, "number", signal.SIGINT))
    if as_json:
        click.echo(json.dumps([entry for entries, _ in told for entry in entries], indent=1))
    sys.exit(1 if any(failed for _, failed in told) else 0)


def _grade(job: Job, executor: Executor, console: Console, as_json: bool) -> tuple[list[dict[str, object]], bool]:
    """Grade one assignment and tell how it went: its results, and whether something failed on our side."""
    began, gradebook = time.monotonic(), Gradebook(job.course)
    with Bar(console, f"grading {job.assignment}") as bar:
        graded = grade_class(job, executor, lambda: gradebook, bar)
    with gradebook:
        late = gradebook.late(job.assignment)
    if not as_json:
        console.print(table(graded.records, job.assignment, late))
        for sentence in filter(None, map(remarkable, graded.records)):
            say(console, sentence)
    for student, sentence in gradebook.remarks:
        say(console, f"{safe(student, NAME)}: {sentence}" if student else sentence, "yellow")
    _conclude(console, job.course, graded, time.monotonic() - began)
    return [_as_json(record, late) for record in graded.records], bool(graded.ours or graded.not_written)


def _chosen(course: Course, names: tuple[str, ...], every: bool) -> list[tuple[str, tuple[str, ...]]]:
    """The assignments to grade, each with its students; all of them exist and have submissions."""
    assignment, students = split(names, every)
    if assignment is not None:
        course.masters(assignment)
        return [(assignment, choose_students(course, assignment, students))]
    found = handed_in(course, students)
    missing = sorted(set(students) - {student for _, chosen in found for student in chosen})
    if missing:
        raise CourseError(f"{missing[0]} has handed in nothing: there is no such folder in {course.submitted}.")
    if not found:
        raise CourseError(f"Nobody has handed in anything: there is no <student>/<assignment>/ in {course.submitted}.")
    return found


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _as_json(record: NotebookRecord, late: Collection[str]) -> dict[str, object]:
    return {
        "student": record.student,
        "assignment": record.assignment,
        "notebook": record.notebook,
        "points": record.points,
        "max_points": record.max_points,
        "outcome": outcome_of(record),
        "late": record.student in late,
        "items": {item.grade_id: {"points": item.points, "outcome": item.outcome.value} for item in record.items},
        "notes": list(record.notes),
    }


def _conclude(console: Console, course: Course, graded: Graded, seconds: float) -> None:
    count = len(graded.records)
    fresh = count - graded.cached
    say(
        console,
        f"{count} notebook{'s' * (count != 1)}: {fresh} graded, {graded.cached} unchanged since they were graded; "
        f"{seconds:.1f} s. Scores are in {shown_url(course.db_url)}.",
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
