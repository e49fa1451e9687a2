"""A mistake is named by what was handed in alone, within a fixed number of tries."""

import time

import numpy as np
import pytest

from autograder.errors import CannotJudge
from autograder.judge import diagnosis, examination
from autograder.judge.diagnosis import Suspect, diagnose
from autograder.kernel.fake import FakeKernel
from tests.judge.stand_ins import Reference, Table, examine, slip


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


NAMING = """
from autograder.hidden import call, draws, expect, part
from tests.judge.test_diagnosis import SHAPES
for title in ("scalar", "vector"):
    with part(title, points=1):
        for rng in draws(3):
            x = 1 + rng.uniform(size=1 if title == "scalar" else 4)
            expect(call("f", x), lambda t: t.f(x), what="f(x)", reference=SHAPES)
"""
#: f(x) = double(x) + shift(x) = 2x + x^2
SHAPES = Reference(
    Table(
        f=lambda t, x: t.double(x) + t.shift(x),
        double=lambda _t, x: 2 * x,
        shift=lambda _t, x: x**2,
    ),
    (
        slip(1, "double", lambda _t, x: 3 * x),
        slip(2, "double", lambda _t, x: 2 * x + (len(x) > 1)),  # shows in the second part only
        slip(3, "shift", lambda _t, x: x**3),
        slip(4, "f", lambda t, x: 0 * t.double(x) + (t.double(x) + t.shift(x) if len(x) > 1 else 0)),
        slip(5, "f", lambda t, x: np.sum(t.double(x) + t.shift(x)) * np.ones_like(x)),  # nothing to see in one entry
        slip(6, "f", lambda t, x: t.double(x) + t.shift(x) + 1),
        slip(7, "shift", lambda _t, x: x**2 - x),  # takes back what mistake 1 adds
        slip(8, "f", lambda t, x: x if len(x) == 1 else t.double(x) + t.shift(x) + 1e-3),
        slip(9, "double", lambda _t, x: 2 * x[:1] if len(x) > 1 else 3 * x),
    ),
)


def verdict(body):
    kernel = FakeKernel()
    kernel.run(f"import numpy as np\ndef f(x): {body}")
    return examine(NAMING, name="t", points=2, open_branch=kernel.branch, seed="s")


def numbers(body):
    return [[d.number for d in part.finding.diagnoses] if part.finding else [] for part in verdict(body).parts]


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("return 3 * x + x**2", [[1], [1]]),
        ("return 2 * x + x**2 + (len(x) > 1)", [[], [2]]),
        ("return np.sum(2 * x + x**2) * np.ones_like(x)", [[], [5]]),
        ("return 2 * x + x**2 + 1", [[6], [6]]),
        ("return 2 * x + x**3 + (len(x) > 1)", [[3], [2, 3]]),
        ("return 3 * x + x**3", [[1, 3], [1, 3]]),
        ("return (3 * x + x**2).astype(np.float32)", [[1], [1]]),
    ],
)
def test_each_part_is_told_the_mistakes_that_it_shows(body, named):
    assert numbers(body) == named


@pytest.mark.parametrize(
    "body",
    [
        "return 3 * x + x**2 if len(x) > 1 else x",  # 1 in one part, 8 in the other, and neither in both
        "return 3 * x + x**2 if len(x) > 1 else 2 * x + x**2",  # 1 would show in the first part
        "return 2 * x + x**2 if len(x) > 1 else x",  # 8 would show in the second part
        "return 2 * x + x**2 + (len(x) == 1)",  # 6 in one part alone
        "return None",
        "return None if len(x) > 1 else 3 * x + x**2",
        "return 0 * x",
        "return np.zeros_like(x)",
        "return x",
        "return np.ones_like(x)",
        "return 'x'",
        "return {}",
        "return x[:0]",
        "raise ValueError",
        "return (2 * x + x**2) * (1 + 2e-6)",
        "return ((2 * x + x**2) * (1 + 7e-5)).astype(np.float32)",  # 1 with 7 is right, and nearer to this than 5e-5
    ],
)
def test_a_name_that_does_not_explain_all_is_not_said(body):
    assert numbers(body) == [[], []]


def test_a_call_that_fails_says_nothing_against_a_mistake():
    body = "return 2 * x + x**3 if len(x) == 1 else 1 / 0"
    assert numbers(body) == [[3], []]


def test_where_two_sets_of_numbers_explain_neither_is_named_and_two_ways_to_one_mistake_are_one():
    for number, named in ((1, [1]), (2, [])):
        known = reference(1)
        twice = Reference(known.right, (*known.mistakes, slip(number, "s0", lambda _t, x: 0 * x)))
        assert [m.number for m in diagnose(suspect(twice, 0))] == named
        assert [m.number for m in diagnose(suspect(Reference(twice.right, twice.mistakes[::-1]), 0))] == named


def test_what_comes_behind_a_wrong_value_is_never_our_fault():
    test = """
from autograder.hidden import call, expect, part
from tests.judge.test_diagnosis import SHAPES
import numpy as np
with part("first", points=1):
    x = call("f", np.full(2, 1.5))
    expect(x, lambda t: t.f(np.full(2, 1.5)), what="f", reference=SHAPES)
    if abs(np.sum(x) - 10.5) > 1e-9:
        raise RuntimeError("ours, were it not for the student's value")
with part("second", points=1):
    expect(call("f", np.full(3, 1.7)), lambda t: t.f(np.full(3, 1.7)), what="f", reference=SHAPES)
"""
    for body, points, named in (("3 * x + x**2", 0, [[1], [1]]), ("2 * x + x**2", 2, [])):
        kernel = FakeKernel()
        kernel.run(f"def f(x): return {body}")
        found = examine(test, name="t", points=2, open_branch=kernel.branch, seed="s")
        assert found.points == points
        assert [[d.number for d in part.finding.diagnoses] for part in found.parts if part.finding] == named


def test_what_was_found_is_the_same_every_time():
    found = [verdict("return 3 * x + x**3") for _ in range(3)]
    assert [part.finding for part in found[0].parts] == [part.finding for part in found[1].parts]
    assert found[1].parts == found[2].parts


def test_a_right_answer_is_run_once(monkeypatch):
    runs = []
    run = examination._run
    monkeypatch.setattr(examination, "_run", lambda *args: (runs.append(1), run(*args))[1])
    assert verdict("return 2 * x + x**2").points == 2
    assert len(runs) == 2  # asked and judged
    verdict("return 3 * x + x**2")
    assert len(runs) <= 2 + 6


def test_a_pair_of_which_one_half_does_nothing_is_not_named():
    """In float32 the answer is 6e-5 from the first mistake, and nearer to a pair with one that hardly shows."""
    known = Reference(
        Table(f=lambda t, x: t.double(x) + t.shift(x), double=lambda _t, x: 2 * x, shift=lambda _t, x: 0 * x),
        (slip(1, "double", lambda _t, x: 3 * x), slip(2, "shift", lambda _t, x: 6e-5 * x)),
    )
    got = (3 * X * (1 + 6e-5)).astype(np.float32)
    assert diagnose(Suspect(got, lambda t: t.f(X), known, "f", match=5e-5)) == ()
    far = Reference(known.right, (known.mistakes[0], slip(2, "shift", lambda _t, x: x**2)))
    assert len(diagnose(Suspect((3 * X + X**2).astype(np.float32), lambda t: t.f(X), far, "f", match=5e-5))) == 2
