"""Known mistakes in finite differences and gradient checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from backprop_ref.finite_differences import STEPS, F, number_of
from backprop_ref.mistakes.model import Mistake, Reference, after, every, instead
from backprop_ref.steps import Steps

TINY = 1e-15


def _zeros(result: Any, *_: Any) -> Any:
    if isinstance(result, Mapping):
        return {key: 0 * result[key] for key in result}
    return 0 * result


def _times(factor: float) -> Any:
    def change(result: Any, *_: Any) -> Any:
        if isinstance(result, Mapping):
            return {key: factor * result[key] for key in result}
        return factor * result

    return change


def _times_h(result: Any, _f: F, _W: Any, h: float) -> Any:
    return _times(h)(result)


def _forward_kept(_steps: Steps, f: F, W: Any, h: float) -> Any:
    """Every perturbation stays in W for the next entry."""
    blocks = _floats(W)
    start = number_of(f(_like(W, blocks)))
    result = {key: np.zeros(block.shape) for key, block in blocks.items()}
    for key, block in blocks.items():
        for index in np.ndindex(block.shape):
            block[index] += h
            result[key][index] = (number_of(f(_like(W, blocks))) - start) / h
    return _like(W, result)


def _central_kept(_steps: Steps, f: F, W: Any, h: float) -> Any:
    """Every entry is left at w - h when the next one is perturbed."""
    blocks = _floats(W)
    result = {key: np.zeros(block.shape) for key, block in blocks.items()}
    for key, block in blocks.items():
        for index in np.ndindex(block.shape):
            block[index] += h
            plus = number_of(f(_like(W, blocks)))
            block[index] -= 2 * h
            result[key][index] = (plus - number_of(f(_like(W, blocks)))) / (2 * h)
    return _like(W, result)


def _floats(W: Any) -> dict[Any, Any]:
    return {key: np.array(block, float) for key, block in (W.items() if isinstance(W, Mapping) else [(0, W)])}


def _like(W: Any, blocks: dict[Any, Any]) -> Any:
    return {key: block.copy() for key, block in blocks.items()} if isinstance(W, Mapping) else blocks[0].copy()[()]


def _integers_stay(result: Any, _f: F, W: Any, _h: float) -> Any:
    """A step that is added to an integer is lost."""
    if isinstance(W, Mapping):
        return {key: 0 * result[key] if _is_integer(W[key]) else result[key] for key in result}
    return 0 * result if _is_integer(W) else result


def _is_integer(block: Any) -> bool:
    return bool(np.asarray(block).dtype.kind in "iu")


def _absolute_error(steps: Steps, f: F, W: Any, G: Any, h: float = 1e-5) -> Any:
    D = steps.central(f, W, h)
    if isinstance(W, Mapping):
        return {key: float(np.max(np.abs(G[key] - D[key]))) for key in D}
    return float(np.max(np.abs(G - D)))


def _without_modulus(steps: Steps, f: F, W: Any, G: Any, h: float = 1e-5) -> Any:
    D = steps.central(f, W, h)
    if isinstance(W, Mapping):
        return {key: float(np.max(G[key] - D[key]) / np.max(np.abs(D[key]))) for key in D}
    return float(np.max(G - D) / np.max(np.abs(D)))


_BOTH = ("forward_difference", "central")
_STEP = "How far apart are the two points between which you measure the slope?"
_COPY = "Are the two points two arrays, or two names of one array? Print both just before you call f."

MISTAKES = (
    Mistake(
        61,
        "forward-for-central",
        "the forward difference is taken in place of the central one",
        "Halve h and see how the error falls: to a half, or to a quarter? Which of the two formulas is symmetric?",
        instead("central", lambda steps, f, W, h: STEPS.forward_difference(f, W, h)),
    ),
    Mistake(
        62,
        "central-divided-by-h",
        "the central difference is divided by h",
        _STEP,
        after("central", _times(2.0)),
    ),
    Mistake(
        62,
        "forward-divided-by-2h",
        "the forward difference is divided by 2 h",
        _STEP,
        after("forward_difference", _times(0.5)),
    ),
    Mistake(
        65,
        "no-copy",
        "the array is perturbed without a copy, so that both values are the same",
        _COPY,
        every(*(after(name, _zeros) for name in _BOTH)),
    ),
    Mistake(
        66,
        "perturbation-kept",
        "a perturbation is not undone before the next entry",
        "Only one entry may differ from the point W at a time. What does the array look like at the end of your loop?",
        every(instead("forward_difference", _forward_kept), instead("central", _central_kept)),
    ),
    Mistake(
        67,
        "h-too-small",
        "h is so small that rounding drowns the difference",
        "Two nearly equal numbers are subtracted: how many of their digits are left? Look at the V-shaped plot.",
        every(
            instead("forward_difference", lambda _steps, f, W, _h: STEPS.forward_difference(f, W, TINY)),
            instead("central", lambda _steps, f, W, _h: STEPS.central(f, W, TINY)),
        ),
    ),
    Mistake(
        68,
        "integer-array",
        "the perturbation is lost in an array of integers",
        "What is 2 + h in an array that can hold whole numbers only?",
        every(*(after(name, _integers_stay) for name in _BOTH)),
    ),
    Mistake(
        69,
        "checked-against-itself",
        "the numerical gradient is compared with itself",
        "A difference of exactly 0 is no proof, it is a warning: which two quantities are you comparing?",
        after("check_gradient", _zeros),
    ),
    Mistake(
        171,
        "not-divided",
        "the difference is not divided by the step",
        "Rise over run: where is the run?",
        every(after("forward_difference", _times_h), after("central", lambda r, _f, _W, h: _times(2 * h)(r))),
    ),
    Mistake(
        172,
        "backward-difference",
        "the point before is taken in place of the point behind",
        "To which side does the definition of the forward difference step?",
        instead("forward_difference", lambda _steps, f, W, h: STEPS.forward_difference(f, W, -h)),
    ),
    Mistake(
        173,
        "absolute-error",
        "the error is not put in relation to the size of the gradient",
        "Is an error of 0.001 large? Compare it with the block's own scale.",
        instead("check_gradient", _absolute_error),
    ),
    Mistake(
        174,
        "no-modulus",
        "differences of one sign are overlooked",
        "A gradient that is too small is wrong too. What does the maximum make of negative numbers?",
        instead("check_gradient", _without_modulus),
    ),
)

FINITE_DIFFERENCES = Reference(STEPS, MISTAKES)
