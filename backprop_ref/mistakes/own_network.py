"""Known mistakes with a network of one's own: targets, mini-batches, L2 shares, the stopping rule (lecture §5)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from backprop_ref import network
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import after, alone, before, instead
from backprop_ref.network import Array, Layers, Theta
from backprop_ref.own_network import STEPS, Gradient, softmax
from backprop_ref.steps import Steps


def _over_the_examples(s: Array) -> Array:
    return np.asarray(softmax(s.T).T)


def _of_the_scores(_steps: Steps, W: Layers, X: Array, Y: Array, theta: Theta) -> Layers:
    """The targets are classes, the scores are drawn towards 0 and 1: the squared error of the scores."""
    return dict(network.backprop_any(W, X, Y, theta))


def _at_the_start_of_the_epoch(
    steps: Steps, W: Layers, gradient: Gradient, epoch: Sequence[Array], eta: float, lam: float
) -> Layers:
    start = W
    for batch in epoch:
        G, part = gradient(start, batch), steps.share(batch, epoch)
        R = {l: part * steps.penalty_gradient(W[l], lam) for l in W}
        W = {l: steps.update(W[l], steps.combined(G[l], R[l], batch), eta) for l in W}
    return W


def _layer_by_layer(
    steps: Steps, W: Layers, gradient: Gradient, epoch: Sequence[Array], eta: float, lam: float
) -> Layers:
    for batch in epoch:
        part = steps.share(batch, epoch)
        for l in sorted(W):
            G, R = gradient(W, batch)[l], part * steps.penalty_gradient(W[l], lam)
            W = {**W, l: steps.update(W[l], steps.combined(G, R, batch), eta)}
    return W


def _once_per_epoch(
    steps: Steps, W: Layers, gradient: Gradient, epoch: Sequence[Array], eta: float, lam: float
) -> Layers:
    batch = np.concatenate(list(epoch))
    G = gradient(W, batch)
    return {l: steps.update(W[l], steps.combined(G[l], steps.penalty_gradient(W[l], lam), batch), eta) for l in W}


def _rule(holds: Callable[[list[float], int], bool]) -> Callable[[Sequence[float], int], bool]:
    """A stopping rule that sees numbers that are not finite, as the right one does."""
    return lambda risks, patience: not math.isfinite(risks[-1]) or bool(holds(list(risks), patience))


def _age(risks: list[float]) -> int:
    return len(risks) - 1 - int(np.argmin(risks))


def _rises_in_a_row(risks: list[float], patience: int) -> bool:
    return len(risks) > patience and bool(np.all(np.diff(risks)[-patience:] >= 0))


def _rises_in_all(risks: list[float], patience: int) -> bool:
    return int(np.sum(np.diff(risks) >= 0)) >= patience


MISTAKES: Wrong = {
    "targets-sign-reversed": alone("score_targets", lambda s, Y: s + (softmax(s) - Y) / 2),
    "targets-twice-as-far": alone("score_targets", lambda s, Y: s - (softmax(s) - Y)),
    "squared-error-of-the-scores": instead("softmax_gradients", _of_the_scores),
    "probabilities-as-scores": alone("score_targets", lambda s, Y: softmax(s) - (softmax(s) - Y) / 2),
    "scores-left-out": alone("score_targets", lambda s, Y: -(softmax(s) - Y) / 2),
    "softmax-over-the-examples": alone("softmax", _over_the_examples),
    "mean-of-the-softmax-gradient": after("softmax_gradients", lambda G, _W, X, *_: {l: G[l] / X.shape[1] for l in G}),
    "gradients-at-different-weights-in-training": instead("one_epoch", _layer_by_layer),
    "factor-2-of-l2-in-training": alone("penalty_gradient", lambda W, lam: lam * np.hstack([0 * W[:, :1], W[:, 1:]])),
    "bias-regularised-in-training": alone("penalty_gradient", lambda W, lam: 2 * lam * W),
    "regulariser-missing-in-training": alone("penalty_gradient", lambda W, _lam: 0 * W),
    "regulariser-wrong-sign-in-training": alone("combined", lambda G, R, _batch: G - R),
    "ascent-in-training": alone("update", lambda W, G, eta: W + eta * G),
    "learning-rate-missing-in-training": alone("update", lambda W, G, _eta: W - G),
    "mean-over-the-batch": alone("combined", lambda G, R, batch: G / len(batch) + R),
    "whole-penalty-per-batch": alone("share", lambda _batch, _epoch: 1.0),
    "equal-shares-of-the-penalty": alone("share", lambda _batch, epoch: 1 / len(epoch)),
    "gradient-of-the-epochs-start": instead("one_epoch", _at_the_start_of_the_epoch),
    "one-step-per-epoch": instead("one_epoch", _once_per_epoch),
    "last-weights-kept": alone("kept", lambda visited, _risks: visited[-1]),
    "first-risk-missing": alone("told_risks", lambda risks: list(risks[1:])),
    "epochs-counted-for-steps": alone("counted", len),
    "never-finished": alone("finished", lambda _risks, _patience: False),
    "patience-one-short": before("finished", lambda risks, patience: (risks, patience - 1)),
    "patience-one-long": before("finished", lambda risks, patience: (risks, patience + 1)),
    "first-rise-ends": alone("finished", _rule(lambda risks, _: len(risks) > 1 and risks[-1] >= risks[-2])),
    "rises-in-a-row": alone("finished", _rule(_rises_in_a_row)),
    "rises-in-all": alone("finished", _rule(_rises_in_all)),
    "equal-counts-as-lower": alone("finished", _rule(lambda risks, patience: int(np.argmin(risks[::-1])) >= patience)),
    "not-finite-goes-on": alone(
        "finished", lambda risks, patience: _age([r if math.isfinite(r) else math.inf for r in risks]) >= patience
    ),
}

OWN_NETWORK = reference("own_network", STEPS, MISTAKES)
