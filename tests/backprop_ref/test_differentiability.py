"""Slopes, subgradients, permutations, surrogates and expected values against numbers that owe nothing to them."""

import itertools
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from backprop_ref import differentiability
from backprop_ref.differentiability import CASES, CLASSES, GRADIENT, NONE, SUBGRADIENT, ZERO, Case, said_of
from backprop_ref.finite_differences import numerical_derivative
from backprop_ref.mistakes import DIFFERENTIABILITY
from backprop_ref.mistakes.differentiability import REASONS, reasoning
from tests.backprop_ref.test_mistakes import distance, wrong_values

STEPS = differentiability.STEPS
RNG = np.random.default_rng(9)


def gradient_near(case: Case, point: Any, h: float = 1e-7) -> Any:
    """Central differences of a case's function."""
    assert case.f is not None
    moves = np.eye(len(point)) * h
    return np.array([(case.f(point + move) - case.f(point - move)) / (2 * h) for move in moves])


def slopes_agree(case: Case) -> bool:
    """Whether the one-sided slopes agree, are finite and are those of a linear function, in many directions."""
    assert case.f is not None
    point, h = np.array(case.point), 1e-7
    directions = [*np.eye(len(point)), *RNG.standard_normal((20, len(point)))]
    slopes = [[(case.f(point + k * h * v) - case.f(point)) / h for k in (1, -1)] for v in directions]
    G = np.array([right for right, _ in slopes[: len(point)]])
    return all(
        np.isfinite(left) and abs(right + left) < 1e-5 and abs(right - G @ v) < 1e-5
        for (right, left), v in zip(slopes, directions, strict=True)
    )


@pytest.mark.parametrize("letter", [letter for letter, case in CASES.items() if case.f])
def test_the_class_of_a_case_is_what_its_rule_finds_numerically(letter: str) -> None:
    case = CASES[letter]
    around = np.array(case.point) + RNG.uniform(-1e-3, 1e-3, (50, len(case.point)))
    around = np.abs(around) if letter == "d" else around  # the square root is defined there only
    flat = all(not np.any(gradient_near(case, point)) for point in around)
    if flat:
        found = ZERO
    elif slopes_agree(case):
        found = GRADIENT
    else:
        found = SUBGRADIENT if case.convex else NONE
    assert case.kind == found


@pytest.mark.parametrize("letter", [letter for letter, case in CASES.items() if case.f])
def test_what_is_said_to_be_convex_has_no_chord_below_the_graph_and_the_rest_has_one(letter: str) -> None:
    case = CASES[letter]
    assert case.f is not None
    points = RNG.uniform(0 if letter == "d" else -2, 2, (2, 2000, len(case.point)))
    below = [
        case.f((p + q) / 2) > (case.f(p) + case.f(q)) / 2 + 1e-12 for p, q in zip(points[0], points[1], strict=True)
    ]
    assert any(below) != case.convex


def test_what_is_no_function_of_real_numbers_has_none_and_every_class_has_three_cases() -> None:
    assert all(case.kind == NONE for case in CASES.values() if case.f is None)
    assert [sum(case.kind == kind for case in CASES.values()) for kind in CLASSES] == [3] * 4


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"a": "zero"}, "zero"),
        ({" A ": " Zero "}, "zero"),
        ({"b": "zero"}, None),
        ({"a": "flat"}, None),
        ({"a": 3, 3: "zero"}, None),
        ({"a": ["zero"]}, None),
        (None, None),
        ("zero", None),
        (np.ones((3, 3)), None),
    ],
)
def test_what_an_answer_says_of_a_case(answer: Any, said: str | None) -> None:
    assert said_of(answer, "a") == said


def test_one_sided_slopes_are_those_of_the_chords() -> None:
    x, v = np.array([[0.3], [1.2]]), np.array([[2.0], [-1.0]])
    along = [float(np.sum((x + t * v) ** 3)) for t in (-0.1, 0, 0.1)]
    want = [(along[1] - along[0]) / 0.1, (along[2] - along[1]) / 0.1]
    np.testing.assert_allclose(STEPS.one_sided_slopes(lambda z: np.sum(z**3), x, v, 0.1), want, rtol=1e-13)
    np.testing.assert_array_equal(STEPS.one_sided_slopes(abs, 0, 1, 0.5), [-1, 1])


def test_the_subgradients_are_the_slopes_of_the_lines_that_stay_below() -> None:
    lines = [(-1.0, 0.5), (0.5, 0.5), (2.0, 0.5), (3.0, -1.0), (-4.0, -2.0)]
    low, high = STEPS.subgradient(lines, 0.0)
    assert (low, high) == (-1, 2)

    def f(x: Any) -> Any:
        return np.max([a * x + b for a, b in lines], axis=0)

    grid = np.linspace(-3, 3, 601)
    for g, stays in ((low, True), (high, True), (0.7, True), (low - 0.01, False), (high + 0.01, False)):
        assert bool(np.all(f(grid) >= f(0.0) + g * grid - 1e-12)) == stays


