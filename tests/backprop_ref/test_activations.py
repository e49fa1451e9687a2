from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref import activations as act
from backprop_ref.activations import ACTIVATIONS

NAMES = sorted(ACTIVATIONS)
POINTS = [-1000.0, -40.0, -12.5, -3.0, -0.7, -0.01, 0.01, 0.3, 2.5, 9.0, 40.0, 1000.0]
EXACT: dict[str, Callable[[Any], Any]] = {
    "identity": lambda x: x,
    "logistic": lambda x: 1 / (1 + mpmath.exp(-x)),
    "tanh": mpmath.tanh,
    "relu": lambda x: max(x, 0),
    "gelu": lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "elu": lambda x: x if x > 0 else mpmath.expm1(x),
    "leaky_relu": lambda x: x if x > 0 else mpmath.mpf(0.01) * x,
    "prelu": lambda x: x if x > 0 else mpmath.mpf(0.25) * x,
}


def close(got: float, want: Any) -> bool:
    return got == pytest.approx(float(want), rel=2e-13, abs=1e-300)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("x", POINTS)
def test_value_and_derivative_agree_with_high_precision_arithmetic(name: str, x: float) -> None:
    with mpmath.workdps(600):
        f, point = EXACT[name], mpmath.mpf(x)
        assert close(act.value(name, x), f(point))
        h = mpmath.mpf(10) ** -250
        derivative = (f(point + h) - f(point - h)) / (2 * h)
        assert close(act.derivative(name, x), derivative)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 2)])
def test_shape_and_dtype_are_kept_and_nothing_overflows(name: str, dtype: Any, shape: tuple[int, ...]) -> None:
    for x in (-1000, -0.5, 0, 0.5, 1000):
        s = np.full(shape, x, dtype)
        for result in (act.value(name, s), act.derivative(name, s)):
            assert np.shape(result) == shape
            assert result.dtype == dtype
            assert np.all(np.isfinite(result))


@pytest.mark.parametrize("name", NAMES)
def test_integers_become_float64_and_the_argument_stays(name: str) -> None:
    s = np.array([-2, 0, 3])
    assert act.value(name, s).dtype == act.derivative(name, s).dtype == np.float64
    assert s.tolist() == [-2, 0, 3]


@pytest.mark.parametrize("name", [name for name in NAMES if ACTIVATIONS[name].analytic])
@given(st.floats(-30, 30).filter(lambda x: abs(x) > 1e-3))
def test_the_derivative_agrees_with_the_complex_step_where_the_function_is_analytic(name: str, x: float) -> None:
    numerical = np.imag(act.value(name, x + 1e-20j)) / 1e-20
    assert act.derivative(name, x) == pytest.approx(numerical, rel=1e-12, abs=1e-300)


def test_the_values_at_0_are_those_of_the_lectures_table() -> None:
    values = {name: float(act.value(name, 0.0)) for name in NAMES}
    assert values == {**dict.fromkeys(NAMES, 0.0), "logistic": 0.5, "softplus": float(np.log(2))}
    slopes = {name: float(act.derivative(name, 0.0)) for name in NAMES}
    assert slopes == {
        "identity": 1,
        "logistic": 0.25,
        "tanh": 1,
        "relu": 0,
        "gelu": 0.5,
        "softplus": 0.5,
        "elu": 1,
        "leaky_relu": 1,
        "prelu": 1,
    }
    assert act.elu_derivative(0.0, alpha=1.7) == 1.7


@pytest.mark.parametrize("alpha", [0.1, 0.25, 1.7, -0.3])
def test_parameters_have_their_effect_on_the_left_alone(alpha: float) -> None:
    x = np.array([-1000.0, -2.0, 3.0])
    np.testing.assert_allclose(act.elu(x, alpha), [-alpha, alpha * np.expm1(-2), 3])
    np.testing.assert_allclose(act.elu_derivative(x, alpha), [0, alpha * np.exp(-2), 1])
    np.testing.assert_allclose(act.prelu(x, alpha), [-1000 * alpha, -2 * alpha, 3])
    np.testing.assert_allclose(act.prelu_derivative(x, alpha), [alpha, alpha, 1])
    assert act.prelu_derivative_alpha(x, alpha).tolist() == [-1000, -2, 0]


def test_the_derivative_of_prelu_in_alpha_is_that_of_central_differences() -> None:
    x = np.array([-3.0, -0.2, 0.0, 0.4])
    numerical = (act.prelu(x, 0.3 + 1e-3) - act.prelu(x, 0.3 - 1e-3)) / 2e-3
    np.testing.assert_allclose(act.prelu_derivative_alpha(x, 0.3), numerical, atol=1e-12)
    assert act.prelu_derivative_alpha(np.float32(-2), 0.3).dtype == np.float32


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError):
        act.value("swish", 0.0)
