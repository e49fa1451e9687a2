"""Known mistakes in the forward computation of a network (lecture §6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_ref import network
from backprop_ref.mistakes.catalogue import Wrong
from backprop_ref.mistakes.model import after, alone, before, every, instead
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps


def _ones_at_the_bottom(a: Array) -> Array:
    return np.vstack([a, np.ones((1, a.shape[1]), a.dtype)])


def _activation_on_the_bias_row(steps: Steps) -> Steps:
    old = steps.function("hidden_output")

    def hidden_output(st: Steps, s: Array, name: str) -> Array:
        o = np.array(old(st, s, name))
        o[0] = network.activate(name, np.ones_like(o[0]))
        return o

    return steps.replace(hidden_output=hidden_output)


def _linear_hidden(steps: Steps, s: Array, _name: str) -> Array:
    return np.asarray(steps.add_bias(s))


def _squashed_input(X: Array) -> tuple[Array]:
    return (np.tanh(X),)


def _logistic_for_tanh(*arguments: Any) -> tuple[Any, ...]:
    *others, name = arguments
    return (*others, "logistic" if name == "tanh" else name)


def _tanh_everywhere(W: Layers, X: Array, _theta: Theta | None) -> tuple[Any, ...]:
    return W, X, None


def _one_layer_early(W: Layers, X: Array, theta: Theta | None) -> tuple[Any, ...]:
    """Layer l gets the activation that was asked for in layer l + 1."""
    return W, X, {l: network.name_of(theta, min(l + 1, len(W))) for l in W}


FORWARD: Wrong = {
    "ones-at-the-bottom": alone("add_bias", _ones_at_the_bottom),
    "bias-not-added": after("pre_activation", lambda s, W, _o: s - W[:, :1]),
    "bias-row-of-zeros": after("add_bias", lambda o, _a: np.vstack([0 * o[:1], o[1:]])),
    "activation-on-the-bias-row": _activation_on_the_bias_row,
    "no-output-activation": alone("last_output", lambda s, _name: np.array(s)),
    "no-hidden-activation": instead("hidden_output", _linear_hidden),
    "input-squashed": before("input_output", _squashed_input),
    "logistic-for-tanh": every(before("hidden_output", _logistic_for_tanh), before("last_output", _logistic_for_tanh)),
    "bias-row-on-the-output": after("last_output", lambda o, _s, _name: np.vstack([np.ones((1, o.shape[1])), o])),
    "activation-twice": after("last_output", lambda o, _s, name: network.activate(name, o)),
    "forward-ignores-theta": before("forward_any", _tanh_everywhere),
    "theta-shifted": before("forward_any", _one_layer_early),
}
