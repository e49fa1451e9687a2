"""Known mistakes in the activation functions and their derivatives (lecture §7)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import activations
from backprop_ref.activations import STEPS
from backprop_ref.mistakes.activation_layers import LAYERS
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
from backprop_ref.steps import Function, Steps


def _at_the_kink(value: float) -> Apply:
    return after("relu_derivative", lambda d, x: np.where(np.asarray(x) == 0, value, d))


def _leaky(slope: float) -> Apply:
    return every(
        instead("leaky_relu", lambda _steps, x: activations.prelu(x, slope)),
        instead("leaky_relu_derivative", lambda _steps, x: activations.prelu_derivative(x, slope)),
    )


def _left_slope_at_the_kink(step: str) -> Apply:
    return after(step, lambda d, x, alpha=activations.LEAKY_SLOPE: np.where(np.asarray(x) == 0, alpha, d))


def _mirrored(step: str) -> Apply:
    """The branches of a leaky or parametric ReLU change places."""
    value = not step.endswith("derivative")

    def function(_steps: Steps, x: Any, alpha: float = activations.LEAKY_SLOPE) -> Any:
        x = np.asarray(x, float)
        return np.where(x < 0, x, alpha * x) if value else np.where(x < 0, 1.0, alpha)

    return instead(step, function)


def _at_the_value(name: str) -> Apply:
    """The derivative of `name` is evaluated at the value of `name`."""
    slope = activations.ACTIVATIONS[name].derivative
    return instead(f"{name}_derivative", lambda steps, x: slope(getattr(steps, name)(x)))


def _whole_numbers(value: Any, x: Any, *_: Any, **__: Any) -> Any:
    """What is left of a value that is written into an array like x."""
    x = np.asarray(x)
    return np.asarray(value).astype(x.dtype) if x.dtype.kind in "iu" else value


def _naive_logistic(_steps: Steps, x: Any) -> Any:
    e = np.exp(np.asarray(x, float))
    return e / (1 + e)


def _naive_softplus(_steps: Steps, x: Any) -> Any:
    return np.log(1 + np.exp(np.asarray(x, float)))


def _exponentials_of(form: Callable[[Any], Any]) -> Function:
    """A form written with exp(x) and exp(-x), which is inf / inf or 0 inf for large |x|."""
    return lambda _steps, x, *alpha: form(np.asarray(x, float), *alpha)


def _elu_by_masks(x: Any, alpha: float = 1.0) -> Any:
    return (x > 0) * x + (x <= 0) * alpha * (np.exp(x) - 1)


def _elu_derivative_by_masks(x: Any, alpha: float = 1.0) -> Any:
    return (x > 0) + (x <= 0) * alpha * np.exp(x)


def _gelu_by_tanh(_steps: Steps, x: Any) -> Any:
    x = np.asarray(x, float)
    return x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def _gelu_derivative_by_tanh(_steps: Steps, x: Any) -> Any:
    x = np.asarray(x, float)
    t = np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    return (1 + t) / 2 + x / 2 * (1 - t**2) * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)


def _without_root_2(_steps: Steps, x: Any) -> Any:
    """x/2 (1 + erf(x))."""
    x = np.asarray(x, float)
    return activations.gelu(x * math.sqrt(2)) / math.sqrt(2)


def _derivative_without_root_2(_steps: Steps, x: Any) -> Any:
    return activations.gelu_derivative(np.asarray(x, float) * math.sqrt(2))


def _density_part(x: Any) -> Any:
    """x phi(x), the second term of GELU's derivative."""
    x = np.asarray(x, float)
    return x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)


def _scaled_left(x: Any, alpha: float) -> Any:
    x = np.asarray(x, float)
    return np.where(x > 0, x, alpha * x)


_VALUE = (
    "Some derivatives are short in terms of the function's value. Is it the value that you put in, or the argument?"
)
_OVERFLOW = "Both forms are the same in mathematics. Which of the exponentials overflows when |x| is large?"

