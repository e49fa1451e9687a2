"""Functions of the course that nbgrader calls before and after it grades are called here too."""

import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from autograder.batch.jobs import Job
from autograder.batch.run import grade_class
from autograder.cli.app import cli
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from tests.batch.test_run import Here, Nobody
from tests.gradebook.small_course import hand_in, make_course

HOOKS = """
from pathlib import Path


def before(assignment, student, notebooks):
    with open("called.txt", "a") as file:
        print("before", assignment, student, [Path(path).name for path in notebooks], file=file)
    {does}


def after(assignment, student, notebooks):
    with open("called.txt", "a") as file:
        print("after", assignment, student, len(list(Path("autograded").rglob("*.ipynb"))), file=file)
"""
CONFIG = "c.Autograde.pre_convert_hook = 'hooks.before'\nc.Autograde.post_convert_hook = 'hooks.after'"


def course_of(root, does="", config=CONFIG) -> Course:
    (root / "hooks.py").write_text(HOOKS.format(does=does))
    course = make_course(root, config=config)
    hand_in(course, "ada")
    return course


def grade(course):
    with Gradebook(course) as gradebook:
        return grade_class(Job(course, "a", ("ada",)), Here(), gradebook, Nobody())


def called(course) -> list[str]:
    path = course.root / "called.txt"
    return path.read_text().splitlines() if path.exists() else []


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.delitem(sys.modules, "hooks", raising=False)


def test_they_are_called_once_for_a_submission_that_is_graded_and_not_for_one_that_is_unchanged(tmp_path):
    course = course_of(tmp_path)
    assert not grade(course).hooks
    assert called(course) == ["before a ada ['one.ipynb', 'two.ipynb']", "after a ada 2"]
    assert grade(course).cached == 2
    assert len(called(course)) == 2


def test_what_the_first_one_changes_is_what_is_graded(tmp_path):
    course = course_of(tmp_path, "for path in notebooks:\n        Path(path).write_text('no notebook')")
    assert {item.outcome.value for record in grade(course).records for item in record.items} == {
        "not a readable notebook"
    }


def test_one_that_fails_is_told_and_changes_no_grade(tmp_path):
    course = course_of(tmp_path, "1 / 0")
    graded = grade(course)
    assert sum(record.points for record in graded.records) == 3
    (told,) = graded.hooks
    assert told.startswith("c.Autograde.pre_convert_hook failed for a of ada (ZeroDivisionError: ")


def test_one_that_cannot_be_loaded_is_one_sentence_before_anything_is_run(tmp_path):
    course = course_of(tmp_path, config="c.Autograde.pre_convert_hook = 'hooks.nobody'")
    with pytest.raises(CourseError, match=r"names 'hooks\.nobody', which cannot be loaded"):
        grade(course)


def test_release_calls_those_of_generate_assignment(tmp_path, monkeypatch):
    config = CONFIG.replace("Autograde", "GenerateAssignment")
    course = course_of(tmp_path, config=config)
    monkeypatch.setattr("autograder.cli.release.prepare", lambda *_: SimpleNamespace(report="released"))
    monkeypatch.setattr("autograder.cli.release.put_in_place", lambda _: None)
    CliRunner().invoke(cli, ["--course", str(course.root), "release"], catch_exceptions=False)
    assert called(course) == ["before a . ['one.ipynb', 'two.ipynb']", "after a . 0"]
