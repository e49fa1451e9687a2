"""Hidden inputs at which a difference quotient has no digits left, and the chain rule does not notice.

Two means. *Huge beside nothing*: what is added to the value is so large that no step is seen beside it, and the
derivative knows nothing of it. *Tiny*: the derivative is of the size 2^-100, where float32 still keeps all digits, or
2^-1017, near the end of float64, where the product with the step of a complex step has none left. Scaling by powers of
two costs no digit, so right work of any style is as exact there as elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref import network as net
from backprop_ref import sampling
from backprop_ref.drawn_once import drawn_once
from backprop_ref.network import Layers, Theta

Array = NDArray[Any]
Case = tuple[Layers, Array, Array]

SMALL, SMALLEST = -100, -1017
"""Exponents of 2: normal numbers of float32 with room below, the last ones of float64."""
SATURATED = 30.0
"""Here tanh and the logistic function are 1 to the last digit, and nothing overflows in float32, exp(60) neither."""
HUGE = 2.0**36
"""Times the slope of a saturated unit, 1 / cosh(30)^2, it is still nothing."""
TOLERANCE = 1e-12
"""At 2^-1017 a complex step with the best of all steps is off by 5e-12."""


def to_peak(a: Any, exponent: int, peak: float | None = None) -> Array:
    """`a` times a power of two, so that its largest |entry| is in [2^exponent, 2^(exponent + 1)).

    No digit is lost, save at the end of float64. Where a result that is proportional to `a` is to be of that size,
    `peak` is its largest |entry| at present.
    """
    largest = float(np.max(np.abs(a))) if peak is None else peak
    return np.asarray(np.ldexp(np.asarray(a, float), exponent + 1 - int(np.frexp(largest)[1])))


def networks(rng: np.random.Generator, sizes: Sequence[int], N: int, theta: Theta | None = None) -> Iterator[Case]:
    """Cases (W, X, Y) for gradients of any network: by its size 2^-100, then 2^-1017.

    Where all activations are tanh the second has features and biases of 0: then delta^(L) is tiny as well.
    """
    yield faint(rng, sizes, N, SMALL, theta)
    names = {net.name_of(theta, l) for l in range(1, len(sizes))}
    yield at_rest(rng, sizes, N, SMALLEST) if names == {"tanh"} else faint(rng, sizes, N, SMALLEST, theta)


@drawn_once
def faint(rng: np.random.Generator, sizes: Sequence[int], N: int, exponent: int, theta: Theta | None = None) -> Case:
    """(W, X, Y): what a layer hands to the last one is tiny beside the last layer's biases.

    The loss does not see what moves below, and all G^(l) below are of the size 2^exponent or more. In a network of one
    layer the features are tiny, and the weights of G^(1).
    """
    L = len(sizes) - 1
    for _ in range(sampling.ATTEMPTS):
        W, X, Y = sampling.network(rng, sizes, N, theta)
        tiny = W[L][:, 1:] if L > 1 else X
        tiny[:] = to_peak(tiny, SMALL)
        if sampling.well_conditioned(W, X, Y, theta):
            G = net.backprop_any(W, X, Y, theta)
            below = [G[l][:, columns] for l in range(1, L) for columns in ([0], slice(1, None))] or [G[1][:, 1:]]
            tiny[:] = to_peak(tiny, exponent, min(float(np.max(np.abs(block))) for block in below))
            return W, X, Y
    raise sampling.NoSample(f"no network of sizes {tuple(sizes)} was found whose last layer hears almost nothing")


@drawn_once
def at_rest(rng: np.random.Generator, sizes: Sequence[int], N: int, exponent: int) -> Case:
    """(W, X, Y) of a tanh network: features and biases 0, so that every s and o is, and targets that are tiny.

    Bias columns alone are not 0, and exact: a target times weights; the smallest is of the size 2^exponent.
    """
    W, _, Y = sampling.network(rng, sizes, N)
    for l in W:
        W[l][:, 0] = 0
    X, Y = np.zeros((sizes[0], N)), np.abs(Y)
    G = net.backprop_any(W, X, Y, None)
    return W, X, to_peak(Y, exponent, min(float(np.max(np.abs(G[l]))) for l in G))


def output_deltas(rng: np.random.Generator, d: int, N: int) -> Iterator[tuple[Array, Array, Array]]:
    """(s, o, y) for delta^(L): at s = 0, where it is -2 y, with tiny targets."""
    for exponent in (SMALL, SMALLEST):
        s = np.zeros((d, N))
        yield s, s.copy(), to_peak(sampling.signed(rng, 0.4, 1.2, (d, N)), exponent)


def steps_back(rng: np.random.Generator, below: int, above: int, N: int) -> Iterator[tuple[Array, Array, Array, Array]]:
    """(W^(l+1), delta^(l+1), s, o) for delta^(l): huge weights to one more unit, a saturated one; tiny weights."""
    W_next, delta_next, s, o = sampling.step_back(rng, below, above, N)
    W_next = np.hstack([W_next, sampling.signed(rng, HUGE, 2 * HUGE, (above, 1))])
    yield W_next, delta_next, np.vstack([s, np.full(N, SATURATED)]), np.vstack([o, np.ones(N)])
    W_next, delta_next, s, o = sampling.step_back(rng, below, above, N)
    W_next[:, 1:] = to_peak(W_next[:, 1:], SMALLEST)
    yield W_next, delta_next, s, o


def layers(rng: np.random.Generator, d: int, below: int, N: int) -> Iterator[tuple[Array, Array]]:
    """(delta^(l), o^(l-1)) for G^(l), which is linear in all that it depends on: whole numbers; tiny ones.

    With whole numbers every way to write the sum is exact, N times a mean too where N is a power of 2; a quotient by a
    step that is none is not.
    """
    delta, o_prev = (rng.integers(1, 100, (rows, N)) * rng.choice([-1.0, 1.0], (rows, N)) for rows in (d, below))
    yield delta, np.vstack([np.ones((1, N)), o_prev])
    delta, o_prev = sampling.layer(rng, d, below, N)
    yield to_peak(delta, SMALLEST), o_prev


def huge_scores(rng: np.random.Generator, K: int, N: int) -> tuple[Array, Array]:
    """(s, y) for softmax with cross-entropy, K > 1: in every example a wrong class scores far above all others."""
    s, y = rng.normal(size=(K, N)), sampling.one_hot(rng, K, N)
    s[(np.argmax(y, axis=0) + rng.integers(1, K, N)) % K, np.arange(N)] = HUGE
    return s, y


def tiny_probabilities(rng: np.random.Generator, K: int, N: int) -> Iterator[tuple[Array, Array]]:
    """(s, y) for softmax with cross-entropy: p of the wrong classes, where y is 0, is tiny, and what to look at."""
    for exponent in (SMALL, SMALLEST):
        y, top = sampling.one_hot(rng, K, N), rng.integers(0, 9, N)
        fall = np.floor(exponent * np.log(2)) + rng.integers(64, 128, (K, N)) / 64
        yield top + np.where(y > 0, 0, fall), y
