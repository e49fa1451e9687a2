"""`autograder gradescope`: an autograder.zip that runs this engine inside Gradescope."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click
from rich.console import Console

from autograder.cli.shown import safe, say
from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback.text import plural
from autograder.gradescope.bundle import write_bundle
from autograder.gradescope.carried import VISIBILITIES, Visibility, carry
from autograder.gradescope.pins import LOCK, pins
from autograder.grading import make_graders
from autograder.sandbox.nursery import Nursery
from autograder.verified import confirm, solution_of, unverified


@click.command(
    epilog="""\b
Examples:
  autograder gradescope 06-backpropagation
  autograder gradescope 06-backpropagation --visibility after_due_date
  autograder gradescope 05-activations -o activations.zip"""
)
@click.argument("assignment")
@click.option(
    "--visibility",
    type=click.Choice(VISIBILITIES),
    default="visible",
    show_default=True,
    help="When students see checks and scores; until then Gradescope hides the total too.",
)
@click.option(
    "--lock",
    type=click.Path(path_type=Path, dir_okay=False),
    default=LOCK,
    help="The project's requirements.lock. Default: the one beside this package.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Default: export/<assignment>/autograder.zip.",
)
@click.pass_obj
def gradescope(root: Path, assignment: str, visibility: str, lock: Path, output: Path | None) -> None:
    """Write an autograder.zip for a Programming Assignment of Gradescope: there each hand-in is graded at once.

    It holds the hidden tests and a secret of its own, never the course's: keep it from students. Points by hand are
    left out. The solution must earn all points here first.
    """
    course, console = Course.open(root), Console()
    course.check_assignment(assignment)
    _verify(course, assignment)
    carried = carry(course, assignment, cast("Visibility", visibility))
    needed = pins(carried, lock)
    place = output or course.root / "export" / assignment / "autograder.zip"
    size = write_bundle(place, carried, needed)
    click.echo(safe(place))
    say(console, f"{plural(carried.points, 'point')} by tests, {size / (1 << 20):.1f} MB. It holds the hidden tests.")
    if carried.points_by_hand:
        say(console, f"{plural(carried.points_by_hand, 'point')} by hand are left out: grade them elsewhere.")
    if needed.further:
        say(console, f"Pinned without a hash, since the lock file lacks them: {', '.join(needed.further)}.", "yellow")


def _verify(course: Course, assignment: str) -> None:
    """CourseError where the assignment's own solution does not earn all its points."""
    new = unverified(course, make_graders(course, assignment))
    if not new:
        return
    with Nursery(course.settings_of(assignment).student_packages) as nursery:
        for grader in new:
            record = grader.grade(solution_of(course, grader.master), nursery)
            if record.has_our_fault:
                first = next(item for item in record.items if item.outcome.is_ours)
                raise CourseError(f"The solution of {assignment} could not be judged: {first.staff_note}")
            confirm(course, grader, record)
