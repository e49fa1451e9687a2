"""Help and usage errors answer at once: they load no command, let alone what commands work with."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from autograder.cli.app import COMMANDS, cli
from tests.gradebook.small_course import make_course

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


def loaded_by(program: str) -> set[str]:
    """The installed packages of which a program of its own loads something."""
    program += """
import sys
files = {name: getattr(module, "__file__", None) or "" for name, module in sys.modules.items()}
print(*{name.partition(".")[0] for name, file in files.items() if "site-packages" in file})
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


#: What grading loads of other people's packages; each is needed before the first record is written.
GRADING = {"click", "markdown_it", "mdurl", "msgspec", "nh3", "numpy", "packaging", "pebble"}
GRADING |= {"rich", "pygments", "sqlalchemy", "greenlet", "traitlets", "typing_extensions"}


def test_grading_a_source_that_has_not_changed_loads_no_more_than_it_needs(tmp_path):
    course = make_course(tmp_path)
    masters = course.masters("a")
    program = f"""
from pathlib import Path
import autograder.cli.grading, autograder.cli.told, autograder.batch.preloaded
from autograder.course import Course
from autograder.gradebook import Gradebook
course = Course.open(Path({str(course.folder)!r}))
with Gradebook(course) as gradebook:
    for master in course.masters("a"):
        gradebook.register(master)
"""
    assert len(masters) == 2
    loaded = loaded_by(program) - loaded_by("")
    assert {"numpy", "sqlalchemy"} <= loaded
    assert loaded <= GRADING


#: What is loaded until something has been begun that takes longer -> what must not be among it.
EARLY = {
    "autograder.cli": ("click",),  # the script of the command, which every worker runs too
    "autograder.cli.grading": ("autograder.grading", "sqlalchemy", "numpy"),  # workers are asked for
    "autograder.batch.preloaded": ("autograder.grading", "nbconvert", "backprop_ref"),  # nurseries are started
}


@pytest.mark.parametrize("module", EARLY)
def test_what_takes_longest_is_begun_before_the_rest_is_loaded(module: str) -> None:
    program = f"import sys, {module}; print(*{set(EARLY[module])!r} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_no_command_compiles_a_grammar_of_addresses() -> None:
    program = "import sys, autograder.cli.grade; print(sys.modules['rfc3987_syntax'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"


def test_workers_are_still_forked_where_something_fails_to_load() -> None:
    program = """
import sys

class Broken:
    def find_spec(self, name, *_):
        if name == "autograder.sandbox.nursery":
            raise OSError("cannot be read")

sys.meta_path.insert(0, Broken())
import autograder.batch.preloaded
print("autograder.batch.worker" in sys.modules, "autograder.sandbox.nursery" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
