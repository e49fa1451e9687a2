"""`autograder collect`: what Canvas, Moodle and Gradescope give for download becomes submitted/."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.shown import NAME, safe, say
from autograder.course import Course
from autograder.lms import people
from autograder.lms.collect import Options, Summary
from autograder.lms.collect import collect as collected
from autograder.lms.recognise import SYSTEMS

#: Of each list on the terminal; --json has all.
MOST_NAMES = 8
MOST_SENTENCES = 4


@click.command(
    epilog="""\b
Examples:
  autograder collect 06-backpropagation submissions.zip
  autograder collect 06-backpropagation monday.zip --roster Grades.csv
  autograder collect 06-backpropagation folder --from plain"""
)
@click.argument("assignment")
@click.argument(
    "downloads", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="ZIP-OR-FOLDER..."
)
@click.option("--from", "system", type=click.Choice(SYSTEMS), help="Whose download it is, if it is not recognised.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Gradebook CSV of Canvas, grading worksheet of Moodle: says who is who, beside students.csv.",
)
@click.option(
    "--zone", default="", help="Zone of the clocks in a zip, as Europe/Vienna. Default: c.Exchange.timezone, UTC."
)
@click.option(
    "--groups",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Table of groups, as Canvas exports it: one member's hand-in is everybody's.",
)
@click.option("--no-times", is_flag=True, help="Do not read the files' times as the times of handing in.")
@click.option("--json", "as_json", is_flag=True, help="On stdout as JSON, with every name.")
@click.pass_obj
def collect(
    root: Path,
    assignment: str,
    downloads: tuple[Path, ...],
    system: str | None,
    roster: Path | None,
    groups: Path | None,
    zone: str,
    no_times: bool,
    as_json: bool,
) -> None:
    """Put what Canvas, Moodle or Gradescope gave for download, or plain folders, into submitted/.

    The last hand-in of each student counts; earlier ones are kept in .autograder/earlier/. Done again it changes
    nothing. Exits with 1 where somebody's work was not collected: unknown people, what could not be read; the rest is.
    """
    course = Course.open(root)
    everybody = people.of(course, roster)
    together = {} if groups is None else people.groups(groups, everybody)
    summary = collected(course, assignment, downloads, everybody, Options(system, zone, not no_times, together))
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(summary), indent=1, ensure_ascii=False))
    else:
        _tell(Console(), assignment, summary, everybody.problems)
    raise SystemExit(1 if summary.unknown or summary.failed else 0)


def _tell(console: Console, assignment: str, summary: Summary, problems: Sequence[str]) -> None:
    for name, system, count in summary.read:
        say(console, f"{safe(name, NAME)}: {system}, {count} hand-in{'s' * (count != 1)}")
    say(console, f"{assignment}:", "bold")
    for title, names, shown in (
        ("collected", summary.collected, False),
        ("replaced", summary.replaced, True),
        ("unchanged", summary.unchanged, False),
        ("new time", summary.timed, False),
        ("older", summary.older, True),
        ("late", summary.late, True),
        ("missing", summary.missing, True),
    ):
        if names or title == "collected":
            say(console, f"  {title:10}{len(names):4}  {_listed(names) if shown else ''}".rstrip())
    by_name = [f"{safe(student, NAME)} is {safe(who)}" for student, who in summary.by_name]
    _sentences(console, "by name", by_name, "cyan")
    _sentences(console, "unknown", [f"{safe(who)}: {safe(why)}" for who, why in summary.unknown], "yellow")
    if summary.unknown:
        say(
            console,
            "    Put their ids into students.csv, or name the system's table with --roster; then collect again.",
        )
    _sentences(console, "refused", [f"{safe(name, NAME)}: {text}" for name, text in summary.refused], "yellow")
    _sentences(console, "failed", [f"{safe(name, NAME)}: {text}" for name, text in summary.failed], "bold red")
    _sentences(console, "times", summary.notes, "yellow")
    _sentences(console, "roster", problems, "yellow")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(safe(name, NAME) for name in names[:MOST_NAMES])
    return f"{shown} and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else shown


def _sentences(console: Console, title: str, sentences: Iterable[str], style: str) -> None:
    found = list(dict.fromkeys(sentences))
    if not found:
        return
    say(console, f"  {title:10}{len(found):4}", style)
    for sentence in found[:MOST_SENTENCES]:
        say(console, f"    {sentence}")
    if len(found) > MOST_SENTENCES:
        say(console, f"    and {len(found) - MOST_SENTENCES} more: --json")
