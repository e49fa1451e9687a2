"""`autograder new`: an assignment, or a course, that works as it is."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.authoring.starter import FIRST_ASSIGNMENT, new_assignment, new_course
from autograder.cli.shown import safe
from autograder.course import Course


@click.command(
    epilog="""\b
Examples:
  autograder new 02-regression        begins source/02-regression/
  autograder new --course my-course   makes a folder that releases and grades"""
)
@click.argument("assignment", required=False)
@click.option("--course", "folder", type=click.Path(path_type=Path, file_okay=False), help="Make a course folder.")
@click.pass_obj
def new(root: Path, assignment: str | None, folder: Path | None) -> None:
    """Begin ASSIGNMENT with one worked exercise, or with --course a whole course folder.

    The notebook holds what an exercise is made of: its text, the solution that becomes a stub, a check that students
    see, a hidden test that runs outside of their reach, and a written question with its rubric. Change it into yours.
    """
    if (assignment is None) == (folder is None):
        raise click.UsageError("Name an assignment to begin, or a folder: --course FOLDER.")
    if folder is not None:
        written = new_course(folder)
        steps = [f"cd {folder}", f"autograder check {FIRST_ASSIGNMENT}", f"autograder release {FIRST_ASSIGNMENT}"]
        steps += [f"autograder simulate {FIRST_ASSIGNMENT}   # thirty students, to try the rest"]
        steps += [f"autograder grade {FIRST_ASSIGNMENT}", f"autograder report {FIRST_ASSIGNMENT}"]
    else:
        written = new_assignment(Course.open(root).source, str(assignment))
        steps = [f"jupyter lab {written[0]}", f"autograder check {assignment}"]
    for path in written:
        click.echo(safe(path))
    click.echo("Next:")
    for step in steps:
        click.echo(f"  {safe(step)}")
