"""A mistake is named by what was handed in alone, within a fixed number of tries."""

import time

import numpy as np
import pytest

from autograder.errors import CannotJudge
from autograder.judge import diagnosis
from autograder.judge.diagnosis import Suspect, diagnose
from tests.judge.stand_ins import Reference, Table, slip


def reference(n, wait=0.0):
    """f(x) is a sum of n steps; mistake i leaves out step i."""

    def right(t, x):
        time.sleep(wait)
        return sum(getattr(t, f"s{i}")(x) for i in range(n))

    steps = {f"s{i}": (lambda _t, x, i=i: x ** (i % 7 + 1) * (1 + 0.1 * i)) for i in range(n)}
    mistakes = [slip(i + 1, f"s{i}", lambda _t, x: 0 * x) for i in range(n)]
    return Reference(Table(f=right, **steps), tuple(mistakes))


X = np.array([0.7, 1.3, 1.9])


def suspect(known, *planted, want=lambda t: t.f(X)):
    got = known.with_mistakes(*(known.mistakes[i] for i in planted)).f(X)
    return Suspect(got, want, known, "f")


@pytest.mark.parametrize("planted", [(0,), (5,), (0, 3), (2, 11)])
def test_what_explains_the_answer_alone_is_named(planted):
    found = diagnose(suspect(reference(12), *planted))
    assert [mistake.number for mistake in found] == [i + 1 for i in planted]


def test_how_long_the_reference_takes_does_not_matter(monkeypatch):
    fast, slow = suspect(reference(5), 0, 3), suspect(reference(5, wait=0.01), 0, 3)
    ticks = iter(range(0, 10**9, 1000))
    monkeypatch.setattr(time, "monotonic", lambda: next(ticks))
    assert [m.number for m in diagnose(fast)] == [m.number for m in diagnose(slow)] == [1, 4]


@pytest.mark.parametrize("n", [3, 20, 60, 80])
def test_the_reference_is_asked_a_bounded_number_of_times(n):
    asked = []
    known = reference(n)
    strange = Suspect(np.full(3, np.pi), lambda t: asked.append(1) or t.f(X), known, "f")
    assert diagnose(strange) == ()
    assert len(asked) <= 1 + n + diagnosis.MOST_PAIRS


def test_where_more_pairs_than_are_tried_could_be_meant_none_is_named():
    known = reference(12)
    assert len(diagnose(suspect(known, 2, 11), most_pairs=66)) == 2
    assert diagnose(suspect(known, 2, 11), most_pairs=65) == ()
    assert len(diagnose(suspect(known, 4), most_pairs=0)) == 1


@pytest.mark.parametrize(
    "raised", [CannotJudge("ours"), KeyboardInterrupt(), MemoryError(), NameError("x"), OSError(), TimeoutError()]
)
def test_what_no_mistake_raises_is_not_taken_for_one(raised):
    def want(_table):
        raise raised

    with pytest.raises(type(raised)):
        diagnose(Suspect(np.ones(3), want, reference(3), "f"))


@pytest.mark.parametrize(
    "raised", [TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError, OverflowError]
)
def test_a_mistake_may_leave_nothing_to_compute(raised):
    known = reference(3)

    def fails(_t, _x):
        raise raised

    broken = Reference(known.right, (*known.mistakes, slip(9, "s0", fails)))
    assert [m.number for m in diagnose(suspect(broken, 1))] == [2]


def test_the_bias_column_must_agree_by_itself():
    table = Reference(Table(G=lambda _t: np.array([[1e-9, 1.0]])), (slip(1, "G", lambda _t: np.array([[2e-9, 1.0]])),))
    want = lambda t: t.G()  # noqa: E731
    for got, named in ((np.array([[2e-9, 1.0]]), 1), (np.array([[3e-9, 1.0]]), 0)):
        assert len(diagnose(Suspect(got, want, table, "G", bias_column=True))) == named
