import numpy as np
import pytest

from autograder.errors import CannotJudge
from autograder.judge.diagnosis import Suspect
from autograder.judge.examination import Charge
from autograder.kernel.fake import FakeKernel
from autograder.outcomes import Outcome
from tests.judge.stand_ins import examine

TEST = """
from autograder.hidden import call, draws, expect, part
from tests.judge.stand_ins import REFERENCE

with part("double", points=1):
    for rng in draws(3):
        x = rng.normal(size=5)
        expect(call("double", x), lambda t: t.double(x), what="2x", reference=REFERENCE)
with part("square", points=2):
    for rng in draws(3):
        x = rng.normal(size=5)
        expect(call("square", x), lambda t: t.square(x), what="4x^2", reference=REFERENCE, builds_on=BUILDS_ON)
"""
RIGHT = "def double(x): return 2 * x\ndef square(x): return double(x) ** 2"


def judge(student, test=TEST, points=3, builds_on=(), charged=None, seed="seed"):
    kernel = FakeKernel()
    kernel.run(student)
    return examine(
        test.replace("BUILDS_ON", repr(builds_on)),
        name="test-double",
        points=points,
        open_branch=kernel.branch,
        seed=seed,
        charged=charged,
    )


def points(verdict):
    return [part.points for part in verdict.parts]


def test_a_right_answer_earns_every_part():
    assert points(judge(RIGHT)) == [1, 2]


def test_each_part_is_judged_for_itself():
    verdict = judge("def double(x): return 2 * x\ndef square(x): raise ValueError")
    assert points(verdict) == [1, 0]
    assert verdict.parts[1].outcome is Outcome.ERROR


def test_a_known_mistake_is_named():
    verdict = judge("def double(x): return -2 * x\ndef square(x): return double(x) ** 2")
    assert [d.number for d in verdict.parts[0].finding.diagnoses] == [2]
    assert verdict.parts[1].outcome is Outcome.PASSED


def test_an_unknown_mistake_is_not_named_but_shown():
    (part, _) = judge("def double(x): return 2.5 * x\ndef square(x): return 4 * x * x").parts
    assert part.outcome is Outcome.FAILED
    assert not part.finding.diagnoses
    assert part.finding.heatmap


def test_two_mistakes_at_once_are_named_as_a_pair():
    student = "def double(x): return x\ndef square(x): return x ** 3"
    verdict = judge(student)
    assert [d.number for d in verdict.parts[1].finding.diagnoses] == [1, 3]


def test_a_mistake_that_was_charged_is_not_charged_again():
    from tests.judge.stand_ins import REFERENCE

    student = "def double(x): return x\ndef square(x): return double(x) ** 2"
    assert points(judge(student)) == [0, 0]
    charged = {"test-before": (Charge(REFERENCE.mistakes[0], frozenset({"double"})),)}
    verdict = judge(student, builds_on=("test-before",), charged=charged)
    assert points(verdict) == [0, 2]
    assert "not charged again" in verdict.parts[1].finding.message


def test_a_charged_mistake_does_not_excuse_another_one():
    from tests.judge.stand_ins import REFERENCE

    charged = {"test-before": (Charge(REFERENCE.mistakes[0], frozenset({"double"})),)}
    student = "def double(x): return x\ndef square(x): return double(x) ** 2 + 1"
    verdict = judge(student, builds_on=("test-before",), charged=charged)
    assert points(verdict) == [0, 0]
    assert [d.number for d in verdict.parts[1].finding.diagnoses][-1] == 4


def test_what_a_call_changes_is_gone_in_the_next_part():
    student = "calls = [0]\ndef double(x):\n    calls[0] += 1\n    return 2 * x\n"
    student += "def square(x):\n    assert calls[0] <= 2, calls\n    calls[0] += 1\n    return 4 * x ** 2"
    assert points(judge(student)) == [1, 2]


def test_the_students_function_cannot_change_the_judges_arrays():
    student = "def double(x):\n    x *= 2\n    return x\ndef square(x):\n    x[:] = 0\n    return x"
    assert points(judge(student)) == [1, 0]


