import numpy as np
import pytest
from hypothesis import given, settings

from backprop_ref import network, rounding, sampling
from backprop_ref.rounding import Rounded
from tests.backprop_ref.strategies import generators

U = 2.0**-24
THETAS = ({}, {1: "relu", 2: "logistic"}, {1: "identity", 2: "softplus"}, {2: "softmax"})


def off(G: network.Layers, H: network.Layers) -> float:
    """The largest error of a judged block."""
    return max(
        float(np.max(np.abs(G[l][:, columns] - H[l][:, columns])) / np.max(np.abs(G[l][:, columns])))
        for l in G
        for columns in ([0], slice(1, None))
    )


@settings(deadline=None)
@given(generators)
def test_float32_is_off_by_a_few_units_of_the_condition_and_far_from_its_tolerance(rng: np.random.Generator) -> None:
    theta = THETAS[rng.integers(len(THETAS))]
    W, X, Y = sampling.network(rng, (3, 4, 2), int(rng.integers(2, 7)), theta)
    single = {l: W[l].astype(np.float32) for l in W}
    H = network.backprop_any(single, X.astype(np.float32), Y.astype(np.float32), theta)
    G = rounding.gradient(W, X, Y, theta)
    condition = max(max(block) for block in rounding.conditions(G).values())
    error = off(network.backprop_any(W, X, Y, theta), H)
    assert error <= 6 * U * condition
    assert error <= 5e-5 / 4


@given(generators)
def test_the_value_is_that_of_the_network(rng: np.random.Generator) -> None:
    for theta in THETAS:
        W, X, Y = sampling.network(rng, (3, 4, 2), 5, theta)
        G, want = rounding.gradient(W, X, Y, theta), network.backprop_any(W, X, Y, theta)
        assert all(np.allclose(G[l].value, want[l], rtol=1e-12, atol=1e-14) for l in want)


def test_a_sum_that_cancels_has_a_large_condition() -> None:
    terms = Rounded.given([[2.83, -2.84, 1e-3]])
    assert (terms @ Rounded.given(np.ones((3, 1)))).condition() > 500
    assert rounding.condition_of_sum([2.83, -2.84, 1e-3]) == pytest.approx(5.671 / 0.009)
    assert rounding.condition_of_sum([[1.0, 2.0], [3.0, 4.0]], axis=1) == 1
    assert rounding.condition_of_sum([1.0, -1.0]) == np.inf


def test_what_is_given_was_rounded_once() -> None:
    a, b = Rounded.given([[3.0]]), Rounded.given([[4.0]])
    assert a.error.tolist() == [[3.0]]
    assert (a * b).error == pytest.approx(12 * np.sqrt(3))
    assert (a - b).error == pytest.approx(np.sqrt(3**2 + 4**2 + 3**2 + 4**2))
    assert (a @ b).error == pytest.approx(12 * 2)
