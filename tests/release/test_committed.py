"""What is committed in release/ and solutions/ is what source/ gives."""

import resource
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.release import is_stale

COURSE = Course.open(Path(__file__).parents[2])
SECONDS = 60  # what the course promises of a notebook; it needs a small part of that


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_the_committed_release_is_what_the_source_gives(assignment):
    assert is_stale(COURSE, assignment) == []


@pytest.mark.integration
@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_the_committed_solution_is_what_running_the_source_gives_within_a_minute(assignment):
    before = computed()
    assert is_stale(COURSE, assignment, execute=True) == []
    assert computed() - before < SECONDS


def computed() -> float:
    """Seconds of computing of all kernels that have ended, however busy the machine was."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
