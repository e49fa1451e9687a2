"""Help and usage errors answer at once: they load no command, let alone what commands work with."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from autograder.cli.app import COMMANDS, cli

HEAVY = ("numpy", "nbformat", "nbgrader", "sqlalchemy", "IPython", "matplotlib", "jsonschema")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["nonsense"], []])
def test_nothing_heavy_is_loaded_before_a_command_runs(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom autograder.cli.app import cli\n"
        f"try: cli.main({arguments!r})\nexcept SystemExit: pass\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_list_is_there_under_its_name(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.name == name


def test_no_command_compiles_a_grammar_of_addresses() -> None:
    program = "import sys, autograder.cli.grade; print(sys.modules['rfc3987_syntax'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
