"""Where there is a gradient: one-sided slopes, subgradients, permutations, surrogates, expected values (objective LO9).

The four classes of `CLASSES` are exclusive and leave nothing out when they are asked in the order of their rule:
no real function (none), flat pieces (zero), differentiable (gradient), convex (subgradient), the rest (none).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref.activations import logistic
from backprop_ref.answers import classes
from backprop_ref.steps import Steps, Table

Array = NDArray[Any]
F = Callable[[Any], Any]
Line = tuple[float, float]
step = Table()

GRADIENT, SUBGRADIENT, ZERO, NONE = CLASSES = ("gradient", "subgradient", "zero", "none")


@dataclass(frozen=True)
class Case:
    """A function at a point, and the class that it belongs to."""

    label: str
    """The function and the point, in a few words."""
    kind: str
    """One of `CLASSES`."""
    f: F | None = None
    """The function; None where it is not a function of real numbers."""
    point: tuple[float, ...] = ()
    """The point, one number per entry."""
    convex: bool = False
    """Whether f is convex."""


CASES: dict[str, Case] = {
    "a": Case("max(0, x) at 0", SUBGRADIENT, lambda x: max(0.0, x[0]), (0.0,), convex=True),
    "b": Case("x rounded to the nearest whole number, at 0.3", ZERO, lambda x: float(np.round(x[0])), (0.3,)),
    "c": Case("|x| at -2", GRADIENT, lambda x: abs(x[0]), (-2.0,), convex=True),
    "d": Case("the square root of x at 0", NONE, lambda x: float(np.sqrt(x[0])) if x[0] >= 0 else np.nan, (0.0,)),
    "e": Case("the largest entry at (2, 2, 1)", SUBGRADIENT, max, (2.0, 2.0, 1.0), convex=True),
    "f": Case("the index of the largest entry at (1, 3, 2)", ZERO, lambda x: float(np.argmax(x)), (1.0, 3.0, 2.0)),
    "g": Case("the second smallest entry at (3, 1, 2)", GRADIENT, lambda x: sorted(x)[1], (3.0, 1.0, 2.0)),
    "h": Case("the square of a whole number n, at 3", NONE),
    "i": Case("x |x| at 0", GRADIENT, lambda x: x[0] * abs(x[0]), (0.0,)),
    "j": Case("the 0-1 loss at s = 0", ZERO, lambda x: float(x[0] <= 0), (0.0,)),
    "k": Case("the length of x at (0, 0)", SUBGRADIENT, lambda x: float(np.hypot(*x)), (0.0, 0.0), convex=True),
    "l": Case("one throw of a coin at p = 0.5", NONE),
}


@step.alone
def classify() -> dict[str, str]:
    """The class of every case."""
    return {letter: case.kind for letter, case in CASES.items()}


def said_of(answer: Any, letter: str) -> str | None:
    """The class that a stranger's answer gives to a case; None where it gives none."""
    return classes.said_of(answer, letter, CLASSES)


@step.alone
def one_sided_slopes(f: F, x: Any, v: Any, h: float) -> Array:
    """Slopes of f along v, to the left and to the right: (f(x) - f(x - hv)) / h and (f(x + hv) - f(x)) / h. (2,)."""
    x, v = np.asarray(x, float), np.asarray(v, float)
    before, here, after = (float(f(point[()])) for point in (x - h * v, x, x + h * v))
    return np.array([(here - before) / h, (after - here) / h])


@step
def slopes_and_point(steps: Steps, f: F, x: Any, v: Any, h: float) -> tuple[Array, Array]:
    """The one-sided slopes, and x as it is afterwards: unchanged."""
    return steps.one_sided_slopes(f, x, v, h), np.array(x, float)


@step.alone
def subgradient(lines: Sequence[Line], x: float) -> Array:
    """Both ends of the interval of all subgradients of max_k (a_k x + b_k), for `lines` (a_k, b_k). (2,)."""
    slopes, values = _slopes_and_values(lines, x)
    active = slopes[np.isclose(values, values.max(), rtol=1e-12, atol=1e-12)]
    return np.array([active.min(), active.max()])


@step.alone
def sort_derivative(x: Any) -> Array:
    """The derivative of sort(x), (P, P) in denominator layout, x (P, 1) with distinct entries: a permutation."""
    x = np.asarray(x, float)
    D = np.zeros((x.size, x.size))
    D[np.argsort(x[:, 0]), np.arange(x.size)] = 1
    return D


@step
def median_gradient(steps: Steps, x: Any) -> Array:
    """The gradient of the median of x, (P, 1), for distinct entries; for even P the mean of the two in the middle."""
    P = np.size(x)
    D: Array = np.asarray(steps.sort_derivative(x))
    G: Array = (D[:, [(P - 1) // 2]] + D[:, [P // 2]]) / 2
    return G


@step.alone
def hinge_slope(s: Any, y: Any) -> Any:
    """The slope of max(0, 1 - ys) in s, entry by entry, y in {-1, 1}; 0 at the kink."""
    s, y = np.asarray(s, float), np.asarray(y, float)
    return np.where(y * s < 1, -y, 0.0)


@step.alone
def logistic_slope(s: Any, y: Any) -> Any:
    """The slope of ln(1 + exp(-ys)) in s, entry by entry, y in {-1, 1}; finite for every s."""
    s, y = np.asarray(s, float), np.asarray(y, float)
    return -y * logistic(-y * s)


@step.alone
def reparametrised(slope: F, mu: float, sigma: float, eps: Any) -> float:
    """Mean of f'(mu + sigma eps): estimates dE[f(w)]/dmu for w normal with mean mu and standard deviation sigma."""
    return float(np.mean(slope(mu + sigma * np.asarray(eps, float))))


@step.alone
def score_function(f: F, mu: float, sigma: float, eps: Any) -> float:
    """Mean of f(mu + sigma eps) eps / sigma: estimates the same from values of f alone."""
    eps = np.asarray(eps, float)
    return float(np.mean(f(mu + sigma * eps) * eps) / sigma)


def _slopes_and_values(lines: Sequence[Line], x: float) -> tuple[Array, Array]:
    slopes, intercepts = np.array(lines, float).T
    return slopes, slopes * x + intercepts


STEPS = step.closed()
