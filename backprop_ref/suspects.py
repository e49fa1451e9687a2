"""Functions that compute the gradient of a network with three layers of tanh, most of them with a mistake (lecture §6).

Students get one as something to call, and find out by finite differences where it is wrong. Which mistake it has is
drawn, and in which layer. A mistake in delta^(l) spoils layer l and all layers below; one that is made where G^(l) is
put together spoils the biases of layer l, or its weights, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref import network
from backprop_ref.finite_differences import BIASES, BOTH, NONE, STEPS, WEIGHTS

__all__ = ["BIASES", "BOTH", "NONE", "SIZES", "WEIGHTS", "L", "Suspect", "errors", "overlooked", "typical"]

Array = NDArray[Any]
Layers = network.Layers
Slip = Callable[..., Array]
Slips = Mapping[tuple[int, str], Slip]
"""(layer, what is computed there) -> how it is computed instead."""

L = 3
SIZES = (4, 5, 3, 2)
MOST_NUMBERS = 100_000
"""In all arrays of a call together."""
NOISE = 1e-9
"""The relative error that a central difference leaves in a right gradient."""
DELTA = "delta"
EVERYWHERE = dict.fromkeys(range(1, L + 1), BOTH)

DELTAS: Mapping[str, Slip] = {
    "delta^({l}) lacks the slope of tanh": lambda back, _s, _o: back,
    "delta^({l}) has the slope 1 - s^2 in place of 1 - o^2": lambda back, s, _o: back * (1 - s * s),
    "delta^({l}) has the slope of the logistic function": lambda back, _s, o: back * o * (1 - o),
    "delta^({l}) is half of what it should be": lambda back, _s, o: 0.5 * back * (1 - o * o),
    "delta^({l}) has the other sign": lambda back, _s, o: -back * (1 - o * o),
}
IN_BIASES: Mapping[str, Slip] = {
    "the biases of layer {l} have the gradient 0": lambda delta, _back: 0 * delta[:, 0],
    "the biases of layer {l} get delta of the last example only": lambda delta, _back: delta[:, -1],
    "the biases of layer {l} get the mean over the examples": lambda delta, _back: np.mean(delta, axis=1),
    "the biases of layer {l} get what comes back before the slope": lambda _delta, back: np.sum(back, axis=1),
}
IN_WEIGHTS: Mapping[str, Slip] = {
    "the weights of layer {l} get the mean over the examples": lambda delta, o: delta @ o.T / o.shape[1],
    "the weights of layer {l} get the last example only": lambda delta, o: np.outer(delta[:, -1], o[:, -1]),
    "the weights of layer {l} get tanh of what comes from below": lambda delta, o: delta @ np.tanh(o).T,
    "the weights of layer {l} have a gradient of the other sign": lambda delta, o: -delta @ o.T,
}


@dataclass(frozen=True)
class Suspect:
    """A function to be found out."""

    backprop: Callable[[Any, Any, Any], Layers]
    """(W, X, Y) -> the gradient, a dict like W; raises `ValueError` for what is no network of three layers."""
    columns: Mapping[int, str]
    """Layer -> which of its columns are wrong, BOTH, BIASES or WEIGHTS; layers that are right are not there."""
    told: str
    """What is wrong, in words."""

    @property
    def layer(self) -> int:
        """The highest layer with a wrong gradient, 0 where there is none."""
        return max(self.columns, default=0)

    def where(self, layer: int) -> str:
        """Which columns of this layer are wrong, NONE where none is."""
        return self.columns.get(layer, NONE)


def typical(rng: np.random.Generator) -> list[Suspect]:
    """Eight, in any order: two right ones, delta wrong in each layer, biases, weights, and one with two mistakes."""
    upper, lower = int(rng.integers(2, L + 1)), 1
    drawn = [
        _right(network.backprop),
        _right(network.backprop_vectorised),
        *(_suspect(_slip(rng, l, DELTA)) for l in range(1, L + 1)),
        _suspect(_slip(rng, int(rng.integers(1, L + 1)), BIASES)),
        _suspect(_slip(rng, int(rng.integers(1, L + 1)), WEIGHTS)),
        _suspect(_slip(rng, upper, str(rng.choice([BIASES, WEIGHTS]))), _slip(rng, lower, DELTA)),
    ]
    return [drawn[i] for i in rng.permutation(len(drawn)).tolist()]


def overlooked(rng: np.random.Generator) -> list[Suspect]:
    """Seven, in any order, whose mistakes hide: behind one example, no biases, a wide bound, a look at few entries."""
    places = [int(l) for l in rng.permutation(np.arange(1, L + 1))]
    small, row, column = places
    off = 1 + float(rng.uniform(0.02, 0.04)) * float(rng.choice([-1, 1]))
    mean = {(l, BOTH): lambda G, N: G / N for l in range(1, L + 1)}
    last = {(l, DELTA): lambda *known: _last_only(_delta(*known)) for l in range(1, L + 1)}
    drawn = [
        _right(network.backprop_vectorised),
        Suspect(_checked(lambda W, X, Y: gradient(W, X, Y, mean)), EVERYWHERE, "it is a mean over the examples"),
        Suspect(_checked(lambda W, X, Y: gradient(W, X, Y, last)), EVERYWHERE, "it is that of the last example only"),
        Suspect(_checked(_without_biases), EVERYWHERE, "its forward computation leaves the biases out"),
        _suspect((small, DELTA, lambda *known: off * _delta(*known), f"delta^({small}) is {off:.3f} times right")),
        _suspect((row, BOTH, _without_last_row, f"the gradient of the last unit of layer {row} is 0")),
        _suspect((column, WEIGHTS, _without_last_column, f"the last column of G^({column}) is 0")),
    ]
    return [drawn[i] for i in rng.permutation(len(drawn)).tolist()]


def errors(suspect: Suspect, W: Layers, X: Array, Y: Array) -> dict[int, Array]:
    """The relative errors (bias column, other columns) of each layer, as a check with central differences has them."""
    got, right = suspect.backprop(W, X, Y), network.backprop_vectorised(W, X, Y)
    return {l: STEPS.column_errors(got[l], right[l]) + NOISE for l in W}


def gradient(W: Layers, X: Array, Y: Array, slips: Slips) -> Layers:
    """The gradient, with `slips` in the place of right steps; right without any. X (d(0), N), Y (d(L), N)."""
    s, o = network.forward(W, X)
    back = network.STEPS.loss_gradient(o[len(W)], Y)
    G: Layers = {}
    for l in range(len(W), 0, -1):
        out = o[l] if l == len(W) else o[l][1:]
        delta = slips.get((l, DELTA), _delta)(back, s[l], out)
        biases = slips.get((l, BIASES), _of_biases)(delta, back)
        weights = slips.get((l, WEIGHTS), _of_weights)(delta, o[l - 1][1:])
        G[l] = np.column_stack([biases, weights])
        if (l, BOTH) in slips:
            G[l] = slips[l, BOTH](G[l], X.shape[1])
        back = W[l][:, 1:].T @ delta
    return G


def _delta(back: Array, _s: Array, o: Array) -> Array:
    return np.asarray(back * (1 - o * o))


def _of_biases(delta: Array, _back: Array) -> Array:
    return np.asarray(np.sum(delta, axis=1))


def _of_weights(delta: Array, o: Array) -> Array:
    return np.asarray(delta @ o.T)


def _slip(rng: np.random.Generator, l: int, kind: str) -> tuple[int, str, Slip, str]:
    known = {DELTA: DELTAS, BIASES: IN_BIASES, WEIGHTS: IN_WEIGHTS}[kind]
    told = list(known)[int(rng.integers(len(known)))]
    return l, kind, known[told], told.format(l=l)


def _suspect(*slips: tuple[int, str, Slip, str]) -> Suspect:
    """With these mistakes, each (layer, kind, what is computed, in words), no two in one layer."""
    table = {(l, kind): slip for l, kind, slip, _ in slips}
    columns: dict[int, str] = {}
    for l, kind, *_ in slips:
        columns |= dict.fromkeys(range(1, l + 1), BOTH) if kind == DELTA else {l: kind}
    told = ", and ".join(words for *_, words in slips)
    return Suspect(_checked(lambda W, X, Y: gradient(W, X, Y, table)), columns, told)


def _right(backprop: Callable[..., Any]) -> Suspect:
    return Suspect(_checked(backprop), {}, "its gradient is right")


def _without_biases(W: Layers, X: Array, Y: Array) -> Layers:
    return gradient({l: np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}, X, Y, {})


def _last_only(delta: Array) -> Array:
    return np.hstack([0 * delta[:, :-1], delta[:, -1:]])


def _without_last_row(G: Array, _N: int) -> Array:
    return np.vstack([G[:-1], 0 * G[-1:]])


def _without_last_column(delta: Array, o: Array) -> Array:
    return np.hstack([delta @ o[:-1].T, np.zeros((len(delta), 1))])


def _checked(backprop: Callable[[Layers, Array, Array], Any]) -> Callable[[Any, Any, Any], Layers]:
    """The function for whatever it is given: `ValueError`, in one sentence, where that is no network with its data."""

    def checked(W: Any, X: Any, Y: Any) -> Layers:
        with np.errstate(all="ignore"):
            G: Layers = backprop(*_network(W, X, Y))
        return G

    return checked


def _network(W: Any, X: Any, Y: Any) -> tuple[Layers, Array, Array]:
    if not isinstance(W, Mapping) or sorted(map(str, W)) != [str(l) for l in range(1, L + 1)]:
        raise ValueError(f"backprop() wants a dict of matrices with the keys 1 to {L}: its networks have {L} layers.")
    shapes = [np.shape(each) for each in (*W.values(), X, Y)]
    if any(len(shape) != 2 or 0 in shape for shape in shapes):
        raise ValueError(f"backprop() wants matrices, one example per column of X and Y; the shapes are {shapes}.")
    if sum(rows * columns for rows, columns in shapes) > MOST_NUMBERS:
        raise ValueError(f"backprop() takes up to {MOST_NUMBERS:,} numbers at once.")
    weights = {l: _matrix(W[l]) for l in range(1, L + 1)}
    sizes = [np.shape(X)[0], *(len(weights[l]) for l in weights)]
    fits = all(weights[l].shape[1] == below + 1 for l, (below, _) in enumerate(pairwise(sizes), 1))
    if not fits or np.shape(Y) != (sizes[-1], np.shape(X)[1]):
        raise ValueError(f"backprop() got matrices that do not fit together; the shapes are {shapes}.")
    return weights, _matrix(X), _matrix(Y)


def _matrix(value: Any) -> Array:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise ValueError("backprop() wants matrices of real numbers.")
    return array.astype(float)
