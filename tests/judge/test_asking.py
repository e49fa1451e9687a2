"""A hidden test asks everything before it judges anything, and never asks twice."""

import contextlib
import itertools

import numpy as np
import pytest

from autograder.errors import CannotJudge
from autograder.kernel.fake import FakeKernel, NamespaceBranch
from autograder.kernel.protocol import Oracle
from autograder.outcomes import Outcome, StudentFault
from tests.judge.stand_ins import examine

WORDS = (
    "from autograder.hidden import Oracle, Ref, call, draws, expect, numbers, part, provide, require, supply, timed\n"
)


class Watched(NamespaceBranch):
    """Writes down all that a student's process can see."""

    def __init__(self, namespace, seen):
        super().__init__(namespace)
        self.seen = seen

    def call(self, function, args, kwargs):
        self.seen.append((function, repr(args), repr(kwargs)))
        return super().call(function, args, kwargs)


def judge(student, test, points=1, seen=None, opened=None):
    kernel = FakeKernel()
    kernel.run("import numpy as np\n" + student)

    @contextlib.contextmanager
    def branch():
        if opened is not None:
            opened.append(1)
        with kernel.branch() as copy:
            yield Watched(copy.namespace, [] if seen is None else seen)

    return examine(WORDS + test, name="t", points=points, open_branch=branch, seed="seed")


def outcome(student, test, points=1):
    (part,) = judge(student, test, points).parts
    return part.outcome, part.points


