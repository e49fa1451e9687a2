from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref import data_sets, losses, network, sampling, training
from backprop_ref.finite_differences import complex_step, numerical_gradient
from tests.backprop_ref.strategies import generators

SIZES, THETA = (3, 4, 2), {1: "tanh", 2: "softmax"}


def sample(theta: dict[int, str] | None = None) -> tuple[network.Layers, network.Array, network.Array]:
    return sampling.network(np.random.default_rng(8), SIZES, 5, theta)


@pytest.mark.parametrize("theta", [None, THETA, {1: "logistic", 2: "identity"}])
@pytest.mark.parametrize("lam", [0.0, 0.3])
def test_the_gradient_of_the_risk_is_that_of_its_numbers(theta: dict[int, str] | None, lam: float) -> None:
    W, X, Y = sample(theta)
    numerical = numerical_gradient(lambda V: training.risk(V, X, Y, theta, lam), W, analytic=True)
    G = training.risk_gradient(W, X, Y, theta, lam)
    for l in W:
        np.testing.assert_allclose(G[l], numerical.value[l], rtol=1e-10, atol=1e-12)


def test_l2_leaves_the_bias_columns_alone() -> None:
    W, _, _ = sample()
    R = training.l2_gradient(W, 0.2)
    assert all(np.all(R[l][:, 0] == 0) for l in W)
    np.testing.assert_allclose(R[1][:, 1:], 0.4 * W[1][:, 1:])
    moved = {l: W[l] + np.eye(1, W[l].shape[1]) for l in W}
    assert training.l2_penalty(moved, 0.2) == pytest.approx(training.l2_penalty(W, 0.2), rel=1e-14)


def test_a_step_takes_all_gradients_at_the_same_weights_and_changes_none_of_its_inputs() -> None:
    W, X, Y = sample()
    before = {l: W[l].copy() for l in W}
    G = network.backprop(W, X, Y)
    new = training.gd_step(W, X, Y, 0.05)
    for l in W:
        np.testing.assert_allclose(new[l], before[l] - 0.05 * G[l], rtol=1e-13)
        assert np.array_equal(W[l], before[l])
        assert not np.shares_memory(new[l], W[l])


def test_a_step_is_confirmed_by_values_of_the_risk_alone() -> None:
    W, X, Y = sample(THETA)
    step, numerical = training.gd_step(W, X, Y, 0.1, THETA, 0.3), training.numerical_step(W, X, Y, 0.1, THETA, 0.3)
    for l in W:
        assert np.max(np.abs(step[l] - numerical.value[l])) <= numerical.tolerance[l] * np.max(np.abs(step[l]))


@given(generators, st.floats(0.001, 0.02))
def test_a_small_step_lowers_the_risk(rng: np.random.Generator, eta: float) -> None:
    W, X, Y = sampling.network(rng, SIZES, 5)
    eta /= sum(float(np.sum(G**2)) for G in training.risk_gradient(W, X, Y, None, 0.1).values())
    assert training.risk(training.gd_step(W, X, Y, eta, None, 0.1), X, Y, None, 0.1) < training.risk(W, X, Y, None, 0.1)


def test_sgd_takes_the_examples_in_the_given_order() -> None:
    W, X, Y = sample()
    trajectory = training.sgd(W, X, Y, 0.1, [3, 0, 3], lam=0.2)
    want = W
    for n, got in zip([3, 0, 3], trajectory[1:], strict=True):
        want = training.gd_step(want, X[:, [n]], Y[:, [n]], 0.1, lam=0.2)
        for l in W:
            np.testing.assert_allclose(got[l], want[l], rtol=1e-13)
    assert len(trajectory) == 4


def test_gradient_descent_returns_the_trajectory_from_the_start() -> None:
    W, X, Y = sample()
    trajectory = training.gradient_descent(W, X, Y, 0.01, 3)
    assert len(trajectory) == 4
    assert all(np.array_equal(trajectory[0][l], W[l]) and trajectory[0][l] is not W[l] for l in W)
    twice = training.gd_step(training.gd_step(W, X, Y, 0.01), X, Y, 0.01)
    np.testing.assert_allclose(trajectory[2][1], twice[1], rtol=1e-13)


