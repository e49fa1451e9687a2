"""Known mistakes in the forward computation of a network (lecture §6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_ref import activations, network
from backprop_ref.mistakes.catalogue import Wrong
from backprop_ref.mistakes.model import after, alone, before, each, every, instead
from backprop_ref.network import Array, Layers, Theta


def _logistic_for_tanh(s: Array, name: str) -> tuple[Any, ...]:
    return s, "logistic" if name == "tanh" else name


def _one_layer_early(W: Layers, X: Array, theta: Theta | None) -> tuple[Any, ...]:
    """Layer l gets the activation that was asked for in layer l + 1."""
    return W, X, {l: network.name_of(theta, min(l + 1, len(W))) for l in W}


FORWARD: Wrong = {
    "ones-at-the-bottom": alone("add_bias", lambda a: np.vstack([a, np.ones((1, a.shape[1]), a.dtype)])),
    "bias-not-added": after("pre_activation", lambda s, W, _o: s - W[:, :1]),
    "bias-row-of-zeros": after("add_bias", lambda o, _a: np.vstack([0 * o[:1], o[1:]])),
    "activation-on-the-bias-row": after(
        "hidden_output", lambda o, _s, name: np.vstack([network.activate(name, np.ones_like(o[:1])), o[1:]])
    ),
    "no-output-activation": alone("last_output", lambda s, _name: np.array(s)),
    "no-hidden-activation": instead("hidden_output", lambda steps, s, _name: steps.add_bias(s)),
    "input-squashed": before("input_output", lambda X: (np.tanh(X),)),
    "logistic-for-tanh": each(before, ("hidden_output", "last_output"), _logistic_for_tanh),
    "bias-row-on-the-output": after("last_output", lambda o, _s, _name: np.vstack([np.ones((1, o.shape[1])), o])),
    "activation-twice": after("last_output", lambda o, _s, name: network.activate(name, o)),
    "forward-ignores-theta": before("forward_any", lambda W, X, _theta: (W, X, None)),
    "theta-shifted": every(
        before("forward_any", _one_layer_early),
        each(alone, ("hidden_derivative", "output_derivative"), lambda s, _o, name: activations.derivative(name, s)),
    ),
}
