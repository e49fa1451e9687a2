"""Known mistakes in learning: updates, L2, the order in which gradients and weights change (lecture §5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_ref import network
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import after, before, every, instead
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps
from backprop_ref.training import STEPS


def _updated_on_the_way_down(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    """W^(l) moves before delta^(l-1) is propagated through it."""
    s, o = network.forward_any(W, X, theta)
    R, new = steps.l2_gradient(W, lam), dict(W)
    right = network.STEPS
    L = len(W)
    delta = right.deltas({**W}, s, o, Y, theta)[L]
    for l in range(L, 0, -1):
        G = network.weight_gradient(delta, o[l - 1])
        new[l] = steps.update(W[l], steps.regularise(G, R[l], X.shape[1]), eta)
        if l > 1:
            name = network.name_of(theta, l - 1)
            delta = (new[l][:, 1:].T @ delta) * network.derivative(name, s[l - 1], o[l - 1][1:])
    return new


def _one_layer_after_the_other(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    """G^(l) is taken at the weights that the layers below already have."""
    new = dict(W)
    for l in sorted(W):
        G = steps.risk_gradient(new, X, Y, theta, lam)
        new[l] = steps.update(new[l], G[l], eta)
    return new


def _from_the_top(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    """G^(l) is taken at the weights that the layers above already have."""
    new = dict(W)
    for l in sorted(W, reverse=True):
        new[l] = steps.update(new[l], steps.risk_gradient(new, X, Y, theta, lam)[l], eta)
    return new


def _sgd_at(new_columns: Any) -> Any:
    """SGD whose step t uses the columns `new_columns(X, Y, n, t)`."""

    def sgd(
        steps: Steps,
        W: Layers,
        X: Array,
        Y: Array,
        eta: float,
        order: Any,
        theta: Theta | None = None,
        lam: float = 0.0,
    ) -> list[Layers]:
        trajectory = [dict(W)]
        for t, n in enumerate(order):
            trajectory.append(steps.gd_step(trajectory[-1], *new_columns(X, Y, n, t), eta, theta, lam))
        return trajectory

    return sgd


def _sgd_from_the_start(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    """Every stochastic step moves by its example's gradient at the initial weights."""
    trajectory = [dict(W)]
    for n in order:
        G = steps.risk_gradient(W, X[:, [n]], Y[:, [n]], theta, lam)
        trajectory.append({l: steps.update(trajectory[-1][l], G[l], eta) for l in W})
    return trajectory


def _slope_reversed(slope: Array, *_: Any) -> Array:
    return -slope


def _only_the_ones(_steps: Steps, o: Array, y: Array) -> Array:
    return np.asarray(-np.sum(y * np.log(o), axis=0))


def _all_columns(_steps: Steps, W: Layers, lam: float) -> Layers:
    return {l: 2 * lam * W[l] for l in W}


def _wrong_way_round(_steps: Steps, G: Array, R: Array, _N: int) -> Array:
    return np.asarray(G - R)


def _from_the_gradient(
    steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0
) -> Any:
    G = steps.loss_gradient(W, X, Y, theta)
    return {l: steps.regularise(G[l], steps.l2_gradient(G, lam)[l], X.shape[1]) for l in W}


def _always_the_first(
    W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
) -> tuple[Any, ...]:
    return W, X, Y, eta, [0 for _ in order], theta, lam


def _in_the_order_of_the_data(
    W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
) -> tuple[Any, ...]:
    return W, X, Y, eta, [i % X.shape[1] for i, _ in enumerate(order)], theta, lam


def _whole_data_each_time(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
) -> Any:
    return steps.gradient_descent(W, X, Y, eta, len(list(order)), theta, lam)


