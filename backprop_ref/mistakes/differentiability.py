"""Known mistakes about where there is a gradient, and about what it costs (objective LO9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from backprop_ref import costs, differentiability
from backprop_ref.differentiability import CASES, GRADIENT, NONE, SUBGRADIENT, ZERO
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, Mistake, after, every, instead
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


# ---------------------------------------------------------------- slopes, subgradients, permutations


def _both_central(slopes: Any, *_: Any) -> Any:
    return np.full(2, np.mean(slopes))


def _left_sign(slopes: Any, *_: Any) -> Any:
    return slopes * [-1, 1]


def _direction_of_ones(steps: Steps, f: Any, x: Any, v: Any, h: float) -> Any:
    right = STEPS.function("one_sided_slopes")
    return right(steps, f, x, np.ones(np.shape(v)), h)


def _step_into_whole_numbers(slopes: Any, _f: Any, x: Any, _v: Any, _h: float) -> Any:
    return 0 * slopes if np.asarray(x).dtype.kind in "iu" else slopes


def _not_undone(_result: Any, f: Any, x: Any, v: Any, h: float) -> Any:
    """x + hv for the right slope, then back by 2hv for the left one, and left there."""
    slopes, x = _result
    return slopes, x - h * np.asarray(v, float)


def _one_slope(_steps: Steps, lines: Sequence[tuple[float, float]], x: float) -> Any:
    slopes, values = np.array([a for a, _ in lines], float), np.array([a * x + b for a, b in lines], float)
    return np.full(2, slopes[np.argmax(values)])


def _all_slopes(_steps: Steps, lines: Sequence[tuple[float, float]], _x: float) -> Any:
    slopes = [a for a, _ in lines]
    return np.array([min(slopes), max(slopes)], float)


def _flat(gradient: Any, *_: Any) -> Any:
    return np.ravel(gradient)


# ---------------------------------------------------------------- surrogates, expected values


def _naive_logistic_slope(_steps: Steps, s: Any, y: Any) -> Any:
    s, y = np.asarray(s, float), np.asarray(y, float)
    e = np.exp(-y * s)
    return -y * e / (1 + e)


def _score_without_spread(estimate: Any, _f: Any, _mu: float, sigma: float, _eps: Any) -> Any:
    return estimate * sigma


def _score_divided_twice(estimate: Any, _f: Any, _mu: float, sigma: float, _eps: Any) -> Any:
    return estimate / sigma


def _score_with_the_draw(_steps: Steps, f: Any, mu: float, sigma: float, eps: Any) -> Any:
    w = mu + sigma * np.asarray(eps, float)
    return float(np.mean(f(w) * w) / sigma)


# ---------------------------------------------------------------- costs


def _without_biases(_steps: Steps, sizes: Sequence[int]) -> int:
    return sum(d * d_below for d_below, d in pairwise(sizes))


def _bias_column_kept(_steps: Steps, sizes: Sequence[int]) -> int:
    return sum(d * (d_below + 1) for d_below, d in pairwise(sizes[1:]))


def _into_the_input(_steps: Steps, sizes: Sequence[int]) -> int:
    return sum(d * d_below for d_below, d in pairwise(sizes))


MISTAKES: Wrong = {
    "sign": every(
        after("hinge_slope", lambda slope, *_: -slope),
        after("logistic_slope", lambda slope, *_: -slope),
    ),
    "bias-column-kept": instead("deltas", _bias_column_kept),
    "biases-not-counted": every(
        *(instead(step, _without_biases) for step in ("parameters", "forward", "outer_products"))
    ),
    "sensitivity-of-the-input": instead("deltas", _into_the_input),
    "permutation-transposed": every(
        after("sort_derivative", lambda D, _x: D.T),
        instead("median_gradient", lambda _steps, x: differentiability.STEPS.median_gradient(x).T),
    ),
    "one-dimensional-gradient": after("median_gradient", _flat),
    "one-sided-cost": instead("evaluations", lambda steps, sizes: steps.parameters(sizes) + 1),
    "one-evaluation-per-weight": instead("evaluations", lambda steps, sizes: steps.parameters(sizes)),
    "divided-by-2h": after("one_sided_slopes", lambda slopes, *_: slopes / 2),
    "perturbation-not-undone": after("slopes_and_point", _not_undone),
    "step-into-whole-numbers": after("one_sided_slopes", _step_into_whole_numbers),
    "slope-at-the-kink": after(
        "hinge_slope", lambda slope, s, y: np.where(np.asarray(s) * y == 1, -np.asarray(y, float), slope)
    ),
    "logistic-slope-overflow": instead("logistic_slope", _naive_logistic_slope),
    "central-slope-twice": after("one_sided_slopes", _both_central),
    "sign-of-the-left-slope": after("one_sided_slopes", _left_sign),
    "direction-ignored": instead("one_sided_slopes", _direction_of_ones),
    "continuous-is-differentiable": _says("continuous-is-differentiable"),
    "kink-leaves-nothing": _says("kink-leaves-nothing"),
    "kink-elsewhere": _says("kink-elsewhere"),
    "kink-elsewhere-subgradient": _says("kink-elsewhere-subgradient"),
    "kink-in-the-formula": _says("kink-in-the-formula"),
    "sorting-is-discontinuous": _says("sorting-is-discontinuous"),
    "sorted-value-for-index": _says("sorted-value-for-index"),
    "flat-pieces-are-useful": _says("flat-pieces-are-useful"),
    "jump-leaves-nothing": _says("jump-leaves-nothing"),
    "subgradient-without-convexity": _says("subgradient-without-convexity"),
    "flat-at-one-point": _says("flat-at-one-point"),
    "whole-number-as-real": _says("whole-number-as-real"),
    "draw-for-its-expected-value": _says("draw-for-its-expected-value"),
    "one-slope-of-several": instead("subgradient", _one_slope),
    "slopes-of-inactive-lines": instead("subgradient", _all_slopes),
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
    "score-without-spread": after("score_function", _score_without_spread),
    "score-divided-twice": after("score_function", _score_divided_twice),
    "score-with-the-draw": instead("score_function", _score_with_the_draw),
}

DIFFERENTIABILITY = reference("differentiability", STEPS, MISTAKES)
