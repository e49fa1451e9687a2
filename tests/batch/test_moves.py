"""Who moved, by how much, and why: told from two records, whatever changed between them."""

from dataclasses import replace

import pytest

from autograder.batch.moves import moves
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord

INPUTS = dict.fromkeys(("submission", "master", "grader", "references", "environment", "limits", "seed"), "1")


def record(points, *, max_points=2.0, judged_by="a", outcome=Outcome.FAILED, name="t", **inputs):
    item = ItemResult(name, "T", outcome, points, max_points, judged_by=judged_by)
    return NotebookRecord(repr(inputs), "ada", "a", "n", (item,), inputs={**INPUTS, **inputs})


OLD = record(2.0)
REASONS = {
    "its test changed": record(0.0, judged_by="b", master="2"),
    "the submission changed": record(0.0, submission="2"),
    "the grader changed": record(0.0, references="2"),
    "packages or limits changed": record(0.0, limits="2"),
    "the course's secret changed": record(0.0, seed="2"),
    "the notebook of the course changed elsewhere": record(0.0, master="2"),
    "it is worth 4 points, not 2": record(4.0, max_points=4.0, master="2"),
    "it can not be judged": record(None, outcome=Outcome.CANNOT_JUDGE),
    "the same work, graded again: its outcome varies": record(0.0),
    "its test changed, the submission changed": record(0.0, judged_by="b", master="2", submission="2"),
}


@pytest.mark.parametrize("why", REASONS)
def test_every_move_has_its_reason(why):
    new = REASONS[why]
    (move,) = moves(OLD, new)
    assert (move.student, move.grade_id, move.before, move.after) == ("ada", "t", 2.0, new.items[0].points)
    assert move.why == why


def test_what_could_not_be_judged_before_says_so():
    (move,) = moves(REASONS["it can not be judged"], OLD)
    assert (move.before, move.after, move.why) == (None, 2.0, "it could not be judged before")


def test_nobody_moves_where_the_points_are_the_same_or_there_was_nothing():
    assert moves(None, OLD) == []
    assert moves(OLD, replace(OLD, key="other", inputs={})) == []


def test_an_exercise_that_came_or_went_is_a_move():
    other = record(1.0, name="u")
    assert {(m.grade_id, m.before, m.after, m.why) for m in moves(OLD, other)} == {
        ("t", 2.0, None, "the exercise was dropped"),
        ("u", None, 1.0, "the exercise was added"),
    }
