"""Learning a network: gradient descent, stochastic gradient descent, L2, empirical risk (lecture §5).

A training step never changes the weights it is given: it returns new ones. All gradients of a step are taken at the
same weights, then every layer is updated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from backprop_ref import finite_differences, network
from backprop_ref.finite_differences import Numerical
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps

Loss = Callable[[Array, Array], Any]


def initial_weights(rng: np.random.Generator, sizes: tuple[int, ...], scale: float = 0.5) -> Layers:
    """Small random weights: normal with standard deviation scale / sqrt(d(l-1) + 1), biases too."""
    return {
        l: scale * rng.standard_normal((sizes[l], sizes[l - 1] + 1)) / np.sqrt(sizes[l - 1] + 1)
        for l in range(1, len(sizes))
    }


def risk(W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0) -> Any:
    """l_D + lambda sum_l ||W^(l) without column 0||^2: the empirical risk, a sum over the examples, with L2."""
    return STEPS.risk(W, X, Y, theta, lam)


def risk_gradient(W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0) -> Layers:
    """The gradient of `risk` in every W^(l), at the weights as they are."""
    return dict(STEPS.risk_gradient(W, X, Y, theta, lam))


def empirical_risk(loss: Loss, W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Any:
    """sum_n l(o_n^(L), y_n) for any loss(o, y) that sums over the columns of the outputs (d(L), N)."""
    return STEPS.empirical_risk(loss, W, X, Y, theta)


def empirical_risk_gradient(loss_gradient: Loss, W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Layers:
    """The gradient of `empirical_risk`, given the loss's derivative in o as a function (o, y) -> (d(L), N)."""
    return dict(STEPS.empirical_risk_gradient(loss_gradient, W, X, Y, theta))


def gd_step(W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0) -> Layers:
    """W^(l) - eta G^(l) for every l, all G^(l) at the given weights."""
    return dict(STEPS.gd_step(W, X, Y, eta, theta, lam))


