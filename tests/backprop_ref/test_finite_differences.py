from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref import finite_differences as fd
from tests.backprop_ref.strategies import generators


def order_of_accuracy(difference: Any, f: Any, derivative: float, x: float) -> float:
    errors = [abs(difference(f, x, h) - derivative) for h in (1e-2, 5e-3)]
    return float(np.log2(errors[0] / errors[1]))


def test_forward_differences_are_of_first_order_and_central_ones_of_second() -> None:
    assert order_of_accuracy(fd.forward_difference, np.exp, np.exp(0.7), 0.7) == pytest.approx(1, abs=0.02)
    assert order_of_accuracy(fd.central_difference, np.exp, np.exp(0.7), 0.7) == pytest.approx(2, abs=0.02)


def test_central_differences_are_exact_on_quadratics_and_off_by_h_squared_on_cubics() -> None:
    assert fd.central_difference(lambda x: 3 * x * x - x, 1.5, 0.5) == pytest.approx(8, rel=1e-14)
    assert fd.central_difference(lambda x: x**3, 1.5, 0.5) == pytest.approx(3 * 1.5**2 + 0.25, rel=1e-14)
    assert fd.forward_difference(lambda x: x * x, 1.5, 0.5) == pytest.approx(3.5, rel=1e-14)


def test_the_numbers_of_evaluations_are_p_plus_1_and_2_p() -> None:
    calls = []

    def f(W: Any) -> float:
        calls.append(W)
        return float(np.sum(W**2))

    W = np.ones((2, 3))
    fd.forward_difference(f, W, 1e-6)
    assert len(calls) == 7
    calls.clear()
    fd.central_difference(f, W, 1e-6)
    assert len(calls) == 12


@pytest.mark.parametrize("name", ["forward_difference", "central_difference"])
def test_the_point_stays_as_it_was_even_if_f_writes_into_its_argument(name: str) -> None:
    def f(W: Any) -> float:
        W *= 2
        return float(np.sum(W))

    W = np.array([1.0, 2.0])
    np.testing.assert_allclose(getattr(fd, name)(f, W, 1e-3), [2, 2])
    assert W.tolist() == [1, 2]


def test_integers_are_taken_as_floats() -> None:
    W = np.array([1, 2, 3])
    np.testing.assert_allclose(fd.central_difference(lambda w: np.sum(w**2), W, 1e-4), [2, 4, 6])
    np.testing.assert_allclose(fd.forward_difference(lambda w: w**2, 3, 1e-7), 6, rtol=1e-6)


