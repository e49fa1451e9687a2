"""The hidden tests of the course do their duty: right answers earn all, mistakes lose points, none is misnamed.

One audit per assignment, with the very code of `autograder audit`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from autograder.audit import Audit, Status, audit
from autograder.course import Course
from autograder.sandbox import Nursery
from tests.course.material import LISTED, NOTEBOOKS, ROOT, variants

pytestmark = pytest.mark.integration
ASSIGNMENTS = [path.parent.name for path in NOTEBOOKS]
every_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery(("numpy", "matplotlib", "ipython"), trust=True) as nursery:
        yield nursery


@functools.cache
def matrix(assignment: str, nursery: Nursery) -> Audit:
    return audit(Course.open(ROOT), assignment, nursery)


@every_assignment
def test_right_answers_earn_all_stubs_none_and_no_mistake_is_missed_faint_or_misnamed(
    assignment: str, nursery: Nursery
) -> None:
    assert matrix(assignment, nursery).problems == []


@every_assignment
def test_most_mistakes_with_a_number_are_named(assignment: str, nursery: Nursery) -> None:
    planted = [
        (row.number, name, cell.status)
        for row in matrix(assignment, nursery).rows
        for name, cell in row.cells.items()
        if row.number and cell.planted
    ]
    caught = [(number, name) for number, name, status in planted if status is not Status.NAMED]
    assert len(caught) <= 0.1 * len(planted), caught


@every_assignment
def test_every_mistake_of_the_list_that_can_occur_is_planted(assignment: str, nursery: Nursery) -> None:
    rows = [row for row in matrix(assignment, nursery).rows if row.number in LISTED]
    assert [row.number for row in rows if not any(cell.planted for cell in row.cells.values())] == []


def test_every_mistake_of_the_list_occurs_in_the_course() -> None:
    assert {v.number for v in variants() if v.kind == "mistake"} >= LISTED
