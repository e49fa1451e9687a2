"""Known mistakes in the gradients of the weights and in the loop over the examples (lecture §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref.mistakes.model import Apply, Mistake, after, before, every, instead
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps

COMPOSITES = ("backprop", "backprop_vectorised", "backprop_any")


def _on_every_composite(change: Callable[..., Any]) -> Apply:
    return every(*(after(name, change) for name in COMPOSITES))


def _of_the_output(step: Callable[[Steps], Steps]) -> Apply:
    """A change of `softmax_delta` when it is asked for alone; a whole backpropagation keeps the right one."""

    def apply(steps: Steps) -> Steps:
        any_theta, inner = steps.function("backprop_any"), steps.function("softmax_delta")

        def backprop_any(st: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None) -> Any:
            return any_theta(st.replace(softmax_delta=inner), W, X, Y, theta)

        return step(steps.replace(backprop_any=backprop_any))

    return apply


def _divided_by(count: Callable[[int], float]) -> Apply:
    """Gradient, loss and softmax's delta divided by count(N): N is what each of them sees."""
    return every(
        after("weight_gradient", lambda G, delta, _o: G / count(delta.shape[1])),
        _undone_in_the_loop(count),
        after("loss", lambda value, _W, X, _Y, _theta=None: value / count(X.shape[1])),
        _of_the_output(after("softmax_delta", lambda d, _s, _y: d / count(d.shape[1]))),
    )


def _undone_in_the_loop(count: Callable[[int], float]) -> Apply:
    """The loop sees one column at a time and is divided once, at its end."""
    return after(
        "backprop",
        lambda G, _W, X, _Y: {l: G[l] * (count(1) / count(X.shape[1])) for l in G},
    )


def _one_block(chosen: Callable[[int, int], bool]) -> Apply:
    """Divides by N the blocks l with chosen(l, L)."""
    return _on_every_composite(lambda G, _W, X, *_: {l: G[l] / X.shape[1] if chosen(l, len(G)) else G[l] for l in G})


def _without_bias_gradient(G: Array, *_: Any) -> Array:
    G = np.array(G)
    G[:, 0] = 0
    return G


def _bias_of_one_example(n: int) -> Apply:
    """Column 0 holds example n's gradient alone, in the product of matrices and in the loop."""

    def one_column(G: Array, delta: Array, o_prev: Array) -> Array:
        G = np.array(G)
        G[:, 0] = delta[:, n] * o_prev[0, n]
        return G

    def kept(_steps: Steps, G: Array, G_n: Array) -> Array:
        total = G + G_n
        keep_old = n == 0 and bool(np.any(G[:, 0]))
        total[:, 0] = G[:, 0] if keep_old else G_n[:, 0]
        return np.asarray(total)

    return every(after("weight_gradient", one_column), instead("accumulate", kept))


def _zero_block(chosen: Callable[[Layers], int]) -> Apply:
    return _on_every_composite(lambda G, *_: {l: 0 * G[l] if l == chosen(G) else G[l] for l in G})


def _pre_activation_input(_steps: Steps, s: Layers, o: Layers, l: int) -> Array:
    return o[0] if l == 1 else np.vstack([np.ones_like(s[l - 1][:1]), s[l - 1]])


def _own_output(_steps: Steps, _s: Layers, o: Layers, l: int) -> Array:
    """o^(l), with the bias row that the output layer does not have."""
    return o[l] if l + 1 in o else np.vstack([np.ones_like(o[l][:1]), o[l]])


def _two_below(_steps: Steps, _s: Layers, o: Layers, l: int) -> Array:
    return o[max(l - 2, 0)]


def _first_forward_only(W: Layers, X: Array, Y: Array) -> tuple[Any, ...]:
    return W, np.repeat(X[:, :1], X.shape[1], axis=1), Y


def _previous_forward(W: Layers, X: Array, Y: Array) -> tuple[Any, ...]:
    return W, X[:, np.maximum(np.arange(X.shape[1]) - 1, 0)], Y


def _labels_shifted(by: int) -> Apply:
    def shift(W: Layers, X: Array, Y: Array, *theta: Any) -> tuple[Any, ...]:
        return (W, X, np.roll(Y, by, axis=1), *theta)

    return every(*(before(name, shift) for name in COMPOSITES))