@given(generators)
def test_the_three_methods_agree_on_dicts_of_blocks(rng: np.random.Generator) -> None:
    W = {1: rng.standard_normal((2, 3)), 2: rng.standard_normal((1, 2))}

    def f(V: Any) -> Any:
        return np.sum(V[2] @ np.tanh(V[1]))

    exact = fd.complex_step(f, W)
    want = {2: np.tanh(W[1]).sum(axis=1)[None], 1: W[2].T * (1 - np.tanh(W[1]) ** 2)}
    for l in W:
        np.testing.assert_allclose(exact[l], want[l], rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(fd.central_difference(f, W, 1e-5)[l], want[l], atol=1e-8)
        np.testing.assert_allclose(fd.forward_difference(f, W, 1e-7)[l], want[l], atol=1e-5)


@given(generators)
def test_the_noise_aware_derivative_is_as_good_as_it_says(rng: np.random.Generator) -> None:
    W = rng.uniform(0.3, 30, (2, 3)) * rng.choice([-1, 1], (2, 3))
    numerical = fd.noise_aware(lambda w: np.sum(w**2) + np.sum(np.sin(w)), W)
    right = 2 * W + np.cos(W)
    assert np.max(np.abs(numerical.value - right)) <= numerical.tolerance * np.max(np.abs(numerical.value))
    assert numerical.tolerance < 1e-6


def test_the_noise_aware_derivative_keeps_the_stated_step_and_bound() -> None:
    u, w = 2.0**-53, 3.0
    h = 2 * (3 * u) ** (1 / 3) * w
    D, D2 = fd.central_difference(np.exp, w, h), fd.central_difference(np.exp, w, 2 * h)
    tol = abs(D - D2) + 8 * u * np.exp(w + 2 * h) / h + 1e-9 * D
    numerical = fd.noise_aware(np.exp, w)
    assert numerical.value == pytest.approx(D, rel=1e-14)
    assert numerical.tolerance == pytest.approx(tol / D, rel=1e-9)


@pytest.mark.parametrize("f", [lambda w: 1e12 + w, lambda w: abs(w - 1) ** 0.5, lambda w: 5.0, lambda w: float("nan")])
def test_a_noisy_kinked_flat_or_undefined_point_is_never_judged(f: Any) -> None:
    with pytest.raises(fd.Unreliable):
        fd.noise_aware(f, 1.0)


def test_the_relative_error_of_a_right_gradient_is_tiny_and_that_of_half_of_it_one_half() -> None:
    W = {1: np.array([[1.0, 2.0]]), 2: np.array([[3.0, -1.0]])}

    def f(V: Any) -> Any:
        return np.sum(V[1] ** 2) + np.sum(V[2] ** 3)

    G = {1: 2 * W[1], 2: 3 * W[2] ** 2 * [[0.5, 1.0]]}
    errors = fd.check_gradient(f, W, G)
    assert np.max(errors[1]) < 1e-8
    assert errors[2][0] == pytest.approx(0.5, abs=1e-6)
    assert errors[2][1] < 1e-8
    assert fd.check_gradient(np.sin, 0.3, np.cos(0.3)) < 1e-8
    assert fd.check_gradient(lambda w: 0.0, 0.3, 0.0) == 0


def test_a_wrong_bias_column_is_seen_however_large_the_other_columns_are() -> None:
    W = {1: np.array([[1.0, 2.0, 3.0]])}
    scale = np.array([[1.0, 1e6, 1e6]])
    errors = fd.check_gradient(lambda V: np.sum(scale * V[1]), W, {1: scale * [[0.5, 1, 1]]})
    assert errors[1] == pytest.approx([0.5, 0], abs=1e-4)


def test_the_faulty_layer_is_the_highest_one_with_an_error() -> None:
    assert fd.faulty_layer({1: [0.3, 0.1], 2: [1e-9, 0.5], 3: [1e-10, 1e-9]}) == 2
    assert fd.faulty_layer({1: [1e-9, 1e-10], 2: [1e-8, 0.0]}) == 0


@pytest.mark.parametrize(("p", "a", "b"), [(1, 0.7, 3e-16), (2, 0.2, 1e-7), (4, 3.0, 1e-16)])
def test_no_step_near_the_best_one_has_a_smaller_error(p: int, a: float, b: float) -> None:
    best = fd.best_h(p, a, b)
    error = [a * h**p + b / h for h in (best / 1.01, best, best * 1.01)]
    assert error[1] < min(error[0], error[2])


def test_the_best_steps_are_those_of_the_well_known_rules() -> None:
    double, single = fd.best_h_in(2.0**-53), fd.best_h_in(2.0**-24)
    assert double == pytest.approx({"forward": 2e-8, "central": 7e-6}, rel=0.1)
    assert single == pytest.approx({"forward": 5e-4, "central": 6e-3}, rel=0.1)


def test_the_central_difference_of_relu_is_between_its_slopes_near_the_kink() -> None:
    assert [fd.relu_central(w, 0.1) for w in (-0.2, -0.05, 0.0, 0.05, 0.2)] == pytest.approx([0, 0.25, 0.5, 0.75, 1])


def test_the_complex_step_is_exact_where_the_others_round() -> None:
    x = 0.7
    assert fd.complex_step(lambda z: np.exp(z) * np.sin(z), x) == pytest.approx(
        np.exp(x) * (np.sin(x) + np.cos(x)), rel=4e-16
    )


def test_a_derivative_in_an_array_of_no_entries_is_empty() -> None:
    assert fd.central_difference(lambda w: 0.0, np.zeros((0, 2)), 1e-5).shape == (0, 2)


@given(st.dictionaries(st.integers(1, 9), st.sampled_from([0.0, 1e-9, 1e-6, 2e-6, 0.3, np.inf, np.nan]), max_size=5))
def test_a_layer_is_right_only_where_every_error_is_a_small_number(errors: dict[int, float]) -> None:
    columns = {l: np.array([0.0, error]) for l, error in errors.items()}
    wrong = [l for l, error in errors.items() if error not in (0.0, 1e-9, 1e-6)]
    assert fd.faulty_layer(errors) == fd.faulty_layer(columns) == max(wrong, default=0)


@pytest.mark.parametrize("analytic", [True, False])
@pytest.mark.parametrize("shape", [(), (7,), (1, 1), (3, 5)])
def test_a_stack_of_points_gives_the_gradient_of_one_point_at_a_time(shape: tuple[int, ...], analytic: bool) -> None:
    W = np.random.default_rng(3).uniform(0.3, 2, shape)
    one = fd.numerical_gradient(lambda w: np.sum(np.sin(w) * w), W, analytic)
    stacked = fd.numerical_gradient(lambda w: fd.sum_of_each(np.sin(w) * w), W, analytic, stacked=True)
    assert np.shape(stacked.value) == shape
    np.testing.assert_allclose(stacked.value, np.sin(W) + W * np.cos(W), rtol=1e-8)
    np.testing.assert_allclose(stacked.value, one.value, rtol=1e-9 if not analytic else 1e-13)


def test_a_stack_that_writes_into_its_argument_leaves_the_point_as_it_was() -> None:
    def f(W: Any) -> Any:
        W *= 2
        return fd.sum_of_each(W)

    W = np.array([1.0, 2.0])
    np.testing.assert_allclose(fd.numerical_gradient(f, W, analytic=False, stacked=True).value, [2, 2])
    assert W.tolist() == [1, 2]
