"""What people gave on our page outlives `autograder grade`, and asks to be looked at where the work changed."""

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.formgrader.grades import Grades
from tests.cli.test_regrade import InThisProcess
from tests.gradebook.small_course import ONE, RIGHT, hand_in, make_course


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.cli.grading.LocalProcesses", InThisProcess)
    course = make_course(tmp_path, config="c.Autograder.student_packages = []", one=ONE, two=None)
    hand_in(course, "ada")
    return course


def graded(course, *options):
    words = ["--course", str(course.root), "grade", "a", "--trust-submissions", "--workers", "1", *options]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def why(course):
    (found,) = Grades(course.db_url, course.course_id).of_question("a", "one", "why")
    return found


@pytest.mark.parametrize("another", [False, True])
def test_scores_and_comments_survive_a_regrade(course, another):
    graded(course)
    assert why(course).open
    change = {"points": 2.5, "comment": "Good.", "seen": {"points": None, "comment": ""}}
    Grades(course.db_url, course.course_id).give(why(course).id, change)
    if another:
        hand_in(course, "ada", RIGHT | {"why": "Because of something else."})
    graded(course, "--force")
    now = why(course)
    assert (now.points, now.comment, now.open) == (2.5, "Good.", another)
    change = {"points": 2.5, "seen": {"points": 2.5, "comment": "Good."}}
    assert not Grades(course.db_url, course.course_id).give(now.id, change).open  # looked at, and still right
