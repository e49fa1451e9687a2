"""Known mistakes in learning: updates, L2, the order in which gradients and weights change (lecture §5)."""

from __future__ import annotations

from typing import Any

import numpy as np

from backprop_ref import network
from backprop_ref.mistakes.model import Mistake, Reference, after, before, every, instead
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


_SAME_WEIGHTS = "In the lecture's algorithm, at which weights are the gradients of all layers taken? Who may move when?"
_BIAS = "The penalty keeps weights small; shifting a unit costs nothing. Which column is left alone?"
_SUM = "The loss over the data is a sum in this lecture. Does anything in it count the examples?"

MISTAKES = (
    Mistake(
        2, "slope-reversed", "the slope of the loss has the wrong sign",
        "Raise an output that is too large already. Does the loss rise or fall?",
        every(after("absolute_error_slope", _slope_reversed), after("cross_entropy_slope", _slope_reversed)),
    ),
    Mistake(
        31, "mean-of-the-losses", "the risk is the mean over the examples in place of their sum",
        _SUM, after("empirical_risk", lambda risk, _loss, _W, X, *_: risk / X.shape[1]),
    ),
    Mistake(
        38, "labels-left-behind", "the target of a stochastic step belongs to another example",
        "Follow one step: which column of X does it use, and which column of Y?",
        instead("sgd", _sgd_at(lambda X, Y, n, t: (X[:, [n]], Y[:, [t % Y.shape[1]]]))),
    ),
    Mistake(
        41, "updated-before-propagated", "a layer's weights are updated before delta is propagated through them",
        _SAME_WEIGHTS, instead("gd_step", _updated_on_the_way_down),
    ),
    Mistake(
        42, "gradients-at-different-weights", "a layer's gradient is taken after the layers below have moved",
        _SAME_WEIGHTS, instead("gd_step", _one_layer_after_the_other),
    ),
    Mistake(
        42, "gradients-below-at-new-weights", "a layer's gradient is taken after the layers above have moved",
        _SAME_WEIGHTS, instead("gd_step", _from_the_top),
    ),
    Mistake(
        43, "factor-2-of-l2", "the factor 2 of the regulariser's derivative is missing",
        "The penalty is a sum of squares, without a half in front. What does the power rule leave behind?",
        after("l2_gradient", lambda R, *_: {l: R[l] / 2 for l in R}),
    ),
    Mistake(
        44, "bias-regularised", "the biases are regularised too",
        _BIAS,
        every(
            instead("l2_gradient", _all_columns),
            instead("l2_penalty", lambda _steps, W, lam: lam * sum(np.sum(W[l] ** 2) for l in W)),
        ),
    ),
    Mistake(
        45, "regulariser-of-the-gradient", "the regulariser is built from the gradient in place of the weights",
        "Which quantity is to stay small: what you learn, or how fast it changes?",
        instead("risk_gradient", _from_the_gradient),
    ),
    Mistake(
        46, "regulariser-per-example", "the regulariser is added once for every example",
        "The penalty stands outside of the sum over the examples. How often does it count?",
        instead("regularise", lambda _steps, G, R, N: G + N * R),
    ),
    Mistake(
        46, "regulariser-wrong-sign", "the regulariser has the wrong sign",
        "Do the weights shrink or grow by your regulariser alone?",
        instead("regularise", _wrong_way_round),
    ),
    Mistake(
        46, "regulariser-missing", "the regulariser is missing",
        "Does your result change when lambda does?",
        every(
            instead("regularise", lambda _steps, G, _R, _N: np.array(G)),
            after("l2_penalty", lambda penalty, *_: 0 * penalty),
        ),
    ),
    Mistake(
        47, "ascent", "the weights move up the gradient",
        "The gradient points to where the risk grows. Where do you want to go?",
        instead("update", lambda _steps, W, G, eta: W + eta * G),
    ),
    Mistake(
        47, "learning-rate-missing", "the learning rate is missing",
        "How long is a step, and who decides on that?",
        instead("update", lambda _steps, W, G, _eta: W - G),
    ),
    Mistake(
        47, "mean-of-the-gradient", "the gradient is divided by the number of examples",
        _SUM, after("loss_gradient", lambda G, _W, X, *_: {l: G[l] / X.shape[1] for l in G}),
    ),
    Mistake(
        47, "divided-twice", "the gradient is divided by the number of examples twice",
        _SUM, after("loss_gradient", lambda G, _W, X, *_: {l: G[l] / X.shape[1] ** 2 for l in G}),
    ),
    Mistake(
        47, "stochastic-step-divided", "a step of SGD is divided by the number of all examples",
        _SUM,
        before("sgd", lambda W, X, Y, eta, order, theta=None, lam=0.0: (W, X, Y, eta / X.shape[1], order, theta, lam)),
    ),
    Mistake(
        141, "squared-learning-rate", "the learning rate is applied twice",
        "Follow the learning rate through your step: where is it multiplied in?",
        before("update", lambda W, G, eta: (W, G, eta * eta)),
    ),
    Mistake(
        142, "first-example-only", "every step of SGD uses the first example",
        "Print n in your loop, and the column that you take for it.",
        before("sgd", _always_the_first),
    ),
    Mistake(
        143, "order-ignored", "SGD runs through the data from the front, whatever order is given",
        "The order of the examples is an argument. Where do you use it?",
        before("sgd", _in_the_order_of_the_data),
    ),
    Mistake(
        144, "whole-data-in-sgd", "every step of SGD uses all examples",
        "What is cheaper about a stochastic step: how many examples does it look at?",
        instead("sgd", _whole_data_each_time),
    ),
    Mistake(
        145, "gradient-never-renewed", "every step uses the gradient at the initial weights",
        "The weights have moved. Is the gradient still the same?",
        instead("gradient_descent", _always_from_the_start),
    ),
    Mistake(
        145, "stochastic-gradient-never-renewed", "every step uses a gradient at the initial weights",
        "The weights have moved. Is the gradient still the same?",
        instead("sgd", _sgd_from_the_start),
    ),
    Mistake(
        146, "last-bias-column", "the last column is left out of the regulariser in place of the bias column",
        "At which end of W are the biases?",
        instead(
            "l2_gradient",
            lambda _steps, W, lam: {l: 2 * lam * np.hstack([W[l][:, :-1], 0 * W[l][:, -1:]]) for l in W},
        ),
    ),
    Mistake(
        147, "absolute-values-for-squares", "the penalty holds absolute values in place of squares",
        "L1 or L2: which power of the weights does the 2 stand for?",
        every(
            instead("l2_penalty", lambda _steps, W, lam: lam * sum(np.sum(np.abs(W[l][:, 1:])) for l in W)),
            instead(
                "l2_gradient",
                lambda _steps, W, lam: {l: lam * np.hstack([0 * W[l][:, :1], np.sign(W[l][:, 1:])]) for l in W},
            ),
        ),
    ),
    Mistake(
        321, "given-weights-changed", "the weights that were given are changed",
        "Print the weights that you were given, once more, after the step. Who else may still need them?",
        instead("kept_weights", lambda steps, *arguments: steps.gd_step(*arguments)),
    ),
    Mistake(
        322, "one-object-in-the-list", "every entry of the trajectory shows the last weights",
        "A list keeps objects, not the numbers that they held. How many different dicts are in your list?",
        after("sgd", lambda trajectory, *_: [trajectory[-1] for _ in trajectory]),
    ),
    Mistake(
        323, "slope-in-s", "the slope is the derivative in s in place of o",
        "By which variable do you derive here, and who multiplies with the derivative of the activation later?",
        instead("cross_entropy_slope", lambda _steps, o, y: o - y),
    ),
    Mistake(
        324, "only-the-ones", "outputs whose target is 0 do not count",
        "What does an output of 0.99 cost where the target is 0?",
        every(
            instead("cross_entropy", _only_the_ones),
            instead("cross_entropy_slope", lambda _steps, o, y: -y / o),
        ),
    ),
    Mistake(
        325, "hidden-units-alike", "all hidden units begin with the same weights",
        "Two units with the same weights get the same gradient. What can ever make them different?",
        after("initial_weights", lambda W, *_: {l: 0 * W[l] for l in W}),
    ),
    Mistake(
        326, "lambda-missing", "the regulariser is not multiplied by lambda",
        "Which argument says how much the penalty weighs?",
        every(
            before("l2_penalty", lambda W, _lam: (W, 1.0)),
            before("l2_gradient", lambda W, _lam: (W, 1.0)),
        ),
    ),
    Mistake(
        327, "start-missing", "the trajectory does not begin with the initial weights",
        "How many sets of weights are there before and after three steps, all counted?",
        after("sgd", lambda trajectory, *_: trajectory[1:]),
    ),
    Mistake(
        328, "norm-not-squared", "the penalty is a sum of norms, not of their squares",
        "Write out the penalty of a matrix with the single weight 3. Is a root taken anywhere?",
        instead("l2_penalty", lambda _steps, W, lam: lam * sum(np.sqrt(np.sum(W[l][:, 1:] ** 2)) for l in W)),
    ),
    Mistake(
        329, "last-layer-alone", "the weights of the last layer alone are regularised",
        "The penalty is a sum over l. How many terms does yours have?",
        every(
            before("l2_penalty", lambda W, lam: ({1: W[len(W)]}, lam)),
            after("l2_gradient", lambda R, *_: {l: R[l] * (l == len(R)) for l in R}),
        ),
    ),
    Mistake(
        330, "distance-for-its-slope", "the slope of the absolute error grows with the distance",
        "Draw the absolute error over o. How steep is it far away from y, and how steep near by?",
        instead("absolute_error_slope", lambda _steps, o, y: o - y),
    ),
    Mistake(
        331, "logarithm-base-2", "the logarithm is not the natural one",
        "Which logarithm has the derivative one over its argument?",
        after("cross_entropy", lambda loss, *_: loss / np.log(2)),
    ),
    Mistake(
        332, "cross-entropy-upside-down", "the cross-entropy has the wrong sign",
        "The logarithm of a number below 1 is negative. Can your loss be?",
        after("cross_entropy", lambda loss, *_: -loss),
    ),
)  # fmt: skip

TRAINING = Reference(STEPS, MISTAKES)