@pytest.mark.parametrize("P", [1, 2, 5, 6])
def test_the_derivatives_of_sort_and_median_agree_with_finite_differences(P: int) -> None:
    x = RNG.permutation(np.arange(P) + RNG.uniform(0, 0.4, P)).reshape(P, 1)
    sorted_by = numerical_derivative(lambda z: np.sort(z, axis=0), x)
    np.testing.assert_allclose(STEPS.sort_derivative(x), sorted_by.reshape(P, P), atol=1e-8)
    np.testing.assert_allclose(STEPS.median_gradient(x), numerical_derivative(np.median, x).reshape(P, 1), atol=1e-8)


def test_the_slopes_of_the_surrogates_agree_with_high_precision_arithmetic() -> None:
    s, y = np.array([[-1000.0, -1.5, 0.4, 2.0, 1000.0]]), np.array([[1.0, -1.0, 1.0, 1.0, -1.0]])
    with mpmath.workdps(40):
        want = [float(-t / (1 + mpmath.exp(t * mpmath.mpf(z)))) for z, t in zip(s[0], y[0], strict=True)]
    np.testing.assert_allclose(STEPS.logistic_slope(s, y)[0], want, rtol=1e-14)
    np.testing.assert_array_equal(STEPS.hinge_slope(s, y), [[-1, 0, -1, 0, 1]])
    np.testing.assert_array_equal(STEPS.hinge_slope([1.0, -1.0], [1, -1]), [0, 0])


def test_both_estimates_tend_to_the_derivative_of_the_expected_value() -> None:
    mu, sigma, eps = 0.7, 0.5, np.random.default_rng(0).standard_normal(400_000)
    want = 3 * mu**2 + 3 * sigma**2
    assert STEPS.reparametrised(lambda w: 3 * w**2, mu, sigma, eps) == pytest.approx(want, rel=0.01)
    assert STEPS.score_function(lambda w: w**3, mu, sigma, eps) == pytest.approx(want, rel=0.02)


def cases() -> list[Callable[[Any], Any]]:
    rng = np.random.default_rng(3)
    x, v, eps = np.array([[0.4], [-1.1], [0.8]]), np.array([[1.0], [-2.0], [0.5]]), rng.standard_normal(7)
    s, y = np.array([[-1.3, 0.4, 2.2, 1.0, 0.2]]), np.array([[1.0, -1.0, 1.0, 1.0, 1.0]])
    mixed = np.array([[3.1], [0.2], [5.0], [1.4], [2.2]])
    lines = [(-1.0, 0.0), (1.0, 0.0), (4.0, -3.0)]
    return [
        lambda r: r.one_sided_slopes(lambda z: np.sum(z**2), x, v, 0.1),
        lambda r: r.one_sided_slopes(lambda z: np.sum(z**2), np.array([[1], [2]]), np.array([[1], [3]]), 0.1),
        lambda r: r.slopes_and_point(lambda z: np.sum(z**2), x, v, 0.1),
        lambda r: r.subgradient(lines, 0.0),
        lambda r: r.sort_derivative(mixed),
        lambda r: r.median_gradient(mixed),
        lambda r: r.hinge_slope(s, y),
        lambda r: r.logistic_slope(s, y),
        lambda r: r.logistic_slope(np.array([[-1000.0, 0.3, 900.0]]), np.array([[1, -1, 1]])),
        lambda r: r.score_function(np.sin, 0.6, 0.5, eps),
        lambda r: r.multiplications((4, 3, 2)),
        lambda r: r.multiplications((3, 5, 4, 2)),
    ]


def test_every_mistake_shows_and_no_two_numbers_look_the_same() -> None:
    shown = set()
    for want in cases():
        visible = [(m, value) for m, value, off in wrong_values(DIFFERENTIABILITY, want).values() if not off <= 1e-9]
        shown |= {m.name for m, value in visible if not distance(value, want(DIFFERENTIABILITY.right)) < 1e-2}
        for (m, a), (k, b) in itertools.combinations(visible, 2):
            assert m.number == k.number or not distance(a, b) <= 1e-9, f"{m.name} is {k.name}"
    assert shown == {mistake.name for mistake in DIFFERENTIABILITY.mistakes} - set(REASONS)


def test_a_wrong_class_has_one_reasoning_at_most_and_a_right_one_none() -> None:
    right = DIFFERENTIABILITY.right.classify()
    for slug, wrong in REASONS.items():
        assert DIFFERENTIABILITY.with_mistakes(DIFFERENTIABILITY.named(slug)).classify() == right | wrong
        for letter, said in wrong.items():
            assert said in CLASSES
            assert said != right[letter]
            found = reasoning(letter, said)
            assert found is not None
            assert found.number == DIFFERENTIABILITY.named(slug).number
    assert not any(reasoning(letter, kind) for letter, kind in right.items())
    assert reasoning("a", None) is None
    unnamed = {letter + said for letter in CASES for said in CLASSES if not reasoning(letter, said)}
    assert unnamed == {letter + kind for letter, kind in right.items()} | {"czero", "ezero", "hzero", "lzero"}
