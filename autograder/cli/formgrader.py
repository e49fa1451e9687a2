"""`autograder formgrader`: where people grade, and say something to what was graded."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.course import Course


@click.command(
    epilog="""\b
Examples:
  autograder formgrader               opens it in a browser
  autograder formgrader --port 9999   at another address"""
)
@click.option("--port", type=click.IntRange(1, 65535), default=8888, show_default=True, help="Where it listens.")
@click.option("--no-browser", is_flag=True, help="Print the address, open nothing.")
@click.pass_obj
def formgrader(root: Path, port: int, no_browser: bool) -> None:
    """Start nbgrader's formgrader on this machine, and open it: written answers with their rubrics, points, comments.

    Nobody outside this machine reaches it. Rubrics and model answers are read from source/ and shown there only.
    """
    from autograder.formgrader import Server  # noqa: PLC0415 -- loads Jupyter's server

    server = Server(Course.open(root), port=port, browser=not no_browser)
    click.echo(f"The formgrader is at {server.address}\nCtrl-C ends it; what was saved is in the gradebook.")
    server.serve()