THREE_PARTS = """
for title in ("one", "two", "three"):
    with part(title, points=1):
        for rng in draws(3):
            x = rng.normal(size=3)
            got = call("f", x)
            expect(got, 2 * x, what="2x")
"""
ANSWERS = [
    "2 * x",
    "3 * x",
    "x[0]",
    "None",
    "{}",
    "'x'",
    "np.full(3, np.nan)",
    "[2 * t for t in x]",
    "np.zeros((0, 2))",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_the_process_sees_does_not_depend_on_whether_an_answer_is_right(answer):
    right, other = [], []
    judge("def f(x): return 2 * x", THREE_PARTS, 3, right)
    judge(f"def f(x): return {answer}", THREE_PARTS, 3, other)
    assert right == other
    assert len(right) == 9


@pytest.mark.parametrize("draw", range(9))
def test_one_wrong_draw_anywhere_changes_nothing_of_what_is_asked(draw):
    student = f"calls = [0]\ndef f(x):\n    calls[0] += 1\n    return 2 * x + (calls[0] == {draw % 3 + 1})"
    seen, all_right = [], []
    judge(student, THREE_PARTS, 3, seen)
    judge("def f(x): return 2 * x", THREE_PARTS, 3, all_right)
    assert seen == all_right


@pytest.mark.parametrize("student", ["def f(x): return 2 * x", "def f(x): return x", "def f(x): raise ValueError", ""])
def test_every_part_reaches_the_student_once(student):
    opened = []
    judge(student, THREE_PARTS, 3, opened=opened)
    assert len(opened) == 3


@pytest.mark.parametrize("word", ["call('f', 1.0)", "timed('f', 1.0)", "supply('a = 1')", "provide('g', abs)"])
@pytest.mark.parametrize("holds", [True, False])
def test_to_ask_after_a_requirement_is_refused(word, holds):
    test = f"with part('p', points=1):\n    require({holds}, 'no')\n    {word}"
    with pytest.raises(CannotJudge, match="ask first, judge afterwards"):
        judge("def f(x): return x", test)


def test_a_test_that_asks_otherwise_while_it_judges_is_our_fault():
    test = "import itertools\nwith part('p', points=1):\n    expect(call(NAMES.pop(), 1.0), 1.0, what='x')"
    import builtins

    builtins.NAMES = ["g", "f"]
    try:
        with pytest.raises(CannotJudge, match="what it asks changes"):
            judge("def f(x): return x\ndef g(x): return x", test)
    finally:
        del builtins.NAMES


READ = """
with part("p", points=1):
    got = call("f")
    require(isinstance(got, dict), "It must be a dict.")
    require(got["x"] + 1 == 2, "x is not 1.")
"""


@pytest.mark.parametrize(
    "answer", ["None", "3", "'x'", "[1]", "{}", "{'y': 1}", "{'x': None}", "{'x': [1]}", "{'x': 2}"]
)
def test_code_of_the_test_that_fails_on_an_odd_value_costs_the_student_the_part(answer):
    assert outcome(f"def f(): return {answer}", READ) == (Outcome.FAILED, 0)


def test_the_requirement_before_the_failure_is_what_is_told():
    (part,) = judge("def f(): return 3", READ).parts
    assert part.finding.message == "It must be a dict."


@pytest.mark.parametrize("answer", ["None", "'x'", "{}", "[]", "1j", "[[1], 2]", "10**400", "{'x': 0}"])
@pytest.mark.parametrize(
    "condition", ["got['x'] + 1 == 2", "1 / got['x'] < 2", "got[0][1] > 3", "got.x", "sum(got) == 1"]
)
def test_a_condition_given_as_a_function_does_not_hold_where_python_cannot_work_it_out(answer, condition):
    test = f"got = call('f')\nrequire(lambda: {condition}, 'Not so.')"
    (part,) = judge(f"def f(): return {answer}", test).parts
    assert (part.outcome, part.finding.message) == (Outcome.FAILED, "Not so.")


@pytest.mark.parametrize(
    "fault",
    ["1 / 0", "[][0]", "{}['x']", "None.x", "int('x')", "undefined", "import nothing_of_this_name", "raise Exception"],
)
@pytest.mark.parametrize("helped", ["", "supply('a = 1')", "provide('g', abs)"])
def test_a_test_that_fails_before_anything_came_from_the_student_is_our_fault(fault, helped):
    test = f"with part('p', points=1):\n    {helped}\n    {fault}\n    expect(call('f'), 1, what='x')"
    with pytest.raises(CannotJudge):
        judge("def f(): return 1", test)


@pytest.mark.parametrize("fault", ["undefined", "import nothing_of_this_name", "raise Exception", "raise Own"])
def test_what_no_value_can_cause_is_our_fault_at_any_place(fault):
    test = f"class Own(ValueError): pass\nwith part('p', points=1):\n    got = call('f')\n    {fault}"
    with pytest.raises(CannotJudge):
        judge("def f(): return 1", test)


def test_a_reference_that_fails_is_our_fault_whatever_the_answer_is():
    test = "from tests.judge.stand_ins import REFERENCE\n"
    test += "expect(call('f'), lambda t: t.double('x', 1, 2), what='x', reference=REFERENCE)"
    for answer in ("None", "1.0"):
        with pytest.raises(CannotJudge, match="reference"):
            judge(f"def f(): return {answer}", test)


@pytest.mark.parametrize("asked", ["call('g', 1.0)", "timed('g', 1.0)", "variable('g')"])
@pytest.mark.parametrize("student", ["def f(x): return x", "def g(x): return x"])
def test_a_name_that_the_course_does_not_define_is_our_fault(asked, student):
    test = f"from autograder.hidden import variable\nwith part('p', points=1):\n    expect({asked}, 1.0, what='x')"
    kernel = FakeKernel()
    kernel.run(student)
    given = {"name": "t", "points": 1, "open_branch": kernel.branch, "seed": "s"}
    with pytest.raises(CannotJudge, match="neither release nor solution defines"):
        examine(WORDS + test, defined={"f", "np"}, **given)
    supplied = test.replace("with part", "supply('def g(x): return x')\nwith part")
    for names, source in (({"f", "*"}, test), ({"g"}, test), ({"f"}, supplied)):
        assert examine(WORDS + source, defined=names, **given).parts[0].max_points == 1


def test_a_machine_that_fails_is_our_fault():
    @contextlib.contextmanager
    def broken():
        raise OSError("no more processes")
        yield

    with pytest.raises(CannotJudge, match="no more processes"):
        examine(WORDS + THREE_PARTS, name="t", points=3, open_branch=broken, seed="s")


def test_a_fault_after_a_wrong_answer_is_told_as_the_wrong_answer():
    student = "calls = []\ndef f(x):\n    calls.append(1)\n    if len(calls) > 1: raise ValueError\n    return x"
    (part, *_) = judge(student, THREE_PARTS, 3).parts
    assert part.outcome is Outcome.FAILED


def test_the_place_of_a_fault_is_told_once_in_a_test():
    class Branch:
        def call(self, function, args, kwargs):
            raise StudentFault(Outcome.ERROR, "f raised ValueError.", "Line 7.")

    verdict = examine(
        WORDS + THREE_PARTS, name="t", points=3, open_branch=lambda: contextlib.nullcontext(Branch()), seed="s"
    )
    told = [part.finding.message for part in verdict.parts]
    assert told == ["f raised ValueError. Line 7.", "f raised ValueError.", "f raised ValueError."]


# functions of ours

CAUGHT = """try:
        return g(ARG)
    except Exception:
        return 2.0"""
COUNTED = """
with part("p", points=1):
    asked = []
    got = call("f", Oracle(lambda x: asked.append(x) or 2 * x))
    require(len(asked) == 3, f"{len(asked)} calls.")
    expect(got, 6.0, what="x")
"""


@pytest.mark.parametrize(
    ("body", "earned"),
    [
        ("g(1.0) + g(1.0) + g(1.0)", 1),
        ("6.0", 0),
        ("sum(g(1.0) for _ in range(4)) - 2", 0),
        ("sum(map(g, [0.0, 1.0, 2.0]))", 1),
    ],
)
def test_calls_of_our_functions_are_seen_by_the_test(body, earned):
    assert outcome(f"def f(g): return {body}", COUNTED)[1] == earned


def test_what_stands_behind_a_function_of_ours_cannot_be_read_nor_changed():
    student = """
def f(g):
    try:
        g.__closure__[0].cell_contents.clear()
    except Exception:
        pass
    g(1.0), g(1.0), g(1.0)
    return 6.0
"""
    assert outcome(student, COUNTED)[1] == 1


@pytest.mark.parametrize("argument", ["None", "'x'", "[1, 'x']", "{}", "10**400", "np.zeros((2, 2))", "object()"])
@pytest.mark.parametrize(("body", "found"), [("return g(ARG)", Outcome.ERROR), (CAUGHT, Outcome.FAILED)])
def test_what_our_functions_raise_at_odd_arguments_is_the_students_affair(argument, body, found):
    test = "with part('p', points=1):\n    expect(call('f', Oracle(lambda x: 1 / float(x['n']))), 1.0, what='x')"
    outcomes = outcome(f"def f(g):\n    {body.replace('ARG', argument)}", test)
    assert outcomes in ((found, 0), (Outcome.ERROR, 0))


def test_more_calls_than_allowed_end_the_part():
    test = "with part('p', points=1):\n    expect(call('f', Oracle(abs, most_calls=10)), 1.0, what='x')"
    assert outcome("def f(g): return sum(g(0.1) for _ in range(10))", test)[1] == 1
    assert outcome("def f(g): return g(0.1) * 0 + max(g(1.0) for _ in range(11))", test)[0] is Outcome.TIME_LIMIT


def test_a_name_that_is_provided_hides_the_students_own_and_is_gone_in_the_next_part():
    test = """
with part("ours", points=1):
    provide("g", lambda x: 2 * x)
    expect(call("f", 1.0), 2.0, what="x")
with part("the student's", points=1):
    expect(call("f", 1.0), 5.0, what="x")
"""
    verdict = judge("def g(x): return 5 * x\ndef f(x): return g(x)", test, 2)
    assert [part.points for part in verdict.parts] == [1, 1]


def test_what_is_provided_or_supplied_outside_of_parts_holds_in_all_of_them():
    test = "provide('g', lambda x: 2 * x)\nsupply('def h(x): return g(x) + 1')\n"
    test += "for title in 'ab':\n    with part(title, points=1):\n        expect(call('f', 1.0), 3.0, what='x')"
    assert [part.points for part in judge("def f(x): return h(x)", test, 2).parts] == [1, 1]


@pytest.mark.parametrize("way", ["call('f', np.zeros(90_000))", "call('g', Oracle(abs))", "call('h')"])
def test_what_is_kept_of_a_test_is_bounded(way, monkeypatch):
    monkeypatch.setattr("autograder.judge.asking.MOST_KEPT", 1 << 19)
    test = f"import numpy as np\nwith part('p', points=1):\n    expect({way}, 1.0, what='x')"
    student = "def f(x): return x\ndef g(a):\n    for _ in range(40): a(np.zeros(10_000))\n    return 1.0\n"
    student += "def h(): return [['x'] * 100] * 100"
    assert outcome(student, test) == (Outcome.MEMORY_LIMIT, 0)


def test_the_cost_of_a_call_is_measured_once_outside_and_in_small_operations(monkeypatch):
    class Branch:
        seconds = iter([1.0, 3.0])

        def call(self, function, args, kwargs):
            return 4.0

        def cpu_seconds(self):
            return next(self.seconds)

    monkeypatch.setattr("autograder.judge.asking.small_operation", lambda: 0.5)
    test = "got, cost = timed('f')\nexpect(got, 4.0, what='x')\nexpect(cost, 4.0, what='the cost')"
    verdict = examine(WORDS + test, name="t", points=1, open_branch=lambda: contextlib.nullcontext(Branch()), seed="s")
    assert verdict.parts[0].points == 1


def test_the_rest_of_the_fake_branch_counts_calls_as_the_real_one_does():
    branch = NamespaceBranch({"f": lambda g: [g(1) for _ in range(3)]})
    counter = itertools.count()
    assert branch.call("f", [Oracle(lambda _x: next(counter))], {}) == [0, 1, 2]
    with pytest.raises(StudentFault):
        branch.call("f", [Oracle(lambda x: x, most_calls=2)], {})


@pytest.mark.parametrize(
    "value",
    [
        np.ma.masked_array([1.0, 2.0], [True, False]),
        np.ones((1, 2)).view(np.matrix),
        np.array([1, 2]).view(np.recarray),
    ],
    ids=["masked", "matrix", "recarray"],
)
def test_a_fake_branch_gives_plain_copies(value):
    got = NamespaceBranch({"f": lambda: value}).call("f", [], {})
    assert type(got) is np.ndarray
    assert not np.shares_memory(got, value)


@pytest.mark.parametrize("value", [{1, 2}, object(), lambda: 1, b"x"])
def test_what_cannot_cross_a_process_boundary_does_not_cross_a_fake_one(value):
    with pytest.raises(StudentFault, match="cannot be judged"):
        NamespaceBranch({"f": lambda: value}).call("f", [], {})
