"""What assignment 06 promises beyond the law for all notebooks."""

from __future__ import annotations

import pytest

from tests.course.material import SOURCE, Variant, nbgrader, read
from tests.course.test_variants import verdict

POINTS = {
    "test-forward": 3,
    "test-output-delta": 2,
    "test-delta-step": 3,
    "test-weight-gradient": 2,
    "test-backprop": 3,
    "test-backprop-vectorised": 2,
    "test-backprop-any": 2,
    "why-drop-the-bias-entry": 2,
    "test-softmax-delta": 1,
}


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    notebook = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    items = {
        nbgrader(cell)["grade_id"]: nbgrader(cell)["points"] for cell in notebook.cells if nbgrader(cell).get("grade")
    }
    assert items == POINTS
    assert sum(items.values()) == 20


def test_the_manual_question_is_asked_above_its_cell_and_carries_a_rubric() -> None:
    notebook = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    place = [cell.id for cell in notebook.cells].index("why-drop-the-bias-entry")
    assert notebook.cells[place - 1].source.startswith("### ")
    assert "**Rubric (2 points).**" in notebook.cells[place].source


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


@pytest.mark.parametrize(("cut", "lost"), [("1:", []), (":-1", ["tanh", "logistic", "ReLU"])])
def test_a_bias_entry_that_was_not_dropped_is_caught_with_each_activation(cut: str, lost: list[str]) -> None:
    code = BIAS_ENTRY_KEPT.replace("CUT", cut)
    result, _ = verdict(Variant("06-backpropagation", "backprop-any", "mistake", 15, cut, code), "bias entry")
    wrong = [part.title.split(",")[0] for part in result.parts if not part.points]
    assert wrong == lost
