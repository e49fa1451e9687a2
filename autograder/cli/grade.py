"""`autograder grade`: a whole class with one command."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Collection
from pathlib import Path

import click
from rich.console import Console

from autograder.batch.executor import LocalProcesses
from autograder.batch.run import Graded, Job, choose_students, grade_class
from autograder.cli.names import handed_in, split
from autograder.cli.progress import Bar, outcome_of, table
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from autograder.record.model import NotebookRecord


@click.command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT] [STUDENTS]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that was handed in.")
@click.option("--workers", type=click.IntRange(1), help="Notebooks graded at a time. Default: one per core.")
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
    executor = LocalProcesses(workers or course.settings.workers or _cores(), packages, trust=trust_submissions)
    console = Console(stderr=as_json)
    told: list[dict[str, object]] = []
    failed = False
    for job in jobs:
        began = time.monotonic()
        with Bar(console, f"grading {job.assignment}") as bar:
            graded = grade_class(job, executor, lambda: Gradebook(course), bar)
        with Gradebook(course) as gradebook:
            late = gradebook.late(job.assignment)
        told += [_as_json(record, late) for record in graded.records]
        if not as_json:
            console.print(table(graded.records, job.assignment, late))
        _conclude(console, course, graded, time.monotonic() - began)
        failed = failed or bool(graded.ours or graded.not_written)
    if as_json:
        click.echo(json.dumps(told, indent=1))
    sys.exit(1 if failed else 0)


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
    console.print(
        f"{count} notebook{'s' * (count != 1)}: {fresh} graded, {graded.cached} unchanged since they were graded; "
        f"{seconds:.1f} s. Scores are in {course.db_url}.",
        highlight=False,
        soft_wrap=True,
    )
    for record in graded.ours:
        for item in record.items:
            if item.outcome.is_ours:
                console.print(
                    f"cannot judge: {record.student}, {item.grade_id}: {item.staff_note}",
                    style="bold red",
                    soft_wrap=True,
                    markup=False,
                )
    for sentence in graded.not_written:
        console.print(f"not written: {sentence}", style="bold red", soft_wrap=True, markup=False)
