"""`autograder settings`: every option of the grader, with its value here, where that comes from, and what it means."""

from __future__ import annotations

import json
from pathlib import Path

import click

from autograder.cli.shown import safe
from autograder.course import Course
from autograder.course.explained import explained
from autograder.gradebook.database import shown_url


@click.command(
    epilog="""\b
Examples:
  autograder settings          every option, as it is here
  autograder settings --json   the same for a script"""
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object per option.")
@click.pass_obj
def settings(root: Path, as_json: bool) -> None:
    """List the options c.Autograder.* of nbgrader_config.py, as they are in this course, and explain them.

    Each line can stand in nbgrader_config.py as it is printed. Seconds are computing time, of one submission.
    """
    course = Course.open(root)
    found = explained(course)
    if as_json:
        entries = {s.name: {"value": s.value, "default": s.default, "from": s.where, "means": s.says} for s in found}
        click.echo(json.dumps(entries, indent=1))
        return
    for setting in found:
        value = list(setting.value) if isinstance(setting.value, tuple) else setting.value
        click.echo(safe(f"c.Autograder.{setting.name} = {value!r}  # {setting.where}"))
        click.echo(safe(f"    {setting.says}"))
    click.echo(safe(f"The gradebook is {shown_url(course.db_url)}"))
