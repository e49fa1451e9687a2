"""Known mistakes in learning: updates, L2, the order in which gradients and weights change (lecture §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from backprop_ref import network
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, after, alone, before, each, every, instead
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Function, Steps
from backprop_ref.training import STEPS


def _updated_on_the_way_down(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    """W^(l) moves before delta^(l-1) is propagated through it."""
    s, o = network.forward_any(W, X, theta)
    R, new = steps.l2_gradient(W, lam), dict(W)
    delta = network.deltas(W, s, o, Y, theta)[len(W)]
    for l in range(len(W), 0, -1):
        G = network.weight_gradient(delta, o[l - 1])
        new[l] = steps.update(W[l], steps.regularise(G, R[l], X.shape[1]), eta)
        if l > 1:
            name = network.name_of(theta, l - 1)
            delta = (new[l][:, 1:].T @ delta) * network.derivative(name, s[l - 1], o[l - 1][1:])
    return new


def _layer_by_layer(reverse: bool) -> Function:
    """G^(l) is taken at the weights that the layers below, or those above, already have."""

    def gd_step(
        steps: Steps, W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
    ) -> Layers:
        new = dict(W)
        for l in sorted(W, reverse=reverse):
            new[l] = steps.update(new[l], steps.risk_gradient(new, X, Y, theta, lam)[l], eta)
        return new

    return gd_step


def _labels_left_behind(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    trajectory = [dict(W)]
    for t, n in enumerate(order):
        trajectory.append(steps.gd_step(trajectory[-1], X[:, [n]], Y[:, [t % Y.shape[1]]], eta, theta, lam))
    return trajectory


def _sgd_with(change: Callable[[float, list[int], int], tuple[float, list[int]]]) -> Apply:
    """SGD with `change(eta, order, N)` in the place of the learning rate and the order that it is given."""

    def arguments(
        W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
    ) -> tuple[Any, ...]:
        return W, X, Y, *change(eta, list(order), X.shape[1]), theta, lam

    return before("sgd", arguments)


def _whole_data_each_time(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
) -> Any:
    return steps.gradient_descent(W, X, Y, eta, len(list(order)), theta, lam)


def _never_renewed(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, n: int, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    return _moved(steps, W, eta, [steps.risk_gradient(W, X, Y, theta, lam)] * n)


def _stochastic_never_renewed(
    steps: Steps, W: Layers, X: Array, Y: Array, eta: float, order: Any, theta: Theta | None = None, lam: float = 0.0
) -> list[Layers]:
    return _moved(steps, W, eta, [steps.risk_gradient(W, X[:, [n]], Y[:, [n]], theta, lam) for n in order])


def _moved(steps: Steps, W: Layers, eta: float, gradients: Iterable[Layers]) -> list[Layers]:
    """The trajectory with one step along each of these gradients."""
    trajectory = [dict(W)]
    for G in gradients:
        trajectory.append({l: steps.update(trajectory[-1][l], G[l], eta) for l in W})
    return trajectory


def _of_the_gradient(
    steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta | None = None, lam: float = 0.0
) -> Layers:
    G = steps.loss_gradient(W, X, Y, theta)
    return {l: steps.regularise(G[l], steps.l2_gradient(G, lam)[l], X.shape[1]) for l in W}


MISTAKES: Wrong = {
    "slope-reversed": each(after, ("absolute_error_slope", "cross_entropy_slope"), lambda slope, *_: -slope),
    "slope-of-the-absolute-error-reversed": after("absolute_error_slope", lambda slope, *_: -slope),
    "slope-of-the-cross-entropy-reversed": after("cross_entropy_slope", lambda slope, *_: -slope),
    "mean-of-the-losses": after("empirical_risk", lambda risk, _loss, _W, X, *_: risk / X.shape[1]),
    "labels-left-behind": instead("sgd", _labels_left_behind),
    "updated-before-propagated": instead("gd_step", _updated_on_the_way_down),
    "gradients-at-different-weights": instead("gd_step", _layer_by_layer(reverse=False)),
    "gradients-below-at-new-weights": instead("gd_step", _layer_by_layer(reverse=True)),
    "factor-2-of-l2": after("l2_gradient", lambda R, *_: {l: R[l] / 2 for l in R}),
    "bias-regularised": every(
        alone("l2_gradient", lambda W, lam: {l: 2 * lam * W[l] for l in W}),
        alone("l2_penalty", lambda W, lam: lam * sum(np.sum(W[l] ** 2) for l in W)),
    ),
    "bias-regularised-in-the-step": alone("l2_gradient", lambda W, lam: {l: 2 * lam * W[l] for l in W}),
    "bias-in-the-penalty": alone("l2_penalty", lambda W, lam: lam * sum(np.sum(W[l] ** 2) for l in W)),
    "regulariser-of-the-gradient": instead("risk_gradient", _of_the_gradient),
    "regulariser-per-example": alone("regularise", lambda G, R, N: G + N * R),
    "regulariser-wrong-sign": alone("regularise", lambda G, R, _N: G - R),
    "regulariser-missing": every(
        alone("regularise", lambda G, _R, _N: np.array(G)),
        after("l2_penalty", lambda penalty, *_: 0 * penalty),
    ),
    "regulariser-missing-in-the-step": alone("regularise", lambda G, _R, _N: np.array(G)),
    "ascent": alone("update", lambda W, G, eta: W + eta * G),
    "learning-rate-missing": alone("update", lambda W, G, _eta: W - G),
    "mean-of-the-gradient": after("loss_gradient", lambda G, _W, X, *_: {l: G[l] / X.shape[1] for l in G}),
    "divided-twice": after("loss_gradient", lambda G, _W, X, *_: {l: G[l] / X.shape[1] ** 2 for l in G}),
    "stochastic-step-divided": _sgd_with(lambda eta, order, N: (eta / N, order)),
    "squared-learning-rate": before("update", lambda W, G, eta: (W, G, eta * eta)),
    "first-example-only": _sgd_with(lambda eta, order, _N: (eta, [0 for _ in order])),
    "order-ignored": _sgd_with(lambda eta, order, N: (eta, [t % N for t, _ in enumerate(order)])),
    "whole-data-in-sgd": instead("sgd", _whole_data_each_time),
    "gradient-never-renewed": instead("gradient_descent", _never_renewed),
    "stochastic-gradient-never-renewed": instead("sgd", _stochastic_never_renewed),
    "last-bias-column": alone(
        "l2_gradient",
        lambda W, lam: {l: 2 * lam * np.hstack([W[l][:, :-1], 0 * W[l][:, -1:]]) for l in W},
    ),
    "absolute-values-for-squares": every(
        alone("l2_penalty", lambda W, lam: lam * sum(np.sum(np.abs(W[l][:, 1:])) for l in W)),
        alone(
            "l2_gradient",
            lambda W, lam: {l: lam * np.hstack([0 * W[l][:, :1], np.sign(W[l][:, 1:])]) for l in W},
        ),
    ),
    "given-weights-changed": instead("kept_weights", lambda steps, *arguments: steps.gd_step(*arguments)),
    "one-object-in-the-list": after("sgd", lambda trajectory, *_: [trajectory[-1] for _ in trajectory]),
    "slope-in-s": alone("cross_entropy_slope", lambda o, y: o - y),
    "only-the-ones": every(
        alone("cross_entropy", lambda o, y: -np.sum(y * np.log(o), axis=0)),
        alone("cross_entropy_slope", lambda o, y: -y / o),
    ),
    "hidden-units-alike": after("initial_weights", lambda W, *_: {l: 0 * W[l] for l in W}),
    "lambda-missing": each(before, ("l2_penalty", "l2_gradient"), lambda W, _lam: (W, 1.0)),
    "start-missing": after("sgd", lambda trajectory, *_: trajectory[1:]),
    "norm-not-squared": alone("l2_penalty", lambda W, lam: lam * sum(np.sqrt(np.sum(W[l][:, 1:] ** 2)) for l in W)),
    "last-layer-alone": every(
        before("l2_penalty", lambda W, lam: ({1: W[len(W)]}, lam)),
        after("l2_gradient", lambda R, *_: {l: R[l] * (l == len(R)) for l in R}),
    ),
    "distance-for-its-slope": alone("absolute_error_slope", lambda o, y: o - y),
    "logarithm-base-2": after("cross_entropy", lambda loss, *_: loss / np.log(2)),
    "cross-entropy-upside-down": after("cross_entropy", lambda loss, *_: -loss),
}

TRAINING = reference("training", STEPS, MISTAKES)
