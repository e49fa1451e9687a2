"""The lecture's algorithm against an independent engine, against numbers, and against itself."""

import copy
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from autograd.scipy.special import erf
from hypothesis import given

from backprop_ref import network, sampling
from backprop_ref.finite_differences import numerical_gradient
from backprop_ref.network import STEPS, Layers
from tests.backprop_ref.strategies import examples, generators, sizes

THETA = {
    "tanh": anp.tanh,
    "logistic": lambda s: 1 / (1 + anp.exp(-s)),
    "relu": lambda s: anp.maximum(s, 0),
    "identity": lambda s: s,
    "softplus": lambda s: anp.log(1 + anp.exp(s)),
    "elu": lambda s: anp.where(s > 0, s, anp.exp(s) - 1),
    "leaky_relu": lambda s: anp.where(s < 0, 0.01 * s, s),
    "prelu": lambda s: anp.where(s < 0, 0.25 * s, s),
    "gelu": lambda s: s / 2 * (1 + erf(s / np.sqrt(2))),
}
NETWORKS: list[tuple[tuple[int, ...], dict[int, str]]] = [
    ((3, 2), {}),
    ((3, 4, 1), {}),
    ((4, 3, 5, 2), {}),
    ((3, 5, 2, 4, 2), {}),
    ((3, 5, 4, 2), {1: "logistic", 2: "relu", 3: "identity"}),
    ((3, 5, 4, 2), {1: "relu", 2: "softplus", 3: "logistic"}),
    ((4, 5, 3, 3), {1: "elu", 2: "leaky_relu", 3: "softmax"}),
    ((4, 5, 3, 2), {1: "gelu", 2: "prelu"}),
    ((4, 3), {1: "softmax"}),
]


def independent_loss(W: list[Any], X: Any, Y: Any, theta: dict[int, str]) -> Any:
    o = X
    for l, W_l in enumerate(W, start=1):
        s = anp.dot(W_l, anp.concatenate([anp.ones((1, X.shape[1])), o]))
        name = theta.get(l, "tanh")
        if name == "softmax":
            return -anp.sum(Y * (s - anp.log(anp.sum(anp.exp(s), axis=0))))
        o = THETA[name](s)
    return anp.sum((o - Y) ** 2)


def assert_same(got: Layers, want: Layers, rtol: float = 1e-12) -> None:
    assert list(got) == list(want)
    for l in want:
        assert got[l].shape == want[l].shape
        np.testing.assert_allclose(got[l], want[l], rtol=0, atol=rtol * np.max(np.abs(want[l])))


@pytest.mark.parametrize(("layers", "theta"), NETWORKS)
def test_loss_and_gradient_agree_with_an_independent_engine(layers: tuple[int, ...], theta: dict[int, str]) -> None:
    W, X, Y = sampling.network(np.random.default_rng(11), layers, 6, theta)
    blocks = [W[l] for l in sorted(W)]
    assert network.loss(W, X, Y, theta) == pytest.approx(independent_loss(blocks, X, Y, theta), rel=1e-13)
    want = dict(enumerate(grad(independent_loss)(blocks, X, Y, theta), start=1))
    assert_same(network.backprop_any(W, X, Y, theta), want)
    if not theta:
        assert_same(network.backprop(W, X, Y), want)
        assert_same(network.backprop_vectorised(W, X, Y), want)


@pytest.mark.parametrize(("layers", "theta"), NETWORKS)
def test_the_gradient_agrees_with_numbers_from_the_loss_alone(layers: tuple[int, ...], theta: dict[int, str]) -> None:
    W, X, Y = sampling.network(np.random.default_rng(12), layers, 5, theta)
    G = network.backprop_any(W, X, Y, theta)
    for analytic in (False,) if "gelu" in theta.values() else (True, False):
        numerical = numerical_gradient(lambda V: network.loss(V, X, Y, theta), W, analytic)
        for l in W:
            off = np.max(np.abs(G[l] - numerical.value[l]))
            assert off <= numerical.tolerance[l] * np.max(np.abs(numerical.value[l]))


