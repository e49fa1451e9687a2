"""`autograder settings` explains every option there is, says where its value comes from, and gives no password away."""

import json

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.course.explained import meanings
from autograder.course.settings import Settings
from tests.gradebook.small_course import make_course

CONFIG = """
c.Autograder.memory_mb = 256
c.Autograder.student_packages.append("scipy")  # c.Autograder.workers = 3
c["Autograder"]["file_mb"] = 7
c.CourseDirectory.db_url = "postgresql://ta:s3cret@host/grades?password=s3cret"
"""


def run(course, *arguments):
    return CliRunner().invoke(cli, ["--course", str(course.root), *arguments], catch_exceptions=False).output


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path, config=CONFIG, two=None)


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_option_is_explained(name):
    assert len(meanings()[name]) > 10


def test_each_value_is_told_with_the_line_that_set_it(course):
    found = json.loads(run(course, "settings", "--json"))
    assert set(found) == set(Settings.__struct_fields__)
    assert (found["memory_mb"]["value"], found["memory_mb"]["from"]) == (256, "nbgrader_config.py, line 4")
    assert "scipy" in found["student_packages"]["value"]
    assert found["student_packages"]["from"] == "nbgrader_config.py, line 5"
    assert (found["file_mb"]["value"], found["file_mb"]["from"]) == (7, "nbgrader_config.py, line 6")
    assert found["workers"]["from"] == "default"


def test_what_is_printed_can_stand_in_the_configuration_and_says_the_same(course, tmp_path):
    printed = run(course, "settings")
    lines = [line for line in printed.splitlines() if line.startswith("c.Autograder.")]
    again = make_course(tmp_path / "again", config="\n".join(lines), two=None)
    assert again.settings == course.settings


def test_no_password_is_shown(course):
    assert "s3cret" not in run(course, "settings")
    assert "postgresql://ta:***@host/grades" in run(course, "settings")
