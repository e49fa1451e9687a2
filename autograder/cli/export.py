"""`autograder export`: grades as Canvas, Moodle, Gradescope and nbgrader write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.shown import NAME, safe, say
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.lms import export as exporting
from autograder.lms import people
from autograder.lms.export import FORMATS, Export
from autograder.lms.filling import How
from autograder.lms.grades import Rules
from autograder.lms.sheet import read_sheet

MOST_NAMES = 8


@click.command(
    epilog="""\b
Examples:
  autograder export 06-backpropagation --format canvas --into Grades.csv
  autograder export 05-activations --format moodle --into sheet.csv --changed
  autograder export --all --format nbgrader -o -"""
)
@click.argument("assignments", nargs=-1, metavar="[ASSIGNMENT]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that was graded.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="nbgrader", show_default=True)
@click.option(
    "--into",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The CSV that Canvas or Moodle gave out: rows by its ids, form and columns kept. It is not written over.",
)
@click.option("--column", default="", help="The assignment's column in that CSV, if it has another name: title or id.")
@click.option("--scale", is_flag=True, help="Points in proportion, where that CSV counts another maximum.")
@click.option("--changed", is_flag=True, help="Only what differs from that CSV, or from the last export.")
@click.option(
    "--missing",
    type=click.Choice(["empty", "zero"]),
    default="empty",
    show_default=True,
    help="Who handed in nothing.",
)
@click.option("--open", "also_open", is_flag=True, help="Also grades with exercises that still have no points.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Default: export/. -: stdout.",
)
@click.option("--json", "as_json", is_flag=True, help="What was done, on stdout as JSON.")
@click.pass_obj
def export(
    root: Path,
    assignments: tuple[str, ...],
    every: bool,
    form: str,
    into: Path | None,
    column: str,
    scale: bool,
    changed: bool,
    missing: str,
    also_open: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Write grades for another system: after late penalties, points by hand included, in its own form.

    A cell stays empty where a grade is not certain: exercises without points, work that is not graded. No cell is a
    formula. Gradescope takes no grades from outside; its format is for what reads Gradescope's own.
    """
    course = Course.open(root)
    names = _names(course, assignments, every)
    everybody = people.of(course)
    rules = Rules(missing == "zero", also_open)
    if into is None:
        if column or scale:
            raise CourseError("--column and --scale say something of the table that is named with --into.")
        done = exporting.export(course, names, everybody, rules, form, changed=changed)
    else:
        how = How(column, scale, changed)
        done = exporting.fill(course, names, everybody, rules, form, read_sheet(into), how)
    place = output or exporting.default_place(course, form, into)
    if into is not None and str(place) != "-" and place.resolve() == into.resolve():
        raise CourseError(f"{place} is the table that came; name another file for what goes back.")
    _write(course, done, form, place)
    if as_json:
        click.echo(json.dumps(_as_json(done, place), indent=1, ensure_ascii=False), err=str(place) == "-")
    else:
        _tell(Console(stderr=str(place) == "-"), done, place)


def _names(course: Course, assignments: tuple[str, ...], every: bool) -> list[str]:
    if every:
        return [name for name in course.assignments() if exporting.is_graded(course, name)]
    if not assignments:
        raise click.UsageError("Name an assignment, or write --all for every one.")
    for name in assignments:
        course.check_assignment(name)
    return list(dict.fromkeys(assignments))


def _write(course: Course, done: Export, form: str, place: Path) -> None:
    if str(place) == "-":
        click.echo(done.sheet.text(), nl=False)
        return
    try:
        write_atomically(place, done.sheet.text())
    except OSError as problem:
        raise CourseError(f"{place} cannot be written ({problem.strerror}).") from problem
    exporting.remember(course, form, done)


def _told(done: Export) -> list[tuple[str, list[str]]]:
    """What is to be told, by kind."""
    several = len(done.found) > 1
    found: dict[str, list[str]] = {}
    for marks in done.found:
        for what, names in (("still open", marks.open), ("not graded", marks.ungraded), ("no hand-in", marks.missing)):
            found.setdefault(what, []).extend(f"{n} ({marks.grades.assignment})" if several else n for n in names)
    for filled in done.filled:
        for what, names in (
            ("left as it was", filled.left), ("by name", filled.by_name), ("nobody here", filled.strangers),
            ("not in the file", filled.absent),
        ):  # fmt: skip
            found.setdefault(what, []).extend(names)
    return [(what, list(dict.fromkeys(names))) for what, names in found.items() if names]


def _tell(console: Console, done: Export, place: Path) -> None:
    where = "" if str(place) == "-" else f": {place}"
    changed = f", {sum(len(one.changed) for one in done.filled)} changed" if done.filled else ""
    say(console, f"{done.count} grade{'s' * (done.count != 1)}{changed}{where}")
    for what, names in _told(done):
        say(console, f"  {what:16}{len(names):4}  {_listed(names)}")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(safe(name, 2 * NAME) for name in names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown


def _as_json(done: Export, place: Path) -> dict[str, object]:
    return {
        "file": str(place),
        "grades": done.count,
        "changed": sum(len(one.changed) for one in done.filled) if done.filled else None,
        **dict(_told(done)),
    }
