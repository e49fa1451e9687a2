"""`autograder release`: what students get, from the source notebooks."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.shown import lines, safe
from autograder.course import Course, Master
from autograder.course.configuration import CONFIG_NAME
from autograder.course.fresh import begin
from autograder.course.hooks import Hooks
from autograder.errors import MachineError
from autograder.gradebook import Gradebook
from autograder.grading import make_graders
from autograder.intake.submission import Submission
from autograder.record.model import NotebookRecord
from autograder.release import is_stale
from autograder.release import release as write_release
from autograder.sandbox import Nursery


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--check", is_flag=True, help="Write nothing; say what is stale, and exit with 1 if anything is.")
@click.pass_obj
def release(root: Path, assignments: tuple[str, ...], check: bool) -> None:
    """Write release/ and solutions/ of ASSIGNMENTS, or of all.

    Refused, with the old release kept: a notebook that would still hold a solution, a hidden test or an output, an
    unexpected file, and a solution that does not earn full marks.
    """
    if not check and begin(root):
        click.echo(safe(f"{root / CONFIG_NAME} is new: nbgrader's own commands grade with the autograder too."))
    course = Course.open(root)
    chosen = assignments or tuple(course.assignments())
    if check:
        stale = [sentence for assignment in chosen for sentence in is_stale(course, assignment)]
        for sentence in stale:
            click.echo(safe(sentence))
        raise SystemExit(1 if stale else 0)
    hooks = Hooks(course, "GenerateAssignment")
    for assignment in chosen:
        course.check_assignment(assignment)
        notebooks = sorted((course.source / assignment).glob("*.ipynb"))
        hooks.before(assignment, ".", notebooks)
        report = write_release(course, assignment, grade_solution)
        with Gradebook(course) as gradebook:
            for master in course.masters(assignment):
                gradebook.register(master)
        hooks.after(assignment, ".", notebooks)
        click.echo(lines(report))
    for sentence in hooks.failed:
        click.echo(safe(sentence), err=True)


def grade_solution(course: Course, master: Master) -> NotebookRecord:
    """The record of the instructor's own solution, run as students' code is; without a sandbox where there is none."""
    (grader,) = (g for g in make_graders(course, master.assignment) if g.master.notebook == master.notebook)
    source = course.source / master.assignment / f"{master.notebook}.ipynb"
    submission = Submission("the solution", master.assignment, {master.notebook: source.read_bytes()})
    nursery = Nursery(course.settings.student_packages)
    try:
        nursery.start()
    except MachineError:
        nursery = Nursery(course.settings.student_packages, trust=True)
    with nursery:
        return grader.grade(submission, nursery)
