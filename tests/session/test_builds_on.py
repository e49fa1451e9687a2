"""An earlier mistake, or an earlier stub, is not charged a second time."""

import json
import shutil
import sys

import pytest

from autograder.course.master import Master
from autograder.intake.sanitise import sanitise
from autograder.judge.judging import NOT_CHARGED_AGAIN
from autograder.kernel.fake import FakeKernel, NamespaceBranch
from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome
from autograder.session.session import item_results, run_session
from tests.sandbox.conftest import caged
from tests.session.masters import cell

DOUBLE = """
from autograder.hidden import call, draws, expect, part
from tests.judge.stand_ins import REFERENCE
with part("double", points=1):
    for rng in draws(3):
        x = rng.normal(size=4)
        expect(call("double", x), lambda t: t.double(x), what="2x", reference=REFERENCE)
"""
SQUARE = """
from autograder.hidden import builds_on, call, draws, expect, part
from tests.judge.stand_ins import REFERENCE
builds_on(REFERENCE, double="test-double")
for title in ("once", "twice"):
    with part(title, points=1):
        for rng in draws(2):
            x = rng.normal(size=4)
            expect(call("square", x), lambda t: t.square(x), what="4x^2", reference=REFERENCE)
            if title == "twice":
                expect(call("fourth", x), lambda t: t.square(x) ** 2, what="16x^4", reference=REFERENCE)
"""
RIGHT = {
    "double": "def double(x): return 2 * x",
    "square": "def square(x): return double(x) ** 2\ndef fourth(x): return square(x) ** 2",
}
STUB = "def double(x):\n    raise NotImplementedError()"