@given(generators, sizes, examples)
def test_loop_and_matrices_give_the_same(rng: np.random.Generator, layers: tuple[int, ...], N: int) -> None:
    W, (X, Y) = sampling.weights(rng, layers), sampling.data(rng, layers, N)
    want = network.backprop(W, X, Y)
    assert_same(network.backprop_vectorised(W, X, Y), want)
    assert_same(network.backprop_any(W, X, Y, {}), want)
    assert_same(network.backprop_any(W, X, Y, None), want)


@given(generators, sizes, examples)
def test_the_order_of_the_examples_does_not_matter(rng: np.random.Generator, layers: tuple[int, ...], N: int) -> None:
    W, (X, Y) = sampling.weights(rng, layers), sampling.data(rng, layers, N)
    order = rng.permutation(N)
    assert_same(network.backprop(W, X[:, order], Y[:, order]), network.backprop(W, X, Y))


@given(generators, examples)
def test_permuting_the_hidden_units_permutes_their_gradients(rng: np.random.Generator, N: int) -> None:
    W, (X, Y) = sampling.weights(rng, (3, 4, 2)), sampling.data(rng, (3, 4, 2), N)
    order = rng.permutation(4)
    columns = [0, *(order + 1)]
    permuted = {1: W[1][order], 2: W[2][:, columns]}
    G = network.backprop(W, X, Y)
    assert network.loss(permuted, X, Y) == pytest.approx(network.loss(W, X, Y), rel=1e-12)
    assert_same(network.backprop(permuted, X, Y), {1: G[1][order], 2: G[2][:, columns]})


@given(generators)
def test_what_is_propagated_is_linear_in_delta(rng: np.random.Generator) -> None:
    W, s = rng.standard_normal((2, 4)), rng.standard_normal((3, 5))
    o = np.vstack([np.ones((1, 5)), np.tanh(s)])
    d, e = rng.standard_normal((2, 5)), rng.standard_normal((2, 5))
    both = network.delta_step(W, 2 * d - 3 * e, s, o)
    np.testing.assert_allclose(
        both, 2 * network.delta_step(W, d, s, o) - 3 * network.delta_step(W, e, s, o), atol=1e-12
    )


def test_the_quantities_have_the_lectures_shapes() -> None:
    W, X, Y = sampling.network(np.random.default_rng(0), (3, 4, 2), 5)
    s, o = network.forward(W, X)
    assert {l: s[l].shape for l in s} == {1: (4, 5), 2: (2, 5)}
    assert {l: o[l].shape for l in o} == {0: (4, 5), 1: (5, 5), 2: (2, 5)}
    assert o[0][0].tolist() == o[1][0].tolist() == [1.0] * 5
    delta = network.output_delta(s[2], o[2], Y)
    assert delta.shape == (2, 5)
    delta = network.delta_step(W[2], delta, s[1], o[1])
    assert delta.shape == (4, 5)
    assert network.weight_gradient(delta, o[0]).shape == W[1].shape


def test_the_steps_put_together_are_the_algorithm() -> None:
    W, X, Y = sampling.network(np.random.default_rng(0), (3, 4, 2), 5)
    s, o = network.forward(W, X)
    delta = {2: network.output_delta(s[2], o[2], Y)}
    delta[1] = network.delta_step(W[2], delta[2], s[1], o[1])
    G = {l: network.weight_gradient(delta[l], o[l - 1]) for l in W}
    assert_same(network.backprop(W, X, Y), G)
    np.testing.assert_allclose(delta[2], 2 * (o[2] - Y) * (1 - o[2] ** 2))


