"""Known mistakes about where there is a gradient, and about what it costs (objective LO9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from backprop_ref import costs, differentiability
from backprop_ref.differentiability import CASES, GRADIENT, NONE, SUBGRADIENT, ZERO, Line
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, Mistake, after, alone, before, each, every, instead
from backprop_ref.steps import Steps

STEPS = differentiability.STEPS.extended(costs.STEPS)


# ---------------------------------------------------------------- the classes: one line of reasoning, one mistake

#: Slug of a mistake -> the wrong classes that it leads to.
REASONS: Mapping[str, Mapping[str, str]] = {
    "continuous-is-differentiable": dict.fromkeys("adek", GRADIENT),
    "kink-leaves-nothing": dict.fromkeys("aek", NONE),
    "kink-elsewhere": {**dict.fromkeys("cgi", SUBGRADIENT), "c": NONE},
    "kink-elsewhere-subgradient": dict.fromkeys("cgi", SUBGRADIENT),
    "kink-in-the-formula": {"i": NONE},
    "sorting-is-discontinuous": {"g": NONE},
    "sorted-value-for-index": {"g": ZERO},
    "flat-pieces-are-useful": dict.fromkeys("bfj", GRADIENT),
    "jump-leaves-nothing": dict.fromkeys("bfj", NONE),
    "subgradient-without-convexity": dict.fromkeys("bdfhjl", SUBGRADIENT),
    "flat-at-one-point": dict.fromkeys("adik", ZERO),
    "whole-number-as-real": {"h": GRADIENT},
    "draw-for-its-expected-value": {"l": GRADIENT},
}


def _says(slug: str) -> Apply:
    return after("classify", lambda right: {**right, **REASONS[slug]})


def reasoning(letter: str, said: str | None) -> Mistake | None:
    """The known mistake that puts the case `letter` into the class `said`; None where no known one does."""
    for slug, wrong in REASONS.items():
        if said is not None and wrong.get(letter) == said != CASES[letter].kind:
            return DIFFERENTIABILITY.named(slug)
    return None


# ---------------------------------------------------------------- slopes, subgradients, surrogates, costs


OWN_STEPS = (2, 3, 4, 5, 6, 7, 8, 9, 10, 12)
"""Powers of ten that students take for the step, whatever h is given."""


def _direction_of_ones(steps: Steps, f: Any, x: Any, v: Any, h: float) -> Any:
    return STEPS.function("one_sided_slopes")(steps, f, x, np.ones(np.shape(v)), h)


def _step_into_whole_numbers(slopes: Any, _f: Any, x: Any, _v: Any, _h: float) -> Any:
    return 0 * slopes if np.asarray(x).dtype.kind in "iu" else slopes


def _not_undone(result: Any, _f: Any, x: Any, v: Any, h: float) -> Any:
    """x + hv for the right slope, then back by 2hv for the left one, and left there."""
    return result[0], result[1] - h * np.asarray(v, float)


def _own_step(h: float) -> Apply:
    return before("one_sided_slopes", lambda f, x, v, _h: (f, x, v, h))


def _one_slope(lines: Sequence[Line], x: float) -> Any:
    values = [a * x + b for a, b in lines]
    return np.full(2, float(lines[int(np.argmax(values))][0]))


def _all_slopes(lines: Sequence[Line], _x: float) -> Any:
    slopes = [a for a, _ in lines]
    return np.array([min(slopes), max(slopes)], float)


def _naive_logistic_slope(s: Any, y: Any) -> Any:
    s, y = np.asarray(s, float), np.asarray(y, float)
    e = np.exp(-y * s)
    return -y * e / (1 + e)


def _score_with_the_draw(f: Any, mu: float, sigma: float, eps: Any) -> Any:
    w = mu + sigma * np.asarray(eps, float)
    return float(np.mean(f(w) * w) / sigma)


def _weights(sizes: Sequence[int], biases: int = 0) -> int:
    """Weights between these layers, with 0 or 1 for the bias of every unit."""
    return sum(d * (d_below + biases) for d_below, d in pairwise(sizes))


MISTAKES: Wrong = {
    "sign": each(after, ("hinge_slope", "logistic_slope"), lambda slope, *_: -slope),
    "sign-of-the-hinge": after("hinge_slope", lambda slope, *_: -slope),
    "sign-of-the-logistic": after("logistic_slope", lambda slope, *_: -slope),
    "bias-column-kept": alone("deltas", lambda sizes: _weights(sizes[1:], biases=1)),
    "biases-not-counted": each(alone, ("parameters", "forward", "outer_products"), _weights),
    "sensitivity-of-the-input": alone("deltas", _weights),
    "permutation-transposed": every(
        after("sort_derivative", lambda D, _x: D.T),
        alone("median_gradient", lambda x: differentiability.STEPS.median_gradient(x).T),
    ),
    "permutation-turned-round": every(
        after("sort_derivative", lambda D, _x: D.T),
        alone("median_gradient", differentiability.STEPS.median_gradient),
    ),
    "one-dimensional-gradient": after("median_gradient", lambda gradient, _x: np.ravel(gradient)),
    "one-sided-cost": instead("evaluations", lambda steps, sizes: steps.parameters(sizes) + 1),
    "one-evaluation-per-weight": instead("evaluations", lambda steps, sizes: steps.parameters(sizes)),
    "divided-by-2h": after("one_sided_slopes", lambda slopes, *_: slopes / 2),
    "perturbation-not-undone": after("slopes_and_point", _not_undone),
    "step-into-whole-numbers": after("one_sided_slopes", _step_into_whole_numbers),
    "slope-at-the-kink": after(
        "hinge_slope", lambda slope, s, y: np.where(np.asarray(s) * y == 1, -np.asarray(y, float), slope)
    ),
    "logistic-slope-overflow": alone("logistic_slope", _naive_logistic_slope),
    "central-slope-twice": after("one_sided_slopes", lambda slopes, *_: np.full(2, np.mean(slopes))),
    "sign-of-the-left-slope": after("one_sided_slopes", lambda slopes, *_: slopes * [-1, 1]),
    **{f"own-step-1e-{k}": _own_step(10.0**-k) for k in OWN_STEPS},
    "direction-ignored": instead("one_sided_slopes", _direction_of_ones),
    **{slug: _says(slug) for slug in REASONS},
    "one-slope-of-several": alone("subgradient", _one_slope),
    "slopes-of-inactive-lines": alone("subgradient", _all_slopes),
    "backward-pass-per-weight": after("reverse", lambda cost, sizes: cost * costs.STEPS.parameters(sizes)),
    "backward-pass-per-weight-forward-once": instead(
        "reverse",
        lambda steps, sizes: (
            steps.forward(sizes) + steps.parameters(sizes) * (steps.deltas(sizes) + steps.outer_products(sizes))
        ),
    ),
    "reverse-without-forward": instead(
        "reverse", lambda steps, sizes: steps.deltas(sizes) + steps.outer_products(sizes)
    ),
    "score-without-spread": after("score_function", lambda estimate, _f, _mu, sigma, _eps: estimate * sigma),
    "score-divided-twice": after("score_function", lambda estimate, _f, _mu, sigma, _eps: estimate / sigma),
    "score-with-the-draw": alone("score_function", _score_with_the_draw),
}

DIFFERENTIABILITY = reference("differentiability", STEPS, MISTAKES)