WEIGHTS = (
    Mistake(
        23, "outer-product-transposed", "the outer product is transposed",
        "The gradient has the shape of what it is taken with respect to. Which of the two vectors runs along "
        "the rows of W?",
        after("weight_gradient", lambda G, *_: G.T),
    ),
    Mistake(
        23, "outer-product-transposed-and-reshaped", "the outer product is transposed and then forced into shape",
        "reshape puts the entries in another order than transposing does. Which of the two vectors runs "
        "along the rows of W?",
        after("weight_gradient", lambda G, *_: G.T.reshape(G.shape)),
    ),
    Mistake(
        24, "pre-activation-for-output", "the pre-activation is used in place of the output of the layer below",
        "What the weight is multiplied with in the forward computation is what its derivative brings back.",
        instead("gradient_input", _pre_activation_input),
    ),
    Mistake(
        25, "own-output", "the layer's own output is used in place of that of the layer below",
        "A weight of layer l connects two layers. Which end of it is delta, and which end is o?",
        instead("gradient_input", _own_output),
    ),
    Mistake(
        25, "output-two-below", "the output of another layer is used",
        "A weight of layer l connects layer l with the layer directly below it.",
        instead("gradient_input", _two_below),
    ),
    Mistake(
        26, "bias-gradient-missing", "the gradient of the biases is missing",
        "Column 0 of W is learned too. Which entry of o^(l-1) does it meet?",
        after("weight_gradient", _without_bias_gradient),
    ),
    Mistake(
        27, "bias-gradient-at-the-end", "the gradient of the biases sits in the last column",
        "The gradient has the layout of W. At which end of W are the biases?",
        after("weight_gradient", lambda G, *_: np.roll(G, -1, axis=1)),
    ),
    Mistake(
        29, "bias-gradient-of-the-last-example", "the gradient of the biases is not summed over the examples",
        "The bias takes part in every example. How do the contributions of all of them come together?",
        _bias_of_one_example(-1),
    ),
    Mistake(
        29, "bias-gradient-of-the-first-example",
        "the gradient of the biases is not summed over the examples: only the first counts",
        "The bias takes part in every example. How do the contributions of all of them come together?",
        _bias_of_one_example(0),
    ),
    Mistake(
        30, "first-layer-left-out", "the loop over the layers ends one too early: the first layer's gradient is zero",
        "Write down the values that l runs through in your loop. Is every layer among them?",
        _zero_block(lambda _G: 1),
    ),
    Mistake(
        30, "last-layer-left-out", "the loop over the layers begins one too low: the last layer's gradient is zero",
        "Write down the values that l runs through in your loop. Is every layer among them?",
        _zero_block(len),
    ),
)  # fmt: skip

BATCH = (
    Mistake(
        31, "mean-for-sum", "the mean over the examples is taken in place of the sum",
        "The loss over the data is defined in the lecture's algorithm. Does anything in it count the examples?",
        _divided_by(float),
    ),
    Mistake(
        32, "half-the-mean", "the result is divided by twice the number of examples",
        "Another book's loss: there it is a mean, with a half in front. How is it defined in this lecture?",
        _divided_by(lambda N: 2.0 * N),
    ),
    Mistake(
        34, "first-block-divided", "the first layer's gradient is divided by N, the others are not",
        "All blocks are derivatives of the same loss. Can a factor belong to one of them alone?",
        _one_block(lambda l, _L: l == 1),
    ),
    Mistake(
        34, "last-block-divided", "the last layer's gradient is divided by N, the others are not",
        "All blocks are derivatives of the same loss. Can a factor belong to one of them alone?",
        _one_block(lambda l, L: l == L),
    ),
    Mistake(
        34, "first-block-not-divided", "every layer's gradient but the first is divided by N",
        "All blocks are derivatives of the same loss. Can a factor belong to some of them alone?",
        _one_block(lambda l, _L: l != 1),
    ),
    Mistake(
        34, "last-block-not-divided", "every layer's gradient but the last is divided by N",
        "All blocks are derivatives of the same loss. Can a factor belong to some of them alone?",
        _one_block(lambda l, L: l != L),
    ),
    Mistake(
        35, "overwritten", "each example overwrites the gradient of the one before",
        "After the loop, how many examples have left a trace in G?",
        instead("accumulate", lambda _steps, _G, G_n: np.array(G_n)),
    ),
    Mistake(
        37, "stale-cache-of-the-first", "the forward values of the first example are used for all",
        "Every example has its own s and o. Where in your loop does the forward computation stand?",
        before("backprop", _first_forward_only),
    ),
    Mistake(
        37, "stale-cache-of-the-previous", "the forward values of the example before are used",
        "Every example has its own s and o. At which point of the loop are they renewed?",
        before("backprop", _previous_forward),
    ),
    Mistake(
        38, "labels-shifted", "the targets are shifted by one example",
        "Column n of Y belongs to column n of X. Print both for one n and follow them through your loop.",
        _labels_shifted(1),
    ),
    Mistake(
        38, "labels-shifted-back", "the targets are shifted by one example",
        "Column n of Y belongs to column n of X. Print both for one n and follow them through your loop.",
        _labels_shifted(-1),
    ),
    Mistake(
        39, "integer-buffer", "the gradient is collected in an array of integers",
        "An array keeps the type with which it was made. Which type has the one that you start from?",
        every(
            instead("accumulate", lambda _steps, G, G_n: np.trunc(G + G_n)),
            *(
                after(name, lambda G, *_: {l: np.trunc(G[l]) for l in G})
                for name in ("backprop_vectorised", "backprop_any")
            ),
        ),
    ),
)  # fmt: skip
