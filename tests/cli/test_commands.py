import json
import shutil
import sys

import pytest
from click.testing import CliRunner

from autograder.cli import app
from autograder.cli.app import cli
from autograder.errors import CourseError
from tests.batch.test_run import hand_in
from tests.hostile.driver import TEST
from tests.hostile.driver import course as small_course


def run(course, *arguments):
    return CliRunner().invoke(cli, ["--course", str(course.root), *arguments], catch_exceptions=False)


@pytest.fixture
def course(tmp_path):
    course = small_course(tmp_path)
    (tmp_path / "gradebook.db").unlink()  # that one holds no database
    hand_in(course, "someone-else", "def double(x):\n    return x")
    hand_in(course, "ada", "def double(x):\n    return 2 * x")
    return course


def graded(course, *options):
    return run(course, "grade", "a", "--trust-submissions", "--workers", "1", *options)


@pytest.mark.integration
def test_grade_ends_with_a_table_and_feedback_writes_a_page_for_each_student(course):
    result = graded(course)
    assert result.exit_code == 0, result.output
    assert "2 / 2" in result.output
    assert "wrong answer" in result.output
    assert run(course, "feedback", "a").output.startswith("2 pages")
    page = (course.feedback / "someone-else" / "a" / "n.html").read_text()
    assert "wrong answer" in page
    assert "rng.uniform" not in page


@pytest.mark.integration
def test_grade_as_json_is_for_scripts(course):
    results = json.loads(graded(course, "--json").stdout)
    assert {entry["student"]: entry["points"] for entry in results} == {"ada": 2, "someone-else": 0}
    assert results[0]["items"]["test-double"] == {"points": 2, "outcome": "passed"}


@pytest.mark.integration
def test_what_could_not_be_judged_is_told_and_exits_with_1(course):
    source = course.source / "a" / "n.ipynb"
    source.write_text(source.read_text().replace("x = rng.uniform(1, 2)", "x = 1 / 0"))
    result = graded(course)
    assert result.exit_code == 1
    assert "cannot judge" in result.output
    assert "ZeroDivisionError" in result.output
    assert run(course, "feedback", "a").exit_code == 0
    assert "ZeroDivisionError" not in (course.feedback / "ada" / "a" / "n.html").read_text()


def sentence(capsys, monkeypatch, course, *arguments):
    monkeypatch.setattr(sys, "argv", ["autograder", "--course", str(course), *arguments])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said


def test_an_unknown_assignment_is_one_sentence_that_names_the_known_ones(capsys, monkeypatch, course):
    for command in ("grade", "release", "feedback", "simulate"):
        said = sentence(capsys, monkeypatch, course.root, command, "b")
        assert "no assignment 'b'" in said
        assert "there are: a" in said


def test_a_folder_without_a_configuration_is_one_sentence(capsys, monkeypatch, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "nbgrader_config.py" in sentence(capsys, monkeypatch, tmp_path / "empty", "grade", "a")


def test_nothing_handed_in_is_one_sentence(capsys, monkeypatch, course):
    for student in ("ada", "someone-else"):
        (course.submitted / student / "a" / "n.ipynb").unlink()
        (course.submitted / student / "a").rmdir()
    assert "Nobody has handed in a" in sentence(capsys, monkeypatch, course.root, "grade", "a")


def test_a_hidden_test_that_is_no_python_is_one_sentence_with_its_place(capsys, monkeypatch, course):
    source = course.source / "a" / "n.ipynb"
    source.write_text(source.read_text().replace("for title in", "for title inn"))
    said = sentence(capsys, monkeypatch, course.root, "grade", "a")
    assert "test-double" in said
    assert "line" in said


def test_feedback_before_grading_says_what_to_do(capsys, monkeypatch, course):
    assert "autograder grade a" in sentence(capsys, monkeypatch, course.root, "feedback", "a")


def test_the_example_in_these_tests_is_judged_outside(course):
    (master,) = course.masters("a")
    assert master.trusted_judge(master.cells[1])
    assert "autograder.hidden" in TEST


@pytest.mark.integration
def test_all_grades_and_explains_every_assignment_that_was_handed_in(course):
    shutil.copytree(course.source / "a", course.source / "b")
    shutil.copytree(course.source / "a", course.source / "never")
    shutil.copytree(course.submitted / "ada" / "a", course.submitted / "ada" / "b")
    result = run(course, "grade", "--all", "--trust-submissions", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert ("grading a" in result.output, "grading b" in result.output) == (True, True)
    assert "never" not in result.output
    told = json.loads(run(course, "grade", "--all", "ada", "--trust-submissions", "--json").stdout)
    assert [(entry["student"], entry["assignment"]) for entry in told] == [("ada", "a"), ("ada", "b")]
    assert run(course, "feedback", "--all").exit_code == 0
    assert sorted(path.parent.name for path in (course.feedback / "ada").rglob("*.html")) == ["a", "b"]


@pytest.mark.parametrize("command", ["grade", "feedback", "simulate"])
def test_without_an_assignment_a_command_says_what_to_write(course, command):
    result = CliRunner().invoke(cli, ["--course", str(course.root), command])
    assert result.exit_code == 2
    assert "--all" in result.output


def test_all_says_so_where_a_student_has_handed_in_nothing(course):
    with pytest.raises(CourseError, match="nobody has handed in nothing"):
        run(course, "grade", "--all", "nobody", "--trust-submissions")
