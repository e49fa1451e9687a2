"""What README.md says to type works: each command of its blocks is run in a small course, in the order of the page."""

import json
import re
import shlex
import shutil
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from benchmarks import in_readme
from tests.course_folder.courses import check, manual, markdown, notebook, solution
from tests.days import of_today
from tests.gradebook.small_course import write
from tests.here import nbgrader

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]
ASSIGNMENT = "06-backpropagation"
CONFIG = """c = get_config()
c.CourseDirectory.solution_directory = "solutions"
c.CourseDirectory.course_id = "readme"
c.Autograder.cell_seconds = 1
c.Autograder.call_seconds = 0.5
c.Autograder.memory_mb = 256
"""
SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
TEST = """### BEGIN HIDDEN TESTS
from autograder.hidden import call, draws, expect, part

with part("square", points=2):
    for rng in draws(3):
        x = rng.uniform(1, 2, size=5)
        expect(call("square", x), x * x, what="x^2")
### END HIDDEN TESTS"""
WAYS = """# %% right: power
def square(x):
    return x ** 2


# %% mistake: doubled
def square(x):
    return 2 * x
"""
#: What would take a machine for an hour is asked for less often.
LESS = {"--keys 50": "--keys 2", f"simulate {ASSIGNMENT}": f"simulate {ASSIGNMENT} --students 6"}
#: What has a test of its own that runs it as it is: tests/test_doctor.py and tests/browser.
ELSEWHERE = ("autograder doctor", "autograder formgrader", "jupyter lab")


def commands(heading: str) -> list[str]:
    """The commands in the blocks below a heading of the README, without what is said of them."""
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line.partition(" #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with a class of two, where somebody stands who has read the README."""
    source = tmp_path / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    cells = [markdown("# One"), solution(SQUARE, "square"), check(TEST, "test-square"), manual()]
    files = {
        source: notebook(cells),
        tmp_path / "nbgrader_config.py": CONFIG,
        tmp_path / "simulation" / ASSIGNMENT / "square.py": WAYS,
        tmp_path / "class.csv": "id,first_name,canvas_id\nada,Ada,1\nbob,Bob,2\n",
        tmp_path / "Grades.csv": f'Student,ID,{ASSIGNMENT} (7)\n    Points Possible,,\n"A, Ada",1,\n"B, Bob",2,\n',
    }
    for path, content in files.items():
        write(path, content)
    answer = solution("def square(x):\n    return x * x", "square")
    right = [markdown("# One"), answer, check("", "test-square"), manual()]
    for student in ("ada", "bob"):
        write(tmp_path / "submitted" / student / ASSIGNMENT / source.name, notebook(right))
    with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
        for number in (1, 2):
            archive.writestr(f"student_{number}_{number}7_{source.name}", json.dumps(notebook(right)))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command: str) -> str:
    """What the command says; fails where it does."""
    for often, less in LESS.items():
        command = command.replace(often, less) if "--check" not in command else command
    name, *arguments = shlex.split(command)
    if name == "autograder":
        result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
        assert result.exit_code == 0, f"{command}\n{result.output}"
        return result.output
    assert name == "nbgrader", command
    nbgrader(*arguments)
    return ""


def left_out(command: str) -> bool:
    """What others run; of the audits, which take long, another one each day."""
    audits = [named for named in commands("Instructors") if named.startswith("autograder audit")]
    others = set(audits) - set(of_today(audits, len(audits), "README"))
    return command.startswith(ELSEWHERE) or command in others


@pytest.mark.integration
@pytest.mark.parametrize("heading", ["Teaching assistants", "Instructors"])
def test_the_commands_of_the_readme_work_in_their_order(course, heading):
    if shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    if heading == "Instructors":
        shutil.rmtree(course / "submitted")  # simulate makes another class
    said = {command: run(command) for command in commands(heading) if not left_out(command)}
    assert len(said) >= 7
    assert "notebooks: " in said[f"autograder grade {ASSIGNMENT}"]
    assert heading == "Instructors" or (course / "grades.csv").read_text().count(ASSIGNMENT) == 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_that_is_named_is_there_with_its_options(page):
    text = page.read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^ *```[a-z]*\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL))
    inline = re.findall(r"`(autograder [^`]+)`", re.sub(r"^ *```.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL))
    named = inline + re.findall(r"^(autograder [^#\n]+)", blocks, re.MULTILINE)
    for said in named:
        words = [word.strip(".,") for word in said.split()[1:]]
        command = cli
        context = click.Context(cli)
        for word in words:
            if isinstance(command, click.Group) and not word.startswith("-") and re.fullmatch("[a-z]+", word):
                for name in word.split("|"):
                    found = command.get_command(context, name)
                    assert found is not None, f"{page.name}: {said}"
                    command = found
            elif word.startswith("--"):
                known = {option for part in (cli, command) for parameter in part.params for option in parameter.opts}
                assert word.partition("=")[0] in known | {"--help", "--version"}, f"{page.name}: {said}"


def test_what_it_says_of_speed_is_what_was_measured():
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert in_readme.put_into(page, ROOT / "benchmarks" / "results") == page, "`python -m benchmarks` writes it"


def test_a_page_that_lost_a_mark_keeps_its_words_and_is_told():
    for page in ("words", f"words {in_readme.BEGIN} more", f"words {in_readme.END} more"):
        with pytest.raises(SystemExit, match="put these two marks where it belongs"):
            in_readme.put_into(page, ROOT / "benchmarks" / "results")


def test_what_was_not_measured_or_in_a_small_class_alone_is_no_trouble(tmp_path):
    told = json.loads((ROOT / "benchmarks" / "results" / "sizes.json").read_text())
    (tmp_path / "sizes.json").write_text(json.dumps(told | {"rows": told["rows"][:1]}))
    written = in_readme.put_into(f"before {in_readme.BEGIN}{in_readme.END} after", tmp_path)
    assert written.startswith("before ")
    assert written.endswith(" after")
    assert "unchanged class of 10 graded again" in written
    assert "stock" not in written
