"""From what was found to the result of a graded cell."""

from dataclasses import dataclass

import pytest

from autograder.intake.sanitise import PreparedCell
from autograder.kernel.protocol import Execution
from autograder.outcomes import Outcome
from autograder.record.model import Finding, PartResult
from autograder.session import items
from tests.session.masters import cell

O = Outcome
STUB = "def f(): raise NotImplementedError"
TEST = cell("test", "f()", grade=True, locked=True, points=2.0)


@dataclass
class Step:
    cell: PreparedCell
    execution: Execution | None = None


def step(grade_id, *, written=True, ended=O.PASSED, **kind):
    master = cell(grade_id, STUB, **kind)
    source = f"{STUB}  # mine" if written else STUB
    return Step(PreparedCell(master.cell_type, source, master), Execution(ended, message="it broke"))


def answer(written, ended=O.PASSED):
    return step("f", written=written, ended=ended, solution=True)


def part(outcome):
    points = 1.0 if outcome is O.PASSED else 0.0
    return PartResult("p", points, 1.0, outcome, None if points else Finding("said"))


GOOD, STUBBED, BROKEN = answer(True), answer(False), answer(True, O.TIME_LIMIT)
TABLE = [
    # parts, answers -> outcome, outcomes of the parts, message
    ([O.PASSED, O.PASSED], [GOOD], O.PASSED, [O.PASSED, O.PASSED], ""),
    ([O.PASSED, O.PASSED], [STUBBED], O.PASSED, [O.PASSED, O.PASSED], ""),
    ([O.FAILED, O.PASSED], [GOOD], O.FAILED, [O.FAILED, O.PASSED], ""),
    ([O.PASSED, O.ERROR], [GOOD], O.ERROR, [O.PASSED, O.ERROR], ""),
    ([O.FAILED, O.ERROR], [STUBBED], O.FAILED, [O.FAILED, O.ERROR], ""),  # answered in a cell of one's own
    ([O.FAILED, O.UNANSWERED], [STUBBED], O.UNANSWERED, [O.UNANSWERED] * 2, "as it was released"),
    ([O.ERROR, O.ERROR], [STUBBED], O.UNANSWERED, [O.UNANSWERED] * 2, "as it was released"),
    ([O.FAILED, O.ERROR], [STUBBED, GOOD], O.FAILED, [O.FAILED, O.ERROR], ""),
    ([O.FAILED, O.PASSED], [STUBBED], O.FAILED, [O.FAILED, O.PASSED], ""),
    ([O.FAILED], [], O.FAILED, [O.FAILED], ""),
    ([O.UNANSWERED], [], O.UNANSWERED, [O.UNANSWERED], ""),
    ([O.UNANSWERED], [STUBBED], O.UNANSWERED, [O.UNANSWERED], "as it was released"),
    ([O.UNANSWERED, O.FAILED], [GOOD], O.ERROR, [O.ERROR, O.FAILED], ""),
    ([O.UNANSWERED, O.PASSED], [GOOD, STUBBED], O.UNANSWERED, [O.UNANSWERED, O.PASSED], ""),
    ([O.ERROR, O.ERROR], [BROKEN], O.TIME_LIMIT, [O.TIME_LIMIT] * 2, "it broke"),
    ([O.ERROR, O.FAILED], [BROKEN], O.FAILED, [O.TIME_LIMIT, O.FAILED], "it broke"),
    ([O.PASSED, O.ERROR], [BROKEN], O.ERROR, [O.PASSED, O.ERROR], ""),
]


@pytest.mark.parametrize(("parts", "answers", "outcome", "told", "message"), TABLE)
def test_a_test_is_explained_by_its_parts_and_its_answers(parts, answers, outcome, told, message):
    why = items.explain([part(o) for o in parts], answers)
    assert (why.outcome, [p.outcome for p in why.parts]) == (outcome, told)
    assert message in why.message
    assert bool(message) is bool(why.message)
    assert sum(p.points for p in why.parts) == parts.count(O.PASSED)


@pytest.mark.parametrize(("parts", "answers", "outcome", "told", "message"), TABLE)
def test_not_answered_is_said_only_where_an_answer_is_as_it_was_released(parts, answers, outcome, told, message):
    why = items.explain([part(o) for o in parts], answers)
    if O.UNANSWERED in (why.outcome, *(p.outcome for p in why.parts)):
        assert not answers or not all(a.cell.changed for a in answers)


@pytest.mark.parametrize("written", [True, False])
@pytest.mark.parametrize("last", [O.PASSED, O.FAILED])
def test_points_are_those_of_the_parts_and_all_where_all_passed(written, last):
    item = items.judged(TEST, [part(O.PASSED), part(last)], [answer(written)], "seed")
    assert item.points == (2.0 if last is O.PASSED else 1.0)


def steps(pattern):
    """a, b: answers; h: text graded by hand; c: code graded by hand; t: test; o: own cell; g: given cell."""
    kinds = {
        "a": {"solution": True},
        "b": {"solution": True},
        "h": {"solution": True, "grade": True, "cell_type": "markdown"},
        "c": {"solution": True, "grade": True},
        "t": {"grade": True, "locked": True},
        "g": {"locked": True},
    }
    return [Step(PreparedCell("code", "x")) if kind == "o" else step(kind, **kinds[kind]) for kind in pattern]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("", ""), ("a", "a"), ("ab", "ab"), ("at", "a"), ("att", "a"), ("abt", "ab"), ("atb", "b"), ("atbt", "b"),
        ("ath", "a"), ("h", ""), ("ha", "a"), ("ahb", "ab"), ("athb", "b"), ("c", "c"), ("atc", "c"), ("aog", "a"),
        ("aogtog", "a"), ("t", ""),
    ],
)  # fmt: skip
def test_a_test_is_about_the_answers_since_the_last_one_or_about_that_ones(pattern, names):
    found = items.answers_before(steps(pattern))
    assert "".join(s.cell.master.grade_id for s in found) == names


@pytest.mark.parametrize("outcome", [o for o in Outcome if not o.is_ours])
def test_an_outcome_of_the_whole_notebook_is_that_of_every_item(outcome):
    results = items.whole_notebook([TEST, cell("why", grade=True, points=1.0)], outcome, "why")
    assert {(r.outcome, r.points, r.message) for r in results} == {(outcome, 0.0, "why")}


def test_a_fault_of_ours_never_writes_points():
    assert [r.points for r in items.whole_notebook([TEST], Outcome.CANNOT_JUDGE, "disk")] == [None]


@pytest.mark.parametrize(("written", "outcome", "points"), [(True, O.MANUAL, None), (False, O.UNANSWERED, 0.0)])
def test_what_is_graded_by_hand_waits_for_a_person_unless_it_was_not_begun(written, outcome, points):
    item = items.by_hand(step("why", written=written, solution=True, grade=True).cell)
    assert (item.outcome, item.points) == (outcome, points)
