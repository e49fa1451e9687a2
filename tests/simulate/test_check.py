from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from autograder.gradebook.model import Score
from autograder.outcomes import Outcome
from autograder.record.model import Diagnosis, Finding, ItemResult, NotebookRecord, PartResult
from autograder.simulate import ItemTruth, StudentTruth, Truth, check_truth, simulate
from autograder.simulate.check import differences
from tests.simulate.courses import ASSIGNMENT, NOTEBOOK, small_course

FULL = {"test-square": 2.0, "test-cube": 1.0, "why": 2.0}


def one(item: ItemTruth) -> Truth:
    student = StudentTruth("amara", "right", False, False, {}, {}, {"n1": {"t": item}})
    return Truth("a1", 0, "", (student,))


def graded(outcome: Outcome, points: float | None, *parts: PartResult) -> NotebookRecord:
    item = ItemResult("t", "T", outcome, points, 2.0, parts, staff_note="our fault")
    return NotebookRecord("k", "amara", "a1", "n1", (item,))


def lost(*numbers: int) -> PartResult:
    return PartResult("p", 0.0, 1.0, Outcome.FAILED, Finding("", tuple(Diagnosis(n, "t", "l") for n in numbers)))


def earned() -> PartResult:
    return PartResult("p", 1.0, 1.0, Outcome.PASSED)


PASSED = ItemTruth(("passed",), 2.0)
MISTAKE = ItemTruth(("wrong answer",), loses_points=True, lost_parts=(2,), may_name=(7,), must_name=(7,))
OPEN = ItemTruth()


@pytest.mark.parametrize(
    ("truth", "record"),
    [
        (PASSED, graded(Outcome.PASSED, 2.0)),
        (MISTAKE, graded(Outcome.FAILED, 1.0, earned(), lost(7))),
        (OPEN, graded(Outcome.ERROR, 0.0)),
        (OPEN, graded(Outcome.PASSED, 2.0)),
        (ItemTruth(("graded by hand",), open_points=True), graded(Outcome.MANUAL, None)),
    ],
)
def test_what_is_as_planned_is_no_difference(truth: ItemTruth, record: NotebookRecord) -> None:
    assert list(differences(one(truth), [record])) == []


@pytest.mark.parametrize(
    ("truth", "record", "said"),
    [
        (PASSED, graded(Outcome.FAILED, 2.0), "the outcome is 'wrong answer', it should be 'passed'"),
        (PASSED, graded(Outcome.PASSED, 1.5), "it earned 1.5 points, it should have earned 2"),
        (PASSED, graded(Outcome.PASSED, None), "the points are None"),
        (PASSED, graded(Outcome.PASSED, float("nan")), "the points are nan"),
        (PASSED, graded(Outcome.CANNOT_JUDGE, None), "could not be judged (our fault)"),
        (OPEN, graded(Outcome.CANNOT_JUDGE, None), "could not be judged (our fault)"),
        (OPEN, graded(Outcome.PASSED, 3.0), "the points are 3.0"),
        (MISTAKE, graded(Outcome.FAILED, 2.0, earned(), lost(7)), "the planted mistake cost nothing"),
        (MISTAKE, graded(Outcome.FAILED, 1.0, lost(7), earned()), "the parts 1 were lost, it should have been 2"),
        (MISTAKE, graded(Outcome.FAILED, 1.0, earned(), lost()), "the diagnosis does not name 7"),
        (MISTAKE, graded(Outcome.FAILED, 1.0, earned(), lost(7, 9)), "the diagnosis names 9, planted was 7"),
        (ItemTruth(open_points=True), graded(Outcome.MANUAL, 1.0), "before anyone graded it by hand"),
    ],
)
def test_each_difference_is_a_sentence(truth: ItemTruth, record: NotebookRecord, said: str) -> None:
    (sentence,) = differences(one(truth), [record])
    assert sentence.startswith("amara (right), t: ")
    assert said in sentence


def test_missing_and_surplus_records_and_items_are_differences() -> None:
    stranger = replace(graded(Outcome.PASSED, 2.0), student="nobody")
    other = replace(graded(Outcome.PASSED, 2.0), assignment="another")
    said = list(differences(one(PASSED), [stranger, other]))
    assert said == [
        "amara: there is no record of n1.",
        "nobody: there is a record of n1, but no such submission was made.",
    ]
    (item,) = graded(Outcome.PASSED, 2.0).items
    renamed = replace(graded(Outcome.PASSED, 2.0), items=(replace(item, grade_id="u"),))
    assert len(list(differences(one(PASSED), [renamed]))) == 2


def test_the_gradebook_must_keep_what_the_record_says() -> None:
    record = graded(Outcome.PASSED, 2.0)
    kept = {"amara": {"n1": {"t": Score(2.0, None)}}}
    assert list(differences(one(PASSED), [record], kept)) == []
    kept["amara"]["n1"]["t"] = Score(1.0, None)
    assert list(differences(one(PASSED), [record], kept)) == ["amara, t: the gradebook keeps 1, the record says 2."]
    kept["amara"]["n1"]["t"] = Score(2.0 + 1e-12, None)  # as a database gives it back
    assert list(differences(one(PASSED), [record], kept)) == []
    assert "the gradebook keeps no score" in next(differences(one(PASSED), [record], {}))


def test_a_grader_that_gives_everyone_everything_is_found_out(tmp_path: Path) -> None:
    course = cast(Any, small_course(tmp_path))
    truth = simulate(course, ASSIGNMENT)
    items = tuple(ItemResult(name, name, Outcome.PASSED, points, points) for name, points in FULL.items())
    generous = [NotebookRecord("k", s.student, ASSIGNMENT, NOTEBOOK, items) for s in truth.students]
    said = " ".join(check_truth(course, ASSIGNMENT, generous))
    blamed = {s.student for s in truth.students if s.student in said}
    assert blamed == {s.student for s in truth.students}
    right = " ".join(check_truth(course, ASSIGNMENT, generous[:0]))
    assert right.count("there is no record") == len(truth.students)
