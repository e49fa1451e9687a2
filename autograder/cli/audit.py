"""`autograder audit`: which mistakes the hidden tests catch and name, and which mutants of a solution survive."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograder.audit import Audit, Cell, MutantsTask, Mutation, Status, cores, spread, stale, together
from autograder.audit import audit as audit_assignment
from autograder.cli.progress import Bar
from autograder.cli.shown import SENTENCE, cell, say
from autograder.course import Course
from autograder.sandbox import Nursery

LETTERS = {Status.NAMED: "N", Status.CAUGHT: "C", Status.FAINT: "F", Status.MISNAMED: "W", Status.MISSED: "M"}
LEGEND = "N named, C caught; small: read off the reference, no such answer is written. F faint, W wrong name, M missed."
#: Keys under which each mutant is judged.
MUTANT_KEYS = 2


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--mutants", is_flag=True, help="Judge small mutations of the solutions instead.")
@click.option("--json", "as_json", is_flag=True, help="The matrices on stdout as JSON, one object per assignment.")
@click.option("--short", is_flag=True, help="One line per assignment, without the matrices.")
@click.pass_obj
def audit(root: Path, assignments: tuple[str, ...], mutants: bool, as_json: bool, short: bool) -> None:
    r"""Judge every answer in simulation/ by the hidden tests of ASSIGNMENTS, or of all.

    Prints mistake x exercise: N named (the feedback says which mistake it is), C caught (it loses points), M missed;
    a small letter where no such answer is written and the reference was asked at the hidden inputs. Exits with 1 if a
    mistake is missed, faint or wrongly named, a right answer loses points or a stub earns some.

    With --mutants every solution is judged with one small change in it: another operator, constant, slice or axis, an
    argument out of order, a statement or a transpose less. Prints what earns all points all the same, as entries of
    simulation/ASSIGNMENT/equivalent-mutants.toml: improve the hidden inputs, or, where no test can tell the two apart,
    put the entry there with its reason. Exits with 1 if a mutant survives, or an entry is out of date.

    \b
    autograder audit                             the matrices of all assignments
    autograder audit 06-backpropagation --short  one line
    autograder audit 06-backpropagation --mutants
    """
    course = Course.open(root)
    chosen = assignments or tuple(course.assignments())
    for assignment in chosen:
        course.masters(assignment)
    right = _mutants(course, chosen, as_json, short) if mutants else _matrices(course, chosen, as_json, short)
    sys.exit(0 if right else 1)


def _mutants(course: Course, chosen: Sequence[str], as_json: bool, short: bool) -> bool:
    """Judge the mutants; whether all is as it should be."""
    keys = tuple(secrets.token_bytes(8) for _ in range(MUTANT_KEYS))
    tasks = [
        MutantsTask(course.root, assignment, keys, share, cores()) for assignment in chosen for share in range(cores())
    ]
    with Bar(Console(stderr=True), "mutants") as bar:
        bar.begin(sum(task.size(course.masters(task.assignment)) for task in tasks))
        parts = spread(tasks, lambda done: bar.update(bar.notebooks, completed=done))
    found = []
    for assignment in chosen:
        result = together(part for part in parts if part.assignment == assignment)
        result.problems += stale(course.root / "simulation" / assignment, course.masters(assignment))
        found.append(result)
    if as_json:
        click.echo(json.dumps([result.to_json() for result in found], indent=1))
    for result in () if as_json else found:
        _print_mutation(Console(), result, short)
    return not any(result.problems or result.survivors for result in found)


def _print_mutation(out: Console, result: Mutation, short: bool) -> None:
    for survivor in () if short else result.survivors:
        click.echo(f"{survivor}\n")
    for sentence in result.problems:
        say(out, sentence, "bold red")
    say(out, result, "" if result.survivors or result.problems else "green")


def _matrices(course: Course, chosen: Sequence[str], as_json: bool, short: bool) -> bool:
    """Judge the answers of `simulation/`; whether all is as it should be."""
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
    return not any(result.problems for result in found)


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
