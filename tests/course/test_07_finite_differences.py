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
    "test-find-fault": 4,
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
def test_the_suspects_that_can_be_read_are_wrong_where_the_text_and_the_practice_say(
    names: dict[str, Any], seed: int
) -> None:
    V, X, Y = names["random_case"](seed)
    right = network.backprop(V, X, Y)
    where = {"A": (2, "both"), "B": (3, "both"), "C": (2, "biases")}
    text = {cell.id: cell.source for cell in read(PATH).cells}
    assert f"`backprop_A` is the pair `{where['A']}`".replace("'", '"') in text["first-suspect-reading"]
    for name, suspect in names["suspects"].items():
        errors = {l: finite_differences.STEPS.column_errors(G, right[l]) for l, G in suspect(V, X, Y).items()}
        assert all(error < 1e-12 or error > 1e-2 for pair in errors.values() for error in pair)
        assert finite_differences.STEPS.find_fault(errors) == names["find_fault"](suspect) == where[name]
        assert name == "A" or f'"{name}": ({where[name]}'.replace("'", '"') in text["practice-figure"]


CONSTANT = [(0, "none"), *((l, word) for l in (1, 2, 3) for word in ("both", "biases", "weights"))]


@pytest.mark.parametrize("answer", CONSTANT)
def test_no_answer_without_a_look_at_the_suspect_finds_any_fault(answer: tuple[int, str]) -> None:
    assert lost("find-fault", f"def find_fault(backprop):\n    return {answer}") == [1, 2, 3, 4]


UNWRITTEN = "def {0}(f, W, *more):\n    raise NotImplementedError\n\n\n"
FIRST = "def {0}(f, W, *more):\n    return {1}\n\n\n"
WITH_CHECK = """
def find_fault(backprop):
    V, X, Y = random_case(1)
    errors = check_gradient(lambda U: loss(U, X, Y), V, backprop(V, X, Y))
    for l in (3, 2, 1):
        bias, other = errors[l][0] > 1e-6, errors[l][1] > 1e-6
        if bias or other:
            return l, "both" if bias and other else "biases" if bias else "weights"
    return 0, "none"
"""
WITH_DIFFERENCE = """
def find_fault(backprop):
    V, X, Y = random_case(1)
    G = backprop(V, X, Y)
    for l in (3, 2, 1):
        D = central_difference(lambda U: loss({**V, l: U}, X, Y), V[l], 1e-5)
        off = abs(G[l] - D) > 1e-6 * abs(D).max()
        if off.any():
            return l, "both" if off[:, 0].any() and off[:, 1:].any() else "biases" if off.any(axis=0)[0] else "weights"
    return 0, "none"
"""


@pytest.mark.parametrize(
    "code",
    [
        UNWRITTEN.format("check_gradient") + WITH_CHECK,
        UNWRITTEN.format("central_difference") + WITH_CHECK,
        UNWRITTEN.format("central_difference") + WITH_DIFFERENCE,
        FIRST.format("check_gradient", "{l: (1.0, 1.0) for l in W}") + WITH_CHECK,
        FIRST.format("check_gradient", "dict.fromkeys(W, 0.5)") + WITH_CHECK,
        FIRST.format("central_difference", "forward_difference(f, W, *more)") + WITH_DIFFERENCE,
        FIRST.format("central_difference", "0 * W") + WITH_CHECK,
    ],
)
def test_a_mistake_in_an_earlier_exercise_is_not_charged_again_in_the_bug_hunt(code: str) -> None:
    assert lost("find-fault", code) == []


def test_an_own_checker_that_is_right_is_used_in_the_bug_hunt_as_it_is() -> None:
    code = """
class Errors(dict):
    pass


def check_gradient(f, W, G, h=1e-6):
    errors = Errors()
    for l in W:
        D = central_difference(lambda V: f({**W, l: V}), W[l], h)
        off = abs(G[l] - D)
        errors[l] = [off[:, 0].max() / abs(D[:, 0]).max(), off[:, 1:].max() / abs(D[:, 1:]).max()]
    errors.layers = [l for l in W if max(errors[l]) > 1e-6]
    return errors


def find_fault(backprop):
    V, X, Y = random_case(1)
    errors = check_gradient(lambda U: loss(U, X, Y), V, backprop(V, X, Y))
    if not errors.layers:
        return 0, "none"
    bias, other = (error > 1e-6 for error in errors[errors.layers[-1]])
    return errors.layers[-1], "both" if bias and other else "biases" if bias else "weights"
"""
    assert lost("find-fault", code) == []


def test_best_steps_of_other_floats_are_judged_within_the_factor_that_the_text_says() -> None:
    for factor, parts in ((1 / 3, []), (3, []), (1 / 8, [3, 4]), (8, [3, 4])):
        code = f"""
def hard_cases(r, u):
    kink = (max(0, r + 1) - max(0, r - 1)) / 2
    return {{"kink": kink, "forward": {factor} * (2 * u) ** 0.5, "central": {factor} * (1.5 * u) ** (1 / 3)}}
"""
        assert lost("hard-cases", code) == parts


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
