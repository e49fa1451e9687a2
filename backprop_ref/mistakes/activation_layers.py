"""Known mistakes on the way back through a layer of activation functions, and through a chain of them (lecture §7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import activations
from backprop_ref.mistakes.model import Apply, Mistake, every, instead
from backprop_ref.steps import Function, Steps


def _chain(change: Callable[[list[Any]], Any], first: int = 0, last: int = 0) -> Apply:
    """What `change` makes of the slopes of the layers 1 + first, ..., L + last."""

    def function(_steps: Steps, theta: Function, theta_derivative: Function, s: Any, L: int) -> Any:
        slopes = []
        for _ in range(L + last):
            slopes.append(theta_derivative(s))
            s = theta(s)
        return change(slopes[first:])

    return instead("chain_slope", function)


def _delta_step(function: Callable[[Any, Any], Any]) -> Apply:
    """`function(g, slope)` in the place of the elementwise product, in both steps back through an activation."""
    return every(
        instead("logistic_delta", lambda _steps, g, o: function(g, o * (1 - o))),
        instead("prelu_delta", lambda steps, g, s, alpha: function(g, steps.prelu_derivative(s, alpha))),
    )


def _alpha_gradient(function: Callable[[Any], Any]) -> Apply:
    """`function` of all entries of g times the slope in alpha, in the place of their sum."""
    return instead(
        "prelu_alpha_gradient", lambda steps, g, s, alpha: function(g * steps.prelu_derivative_alpha(s, alpha))
    )


LAYERS = (
    Mistake(
        7, "slope-dropped", "the slope of the activation is missing: what came from above is handed on unchanged",
        "The pre-activation reaches the loss through the output. How many factors has that path?",
        _delta_step(lambda g, _slope: g),
    ),
    Mistake(
        9, "logistic-slope-of-the-output", "the slope is taken at o, as if o were the pre-activation",
        "The derivative asks for s, and you are given the output. Can the slope be had from the output itself?",
        instead("logistic_delta", lambda _steps, g, o: g * activations.logistic_derivative(o)),
    ),
    Mistake(
        9, "chain-slope-at-the-output", "every layer's slope is taken at its output, not at its pre-activation",
        "At which number does layer 1 take its slope: at what enters it, or at what leaves it?",
        _chain(lambda slopes: np.prod(slopes, axis=0), first=1, last=1),
    ),
    Mistake(
        18, "alpha-gradient-of-one-example", "the gradient in alpha counts the first example alone",
        "Every unit in every example uses alpha. What happens to what comes back from several consumers?",
        _alpha_gradient(lambda paths: np.sum(paths[:, 0])),
    ),
    Mistake(
        20, "matrix-product-for-elementwise", "a matrix product stands where an elementwise product belongs",
        "Does the pre-activation of one unit act on the output of another one, or of another example?",
        _delta_step(lambda g, slope: g @ slope.T),
    ),
    Mistake(
        20, "sum-for-elementwise", "the entries of an elementwise product are added up",
        "Every pre-activation has a sensitivity of its own. Which shape must delta have?",
        _delta_step(lambda g, slope: np.sum(g * slope)),
    ),
    Mistake(
        21, "upstream-gradient-unused", "the gradient that comes from above is not used",
        "A slope alone is the derivative of the output. Of what do you want the derivative?",
        every(
            _delta_step(lambda _g, slope: slope),
            instead(
                "prelu_alpha_gradient",
                lambda steps, _g, s, alpha: np.sum(steps.prelu_derivative_alpha(s, alpha)),
            ),
        ),
    ),
    Mistake(
        29, "alpha-gradient-not-summed", "the contributions to the gradient in alpha are not added up",
        "alpha is one number. Which shape has the derivative of the loss by one number?",
        _alpha_gradient(lambda paths: paths),
    ),
    Mistake(
        29, "alpha-gradient-per-unit",
        "the contributions to the gradient in alpha are added up over the examples only",
        "alpha is one number for the whole layer. Which shape has the derivative of the loss by one number?",
        _alpha_gradient(lambda paths: np.sum(paths, axis=1)),
    ),
    Mistake(
        30, "chain-one-layer-short", "the product over the layers has one factor too few",
        "Count the factors for L layers: where does your loop begin, and where does it end?",
        _chain(lambda slopes: np.prod(slopes, axis=0), last=-1),
    ),
    Mistake(
        30, "chain-one-layer-long", "the product over the layers has one factor too many",
        "Count the factors for L layers: where does your loop begin, and where does it end?",
        _chain(lambda slopes: np.prod(slopes, axis=0), last=1),
    ),
    Mistake(
        31, "alpha-gradient-mean", "the gradient in alpha is a mean where a sum belongs",
        "The loss is a sum over the examples, and a node with several consumers adds what comes back. Where is a mean?",
        _alpha_gradient(np.mean),
    ),
    Mistake(
        299, "chain-slope-of-the-first-layer", "every layer is given the slope of the first",
        "Layer 2 does not receive s, but what layer 1 made of it. Where is its slope to be taken?",
        _chain(lambda slopes: slopes[0] ** len(slopes)),
    ),
)  # fmt: skip
