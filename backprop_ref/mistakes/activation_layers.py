"""Known mistakes on the way back through a layer of activation functions, and through a chain of them (lecture §7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import activations
from backprop_ref.mistakes.catalogue import Wrong
from backprop_ref.mistakes.model import Apply, alone, every, instead
from backprop_ref.steps import Function


def _chain(change: Callable[[list[Any]], Any], first: int = 0, last: int = 0) -> Apply:
    """What `change` makes of the slopes of the layers 1 + first, ..., L + last."""

    def function(theta: Function, theta_derivative: Function, s: Any, L: int) -> Any:
        slopes = []
        for _ in range(L + last):
            slopes.append(theta_derivative(s))
            s = theta(s)
        return change(slopes[first:])

    return alone("chain_slope", function)


def _delta_step(function: Callable[[Any, Any], Any]) -> Apply:
    """`function(g, slope)` in the place of the elementwise product, in both steps back through an activation."""
    return every(
        alone("logistic_delta", lambda g, o: function(g, o * (1 - o))),
        instead("prelu_delta", lambda steps, g, s, alpha: function(g, steps.prelu_derivative(s, alpha))),
    )


def _alpha_gradient(function: Callable[[Any], Any]) -> Apply:
    """`function` of all entries of g times the slope in alpha, in the place of their sum."""
    return instead(
        "prelu_alpha_gradient", lambda steps, g, s, alpha: function(g * steps.prelu_derivative_alpha(s, alpha))
    )


LAYERS: Wrong = {
    "slope-dropped": _delta_step(lambda g, _slope: g),
    "logistic-slope-of-the-output": alone("logistic_delta", lambda g, o: g * activations.logistic_derivative(o)),
    "chain-slope-at-the-output": _chain(lambda slopes: np.prod(slopes, axis=0), first=1, last=1),
    "alpha-gradient-of-one-example": _alpha_gradient(lambda paths: np.sum(paths[:, 0])),
    "matrix-product-for-elementwise": _delta_step(lambda g, slope: g @ slope.T),
    "sum-for-elementwise": _delta_step(lambda g, slope: np.sum(g * slope)),
    "upstream-gradient-unused": every(
        _delta_step(lambda _g, slope: slope),
        instead(
            "prelu_alpha_gradient",
            lambda steps, _g, s, alpha: np.sum(steps.prelu_derivative_alpha(s, alpha)),
        ),
    ),
    "alpha-gradient-not-summed": _alpha_gradient(lambda paths: paths),
    "alpha-gradient-per-unit": _alpha_gradient(lambda paths: np.sum(paths, axis=1)),
    "chain-one-layer-short": _chain(lambda slopes: np.prod(slopes, axis=0), last=-1),
    "chain-one-layer-long": _chain(lambda slopes: np.prod(slopes, axis=0), last=1),
    "alpha-gradient-mean": _alpha_gradient(np.mean),
    "chain-slope-of-the-first-layer": _chain(lambda slopes: slopes[0] ** len(slopes)),
}
