"""AUTOTEST lines become tests by nbgrader's own step, made from the solution's values."""

import shutil
from pathlib import Path

import nbgrader
import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.release.build import release_files

from .courses import check, solution, write_course

TEMPLATES = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "autotests.yml"
HASHED = "### BEGIN HIDDEN TESTS\n### HASHED AUTOTEST double(21)\n### END HIDDEN TESTS\n### AUTOTEST double(2)"


def course_of(root: Path, test: str, *, own: bool = False) -> Course:
    course = write_course(root, [solution(), check(test)])
    shutil.copy(TEMPLATES, course.source / "one" if own else root)
    return course


def told(course) -> str:
    with pytest.raises(CourseError) as caught:
        course.masters("one")
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.integration
def test_a_line_becomes_tests_and_what_is_hidden_stays_hidden_and_hashed(tmp_path):
    course = course_of(tmp_path, HASHED)
    (master,) = course.masters("one")
    test = master.cells[1]
    assert 'assert str(double(2)) == """4"""' in test.released
    assert "double(21)" in test.hidden
    assert "hexdigest" in test.hidden
    assert '"42"' not in test.hidden
    assert "AUTOTEST" not in test.full
    assert "double(21)" not in test.released
    assert Course.open(tmp_path).masters("one")[0] == master


@pytest.mark.integration
def test_the_file_of_templates_shapes_the_tests_and_is_not_for_students(tmp_path):
    course = course_of(tmp_path, "### AUTOTEST double(2)", own=True)
    (master,) = course.masters("one")
    assert "Success!" in master.cells[1].released
    assert list(release_files(course, "one", [master])) == ["work.ipynb"]
    templates = course.source / "one" / TEMPLATES.name
    templates.write_text(templates.read_text().replace("Success!", "Well done!"))
    assert "Well done!" in course.masters("one")[0].cells[1].released


def test_without_templates_it_is_said_where_they_come_from(tmp_path):
    course = write_course(tmp_path, [solution(), check("### AUTOTEST double(2)")])
    assert "there is no autotests.yml in" in told(course)


@pytest.mark.integration
def test_what_the_solution_cannot_run_is_one_sentence(tmp_path):
    said = told(course_of(tmp_path, "### AUTOTEST double(2, 3)"))
    assert "cannot make tests of its AUTOTEST lines (TypeError: double() takes 1 positional argument" in said


def test_templates_that_are_none_are_one_sentence(tmp_path):
    course = course_of(tmp_path, "### AUTOTEST double(2)")
    (tmp_path / TEMPLATES.name).write_text("python3: [1\n")
    assert "autotests.yml" in told(course)