def numerical_step(
    W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Numerical:
    """The weights after `gd_step`, from values of the risk alone: no gradient formula takes part."""
    D = finite_differences.numerical_gradient(lambda V: risk(V, X, Y, theta, lam), W, analytic=True)
    value = {l: W[l] - eta * D.value[l] for l in W}
    size = {l: float(eta * np.max(np.abs(D.value[l])) / np.max(np.abs(value[l]))) for l in W}
    return Numerical(value, {l: D.tolerance[l] * size[l] + 1e-12 for l in W})


def gradient_descent(
    W: Layers, X: Array, Y: Array, eta: float, steps: int, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    """The trajectory [W_0, W_1, ..., W_steps]."""
    return list(STEPS.gradient_descent(W, X, Y, eta, steps, theta, lam))


def sgd(
    W: Layers, X: Array, Y: Array, eta: float, order: Iterable[int], theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    """The trajectory over the examples n in the given order, one step each: [W_0, W_1, ...].

    With L2 every step holds the whole penalty: one example's risk is l^(n) + lambda ||W||^2.
    """
    return list(STEPS.sgd(W, X, Y, eta, order, theta, lam))


def l2_penalty(W: Layers, lam: float) -> Any:
    """Lambda sum_l ||W^(l)||_F^2 without the bias columns."""
    return STEPS.l2_penalty(W, lam)


def l2_gradient(W: Layers, lam: float) -> Layers:
    """2 lambda W^(l), 0 in the bias column."""
    return dict(STEPS.l2_gradient(W, lam))


def absolute_error_slope(o: Array, y: Array) -> Array:
    """The derivative of sum |o - y| in o, 0 where o = y. Shape (d, N)."""
    return np.asarray(STEPS.absolute_error_slope(o, y))


def cross_entropy(o: Array, y: Array) -> Array:
    """-sum y ln o + (1 - y) ln(1 - o) of every example, outputs between 0 and 1: (d, N) -> (N,)."""
    return np.asarray(STEPS.cross_entropy(o, y))


def cross_entropy_slope(o: Array, y: Array) -> Array:
    """The derivative of the sum of `cross_entropy` in o. Shape (d, N)."""
    return np.asarray(STEPS.cross_entropy_slope(o, y))


def as_weights(value: Any, inputs: int, outputs: int) -> tuple[Layers | None, str]:
    """The weights {1: W^(1), .., L: W^(L)} that a stranger returned, or None and what is wrong, in one sentence."""
    if not isinstance(value, dict) or 1 not in value:
        return None, "Return the weights as a dict {1: W^(1), ...}."
    L = next(l for l in range(1, len(value) + 2) if l + 1 not in value)
    W: Layers = {}
    below = inputs
    for l in range(1, L + 1):
        try:
            W[l] = np.asarray(value[l], float)
        except (TypeError, ValueError, OverflowError):
            return None, f"W^({l}) is no matrix of numbers."
        if W[l].ndim != 2 or W[l].shape[1] != below + 1 or not W[l].size:
            return None, f"W^({l}) has shape {W[l].shape}; it needs {below + 1} columns, the bias first."
        if not np.all(np.isfinite(W[l])):
            return None, f"W^({l}) is not finite: with too large a learning rate the weights grow without bound."
        below = len(W[l])
    if below != outputs:
        return None, f"W^({L}) has {below} rows; the network needs as many outputs as Y has rows, {outputs}."
    return W, ""


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


def _l2_penalty(_steps: Steps, W: Layers, lam: float) -> Any:
    return lam * sum(np.sum(W[l][:, 1:] ** 2) for l in W)


def _l2_gradient(_steps: Steps, W: Layers, lam: float) -> Layers:
    return {l: 2 * lam * np.hstack([0 * W[l][:, :1], W[l][:, 1:]]) for l in W}


def _loss_gradient(_steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None) -> Layers:
    return network.backprop_any(W, X, Y, theta)


def _risk(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0) -> Any:
    value = network.loss(W, X, Y, theta) + steps.l2_penalty(W, lam)
    return value.item() if isinstance(value, np.generic) else value


def _risk_gradient(steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0) -> Layers:
    G, R = steps.loss_gradient(W, X, Y, theta), steps.l2_gradient(W, lam)
    return {l: steps.regularise(G[l], R[l], X.shape[1]) for l in W}


def _regularise(_steps: Steps, G: Array, R: Array, _N: int) -> Array:
    return np.asarray(G + R)


def _update(_steps: Steps, W: Array, G: Array, eta: float) -> Array:
    return np.asarray(W - eta * G)


def _gd_step(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    G = steps.risk_gradient(W, X, Y, theta, lam)  # every layer's gradient before any layer moves
    return {l: steps.update(W[l], G[l], eta) for l in W}


def _gradient_descent(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, n: int, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    trajectory = [{l: W[l].copy() for l in W}]
    for _ in range(n):
        trajectory.append(steps.gd_step(trajectory[-1], X, Y, eta, theta, lam))
    return trajectory


def _sgd(
    steps: Steps,
    W: Layers,
    X: Array,
    Y: Array,
    eta: float,
    order: Iterable[int],
    theta: Theta | None = None,
    lam: float = 0.0,
) -> list[Layers]:
    trajectory = [{l: W[l].copy() for l in W}]
    for n in order:
        trajectory.append(steps.gd_step(trajectory[-1], X[:, n : n + 1], Y[:, n : n + 1], eta, theta, lam))
    return trajectory


def _empirical_risk(_steps: Steps, loss: Loss, W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> Any:
    return np.asarray(loss(predictions(W, X, theta), Y)).item()


def _kept_weights(
    _steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    """What the given weights are after a step: what they were."""
    return W


def _initial_weights(_steps: Steps, rng: np.random.Generator, sizes: tuple[int, ...], scale: float = 0.5) -> Layers:
    return initial_weights(rng, sizes, scale)


def _absolute_error_slope(_steps: Steps, o: Array, y: Array) -> Array:
    return np.asarray(np.sign(o - y))


def _cross_entropy(_steps: Steps, o: Array, y: Array) -> Array:
    return np.asarray(-np.sum(y * np.log(o) + (1 - y) * np.log(1 - o), axis=0))


def _cross_entropy_slope(_steps: Steps, o: Array, y: Array) -> Array:
    return np.asarray((o - y) / (o * (1 - o)))


def _empirical_risk_gradient(
    _steps: Steps, loss_gradient: Loss, W: Layers, X: Array, Y: Array, theta: Theta | None = None
) -> Layers:
    swapped = network.STEPS.replace(loss_gradient=lambda _steps, o, y: loss_gradient(o, y))
    return dict(swapped.backprop_any(W, X, Y, theta))


STEPS = Steps(
    {
        "empirical_risk": _empirical_risk,
        "empirical_risk_gradient": _empirical_risk_gradient,
        "risk": _risk,
        "risk_gradient": _risk_gradient,
        "gd_step": _gd_step,
        "gradient_descent": _gradient_descent,
        "sgd": _sgd,
        "kept_weights": _kept_weights,
        "initial_weights": _initial_weights,
        "absolute_error_slope": _absolute_error_slope,
        "cross_entropy": _cross_entropy,
        "cross_entropy_slope": _cross_entropy_slope,
        "l2_penalty": _l2_penalty,
        "l2_gradient": _l2_gradient,
        # their parts, each the seat of known mistakes
        "loss_gradient": _loss_gradient,
        "regularise": _regularise,
        "update": _update,
    }
)
