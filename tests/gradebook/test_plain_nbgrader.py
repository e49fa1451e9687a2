"""Plain nbgrader never runs in a student's kernel what is judged outside of it."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.course import Course
from autograder.course.configuration import CONFIG_NAME
from autograder.course.fresh import begin
from autograder.errors import EXPORTER_LINE
from autograder.gradebook import Gradebook
from autograder.judge.notebook import _of_autograde
from autograder.release import build, execute, release
from tests.course_folder.courses import CONFIG, check, right_cells, solution, write_course, write_notebook
from tests.gradebook import database
from tests.gradebook.small_course import empty_database, write
from tests.gradebook.stock import of_course, said
from tests.release.records import full_marks

TRUSTED = """assert double(1) == 2
### BEGIN HIDDEN TESTS
from autograder.hidden import call, expect, part
with part("three", points=2):
    expect(call("double", 3), 6, what="2x")
### END HIDDEN TESTS"""


def course_of(root, test=TRUSTED, config="") -> Course:
    (root / "gradebook.db").write_bytes(empty_database())
    return write_course(root, [solution(), check(test)], CONFIG + config)


def kernel(course) -> dict[str, str]:
    with Gradebook(course) as gradebook:
        for master in course.masters("one"):
            gradebook.register(master)
    (row,) = database.query(course, "select kernelspec from notebook")
    return json.loads(row["kernelspec"])


@pytest.mark.parametrize("answer", ["return 2 * x", "return x"])
def test_autograde_refuses_right_and_wrong_answers_alike_and_says_which_line_is_missing(tmp_path, answer):
    course = course_of(tmp_path)
    kernel(course)
    (master,) = course.masters("one")
    master.released["cells"][0]["source"] = f"def double(x):\n    {answer}"
    write(course.submitted / "ada" / "one" / "work.ipynb", master.released)
    with of_course(tmp_path) as nbgrader:
        result = nbgrader.autograde("one", "ada")
    assert not result["success"]
    assert EXPORTER_LINE in said(result)
    assert database.grade(course, "test-double")["auto_score"] is None
    assert not (course.autograded / "ada" / "one").exists()


def test_with_the_line_a_notebook_keeps_its_kernel(tmp_path):
    assert kernel(course_of(tmp_path, config=EXPORTER_LINE + "\n"))["name"] == "python3"


def test_a_notebook_whose_tests_run_in_the_kernel_keeps_it(tmp_path):
    assert kernel(course_of(tmp_path, "assert double(1) == 2"))["name"] == "python3"


@pytest.mark.integration
def test_a_kernel_in_which_nbgrader_grades_ends_where_such_a_test_begins(tmp_path):
    course = course_of(tmp_path)
    with of_course(tmp_path) as nbgrader:
        assert nbgrader.generate_assignment("one")["success"]  # writes the notebook's true kernel
        write(course.submitted / "ada" / "one" / "work.ipynb", (course.source / "one" / "work.ipynb").read_text())
        result = nbgrader.autograde("one", "ada")
    assert not result["success"]
    assert EXPORTER_LINE in said(result)
    assert database.grade(course, "test-double")["auto_score"] is None


def test_an_instructors_own_kernel_goes_on_whatever_nbgrader_left_in_its_environment(monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert _of_autograde(":memory:")
    assert not _of_autograde("/home/ada/.ipython/profile_default/history.sqlite")
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/ada/source/one/work.ipynb")
    assert not _of_autograde(":memory:")
    assert "NBGRADER_EXECUTION" not in execute._environment(Path())


@pytest.fixture
def no_kernel(monkeypatch):
    monkeypatch.setattr(build, "solution_files", lambda course, masters: {})


def test_release_warns_where_the_line_is_missing_and_only_there(tmp_path, no_kernel):
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    warned = release(course_of(tmp_path / "without"), "one", full_marks).notes
    assert EXPORTER_LINE in warned[0]
    assert not release(course_of(tmp_path / "with", config=EXPORTER_LINE + "\n"), "one", full_marks).notes
    (tmp_path / "ordinary").mkdir()
    assert not release(write_course(tmp_path / "ordinary", right_cells()), "one", full_marks).notes


@pytest.mark.parametrize("before", [None, "", " \n\n"])
def test_release_gives_a_course_without_a_configuration_one_with_the_line(tmp_path, monkeypatch, before):
    write_notebook(tmp_path, [solution(), check(TRUSTED)])
    (tmp_path / "gradebook.db").write_bytes(empty_database())
    if before is not None:
        (tmp_path / CONFIG_NAME).write_text(before)
    monkeypatch.setattr("autograder.cli.release.prepare", lambda *_: SimpleNamespace(report="released"))
    monkeypatch.setattr("autograder.cli.release.put_in_place", lambda _: None)
    done = CliRunner().invoke(cli, ["--course", str(tmp_path), "release"], catch_exceptions=False)
    assert "is new" in done.output
    assert "released" in done.output
    assert not Course.open(tmp_path).judged_by_nbgrader


def test_a_configuration_that_says_anything_and_a_folder_without_notebooks_stay_as_they_are(tmp_path):
    write_notebook(tmp_path, right_cells())
    (tmp_path / CONFIG_NAME).write_text("c = get_config()\n")
    (tmp_path / "empty").mkdir()
    assert not begin(tmp_path)
    assert not begin(tmp_path / "empty")
    assert (tmp_path / CONFIG_NAME).read_text() == "c = get_config()\n"
    assert not list((tmp_path / "empty").iterdir())
