"""What `autograder grade` does: what is to be graded, and where; then, with the workers getting ready, the class."""

from __future__ import annotations

import contextlib
import functools
import os
from contextlib import AbstractContextManager
from pathlib import Path

import click
from rich.console import Console

from autograder.batch.executor import Executor, LocalProcesses
from autograder.batch.jobs import Job, choose_students, probably_new
from autograder.cli.names import handed_in, split
from autograder.cli.shown import say
from autograder.course import Course
from autograder.errors import CourseError
from autograder.loading import at_once


def grade_all(
    root: Path,
    names: tuple[str, ...],
    *,
    every: bool,
    workers: int | None,
    cluster: str | None,
    force: bool,
    dry: bool,
    as_json: bool,
    trust: bool,
) -> int:
    """Grade what a command line names; the exit code."""
    course = Course.open(root)
    jobs = [Job(course, assignment, chosen, force, dry) for assignment, chosen in _chosen(course, names, every)]
    console = Console(stderr=as_json)
    packages = tuple(course.settings.student_packages)
    warmed_up: AbstractContextManager[None] = contextlib.nullcontext()
    executor: Executor
    if cluster is None:
        notebooks = sum(len(course.masters(job.assignment)) * len(job.students) for job in jobs)
        most = min(workers or course.settings.workers or _cores(), notebooks)
        memory_bytes = max((course.settings_of(job.assignment).limits.memory_bytes for job in jobs), default=0)
        executor = local = LocalProcesses(most, packages, trust=trust, memory_bytes=memory_bytes)
        if any(map(probably_new, jobs)):
            warmed_up = local.warmed_up()
    elif workers is not None:
        raise click.UsageError("A cluster has the workers that it has: leave out --workers, or write local:N.")
    else:
        from autograder.batch.cluster import Cluster  # noqa: PLC0415 -- loads all that grades
        from autograder.grading import make_graders  # noqa: PLC0415

        graders = [grader for job in jobs for grader in make_graders(course, job.assignment)]
        tell = functools.partial(say, console, style="yellow")
        executor = Cluster(cluster, packages, graders, tell, trust=trust)
    with warmed_up:
        with at_once():
            from autograder.cli.told import grade_and_tell  # noqa: PLC0415 -- loads the gradebook meanwhile
        return grade_and_tell(course, jobs, executor, console, as_json=as_json)


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
