"""A network of one's own: any loss by one backpropagation, random starts, mini-batches, a stopping rule (lecture §5).

W is {l: W^(l)} as in `training`; a batch is an array of example numbers, an epoch a list of batches in which every
example is once, and the risk over the data a sum over the examples.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from backprop_ref import network
from backprop_ref.answers import settings as answers
from backprop_ref.answers import weights
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps, Table

Gradient = Callable[[Layers, Array], Layers]
Epochs = Sequence[Sequence[Array]]
Settings = Mapping[str, Any]
MOST_EPOCHS = 30
step = Table()


# ---------------------------------------------------------------- a loss on top of any backpropagation


@step.alone
def softmax(s: Array) -> Array:
    """Probabilities of the classes, (K, N), from scores of the same shape."""
    e = np.exp(s - s.max(axis=0))
    return np.asarray(e / e.sum(axis=0))


@step
def score_targets(steps: Steps, s: Array, Y: Array) -> Array:
    """Targets T at which the squared error of the scores has the slope of softmax with cross-entropy: 2 (s - T)."""
    return np.asarray(s - (steps.softmax(s) - Y) / 2)


@step
def softmax_gradients(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta) -> Layers:
    """The gradient of softmax with cross-entropy, summed over the examples; theta[L] is the identity."""
    s, _ = network.forward_any(W, X, theta)
    return dict(network.backprop_any(W, X, steps.score_targets(s[len(W)], Y), theta))


def softmax_loss(W: Layers, X: Array, Y: Array, theta: Theta) -> float:
    """The cross-entropy of softmax, summed over the examples."""
    s = network.forward_any(W, X, theta)[0][len(W)]
    s = s - s.max(axis=0)
    return float(np.sum(np.log(np.sum(np.exp(s), axis=0)) - np.sum(Y * s, axis=0)))


# ---------------------------------------------------------------- starts and batches


def initial_weights(rng: np.random.Generator, sizes: Sequence[int], scale: float) -> Layers:
    """Biases 0, weights normal with deviation scale / sqrt(d(l-1))."""
    return {
        l: np.hstack(
            [np.zeros((sizes[l], 1)), scale / math.sqrt(sizes[l - 1]) * rng.standard_normal((sizes[l], sizes[l - 1]))]
        )
        for l in range(1, len(sizes))
    }


def mini_batches(rng: np.random.Generator, N: int, size: int, epochs: int) -> list[list[Array]]:
    """So many epochs; each is a new order of 0..N-1, cut into batches of `size`, the last one maybe smaller."""
    orders = [rng.permutation(N) for _ in range(epochs)]
    return [[order[begin : begin + size] for begin in range(0, N, size)] for order in orders]


# ---------------------------------------------------------------- the algorithm


@step.alone
def finished(risks: Sequence[float], patience: int) -> bool:
    """Whether the first lowest of the risks is `patience` epochs old, or the last one is no finite number."""
    return not math.isfinite(risks[-1]) or len(risks) - 1 - int(np.argmin(risks)) >= patience


@step
def finished_each(steps: Steps, risks: Sequence[float], patience: int) -> Array:
    """The stopping rule after each of the risks, 1 for true."""
    return np.array([float(steps.finished(risks[: k + 1], patience)) for k in range(len(risks))])


@step.alone
def penalty_gradient(W: Array, lam: float) -> Array:
    """2 lambda W^(l), 0 in the bias column."""
    return np.hstack([0 * W[:, :1], 2 * lam * W[:, 1:]])


@step.alone
def share(batch: Array, epoch: Sequence[Array]) -> float:
    """The part of the penalty that a batch carries: as large as its part of the examples."""
    return len(batch) / sum(map(len, epoch))


@step.alone
def combined(G: Array, R: Array, _batch: Array) -> Array:
    """A layer's gradient from that of the loss and the batch's share of the penalty's."""
    return np.asarray(G + R)


@step.alone
def update(W: Array, G: Array, eta: float) -> Array:
    """W^(l) - eta G^(l)."""
    return np.asarray(W - eta * G)


