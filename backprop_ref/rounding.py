"""How far rounding can move a gradient: a first-order running error, whatever the order of the operations.

Errors are in units of the roundoff u, 6e-8 in float32 and 1.1e-16 in float64: every number that is given and every
result is taken as off by its own size, and every sum by the sizes of its terms, which is where cancellation shows
(Higham, Accuracy and Stability of Numerical Algorithms, §3.3). A judged block is well conditioned where the largest
error stays below `MOST` times its largest entry: 800 u are 4.8e-5 in float32, and what right work meets is a tenth.
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

MOST = 800.0
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
        error = self.error @ other.size + self.size @ other.error + 2 * self.size @ other.size
        return Rounded(self.value @ other.value, error)

    def __mul__(self, other: Rounded) -> Rounded:
        """The product of entries."""
        value = self.value * other.value
        return Rounded(value, self.error * other.size + self.size * other.error + np.abs(value))

    def __sub__(self, other: Rounded) -> Rounded:
        """The difference of entries."""
        return Rounded(self.value - other.value, self.error + other.error + self.size + other.size)

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
    return Rounded(np.vstack([ones, a.value]), np.vstack([0 * ones, a.error]))


def _output(s: Rounded, name: str) -> Rounded:
    value = net.activate(name, s.value)
    if name != "softmax":
        slope = activations.derivative(name, s.value)
        return Rounded(value, np.abs(slope) * s.error + np.abs(value))
    shift = s.error + s.size + np.max(s.size, axis=0)  # of s - ln sum exp(s), or of s - max s
    return Rounded(value, value * (shift + np.sum(value * shift, axis=0) + 1))


def _slope(s: Rounded, name: str) -> Rounded:
    """The derivative; as 1 - o * o, or o * (1 - o), it is a difference of numbers of size 1."""
    value, error = activations.derivative(name, s.value), s.error
    curvature = activations.derivative(name, s.value + NEARBY) - activations.derivative(name, s.value - NEARBY)
    return Rounded(value, np.abs(curvature) / (2 * NEARBY) * error + np.maximum(1, np.abs(value)))


def _output_delta(s: Rounded, o: Rounded, y: Rounded, name: str) -> Rounded:
    if name == "softmax":
        return o - y
    error = o - y
    return Rounded(2 * error.value, 2 * error.error) * _slope(s, name)
