"""Known mistakes in the activation functions and their derivatives (lecture §7)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from backprop_ref import activations
from backprop_ref.activations import LEAKY_SLOPE, STEPS
from backprop_ref.mistakes.activation_layers import LAYERS
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, after, alone, each, every, instead
from backprop_ref.steps import Function


def _at_the_kink(value: float) -> Apply:
    return after("relu_derivative", lambda d, x: np.where(np.asarray(x) == 0, value, d))


def _leaky(slope: float) -> Apply:
    return every(
        alone("leaky_relu", lambda x: activations.prelu(x, slope)),
        alone("leaky_relu_derivative", lambda x: activations.prelu_derivative(x, slope)),
    )


def _at_the_value(name: str) -> Apply:
    """The derivative of `name` is evaluated at the value of `name`."""
    slope = activations.ACTIVATIONS[name].derivative
    return instead(f"{name}_derivative", lambda steps, x: slope(getattr(steps, name)(x)))


def _floats(x: Any) -> Any:
    """x, whole numbers as floats; float32 stays, and overflows where it does."""
    x = np.asarray(x)
    return x if x.dtype.kind == "f" else x.astype(float)


def _whole_numbers(value: Any, x: Any, *_: Any, **__: Any) -> Any:
    """What is left of a value that is written into an array like x."""
    x = np.asarray(x)
    return np.asarray(value).astype(x.dtype) if x.dtype.kind in "iu" else value


def _density_part(x: Any) -> Any:
    """x phi(x), the second term of GELU's derivative."""
    x = np.asarray(x, float)
    return x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def _form(step: str, form: Function) -> Apply:
    """`form(x)`, or `form(x, alpha)`, in the place of a function; x is an array of floats."""
    return alone(step, lambda x, *alpha, **named: form(_floats(x), *alpha, **named))


def _mirrored(names: Iterable[str], left: Function, right: Function) -> Apply:
    """One form left of 0, another one from there on."""
    return every(
        *(_form(name, lambda x, alpha=LEAKY_SLOPE: np.where(x < 0, left(x, alpha), right(x, alpha))) for name in names)
    )


def _logistic_overflowing(x: Any) -> Any:
    return np.exp(x) / (1 + np.exp(x))


def _gelu_by_tanh(x: Any) -> Any:
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def _gelu_derivative_by_tanh(x: Any) -> Any:
    t = np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    return (1 + t) / 2 + x / 2 * (1 - t**2) * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)


def _elu_derivative_scaled(x: Any, alpha: float = 1.0) -> Any:
    return activations.elu_derivative(np.where(x > 0, x, alpha * x)) * np.where(x > 0, 1, alpha)


PIECEWISE = ("leaky_relu", "prelu", "elu")