def test_a_small_network_has_the_values_that_were_worked_out_by_hand() -> None:
    W = {1: np.array([[0.5, -1.0]]), 2: np.array([[-0.25, 2.0]])}
    X, Y = np.array([[1.0]]), np.array([[1.0]])
    o1 = np.tanh(-0.5)
    o2 = np.tanh(2 * o1 - 0.25)
    delta2 = 2 * (o2 - 1) * (1 - o2**2)
    delta1 = 2 * delta2 * (1 - o1**2)
    assert network.loss(W, X, Y) == pytest.approx((o2 - 1) ** 2)
    assert_same(network.backprop(W, X, Y), {1: np.array([[delta1, delta1]]), 2: np.array([[delta2, delta2 * o1]])})


def test_softmax_with_cross_entropy_has_the_difference_as_its_delta() -> None:
    s, y = np.array([[0.0], [np.log(3)]]), np.array([[1.0], [0.0]])
    np.testing.assert_allclose(network.softmax_delta(s, y), [[-0.75], [0.75]])


def test_a_replaced_step_shows_in_every_composite() -> None:
    W, X, Y = sampling.network(np.random.default_rng(0), (3, 4, 2), 5)
    changed = STEPS.replace(output_delta=lambda _steps, s, o, y: 0 * o)
    for G in (changed.backprop(W, X, Y), changed.backprop_vectorised(W, X, Y), changed.backprop_any(W, X, Y, {})):
        assert all(np.all(G[l] == 0) for l in W)


def test_nothing_that_is_given_is_changed() -> None:
    W, X, Y = sampling.network(np.random.default_rng(0), (3, 4, 2), 5)
    before = {l: W[l].copy() for l in W}, X.copy(), Y.copy()
    network.backprop(W, X, Y)
    network.backprop_any(W, X, Y, {1: "relu"})
    assert_same(W, before[0], rtol=0)
    assert np.array_equal(X, before[1])
    assert np.array_equal(Y, before[2])


@pytest.mark.parametrize("theta", [None, {1: "logistic", 2: "softmax"}, {1: "softplus", 2: "identity"}, {1: "relu"}])
@given(generators)
def test_the_losses_of_a_stack_are_the_loss_of_each(theta: Any, rng: np.random.Generator) -> None:
    W, X, Y = sampling.network(rng, (3, 4, 2), 5, theta)
    for l in W:
        stack = W[l] + rng.normal(size=(6, *W[l].shape))
        one_by_one = [network.loss({**W, l: member}, X, Y, theta) for member in stack]
        np.testing.assert_allclose(network.loss_of_each({**W, l: stack}, X, Y, theta), one_by_one, rtol=1e-12)
    np.testing.assert_allclose(network.loss_of_each(W, X, Y, theta), network.loss(W, X, Y, theta), rtol=1e-13)


@pytest.mark.parametrize("theta", [None, {1: "logistic", 2: "softmax"}, {1: "relu"}])
@pytest.mark.parametrize(("sizes", "N"), [((1, 1, 2), 1), ((3, 2), 4), ((2, 3, 2, 2), 3)])
def test_a_gradient_from_stacks_is_that_from_one_weight_at_a_time(theta: Any, sizes: tuple[int, ...], N: int) -> None:
    theta = theta if theta is None or len(sizes) == 3 else {}
    W, X, Y = sampling.network(np.random.default_rng(N), sizes, N, theta)
    before = copy.deepcopy(W)
    analytic = theta != {1: "relu"}
    one = numerical_gradient(lambda V: network.loss(V, X, Y, theta), W, analytic)
    stacked = numerical_gradient(lambda V: network.loss_of_each(V, X, Y, theta), W, analytic, stacked=True)
    for l in W:
        scale = np.max(np.abs(one.value[l]))
        assert stacked.value[l].shape == W[l].shape
        assert np.max(np.abs(stacked.value[l] - one.value[l])) <= max(one.tolerance[l] * scale, 1e-13 * scale)
        assert stacked.tolerance[l] == pytest.approx(one.tolerance[l], rel=0.9)
        np.testing.assert_array_equal(W[l], before[l])
