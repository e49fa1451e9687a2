"""What people gave on our page outlives `autograder grade`, and asks to be looked at where the work changed."""

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.errors import MachineError
from autograder.formgrader.grades import Grades
from tests.cli.test_regrade import InThisProcess
from tests.gradebook.small_course import ONE, RIGHT, good, hand_in, make_course, master_of, put
from tests.postgres import PASSWORD


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
    with Grades(course.db_url, course.course_id) as grades:
        (found,) = grades.of_question("a", "one", "why")
    return found


def give(course, **change):
    with Grades(course.db_url, course.course_id) as grades:
        return grades.give(why(course).id, change)


@pytest.mark.parametrize("another", [False, True])
def test_scores_and_comments_survive_a_regrade(course, another):
    graded(course)
    assert why(course).open
    give(course, points=2.5, comment="Good.", seen={"points": None, "comment": ""})
    if another:
        hand_in(course, "ada", RIGHT | {"why": "Because of something else."})
    graded(course, "--force")
    now = why(course)
    assert (now.points, now.comment, now.open) == (2.5, "Good.", another)
    assert not give(course, points=2.5, seen={"points": 2.5}).open  # looked at, and still right


def test_points_are_given_in_postgresql_too_and_no_sentence_shows_its_password(tmp_path, postgres):
    url = postgres.url(postgres.new_database())
    course = make_course(tmp_path, config=f"c.CourseDirectory.db_url = {url!r}", two=None)
    hand_in(course, "ada")
    put(course, good(master_of(course)))
    given = give(course, points=2.5, comment="½\0 <b>", seen={"points": None, "comment": ""})
    assert (given.points, given.comment, given.open) == (2.5, "½ <b>", False)
    with Grades(course.db_url, course.course_id) as grades:
        assert grades.counts()["a", "one", "why"] == (1, 0)
        assert len(grades.of_assignment("a")) == 2
    with pytest.raises(MachineError) as said, Grades(url.replace("//", "//x"), "course") as grades:
        grades.counts()
    assert PASSWORD not in str(said.value)
