"""Learning a network: gradient descent, stochastic gradient descent, L2, empirical risk (lecture §5).

Everywhere W is {l: W^(l)}, W^(l) (d(l), d(l-1) + 1), X (d(0), N), Y (d(L), N), and a gradient has the keys and shapes
of W.

A training step never changes the weights it is given: it returns new ones. All gradients of a step are taken at the
same weights, then every layer is updated.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from backprop_ref import finite_differences, losses, network
from backprop_ref.answers import weights
from backprop_ref.answers.weights import Trained
from backprop_ref.finite_differences import Numerical
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.steps import Steps, Table

Loss = Callable[[Array, Array], Any]
CLEAR = 0.25
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
as_weights, as_trained = weights.as_weights, weights.as_trained


# ---------------------------------------------------------------- beside the steps


def numerical_step(
    W: Layers, X: Array, Y: Array, eta: float, theta: Theta | None = None, lam: float = 0.0
) -> Numerical:
    """The weights after `gd_step`, from values of the risk alone: no gradient formula takes part."""

    def risk_of_each(V: Layers) -> Array:
        penalties = [np.sum(V[l][..., 1:] ** 2, axis=(-2, -1)) for l in V]
        return np.asarray(network.loss_of_each(V, X, Y, theta) + lam * sum(penalties))

    D = finite_differences.numerical_gradient(risk_of_each, W, analytic=True, stacked=True)
    value = {l: W[l] - eta * D.value[l] for l in W}
    size = {l: float(eta * np.max(np.abs(D.value[l])) / np.max(np.abs(value[l]))) for l in W}
    return Numerical(value, {l: D.tolerance[l] * size[l] + 1e-12 for l in W})


def clear_of_cancellation(trajectory: Sequence[Layers]) -> bool:
    """Whether no block of weights is a small difference of the one before and the step: float32 keeps its digits."""
    return all(
        np.max(np.abs(after[part])) >= CLEAR * np.max(np.abs(before[part]) + np.abs(after[part] - before[part]))
        for W, V in pairwise(trajectory)
        for l in W
        for before, after in ((W[l], V[l]),)
        for part in (np.s_[:, :1], np.s_[:, 1:])
    )


def hidden_units_alike(W: Layers) -> bool:
    """Whether all units of the first hidden layer compute the same: no step can ever tell them apart."""
    return len(W) > 1 and len(W[1]) > 1 and bool(np.allclose(W[1], W[1][:1], rtol=1e-9, atol=1e-12))


def predictions(W: Layers, X: Array, theta: Theta | None = None) -> Array:
    """The output o^(L), (d(L), N)."""
    return network.forward_any(W, X, theta)[1][len(W)]


def squared_error(W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> float:
    """The squared error summed over the examples."""
    return float(losses.squared_error(predictions(W, X, theta), Y))


def tanh_below(W: Layers, output: str) -> dict[int, str]:
    """Activations with tanh in the hidden layers and `output` in the last one."""
    return {l: "tanh" if l < len(W) else output for l in W}


def accuracy(W: Layers, X: Array, Y: Array, theta: Theta | None = None) -> float:
    """Share of the examples whose largest output is the largest target; with one output, whose sign agrees."""
    o = predictions(W, X, theta)
    if len(o) == 1:
        return float(np.mean(np.sign(o) == np.sign(Y)))
    return float(np.mean(np.argmax(o, axis=0) == np.argmax(Y, axis=0)))


# ---------------------------------------------------------------- the way of a training

SLOPES: dict[str, Loss] = {"squared error": losses.squared_error_gradient, "cross-entropy": cross_entropy_slope}
"""The losses whose gradients a training may follow."""
STRAY, DOUBLE, SINGLE, TINY = 1e-6, 1e-14, 1e-6, 1e-300
"""What of a step may lie beside the gradient: a share of the step, and of the weights in float64 and in float32."""
MOST_MOMENTUM = 0.999
"""A step that only repeats the last one follows no gradient."""
MOST_AT_ONCE = 64
"""Steps whose gradients are computed together."""
RARELY = 0.1
"""An example counts as used where it was asked for this often, compared to the average one."""


@dataclass(frozen=True)
class Way:
    """The steps that lead to the weights of a training: as many as go along the gradient without a gap, to the end."""

    steps: int
    seen: float
    """The share of the examples that were used."""
    start: Layers


once = functools.cache
"""Makes of a function without arguments one that is computed at its first use alone."""


def way_of(trained: Trained, X: Array, Y: Array, output: str) -> Way:
    """The way of a training with tanh in the hidden layers and `output` in the last one.

    A step goes along the gradient where W changes by -eta G, G of the squared error or the cross-entropy at W, summed
    over the examples asked for there. What a penalty and momentum add may be in it too.
    """
    points, times = trained.points()
    gradients = [functools.partial(_gradients, X=X, Y=Y, output=output, slope=slope) for slope in SLOPES.values()]
    with np.errstate(all="ignore"):  # of a loss that is not meant, and of weights that grew without bound
        runs = [_run(trained, points, times, gradients_of) for gradients_of in gradients]
    first, last = max(runs, key=lambda run: run[1] - run[0])
    used = times[first:last].sum(axis=0)
    seen = float(np.mean(used >= max(RARELY * np.mean(used), 1)))
    return Way(last - first, seen, trained.layers(points[first]) if last else trained.W)


def _run(trained: Trained, points: Array, times: Array, gradients: Callable[..., Array]) -> tuple[int, int]:
    """(first, last): the steps from points[first] to points[last - 1] are along the gradient, and the last ends it."""
    end, rounding = trained.end, DOUBLE
    if np.array_equal(end, end.astype(np.float32)):
        rounding = SINGLE

    penalised = trained.flat({l: np.broadcast_to(np.arange(W.shape[1]) > 0, W.shape) for l, W in trained.W.items()})

    def along(steps: Array, to: Array) -> Array:
        at, moves = points[steps], to - points[steps]
        beside = STRAY * np.linalg.norm(moves, axis=1) + rounding * np.linalg.norm(at, axis=1)
        G = gradients(trained, at, times[steps])
        shares = np.maximum(0, -_dots(moves, G) / np.maximum(_dots(G, G), TINY))
        alone = np.linalg.norm(moves + shares[:, None] * G, axis=1) <= beside
        for i in np.flatnonzero(np.isfinite(G).all(axis=1) & ~alone):
            last_move = [at[i] - points[steps[i] - 1]] if steps[i] else []
            alone[i] = _along(moves[i], [-G[i], np.where(penalised, -at[i], 0 * at[i]), *last_move], beside[i])
        return np.asarray(alone & np.isfinite(G).all(axis=1))

    def latest(below: int, is_along: bool, to: Callable[[Array], Array]) -> int:
        """The latest step before step `below` that is along the gradient, or is not; -1 where there is none."""
        at_once = 1
        while below > 0:
            steps = np.arange(max(below - at_once, 0), below)
            found = steps[along(steps, to(steps)) == is_along]
            if len(found):
                return int(found[-1])
            below, at_once = int(steps[0]), min(2 * at_once, MOST_AT_ONCE)
        return -1

    stops = np.flatnonzero(np.linalg.norm(points - end, axis=1) <= rounding * np.linalg.norm(end))
    if len(stops):
        first = last = int(stops[-1])
    else:
        last = latest(len(points), True, lambda steps: np.broadcast_to(end, (len(steps), len(end)))) + 1
        first = max(last - 1, 0)
    return latest(first, False, lambda steps: points[steps + 1]) + 1, last


def _dots(a: Array, b: Array) -> Array:
    return np.asarray(np.einsum("tp,tp->t", a, b))


def _length(a: Array) -> float:
    return math.sqrt(a @ a)


def _along(move: Array, directions: Sequence[Array], beside: float) -> bool:
    """Whether a move is, to within `beside`, a sum of any share of the first direction and below 1 of each other."""
    sizes = np.array([max(_length(a), TINY) for a in directions])
    A = np.column_stack(directions) / sizes
    shares = np.linalg.lstsq(A, move, rcond=None)[0]
    within = np.all(shares >= -beside) and np.all(shares[1:] <= MOST_MOMENTUM * sizes[1:] + beside)
    return bool(within) and _length(move - A @ shares) <= beside


def _gradients(trained: Trained, at: Array, times: Array, X: Array, Y: Array, output: str, slope: Loss) -> Array:
    """The gradients of the loss with this slope at the weights at[t], (T, P), example n counted times[t, n] times."""
    most = np.count_nonzero(times, axis=1).max()
    used = np.argsort(times == 0, axis=1, kind="stable")[:, :most]
    counted = np.take_along_axis(times, used, axis=1)[:, None]
    x, y = (np.moveaxis(A[:, used], 0, 1) for A in (X, Y))  # (T, d, N) each
    W, L, ones = trained.layers(at), len(trained.W), np.ones((len(at), 1, most))
    o = {0: np.concatenate([ones, x], axis=1)}
    for l in range(1, L):
        o[l] = np.concatenate([ones, np.tanh(W[l] @ o[l - 1])], axis=1)
    s = W[L] @ o[L - 1]
    end = np.tanh(s) if output == "tanh" else 1 / (1 + np.exp(-s))
    delta = counted * slope(end, y) * (1 - end * end if output == "tanh" else end * (1 - end))
    G = {L: delta @ o[L - 1].swapaxes(1, 2)}
    for l in range(L - 1, 0, -1):
        delta = (W[l + 1][:, :, 1:].swapaxes(1, 2) @ delta) * (1 - o[l][:, 1:] ** 2)
        G[l] = delta @ o[l - 1].swapaxes(1, 2)
    return trained.flat(G)


def course_training(train: Any, X: Any, Y: Any, output: str, most: int) -> dict[str, Any]:
    """What train(X, Y, gradient) returns, and the weights and examples that it asked gradient(W, n) for.

    Runs next to a student's code, by its source. tanh in the hidden layers, `output` in the last one; of more than
    `most` calls the first are kept. "asked" has a row for every call that was made at weights of the shapes that are
    returned, "examples" how often each example was among the n.
    """
    asked: Any = []
    counted = [0]

    def gradient(W: Any, n: Any = slice(None), slope: Any = None) -> Any:
        chosen = np.arange(X.shape[1])[n if isinstance(n, slice) else np.asarray(n)].ravel()
        L, x, y, ones = len(W), X[:, chosen], Y[:, chosen], np.ones((1, len(chosen)))
        if counted[0] < most:
            times = np.bincount(chosen, minlength=X.shape[1])
            asked.append(([np.array(W[l]) for l in range(1, L + 1)], times))
        counted[0] += 1
        o = [np.vstack([ones, x])]
        for l in range(1, L):
            o.append(np.vstack([ones, np.tanh(W[l] @ o[l - 1])]))
        s = W[L] @ o[L - 1]
        end = np.tanh(s) if output == "tanh" else 1 / (1 + np.exp(-s))
        delta = (2 * (end - y) if slope is None else slope(end, y)) * (
            1 - end * end if output == "tanh" else end * (1 - end)
        )
        G = {L: delta @ o[L - 1].T}
        for l in range(L - 1, 0, -1):
            delta = (np.asarray(W[l + 1])[:, 1:].T @ delta) * (1 - o[l][1:] ** 2)
            G[l] = delta @ o[l - 1].T
        return {l: G[l] for l in range(1, L + 1)}

    W = train(X.copy(), Y.copy(), gradient)
    shapes: Any = []
    while isinstance(W, dict) and len(shapes) + 1 in W:
        shapes.append(np.shape(W[len(shapes) + 1]))
    kept = [(V, times) for V, times in asked if [v.shape for v in V] == shapes]
    return {
        "weights": W,
        "asked": np.array([np.concatenate([v.ravel() for v in V]) for V, _ in kept]),
        "examples": np.array([times for _, times in kept], np.int16),
        "calls": counted[0],
    }


COURSE_TRAINING = f"from __future__ import annotations\nimport numpy as np\n\n{inspect.getsource(course_training)}"
"""The source of `course_training`, to run next to a student's code."""
