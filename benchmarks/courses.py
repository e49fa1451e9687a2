"""The course folders that are measured: this course with a simulated class, and the same for stock nbgrader."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
WRONG = ("one mistake", "two mistakes")
STOCK_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
c.Execute.timeout = 60
"""


@dataclass(frozen=True)
class Class:
    """An assignment that was handed in."""

    course: Path
    assignment: str
    right: tuple[str, ...]
    """Students whose answers are all right."""
    wrong: tuple[str, ...]

    @property
    def students(self) -> tuple[str, ...]:
        """All, the right ones first."""
        return self.right + self.wrong


def simulated(course: Path, assignment: str, students: int) -> Class:
    """A class of so many in this course, half of it with mistakes; nobody whose code loops or floods.

    Stock nbgrader would wait for those.
    """
    if not (course / "nbgrader_config.py").exists():
        course.mkdir(parents=True, exist_ok=True)
        for name in ("source", "simulation"):
            shutil.copytree(HERE / name, course / name)
        shutil.copy(HERE / "nbgrader_config.py", course)
    run(course, "autograder", "release", assignment)
    run(course, "autograder", "simulate", assignment, "--students", str(4 * students + 8))
    told = json.loads((course / "simulation-truth" / f"{assignment}.json").read_text())["students"]
    right = [one["student"] for one in told if one["role"] == "right"]
    wrong = [one["student"] for one in told if one["role"] in WRONG]
    half = min(len(right), students // 2)
    kept = Class(course, assignment, tuple(right[:half]), tuple(wrong[: students - half]))
    for folder in (course / "submitted").iterdir():
        if folder.name not in kept.students and (folder / assignment).exists():
            shutil.rmtree(folder / assignment)
    return kept


def many(one: Class, students: int) -> Class:
    """A class of any size: copies of these submissions under other names."""
    names = []
    for number in range(students):
        like = one.students[number % len(one.students)]
        name = f"student-{number:05d}"
        target = one.course / "submitted" / name / one.assignment
        if not target.exists():
            shutil.copytree(one.course / "submitted" / like / one.assignment, target)
        names.append(name)
    return Class(one.course, one.assignment, tuple(names), ())


def for_stock(one: Class, stock: Path) -> Class:
    """The same submissions in a plain nbgrader course, whose tests are the visible ones alone."""
    if not (stock / "nbgrader_config.py").exists():
        stock.mkdir(parents=True, exist_ok=True)
        (stock / "nbgrader_config.py").write_text(STOCK_CONFIG)
    for student in one.students:
        handed_in = Path("submitted", student, one.assignment)
        shutil.copytree(one.course / handed_in, stock / handed_in)
    _ordinary_source(one.course / "source" / one.assignment, stock / "source" / one.assignment)
    run(stock, "nbgrader", "generate_assignment", one.assignment)
    return Class(stock, one.assignment, one.right, one.wrong)


def _ordinary_source(source: Path, target: Path) -> None:
    """The source without hidden tests: what is left is a plain nbgrader assignment."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.suffix != ".ipynb":
            shutil.copy(path, target)
            continue
        notebook = json.loads(path.read_text())
        for cell in notebook["cells"]:
            text = "".join(cell["source"])
            with contextlib.suppress(ValueError):
                begin = text.index("### BEGIN HIDDEN TESTS")
                end = text.index("### END HIDDEN TESTS") + len("### END HIDDEN TESTS")
                text = text[:begin] + text[end:]
            cell["source"] = text
        (target / path.name).write_text(json.dumps(notebook))


def run(course: Path, *command: str, check: bool = True) -> None:
    """One command in a course folder."""
    done = subprocess.run(command, cwd=course, env=environment(), capture_output=True, text=True, check=False)
    if check and done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def environment() -> dict[str, str]:
    """The environment of a command: the programs beside this Python come first, and it computes on one core.

    Byte code is kept, as everywhere: an image that forbids it would have every command compile all of this anew.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
