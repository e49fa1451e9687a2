from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from backprop_ref import matrix_calculus as mc
from backprop_ref.finite_differences import numerical_derivative
from backprop_ref.losses import softmax
from tests.backprop_ref.strategies import shapes

RNG = np.random.default_rng(5)
N, P, Q = 3, 4, 2
A, x, b = RNG.standard_normal((N, P)), RNG.standard_normal((P, 1)), RNG.standard_normal((N, 1))
S, a, c, X = (RNG.standard_normal(shape) for shape in ((P, P), (P, 1), (Q, 1), (P, Q)))
d = RNG.standard_normal((N, 1))

CASES: dict[str, tuple[Any, Callable[[Any], Any], Any]] = {
    "A x": (mc.linear(A, x), lambda v: A @ v, x),
    "x^T S x": (mc.quadratic_form(S, x), lambda v: (v.T @ S @ v).item(), x),
    "||A x - b||^2": (mc.least_squares(A, x, b), lambda v: np.sum((A @ v - b) ** 2), x),
    "a^T X c": (mc.bilinear(a, X, c), lambda M: (a.T @ M @ c).item(), X),
    "||X||^2": (mc.frobenius(X), lambda M: np.sum(M**2), X),
    "tanh(A x)": (mc.tanh_layer(A, x), lambda v: np.tanh(A @ v), x),
    "softmax(x)": (mc.softmax_jacobian(x), softmax, x),
    "a sin t + b t^2": (mc.vector_by_scalar(0.7, b, d), lambda t: b * np.sin(t) + d * t**2, 0.7),
    "W x by W": (mc.weight_tensor(A, x), lambda W: W @ x, A),
}


@pytest.mark.parametrize("name", CASES)
def test_every_derivative_has_its_shape_and_the_numerical_values(name: str) -> None:
    derivative, f, point = CASES[name]
    numerical = numerical_derivative(f, point)
    assert derivative.shape == numerical.shape == mc.derivative_shape(np.shape(f(point)), np.shape(point))
    np.testing.assert_allclose(derivative, numerical, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize(
    ("numerator", "denominator", "want"),
    [
        ((), (), ()),
        ((), (4, 1), (4, 1)),
        ((), (4, 2), (4, 2)),
        ((3, 1), (), (1, 3)),
        ((3, 1), (4, 1), (4, 3)),
        ((3, 1), (4, 2), (4, 2, 3)),
        ((3, 5), (), (3, 5)),
        ((3, 5), (4, 1), (4, 3, 5)),
        ((3, 5), (4, 2), (4, 2, 3, 5)),
        ((1, 1), (), (1, 1)),
        ((1, 1), (4, 1), (4, 1)),
        ((1, 1), (4, 2), (4, 2, 1)),
        ((3, 1), (1, 2), (1, 2, 3)),
        ((1, 5), (1, 1), (1, 1, 5)),
        ((1, 5), (1, 2), (1, 2, 1, 5)),
    ],
)
def test_the_nine_kinds_have_their_shapes(
    numerator: tuple[int, ...], denominator: tuple[int, ...], want: tuple[int, ...]
) -> None:
    assert mc.derivative_shape(numerator, denominator) == want


@given(shapes, shapes)
def test_the_numerical_derivative_of_a_linear_map_has_the_shape_and_entries_of_the_layout(
    top: tuple[int, ...], bottom: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(0)
    T = rng.standard_normal(bottom + top)
    derivative = numerical_derivative(lambda v: np.tensordot(v, T, np.ndim(v)), rng.standard_normal(bottom))
    assert derivative.shape == mc.derivative_shape(top, bottom)
    np.testing.assert_allclose(np.ravel(derivative), np.ravel(T), rtol=1e-8, atol=1e-8)


def test_the_derivative_of_a_scalar_has_the_shape_of_the_denominator() -> None:
    for shape in ((), (5, 1), (5, 2)):
        assert mc.derivative_shape((), shape) == shape


def test_contracting_the_tensor_with_delta_is_the_outer_product() -> None:
    delta = RNG.standard_normal((N, 1))
    np.testing.assert_allclose(mc.contract(mc.weight_tensor(A, x), delta), delta @ x.T)


def test_the_chain_rule_multiplies_in_reverse_order() -> None:
    dy_du, du_dx = RNG.standard_normal((3, 1)), RNG.standard_normal((4, 3))
    np.testing.assert_allclose(mc.chain_rule(dy_du, du_dx), du_dx @ dy_du)
    dx_dt = RNG.standard_normal((2, 4))
    np.testing.assert_allclose(mc.STEPS.chain_rule_three(dy_du, du_dx, dx_dt), dx_dt @ du_dx @ dy_du)
    with pytest.raises(mc.LayoutError, match="not conform"):
        mc.chain_rule(du_dx, dy_du)


def test_of_the_poll_only_d_and_f_conform_and_only_f_has_the_right_shape() -> None:
    shapes = {option: mc.poll_option_shape(option, 4, 3) for option in mc.POLL}
    assert shapes == {"A": None, "B": None, "C": None, "D": (1, 4), "E": None, "F": (4, 1)}


def test_sizes_of_one_make_wrong_options_conform() -> None:
    assert mc.poll_option_shape("A", 1, 3) == (3, 3)
    assert mc.poll_option_shape("E", 1, 3) == (3, 3)
    assert mc.poll_option_shape("B", 3, 3) == (1, 3)
    assert mc.poll_option_shape("C", 4, 1) == (1, 4)


def test_shapes_that_do_not_conform_are_named() -> None:
    with pytest.raises(mc.LayoutError, match=r"\(3, 4\)"):
        mc.linear(A, b)
    with pytest.raises(mc.LayoutError, match="column"):
        mc.kind((4,))
