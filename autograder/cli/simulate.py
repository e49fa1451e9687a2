"""`autograder simulate`: a class whose truth is known."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.names import split
from autograder.cli.shown import lines, safe
from autograder.course import Course
from autograder.gradebook import Gradebook, due_date
from autograder.record.store import RecordStore
from autograder.simulate import NOMINAL, check_truth
from autograder.simulate import simulate as make_class


@click.command(
    epilog="""\b
Examples:
  autograder simulate 06-backpropagation           a class of 30
  autograder simulate --all --students 5 --seed 1   small ones
  autograder simulate 06-backpropagation --check   earned as they should?"""
)
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT]")
@click.option("--all", "every", is_flag=True, help="Every assignment.")
@click.option("--students", type=click.IntRange(1), default=30, show_default=True, help="How many.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed makes the same class.")
@click.option("--check", is_flag=True, help="Make nothing; compare the grades with what each submission should earn.")
@click.pass_obj
def simulate(root: Path, names: tuple[str, ...], every: bool, students: int, seed: int, check: bool) -> None:
    """Make a class of submissions for ASSIGNMENT, and note beside it what each of them should earn."""
    course = Course.open(root)
    assignment, others = split(names, every)
    if others:
        raise click.UsageError("Name one assignment, or write --all for every one.")
    chosen = course.assignments() if assignment is None else [assignment]
    for name in chosen:
        course.masters(name)
    if not check:
        for number, name in enumerate(chosen):
            _make(course, name, students, seed, number * students)
        return
    right = [_earned_what_they_should(course, name) for name in chosen]
    if not all(right):
        raise SystemExit(1)


def _make(course: Course, assignment: str, students: int, seed: int, before: int) -> None:
    due = due_date(course.db_url, assignment) or NOMINAL
    click.echo(lines(make_class(course, assignment, students=students, seed=seed, before=before)))
    with Gradebook(course) as gradebook:  # so that the late one is late for nbgrader too
        for master in course.masters(assignment):
            gradebook.register(master)
        gradebook.set_due_date(assignment, due)


def _earned_what_they_should(course: Course, assignment: str) -> bool:
    records = RecordStore(course.state).all(assignment)
    with Gradebook(course) as gradebook:
        differences = check_truth(course, assignment, records, gradebook.scores(assignment))
    for sentence in differences:
        click.echo(safe(sentence))
    if not differences:
        all_right = f"All {len(records)} notebooks earned what they should, in the records and in the gradebook."
        click.echo(safe(f"{assignment}: {all_right}"))
    return not differences