FUNCTIONS: Wrong = {
    "tanh-derivative-of-logistic": instead("tanh_derivative", lambda steps, x: steps.tanh(x) * (1 - steps.tanh(x))),
    "logistic-derivative-of-tanh": every(
        instead("logistic_derivative", lambda steps, x: 1 - steps.logistic(x) ** 2),
        alone("logistic_delta", lambda g, o: g * (1 - o**2)),
    ),
    "softplus-derivative-of-logistic": instead("softplus_derivative", lambda steps, x: steps.logistic_derivative(x)),
    "integer-buffer": each(after, [*PIECEWISE, *(f"{name}_derivative" for name in PIECEWISE)], _whole_numbers),
    "integer-buffer-for-values": each(after, PIECEWISE, _whole_numbers),
    "integer-buffer-for-slopes": each(after, [f"{name}_derivative" for name in PIECEWISE], _whole_numbers),
    "relu-at-zero-1": _at_the_kink(1.0),
    "relu-at-zero-half": _at_the_kink(0.5),
    "leaky-slope-0.1": _leaky(0.1),
    "leaky-slope-0.2": _leaky(0.2),
    "leaky-derivative-0": alone("leaky_relu_derivative", activations.relu_derivative),
    "elu-value-for-derivative": alone(
        "elu_derivative",
        lambda x, alpha=1.0: np.where(np.asarray(x) > 0, 1.0, activations.elu(x, alpha)),
    ),
    "elu-derivative-without-alpha": alone("elu_derivative", lambda x, alpha=1.0: activations.elu_derivative(x)),
    "elu-without-alpha": alone("elu", lambda x, alpha=1.0: activations.elu(x)),
    "prelu-alpha-not-learned": after("prelu_derivative_alpha", lambda d, *_, **__: 0 * d),
    "prelu-alpha-for-x": alone("prelu_derivative_alpha", lambda x, alpha=0.25: activations.prelu_derivative(x, alpha)),
    "prelu-alpha-everywhere": alone("prelu_derivative_alpha", lambda x, alpha=0.25: activations.identity(x)),
    "logistic-overflow": _form("logistic", _logistic_overflowing),
    "logistic-overflow-in-both": every(
        _form("logistic", _logistic_overflowing),
        _form("logistic_derivative", lambda x: _logistic_overflowing(x) * (1 - _logistic_overflowing(x))),
    ),
    "softplus-overflow": _form("softplus", lambda x: np.log(1 + np.exp(x))),
    "logistic-derivative-overflow": _form("logistic_derivative", lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
    "logistic-derivative-overflow-right": _form("logistic_derivative", lambda x: np.exp(x) / (1 + np.exp(x)) ** 2),
    "tanh-derivative-overflow": _form(
        "tanh_derivative", lambda x: 1 - ((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))) ** 2
    ),
    "softplus-derivative-overflow": _form("softplus_derivative", lambda x: np.exp(x) / (1 + np.exp(x))),
    "elu-overflow": every(
        _form("elu", lambda x, alpha=1.0: (x > 0) * x + (x <= 0) * alpha * (np.exp(x) - 1)),
        _form("elu_derivative", lambda x, alpha=1.0: (x > 0) + (x <= 0) * alpha * np.exp(x)),
    ),
    "gelu-by-tanh": _form("gelu", _gelu_by_tanh),
    "gelu-derivative-by-tanh": _form("gelu_derivative", _gelu_derivative_by_tanh),
    "gelu-by-tanh-in-both": every(_form("gelu", _gelu_by_tanh), _form("gelu_derivative", _gelu_derivative_by_tanh)),
    "gelu-derivative-without-product-rule": alone(
        "gelu_derivative", lambda x: activations.gelu_derivative(x) - _density_part(x)
    ),
    "gelu-derivative-density-alone": alone("gelu_derivative", _density_part),
    "logistic-derivative-from-x": alone("logistic_derivative", lambda x: np.asarray(x) * (1 - np.asarray(x))),
    "tanh-derivative-from-x": alone("tanh_derivative", lambda x: 1 - np.asarray(x) ** 2),
    "tanh-derivative-without-square": alone("tanh_derivative", lambda x: 1 - activations.tanh(x)),
    "softplus-derivative-of-relu": alone("softplus_derivative", activations.relu_derivative),
    **{f"slope-at-the-value-of-{name}": _at_the_value(name) for name in ("logistic", "tanh", "softplus")},
    "logistic-mirrored": _form("logistic", lambda x: activations.logistic(-x)),
    "relu-derivative-is-the-sign": _form("relu_derivative", np.sign),
    "maximum-along-an-axis": _form("relu", lambda x: np.max(x, 0)),
    "prelu-alpha-sign": after("prelu_derivative_alpha", lambda d, *_, **__: -d),
    "kink-belongs-to-the-left": each(
        after,
        ("leaky_relu_derivative", "prelu_derivative"),
        lambda d, x, alpha=LEAKY_SLOPE: np.where(np.asarray(x) == 0, alpha, d),
    ),
    "branches-change-places": every(
        _mirrored(("leaky_relu", "prelu"), lambda x, _alpha: x, lambda x, alpha: alpha * x),
        _mirrored(("leaky_relu_derivative", "prelu_derivative"), lambda _x, _alpha: 1.0, lambda _x, alpha: alpha),
    ),
    "prelu-as-a-maximum": alone("prelu", lambda x, alpha=0.25: np.maximum(np.asarray(x, float), alpha * np.asarray(x))),
    "elu-without-the-constant": alone(
        "elu",
        lambda x, alpha=1.0: np.where(np.asarray(x) > 0, x, activations.elu_derivative(x, alpha)),
    ),
    "elu-alpha-on-both-sides": every(
        alone("elu", lambda x, alpha=1.0: alpha * activations.elu(x)),
        alone("elu_derivative", lambda x, alpha=1.0: alpha * activations.elu_derivative(x)),
    ),
    "elu-slope-1-at-zero": after("elu_derivative", lambda d, x, *_, **__: np.where(np.asarray(x) == 0, 1.0, d)),
    "elu-derivative-from-x": alone(
        "elu_derivative",
        lambda x, alpha=1.0: np.where(np.asarray(x) > 0, 1.0, np.asarray(x) + alpha),
    ),
    "elu-alpha-in-the-exponent": every(
        _form("elu", lambda x, alpha=1.0: activations.elu(np.where(x > 0, x, alpha * x))),
        _form("elu_derivative", _elu_derivative_scaled),
    ),
    "softplus-without-the-ramp": _form("softplus", lambda x: activations.softplus(-np.abs(x))),
    "softplus-derivative-from-x": _form("softplus_derivative", lambda x: 1 - np.exp(-x)),
    "gelu-without-root-2": every(
        _form("gelu", lambda x: activations.gelu(x * math.sqrt(2)) / math.sqrt(2)),
        _form("gelu_derivative", lambda x: activations.gelu_derivative(x * math.sqrt(2))),
    ),
    "gelu-by-logistic": alone("gelu", lambda x: np.asarray(x) * activations.logistic(1.702 * np.asarray(x, float))),
    "gelu-density-not-normalised": alone(
        "gelu_derivative",
        lambda x: activations.gelu_derivative(x) + (math.sqrt(2 * math.pi) - 1) * _density_part(x),
    ),
}

ACTIVATIONS = reference("activations", STEPS, LAYERS | FUNCTIONS)
