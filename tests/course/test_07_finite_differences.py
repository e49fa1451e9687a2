"""What assignment 07 promises beyond the law for all notebooks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop_ref import finite_differences, network
from tests.course.material import SOURCE, Variant, nbgrader, read, solved_namespace
from tests.course.test_variants import verdict

NAME = "07-finite-differences"
PATH = SOURCE / NAME / f"{NAME}.ipynb"
POINTS = {
    "test-forward-difference": 3,
    "test-central-difference": 3,
    "test-best-h": 2,
    "why-v": 2,
    "test-check-gradient": 3,
    "test-faulty-layers": 4,
    "test-hard-cases": 2,
}


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    return solved_namespace(PATH)


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    items = [nbgrader(cell) for cell in read(PATH).cells]
    assert {meta["grade_id"]: meta["points"] for meta in items if meta.get("grade")} == POINTS


def test_the_known_gradient_is_that_of_the_reference_to_eight_digits(names: dict[str, Any]) -> None:
    G = network.backprop(names["W"], names["x"], names["y"])
    for l in G:
        np.testing.assert_allclose(names["known"][l], G[l], atol=5.01e-9)
    assert names["loss"](names["W"], names["x"], names["y"]) == pytest.approx(
        network.loss(names["W"], names["x"], names["y"]), rel=1e-14
    )


def test_the_error_of_the_first_slope_is_what_the_prose_says(names: dict[str, Any]) -> None:
    W, x, y = names["W"], names["x"], names["y"]

    def f(V: Any) -> Any:
        return names["loss"]({1: W[1], 2: V}, x, y)

    off = [
        abs(finite_differences.forward_difference(f, W[2], h)[0, 1] - names["known"][2][0, 1]) for h in (0.01, 0.005)
    ]
    assert off[0] == pytest.approx(0.0045, abs=5e-5)
    assert off[0] / off[1] == pytest.approx(2, abs=0.02)


def test_the_best_steps_and_errors_are_what_the_prose_says(names: dict[str, Any]) -> None:
    s = np.linspace(-2, 2, 41)
    h = 10.0 ** np.arange(-15, 0.1, 0.5)
    measured = names["errors_over"](h, s)
    best = {name: (h[np.argmin(error)], np.min(error)) for name, error in measured.items()}
    assert best["forward"] == pytest.approx((1e-8, 1e-8), rel=3)
    assert 3e-6 < best["central"][0] < 4e-5
    assert best["central"][1] < 1e-10
    h32 = 10.0 ** np.arange(-7, 0.1, 0.25)
    for name, error in names["errors_over"](h32, s.astype(np.float32)).items():
        low, high = {"forward": (3e-4, 1e-3), "central": (2e-3, 1e-2)}[name]
        assert low < h32[np.argmin(error)] < high, "the hidden test accepts a factor of 3 around this"


@pytest.mark.parametrize("seed", range(4))
def test_the_suspects_are_wrong_where_the_hidden_test_says_and_nowhere_else(names: dict[str, Any], seed: int) -> None:
    V, X, Y = names["random_case"](seed)
    right = network.backprop(V, X, Y)
    where = {
        "A": [(1, 0), (1, 1), (2, 0), (2, 1)],
        "B": [(l, k) for l in (1, 2, 3) for k in (0, 1)],
        "C": [],
        "D": [(2, 0)],
    }
    for name, suspect in names["suspects"].items():
        errors = {l: finite_differences.STEPS.column_errors(G, right[l]) for l, G in suspect(V, X, Y).items()}
        assert [(l, k) for l in (1, 2, 3) for k in (0, 1) if errors[l][k] > 1e-12] == where[name]
        assert all(errors[l][k] > 1e-2 for l, k in where[name])
        assert finite_differences.faulty_layer(errors) == names["faulty_layers"]()[name]


def lost(grade_id: str, code: str, seed: str = "of its own") -> list[int]:
    """Numbers of the parts that are lost, counted from 1."""
    result, _ = verdict(Variant(NAME, grade_id, "mistake", 0, "", code), seed)
    return [k for k, part in enumerate(result.parts, start=1) if part.points < part.max_points]


def test_the_toolkits_gradient_passes_no_part_of_either_difference() -> None:
    for name in ("forward", "central"):
        code = f"def {name}_difference(f, W, h):\n    return tk.numerical_gradient(f, W)"
        assert lost(f"{name}-difference", code) == [1, 2, 3, 4, 5]


def test_a_better_formula_than_the_one_that_was_asked_for_does_not_pass() -> None:
    code = """
def central_difference(f, W, h):
    def once(h):
        D = np.zeros(W.shape)
        for i in np.ndindex(W.shape):
            E = np.zeros(W.shape)
            E[i] = h
            D[i] = (f(W + E) - f(W - E)) / (2 * h)
        return D
    return (4 * once(h / 2) - once(h)) / 3
"""
    assert lost("central-difference", code) == [1, 2, 3, 4, 5]


def test_a_count_that_is_turned_back_wins_nothing_for_a_wrong_formula() -> None:
    code = """
def central_difference(f, W, h):
    for cell in f.__closure__ or ():
        if isinstance(cell.cell_contents, int):
            cell.cell_contents = -1000
    return tk.numerical_gradient(f, W)
"""
    assert lost("central-difference", code) == [1, 2, 3, 4, 5]


def test_comparisons_that_the_students_code_rebinds_are_not_asked() -> None:
    code = """
np.allclose = np.array_equal = np.isnan = lambda *a, **k: True
def central_difference(f, W, h):
    return np.zeros(W.shape)
"""
    before = np.allclose, np.array_equal, np.isnan
    try:
        assert lost("central-difference", code) == [1, 2, 3, 4, 5]
    finally:
        np.allclose, np.array_equal, np.isnan = before


@pytest.mark.parametrize("h", ["1e-4", "1e-5", "1e-6", "1e-7"])
def test_a_checker_may_use_any_reasonable_step(h: str) -> None:
    code = f"""
def check_gradient(f, W, G):
    errors = {{}}
    for l in W:
        D = central_difference(lambda V: f({{**W, l: V}}), W[l], {h})
        off = abs(G[l] - D)
        errors[l] = [off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max()]
    return errors
"""
    assert lost("check-gradient", code) == []


def test_a_wrong_central_difference_is_not_charged_again_in_the_checker() -> None:
    code = """
def central_difference(f, W, h):
    raise NotImplementedError


def check_gradient(f, W, G):
    errors = {}
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], 1e-5)
        off = abs(G[l] - D)
        errors[l] = [off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max()]
    return errors
"""
    assert lost("check-gradient", code) == []
