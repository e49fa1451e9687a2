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
from backprop_ref.steps import Steps

Array = NDArray[Any]
Layers = dict[int, Array]
Theta = Mapping[int, str]


def forward(W: Layers, X: Array) -> tuple[Layers, Layers]:
    """S and o of all layers for tanh. X (d(0), N)."""
    s, o = STEPS.forward(W, X)
    return s, o


def forward_any(W: Layers, X: Array, theta: Theta | None) -> tuple[Layers, Layers]:
    """S and o of all layers for the activations `theta`. X (d(0), N)."""
    s, o = STEPS.forward_any(W, X, theta)
    return s, o


def output_delta(s_L: Array, o_L: Array, y: Array) -> Array:
    """delta^(L) = 2 (o^(L) - y) * (1 - o^(L) * o^(L)). All of shape (d(L), N)."""
    return np.asarray(STEPS.output_delta(s_L, o_L, y))


def softmax_delta(s_L: Array, y: Array) -> Array:
    """delta^(L) = p - y for softmax with cross-entropy. Both of shape (d(L), N)."""
    return np.asarray(STEPS.softmax_delta(s_L, y))


def delta_step(W_next: Array, delta_next: Array, s: Array, o: Array) -> Array:
    """delta^(l) from delta^(l+1), without the bias entry.

    W_next (d(l+1), d(l) + 1), delta_next (d(l+1), N), s (d(l), N), o (d(l) + 1, N) with its bias row -> (d(l), N).
    """
    return np.asarray(STEPS.delta_step(W_next, delta_next, s, o))


def weight_gradient(delta: Array, o_prev: Array) -> Array:
    """G^(l) = delta^(l) o^(l-1)^T, summed over the columns. (d(l), N), (d(l-1) + 1, N) -> (d(l), d(l-1) + 1)."""
    return np.asarray(STEPS.weight_gradient(delta, o_prev))


def backprop(W: Layers, X: Array, Y: Array) -> Layers:
    """G^(l) for every l, by the lecture's loop over the examples."""
    return dict(STEPS.backprop(W, X, Y))


def backprop_vectorised(W: Layers, X: Array, Y: Array) -> Layers:
    """G^(l) for every l, all examples at once."""
    return dict(STEPS.backprop_vectorised(W, X, Y))


def backprop_any(W: Layers, X: Array, Y: Array, theta: Theta | None) -> Layers:
    """G^(l) for every l, for the activations `theta`."""
    return dict(STEPS.backprop_any(W, X, Y, theta))


