"""Known mistakes about where there is a gradient, and about what it costs (objective LO9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from backprop_ref import costs, differentiability
from backprop_ref.differentiability import CASES, GRADIENT, NONE, SUBGRADIENT, ZERO
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
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


_LAYOUT = (
    "Row p belongs to the entry of x that is moved, column n to the entry of the result. Does a move of x_1 change "
    "the entries in row 1 or in column 1?"
)
_SCORE = "Differentiate the logarithm of the density in mu, with its standard deviation in place. What remains?"
_BIAS = "Write W(l)'s shape down, column 0 included. How many products does one weight take part in?"

MISTAKES = (
    Mistake(
        2, "sign", "the slope has the wrong sign",
        "Take an example with label 1 and a low score. Does a higher score raise its loss, or lower it?",
        every(
            after("hinge_slope", lambda slope, *_: -slope),
            after("logistic_slope", lambda slope, *_: -slope),
        ),
    ),
    Mistake(
        15, "bias-column-kept", "the bias column is kept on the way back",
        "Through which entries of the next layer's matrix does a sensitivity come back to a unit of this one?",
        instead("deltas", _bias_column_kept),
    ),
    Mistake(
        26, "biases-not-counted", "the biases are not counted",
        _BIAS, every(*(instead(step, _without_biases) for step in ("parameters", "forward", "outer_products"))),
    ),
    Mistake(
        30, "sensitivity-of-the-input", "a sensitivity is computed for the input too",
        "For which layers does the algorithm need a sensitivity? Which weights lie below the input?",
        instead("deltas", _into_the_input),
    ),
    Mistake(
        57, "permutation-transposed", "the matrix is transposed: another layout, or the permutation turned round",
        _LAYOUT,
        every(
            after("sort_derivative", lambda D, _x: D.T),
            instead("median_gradient", lambda _steps, x: differentiability.STEPS.median_gradient(x).T),
        ),
    ),
    Mistake(
        60, "one-dimensional-gradient", "a one-dimensional array stands for a column",
        "An array of shape (n,) is neither a column nor a row. Which of the two does denominator layout ask for?",
        after("median_gradient", _flat),
    ),
    Mistake(
        61, "one-sided-cost", "the evaluations are those of forward differences",
        "How many values of the loss does one central quotient need, and how many of them serve other weights too?",
        instead("evaluations", lambda steps, sizes: steps.parameters(sizes) + 1),
    ),
    Mistake(
        61, "one-evaluation-per-weight", "one evaluation is counted for each weight",
        "How many values of the loss does one central quotient need, and how many of them serve other weights too?",
        instead("evaluations", lambda steps, sizes: steps.parameters(sizes)),
    ),
    Mistake(
        62, "divided-by-2h", "the one-sided quotients are divided by 2h",
        "How far apart are the two points of a one-sided quotient?",
        after("one_sided_slopes", lambda slopes, *_: slopes / 2),
    ),
    Mistake(
        66, "perturbation-not-undone", "the perturbation of x is not undone",
        "Whoever calls your function still has x. What does it hold after the call?",
        after("slopes_and_point", _not_undone),
    ),
    Mistake(
        68, "step-into-whole-numbers", "the step is lost because x holds whole numbers",
        "What does an array of whole numbers make of a step of 0.1?",
        after("one_sided_slopes", _step_into_whole_numbers),
    ),
    Mistake(
        70, "slope-at-the-kink", "the slope at the kink of the hinge is not 0",
        "The exercise says which of the subgradients to take where the margin is exactly 1.",
        after("hinge_slope", lambda slope, s, y: np.where(np.asarray(s) * y == 1, -np.asarray(y, float), slope)),
    ),
    Mistake(
        75, "logistic-slope-overflow", "the slope of the logistic loss overflows for large scores",
        "Both forms are the same in mathematics. Which of the exponentials overflows when the score is large?",
        instead("logistic_slope", _naive_logistic_slope),
    ),
    Mistake(
        341, "central-slope-twice", "both slopes are the central difference",
        "The central difference averages two slopes. Can an average show that they differ?",
        after("one_sided_slopes", _both_central),
    ),
    Mistake(
        342, "sign-of-the-left-slope", "the left slope has the wrong sign",
        "On a rising straight line both slopes are positive. Is your left one?",
        after("one_sided_slopes", _left_sign),
    ),
    Mistake(
        343, "direction-ignored", "the direction v is ignored",
        "Which entries of x change when you walk along v, and by how much each?",
        instead("one_sided_slopes", _direction_of_ones),
    ),
    Mistake(
        344, "continuous-is-differentiable", "what is continuous is taken to be differentiable",
        "Zoom in on the point: does the graph become one straight line with a finite slope?",
        _says("continuous-is-differentiable"),
    ),
    Mistake(
        345, "kink-leaves-nothing", "a kink is taken to leave nothing",
        "There is no tangent at this kink. Are there straight lines through the point that stay below the graph?",
        _says("kink-leaves-nothing"),
    ),
    Mistake(
        346, "kink-elsewhere", "a kink is counted although it is not at this point",
        "Where is the kink, and where is the point? Compute the one-sided slopes at the point itself.",
        _says("kink-elsewhere"),
    ),
    Mistake(
        346, "kink-elsewhere-subgradient", "a kink is counted although it is not at this point",
        "Where is the kink, and where is the point? Compute the one-sided slopes at the point itself.",
        _says("kink-elsewhere-subgradient"),
    ),
    Mistake(
        346, "kink-in-the-formula", "a kink is counted because there is one in the formula",
        "A factor has a kink, but has the product? Compute the one-sided slopes for smaller and smaller steps.",
        _says("kink-in-the-formula"),
    ),
    Mistake(
        347, "sorting-is-discontinuous", "sorting is taken to be discontinuous",
        "Move one entry of x by a hair. Do the sorted values jump, or only the places that they come from?",
        _says("sorting-is-discontinuous"),
    ),
    Mistake(
        348, "sorted-value-for-index", "a sorted value is taken for the index that it comes from",
        "One of the two is made of whole numbers, the other of entries of x. Which one is asked for?",
        _says("sorted-value-for-index"),
    ),
    Mistake(
        349, "flat-pieces-are-useful", "a gradient that is 0 almost everywhere is taken for a useful one",
        "Between the jumps there is a derivative. What is its value, and where would gradient descent go with it?",
        _says("flat-pieces-are-useful"),
    ),
    Mistake(
        350, "jump-leaves-nothing", "the jumps are seen, the flat pieces between them are not",
        "Pick a point near this one at random: how likely is it to lie on a jump, and what is the slope there?",
        _says("jump-leaves-nothing"),
    ),
    Mistake(
        351, "subgradient-without-convexity", "a subgradient is taken to exist without convexity",
        "The rule asks for more than a missing gradient before it speaks of subgradients. For what?",
        _says("subgradient-without-convexity"),
    ),
    Mistake(
        352, "flat-at-one-point", "a value or a slope of 0 at one point is taken for a flat piece",
        "Look at the points around it: is the slope 0 there too?",
        _says("flat-at-one-point"),
    ),
    Mistake(
        353, "whole-number-as-real", "a formula in a whole number is derived as if the number were real",
        "What is the smallest move that the input can make? Can a limit be taken with such moves?",
        _says("whole-number-as-real"),
    ),
    Mistake(
        354, "draw-for-its-expected-value", "a draw is taken for its expected value",
        "Throw the coin twice at the same p. Is the result a function of p?",
        _says("draw-for-its-expected-value"),
    ),
    Mistake(
        355, "one-slope-of-several", "one of the slopes is given in place of the interval",
        "At a kink two lines are active. Which straight lines between them stay below the graph?",
        instead("subgradient", _one_slope),
    ),
    Mistake(
        356, "slopes-of-inactive-lines", "lines that lie below the graph at x count too",
        "Which of the lines reach the value of f at this very x?",
        instead("subgradient", _all_slopes),
    ),
    Mistake(
        357, "backward-pass-per-weight", "reverse mode is charged one backward pass for every weight",
        "How many of the derivatives does one backward pass deliver?",
        after("reverse", lambda cost, sizes: cost * costs.STEPS.parameters(sizes)),
    ),
    Mistake(
        357, "backward-pass-per-weight-forward-once", "reverse mode is charged one backward pass for every weight",
        "How many of the derivatives does one backward pass deliver?",
        instead(
            "reverse",
            lambda steps, sizes: (
                steps.forward(sizes) + steps.parameters(sizes) * (steps.deltas(sizes) + steps.outer_products(sizes))
            ),
        ),
    ),
    Mistake(
        358, "reverse-without-forward",
        "reverse mode lacks its forward pass, or the products with which the gradients are formed",
        "Reverse mode forms two products of the size of every weight matrix, one forward and one back. Which ones?",
        instead("reverse", lambda steps, sizes: steps.deltas(sizes) + steps.outer_products(sizes)),
    ),
    Mistake(
        359, "score-without-spread", "the score lacks its division by the standard deviation",
        _SCORE, after("score_function", _score_without_spread),
    ),
    Mistake(
        359, "score-divided-twice", "the score is divided by the standard deviation once too often",
        _SCORE, after("score_function", _score_divided_twice),
    ),
    Mistake(
        359, "score-with-the-draw", "the score is formed with the draw itself in place of its distance from the mean",
        _SCORE, instead("score_function", _score_with_the_draw),
    ),
)  # fmt: skip

DIFFERENTIABILITY = Reference(STEPS, MISTAKES)
