"""Inputs that tell the chain rule from differences: how their values are judged, and what is said of them."""

import numpy as np
import pytest

from autograder.errors import CannotJudge
from autograder.judge.judging import NOT_THE_CHAIN_RULE
from autograder.judge.rule import compare
from autograder.kernel.fake import FakeKernel
from autograder.outcomes import Outcome
from tests.judge.stand_ins import examine

#: The slope of (x - c)^2 at x = 0 is -2c.
TEST = """
from autograder.hidden import call, draws, expect, part

with part("slope", points=1):
    for rng in draws(3):
        x, c = rng.normal(size=2)
        expect(call("slope", x, c), 2 * (x - c), what="slope")
    for c in (2.0**-120, 2.0**-1017):
        expect(call("slope", 0.0, c), -2 * c, what="slope", chain_rule=True, tolerance=1e-12)
"""
FUNCTION = "import numpy as np\nf = lambda x, c: (x - c) ** 2\n"
DIFFERENCES = "def slope(x, c): return (f(x + 1e-4, c) - f(x - 1e-4, c)) / 2e-4"
COMPLEX_STEP = "def slope(x, c): return f(x + 1e-20j, c).imag / 1e-20"


def judged(student, test=TEST):
    kernel = FakeKernel()
    kernel.run(FUNCTION + student)
    verdict = examine(test, name="t", points=1, open_branch=kernel.branch, seed="s")
    return verdict, verdict.parts[0]


@pytest.mark.parametrize("kind", ["float", "np.float64", "np.float32"])
def test_the_chain_rule_is_right_and_float32_is_remembered_for_ordinary_values_only(kind):
    _, part = judged(f"def slope(x, c): return {kind}(2 * (x - c))")
    assert part.outcome is Outcome.PASSED
    only_here = "import numpy as np\ndef slope(x, c): return np.float32(2 * (x - c)) if x == 0 else 2 * (x - c)"
    assert not judged(only_here)[0].single


@pytest.mark.parametrize("student", [DIFFERENCES, COMPLEX_STEP])
def test_differences_and_complex_steps_earn_nothing_and_are_told_why(student):
    _, part = judged(student)
    assert (part.points, part.outcome) == (0, Outcome.FAILED)
    assert part.finding.message == NOT_THE_CHAIN_RULE
    assert not part.finding.diagnoses


def test_the_sentence_is_not_said_where_it_does_not_hold():
    for student in ("def slope(x, c): return [1.0, 2.0] if x == 0 else 2 * (x - c)", "def slope(x, c): return 2 * c"):
        assert judged(student)[1].finding.message != NOT_THE_CHAIN_RULE
    not_finite = "def slope(x, c): return float('nan') if x == 0 else 2 * (x - c)"
    assert "not finite" in judged(not_finite)[1].finding.message
    alone = "from autograder.hidden import call, expect\nexpect(call('slope', 0.0, 1e-200), 0.0, what='slope', "
    assert judged(DIFFERENCES, alone + "chain_rule=True)")[1].points == 1
    assert judged("slope = lambda *_: 1.0", alone + "chain_rule=True)")[1].finding.message == "slope is wrong."


def test_such_a_value_is_judged_at_1e_9_where_nothing_else_is_said():
    test = "from autograder.hidden import call, expect\nexpect(call('one'), 1.0, what='one', chain_rule=True)"
    assert [judged(f"one = lambda: 1 + {e}", test)[1].points for e in (1e-10, 1e-8)] == [1, 0]


def test_it_cannot_be_confirmed_by_differences():
    test = "from autograder.hidden import call, expect\n"
    test += "expect(call('one'), 1.0, what='one', chain_rule=True, confirm=lambda: 1)"
    with pytest.raises(CannotJudge, match="cannot confirm"):
        judged("one = lambda: 1.0", test)


def test_no_known_mistake_is_named_there_and_an_earlier_one_is_excused():
    from autograder.judge.examination import Charge
    from tests.judge.stand_ins import REFERENCE

    test = """
from autograder.hidden import call, expect
from tests.judge.stand_ins import REFERENCE
expect(call("square", 1e-100), lambda t: t.square(1e-100), what="s", reference=REFERENCE, chain_rule=True,
       builds_on=("before",))
"""
    kernel = FakeKernel()
    kernel.run("def square(x): return x ** 2")
    asked = {"name": "t", "points": 1, "open_branch": kernel.branch, "seed": "s"}
    (part,) = examine(test, **asked).parts
    assert (part.points, part.finding.diagnoses) == (0, ())
    charged = {"before": (Charge(REFERENCE.mistakes[0], frozenset({"double"})),)}
    assert examine(test, charged=charged, **asked).parts[0].points == 1


def test_in_jupyter_the_sentence_is_said_too(monkeypatch):
    import __main__
    from autograder.hidden import builds_on, call, expect
    from tests.judge.stand_ins import REFERENCE

    builds_on(REFERENCE, slope="test-slope")  # the instructor's own functions are right
    monkeypatch.setattr(__main__, "slope", lambda: 1.0, raising=False)
    with pytest.raises(AssertionError, match="asks for the chain rule"):
        expect(call("slope"), 1e-200, what="slope", chain_rule=True)
    monkeypatch.setattr(__main__, "slope", lambda: 1e-200)
    expect(call("slope"), 1e-200, what="slope", chain_rule=True)


ARRAY = np.array([[1.0, -0.25], [0.5, 0.0]])


@pytest.mark.parametrize("scale", [1.0, 1e-36, 1e-44, 1e-60, 1e-307, 0.0])
@pytest.mark.parametrize("bias_column", [True, False])
def test_in_float32_the_range_is_asked_for_too(scale, bias_column):
    want = {1: ARRAY * scale, 2: ARRAY[:1]}
    right = {l: G.astype(np.float32) for l, G in want.items()}
    how = {"bias_column": bias_column, "tolerance": 1e-12, "chain_rule": True}
    assert compare(right, want, "G^(l)", **how).ok
    assert "at 5e-05" in compare(right, want, "G^(l)", **how).note
    assert compare(want, want, "G^(l)", **how).ok
    assert compare(want, want, "G^(l)", built_on_single=True, **how).ok
    for wrong in (1e-30, -1e-35):
        got = {1: right[1] + np.float32(wrong), 2: right[2]}
        assert compare(got, want, "G^(l)", **how).ok == (scale in (0, 1))
    if scale > 1e-37:
        assert not compare({1: 0 * right[1], 2: right[2]}, want, "G^(l)", **how).ok


@pytest.mark.parametrize("got", [np.zeros(3, np.float32), np.full(3, 1e-39, np.float32), np.zeros(3, np.float16)])
def test_below_the_range_of_float32_only_0_is_right(got):
    assert compare(got, np.full(3, 1e-100), "s", chain_rule=True).ok
    assert not compare(got + np.float32(1e-4), np.full(3, 1e-100), "s", chain_rule=True).ok
    assert not compare(got.astype(float) + 0.0 * got, np.full(3, 1e-100), "s", chain_rule=True).ok