FUNCTIONS = (
    Mistake(
        10, "tanh-derivative-of-logistic", "the derivative of another activation is used",
        "Which function has the derivative that you wrote: the logistic function or tanh?",
        instead("tanh_derivative", lambda steps, x: steps.tanh(x) * (1 - steps.tanh(x))),
    ),
    Mistake(
        10, "logistic-derivative-of-tanh", "the derivative of another activation is used",
        "Which function has the derivative that you wrote: the logistic function or tanh?",
        every(
            instead("logistic_derivative", lambda steps, x: 1 - steps.logistic(x) ** 2),
            instead("logistic_delta", lambda _steps, g, o: g * (1 - o**2)),
        ),
    ),
    Mistake(
        10, "softplus-derivative-of-logistic", "the derivative of another activation is used",
        "Your slope rises and falls again. Does the steepness of softplus ever fall?",
        instead("softplus_derivative", lambda steps, x: steps.logistic_derivative(x)),
    ),
    Mistake(
        39, "integer-buffer",
        "the result is written into an array of integers, which cuts off what follows the point",
        "Of which dtype is an array that is made like s when s holds integers?",
        every(
            *(
                after(step, _whole_numbers)
                for step in (
                    "leaky_relu",
                    "leaky_relu_derivative",
                    "prelu",
                    "prelu_derivative",
                    "elu",
                    "elu_derivative",
                )
            )
        ),
    ),
    Mistake(
        70, "relu-at-zero-1", "the derivative of ReLU at 0 is 1",
        "The lecture's table puts 0 in one of the two branches. In which?",
        _at_the_kink(1.0),
    ),
    Mistake(
        70, "relu-at-zero-half", "the derivative of ReLU at 0 is 1/2",
        "The lecture's table puts 0 in one of the two branches. In which?",
        _at_the_kink(0.5),
    ),
    Mistake(
        71, "leaky-slope-0.1", "the slope of leaky ReLU is 0.1",
        "How much leaks on the left? Compare with the lecture's table.",
        _leaky(0.1),
    ),
    Mistake(
        71, "leaky-slope-0.2", "the slope of leaky ReLU is 0.2",
        "How much leaks on the left? Compare with the lecture's table.",
        _leaky(0.2),
    ),
    Mistake(
        71, "leaky-derivative-0", "the derivative of leaky ReLU is 0 on the left",
        "The function has a slope on the left: that is what distinguishes it from ReLU.",
        instead("leaky_relu_derivative", lambda _steps, x: activations.relu_derivative(x)),
    ),
    Mistake(
        72, "elu-value-for-derivative", "the derivative of ELU on the left is the function itself",
        "A constant is subtracted inside. What does it become when you derive?",
        instead(
            "elu_derivative",
            lambda _steps, x, alpha=1.0: np.where(np.asarray(x) > 0, 1.0, activations.elu(x, alpha)),
        ),
    ),
    Mistake(
        72, "elu-derivative-without-alpha", "the derivative of ELU on the left lacks alpha",
        "A constant factor survives differentiation. Try an alpha other than 1.",
        instead("elu_derivative", lambda _steps, x, alpha=1.0: activations.elu_derivative(x)),
    ),
    Mistake(
        72, "elu-without-alpha", "ELU is computed without alpha",
        "alpha is an argument. What does your function do with an alpha other than 1?",
        instead("elu", lambda _steps, x, alpha=1.0: activations.elu(x)),
    ),
    Mistake(
        73, "prelu-alpha-not-learned", "the derivative of PReLU in alpha is 0",
        "alpha is a parameter that is learned. Where does the function depend on it?",
        after("prelu_derivative_alpha", lambda d, *_, **__: 0 * d),
    ),
    Mistake(
        73, "prelu-alpha-for-x", "the derivative of PReLU in alpha is taken in x",
        "By which variable do you derive: which one varies, and which one is a factor?",
        instead("prelu_derivative_alpha", lambda _steps, x, alpha=0.25: activations.prelu_derivative(x, alpha)),
    ),
    Mistake(
        73, "prelu-alpha-everywhere", "the derivative of PReLU in alpha is not 0 on the right",
        "On which branch does alpha occur?",
        instead("prelu_derivative_alpha", lambda _steps, x, alpha=0.25: activations.identity(x)),
    ),
    Mistake(
        75, "logistic-overflow", "the logistic function overflows for large arguments",
        _OVERFLOW, instead("logistic", _naive_logistic),
    ),
    Mistake(
        75, "softplus-overflow", "softplus overflows for large arguments",
        _OVERFLOW, instead("softplus", _naive_softplus),
    ),
    Mistake(
        75, "logistic-derivative-overflow", "the derivative of the logistic function overflows for large arguments",
        _OVERFLOW, instead("logistic_derivative", _exponentials_of(lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2)),
    ),
    Mistake(
        75, "logistic-derivative-overflow-right",
        "the derivative of the logistic function overflows for large arguments",
        _OVERFLOW, instead("logistic_derivative", _exponentials_of(lambda x: np.exp(x) / (1 + np.exp(x)) ** 2)),
    ),
    Mistake(
        75, "tanh-derivative-overflow", "the derivative of tanh overflows for large arguments",
        _OVERFLOW,
        instead(
            "tanh_derivative",
            _exponentials_of(lambda x: 1 - ((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))) ** 2),
        ),
    ),
    Mistake(
        75, "softplus-derivative-overflow", "the derivative of softplus overflows for large arguments",
        _OVERFLOW, instead("softplus_derivative", _exponentials_of(lambda x: np.exp(x) / (1 + np.exp(x)))),
    ),
    Mistake(
        75, "elu-overflow", "ELU overflows for large arguments, on the branch that is not used",
        "A branch that is multiplied by 0 is computed all the same. What is 0 times inf?",
        every(
            instead("elu", _exponentials_of(_elu_by_masks)),
            instead("elu_derivative", _exponentials_of(_elu_derivative_by_masks)),
        ),
    ),
    Mistake(
        181, "gelu-by-tanh", "GELU is approximated with tanh",
        "The lecture defines GELU with the normal distribution function; the approximation is close, but not the same.",
        instead("gelu", _gelu_by_tanh),
    ),
    Mistake(
        181, "gelu-derivative-by-tanh", "GELU is approximated with tanh, and the approximation is derived",
        "The lecture defines GELU with the normal distribution function; the approximation is close, but not the same.",
        instead("gelu_derivative", _gelu_derivative_by_tanh),
    ),
    Mistake(
        182, "gelu-derivative-without-product-rule", "the derivative of GELU lacks a term",
        "GELU is a product, and both factors depend on x.",
        instead("gelu_derivative", lambda _steps, x: activations.gelu_derivative(x) - _density_part(x)),
    ),
    Mistake(
        182, "gelu-derivative-density-alone", "the derivative of GELU lacks a term",
        "GELU is a product, and both factors depend on x.",
        instead("gelu_derivative", lambda _steps, x: _density_part(x)),
    ),
    Mistake(
        183, "logistic-derivative-from-x",
        "the derivative of the logistic function is formed from x in place of its value",
        _VALUE, instead("logistic_derivative", lambda _steps, x: np.asarray(x) * (1 - np.asarray(x))),
    ),
    Mistake(
        184, "tanh-derivative-from-x", "the derivative of tanh is formed from x in place of its value",
        _VALUE, instead("tanh_derivative", lambda _steps, x: 1 - np.asarray(x) ** 2),
    ),
    Mistake(
        185, "tanh-derivative-without-square", "the square in the derivative of tanh is missing",
        "A slope of tanh is never larger than 1. Is yours, on the left?",
        instead("tanh_derivative", lambda _steps, x: 1 - activations.tanh(x)),
    ),
    Mistake(
        186, "softplus-derivative-of-relu", "softplus has the derivative of ReLU",
        "Softplus is smooth: its slope passes from 0 to 1 without a jump.",
        instead("softplus_derivative", lambda _steps, x: activations.relu_derivative(x)),
    ),
    Mistake(
        281, "slope-at-the-value", "the derivative is evaluated at the function's value",
        "Your slope applies the function by itself. What do you hand to it: the argument, or the value?",
        every(*(_at_the_value(name) for name in ("logistic", "tanh", "softplus"))),
    ),
    Mistake(
        282, "logistic-mirrored", "the logistic function falls where it should rise",
        "Put in a large positive number: to which end should the curve go? Look at the sign of the exponent.",
        instead("logistic", lambda _steps, x: activations.logistic(-np.asarray(x, float))),
    ),
    Mistake(
        283, "relu-derivative-is-the-sign", "the derivative of ReLU on the left is -1",
        "The sign of x is the slope of another function with a kink at 0. How steep is ReLU on the left?",
        instead("relu_derivative", lambda _steps, x: np.sign(np.asarray(x, float))),
    ),
    Mistake(
        284, "maximum-along-an-axis", "the largest entry along an axis is taken in place of ReLU",
        "Two functions of NumPy have nearly the same name: one compares two arrays, one looks through a single array.",
        instead("relu", lambda _steps, x: np.max(np.asarray(x, float), 0)),
    ),
    Mistake(
        285, "prelu-alpha-sign", "the derivative of PReLU in alpha has the wrong sign",
        "If alpha grows a little, does the value at a negative s rise or fall?",
        after("prelu_derivative_alpha", lambda d, *_, **__: -d),
    ),
    Mistake(
        286, "kink-belongs-to-the-left", "the slope at 0 is that of the left branch",
        "Into which branch does the table put 0: read the sign of the inequality once more.",
        every(_left_slope_at_the_kink("leaky_relu_derivative"), _left_slope_at_the_kink("prelu_derivative")),
    ),
    Mistake(
        287, "branches-change-places", "the two branches have changed places",
        "Try one negative and one positive number by hand. Which of the two is to be scaled?",
        every(*map(_mirrored, ("leaky_relu", "leaky_relu_derivative", "prelu", "prelu_derivative"))),
    ),
    Mistake(
        288, "prelu-as-a-maximum", "a maximum of two lines stands for PReLU",
        "The larger of two lines depends on which is steeper. Try an alpha above 1.",
        instead("prelu", lambda _steps, x, alpha=0.25: np.maximum(np.asarray(x, float), alpha * np.asarray(x))),
    ),
    Mistake(
        289, "elu-without-the-constant", "ELU jumps at 0: a constant is missing on the left",
        "Come to 0 from both sides. Do the two branches of yours meet?",
        instead(
            "elu",
            lambda _steps, x, alpha=1.0: np.where(np.asarray(x) > 0, x, activations.elu_derivative(x, alpha)),
        ),
    ),
    Mistake(
        290, "elu-alpha-on-both-sides", "alpha scales ELU on the right too",
        "In which branch of the table does alpha occur?",
        every(
            instead("elu", lambda _steps, x, alpha=1.0: alpha * activations.elu(x)),
            instead("elu_derivative", lambda _steps, x, alpha=1.0: alpha * activations.elu_derivative(x)),
        ),
    ),
    Mistake(
        291, "elu-slope-1-at-zero", "the slope of ELU at 0 is that of the right branch",
        "Into which branch does the table put 0, and how steep is that branch there if alpha is not 1?",
        after("elu_derivative", lambda d, x, *_, **__: np.where(np.asarray(x) == 0, 1.0, d)),
    ),
    Mistake(
        292, "elu-derivative-from-x", "the derivative of ELU is formed from x in place of its value",
        _VALUE,
        instead(
            "elu_derivative",
            lambda _steps, x, alpha=1.0: np.where(np.asarray(x) > 0, 1.0, np.asarray(x) + alpha),
        ),
    ),
    Mistake(
        293, "elu-alpha-in-the-exponent", "alpha stands in the exponent of ELU",
        "What value does ELU approach far on the left: is it the one that alpha should set?",
        every(
            instead("elu", lambda _steps, x, alpha=1.0: activations.elu(_scaled_left(x, alpha))),
            instead(
                "elu_derivative",
                lambda _steps, x, alpha=1.0: (
                    activations.elu_derivative(_scaled_left(x, alpha)) * np.where(np.asarray(x) > 0, 1, alpha)
                ),
            ),
        ),
    ),
    Mistake(
        294, "softplus-without-the-ramp", "softplus goes to 0 on both sides",
        "Far on the right softplus looks like ReLU. What is added when the sign of the exponent is turned round?",
        instead("softplus", lambda _steps, x: activations.softplus(-np.abs(np.asarray(x, float)))),
    ),
    Mistake(
        295, "softplus-derivative-from-x", "the derivative of softplus is formed from x in place of its value",
        _VALUE, instead("softplus_derivative", lambda _steps, x: 1 - np.exp(-np.asarray(x, float))),
    ),
    Mistake(
        296, "gelu-without-root-2", "the argument of erf lacks a factor",
        "How are the normal distribution function and erf related: at the same argument?",
        every(instead("gelu", _without_root_2), instead("gelu_derivative", _derivative_without_root_2)),
    ),
    Mistake(
        297, "gelu-by-logistic", "GELU is approximated with the logistic function",
        "The lecture defines GELU with the normal distribution function; the approximation is close, but not the same.",
        instead("gelu", lambda _steps, x: np.asarray(x) * activations.logistic(1.702 * np.asarray(x, float))),
    ),
    Mistake(
        298, "gelu-density-not-normalised", "the normal density in the derivative of GELU is not normalised",
        "The area under a density is 1. What is the area under yours?",
        instead(
            "gelu_derivative",
            lambda _steps, x: activations.gelu_derivative(x) + (math.sqrt(2 * math.pi) - 1) * _density_part(x),
        ),
    ),
)  # fmt: skip

ACTIVATIONS = Reference(STEPS, tuple(sorted((*LAYERS, *FUNCTIONS), key=lambda mistake: mistake.number)))
