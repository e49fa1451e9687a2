"""`autograder status`: the whole course on one screen."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograder.cli.shown import cell, safe, say
from autograder.course import Course
from autograder.report.status import Standing, standing, steps


@click.command(
    epilog="""\b
Examples:
  autograder status          where every assignment stands
  autograder status --json   the same for a script"""
)
@click.option("--json", "as_json", is_flag=True, help="On stdout as JSON, one object for each assignment.")
@click.pass_obj
def status(root: Path, as_json: bool) -> None:
    """Where every assignment stands: handed in, graded, open, and what is to be done next. Runs nothing."""
    course = Course.open(root)
    found = [standing(course, assignment) for assignment in course.assignments()]
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found], indent=1))
        return
    console = Console()
    console.print(_table(found))
    to_do = steps(found)
    say(console, "Next:" if to_do else "Nothing is left to do.")
    for step in to_do:
        say(console, f"  {safe(step)}")


def _table(found: list[Standing]) -> Table:
    shown = Table(box=None, padding=(0, 2, 0, 0))
    shown.add_column("assignment", no_wrap=True)
    for name in ("handed in", "to grade", "open", "look", "mean", "pages"):
        shown.add_column(name, justify="right", no_wrap=True)
    for one in found:
        report = one.report
        mean = report.mean if report else None
        shown.add_row(
            cell(one.assignment),
            *(str(count or "") for count in (one.handed_in, one.to_grade)),
            f"{report.open_points:g}" if report and report.open_points else "",
            str(len(report.looks) or "") if report else "",
            "" if mean is None else f"{mean:.0%}",
            f"{one.pages} of {one.graded}" if one.graded else "" if one.released else "not released",
        )
    return shown


def _as_json(one: Standing) -> dict[str, object]:
    report = one.report
    return {
        "assignment": one.assignment,
        "released": one.released,
        "handed_in": one.handed_in,
        "graded": one.graded,
        "to_grade": one.to_grade,
        "open_points": report.open_points if report else 0,
        "need_a_look": len(report.looks) if report else 0,
        "mean_share": report.mean if report else None,
        "median_share": report.median if report else None,
        "feedback_pages": one.pages,
        "next": one.next_steps(),
    }
