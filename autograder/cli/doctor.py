"""`autograder doctor`: what this machine can do, found out by trying."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from autograder.cli.shown import say
from autograder.course import Course
from autograder.course.configuration import CONFIG_NAME
from autograder.doctor import examine


@click.command(
    epilog="""\b
Examples:
  autograder doctor          what this machine can do
  autograder doctor --json   the same for a script"""
)
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
@click.pass_obj
def doctor(root: Path, as_json: bool) -> None:
    """Tell what this machine has for grading, by trying it, and what to do where something is missing.

    In a course folder the packages that this course's students may import are looked at.
    """
    here = (root / CONFIG_NAME).is_file()
    findings = examine(Course.open(root).settings.student_packages) if here else examine()
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        console = Console()
        for finding in findings:
            console.print("[green]ok     [/]" if finding.ok else "[bold red]missing[/]", end="  ")
            say(console, f"{finding.name}: {finding.detail}")
            if not finding.ok:
                say(console, f"         {finding.remedy}")
    sys.exit(0 if all(finding.ok for finding in findings) else 1)
