"""`autograder audit`: which known mistakes the hidden tests catch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograder.audit import Audit, Cell, Status
from autograder.audit import audit as audit_assignment
from autograder.cli.shown import SENTENCE, cell, say
from autograder.course import Course
from autograder.sandbox import Nursery

LETTERS = {Status.NAMED: "N", Status.CAUGHT: "C", Status.FAINT: "F", Status.MISNAMED: "W", Status.MISSED: "M"}
LEGEND = "N named, C caught; small: read off the reference, no such answer is written. F faint, W wrong name, M missed."


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="The matrices on stdout as JSON, one object per assignment.")
@click.option("--short", is_flag=True, help="One line per assignment, without the matrices.")
@click.pass_obj
def audit(root: Path, assignments: tuple[str, ...], as_json: bool, short: bool) -> None:
    """Judge every answer in simulation/ by the hidden tests of ASSIGNMENTS, or of all.

    Prints mistake x exercise: N named (the feedback says which mistake it is), C caught (it loses points), M missed;
    a small letter where no such answer is written and the reference was asked at the hidden inputs. Exits with 1 if a
    mistake is missed, faint or wrongly named, a right answer loses points or a stub earns some.
    """
    course = Course.open(root)
    chosen = assignments or tuple(course.assignments())
    for assignment in chosen:
        course.masters(assignment)
    progress, out = Console(stderr=True), Console()
    found: list[Audit] = []
    with Nursery(tuple(course.settings.student_packages), trust=True) as nursery, progress.status("") as status:
        for assignment in chosen:
            result = audit_assignment(course, assignment, nursery, lambda text: status.update(cell(text)))
            found.append(result)
            if not as_json:
                _print(out, result, short)
    if as_json:
        click.echo(json.dumps([result.to_json() for result in found], indent=1))
    sys.exit(1 if any(result.problems for result in found) else 0)


def _print(out: Console, result: Audit, short: bool) -> None:
    if not short:
        out.print(_table(result))
        out.print(LEGEND, style="dim", highlight=False)
        columns = ", ".join(f"{i} {name}" for i, name in enumerate(result.exercises, start=1))
        say(out, f"Columns: {columns}.", "dim")
    for sentence in result.problems:
        say(out, sentence, "bold red")
    if result.not_audited:
        names = ", ".join(result.not_audited)
        say(out, f"Not audited, since their tests run in the student's process: {names}.")
    say(out, result, "" if result.problems else "green")


def _table(result: Audit) -> Table:
    shown = Table(title=cell(result.assignment), title_justify="left", box=None, padding=(0, 1, 0, 0))
    shown.add_column("mistake", justify="right", no_wrap=True)
    shown.add_column("what is wrong", overflow="fold")
    for i, _ in enumerate(result.exercises, start=1):
        shown.add_column(str(i), no_wrap=True)
    for row in result.rows:
        shown.add_row(
            str(row.number or ""),
            cell(row.title, SENTENCE),
            *(_cell(row.cells.get(exercise)) for exercise in result.exercises),
        )
    return shown


def _cell(found: Cell | None) -> str:
    if found is None:
        return "[dim]·[/dim]"
    letter = LETTERS[found.status]
    if not found.status.is_right:
        return f"[bold red]{letter}[/bold red]"
    return letter if found.planted else letter.lower()
