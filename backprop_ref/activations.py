"""The activation functions of the lecture's table and their derivatives, elementwise (lecture §7).

Every function keeps shape and floating dtype (integers become float64), is finite and silent at +-1000, and takes
complex arguments where it is analytic, so that the complex step can check it. At a kink both value and derivative
follow the branch into which the lecture's table puts 0: ReLU'(0) = 0, ELU'(0) = alpha, leaky and parametric 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop_ref.steps import Function, Steps, Table

LEAKY_SLOPE = 0.01
FAR = 40.0  # exp(-FAR**2 / 2) is 0 in float64


def identity(x: Any) -> Any:
    """x."""
    return _floats(x)[()]


def identity_derivative(x: Any) -> Any:
    """1."""
    return np.ones_like(_floats(x))[()]


def logistic(x: Any) -> Any:
    """1 / (1 + exp(-x)), without overflow on either side."""
    x = _floats(x)
    right = x.real >= 0
    e = np.exp(np.where(right, -x, x))  # |e| <= 1
    return np.where(right, 1 / (1 + e), e / (1 + e))[()]


def logistic_derivative(x: Any) -> Any:
    """logistic(x) logistic(-x): no cancellation on the right, where 1 - logistic(x) would have it."""
    x = _floats(x)
    e = np.exp(np.where(x.real >= 0, -x, x))
    return (1 / (1 + e) * (e / (1 + e)))[()]


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return np.tanh(_floats(x))[()]


def tanh_derivative(x: Any) -> Any:
    """1 - tanh(x)^2, as 4 logistic(2x) logistic(-2x): accurate in the saturated ends too."""
    x = _floats(x)
    return (4 * logistic_derivative(2 * x))[()]


def relu(x: Any) -> Any:
    """max(0, x)."""
    x = _floats(x)
    return np.where(x.real > 0, x, 0 * x.real)[()]


def relu_derivative(x: Any) -> Any:
    """1 for x > 0, else 0; 0 at 0, as in the lecture's table."""
    x = _floats(x)
    return (x.real > 0).astype(x.dtype)[()]


def gelu(x: Any) -> Any:
    """x Phi(x), Phi the normal distribution function; erfc keeps the left tail's digits. Real arguments only."""
    x = _floats(x)
    return (x * _normal_cdf(x)).astype(x.dtype)[()]


def gelu_derivative(x: Any) -> Any:
    """Phi(x) + x phi(x). Real arguments only."""
    x = _floats(x)
    wide = np.clip(x.astype(float), -FAR, FAR)
    density = np.exp(-(wide**2) / 2) / math.sqrt(2 * math.pi)
    return (_normal_cdf(x) + wide * density).astype(x.dtype)[()]


def softplus(x: Any) -> Any:
    """ln(1 + exp(x)) = max(x, 0) + ln(1 + exp(-|x|))."""
    x = _floats(x)
    right = x.real > 0
    return (np.where(right, x, 0 * x.real) + np.log1p(np.exp(np.where(right, -x, x))))[()]


def softplus_derivative(x: Any) -> Any:
    """logistic(x)."""
    return logistic(x)


def elu(x: Any, alpha: Any = 1.0) -> Any:
    """alpha (exp(x) - 1) for x <= 0, else x."""
    x = _floats(x)
    right = x.real > 0
    return _like(np.where(right, x, alpha * np.expm1(np.where(right, 0, x))), x)


def elu_derivative(x: Any, alpha: Any = 1.0) -> Any:
    """alpha exp(x) for x <= 0, else 1."""
    x = _floats(x)
    right = x.real > 0
    return _like(np.where(right, 1, alpha * np.exp(np.where(right, 0, x))), x)


def leaky_relu(x: Any) -> Any:
    """0.01 x for x < 0, else x."""
    return prelu(x, LEAKY_SLOPE)


def leaky_relu_derivative(x: Any) -> Any:
    """0.01 for x < 0, else 1."""
    return prelu_derivative(x, LEAKY_SLOPE)


def prelu(x: Any, alpha: Any = 0.25) -> Any:
    """alpha x for x < 0, else x."""
    x = _floats(x)
    return _like(np.where(x.real < 0, alpha * x, x), x)