def _always_from_the_start(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, n: int, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    """Every step moves by the gradient at the initial weights."""
    trajectory = [dict(W)]
    G = steps.risk_gradient(W, X, Y, theta, lam)
    for _ in range(n):
        trajectory.append({l: steps.update(trajectory[-1][l], G[l], eta) for l in W})
    return trajectory


MISTAKES: Wrong = {
    "slope-reversed": every(
        after("absolute_error_slope", _slope_reversed), after("cross_entropy_slope", _slope_reversed)
    ),
    "mean-of-the-losses": after("empirical_risk", lambda risk, _loss, _W, X, *_: risk / X.shape[1]),
    "labels-left-behind": instead("sgd", _sgd_at(lambda X, Y, n, t: (X[:, [n]], Y[:, [t % Y.shape[1]]]))),
    "updated-before-propagated": instead("gd_step", _updated_on_the_way_down),
    "gradients-at-different-weights": instead("gd_step", _one_layer_after_the_other),
    "gradients-below-at-new-weights": instead("gd_step", _from_the_top),
    "factor-2-of-l2": after("l2_gradient", lambda R, *_: {l: R[l] / 2 for l in R}),
    "bias-regularised": every(
        instead("l2_gradient", _all_columns),
        instead("l2_penalty", lambda _steps, W, lam: lam * sum(np.sum(W[l] ** 2) for l in W)),
    ),
    "regulariser-of-the-gradient": instead("risk_gradient", _from_the_gradient),
    "regulariser-per-example": instead("regularise", lambda _steps, G, R, N: G + N * R),
    "regulariser-wrong-sign": instead("regularise", _wrong_way_round),
    "regulariser-missing": every(
        instead("regularise", lambda _steps, G, _R, _N: np.array(G)),
        after("l2_penalty", lambda penalty, *_: 0 * penalty),
    ),
    "ascent": instead("update", lambda _steps, W, G, eta: W + eta * G),
    "learning-rate-missing": instead("update", lambda _steps, W, G, _eta: W - G),
    "mean-of-the-gradient": after("loss_gradient", lambda G, _W, X, *_: {l: G[l] / X.shape[1] for l in G}),
    "divided-twice": after("loss_gradient", lambda G, _W, X, *_: {l: G[l] / X.shape[1] ** 2 for l in G}),
    "stochastic-step-divided": before(
        "sgd", lambda W, X, Y, eta, order, theta=None, lam=0.0: (W, X, Y, eta / X.shape[1], order, theta, lam)
    ),
    "squared-learning-rate": before("update", lambda W, G, eta: (W, G, eta * eta)),
    "first-example-only": before("sgd", _always_the_first),
    "order-ignored": before("sgd", _in_the_order_of_the_data),
    "whole-data-in-sgd": instead("sgd", _whole_data_each_time),
    "gradient-never-renewed": instead("gradient_descent", _always_from_the_start),
    "stochastic-gradient-never-renewed": instead("sgd", _sgd_from_the_start),
    "last-bias-column": instead(
        "l2_gradient",
        lambda _steps, W, lam: {l: 2 * lam * np.hstack([W[l][:, :-1], 0 * W[l][:, -1:]]) for l in W},
    ),
    "absolute-values-for-squares": every(
        instead("l2_penalty", lambda _steps, W, lam: lam * sum(np.sum(np.abs(W[l][:, 1:])) for l in W)),
        instead(
            "l2_gradient",
            lambda _steps, W, lam: {l: lam * np.hstack([0 * W[l][:, :1], np.sign(W[l][:, 1:])]) for l in W},
        ),
    ),
    "given-weights-changed": instead("kept_weights", lambda steps, *arguments: steps.gd_step(*arguments)),
    "one-object-in-the-list": after("sgd", lambda trajectory, *_: [trajectory[-1] for _ in trajectory]),
    "slope-in-s": instead("cross_entropy_slope", lambda _steps, o, y: o - y),
    "only-the-ones": every(
        instead("cross_entropy", _only_the_ones),
        instead("cross_entropy_slope", lambda _steps, o, y: -y / o),
    ),
    "hidden-units-alike": after("initial_weights", lambda W, *_: {l: 0 * W[l] for l in W}),
    "lambda-missing": every(
        before("l2_penalty", lambda W, _lam: (W, 1.0)),
        before("l2_gradient", lambda W, _lam: (W, 1.0)),
    ),
    "start-missing": after("sgd", lambda trajectory, *_: trajectory[1:]),
    "norm-not-squared": instead(
        "l2_penalty", lambda _steps, W, lam: lam * sum(np.sqrt(np.sum(W[l][:, 1:] ** 2)) for l in W)
    ),
    "last-layer-alone": every(
        before("l2_penalty", lambda W, lam: ({1: W[len(W)]}, lam)),
        after("l2_gradient", lambda R, *_: {l: R[l] * (l == len(R)) for l in R}),
    ),
    "distance-for-its-slope": instead("absolute_error_slope", lambda _steps, o, y: o - y),
    "logarithm-base-2": after("cross_entropy", lambda loss, *_: loss / np.log(2)),
    "cross-entropy-upside-down": after("cross_entropy", lambda loss, *_: -loss),
}

TRAINING = reference("training", STEPS, MISTAKES)
