"""Derivatives from values of the function alone: forward, central, complex step, and checks that know their noise.

Every function takes a scalar-valued f and a point W: a number, an array, or a dict of arrays. The point is never
changed; integers are taken as floats. What comes back has the shape (or the keys) of W, lecture §3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref.matrix_calculus import derivative_shape
from backprop_ref.steps import Steps, Table

Array = NDArray[Any]
Blocks = dict[Any, Array]
F = Callable[[Any], Any]
step = Table()

UNIT_ROUNDOFF = float(np.finfo(float).eps) / 2
COMPLEX_STEP = 1e-20
COMPLEX_TOLERANCE = 1e-9
UNRELIABLE = 1e-3
CHECK_STEP = 1e-5
RIGHT = 1e-6
"""Relative error up to which a gradient passes the check with central differences."""
ONLY = "W"
BOTH, BIASES, WEIGHTS, NONE = "both", "biases", "weights", "none"
"""Which columns of a layer are wrong: all, column 0 alone, the others alone, none."""


class Unreliable(ArithmeticError):
    """The numerical derivative is too noisy here to judge anything by: draw another point."""


@dataclass(frozen=True)
class Numerical:
    """A derivative that owes nothing to any formula, and how far it can be trusted."""

    value: Any
    """An array, or a dict of arrays, like the point."""
    tolerance: Any
    """Largest deviation of a right derivative, relative to max|value|: a number, or a dict of numbers per block."""


@step.alone
def forward_difference(f: F, W: Any, h: float) -> Any:
    """(f(w + h) - f(w)) / h for every entry w; P + 1 evaluations; error of order h."""
    f_W = number_of(f(_copy(W, float)))
    return entrywise(W, lambda at: (at(h) - f_W) / h, f)


@step.alone
def central_difference(f: F, W: Any, h: float) -> Any:
    """(f(w + h) - f(w - h)) / 2h for every entry w; 2P evaluations; error of order h^2."""
    return entrywise(W, lambda at: (at(h) - at(-h)) / (2 * h), f)


@step.alone
def complex_step(f: F, W: Any) -> Any:
    """Im f(w + ih) / h for every entry w, h = 1e-20: exact to rounding where f is analytic (Squire and Trapp, 1998)."""
    return entrywise(W, lambda at: np.imag(at(1j * COMPLEX_STEP)) / COMPLEX_STEP, f, complex, _complex_number)


@step.alone
def relative_error(G: Array, D: Array) -> float:
    """max|G - D| / max|D|; without the division where D is 0. G and D of one shape."""
    off, scale = float(np.max(np.abs(G - D))), float(np.max(np.abs(D)))
    return off / scale if scale else off


@step
def column_errors(steps: Steps, G: Array, D: Array) -> Array:
    """The relative error of the bias column, and that of the other columns. (d(l), d(l-1) + 1) -> (2,)."""
    return np.array([steps.relative_error(G[:, :1], D[:, :1]), steps.relative_error(G[:, 1:], D[:, 1:])])


@step
def check_gradient(steps: Steps, f: F, W: Any, G: Any, h: float = CHECK_STEP) -> Any:
    """max|G - D| / max|D| against central differences D: a number; for a dict of matrices `column_errors` per block."""
    D = steps.central_difference(f, W, h)
    if isinstance(W, Mapping):
        return {key: steps.column_errors(np.asarray(G[key], float), D[key]) for key in D}
    return steps.relative_error(np.asarray(G, float), np.asarray(D))


@step.alone
def faulty_layer(errors: Mapping[int, Any], tolerance: float = RIGHT) -> int:
    """The highest layer whose relative errors are not all within the tolerance, 0 where there is none; nan is not."""
    return max((l for l in errors if not np.max(errors[l]) <= tolerance), default=0)


@step.alone
def wrong_columns(errors: Mapping[int, Any], tolerance: float = RIGHT) -> dict[int, Array]:
    """For each layer whether its two relative errors are wrong, as 0 or 1: bias column, other columns; nan is wrong."""
    return {l: np.array([float(not error <= tolerance) for error in errors[l]]) for l in errors}


@step
def find_fault(steps: Steps, errors: Mapping[int, Any]) -> tuple[int, str]:
    """The highest layer with a wrong gradient, 0 where there is none, and which of its columns are wrong."""
    wrong = steps.wrong_columns(errors)
    l = steps.faulty_layer(wrong)
    bias, other = (bool(each) for each in wrong.get(l, (False, False)))
    return l, BOTH if bias and other else BIASES if bias else WEIGHTS if other else NONE


@step.alone
def best_h(p: int, a: float, b: float) -> float:
    """The h > 0 at which a h^p + b / h is least: truncation error of order p against rounding error."""
    return float((b / (p * a)) ** (1 / (p + 1)))


@step.alone
def best_h_in(u: float) -> dict[str, float]:
    """The best h of both differences with unit roundoff u where f and its derivatives are of order 1."""
    return {"forward": best_h(1, 1 / 2, 2 * u), "central": best_h(2, 1 / 6, u)}


@step.alone
def relu_central(w: float, h: float) -> float:
    """The central difference of ReLU at w: 1/2 at the kink, between 0 and 1 where the kink lies within h of w."""
    return float((max(0.0, w + h) - max(0.0, w - h)) / (2 * h))


def over_right(got: Array, slope: Array, tolerance: float = COMPLEX_TOLERANCE, clipped: bool = False) -> Array:
    """got / slope entry by entry, for slopes of every size from 1e-20 down to the last; 1 where got is 0.

    A formula keeps all digits of such a slope, or loses it beside a 1. A complex step does neither where the product of
    slope and step is below 1e-308: there it loses its digits one by one. `clipped`: what is off by more than the
    tolerance may be one number, the slope at which the formula's argument was clipped.
    """
    ratio = got / slope
    odd = (got != 0) & ~(np.abs(ratio - 1) <= tolerance)
    stays = clipped and bool(np.all(np.isfinite(got))) and np.unique(got[odd]).size == 1
    return np.where((got == 0) | (odd & stays), 1.0, ratio)


def noise_aware(f: F, W: Any, stacked: bool = False) -> Numerical:
    """Central differences with two step sizes and a bound on truncation and rounding; raises `Unreliable`.

    h = 2 (3u)^(1/3) max(1, |w|), tol = |D(h) - D(2h)| + 8 sqrt(n) u max|f| / h + 1e-9 scale per entry, where n is the
    number of entries of W and scale = max|D(h)| of the block; the block's tolerance is the largest of its entries'.
    Unreliable where it exceeds 1e-3 scale. `stacked` as in `numerical_gradient`.
    """
    blocks = _blocks(W, float)
    n = sum(block.size for block in blocks.values())
    value: Blocks = {}
    tolerance: dict[Any, float] = {}
    for key in blocks:
        value[key], tolerance[key] = _noise_aware_block(f, W, key, n, stacked)
    return Numerical(value, tolerance) if isinstance(W, Mapping) else Numerical(value[ONLY][()], tolerance[ONLY])


def numerical_gradient(f: F, W: Any, analytic: bool, stacked: bool = False) -> Numerical:
    """The gradient of f at W: by the complex step where f is analytic, else `noise_aware`; raises `Unreliable`.

    `stacked`: f takes many points in one call. One block of W has an axis more in front, (B, *shape), the others are
    as they are, and f gives B values, as `network.loss_of_each` does, or `sum_of_each` of an elementwise function.
    """
    if not analytic:
        return noise_aware(f, W, stacked)
    value = _stacked_complex_step(f, W) if stacked else complex_step(f, W)
    if isinstance(W, Mapping):
        return Numerical(value, dict.fromkeys(value, COMPLEX_TOLERANCE))
    return Numerical(value, COMPLEX_TOLERANCE)


def sum_of_each(stack: Array) -> Array:
    """The sum of all entries of every member of a stack. (B, ...) -> (B,)."""
    return np.asarray(np.sum(stack.reshape(len(stack), -1), axis=1))


@step.alone
def numerical_derivative(f: F, X: Any, h: float = 1e-5) -> Array:
    """dY/dX of Y = f(X) in denominator layout, by central differences, for all nine kinds (lecture §3).

    X and Y are numbers, columns (P, 1) or matrices; the result has the shape `derivative_shape(Y, X)`.
    """
    X = np.asarray(X, float)
    quotients = []
    for index in np.ndindex(X.shape):
        plus, minus = X.copy(), X.copy()
        plus[index] += h
        minus[index] -= h
        quotients.append((np.asarray(f(plus[()]), float) - np.asarray(f(minus[()]), float)) / (2 * h))
    # the axes of X first, then those of Y: reshaping drops or adds axes of length 1 only
    return np.stack(quotients).reshape(derivative_shape(quotients[0].shape, X.shape))


def _noise_aware_block(f: F, W: Any, key: Any, n: int, stacked: bool) -> tuple[Array, float]:
    h = 2 * (3 * UNIT_ROUNDOFF) ** (1 / 3) * np.maximum(1.0, np.abs(_blocks(W, float)[key]))
    values = moved(f, W, key, np.multiply.outer([1.0, -1.0, 2.0, -2.0], h), stacked)
    D = np.asarray((values[0] - values[1]) / (2 * h))
    truncation = np.abs(D - (values[2] - values[3]) / (4 * h))
    tol = truncation + 8 * np.sqrt(n) * UNIT_ROUNDOFF * np.max(np.abs(values), axis=0) / h
    scale = float(np.max(np.abs(D), initial=0.0))
    bound = float(np.max(tol, initial=0.0)) + 1e-9 * scale
    if not bound <= UNRELIABLE * scale:
        raise Unreliable(f"the numerical derivative is {scale:.1e} and only known to {bound:.1e}")
    return D, bound / scale if scale else 0.0


def _stacked_complex_step(f: F, W: Any) -> Any:
    """`complex_step` with one evaluation for every block."""
    result = {
        key: np.imag(moved(f, W, key, np.full((1, *block.shape), 1j * COMPLEX_STEP), stacked=True)[0]) / COMPLEX_STEP
        for key, block in _blocks(W, float).items()
    }
    return result if isinstance(W, Mapping) else result[ONLY][()]


def moved(f: F, W: Any, key: Any, steps: Array, stacked: bool) -> Array:
    """f at W with one entry of block `key` moved, for every entry and K steps. (K, *block) -> (K, *block).

    One evaluation for each of these numbers or, `stacked`, one for all of them.
    """
    dtype = complex if steps.dtype.kind == "c" else float
    if not stacked:
        number = _complex_number if dtype is complex else number_of
        values = [number(_stepped(f, W, key, place[1:], steps[place], dtype)) for place in np.ndindex(steps.shape)]
        return np.reshape(np.array(values, dtype), steps.shape)
    blocks = _blocks(W, dtype)
    block, each = blocks[key], np.arange(steps.size)
    stack = np.tile(block.reshape(-1), (steps.size, 1))
    stack[each, each % max(1, block.size)] += steps.reshape(-1)
    blocks[key] = stack.reshape(steps.size, *block.shape)
    return np.reshape(np.asarray(f(blocks if isinstance(W, Mapping) else blocks[key])), steps.shape)


def entrywise(
    W: Any,
    quotient: Callable[[Callable[[Any], Any]], Any],
    f: F,
    dtype: type = float,
    number: Callable[[Any], Any] | None = None,
) -> Any:
    """`quotient` of every entry of W, given a function step -> f(W with the step added to that entry)."""
    number = number or number_of
    result: Blocks = {}
    for key, block in _blocks(W, float).items():
        result[key] = np.zeros(block.shape)
        for index in np.ndindex(block.shape):
            result[key][index] = quotient(
                lambda step, key=key, index=index: number(_stepped(f, W, key, index, step, dtype))  # type: ignore[misc]
            )
    return result if isinstance(W, Mapping) else result[ONLY][()]


def _stepped(f: F, W: Any, key: Any, index: tuple[int, ...], step: Any, dtype: type) -> Any:
    """f at a fresh copy of W with `step` added to one entry."""
    blocks = _blocks(W, dtype)
    blocks[key][index] += step
    return f(blocks if isinstance(W, Mapping) else blocks[ONLY][()] if blocks[ONLY].ndim == 0 else blocks[ONLY])


def _blocks(W: Any, dtype: type) -> Blocks:
    named = W.items() if isinstance(W, Mapping) else [(ONLY, W)]
    return {key: np.array(block, dtype) for key, block in named}


def _copy(W: Any, dtype: type) -> Any:
    blocks = _blocks(W, dtype)
    return blocks if isinstance(W, Mapping) else blocks[ONLY]


def number_of(value: Any) -> float:
    """A scalar function's value, a number or an array of one entry, as a float."""
    return float(np.asarray(value, float).item())


def _complex_number(value: Any) -> complex:
    return complex(np.asarray(value, complex).item())


STEPS = step.closed()
