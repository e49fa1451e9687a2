"""`autograder due`: when assignments are due, on nbgrader's own field."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.shown import safe
from autograder.course import Course
from autograder.gradebook import Gradebook
from autograder.gradebook.lateness import home_zone
from autograder.gradebook.moments import NONE, read_moment, shown
from autograder.gradebook.roster import of_course
from autograder.gradebook.students import due_dates, extend, set_due

AGAIN = "`autograder grade {}` brings penalties up to date; what is unchanged is not run again."


@click.command(
    epilog="""\b
Examples:
  autograder due                                            all dates
  autograder due 06-backpropagation 2026-01-30T18:00+01:00   set one
  autograder due 06-backpropagation none                    take it away"""
)
@click.argument("assignment", required=False)
@click.argument("date", nargs=-1)
@click.pass_obj
def due(root: Path, assignment: str | None, date: tuple[str, ...]) -> None:
    """Show when assignments are due, or set the date of ASSIGNMENT.

    DATE has a time zone: 2026-01-30T18:00+01:00, or 2026-01-30 18:00 Europe/Vienna; none takes the date away.
    Without a date nobody is late. What lateness costs says c.AssignLatePenalties in nbgrader_config.py.
    """
    course = Course.open(root)
    if assignment is not None:
        course.check_assignment(assignment)
    text = " ".join(date)
    with Gradebook(course) as gradebook:
        if assignment is not None and text:
            time = None if text.lower() in NONE else read_moment(text)
            ensure_known(gradebook, assignment)
            gradebook.work("the due date", lambda connection: set_due(connection, assignment, time))
            roster = of_course(course.root)
            gradebook.work("the extensions", lambda connection: extend(connection, roster, assignment))
        dates = gradebook.work("the due dates", due_dates)
    for name in [assignment] if assignment is not None else course.assignments():
        time = dates.get(name)
        when = "has no due date" if time is None else f"is due {shown(time, home_zone(course))}"
        click.echo(safe(f"{name} {when}"))
    if text and assignment is not None and course.students(assignment):
        click.echo(safe(AGAIN.format(assignment)))


def ensure_known(gradebook: Gradebook, assignment: str) -> None:
    """Register the assignment unless the gradebook has it."""
    if assignment not in gradebook.work("the assignments", due_dates):
        for master in gradebook.course.masters(assignment):
            gradebook.register(master)