def loss(W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Any:
    """The loss over the data, a float; complex where W is complex, for the complex step."""
    return STEPS.loss(W, X, Y, theta)


def name_of(theta: Theta | None, l: int) -> str:
    """Name of the activation of layer l."""
    return (theta or {}).get(l, "tanh")


def activate(name: str, s: Array) -> Array:
    """theta(s), elementwise; per column for softmax."""
    return np.asarray(losses.softmax(s) if name == "softmax" else activations.value(name, s))


def derivative(name: str, s: Array, o: Array) -> Array:
    """do/ds of a layer, elementwise; for tanh from o as in the lecture. s, o (d, N), o without the bias row."""
    return np.asarray(1 - o * o if name == "tanh" else activations.derivative(name, s))


def _add_bias(_steps: Steps, a: Array) -> Array:
    return np.vstack([np.ones((1, a.shape[1]), a.dtype), a])


def _input_output(steps: Steps, X: Array) -> Array:
    return np.asarray(steps.add_bias(X))


def _pre_activation(_steps: Steps, W: Array, o_prev: Array) -> Array:
    return np.asarray(W @ o_prev)


def _hidden_output(steps: Steps, s: Array, name: str) -> Array:
    return np.asarray(steps.add_bias(activate(name, s)))


def _last_output(_steps: Steps, s: Array, name: str) -> Array:
    return activate(name, s)


def _forward_any(steps: Steps, W: Layers, X: Array, theta: Theta | None) -> tuple[Layers, Layers]:
    L = len(W)
    s: Layers = {}
    o: Layers = {0: steps.input_output(X)}
    for l in range(1, L + 1):
        s[l] = steps.pre_activation(W[l], o[l - 1])
        o[l] = (steps.hidden_output if l < L else steps.last_output)(s[l], name_of(theta, l))
    return s, o


def _forward(steps: Steps, W: Layers, X: Array) -> Any:
    return steps.forward_any(W, X, None)


def _loss_gradient(_steps: Steps, o_L: Array, y: Array) -> Array:
    return np.asarray(losses.squared_error_gradient(o_L, y))


def _output_derivative(_steps: Steps, s_L: Array, o_L: Array, name: str) -> Array:
    return derivative(name, s_L, o_L)


def _output_delta(steps: Steps, s_L: Array, o_L: Array, y: Array) -> Array:
    return np.asarray(steps.loss_gradient(o_L, y) * steps.output_derivative(s_L, o_L, "tanh"))


def _softmax_delta(_steps: Steps, s_L: Array, y: Array) -> Array:
    return np.asarray(losses.softmax_cross_entropy_gradient(s_L, y))


def _propagate(_steps: Steps, W_next: Array, delta_next: Array) -> Array:
    """dl/do^(l) without the bias unit, (d(l), N): column 0 of W^(l+1) belongs to the unit that nothing feeds."""
    return np.asarray(W_next[:, 1:].T @ delta_next)


def _hidden_derivative(_steps: Steps, s: Array, o: Array, name: str) -> Array:
    """do/ds of a hidden layer, (d(l), N); o comes with its bias row."""
    return derivative(name, s, o[1:])


def _delta_step(steps: Steps, W_next: Array, delta_next: Array, s: Array, o: Array) -> Array:
    return np.asarray(steps.propagate(W_next, delta_next) * steps.hidden_derivative(s, o, "tanh"))


def _recursion_arguments(_steps: Steps, W: Layers, s: Layers, o: Layers, l: int) -> tuple[Array, Array, Array]:
    """What the recursion at layer l uses: W^(l+1), s^(l), o^(l)."""
    return W[l + 1], s[l], o[l]


def _gradient_input(_steps: Steps, _s: Layers, o: Layers, l: int) -> Array:
    """What delta^(l) is multiplied with: o^(l-1)."""
    return o[l - 1]


def _deltas(steps: Steps, W: Layers, s: Layers, o: Layers, y: Array, theta: Theta | None) -> Layers:
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


def _weight_gradient(_steps: Steps, delta: Array, o_prev: Array) -> Array:
    return np.asarray(delta @ o_prev.T)


def _accumulate(_steps: Steps, G: Array, G_n: Array) -> Array:
    """G^(l) after one more example."""
    return np.asarray(G + G_n)


def _gradients(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None) -> Layers:
    """Forward, all deltas, all G, for the columns that are given."""
    s, o = steps.forward(W, X) if theta is None else steps.forward_any(W, X, theta)
    delta = steps.deltas(W, s, o, Y, theta)
    return {l: steps.weight_gradient(delta[l], steps.gradient_input(s, o, l)) for l in W}


def _backprop(steps: Steps, W: Layers, X: Array, Y: Array) -> Layers:
    G = {l: np.zeros(W[l].shape) for l in W}
    for n in range(X.shape[1]):
        G_n = steps.gradients(W, X[:, n : n + 1], Y[:, n : n + 1], None)
        G = {l: steps.accumulate(G[l], G_n[l]) for l in W}
    return G


def _backprop_vectorised(steps: Steps, W: Layers, X: Array, Y: Array) -> Any:
    return steps.gradients(W, X, Y, None)


def _backprop_any(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None) -> Any:
    return steps.gradients(W, X, Y, theta or {})


def _loss(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Any:
    s, o = steps.forward(W, X) if theta is None else steps.forward_any(W, X, theta)
    L = len(W)
    if name_of(theta, L) == "softmax":
        return losses.softmax_cross_entropy(s[L], Y).item()
    return losses.squared_error(o[L], Y).item()


STEPS = Steps(
    {
        # the lecture's steps
        "forward": _forward,
        "output_delta": _output_delta,
        "delta_step": _delta_step,
        "weight_gradient": _weight_gradient,
        "backprop": _backprop,
        "backprop_vectorised": _backprop_vectorised,
        "backprop_any": _backprop_any,
        "softmax_delta": _softmax_delta,
        "loss": _loss,
        # their parts, each the seat of known mistakes
        "forward_any": _forward_any,
        "input_output": _input_output,
        "add_bias": _add_bias,
        "pre_activation": _pre_activation,
        "hidden_output": _hidden_output,
        "last_output": _last_output,
        "loss_gradient": _loss_gradient,
        "output_derivative": _output_derivative,
        "propagate": _propagate,
        "hidden_derivative": _hidden_derivative,
        "recursion_arguments": _recursion_arguments,
        "gradient_input": _gradient_input,
        "deltas": _deltas,
        "gradients": _gradients,
        "accumulate": _accumulate,
    }
)
