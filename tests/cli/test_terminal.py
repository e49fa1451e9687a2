"""What a terminal shows: help with examples in 80 columns, colours there only, TAB, and codes for scripts."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.console import Console

from autograder.authoring import Checked, Finding, Role
from autograder.cli.app import COMMANDS, cli
from autograder.cli.check import tell_findings
from tests.cli.test_start import HEAVY

COLUMNS = 80
DOCS = Path(__file__).parent.parent.parent / "docs"
EXAMPLE = re.compile(r"^  (autograder .*?)(?:   .*)?$", re.MULTILINE)


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    return found


def understood(name: str, arguments: list[str]) -> None:
    """The command line has the form that the command asks for; files and folders in it are there."""
    for argument in arguments:
        if re.fullmatch(r"[\w-]+\.(csv|zip|ipynb)", argument):
            Path(argument).touch()
    Path("folder").mkdir(exist_ok=True)
    command(name).make_context(name, arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_that_its_own_options_accept(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = EXAMPLE.findall(command(name).epilog or "")
    assert shown
    for example in shown:
        _, given, *arguments = shlex.split(example)
        assert given == name
        understood(name, arguments)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_fits_into_80_columns(name: str) -> None:
    one = command(name) if name else cli
    told = one.get_help(click.Context(one, info_name=f"autograder {name}".strip()))
    assert max(map(len, told.splitlines())) <= COLUMNS


def test_a_command_is_listed_in_the_order_of_the_alphabet() -> None:
    assert list(COMMANDS) == sorted(COMMANDS)


@pytest.mark.parametrize("terminal", [True, False])
def test_colours_are_for_terminals(terminal: bool) -> None:
    out = io.StringIO()
    finding = Finding(Role.READER, "work.ipynb, cell 1: [bold]wrong[/].")
    tell_findings(Checked("one", [finding]), Console(file=out, force_terminal=terminal, width=COLUMNS))
    assert ("\x1b[" in out.getvalue()) == terminal
    assert "[bold]wrong[/]" in out.getvalue()


def completed(line: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys\nfrom autograder.cli.app import main\nsys.argv[0] = 'autograder'\ntry: main()\n"
        f"finally: print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    words = {"_AUTOGRADER_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    return subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **words}, capture_output=True, text=True, check=False
    )


def test_tab_offers_the_commands_and_loads_none_of_them() -> None:
    done = completed("autograder pre")
    assert done.stdout.split() == ["plain,preview"]
    assert done.stderr.strip() == ""


def test_tab_offers_the_options_of_a_command() -> None:
    assert {"plain,--force", "plain,--workers"} <= set(completed("autograder grade --").stdout.split())


def test_the_docs_name_every_exit_code_that_a_command_has() -> None:
    table = (DOCS / "terminal.md").read_text()
    listed = set(map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE)))
    assert listed == {0, 1, 2, 129, 130, 143}
    for name in COMMANDS:
        assert f"`{name}`" in table