@step
def one_epoch(steps: Steps, W: Layers, gradient: Gradient, epoch: Sequence[Array], eta: float, lam: float) -> Layers:
    """The weights after a step for each batch, each with the gradient at the weights that it meets."""
    for batch in epoch:
        G, part = gradient(W, batch), steps.share(batch, epoch)
        R = {l: part * steps.penalty_gradient(W[l], lam) for l in W}
        W = {l: steps.update(W[l], steps.combined(G[l], R[l], batch), eta) for l in W}
    return W


@step.alone
def kept(visited: Sequence[Layers], risks: Sequence[float]) -> Layers:
    """The weights with the lowest risk, the first ones where several have it."""
    return visited[int(np.argmin(np.where(np.isfinite(risks), risks, np.inf)))]


@step.alone
def told_risks(risks: Sequence[float]) -> list[float]:
    """All risks, the one before the first epoch included."""
    return list(risks)


@step.alone
def counted(epochs_done: Epochs) -> int:
    """t, the number of updates."""
    return sum(map(len, epochs_done))


@step
def train(
    steps: Steps,
    W: Layers,
    gradient: Gradient,
    risk: Callable[[Layers], float],
    epochs: Epochs,
    eta: float,
    lam: float,
    patience: int,
) -> tuple[Layers, list[float], int]:
    """The best weights, the risks before the first and after each epoch, and t."""
    visited, risks = [W], [risk(W)]
    for epoch in epochs:
        if steps.finished(risks, patience):
            break
        visited.append(steps.one_epoch(visited[-1], gradient, epoch, eta, lam))
        risks.append(risk(visited[-1]))
    return steps.kept(visited, risks), steps.told_risks(risks), steps.counted(epochs[: len(risks) - 1])


STEPS = step.closed()
as_weights, as_settings, as_epochs = weights.as_weights, answers.as_settings, answers.as_epochs


# ---------------------------------------------------------------- a whole training by given settings


def tanh_then_scores(L: int) -> dict[int, str]:
    """tanh in the hidden layers, the identity on top."""
    return {l: "tanh" if l < L else "identity" for l in range(1, L + 1)}


def trained(settings: Settings, rng: np.random.Generator, data: Sequence[Array]) -> tuple[Layers, Layers]:
    """The weights at the start and the best ones, for data (X, Y, X of the validation, its Y)."""
    X, Y, X_val, Y_val = data
    sizes = [len(X), *settings["hidden"], len(Y)]
    theta = tanh_then_scores(len(sizes) - 1)
    start = initial_weights(rng, sizes, settings["scale"])
    with np.errstate(all="ignore"):
        best, _, _ = train(
            start,
            lambda W, n: _gradient(W, X[:, n], Y[:, n]),
            lambda W: softmax_loss(W, X_val, Y_val, theta),
            mini_batches(rng, X.shape[1], settings["size"], MOST_EPOCHS),
            settings["eta"],
            settings["lam"],
            settings["patience"],
        )
    return start, best


def _gradient(W: Layers, X: Array, Y: Array) -> Layers:
    """`softmax_gradients` for tanh below scores, in few operations."""
    L, ones, o, G = len(W), np.ones((1, X.shape[1])), {0: X}, {}
    for l in range(1, L):
        o[l] = np.tanh(W[l] @ np.concatenate([ones, o[l - 1]]))
    delta = softmax(W[L] @ np.concatenate([ones, o[L - 1]])) - Y
    for l in range(L, 0, -1):
        G[l] = delta @ np.concatenate([ones, o[l - 1]]).T
        delta = (W[l][:, 1:].T @ delta) * (1 - o[l - 1] ** 2)
    return G


def accuracy(W: Layers, X: Array, Y: Array) -> float:
    """Share of the examples whose largest score is that of their class."""
    s = network.forward_any(W, X, tanh_then_scores(len(W)))[0][len(W)]
    return float(np.mean(np.argmax(s, axis=0) == np.argmax(Y, axis=0)))