def master(square=SQUARE):
    def test(name, points, hidden):
        return cell(f"test-{name}", "None", grade=True, locked=True, points=points, hidden=hidden)

    cells = (
        cell("double", STUB, solution=True),
        test("double", 1.0, DOUBLE),
        cell("square", "def square(x):\n    raise NotImplementedError()\nfourth = square", solution=True),
        test("square", 2.0, square),
    )
    return Master("a", "n", cells, {}, {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, "sha")


def submission(known, **answers):
    cells = []
    for one in known.cells:
        mark = {key: getattr(one, key) for key in ("grade_id", "grade", "solution", "locked")}
        source = answers.get(one.grade_id, one.released)
        cells.append({"cell_type": "code", "source": source, "metadata": {"nbgrader": mark}})
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def graded(kernels=None, clock=lambda: 0.0, hidden=SQUARE, **answers):
    known, kernels = master(hidden), [] if kernels is None else kernels

    def start(_first_cells):
        kernels.append(FakeKernel())
        return kernels[-1]

    ran = run_session(
        sanitise(submission(known, **answers), known), known, start, lambda exercise: exercise, Limits(), clock
    )
    return {item.grade_id: item for item in item_results(ran)}


@pytest.mark.integration
@pytest.mark.parametrize("kind", ["local", "sandboxed"])
def test_in_a_real_process_too_what_is_supplied_can_be_called_and_not_be_read(kind):
    ran = caged(sys.executable, "-m", "tests.session.supplied", kind)
    if kind == "sandboxed" and (shutil.which("bwrap") is None or "refuses user namespaces" in ran.stderr):
        pytest.skip("this machine refuses sandboxes")
    assert ran.returncode == 0, ran.stderr[-3000:]
    stub, *squares = json.loads(ran.stdout)
    assert stub == [0, "The answer is as it was released."]
    assert squares == [[1, NOT_CHARGED_AGAIN]] * 2


def told(item):
    return [(part.points, part.finding.message if part.finding else "") for part in item.parts]


@pytest.mark.parametrize(
    "double",
    [STUB, "def double(x): return 2.5 * x", "def double(x): return x[:2]", "def double(x): 1 / 0", "double = 1"],
)
def test_neither_an_unnamed_mistake_nor_a_stub_nor_a_crash_is_charged_again(double):
    kernels = []
    items = graded(kernels, **RIGHT | {"double": double})
    assert items["test-double"].points == 0
    assert (items["test-square"].points, items["test-square"].outcome) == (2, Outcome.PASSED)
    assert told(items["test-square"]) == [(1, NOT_CHARGED_AGAIN)] * 2
    assert len(kernels) == 2
    assert not any(kernel.alive for kernel in kernels)


def test_the_exercises_own_mistake_is_charged_and_named():
    square = "def square(x): return double(x) ** 3\ndef fourth(x): return 16 * x ** 4"
    item = graded(double="def double(x): return 2.5 * x", square=square)["test-square"]
    assert [part.points for part in item.parts] == [0, 0]
    assert [[d.number for d in part.finding.diagnoses] for part in item.parts] == [[], []]  # nothing explains all
    square = "def square(x): return double(x) ** 3\ndef fourth(x): return square(x) ** 2"
    item = graded(double="def double(x): return 2.5 * x", square=square)["test-square"]
    assert [[d.number for d in part.finding.diagnoses] for part in item.parts] == [[3], [3]]


def test_a_part_that_is_right_without_help_stays_right_and_needs_no_note():
    square = "def square(x): return 4 * x * x\ndef fourth(x): return double(x) ** 4"
    assert told(graded(double=STUB, square=square)["test-square"]) == [(1, ""), (1, NOT_CHARGED_AGAIN)]


@pytest.mark.parametrize(
    "answers",
    [RIGHT, {}, {"double": RIGHT["double"]}, {"double": RIGHT["double"], "square": "def square(x): return x"}],
)
def test_what_is_right_or_wrong_by_itself_or_not_answered_is_run_once(answers):
    kernels = []
    graded(kernels, **answers)
    assert len(kernels) == 1


def test_what_is_supplied_takes_lists_and_single_precision_and_answers_odd_calls_with_an_error():
    square = """import numpy as np
def square(x):
    assert double(list(x)).tolist() == (2 * x).tolist()
    assert double(np.float32(x)).dtype == np.float32
    try:
        double([[1], [1, 2]])
    except Exception:
        return double(x) ** 2
def fourth(x): return square(x) ** 2"""
    assert graded(double=STUB, square=square)["test-square"].points == 2


def test_only_functions_whose_tests_lost_points_are_replaced():
    hidden = SQUARE.replace("double=", 'square="test-right", double=').replace(
        "builds_on(", 'call("double", 1.0) if False else None\nbuilds_on('
    )
    assert "no such test" in graded(hidden=hidden, **RIGHT)["test-square"].staff_note
    both = SQUARE.replace("double=", 'square="test-square", double=')  # a test that lost points builds on itself
    item = graded(hidden=both, double=RIGHT["double"], square="def square(x): return 0 * x\nfourth = square")
    assert item["test-square"].points == 1


def test_the_time_of_the_notebook_holds_for_both_times():
    kernels = []
    item = graded(kernels, clock=lambda: 1e9 if len(kernels) > 1 else 0.0, **RIGHT | {"double": STUB})["test-square"]
    assert item.points == 0
    assert "not written yet" in item.parts[0].finding.message


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (SQUARE.replace("test-double", "test-nothing"), "builds on test-nothing"),
        (SQUARE.replace("(REFERENCE,", "(type('R', (), {'right': None}),"), "no step of that name"),
        (
            SQUARE.replace("        for rng", '        builds_on(REFERENCE, double="test-double")\n        for rng'),
            "before all",
        ),
    ],
)
def test_what_the_word_names_must_be_there(wrong, says):
    item = graded(hidden=wrong, **RIGHT)["test-square"]
    assert item.outcome is Outcome.CANNOT_JUDGE
    assert says in item.staff_note


def test_the_second_time_has_inputs_of_its_own(monkeypatch):
    asked = []
    call = NamespaceBranch.call
    monkeypatch.setattr(NamespaceBranch, "call", lambda *given: (asked.append(repr(given[1:])), call(*given))[1])
    graded(**RIGHT | {"double": STUB})
    assert len(asked) == len(set(asked)) == 9


def test_a_second_time_sees_nothing_of_the_first():
    square = "seen = []\ndef square(x):\n    seen.append(1)\n    assert len(seen) <= 2\n    return double(x) ** 2\n"
    assert graded(double=STUB, square=square + "def fourth(x): return double(x) ** 4")["test-square"].points == 2


def test_the_word_says_for_all_values_what_builds_on_says_for_one():
    habit = "def square(x): return x ** 2\ndef fourth(x): return x ** 4"
    kernels = []
    item = graded(kernels, double="def double(x): return x", square=habit)["test-square"]
    assert told(item) == [(1, NOT_CHARGED_AGAIN)] * 2
    assert len(kernels) == 1
