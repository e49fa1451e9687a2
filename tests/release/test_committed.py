"""What is committed in release/ and solutions/ is what source/ gives."""

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.release import is_stale

COURSE = Course.open(Path(__file__).parents[2])


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_the_committed_release_is_what_the_source_gives(assignment):
    assert is_stale(COURSE, assignment) == []


@pytest.mark.integration
@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_the_committed_solution_is_what_running_the_source_gives(assignment):
    assert is_stale(COURSE, assignment, execute=True) == []