def prelu_derivative(x: Any, alpha: Any = 0.25) -> Any:
    """alpha for x < 0, else 1."""
    x = _floats(x)
    return _like(np.where(x.real < 0, alpha, 1), x)


def prelu_derivative_alpha(x: Any, alpha: Any = 0.25) -> Any:
    """The derivative of prelu in its learned parameter: x for x < 0, else 0; whatever alpha is."""
    x = _floats(x)
    return _like(np.where(x.real < 0, x, 0 * np.asarray(alpha)), x)


@dataclass(frozen=True)
class Activation:
    """One row of the lecture's table."""

    value: Callable[..., Any]
    """theta(s, **parameters)."""
    derivative: Callable[..., Any]
    """theta'(s, **parameters)."""
    parameters: tuple[str, ...] = ()
    """Names of the parameters; each has a default."""
    kink: bool = False
    """Whether theta' jumps at 0 for the default parameters."""
    analytic: bool = True
    """Whether `value` takes complex arguments, so that the complex step can be used."""


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(identity, identity_derivative),
    "logistic": Activation(logistic, logistic_derivative),
    "tanh": Activation(tanh, tanh_derivative),
    "relu": Activation(relu, relu_derivative, kink=True),
    "gelu": Activation(gelu, gelu_derivative, analytic=False),
    "softplus": Activation(softplus, softplus_derivative),
    "elu": Activation(elu, elu_derivative, ("alpha",)),
    "leaky_relu": Activation(leaky_relu, leaky_relu_derivative, kink=True),
    "prelu": Activation(prelu, prelu_derivative, ("alpha",), kink=True),
}


def value(name: str, s: Any, **parameters: Any) -> Any:
    """theta(s) of the activation `name`, elementwise; raises `KeyError` for an unknown name."""
    return ACTIVATIONS[name].value(s, **parameters)


def derivative(name: str, s: Any, **parameters: Any) -> Any:
    """theta'(s) of the activation `name`, elementwise; raises `KeyError` for an unknown name."""
    return ACTIVATIONS[name].derivative(s, **parameters)


# ---------------------------------------------------------------- a layer of units

step = Table()
step.all_alone({name: row.value for name, row in ACTIVATIONS.items()})
step.all_alone({f"{name}_derivative": row.derivative for name, row in ACTIVATIONS.items()})
step.all_alone({"prelu_derivative_alpha": prelu_derivative_alpha})


@step.alone
def logistic_delta(g: Any, o: Any) -> Any:
    """delta, from g = dl/do and the output o of a logistic unit alone (lecture §6, insight 2); all of one shape."""
    o = np.asarray(o)
    return g * o * (1 - o)


@step
def prelu_delta(steps: Steps, g: Any, s: Any, alpha: float) -> Any:
    """delta, from g = dl/do and the pre-activation s of a PReLU layer, all (d, N)."""
    return g * steps.prelu_derivative(s, alpha)


@step
def prelu_alpha_gradient(steps: Steps, g: Any, s: Any, alpha: float) -> Any:
    """dl/dalpha of a layer whose units and examples share one alpha: a sum over all entries of (d, N), a number."""
    return np.sum(g * steps.prelu_derivative_alpha(s, alpha))


@step.alone
def chain_slope(theta: Function, theta_derivative: Function, s: Any, L: int) -> Any:
    """do^(L)/ds^(1) of L layers of one unit each, weights 1, biases 0; entry by entry in s = s^(1)."""
    slope = np.ones_like(s)
    for _ in range(L):
        slope, s = slope * theta_derivative(s), theta(s)
    return slope


STEPS = step.closed()


def _floats(x: Any) -> Any:
    x = np.asarray(x)
    return x if x.dtype.kind in "fc" else x.astype(float)


def _like(result: Any, x: Any) -> Any:
    """The result in the dtype of x, so that a float64 parameter does not widen float32."""
    return (result if result.dtype.kind == "c" else result.astype(x.dtype))[()]


_erfc = np.frompyfunc(math.erfc, 1, 1)


def _normal_cdf(x: Any) -> Any:
    """Phi(x) = erfc(-x / sqrt 2) / 2 in float64."""
    return np.asarray(_erfc(-x.astype(float) / math.sqrt(2)), dtype=float) / 2
