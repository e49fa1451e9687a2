"""`autograder check`: a source notebook, read and run as a student, as the grader and as a cheat."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

import click
from rich.console import Console

from autograder.authoring import Checked, Role
from autograder.authoring import check as check_assignment
from autograder.batch.stopping import stoppable
from autograder.cli.progress import Bar
from autograder.cli.shown import say
from autograder.course import Course


@click.command(
    epilog="""\b
Examples:
  autograder check 06-backpropagation           everything
  autograder check 06-backpropagation --quick   without small changes
  autograder check --all --json                 for a script"""
)
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option("--all", "every", is_flag=True, help="Every assignment.")
@click.option("--quick", is_flag=True, help="Without small changes of the solutions, which take longest.")
@click.option("--json", "as_json", is_flag=True, help="On stdout as JSON, one object for each assignment.")
@click.pass_obj
def check(root: Path, assignments: tuple[str, ...], every: bool, quick: bool, as_json: bool) -> None:
    """Look at the source of ASSIGNMENT as its students will, and say what is wrong, by cell and line.

    As a student: the released notebook runs, and nothing is earned by nothing. As the grader: the solution earns every
    point. As a cheat: constants, what the visible check shows, and the solution with small changes in it do not. And
    what reading tells: marks without a partner, names that collide, an exercise without a hidden test, a point that
    nobody can earn. Exits with 1 where something is to be mended; a note may be meant so.
    """
    if every == bool(assignments):
        raise click.UsageError("Name assignments, or write --all for every one.")
    course = Course.open(root)
    chosen = assignments or tuple(course.assignments())
    for assignment in chosen:
        course.check_assignment(assignment)
    try:
        with stoppable():
            found = [_checked(course, assignment, changes=not quick) for assignment in chosen]
    except KeyboardInterrupt as stop:
        sys.exit(128 + getattr(stop, "number", signal.SIGINT))
    if as_json:
        click.echo(json.dumps([_as_json(each) for each in found], indent=1))
    else:
        for each in found:
            _tell(each, Console())
    sys.exit(0 if all(each.is_right for each in found) else 1)


def _checked(course: Course, assignment: str, *, changes: bool) -> Checked:
    with Bar(Console(stderr=True), f"checking {assignment}") as bar:
        return check_assignment(course, assignment, changes=changes, begin=bar.begin, watch=bar.reached)


def tell_findings(checked: Checked, console: Console) -> None:
    """What was found, by role."""
    for role in Role:
        own = [finding for finding in checked.findings if finding.role is role]
        if own:
            say(console, f"{checked.assignment}, {role.value}:", "bold")
        for finding in own:
            say(console, f"  {'note: ' if finding.note else ''}{finding.sentence}", "" if finding.note else "red")


def _tell(checked: Checked, console: Console) -> None:
    """What was found, and one line that sums it up."""
    tell_findings(checked, console)
    wrong = sum(not finding.note for finding in checked.findings)
    notes = len(checked.findings) - wrong
    tried = f"; {checked.tried} wrong answers tried" if checked.tried else ""
    noted = f", {notes} note{'s' * (notes != 1)}" if notes else ""
    say(console, f"{checked.assignment}: {wrong or 'nothing'} to mend{noted}{tried}.", "" if wrong else "green")


def _as_json(checked: Checked) -> dict[str, object]:
    return {
        "assignment": checked.assignment,
        "right": checked.is_right,
        "wrong_answers_tried": checked.tried,
        "findings": [finding.to_json() for finding in checked.findings],
    }
