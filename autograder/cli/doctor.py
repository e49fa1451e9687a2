"""`autograder doctor`: what this machine can do, found out by trying."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click
from rich.console import Console

from autograder.cli.shown import say
from autograder.doctor import examine


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Findings as JSON.")
def doctor(as_json: bool) -> None:
    """Tell what this machine has for grading, by trying it, and what to do where something is missing."""
    findings = examine()
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
