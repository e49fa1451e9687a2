"""Random networks and data on which mistakes show: no zero bias, no saturated unit, no perfect fit, no kink nearby."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref import network as net
from backprop_ref.activations import ACTIVATIONS
from backprop_ref.network import Layers, Theta

Array = NDArray[Any]

SINGLE_ERROR = 3e-6
KINK_DISTANCE = 1e-2
TARGET_DISTANCE = 0.3
ATTEMPTS = 1000


class NoSample(ValueError):
    """No network that meets the demands was found: the sizes or activations do not allow one."""


def signed(rng: np.random.Generator, low: float, high: float, shape: tuple[int, ...]) -> Array:
    """Uniform in [low, high] with random signs: numbers that are never near 0."""
    signs: Array = rng.choice([-1.0, 1.0], shape)
    return rng.uniform(low, high, shape) * signs


def weights(rng: np.random.Generator, sizes: Sequence[int]) -> Layers:
    """W^(l), l = 1..L, for sizes d(0)..d(L): biases in +-[0.2, 0.8], pre-activations of order 1."""
    return {
        l: np.hstack([signed(rng, 0.2, 0.8, (d, 1)), signed(rng, 0.4, 1.8, (d, d_prev)) / np.sqrt(d_prev)])
        for l, (d_prev, d) in enumerate(pairwise(sizes), start=1)
    }


def data(rng: np.random.Generator, sizes: Sequence[int], N: int) -> tuple[Array, Array]:
    """X (d(0), N), entries of order 1, and Y (d(L), N) in +-[1.3, 2.2], out of tanh's reach."""
    return signed(rng, 0.3, 1.7, (sizes[0], N)), signed(rng, 1.3, 2.2, (sizes[-1], N))


def one_hot(rng: np.random.Generator, classes: int, N: int) -> Array:
    """Random labels as one-hot columns, (classes, N); every class occurs if N >= classes."""
    labels = rng.permutation(np.arange(max(N, classes)) % classes)[:N] if classes > N else None
    if labels is None:
        labels = rng.permutation(np.concatenate([np.arange(classes), rng.integers(0, classes, N - classes)]))
    return np.eye(classes)[:, labels]


def clear_of_kinks(W: Layers, X: Array, theta: Theta | None) -> bool:
    """Whether |s| >= 1e-2 in every layer whose activation has a kink."""
    s, _ = net.forward_any(W, X, theta)
    return all(
        bool(np.min(np.abs(s[l])) >= KINK_DISTANCE)
        for l in W
        if net.name_of(theta, l) != "softmax" and ACTIVATIONS[net.name_of(theta, l)].kink
    )


def network(
    rng: np.random.Generator, sizes: Sequence[int], N: int, theta: Theta | None = None
) -> tuple[Layers, Array, Array]:
    """(W, X, Y), redrawn until `shows_mistakes`; raises `NoSample`.

    With "softmax" as the output layer's activation Y is one-hot.
    """
    softmax = net.name_of(theta, len(sizes) - 1) == "softmax"
    for _ in range(ATTEMPTS):
        W = weights(rng, sizes)
        X, Y = data(rng, sizes, N)
        Y = one_hot(rng, sizes[-1], N) if softmax else Y
        if shows_mistakes(W, X, Y, theta) and well_conditioned(W, X, Y, theta):
            return W, X, Y
    raise NoSample(f"no network of sizes {tuple(sizes)} with {N} examples was found on which mistakes show")


def shows_mistakes(W: Layers, X: Array, Y: Array, theta: Theta | None) -> bool:
    """Whether a mistake has room to show.

    Pre-activations of order 1, clear of kinks, no ReLU layer that is (nearly) dead, no target near its output.
    """
    s, o = net.forward_any(W, X, theta)
    L = len(W)
    return (
        all(_of_order_one(s[l]) for l in W)
        and clear_of_kinks(W, X, theta)
        and all(_alive(s[l]) for l in W if net.name_of(theta, l) == "relu")
        and (net.name_of(theta, L) == "softmax" or bool(np.min(np.abs(o[L] - Y)) >= TARGET_DISTANCE))
    )


def well_conditioned(W: Layers, X: Array, Y: Array, theta: Theta | None) -> bool:
    """Whether the gradient keeps its digits in float32: weights and bias column of every G^(l) within 3e-6 of float64.

    Where a sum over the examples nearly cancels, or a unit is saturated, right work in float32 would look wrong.
    """
    single = np.float32
    G = net.backprop_any(W, X, Y, theta)
    H = net.backprop_any({l: W[l].astype(single) for l in W}, X.astype(single), Y.astype(single), theta)
    return all(
        bool(np.max(np.abs(ours - theirs)) <= SINGLE_ERROR * np.max(np.abs(ours)))
        for l in G
        for ours, theirs in ((G[l][:, :1], H[l][:, :1]), (G[l][:, 1:], H[l][:, 1:]))
    )


def _of_order_one(s: Array) -> bool:
    size = np.abs(s)
    return bool(np.sqrt(np.mean(size**2)) >= 0.4 and np.max(size) >= 0.7 and np.max(size) <= 4)


def _alive(s: Array) -> bool:
    """Every example has an active unit, and a quarter of all units is active."""
    return bool(np.all(np.any(s > 0, axis=0)) and np.mean(s > 0) >= 0.25)
