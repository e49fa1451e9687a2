"""How far rounding can move a gradient: a running error that knows every way to compute it.

Errors are in units of the roundoff u, 6e-8 in float32 and 1.1e-16 in float64. Every number that is given and every
result is taken as off by its own size, every sum by the sizes of its terms, which is where cancellation shows, and
errors of different origin add up like the legs of a right angle: as a standard deviation (Higham and Mary, A new
approach to probabilistic rounding error analysis, 2019). Right work in float32 is off by three to five of them at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref import activations
from backprop_ref import network as net
from backprop_ref.network import Layers, Theta

Array = NDArray[Any]

MOST = 40.0
"""A judged block is well conditioned where the error stays below this times its largest entry: 2.4e-6 in float32."""
NEARBY = 1e-4


@dataclass(frozen=True)
class Rounded:
    """An array and its error; what is computed from it carries the error on."""

    value: Array
    error: Array

    @classmethod
    def given(cls, value: Any) -> Rounded:
        """A number that was rounded once, when it was written down."""
        return cls(np.asarray(value, float), np.abs(np.asarray(value, float)))

    @property
    def size(self) -> Array:
        """|value|."""
        return np.abs(self.value)

    def transpose(self) -> Rounded:
        """The transpose."""
        return Rounded(self.value.T, self.error.T)

    def __matmul__(self, other: Rounded) -> Rounded:
        """The product of matrices: a sum of terms for every entry."""
        squares = self.error**2 @ other.size**2 + self.size**2 @ (other.error**2 + 2 * other.size**2)
        return Rounded(self.value @ other.value, np.sqrt(squares))

    def __mul__(self, other: Rounded) -> Rounded:
        """The product of entries."""
        value = self.value * other.value
        return Rounded(value, _legs(self.error * other.size, self.size * other.error, value))

    def __sub__(self, other: Rounded) -> Rounded:
        """The difference of entries."""
        return Rounded(self.value - other.value, _legs(self.error, other.error, self.size, other.size))

    def condition(self) -> float:
        """The largest error over the largest entry; inf for zeros."""
        peak = np.max(self.size, initial=0.0)
        return float(np.max(self.error, initial=0.0) / peak) if peak else np.inf


def gradient(W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> dict[int, Rounded]:
    """G^(l) of every layer as `network.backprop_any` has it, with its error."""
    L, weights = len(W), {l: Rounded.given(W[l]) for l in W}
    s: dict[int, Rounded] = {}
    o = {0: _with_ones(Rounded.given(X))}
    for l in range(1, L + 1):
        s[l] = weights[l] @ o[l - 1]
        out = _output(s[l], net.name_of(theta, l))
        o[l] = _with_ones(out) if l < L else out
    delta, G = _output_delta(s[L], o[L], Rounded.given(Y), net.name_of(theta, L)), {}
    for l in range(L, 0, -1):
        G[l] = delta @ o[l - 1].transpose()
        if l > 1:
            delta = _back(weights[l], delta, s[l - 1], net.name_of(theta, l - 1))
    return G


def delta_step(W_next: Array, delta_next: Array, s: Array, name: str = "tanh") -> Rounded:
    """delta^(l) from delta^(l+1) as `network.delta_step` has it, with its error."""
    return _back(Rounded.given(W_next), Rounded.given(delta_next), Rounded.given(s), name)


def conditions(G: dict[int, Rounded]) -> dict[int, tuple[float, float]]:
    """Condition of the bias column and of the weights of every G^(l), as they are judged."""
    return {
        l: (Rounded(g.value[:, :1], g.error[:, :1]).condition(), Rounded(g.value[:, 1:], g.error[:, 1:]).condition())
        for l, g in G.items()
    }


def condition_of_sum(terms: Any, axis: int | None = None) -> float:
    """The largest sum of |terms| over the largest |sum of terms| along an axis, or of all of them: 1 without signs.

    A right sum in float32 is off by a few u times that.
    """
    terms = np.asarray(terms, float)
    peak = np.max(np.abs(np.sum(terms, axis)), initial=0.0)
    return float(np.max(np.sum(np.abs(terms), axis), initial=0.0) / peak) if peak else np.inf


def _back(W_next: Rounded, delta_next: Rounded, s: Rounded, name: str) -> Rounded:
    above = Rounded(W_next.value[:, 1:], W_next.error[:, 1:])
    return (above.transpose() @ delta_next) * _slope(s, name)


def _with_ones(a: Rounded) -> Rounded:
    ones = np.ones((1, a.value.shape[1]))
    return Rounded(np.concatenate([ones, a.value]), np.concatenate([0 * ones, a.error]))


def _output(s: Rounded, name: str) -> Rounded:
    value = net.activate(name, s.value)
    if name != "softmax":
        slope = activations.derivative(name, s.value)
        return Rounded(value, _legs(slope * s.error, value))
    shift = s.error + s.size + np.max(s.size, axis=0)  # of s - ln sum exp(s), or of s - max s
    return Rounded(value, value * (shift + np.sum(value * shift, axis=0) + 1))


def _legs(*errors: Array) -> Array:
    return np.asarray(np.sqrt(sum(error**2 for error in errors)))


def _slope(s: Rounded, name: str) -> Rounded:
    """The derivative; as 1 - o * o, or o * (1 - o), it is a difference of numbers of size 1."""
    value, right, left = activations.derivative(name, np.array([s.value, s.value + NEARBY, s.value - NEARBY]))
    curvature = (right - left) / (2 * NEARBY)
    return Rounded(value, _legs(curvature * s.error, np.maximum(1, np.abs(value))))


def _output_delta(s: Rounded, o: Rounded, y: Rounded, name: str) -> Rounded:
    if name == "softmax":
        return o - y
    error = o - y
    delta = Rounded(2 * error.value, 2 * error.error) * _slope(s, name)
    return Rounded(delta.value, _legs(delta.error, 2 * error.error))  # as it is multiplied out
