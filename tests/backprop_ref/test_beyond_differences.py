from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from hypothesis import given

from backprop_ref import beyond_differences as beyond
from backprop_ref import losses, network, rounding
from backprop_ref.network import Array, Layers
from tests.backprop_ref.strategies import generators

SIZES = ((3, 4, 1), (3, 2), (1, 1, 1), (2, 3, 2, 3, 2, 2))
THETAS: tuple[dict[int, str], ...] = ({}, {1: "relu"}, {1: "logistic"}, {2: "softmax"})
STEPS = (1e-1, 1e-3, 1e-5, 1e-7, 1e-10)
IMAGINARY = (1e-3, 4e-6, 1e-8, 1e-20, 1e-100, 1e-200)


def slopes(f: Callable[[Array], complex], at: Array, way: str, h: float) -> Array:
    """Finite differences of every kind, entry by entry."""
    D = np.zeros(at.shape)
    for i in np.ndindex(at.shape):
        E = np.zeros(at.shape)
        E[i] = h * max(1, abs(at[i])) if way == "relative" else h
        if way == "complex":
            D[i] = np.imag(f(at + 1j * E)) / h
        elif way == "four":
            D[i] = np.real(8 * (f(at + E) - f(at - E)) - f(at + 2 * E) + f(at - 2 * E)) / (12 * h)
        else:
            D[i] = np.real(f(at + E) - f(at - E)) / (2 * E[i])
    return D


def loss_of_layer(l: int, case: tuple[Layers, Array, Array], theta: dict[int, str], V: Array) -> complex:
    W, X, Y = case
    return complex(network.loss({**W, l: V}, X, Y, theta))


WAYS = [(way, h) for way in ("two", "four", "relative") for h in STEPS] + [("complex", h) for h in IMAGINARY]


def off(got: Array, want: Array) -> float:
    return float(np.max(np.abs(got - want)) / np.max(np.abs(want)))


@given(generators)
def test_a_power_of_two_costs_no_digit(rng: np.random.Generator) -> None:
    a = rng.normal(size=(2, 3)) * 10.0 ** rng.integers(-30, 30)
    b = beyond.to_peak(a, beyond.SMALL)
    assert 1 <= np.max(np.abs(b)) * 2.0**100 < 2
    assert np.array_equal(np.frexp(a)[0], np.frexp(b)[0])
    assert beyond.to_peak(np.array([3.0]), 4, peak=6.0).tolist() == [12.0]


@pytest.mark.parametrize(("way", "h"), WAYS)
def test_no_difference_gives_the_gradient_of_a_network(way: str, h: float) -> None:
    rng = np.random.default_rng(3)
    for sizes in SIZES:
        for theta in THETAS:  # no network is linear: a step of any size is right for a quadratic loss
            last = len(sizes) - 1
            names = {l: name for l, name in theta.items() if l < last or (l == last and name != "relu")}
            if (names.get(last) == "softmax" and sizes[last] < 2) or ("softmax" in names.values() and last != 2):
                continue
            off_by = []
            for W, X, Y in beyond.networks(rng, sizes, 3, names or None):
                G = network.backprop_any(W, X, Y, names)
                for l in W:
                    D = slopes(partial(loss_of_layer, l, (W, X, Y), names), W[l], way, h)
                    off_by += [off(D[:, c], G[l][:, c]) for c in ([0], slice(1, None)) if np.any(G[l][:, c])]
            assert max(off_by) > beyond.TOLERANCE, (sizes, names)


@pytest.mark.parametrize(("way", "h"), WAYS)
def test_no_difference_gives_a_step_of_the_algorithm(way: str, h: float) -> None:
    rng = np.random.default_rng(4)
    off_by = [
        off(slopes(lambda t, y=y: np.sum((np.tanh(t) - y) ** 2), s, way, h), network.output_delta(s, o, y))
        for s, o, y in beyond.output_deltas(rng, 2, 4)
    ]
    assert max(off_by) > beyond.TOLERANCE
    off_by = [
        off(
            slopes(lambda t, W=W, d=d: np.sum(d * (W[:, 1:] @ np.tanh(t))), s, way, h),
            network.delta_step(W, d, s, o),
        )
        for W, d, s, o in beyond.steps_back(rng, 3, 2, 4)
    ]
    assert max(off_by) > beyond.TOLERANCE
    s, y = beyond.huge_scores(rng, 3, 4)
    D = slopes(lambda t: losses.softmax_cross_entropy(t, y), s, way, h)
    wrong = [off(D, network.softmax_delta(s, y))]
    for s, y in beyond.tiny_probabilities(rng, 3, 4):
        D = slopes(lambda t, y=y: losses.softmax_cross_entropy(t, y), s, way, h)
        wrong.append(off(D[y == 0], network.softmax_delta(s, y)[y == 0]))
    assert max(wrong) > beyond.TOLERANCE


@given(generators)
def test_a_difference_of_a_sum_of_whole_numbers_is_not_whole(rng: np.random.Generator) -> None:
    (delta, o), (small, below) = beyond.layers(rng, 5, 4, 8)
    G = network.weight_gradient(delta, o)
    assert np.array_equal(G, np.round(G))
    for way, h in (("two", 1e-1), ("two", 1e-3), ("two", 1e-5), ("complex", 1e-20)):
        assert not np.array_equal(slopes(lambda W: np.sum(delta * (W @ o)), np.zeros(G.shape), way, h), G)
    D = slopes(lambda W: np.sum(small * (W @ below)), np.zeros(G.shape), "complex", 1e-20)
    assert off(D, network.weight_gradient(small, below)) > beyond.TOLERANCE


@given(generators)
def test_float32_keeps_its_digits_in_the_first_of_each_kind(rng: np.random.Generator) -> None:
    W, X, Y = next(beyond.networks(rng, (3, 4, 2), 4))
    single: Layers = {l: W[l].astype(np.float32) for l in W}
    H = network.backprop_any(single, X.astype(np.float32), Y.astype(np.float32), {})
    G = network.backprop_any(W, X, Y, {})
    assert all(off(H[l][:, c], G[l][:, c]) < 1e-5 for l in G for c in ([0], slice(1, None)))
    assert rounding.conditions(rounding.gradient(W, X, Y))[1][0] <= rounding.MOST
