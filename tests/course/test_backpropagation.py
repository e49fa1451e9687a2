"""What assignment 06 promises beyond the law for all notebooks."""

from __future__ import annotations

import ast
import re
from dataclasses import replace

import matplotlib.pyplot as plt
import pytest

from autograder.course import Course
from autograder.course.master import Master
from autograder.intake.sanitise import sanitise
from autograder.kernel.fake import FakeKernel
from autograder.kernel.protocol import Limits
from autograder.session.session import item_results, run_session
from tests.course.material import ROOT, SOURCE, Variant, nbgrader, read, variants
from tests.course.test_variants import earned, verdict

POINTS = {
    "test-forward": 2,
    "test-output-delta": 1,
    "test-delta-step": 2,
    "test-weight-gradient": 1,
    "test-backprop": 3,
    "test-backprop-vectorised": 2,
    "test-backprop-any": 3,
    "why-drop-the-bias-entry": 2,
    "test-softmax-delta": 1,
    "derive-delta": 3,
}


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    notebook = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    items = {
        nbgrader(cell)["grade_id"]: nbgrader(cell)["points"] for cell in notebook.cells if nbgrader(cell).get("grade")
    }
    assert items == POINTS
    assert sum(items.values()) == 20


@pytest.mark.parametrize("question", ["why-drop-the-bias-entry", "derive-delta"])
def test_a_manual_question_is_asked_above_its_cell_and_carries_a_rubric_of_half_points(question: str) -> None:
    notebook = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    place = [cell.id for cell in notebook.cells].index(question)
    assert "### Question " in notebook.cells[place - 1].source
    rubric = notebook.cells[place].source.partition(f"**Rubric ({POINTS[question]} points).**")[2]
    worth = [float(points) for points in re.findall(r"^- (\d(?:\.5)?) points?:", rubric, re.M)]
    assert sum(worth) == POINTS[question]
    assert 0.5 in worth


NOTEBOOK = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")


TEXTS = [cell for cell in NOTEBOOK.cells if cell.cell_type == "markdown"]


def test_the_recursion_stands_in_the_open_text_after_the_exercise_on_it_and_again_in_the_summary() -> None:
    place = [cell.id for cell in NOTEBOOK.cells].index("test-delta-step")
    recursion, matrices = r"\boxed{", r"W^{(l+1)\top} \delta^{(l+1)}"
    assert recursion in NOTEBOOK.cells[place + 1].source
    before = [cell.source for cell in NOTEBOOK.cells[: place + 1] if cell.cell_type == "markdown"]
    assert not [text for text in before if recursion in text or matrices in text]
    for formula in (r"\delta^{(L)} = 2", matrices, r"G^{(l)} = \delta^{(l)}\, o^{(l-1)\top}"):
        assert formula in TEXTS[-1].source


def test_each_insight_has_a_cell_of_its_own_and_its_numbers_are_computed() -> None:
    ids = [cell.id for cell in NOTEBOOK.cells]
    for insight in ("insight-one", "insight-two", "insight-three"):
        text, figure = NOTEBOOK.cells[ids.index(insight)], NOTEBOOK.cells[ids.index(insight) + 1]
        assert len(text.source.split()) < 90
        assert not re.search(r"\d\.\d", text.source)
        assert figure.source.startswith("tk.draw_step(small, ")


def test_no_hint_has_a_formula_of_another_exercises_solution() -> None:
    written = {c.id: c.source for c in NOTEBOOK.cells if c.cell_type == "code" and nbgrader(c).get("solution")}
    solutions = {name: computed(source) for name, source in written.items()}
    for cell in TEXTS:
        hints = "\n".join(re.findall(r"(?s)<details>.*?</details>", cell.source))
        code = computed("\n".join(re.findall(r"(?s)```python\n(.*?)```", hints)))
        shared = {name: code & lines for name, lines in solutions.items() if cell.id != f"{name}-spec" and code & lines}
        assert shared == {}, cell.id


def computed(source: str) -> set[str]:
    """The formulas of two operations or more in a piece of code, whatever it calls the output and the target."""
    formulas = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.BinOp)]
    large = [node for node in formulas if sum(isinstance(part, ast.BinOp) for part in ast.walk(node)) > 1]
    return {re.sub(r"\b(?:output|o_l|o)\b", "o", ast.unparse(node).lower()) for node in large}


