"""Known mistakes in the gradients of the weights and in the loop over the examples (lecture §6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref.mistakes.catalogue import Wrong
from backprop_ref.mistakes.model import Apply, after, alone, before, each, every
from backprop_ref.mistakes.network_backward import OF_ANY_SHAPE
from backprop_ref.network import Array, Layers
from backprop_ref.steps import Function, Steps

COMPOSITES = ("backprop", "backprop_vectorised", "backprop_any")


def _asked_alone(name: str, change: Callable[[Steps], Steps]) -> Apply:
    """A change of the step `name` when it is asked for alone; whole backpropagations keep the right one."""

    def apply(steps: Steps) -> Steps:
        inner = steps.function(name)
        whole = {composite: _keeping(steps.function(composite), name, inner) for composite in COMPOSITES}
        return change(steps.replace(**whole))

    return apply


def _keeping(composite: Function, name: str, inner: Function) -> Function:
    return lambda steps, *arguments: composite(steps.replace(**{name: inner}), *arguments)


def _divided_by(count: Callable[[int], float]) -> Apply:
    """Gradient, loss and softmax's delta divided by count(N): N is what each of them sees."""
    return every(
        after("weight_gradient", lambda G, delta, _o: G / count(delta.shape[1])),
        # the loop sees one column at a time and is divided once, at its end
        after("backprop", lambda G, _W, X, _Y: {l: G[l] * (count(1) / count(X.shape[1])) for l in G}),
        after("loss", lambda value, _W, X, _Y, _theta=None: value / count(X.shape[1])),
        _asked_alone("softmax_delta", after("softmax_delta", lambda d, _s, _y: d / count(d.shape[1]))),
    )


def _one_block(chosen: Callable[[int, int], bool]) -> Apply:
    """Divides by N the blocks l with chosen(l, L)."""
    return each(
        after, COMPOSITES, lambda G, _W, X, *_: {l: G[l] / X.shape[1] if chosen(l, len(G)) else G[l] for l in G}
    )


def _bias_of_one_example(n: int) -> Apply:
    """Column 0 holds example n's gradient alone, in the product of matrices and in the loop."""

    def one_column(G: Array, delta: Array, o_prev: Array) -> Array:
        G = np.array(G)
        G[:, 0] = delta[:, n] * o_prev[0, n]
        return G

    def kept(G: Array, G_n: Array) -> Array:
        total = G + G_n
        keep_old = n == 0 and bool(np.any(G[:, 0]))
        total[:, 0] = G[:, 0] if keep_old else G_n[:, 0]
        return np.asarray(total)

    return every(after("weight_gradient", one_column), alone("accumulate", kept))


def _own_output(_s: Layers, o: Layers, l: int) -> Array:
    """o^(l), with the bias row that the output layer does not have."""
    return o[l] if l + 1 in o else np.vstack([np.ones_like(o[l][:1]), o[l]])


def _labels_shifted(by: int) -> Apply:
    def shift(W: Layers, X: Array, Y: Array, *theta: Any) -> tuple[Any, ...]:
        return (W, X, np.roll(Y, by, axis=1), *theta)

    return each(before, COMPOSITES, shift)


WEIGHTS: Wrong = {
    "outer-product-transposed": every(after("weight_gradient", lambda G, *_: G.T), OF_ANY_SHAPE),
    "outer-product-transposed-and-reshaped": after("weight_gradient", lambda G, *_: G.T.reshape(G.shape)),
    "pre-activation-for-output": alone(
        "gradient_input", lambda s, o, l: o[0] if l == 1 else np.vstack([np.ones_like(s[l - 1][:1]), s[l - 1]])
    ),
    "own-output": every(alone("gradient_input", _own_output), OF_ANY_SHAPE),
    "output-two-below": every(alone("gradient_input", lambda _s, o, l: o[max(l - 2, 0)]), OF_ANY_SHAPE),
    "bias-gradient-missing": after("weight_gradient", lambda G, *_: np.hstack([np.zeros_like(G[:, :1]), G[:, 1:]])),
    "bias-gradient-at-the-end": after("weight_gradient", lambda G, *_: np.roll(G, -1, axis=1)),
    "bias-gradient-of-the-last-example": _bias_of_one_example(-1),
    "bias-gradient-of-the-first-example": _bias_of_one_example(0),
    "first-layer-left-out": each(after, COMPOSITES, lambda G, *_: {l: 0 * G[l] if l == 1 else G[l] for l in G}),
    "last-layer-left-out": each(after, COMPOSITES, lambda G, *_: {l: 0 * G[l] if l == len(G) else G[l] for l in G}),
}

BATCH: Wrong = {
    "mean-for-sum": _divided_by(float),
    "half-the-mean": _divided_by(lambda N: 2.0 * N),
    "first-block-divided": _one_block(lambda l, _L: l == 1),
    "last-block-divided": _one_block(lambda l, L: l == L),
    "first-block-not-divided": _one_block(lambda l, _L: l != 1),
    "last-block-not-divided": _one_block(lambda l, L: l != L),
    "overwritten": every(
        alone("accumulate", lambda _G, G_n: np.array(G_n)),
        _asked_alone("weight_gradient", alone("weight_gradient", lambda delta, o: np.outer(delta[:, -1], o[:, -1]))),
    ),
    "stale-cache-of-the-first": before("backprop", lambda W, X, Y: (W, np.repeat(X[:, :1], X.shape[1], axis=1), Y)),
    "stale-cache-of-the-previous": before(
        "backprop", lambda W, X, Y: (W, X[:, np.maximum(np.arange(X.shape[1]) - 1, 0)], Y)
    ),
    "labels-shifted": _labels_shifted(1),
    "labels-shifted-back": _labels_shifted(-1),
    "integer-buffer": every(
        alone("accumulate", lambda G, G_n: np.trunc(G + G_n)),
        each(after, ("backprop_vectorised", "backprop_any"), lambda G, *_: {l: np.trunc(G[l]) for l in G}),
        _asked_alone("weight_gradient", after("weight_gradient", lambda G, *_: np.trunc(G))),
    ),
}
