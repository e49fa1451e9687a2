"""Known mistakes in the deltas: output layer and recursion through the hidden layers (lecture §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import activations
from backprop_ref.losses import softmax
from backprop_ref.mistakes.catalogue import Wrong
from backprop_ref.mistakes.model import Apply, after, alone, every, instead
from backprop_ref.network import Array, Layers
from backprop_ref.steps import Steps

Derivative = Callable[[Array, Array, str], Any]

#: A sum over the examples that begins with the first one, and so with a gradient of a wrong shape.
OF_ANY_SHAPE = alone("accumulate", lambda G, G_n: G + G_n if np.shape(G) == np.shape(G_n) else np.array(G_n))


def _derivative(step: str, wrong: Derivative) -> Apply:
    """`wrong(s, o, name)` for do/ds in one step, o without bias row; None from it leaves the right one."""

    def apply(steps: Steps) -> Steps:
        right = steps.function(step)

        def changed(st: Steps, s: Array, o: Array, name: str) -> Array:
            value = wrong(s, o[1:] if step == "hidden_derivative" else o, name)
            return np.asarray(right(st, s, o, name) if value is None else value)

        return steps.replace(**{step: changed})

    return apply


def _dropped(s: Array, _o: Array, _name: str) -> Array:
    return np.ones_like(s)


def _s_for_o(s: Array, _o: Array, name: str) -> Array | None:
    """The derivative that is written in terms of o, at s."""
    in_terms_of_o = {"tanh": 1 - s * s, "logistic": s * (1 - s), "softplus": 1 - np.exp(-s)}
    return in_terms_of_o.get(name)


def _twice(_s: Array, o: Array, name: str) -> Array:
    return np.asarray(activations.derivative(name, o))


def _logistic_for_tanh(_s: Array, o: Array, name: str) -> Array | None:
    return o * (1 - o) if name == "tanh" else None


def _tanh_for_all(_s: Array, o: Array, name: str) -> Array | None:
    return None if name == "tanh" else 1 - o * o


def _one_layer_up(W: Layers, s: Layers, o: Layers, l: int) -> tuple[Array, ...]:
    """s and o of layer l + 1; a bias row is put on the output so that what is cut off is the same."""
    top = l + 1 == len(W)
    return W[l + 1], s[l + 1], np.vstack([np.ones_like(o[l + 1][:1]), o[l + 1]]) if top else o[l + 1]


def _own_weights(W: Layers, s: Layers, o: Layers, l: int) -> tuple[Array, ...]:
    return W[l], s[l], o[l]


def _with_bias_entry(kept: slice, slope: Callable[[str], float]) -> Apply:
    """delta with d(l) + 1 entries, of which `kept` are returned; when it goes on, the extra one on top is dropped.

    `slope` is taken for the derivative of the bias unit.
    """

    def propagate(W_next: Array, delta_next: Array) -> Array:
        return np.asarray((W_next.T @ delta_next[-W_next.shape[0] :])[kept])

    def stacked(derivative: Array, _s: Array, _o: Array, name: str) -> Array:
        return np.vstack([np.full((1, derivative.shape[1]), slope(name)), derivative])[kept]

    return every(alone("propagate", propagate), after("hidden_derivative", stacked), OF_ANY_SHAPE)


def _at_output_1(name: str) -> float:
    """Read off the bias unit's output, which is 1: zero for tanh and for the logistic function alone."""
    return {"tanh": 0.0, "logistic": 0.0, "softplus": 1 - float(np.exp(-1.0))}.get(name, 1.0)


def _at_1(name: str) -> float:
    """At s = 1, as if the row of ones were one of pre-activations."""
    return float(activations.derivative(name, 1.0))


def _dot_product(steps: Steps, W_next: Array, delta_next: Array, s: Array, o: Array) -> Array:
    product = steps.propagate(W_next, delta_next) * steps.hidden_derivative(s, o, "tanh")
    return np.asarray(np.sum(product, axis=0, keepdims=True))


def _from_cross_entropy(p: Array, y: Array) -> Array:
    return np.asarray(-y / p * p * (1 - p))


OUTPUT: Wrong = {
    "factor-2-missing": after("loss_gradient", lambda g, _o, _y: g / 2),
    "sign-of-the-error": every(
        after("loss_gradient", lambda g, _o, _y: -g), after("softmax_delta", lambda d, _s, _y: -d)
    ),
    "output-derivative-dropped": _derivative("output_derivative", _dropped),
    "output-derivative-from-s": _derivative("output_derivative", _s_for_o),
    "softmax-derivative-elementwise": alone("softmax_delta", lambda s, y: _from_cross_entropy(softmax(s), y)),
    "softmax-derivative-on-top": after("softmax_delta", lambda d, s, _y: d * softmax(s) * (1 - softmax(s))),
    "output-derivative-twice-squashed": _derivative("output_derivative", _twice),
    "output-derivative-of-logistic": _derivative("output_derivative", _logistic_for_tanh),
    "output-tanh-derivative-for-all": _derivative("output_derivative", _tanh_for_all),
    "error-without-difference": alone("loss_gradient", lambda o, _y: 2 * o),
    "absolute-error": alone("loss_gradient", lambda o, y: np.sign(o - y)),
    "softmax-factor-2": after("softmax_delta", lambda d, _s, _y: 2 * d),
    "softmax-over-all": alone("softmax_delta", lambda s, y: softmax(np.reshape(s, (-1, 1))).reshape(s.shape) - y),
    "softmax-over-the-examples": alone("softmax_delta", lambda s, y: softmax(s.T).T - y),
    "softmax-not-normalised": alone("softmax_delta", lambda s, y: np.exp(s) - y),
    "scores-for-probabilities": alone("softmax_delta", lambda s, y: s - y),
}

HIDDEN: Wrong = {
    "hidden-derivative-dropped": _derivative("hidden_derivative", _dropped),
    "hidden-derivative-from-s": _derivative("hidden_derivative", _s_for_o),
    "hidden-derivative-twice-squashed": _derivative("hidden_derivative", _twice),
    "hidden-derivative-of-logistic": _derivative("hidden_derivative", _logistic_for_tanh),
    "derivative-of-the-layer-above": alone("recursion_arguments", _one_layer_up),
    "bias-entry-kept": _with_bias_entry(slice(None), _at_output_1),
    "bias-entry-kept-at-1": _with_bias_entry(slice(None), _at_1),
    "bias-entry-kept-last-dropped": _with_bias_entry(slice(-1), _at_output_1),
    "weights-not-transposed": alone("propagate", lambda W_next, delta_next: W_next[:, 1:] @ delta_next),
    "weights-of-the-same-layer": alone("recursion_arguments", _own_weights),
    "first-path-only": alone("propagate", lambda W_next, delta_next: W_next[:1, 1:].T @ delta_next[:1]),
    "dot-product-for-elementwise": instead("delta_step", _dot_product),
    "upstream-unused": after("propagate", lambda back, _W, _delta: np.ones_like(back)),
    "hidden-tanh-derivative-for-all": _derivative("hidden_derivative", _tanh_for_all),
    "last-column-dropped": alone("propagate", lambda W_next, delta_next: W_next[:, :-1].T @ delta_next),
    "hidden-derivative-twice": after("hidden_derivative", lambda d, *_: d * d),
    "output-factor-again": after("propagate", lambda back, _W, _delta: 2 * back),
}
