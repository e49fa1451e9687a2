"""The hidden tests of the course do their duty: right answers earn all, mistakes lose points, none is misnamed.

Every run takes a new key, under which all that is hidden is drawn, and a fifth of the assignments, others each day;
AUDIT=all in the environment takes all of them, as `make audit` does. A failure tells its key: AUDIT_KEYS="HEX HEX"
repeats it, and `autograder audit --key HEX` shows more.
"""

from __future__ import annotations

import functools
import os

import pytest

from autograder.audit import Audit, Status, audit, audit_keys, keys
from autograder.audit.run import SAME_KEY, AuditTask
from autograder.course import Course
from autograder.sandbox.nursery import Nursery
from tests.course.material import LISTED, NOTEBOOKS, ROOT, variants
from tests.days import of_today

pytestmark = pytest.mark.integration
ASSIGNMENTS = of_today([path.parent.name for path in NOTEBOOKS], 5, "AUDIT")
NEW_KEYS = 1
DRAWN = tuple(map(keys.from_hex, os.environ.get("AUDIT_KEYS", "").split())) or keys.fresh(NEW_KEYS)
UNDER = f'AUDIT_KEYS="{" ".join(key.hex() for key in DRAWN)}"'
#: One with graphs and one with a network's gradients would take long: what is compared is the way of judging.
IN_BOTH = "04-chain-rule-poll"
every_assignment = pytest.mark.parametrize("assignment", ASSIGNMENTS)


@functools.cache
def matrices() -> dict[str, Audit]:
    return {found.assignment: found for found in audit_keys(Course.open(ROOT), ASSIGNMENTS, DRAWN)}


@every_assignment
def test_right_answers_earn_all_stubs_none_and_no_mistake_is_missed_faint_or_misnamed(assignment: str) -> None:
    assert matrices()[assignment].problems == [], UNDER


@every_assignment
def test_most_mistakes_are_named_and_no_name_is_wrong(assignment: str) -> None:
    for kind, naming in matrices()[assignment].naming.items():
        assert naming.wrong == 0, (kind, UNDER)
        assert naming.recall >= 0.9 or not kind.endswith("singles"), (kind, naming, UNDER)


@every_assignment
def test_most_mistakes_with_a_number_are_named(assignment: str) -> None:
    planted = [
        (row.number, name, cell.status)
        for row in matrices()[assignment].rows
        for name, cell in row.cells.items()
        if row.number and cell.planted
    ]
    caught = [(number, name) for number, name, status in planted if status is not Status.NAMED]
    assert len(caught) <= 0.1 * len(planted), (caught, UNDER)


@every_assignment
def test_every_mistake_of_the_list_that_can_occur_is_planted(assignment: str) -> None:
    rows = [row for row in matrices()[assignment].rows if row.number in LISTED]
    assert [row.number for row in rows if not any(cell.planted for cell in row.cells.values())] == [], UNDER


def test_every_mistake_of_the_list_occurs_in_the_course() -> None:
    assert {v.number for v in variants() if v.kind == "mistake"} >= LISTED


def test_judged_in_this_process_or_in_the_sandbox_an_answer_comes_to_the_same() -> None:
    here = AuditTask(ROOT, IN_BOTH, (SAME_KEY,)).run(lambda: None)
    with Nursery(("numpy", "matplotlib", "ipython"), trust=True) as nursery:
        caged = audit(Course.open(ROOT), IN_BOTH, nursery)
    assert here.rows == caged.rows
    assert here.naming == caged.naming
    assert here.found == caged.found