#: delta keeps the bias unit's entry on the way down, and only what is handed on is cut to size.
BIAS_ENTRY_KEPT = """
def derivative(name, s):
    value = activation(name, s)
    slopes = {"tanh": 1 - value**2, "logistic": value * (1 - value), "relu": 1.0 * (s > 0)}
    return slopes.get(name, np.ones(np.shape(s)))


def backprop_any(W, X, Y, theta):
    L, ones = len(W), np.ones((1, X.shape[1]))
    s, o = {}, {0: np.vstack([ones, X])}
    for l in range(1, L + 1):
        s[l] = W[l] @ o[l - 1]
        o[l] = np.vstack([ones, activation(theta[l], s[l])])
    G, delta = {}, 2 * (o[L][1:] - Y) * derivative(theta[L], s[L])
    for l in range(L, 0, -1):
        G[l] = delta @ o[l - 1].T
        if l > 1:
            delta = (W[l].T @ delta) * derivative(theta[l - 1], np.vstack([ones, s[l - 1]]))
            delta = delta[CUT]
    return G
"""


@pytest.mark.parametrize(("cut", "lost"), [("1:", []), (":-1", ["tanh", "ReLU below others", "any number of layers"])])
def test_a_bias_entry_that_was_not_dropped_is_caught_with_each_activation(cut: str, lost: list[str]) -> None:
    code = BIAS_ENTRY_KEPT.replace("CUT", cut)
    result, _ = verdict(Variant("06-backpropagation", "backprop-any", "mistake", 15, cut, code), "bias entry")
    assert [part.title.split(",")[0] for part in result.parts if not part.points] == lost


#: Exercises 1 to 4, and answers to them whose mistakes have no name.
STEPS = {
    "forward": "axes of length 1 squeezed away",
    "output-delta": "differences: toolkit",
    "delta-step": "differences: complex step",
    "weight-gradient": "differences: four points",
}
BUILT_ON_THEM = {"test-backprop": 3, "test-backprop-vectorised": 2}


@pytest.fixture(scope="module")
def steps_and_composites() -> Master:
    """The master up to exercise 6, without its figures."""
    (master,) = Course.open(ROOT).masters("06-backpropagation")
    marked = [cell for cell in master.cells if cell.grade_id]
    end = [cell.grade_id for cell in marked].index("test-backprop-vectorised")
    return replace(master, cells=tuple(marked[: end + 1]))


def points(master: Master, exercise: str, answer: str) -> dict[str, float | None]:
    """What the solution earns with this answer to one exercise."""
    cells = [
        {
            "cell_type": cell.cell_type,
            "source": answer if cell.grade_id == exercise else cell.full,
            "metadata": {"nbgrader": {k: getattr(cell, k) for k in ("grade_id", "grade", "solution", "locked")}},
        }
        for cell in master.cells
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ran = run_session(
        sanitise(notebook, master), master, lambda _first: FakeKernel(), lambda test: test, Limits(), lambda: 0.0
    )
    plt.close("all")
    return {item.grade_id: item.points for item in item_results(ran)}


@pytest.mark.parametrize("exercise", STEPS)
@pytest.mark.parametrize("written", [True, False], ids=["mistake", "stub"])
def test_an_earlier_mistake_or_stub_costs_nothing_in_what_is_built_on_it(
    steps_and_composites: Master, exercise: str, written: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(SOURCE / "06-backpropagation"))
    stub = next(cell.released for cell in steps_and_composites.cells if cell.grade_id == exercise)
    mistake = next(v.code for v in variants() if (v.grade_id, v.title) == (exercise, STEPS[exercise]))
    found = points(steps_and_composites, exercise, mistake if written else stub)
    assert found[f"test-{exercise}"] == 0
    assert found.items() >= BUILT_ON_THEM.items()


DIFFERENCES = [v for v in variants() if v.assignment == "06-backpropagation" and v.title.startswith("differences: ")]


def test_every_exercise_with_a_derivative_is_answered_by_all_kinds_of_differences() -> None:
    kinds = ("toolkit", "two points", "four points", "relative step", "complex step")
    exercises = {v.grade_id for v in variants() if v.assignment == "06-backpropagation"} - {"forward"}
    exercises = {name for name in exercises if f"test-{name}" in POINTS}
    assert {(v.grade_id, v.title) for v in DIFFERENCES} == {
        (e, f"differences: {kind}") for e in exercises for kind in kinds
    }


@pytest.mark.parametrize("variant", DIFFERENCES, ids=str)
def test_differences_earn_nothing(variant: Variant) -> None:
    result, _ = verdict(variant, "chain rule")
    assert earned(result) == 0
