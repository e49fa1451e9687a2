"""A release needs a solution that earns every point that a test decides."""

import pytest

from autograder.outcomes import Outcome
from autograder.record.model import Finding
from autograder.verified.earned import automatic, shortfalls
from tests.course_folder.courses import write_course
from tests.release.records import changed, full_marks, part


@pytest.fixture
def master(tmp_path):
    (made,) = write_course(tmp_path).masters("one")
    return made


def test_full_marks_are_full_marks(master):
    assert shortfalls(master, full_marks(None, master)) == []


def test_what_is_graded_by_hand_is_not_asked_for(master):
    assert [cell.grade_id for cell in automatic(master)] == ["test-double"]


def test_the_part_that_failed_is_named_with_what_was_found(master):
    finding = Finding("2x differs in every entry")
    parts = (part("whole numbers", 1.0), part("fractions", 1.0, Outcome.FAILED, finding))
    record = changed(full_marks(None, master), outcome=Outcome.FAILED, points=1.0, parts=parts)
    (problem,) = shortfalls(master, record)
    assert problem.startswith("work.ipynb, test-double (Exercise 1: double): the solution earns 1 of 2 points")
    assert 'part "fractions": wrong answer: 2x differs in every entry' in problem


def test_no_result_is_no_mark(master):
    record = full_marks(None, master)
    record = type(record)(record.key, record.student, record.assignment, record.notebook, ())
    assert "returned no result" in shortfalls(master, record)[0]


@pytest.mark.parametrize("points", [None, float("nan"), 1.999, 0.0])
def test_passed_without_the_points_is_not_full_marks(master, points):
    assert len(shortfalls(master, changed(full_marks(None, master), points=points))) == 1


def test_an_item_that_could_not_be_judged_is_told_with_the_staffs_note(master):
    record = changed(
        full_marks(None, master), outcome=Outcome.CANNOT_JUDGE, points=None, parts=(), staff_note="NameError: sample"
    )
    assert "earns none of 2 points; NameError: sample" in shortfalls(master, record)[0]


def test_parts_that_do_not_sum_to_the_cells_points_are_told(master):
    record = changed(full_marks(None, master), points=3.0, max_points=3.0)
    assert "the cell is worth 2 points, its parts 3" in shortfalls(master, record)[0]


@pytest.mark.parametrize("where", ["item", "part"])
def test_full_points_without_passing_are_not_full_marks(master, where):
    parts = (part("all", 2.0, Outcome.FAILED if where == "part" else Outcome.PASSED),)
    outcome = Outcome.FAILED if where == "item" else Outcome.PASSED
    assert len(shortfalls(master, changed(full_marks(None, master), outcome=outcome, parts=parts))) == 1