@pytest.mark.parametrize(
    "answer",
    [
        "None",
        "'full marks'",
        "[]",
        "{}",
        "float('nan')",
        "[float('inf')] * 5",
        "lambda: 0",
        "object()",
        "...",
        "[[1], 2]",
    ],
)
def test_whatever_a_function_returns_is_the_students_affair(answer):
    verdict = judge(f"def double(x): return {answer}\ndef square(x): return {answer}")
    assert points(verdict) == [0, 0]


def test_a_hidden_test_that_fails_is_our_fault():
    with pytest.raises(CannotJudge, match="line 1: ZeroDivisionError"):
        judge(RIGHT, "1 / 0")


def test_a_part_that_judges_nothing_is_our_fault():
    with pytest.raises(CannotJudge, match="nothing was judged"):
        judge(RIGHT, "from autograder.hidden import part\nwith part('empty', points=3): pass")


def test_points_that_do_not_add_up_are_our_fault():
    with pytest.raises(CannotJudge, match="worth 3 points together, the cell 4"):
        judge(RIGHT, points=4)


def test_a_reference_that_numbers_contradict_is_our_fault():
    test = """
from types import SimpleNamespace
from autograder.hidden import call, expect
import numpy as np
x = np.ones(2)
expect(call("double", x), 2 * x, what="2x", confirm=lambda: SimpleNamespace(value=3 * x, tolerance=1e-6))
"""
    with pytest.raises(CannotJudge, match="disagree on 2x"):
        judge(RIGHT, test)


def test_a_test_without_parts_is_one_part():
    test = "from autograder.hidden import call, expect\nexpect(call('double', 2.0), 4.0, what='2x')"
    assert points(judge(RIGHT, test)) == [3]
    assert points(judge("def double(x): return 1.0", test)) == [0]
    assert points(judge("", test)) == [0]


def test_a_missing_function_is_named():
    verdict = judge("def double(x): return 2 * x")
    assert "square" in verdict.parts[1].finding.message


def test_the_inputs_depend_on_the_seed_and_on_the_part():
    student = "seen = []\ndef double(x):\n    print(x)\n    return 2 * x\ndef square(x): return 4 * x ** 2"
    drawn = []
    test = (
        "from autograder.hidden import call, draws, expect, part\n"
        "for name in 'ab':\n"
        "    with part(name, points=1.5):\n"
        "        for rng in draws(3):\n"
        "            x = rng.normal()\n"
        "            SEEN.append(x)\n"
        "            expect(call('double', x), 2 * x, what='2x')\n"
    )
    import builtins

    builtins.SEEN = drawn
    try:
        judge(student, test, seed="one")
        judge(student, test, seed="two")
    finally:
        del builtins.SEEN
    assert len(set(drawn)) == 12


def test_the_rng_of_numpy_is_left_alone():
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    judge(RIGHT)
    assert np.array_equal(before, np.random.get_state()[1])


def test_what_is_built_on_a_float32_answer_is_judged_as_float32():
    student = "def double(x): return 2 * x\ndef square(x): return 4 * x ** 2 * (1 + 1e-5)"
    kernel = FakeKernel()
    kernel.run(student)

    def earned(before):
        test = TEST.replace("BUILDS_ON", "('test-before',)")
        verdict = examine(
            test, name="t", points=3, open_branch=kernel.branch, seed="s", charged={}, single_before=before
        )
        return verdict.parts[1]

    assert earned(["test-before"]).points == 2
    assert earned([]).points == 0
    assert "five digits" in earned([]).finding.message


@pytest.mark.parametrize("given", ["np.ones(3)", "np.ones(3, np.float32)", "[{1: np.float16(1)}]"])
@pytest.mark.parametrize("returned", ["float", "np.float32"])
def test_what_was_asked_in_float32_says_nothing_of_how_a_student_computes(given, returned):
    test = f"""
import numpy as np
from autograder.hidden import call, expect
expect(call("number", {given}), 4.0, what="the number")
"""
    verdict = judge(f"import numpy as np\ndef number(x): return {returned}(4)", test, 1)
    own = returned == "np.float32" and given == "np.ones(3)"
    assert points(verdict) == [1]
    assert verdict.single is own
    assert (verdict.parts[0].finding is not None) is own


