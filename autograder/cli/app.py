"""The commands' common frame: options that all share, and errors as one sentence."""

from __future__ import annotations

import gc
import importlib
import io
import os
import signal
import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from autograder import __version__
from autograder.cli.shown import lines, safe
from autograder.errors import AutograderError, ReleaseError

#: Each command with its line in the list; its module is loaded when it runs, so that help answers at once.
COMMANDS = {
    "audit": "Which mistakes the hidden tests catch and name, and which mutants survive.",
    "check": "What is wrong with a source notebook, before students see it.",
    "collect": "What Canvas, Moodle and Gradescope give, into submitted/.",
    "doctor": "Whether this machine can grade, and how well.",
    "due": "When assignments are due.",
    "export": "Grades as Canvas, Moodle, Gradescope and nbgrader take them.",
    "extend": "More time for one student.",
    "feedback": "Pages that tell students what is wrong, and why.",
    "formgrader": "Where people grade: written answers with their rubrics.",
    "grade": "Grade a whole class, or some of it.",
    "gradescope": "An autograder.zip that runs all of this inside Gradescope.",
    "new": "Begin an assignment, or a course, that works as it is.",
    "preview": "One notebook graded here and now; nothing is kept.",
    "release": "What students get, from the source notebooks.",
    "report": "How the class did: pages for those who teach.",
    "settings": "The options of nbgrader_config.py, explained, as they are here.",
    "simulate": "A class whose mistakes are known, to try all of this.",
    "status": "Where every assignment stands, and what to do next.",
    "students": "Names, addresses and LMS ids: students.csv and the gradebook.",
    "withdraw": "Take students out who have left.",
}


class Commands(click.Group):
    """Commands that are modules of `autograder.cli`, of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"autograder.cli.{cmd_name}"), cmd_name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What a shell offers behind TAB; no command is loaded for it."""
        commands = [CompletionItem(name, help=told) for name, told in COMMANDS.items() if name.startswith(incomplete)]
        return commands if not incomplete.startswith("-") else super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list, without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  autograder grade 06-backpropagation                   in the course folder
  autograder --course ~/course grade 06-backpropagation   from elsewhere
  autograder grade --help                               more on one command""",
)
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


def main() -> None:
    """Run the command that the arguments name, and end this process."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal's encoding lacks ends nothing
            stream.reconfigure(errors="backslashreplace")
    try:
        sys.exit(cli.main(standalone_mode=False))
    except AutograderError as problem:
        said = lines(problem) if isinstance(problem, ReleaseError) else safe(problem)  # one sentence a line
        click.echo(f"autograder: {said}", err=True)
        sys.exit(2)
    except click.ClickException as problem:
        usage = problem.ctx.get_usage() if isinstance(problem, click.UsageError) and problem.ctx else ""
        click.echo("\n".join(filter(None, [usage, f"Error: {safe(problem.format_message())}"])), err=True)
        sys.exit(problem.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _end_quietly()
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        sys.exit(1)
    finally:
        gc.freeze()  # what ends anyhow is not looked through for garbage once more, which takes a while


def _end_quietly() -> None:
    """What ends after a Ctrl-C is not disturbed, and not traced, by another one."""
    signal.signal(signal.SIGINT, lambda number, _: os._exit(128 + number))
