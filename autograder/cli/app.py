"""The commands' common frame: options that all share, and errors as one sentence."""

from __future__ import annotations

import io
import signal
import sys
from pathlib import Path

import click

from autograder import __version__
from autograder.cli.audit import audit
from autograder.cli.doctor import doctor
from autograder.cli.feedback import feedback
from autograder.cli.grade import grade
from autograder.cli.release import release
from autograder.cli.shown import safe
from autograder.cli.simulate import simulate
from autograder.errors import AutograderError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="The course folder, where nbgrader_config.py is. Default: here.",
)
@click.version_option(__version__)
@click.pass_context
def cli(context: click.Context, course: Path) -> None:
    """Release, grade and explain assignments of an nbgrader course."""
    context.obj = course


for command in (release, simulate, grade, feedback, audit, doctor):
    cli.add_command(command)


def main() -> None:
    """Entry point of the console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal's encoding lacks ends nothing
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(cli.main(standalone_mode=False))
    except AutograderError as problem:
        click.echo(f"autograder: {safe(problem)}", err=True)
        sys.exit(2)
    except click.ClickException as problem:
        usage = problem.ctx.get_usage() if isinstance(problem, click.UsageError) and problem.ctx else ""
        click.echo("\n".join(filter(None, [usage, f"Error: {safe(problem.format_message())}"])), err=True)
        sys.exit(problem.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        sys.exit(1)
