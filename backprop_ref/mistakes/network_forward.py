"""Known mistakes in the forward computation of a network (lecture §6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_ref import network
from backprop_ref.mistakes.model import Mistake, after, before, every, instead
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps


def _ones_at_the_bottom(_steps: Steps, a: Array) -> Array:
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


FORWARD = (
    Mistake(
        101, "ones-at-the-bottom", "the row of ones is put below the activations",
        "Column 0 of every weight matrix holds the biases. Ask which row of o meets column 0 in the product.",
        instead("add_bias", _ones_at_the_bottom),
    ),
    Mistake(
        102, "bias-not-added", "the biases are left out of s",
        "Column 0 of W belongs to the product too: the units must be able to shift their pre-activation.",
        after("pre_activation", lambda s, W, _o: s - W[:, :1]),
    ),
    Mistake(
        103, "bias-row-of-zeros", "the bias row holds zeros",
        "The bias unit has a fixed output. With zeros there, no bias can have any effect.",
        after("add_bias", lambda o, _a: np.vstack([0 * o[:1], o[1:]])),
    ),
    Mistake(
        104, "activation-on-the-bias-row", "the activation is applied to the bias row as well",
        "The bias unit has no incoming weights and is not squashed. In which order do you stack and squash?",
        _activation_on_the_bias_row,
    ),
    Mistake(
        105, "no-output-activation", "the output layer is left without its activation",
        "In this network the output units squash what they receive, as the hidden units do.",
        instead("last_output", lambda _steps, s, _name: np.array(s)),
    ),
    Mistake(
        106, "no-hidden-activation", "the hidden layers are left without their activation",
        "Without a nonlinearity between them, several layers are no more than one linear map.",
        instead("hidden_output", _linear_hidden),
    ),
    Mistake(
        107, "input-squashed", "the activation is applied to the features",
        "o^(0) holds the features as they are given: the first squashing comes after the first weights.",
        before("input_output", _squashed_input),
    ),
    Mistake(
        108, "logistic-for-tanh", "the logistic function is used for tanh",
        "Look at the range of your outputs: which activation can never be negative?",
        every(before("hidden_output", _logistic_for_tanh), before("last_output", _logistic_for_tanh)),
    ),
    Mistake(
        109, "bias-row-on-the-output", "the output layer gets a bias row too",
        "The row of ones is there for the next layer's biases. Is there a next layer?",
        after("last_output", lambda o, _s, _name: np.vstack([np.ones((1, o.shape[1])), o])),
    ),
    Mistake(
        110, "activation-twice", "the output activation is applied twice",
        "Follow one number from s^(L) to o^(L): how often is it squashed on the way?",
        after("last_output", lambda o, _s, name: network.activate(name, o)),
    ),
    Mistake(
        111, "forward-ignores-theta", "the forward computation uses tanh whatever theta says",
        "Each layer has the activation that theta names, in the forward computation too.",
        before("forward_any", _tanh_everywhere),
    ),
    Mistake(
        112, "theta-shifted", "every layer uses the activation of the layer above it",
        "theta is keyed by the layer's own l, counted from 1. Compare the index with which you look it up.",
        before("forward_any", _one_layer_early),
    ),
)  # fmt: skip
