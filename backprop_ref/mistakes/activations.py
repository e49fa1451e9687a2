"""Known mistakes in the activation functions and their derivatives (lecture §7)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from backprop_ref import activations
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
from backprop_ref.steps import Steps, table

STEPS: Steps = table(
    **{name: row.value for name, row in activations.ACTIVATIONS.items()},
    **{f"{name}_derivative": row.derivative for name, row in activations.ACTIVATIONS.items()},
    prelu_derivative_alpha=activations.prelu_derivative_alpha,
)


def _at_the_kink(value: float) -> Apply:
    return after("relu_derivative", lambda d, x: np.where(np.asarray(x) == 0, value, d))


def _leaky(slope: float) -> Apply:
    return every(
        instead("leaky_relu", lambda _steps, x: activations.prelu(x, slope)),
        instead("leaky_relu_derivative", lambda _steps, x: activations.prelu_derivative(x, slope)),
    )


def _naive_logistic(_steps: Steps, x: Any) -> Any:
    e = np.exp(np.asarray(x, float))
    return e / (1 + e)


def _naive_softplus(_steps: Steps, x: Any) -> Any:
    return np.log(1 + np.exp(np.asarray(x, float)))


def _gelu_by_tanh(_steps: Steps, x: Any) -> Any:
    x = np.asarray(x, float)
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


_VALUE = (
    "Some derivatives are short in terms of the function's value. Is it the value that you put in, or the argument?"
)
_OVERFLOW = "Both forms are the same in mathematics. Which of the exponentials overflows when |x| is large?"

MISTAKES = (
    Mistake(
        70,
        "relu-at-zero-1",
        "the derivative of ReLU at 0 is 1",
        "The lecture's table puts 0 in one of the two branches. In which?",
        _at_the_kink(1.0),
    ),
    Mistake(
        70,
        "relu-at-zero-half",
        "the derivative of ReLU at 0 is 1/2",
        "The lecture's table puts 0 in one of the two branches. In which?",
        _at_the_kink(0.5),
    ),
    Mistake(
        71,
        "leaky-slope-0.1",
        "the slope of leaky ReLU is 0.1",
        "How much leaks on the left? Compare with the lecture's table.",
        _leaky(0.1),
    ),
    Mistake(
        71,
        "leaky-slope-0.2",
        "the slope of leaky ReLU is 0.2",
        "How much leaks on the left? Compare with the lecture's table.",
        _leaky(0.2),
    ),
    Mistake(
        71,
        "leaky-derivative-0",
        "the derivative of leaky ReLU is 0 on the left",
        "The function has a slope on the left: that is what distinguishes it from ReLU.",
        instead("leaky_relu_derivative", lambda _steps, x: activations.relu_derivative(x)),
    ),
    Mistake(
        72,
        "elu-value-for-derivative",
        "the derivative of ELU on the left is the function itself",
        "A constant is subtracted inside. What does it become when you derive?",
        instead(
            "elu_derivative",
            lambda _steps, x, alpha=1.0: np.where(np.asarray(x) > 0, 1.0, activations.elu(x, alpha)),
        ),
    ),
    Mistake(
        72,
        "elu-derivative-without-alpha",
        "the derivative of ELU on the left lacks alpha",
        "A constant factor survives differentiation. Try an alpha other than 1.",
        instead("elu_derivative", lambda _steps, x, alpha=1.0: activations.elu_derivative(x)),
    ),
    Mistake(
        72,
        "elu-without-alpha",
        "ELU is computed without alpha",
        "alpha is an argument. What does your function do with an alpha other than 1?",
        instead("elu", lambda _steps, x, alpha=1.0: activations.elu(x)),
    ),
    Mistake(
        73,
        "prelu-alpha-not-learned",
        "the derivative of PReLU in alpha is 0",
        "alpha is a parameter that is learned. Where does the function depend on it?",
        after("prelu_derivative_alpha", lambda d, *_, **__: 0 * d),
    ),
    Mistake(
        73,
        "prelu-alpha-for-x",
        "the derivative of PReLU in alpha is taken in x",
        "By which variable do you derive: which one varies, and which one is a factor?",
        instead("prelu_derivative_alpha", lambda _steps, x, alpha=0.25: activations.prelu_derivative(x, alpha)),
    ),
    Mistake(
        73,
        "prelu-alpha-everywhere",
        "the derivative of PReLU in alpha is not 0 on the right",
        "On which branch does alpha occur?",
        instead("prelu_derivative_alpha", lambda _steps, x, alpha=0.25: activations.identity(x)),
    ),
    Mistake(
        75,
        "logistic-overflow",
        "the logistic function overflows for large arguments",
        _OVERFLOW,
        instead("logistic", _naive_logistic),
    ),
    Mistake(
        75,
        "softplus-overflow",
        "softplus overflows for large arguments",
        _OVERFLOW,
        instead("softplus", _naive_softplus),
    ),
    Mistake(
        181,
        "gelu-by-tanh",
        "GELU is approximated with tanh",
        "The lecture defines GELU with the normal distribution function; the approximation is close, but not the same.",
        instead("gelu", _gelu_by_tanh),
    ),
    Mistake(
        182,
        "gelu-derivative-without-product-rule",
        "the derivative of GELU lacks a term",
        "GELU is a product, and both factors depend on x.",
        instead("gelu_derivative", lambda _steps, x: activations.gelu(x) / np.asarray(x, float)),
    ),
    Mistake(
        183,
        "logistic-derivative-from-x",
        "the derivative of the logistic function is formed from x in place of its value",
        _VALUE,
        instead("logistic_derivative", lambda _steps, x: np.asarray(x) * (1 - np.asarray(x))),
    ),
    Mistake(
        184,
        "tanh-derivative-from-x",
        "the derivative of tanh is formed from x in place of its value",
        _VALUE,
        instead("tanh_derivative", lambda _steps, x: 1 - np.asarray(x) ** 2),
    ),
    Mistake(
        185,
        "tanh-derivative-without-square",
        "the square in the derivative of tanh is missing",
        "A slope of tanh is never larger than 1. Is yours, on the left?",
        instead("tanh_derivative", lambda _steps, x: 1 - activations.tanh(x)),
    ),
    Mistake(
        186,
        "softplus-derivative-of-relu",
        "softplus has the derivative of ReLU",
        "Softplus is smooth: its slope passes from 0 to 1 without a jump.",
        instead("softplus_derivative", lambda _steps, x: activations.relu_derivative(x)),
    ),
)

ACTIVATIONS = Reference(STEPS, MISTAKES)
