"""Backpropagation as in the lecture, §6: a table of steps, the loop over examples, the same in matrices, any theta.

Quantities are dicts keyed by the lecture's layer number l = 1..L: `W[l]` (d(l), d(l-1) + 1) with the bias in column 0,
`s[l]` (d(l), N), `o[l]` with a row of ones on top for l < L and none for l = L (`o[0]` is [1; x]), `delta[l]` (d(l), N)
without the bias entry, `G[l]` like `W[l]`. Data X (d(0), N) and Y (d(L), N): one example per column.

The loss is the squared error sum_n ||o_n^(L) - y_n||^2. `theta` maps l to the name of an activation, tanh where a layer
is not named; "softmax" as the output layer's name means softmax with cross-entropy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref import activations, losses
from backprop_ref.steps import Steps, Table

Array = NDArray[Any]
Layers = dict[int, Array]
Theta = Mapping[int, str]
step = Table()


def name_of(theta: Theta | None, l: int) -> str:
    """Name of the activation of layer l."""
    return (theta or {}).get(l, "tanh")


def activate(name: str, s: Array) -> Array:
    """theta(s), elementwise; per column for softmax."""
    return np.asarray(losses.softmax(s) if name == "softmax" else activations.value(name, s))


def derivative(name: str, s: Array, o: Array) -> Array:
    """do/ds of a layer, elementwise; for tanh from o as in the lecture. s, o (d, N), o without the bias row."""
    return np.asarray(1 - o * o if name == "tanh" else activations.derivative(name, s))


# ---------------------------------------------------------------- forward


@step.alone
def add_bias(a: Array) -> Array:
    """[1; a]. (d, N) -> (d + 1, N)."""
    return np.concatenate([np.ones((1, a.shape[1]), a.dtype), a])


@step
def input_output(steps: Steps, X: Array) -> Array:
    """o^(0). (d(0), N) -> (d(0) + 1, N)."""
    return np.asarray(steps.add_bias(X))


@step.alone
def pre_activation(W: Array, o_prev: Array) -> Array:
    """s^(l) = W^(l) o^(l-1). (d(l), d(l-1) + 1), (d(l-1) + 1, N) -> (d(l), N)."""
    return np.asarray(W @ o_prev)


@step
def hidden_output(steps: Steps, s: Array, name: str) -> Array:
    """o^(l) for l < L. (d(l), N) -> (d(l) + 1, N)."""
    return np.asarray(steps.add_bias(activate(name, s)))


@step.alone
def last_output(s: Array, name: str) -> Array:
    """o^(L). (d(L), N) -> (d(L), N)."""
    return activate(name, s)


@step
def forward_any(steps: Steps, W: Layers, X: Array, theta: Theta | None) -> tuple[Layers, Layers]:
    """s and o of all layers for the activations `theta`. X (d(0), N)."""
    L = len(W)
    s: Layers = {}
    o: Layers = {0: steps.input_output(X)}
    for l in range(1, L + 1):
        s[l] = steps.pre_activation(W[l], o[l - 1])
        o[l] = (steps.hidden_output if l < L else steps.last_output)(s[l], name_of(theta, l))
    return s, o


@step
def forward(steps: Steps, W: Layers, X: Array) -> tuple[Layers, Layers]:
    """s and o of all layers for tanh. X (d(0), N)."""
    s, o = steps.forward_any(W, X, None)
    return s, o


@step
def loss(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Any:
    """The loss over the data, a float; complex where W is complex, for the complex step."""
    s, o = steps.forward(W, X) if theta is None else steps.forward_any(W, X, theta)
    L = len(W)
    if name_of(theta, L) == "softmax":
        return losses.softmax_cross_entropy(s[L], Y).item()
    return losses.squared_error(o[L], Y).item()


def loss_of_each(W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Array:
    """`loss` of many networks in one evaluation, with the biases added and no rows of ones.

    Any W[l] may have an axis more in front, (B, d(l), d(l-1) + 1): then the losses are of shape (B,).
    """
    o, L = X, len(W)
    for l in range(1, L + 1):
        s = W[l][..., 1:] @ o + W[l][..., :1]
        if l == L and name_of(theta, L) == "softmax":
            return np.asarray(-np.sum(Y * losses.log_softmax(s), axis=(-2, -1)))
        o = activate(name_of(theta, l), s)
    return np.asarray(np.sum((o - Y) ** 2, axis=(-2, -1)))


# ---------------------------------------------------------------- deltas


@step.alone
def loss_gradient(o_L: Array, y: Array) -> Array:
    """dl/do^(L) = 2 (o^(L) - y). Both of shape (d(L), N)."""
    return np.asarray(losses.squared_error_gradient(o_L, y))


@step.alone
def output_derivative(s_L: Array, o_L: Array, name: str) -> Array:
    """do/ds of the output layer. Both of shape (d(L), N)."""
    return derivative(name, s_L, o_L)


@step
def output_delta(steps: Steps, s_L: Array, o_L: Array, y: Array) -> Array:
    """delta^(L) = 2 (o^(L) - y) * (1 - o^(L) * o^(L)). All of shape (d(L), N)."""
    return np.asarray(steps.loss_gradient(o_L, y) * steps.output_derivative(s_L, o_L, "tanh"))


@step.alone
def softmax_delta(s_L: Array, y: Array) -> Array:
    """delta^(L) = p - y for softmax with cross-entropy. Both of shape (d(L), N)."""
    return np.asarray(losses.softmax_cross_entropy_gradient(s_L, y))


@step.alone
def propagate(W_next: Array, delta_next: Array) -> Array:
    """dl/do^(l) without the bias unit, (d(l), N): column 0 of W^(l+1) belongs to the unit that nothing feeds."""
    return np.asarray(W_next[:, 1:].T @ delta_next)


@step.alone
def hidden_derivative(s: Array, o: Array, name: str) -> Array:
    """do/ds of a hidden layer, (d(l), N); o comes with its bias row."""
    return derivative(name, s, o[1:])


@step
def delta_step(steps: Steps, W_next: Array, delta_next: Array, s: Array, o: Array) -> Array:
    """delta^(l) from delta^(l+1), without the bias entry.

    W_next (d(l+1), d(l) + 1), delta_next (d(l+1), N), s (d(l), N), o (d(l) + 1, N) with its bias row -> (d(l), N).
    """
    return np.asarray(steps.propagate(W_next, delta_next) * steps.hidden_derivative(s, o, "tanh"))


@step.alone
def recursion_arguments(W: Layers, s: Layers, o: Layers, l: int) -> tuple[Array, Array, Array]:
    """What the recursion at layer l uses: W^(l+1), s^(l), o^(l)."""
    return W[l + 1], s[l], o[l]


@step
def deltas(steps: Steps, W: Layers, s: Layers, o: Layers, y: Array, theta: Theta | None) -> Layers:
    """delta^(l) for l = L..1."""
    L = len(W)
    delta = {L: _output_delta_named(steps, s[L], o[L], y, name_of(theta, L))}
    for l in range(L - 1, 0, -1):
        W_next, s_l, o_l = steps.recursion_arguments(W, s, o, l)
        delta[l] = _delta_step_named(steps, W_next, delta[l + 1], s_l, o_l, name_of(theta, l))
    return delta


def _output_delta_named(steps: Steps, s_L: Array, o_L: Array, y: Array, name: str) -> Array:
    if name == "tanh":
        return np.asarray(steps.output_delta(s_L, o_L, y))
    if name == "softmax":
        return np.asarray(steps.softmax_delta(s_L, y))
    return np.asarray(steps.loss_gradient(o_L, y) * steps.output_derivative(s_L, o_L, name))


def _delta_step_named(steps: Steps, W_next: Array, delta_next: Array, s: Array, o: Array, name: str) -> Array:
    if name == "tanh":
        return np.asarray(steps.delta_step(W_next, delta_next, s, o))
    return np.asarray(steps.propagate(W_next, delta_next) * steps.hidden_derivative(s, o, name))


# ---------------------------------------------------------------- gradients


@step.alone
def gradient_input(_s: Layers, o: Layers, l: int) -> Array:
    """What delta^(l) is multiplied with: o^(l-1)."""
    return o[l - 1]


@step.alone
def weight_gradient(delta: Array, o_prev: Array) -> Array:
    """G^(l) = delta^(l) o^(l-1)^T, summed over the columns. (d(l), N), (d(l-1) + 1, N) -> (d(l), d(l-1) + 1)."""
    return np.asarray(delta @ o_prev.T)


@step
def gradients(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None) -> Layers:
    """Forward, all deltas, all G, for the columns that are given."""
    s, o = steps.forward(W, X) if theta is None else steps.forward_any(W, X, theta)
    delta = steps.deltas(W, s, o, Y, theta)
    return {l: steps.weight_gradient(delta[l], steps.gradient_input(s, o, l)) for l in W}


@step.alone
def accumulate(G: Array, G_n: Array) -> Array:
    """G^(l) after one more example."""
    return np.asarray(G + G_n)


@step
def backprop(steps: Steps, W: Layers, X: Array, Y: Array) -> Layers:
    """G^(l) for every l, by the lecture's loop over the examples."""
    G = {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        G_n = steps.gradients(W, X[:, n : n + 1], Y[:, n : n + 1], None)
        G = {l: steps.accumulate(G[l], G_n[l]) for l in W}
    return G


@step
def backprop_vectorised(steps: Steps, W: Layers, X: Array, Y: Array) -> Layers:
    """G^(l) for every l, all examples at once."""
    return dict(steps.gradients(W, X, Y, None))


@step
def backprop_any(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None) -> Layers:
    """G^(l) for every l, for the activations `theta`."""
    return dict(steps.gradients(W, X, Y, theta or {}))


STEPS = step.closed()
