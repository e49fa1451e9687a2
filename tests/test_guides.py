"""What the guides say can be copied: their commands are understood, and the example of an exercise is a right one."""

import re
import shlex
from pathlib import Path

import pytest

from autograder.authoring.cheats import CheatTask
from autograder.authoring.frame import frame
from autograder.authoring.walks import as_grader, as_student
from autograder.cli.app import COMMANDS
from autograder.course import Course
from autograder.grading import make_graders
from autograder.kernel.fake import FakeKernel
from tests.cli.test_terminal import understood
from tests.course_folder.courses import cell, check, markdown, solution, write_course

ROOT = Path(__file__).parent.parent
GUIDES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])
BLOCK = re.compile(r"^```(?:sh)?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(guide):
    lines = [line for block in BLOCK.findall(guide.read_text(encoding="utf-8")) for line in block.splitlines()]
    return [line for line in lines if line.startswith("autograder ") and "..." not in line]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_command_of_a_guide_is_understood(guide, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for line in commands(guide):
        _, name, *arguments = shlex.split(line, comments=True)
        assert name in COMMANDS, line
        understood(name, arguments)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_every_file_that_a_guide_links_to_is_there(guide):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", guide.read_text(encoding="utf-8")):
        assert (guide.parent / target).exists(), target


def blocks(text, title):
    return re.search(rf"<!-- {title}.*?-->\n```python\n(.*?)\n```", text, re.DOTALL)[1]


def test_the_exercise_of_the_guide_is_right_for_a_student_the_grader_and_a_cheat(tmp_path):
    text = (ROOT / "docs" / "write-an-exercise.md").read_text(encoding="utf-8")
    cells = [
        markdown("## Exercise 1: growth", cell_id="asked"),
        cell("import numpy as np", cell_id="given"),
        solution(blocks(text, "answer"), "growth"),
        check(blocks(text, "test"), "test-growth", points=3),
    ]
    cells[-1]["metadata"]["tags"] = ["raises-exception"]
    course = write_course(tmp_path, cells)
    (grader,) = make_graders(course, "one")
    assert as_student(grader, FakeKernel).findings == as_grader(grader, FakeKernel).findings == []
    assert frame(course.masters("one"), ["numpy"]) == []
    assert CheatTask(course.root, "one", "work", (b"1", b"2"), frozenset(), changes=True).run(lambda: None) == []


def test_the_lines_for_a_configuration_are_accepted(tmp_path):
    text = (ROOT / "docs" / "your-course.md").read_text(encoding="utf-8")
    lines = re.search(r"```python\n(.*?)```", text, re.DOTALL)[1]
    (tmp_path / "nbgrader_config.py").write_text(f"c = get_config()\n{lines}")
    course = Course.open(tmp_path)
    assert course.settings.notebook_seconds == 600
    assert "pandas" in course.settings.student_packages
