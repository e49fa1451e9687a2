"""`autograder simulate`: a class whose truth is known."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.course import Course
from autograder.simulate import simulate as make_class


@click.command()
@click.argument("assignment")
@click.option("--students", type=click.IntRange(1), default=30, show_default=True, help="How many.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed makes the same class.")
@click.pass_obj
def simulate(root: Path, assignment: str, students: int, seed: int) -> None:
    """Make a class of submissions for ASSIGNMENT, and note beside it what each of them should earn."""
    course = Course.open(root)
    truth = make_class(course, assignment, students=students, seed=seed)
    click.echo(str(truth))