REQUIRED = """
from autograder.hidden import call, part, require
from tests.judge.stand_ins import REFERENCE

with part("an even number", points=1):
    got = call("number")
    require(isinstance(got, int), "number() must return a whole number.")
    require(got % 2 == 0, "The number is odd.", mistake=REFERENCE.mistakes[0])
"""


def test_a_requirement_that_holds_earns_the_part():
    assert points(judge("def number(): return 4", REQUIRED, 1)) == [1]


def test_a_requirement_that_does_not_hold_says_its_sentence_and_names_its_mistake():
    verdict = judge("def number(): return 3", REQUIRED, 1)
    (part,) = verdict.parts
    assert (part.points, part.outcome, part.finding.message) == (0, Outcome.FAILED, "The number is odd.")
    assert [d.number for d in part.finding.diagnoses] == [charge.mistake.number for charge in verdict.charges]


@pytest.mark.parametrize(("tolerance", "earned"), [("1e-9", 0), ("1e-6", 1)])
def test_a_hidden_test_may_ask_for_more_digits(tolerance, earned):
    test = f"""
from autograder.hidden import call, expect
expect(call("number"), 3.0, what="the number", tolerance={tolerance})
"""
    assert points(judge("def number(): return 3 + 3e-8", test, 1)) == [earned]


@pytest.mark.parametrize("answer", ["None", "'x'", "{}", "{1: None, 2: 'a'}", "['a', 'b']", "lambda: 1", "10**400"])
def test_what_holds_no_numbers_is_not_looked_up_among_the_mistakes(answer, monkeypatch):
    def never(*_):
        raise AssertionError("looked up")

    monkeypatch.setattr(Suspect, "with_mistakes", never)
    (part, _) = judge(f"def double(x): return {answer}\ndef square(x): return 4 * x * x").parts
    assert part.points == 0


@pytest.mark.parametrize("answer", ["({1: np.ones(2)}, {})", "[None, [[1.0]]]", "{1: None, 2: 3}"])
def test_what_holds_numbers_anywhere_is_looked_up(answer, monkeypatch):
    looked_up = []
    monkeypatch.setattr(Suspect, "with_mistakes", lambda *_: looked_up.append(1))
    judge(f"import numpy as np\ndef double(x): return {answer}\ndef square(x): return 4 * x * x")
    assert looked_up


def test_a_mistake_that_gives_another_number_of_values_is_no_fault_of_ours():
    test = """
from autograder.hidden import call, expect
from tests.judge.stand_ins import REFERENCE, Reference, Table, slip

PAIR = Reference(Table(pair=lambda t: (1.0, 2.0)), (slip(1, "pair", lambda t: (1.0, 2.0, 3.0)),))
expect(call("pair"), lambda t: t.pair(), what=("first", "second"), reference=PAIR)
"""
    (part,) = judge("def pair(): return 1.0, 5.0", test, 1).parts
    assert part.outcome is Outcome.FAILED


def test_a_test_that_was_changed_is_not_mistaken_for_one_that_ran_before():
    head, tail = TEST.split("with part", 1)
    broken = f"{head}1 / 0\nwith part{tail}"
    for _ in range(2):
        assert judge(RIGHT).points == 3
        assert judge(RIGHT, TEST.replace("points=2", "points=5"), points=6).points == 6
        with pytest.raises(CannotJudge, match="test-double failed in its line 5"):
            judge(RIGHT, broken)


REVEALS = """
from autograder.hidden import call, part, require, reveal

with part("double", points=1):
    got = call("double", 2)
    require(got == 4, "Not twice as much.")
    reveal("It is linear:", ("2", 1, 1), "·", ("x", 3, 1), "=", ("y", 3, 1))
with part("square", points=2):
    got = call("square", 2)
    require(got == 16, "Not the square.")
    reveal("It is not.")
"""


def test_what_is_revealed_is_told_where_the_part_is_right_and_only_there():
    verdict = judge("def double(x): return 2 * x\ndef square(x): return x", REVEALS)
    first, second = (part.finding for part in verdict.parts)
    assert first.message == "It is linear:"
    assert [(s.before, s.name, s.rows, s.columns) for s in first.strips] == [
        ("", "2", 1, 1), ("·", "x", 3, 1), ("=", "y", 3, 1),
    ]  # fmt: skip
    assert (second.message, second.strips) == ("Not the square.", ())
