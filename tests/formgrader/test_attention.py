"""Why something needs a person: the engine's outcomes, until somebody gave points instead."""

import pytest

from autograder.formgrader.attention import BY_OUTCOME, looks
from autograder.formgrader.grades import Given
from autograder.outcomes import NEED_A_PERSON, Outcome
from autograder.record.store import Ended
from tests.gradebook.small_course import result


def given(question="q", points=None, auto=None, asks=True, worth=2.0):
    return Given("id", "s", "ada", "Ada", question, "n", worth, auto, points, None, asks, "", "")


def tags(one, outcome=Outcome.MANUAL):
    ended = Ended("ada", "n", (result(one.question, outcome, one.auto),))
    return [look.tag.name for look in looks([one], [ended], {})]


def test_every_outcome_that_needs_a_person_has_its_tag():
    assert set(BY_OUTCOME) == {*NEED_A_PERSON, Outcome.ADDED}


@pytest.mark.parametrize("outcome", list(BY_OUTCOME))
def test_an_outcome_needs_a_person_until_somebody_gave_points(outcome):
    assert tags(given(asks=False, auto=0.0), outcome) == [BY_OUTCOME[outcome].name]
    assert tags(given(asks=False, auto=0.0, points=1.0), outcome) == []


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome not in BY_OUTCOME])
def test_what_is_judged_needs_nobody(outcome):
    assert tags(given(auto=1.0, asks=False), outcome) == []


def test_an_answer_without_points_is_open():
    assert tags(given()) == ["by-hand"]
    assert [look.tag.name for look in looks([given()], [], {})] == ["by-hand"]


def test_points_by_hand_that_ask_again_say_so():
    assert tags(given(points=1.0)) == ["again"]
    assert tags(given(points=1.0, asks=False)) == []


def test_points_above_what_it_is_worth_now_say_so():
    assert tags(given(points=3.0, asks=False)) == ["over"]


def test_a_notebook_that_is_none_is_one_line():
    both = [given("q", auto=0.0, asks=False), given("r", auto=0.0, asks=False)]
    ended = Ended("ada", "n", tuple(result(name, Outcome.SEVERAL, 0.0) for name in "qr"))
    (look,) = looks(both, [ended], {})
    assert (look.title, look.tag.name) == ("", "several")