def logistic_cross_entropy(s: Any, y: Any) -> Any:
    """-sum y ln p + (1 - y) ln(1 - p) with p = logistic(s), from the scores s."""
    return np.sum(np.log(1 + np.exp(s)) - y * s)


def test_the_empirical_risk_takes_any_loss() -> None:
    W, X, Y = sample()
    theta = {2: "identity"}
    labels = np.where(Y > 0, 1.0, 0.0)
    value = training.empirical_risk(logistic_cross_entropy, W, X, labels, theta)
    assert value > 0
    G = training.empirical_risk_gradient(lambda o, y: 1 / (1 + np.exp(-o)) - y, W, X, labels, theta)
    numerical = complex_step(lambda V: training.empirical_risk(logistic_cross_entropy, V, X, labels, theta), W)
    for l in W:
        np.testing.assert_allclose(G[l], numerical[l], rtol=1e-9, atol=1e-12)
    assert training.empirical_risk(losses.squared_error, W, X, Y) == pytest.approx(network.loss(W, X, Y))


def test_training_learns_to_tell_two_rings_apart() -> None:
    rng = np.random.default_rng(0)
    angle, radius = rng.uniform(0, 2 * np.pi, 60), np.repeat([0.4, 1.3], 30)
    X, Y = np.vstack([np.cos(angle), np.sin(angle)]) * radius, np.repeat([[-1.0, 1.0]], 30, axis=1)
    W = training.gradient_descent(training.initial_weights(rng, (2, 6, 1)), X, Y, 0.02, 400)[-1]
    assert training.accuracy(W, X, Y) >= 0.95


def test_the_accuracy_of_several_outputs_compares_the_largest_ones() -> None:
    W = {1: np.hstack([np.zeros((3, 1)), np.eye(3)])}
    X = np.array([[2.0, 0.0], [0.0, 1.0], [1.0, 3.0]])
    assert training.accuracy(W, X, np.array([[1.0, 0], [0, 1], [0, 0]])) == 0.5


def test_initial_weights_are_small_and_random() -> None:
    W = training.initial_weights(np.random.default_rng(0), SIZES)
    assert {l: W[l].shape for l in W} == {1: (4, 4), 2: (2, 5)}
    assert all(0 < np.std(W[l]) < 1 for l in W)


def test_the_slopes_of_the_losses_are_the_derivatives_of_their_values() -> None:
    rng = np.random.default_rng(5)
    o, y = rng.uniform(0.1, 0.9, (2, 4)), rng.integers(0, 2, (2, 4)).astype(float)
    for value, slope in (
        (lambda u: np.sum(np.abs(u - y)), training.absolute_error_slope(o, y)),
        (lambda u: np.sum(training.cross_entropy(u, y)), training.cross_entropy_slope(o, y)),
    ):
        numerical = numerical_gradient(lambda V, value=value: value(V[1]), {1: o}, analytic=False).value[1]
        np.testing.assert_allclose(slope, numerical, rtol=1e-7)
    assert training.absolute_error_slope(np.zeros((1, 1)), np.zeros((1, 1))) == 0
    s = np.log(o / (1 - o))
    assert np.sum(training.cross_entropy(o, y)) == pytest.approx(logistic_cross_entropy(s, y))


GOOD = {1: np.ones((4, 3)), 2: np.ones((2, 5))}


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (None, "as a dict"),
        ({}, "as a dict"),
        ({"1": 0}, "as a dict"),
        ({1: "a"}, "no matrix of numbers"),
        ({1: 10**400}, "no matrix of numbers"),
        ({1: [[1], [2, 3]]}, "no matrix of numbers"),
        ({1: np.ones(3)}, "needs 3 columns"),
        ({1: np.ones((0, 3))}, "needs 3 columns"),
        ({1: np.ones((4, 3)), 2: np.ones((2, 4))}, "needs 5 columns"),
        ({1: np.full((2, 3), np.nan)}, "grow without bound"),
        ({1: np.ones((4, 3))}, "as many outputs as Y has rows, 2"),
    ],
)
def test_weights_from_a_stranger_are_refused_in_one_sentence(returned: object, said: str) -> None:
    W, problem = training.as_weights(returned, 2, 2)
    assert W is None
    assert said in problem


