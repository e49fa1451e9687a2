"""A source is tried once, and again whenever something changed that its solution's grade depends on."""

from dataclasses import replace

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import make_graders
from autograder.kernel.fake import FakeKernel
from autograder.kernel.protocol import Limits
from autograder.verified import confirm, solution_of, unverified
from tests.gradebook.small_course import make_course


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path, two=None)


def tried(course):
    for grader in unverified(course, make_graders(course, "a")):
        confirm(course, grader, grader.grade(solution_of(course, grader.master), FakeKernel))


def test_a_source_is_tried_once(course):
    assert [grader.master.notebook for grader in unverified(course, make_graders(course, "a"))] == ["one"]
    tried(course)
    assert unverified(course, make_graders(course, "a")) == []


def test_a_change_of_the_source_or_of_the_limits_has_it_tried_again(course):
    tried(course)
    (grader,) = make_graders(course, "a")
    assert unverified(course, [replace(grader, limits=Limits(cell_seconds=1.5))])
    path = course.source / "a" / "one.ipynb"
    path.write_text(path.read_text().replace("double(3) == 6", "double(4) == 8"))
    assert unverified(course, make_graders(course, "a"))


def test_a_solution_that_misses_points_has_no_stamp_and_one_sentence_says_what_fails(course):
    path = course.source / "a" / "one.ipynb"
    path.write_text(path.read_text().replace("double(3) == 6", "double(3) == 7"))
    with pytest.raises(CourseError, match=r"a/one.ipynb, test-double .*0 of 2 points") as told:
        tried(course)
    assert "c.Autograder.verify_solutions = False" in str(told.value)
    assert "\n" not in str(told.value)
    assert unverified(course, make_graders(course, "a"))


def test_a_course_may_grade_with_what_its_solution_does_not_pass_where_it_says_so(course):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograder.verify_solutions = False\n")
    again = Course.open(course.root)
    assert unverified(again, make_graders(again, "a")) == []


def test_a_damaged_stamp_is_none(course):
    tried(course)
    (course.state / "verified" / "a" / "one").write_bytes(b"\xff\x00")
    assert unverified(course, make_graders(course, "a"))
