"""Known mistakes in the deltas: output layer and recursion through the hidden layers (lecture §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import activations
from backprop_ref.losses import softmax
from backprop_ref.mistakes.model import Apply, Mistake, after, every, instead
from backprop_ref.network import Array, Layers
from backprop_ref.steps import Steps

Derivative = Callable[[Array, Array, str], Any]


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


def _one_layer_up(_steps: Steps, W: Layers, s: Layers, o: Layers, l: int) -> tuple[Array, ...]:
    """s and o of layer l + 1; a bias row is put on the output so that what is cut off is the same."""
    top = l + 1 == len(W)
    return W[l + 1], s[l + 1], np.vstack([np.ones_like(o[l + 1][:1]), o[l + 1]]) if top else o[l + 1]


def _own_weights(_steps: Steps, W: Layers, s: Layers, o: Layers, l: int) -> tuple[Array, ...]:
    return W[l], s[l], o[l]


def _with_bias_entry(kept: slice) -> Apply:
    """delta with d(l) + 1 entries, of which `kept` are returned; when it goes on, the extra one on top is dropped.

    The bias unit's derivative is read off its output, which is 1: zero for tanh and for the logistic function alone.
    """
    of_the_bias_unit = {"tanh": 0.0, "logistic": 0.0, "softplus": 1 - np.exp(-1.0)}

    def propagate(_steps: Steps, W_next: Array, delta_next: Array) -> Array:
        return np.asarray((W_next.T @ delta_next[-W_next.shape[0] :])[kept])

    def stacked(derivative: Array, _s: Array, _o: Array, name: str) -> Array:
        top = np.full((1, derivative.shape[1]), of_the_bias_unit.get(name, 1.0))
        return np.vstack([top, derivative])[kept]

    return every(instead("propagate", propagate), after("hidden_derivative", stacked))


def _dot_product(steps: Steps, W_next: Array, delta_next: Array, s: Array, o: Array) -> Array:
    product = steps.propagate(W_next, delta_next) * steps.hidden_derivative(s, o, "tanh")
    return np.asarray(np.sum(product, axis=0, keepdims=True))


def _from_cross_entropy(p: Array, y: Array) -> Array:
    return np.asarray(-y / p * p * (1 - p))


OUTPUT = (
    Mistake(
        1, "factor-2-missing", "the factor 2 of the squared error is missing",
        "The loss of this lecture is the squared error without a half in front. What does the power rule leave behind?",
        after("loss_gradient", lambda g, _o, _y: g / 2),
    ),
    Mistake(
        2, "sign-of-the-error", "the sign is turned round",
        "When the output is above the target, a larger output makes the loss larger. Which sign must the "
        "derivative have?",
        every(after("loss_gradient", lambda g, _o, _y: -g), after("softmax_delta", lambda d, _s, _y: -d)),
    ),
    Mistake(
        3, "output-derivative-dropped", "the derivative of the output activation is dropped",
        "The sensitivity is taken with respect to s^(L), and the loss sees s^(L) only through o^(L): "
        "a factor stands between them.",
        _derivative("output_derivative", _dropped),
    ),
    Mistake(
        4, "output-derivative-from-s", "the derivative of the output activation is taken from s in place of o",
        "The short form of the derivative is written in terms of the activation's value. Which of your two "
        "caches holds it?",
        _derivative("output_derivative", _s_for_o),
    ),
    Mistake(
        6, "softmax-derivative-elementwise", "the derivative of softmax is taken elementwise",
        "Every score moves every probability, since they sum to one. An elementwise derivative forgets all paths "
        "but one.",
        instead("softmax_delta", lambda _steps, s, y: _from_cross_entropy(softmax(s), y)),
    ),
    Mistake(
        6, "softmax-derivative-on-top",
        "the derivative of softmax is taken elementwise, on top of the result that holds it already",
        "Derive the loss with respect to the scores, with cross-entropy and softmax in one go: is anything "
        "left to multiply?",
        after("softmax_delta", lambda d, s, _y: d * softmax(s) * (1 - softmax(s))),
    ),
    Mistake(
        113, "output-derivative-twice-squashed",
        "the derivative of the output activation is evaluated at o, which squashes twice",
        "The derivative belongs to the point s^(L), where the activation was applied. What is tanh of something "
        "that is tanh already?",
        _derivative("output_derivative", _twice),
    ),
    Mistake(
        114, "output-derivative-of-logistic", "the output layer uses the logistic function's derivative",
        "Two activations have short derivatives in terms of their values, and they are not the same. Which did you use "
        "in the forward computation?",
        _derivative("output_derivative", _logistic_for_tanh),
    ),
    Mistake(
        115, "output-tanh-derivative-for-all",
        "the output layer uses the derivative of tanh whatever its activation is",
        "The base case of the lecture is worked out for tanh. What changes with another theta in layer L?",
        _derivative("output_derivative", _tanh_for_all),
    ),
    Mistake(
        116, "error-without-difference", "the target is left out of the base case",
        "Take the derivative of the loss once more, slowly: where does y^(n) stay?",
        instead("loss_gradient", lambda _steps, o, _y: 2 * o),
    ),
    Mistake(
        117, "absolute-error", "the base case is that of the absolute error: only the sign of o - y is left",
        "Which loss is it? A derivative that does not grow with the error belongs to another one.",
        instead("loss_gradient", lambda _steps, o, y: np.sign(o - y)),
    ),
    Mistake(
        118, "softmax-factor-2", "softmax with cross-entropy carries the factor 2 of the squared error",
        "There is no square in this loss. Where should a 2 come from?",
        after("softmax_delta", lambda d, _s, _y: 2 * d),
    ),
    Mistake(
        119, "softmax-over-all", "softmax is normalised over all examples together",
        "Each example has its own distribution: along which axis must the probabilities sum to one?",
        instead("softmax_delta", lambda _steps, s, y: np.exp(s) / np.sum(np.exp(s)) - y),
    ),
    Mistake(
        120, "softmax-over-the-examples", "softmax is normalised along the examples",
        "The probabilities of the classes sum to one for each example. Which axis holds the classes?",
        instead("softmax_delta", lambda _steps, s, y: softmax(s.T).T - y),
    ),
    Mistake(
        121, "softmax-not-normalised", "the exponentials are not normalised",
        "Are your probabilities below one? Do they sum to one?",
        instead("softmax_delta", lambda _steps, s, y: np.exp(s) - y),
    ),
    Mistake(
        122, "scores-for-probabilities", "the scores are used as if they were probabilities",
        "The target is a distribution. What has to be done to the scores before the two can be compared?",
        instead("softmax_delta", lambda _steps, s, y: s - y),
    ),
)  # fmt: skip

HIDDEN = (
    Mistake(
        7, "hidden-derivative-dropped", "the derivative of the hidden activation is dropped",
        "s_b^(l) touches the loss only through o_b^(l). The step from o back to s is a factor of its own.",
        _derivative("hidden_derivative", _dropped),
    ),
    Mistake(
        8, "hidden-derivative-from-s", "the derivative of the hidden activation is taken from s in place of o",
        "The short form of the derivative is written in terms of the activation's value. Which of your two "
        "caches holds it?",
        _derivative("hidden_derivative", _s_for_o),
    ),
    Mistake(
        9, "hidden-derivative-twice-squashed",
        "the derivative of the hidden activation is evaluated at o, which squashes twice",
        "The derivative belongs to the point s^(l), where the activation was applied. What is tanh of something "
        "that is tanh already?",
        _derivative("hidden_derivative", _twice),
    ),
    Mistake(
        10, "hidden-derivative-of-logistic", "the hidden layers use the logistic function's derivative",
        "Two activations have short derivatives in terms of their values, and they are not the same. Which did you use "
        "in the forward computation?",
        _derivative("hidden_derivative", _logistic_for_tanh),
    ),
    Mistake(
        14, "derivative-of-the-layer-above", "the derivative of layer l + 1 is used at layer l",
        "Both factors of the recursion have an index. Which layer's units does delta^(l) speak of?",
        instead("recursion_arguments", _one_layer_up),
    ),
    Mistake(
        15, "bias-entry-kept", "the bias entry is kept when delta is propagated",
        "Nothing feeds the bias unit, so it passes nothing back. How many units of layer l have incoming weights?",
        _with_bias_entry(slice(None)),
    ),
    Mistake(
        15, "bias-entry-kept-last-dropped", "the bias entry is kept and the last unit's entry is dropped for it",
        "The entry on top of delta is the bias unit's. Which end of the vector does the bias sit at?",
        _with_bias_entry(slice(-1)),
    ),
    Mistake(
        17, "weights-not-transposed", "W is used where its transpose belongs",
        "Going forward a unit gathers along a row of W. Along what does it gather on the way back?",
        instead("propagate", lambda _steps, W_next, delta_next: W_next[:, 1:] @ delta_next),
    ),
    Mistake(
        17, "weights-of-the-same-layer", "the recursion uses the weights of layer l in place of those of layer l + 1",
        "o^(l) touches the loss through the layer above it. Which weights lie between the two?",
        instead("recursion_arguments", _own_weights),
    ),
    Mistake(
        18, "first-path-only", "only the first path of the sum is followed back",
        "A hidden unit feeds every unit of the next layer. What comes back from each of them?",
        instead("propagate", lambda _steps, W_next, delta_next: W_next[:1, 1:].T @ delta_next[:1]),
    ),
    Mistake(
        20, "dot-product-for-elementwise", "a dot product is taken where an elementwise product belongs",
        "Each unit has its own derivative, that of its own s. Should the units of one layer be mixed here?",
        instead("delta_step", _dot_product),
    ),
    Mistake(
        21, "upstream-unused", "what comes back from above is computed, then not used",
        "Change the weights of the layer above: does your delta move?",
        after("propagate", lambda back, _W, _delta: np.ones_like(back)),
    ),
    Mistake(
        123, "hidden-tanh-derivative-for-all",
        "the hidden layers use the derivative of tanh whatever their activation is",
        "The recursion of the lecture is worked out for tanh. Which of its factors changes with theta?",
        _derivative("hidden_derivative", _tanh_for_all),
    ),
    Mistake(
        124, "last-column-dropped", "the last column of W is dropped in place of the bias column",
        "One column of W belongs to the bias unit and passes nothing back. Which one is it in this lecture?",
        instead("propagate", lambda _steps, W_next, delta_next: W_next[:, :-1].T @ delta_next),
    ),
    Mistake(
        125, "hidden-derivative-twice", "the derivative of the hidden activation is multiplied in twice",
        "Count the factors between s^(l) and the loss: each link of the chain gives one.",
        after("hidden_derivative", lambda d, *_: d * d),
    ),
    Mistake(
        126, "output-factor-again", "the factor 2 of the loss comes in again at every hidden layer",
        "The loss is met once, at the top. What the recursion takes over from above holds it already.",
        after("propagate", lambda back, _W, _delta: 2 * back),
    ),
)  # fmt: skip
