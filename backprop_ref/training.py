"""Learning a network: gradient descent, stochastic gradient descent, L2, empirical risk (lecture §5).

Everywhere W is {l: W^(l)}, W^(l) (d(l), d(l-1) + 1), X (d(0), N), Y (d(L), N), and a gradient has the keys and shapes
of W.

A training step never changes the weights it is given: it returns new ones. All gradients of a step are taken at the
same weights, then every layer is updated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from backprop_ref import finite_differences, network
from backprop_ref.answers import weights
from backprop_ref.finite_differences import Numerical
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps, Table

Loss = Callable[[Array, Array], Any]
step = Table()


@step.alone
def initial_weights(rng: np.random.Generator, sizes: tuple[int, ...], scale: float = 0.5) -> Layers:
    """Small random weights for sizes d(0)..d(L): normal, deviation scale / sqrt(d(l-1) + 1), biases too."""
    return {
        l: scale * rng.standard_normal((sizes[l], sizes[l - 1] + 1)) / np.sqrt(sizes[l - 1] + 1)
        for l in range(1, len(sizes))
    }


# ---------------------------------------------------------------- losses, the penalty, the risk


@step.alone
def absolute_error_slope(o: Array, y: Array) -> Array:
    """The derivative of sum |o - y| in o, 0 where o = y. Shape (d, N)."""
    return np.asarray(np.sign(o - y))


@step.alone
def cross_entropy(o: Array, y: Array) -> Array:
    """-sum y ln o + (1 - y) ln(1 - o) of every example, outputs between 0 and 1: (d, N) -> (N,)."""
    return np.asarray(-np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0))


@step.alone
def cross_entropy_slope(o: Array, y: Array) -> Array:
    """The derivative of the sum of `cross_entropy` in o. Shape (d, N)."""
    return np.asarray((o - y) / (o * (1 - o)))


@step.alone
def empirical_risk(loss: Loss, W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Any:
    """sum_n l(o_n^(L), y_n), a number, for any loss(o, y) that sums over the columns of the outputs (d(L), N)."""
    return np.asarray(loss(predictions(W, X, theta), Y)).item()


@step.alone
def empirical_risk_gradient(loss_gradient: Loss, W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Layers:
    """The gradient of `empirical_risk`, given the loss's derivative in o as a function (o, y) -> (d(L), N)."""
    swapped = network.STEPS.replace(loss_gradient=lambda _steps, o, y: loss_gradient(o, y))
    return dict(swapped.backprop_any(W, X, Y, theta))


@step.alone
def l2_penalty(W: Layers, lam: float) -> Any:
    """lambda sum_l ||W^(l)||_F^2 without the bias columns: a number."""
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


@step.alone
def l2_gradient(W: Layers, lam: float) -> Layers:
    """2 lambda W^(l), 0 in the bias column."""
    return {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}


@step
def risk(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0) -> Any:
    """l_D + lambda sum_l ||W^(l) without column 0||^2: the empirical risk, a sum over the examples, with L2."""
    value = network.loss(W, X, Y, theta) + steps.l2_penalty(W, lam)
    return value.item() if isinstance(value, np.generic) else value


@step.alone
def loss_gradient(W: Layers, X: Array, Y: Array, theta: Theta | None) -> Layers:
    """The gradient of the risk without L2."""
    return network.backprop_any(W, X, Y, theta)


@step.alone
def regularise(G: Array, R: Array, _N: int) -> Array:
    """A layer's gradient from that of the loss, G, and that of the penalty, R, both like W^(l)."""
    return np.asarray(G + R)


@step
def risk_gradient(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0) -> Layers:
    """The gradient of `risk` in every W^(l), at the weights as they are."""
    G, R = steps.loss_gradient(W, X, Y, theta), steps.l2_gradient(W, lam)
    return {l: steps.regularise(G[l], R[l], X.shape[1]) for l in W}


# ---------------------------------------------------------------- steps


@step.alone
def update(W: Array, G: Array, eta: float) -> Array:
    """W^(l) - eta G^(l)."""
    return np.asarray(W - eta * G)


@step
def gd_step(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    """W^(l) - eta G^(l) for every l, all G^(l) at the given weights."""
    G = steps.risk_gradient(W, X, Y, theta, lam)  # every layer's gradient before any layer moves
    return {l: steps.update(W[l], G[l], eta) for l in W}


@step.alone
def kept_weights(
    W: Layers, _X: Array, _Y: Array, _eta: float, _theta: Theta | None = None, _lam: float = 0.0
) -> Layers:
    """What the given weights are after a step: what they were."""
    return W


@step
def gradient_descent(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, n: int, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    """The trajectory [W_0, W_1, ..., W_n]."""
    trajectory = [{l: W[l].copy() for l in W}]
    for _ in range(n):
        trajectory.append(steps.gd_step(trajectory[-1], X, Y, eta, theta, lam))
    return trajectory


@step
def sgd(
    steps: Steps,
    W: Layers,
    X: Array,
    Y: Array,
    eta: float,
    order: Iterable[int],
    theta: Theta | None = None,
    lam: float = 0.0,
) -> list[Layers]:
    """The trajectory over the examples n in the given order, one step each: [W_0, W_1, ...].

    With L2 every step holds the whole penalty: one example's risk is l^(n) + lambda ||W||^2.
    """
    trajectory = [{l: W[l].copy() for l in W}]
    for n in order:
        trajectory.append(steps.gd_step(trajectory[-1], X[:, n : n + 1], Y[:, n : n + 1], eta, theta, lam))
    return trajectory


STEPS = step.closed()
as_weights = weights.as_weights


# ---------------------------------------------------------------- beside the steps


def numerical_step(
    W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Numerical:
    """The weights after `gd_step`, from values of the risk alone: no gradient formula takes part."""
    D = finite_differences.numerical_gradient(lambda V: risk(V, X, Y, theta, lam), W, analytic=True)
    value = {l: W[l] - eta * D.value[l] for l in W}
    size = {l: float(eta * np.max(np.abs(D.value[l])) / np.max(np.abs(value[l]))) for l in W}
    return Numerical(value, {l: D.tolerance[l] * size[l] + 1e-12 for l in W})


def hidden_units_alike(W: Layers) -> bool:
    """Whether all units of the first hidden layer compute the same: no step can ever tell them apart."""
    return len(W) > 1 and len(W[1]) > 1 and bool(np.allclose(W[1], W[1][:1], rtol=1e-9, atol=1e-12))


def predictions(W: Layers, X: Array, theta: Theta | None = None) -> Array:
    """The output o^(L), (d(L), N)."""
    return network.forward_any(W, X, theta)[1][len(W)]


def accuracy(W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> float:
    """Share of the examples whose largest output is the largest target; with one output, whose sign agrees."""
    o = predictions(W, X, theta)
    if len(o) == 1:
        return float(np.mean(np.sign(o) == np.sign(Y)))
    return float(np.mean(np.argmax(o, axis=0) == np.argmax(Y, axis=0)))