@pytest.mark.parametrize("returned", [GOOD, {**GOOD, 0: None}, {l: GOOD[l].tolist() for l in (2, 1)}])
def test_weights_from_a_stranger_are_taken_in_every_form_that_says_the_same(returned: object) -> None:
    W, problem = training.as_weights(returned, 2, 2)
    assert problem == ""
    assert W is not None
    assert all(np.array_equal(W[l], GOOD[l]) for l in GOOD)
    assert training.hidden_units_alike(W)
    assert not training.hidden_units_alike({1: np.eye(4, 3), 2: GOOD[2]})


MOONS = data_sets.two_moons(np.random.default_rng(3), 40)


def told(train: Any, most: int = 1000) -> training.Way:
    """The way of a training on moons, through what `course_training` hands over."""
    trained, problem = training.as_trained(training.course_training(train, *MOONS, "tanh", most), 2, 1, 40)
    assert problem == ""
    assert trained is not None
    return training.way_of(trained, *MOONS, "tanh")


def start() -> network.Layers:
    return training.initial_weights(np.random.default_rng(0), (2, 5, 1), scale=2.0)


def test_the_way_of_gradient_descent_has_all_its_steps_and_its_start() -> None:
    def train(X: Any, Y: Any, gradient: Any) -> Any:
        assert all(np.allclose(gradient(start())[l], training.risk_gradient(start(), X, Y)[l]) for l in start())
        return training.gradient_descent(start(), X, Y, 0.01, 30)[-1]

    assert told(train).steps == 0

    def asking(X: Any, Y: Any, gradient: Any) -> Any:
        W = start()
        for _ in range(30):
            G = gradient(W)
            W = {l: W[l] - 0.01 * G[l] for l in W}
        return W

    way = told(asking)
    assert (way.steps, way.seen) == (30, 1.0)
    assert all(np.array_equal(way.start[l], start()[l]) for l in way.start)
    assert told(asking, most=12).steps == 0


@pytest.mark.parametrize(
    ("rule", "steps"),
    [
        (lambda W, G, before: W - 0.01 * G, 20),
        (lambda W, G, before: W - 0.01 * G + 0.5 * before, 20),
        (lambda W, G, before: W - 0.01 * (G + 0.02 * W * (np.arange(W.shape[1]) > 0)), 20),
        (lambda W, G, before: np.float32(W - 0.01 * G), 20),
        (lambda W, G, before: W + 0.01 * G, 0),
        (lambda W, G, before: W - 0.01 * np.sign(G), 0),
        (lambda W, G, before: W - 0.01 * G + 1e-3, 0),
    ],
)
def test_a_step_may_hold_a_penalty_and_momentum_and_nothing_else(rule: Any, steps: int) -> None:
    def train(X: Any, Y: Any, gradient: Any) -> Any:
        W, before = start(), {l: 0 * start()[l] for l in start()}
        for t in range(20):
            G = gradient(W, [t, t + 20])
            V = {l: rule(W[l], G[l], before[l]) for l in W}
            W, before = V, {l: V[l] - W[l] for l in W}
        return W

    way = told(train)
    assert way.steps == steps
    assert way.seen == (1.0 if steps else 0.0)


def test_the_way_may_end_before_the_last_question_and_begin_after_the_first() -> None:
    def train(X: Any, Y: Any, gradient: Any) -> Any:
        kept = []
        for seed in range(3):
            W = training.initial_weights(np.random.default_rng(seed), (2, 5, 1))
            for _ in range(15):
                G = gradient(W)
                W = {l: W[l] - 0.01 * G[l] for l in W}
            kept.append(W)
        return kept[1]

    assert told(train).steps == 15


@pytest.mark.parametrize("returned", [None, 0, {}, {"weights": GOOD}, {"weights": GOOD, "asked": 1, "examples": "a"}])
def test_what_is_no_record_of_a_training_is_refused(returned: object) -> None:
    trained, problem = training.as_trained(returned, 2, 2, 5)
    assert trained is None
    assert problem


def test_the_source_of_the_record_is_whole() -> None:
    names: dict[str, Any] = {}
    exec(training.COURSE_TRAINING, names)
    record = names["course_training"](lambda X, Y, gradient: start(), *MOONS, "tanh", 5)
    assert record["calls"] == 0
    assert training.as_trained(record, 2, 1, 40)[0] is not None
