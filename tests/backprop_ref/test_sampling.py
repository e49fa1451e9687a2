import copy
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref import graph as graphs
from backprop_ref import lecture_function, network, sampling
from tests.backprop_ref.strategies import examples, generators, sizes

THETA = {1: "relu", 2: "leaky_relu"}


@given(generators, sizes, examples)
def test_no_bias_is_near_zero_and_no_target_within_reach(
    rng: np.random.Generator, layers: tuple[int, ...], N: int
) -> None:
    W, (X, Y) = sampling.weights(rng, layers), sampling.data(rng, layers, N)
    assert [W[l].shape for l in W] == [(d, d_prev + 1) for d_prev, d in pairwise(layers)]
    assert all(np.min(np.abs(W[l][:, 0])) >= 0.2 for l in W)
    assert X.shape == (layers[0], N)
    assert Y.shape == (layers[-1], N)
    assert np.min(np.abs(Y)) > 1


@given(generators)
def test_a_network_is_clear_of_kinks_and_alive(rng: np.random.Generator) -> None:
    W, X, Y = sampling.network(rng, (3, 5, 4, 2), 6, THETA)
    s, o = network.forward_any(W, X, THETA)
    assert sampling.clear_of_kinks(s, THETA)
    assert min(np.min(np.abs(s[l])) for l in (1, 2)) >= 1e-2
    assert np.all(np.any(s[1] > 0, axis=0))
    assert np.min(np.abs(o[3] - Y)) >= 0.3


def test_a_pre_activation_of_zero_is_not_clear_of_kinks() -> None:
    W, X = {1: np.array([[1.0, -1.0]])}, np.array([[1.0]])
    s, _ = network.forward_any(W, X, None)
    assert not sampling.clear_of_kinks(s, {1: "relu"})
    assert sampling.clear_of_kinks(s, {1: "tanh"})
    assert sampling.clear_of_kinks(s, {1: "softmax"})


@given(generators, examples)
def test_one_hot_columns_hold_every_class_if_there_is_room(rng: np.random.Generator, N: int) -> None:
    Y = sampling.one_hot(rng, 4, N)
    assert Y.shape == (4, N)
    assert np.all(Y.sum(axis=0) == 1)
    assert np.sum(Y.any(axis=1)) >= min(4, N)


def test_the_same_generator_gives_the_same_network() -> None:
    first, second = (sampling.network(np.random.default_rng(5), (3, 4, 2), 5) for _ in range(2))
    assert np.array_equal(first[0][1], second[0][1])
    assert np.array_equal(first[2], second[2])


def test_softmax_gets_one_hot_targets() -> None:
    _, _, Y = sampling.network(np.random.default_rng(5), (3, 4, 3), 5, {2: "softmax"})
    assert set(np.unique(Y)) == {0.0, 1.0}


def test_what_cannot_be_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "TARGET_DISTANCE", 100.0)
    monkeypatch.setattr(sampling, "ATTEMPTS", 3)
    with pytest.raises(sampling.NoSample, match=r"\(3, 4, 2\)"):
        sampling.network(np.random.default_rng(907_341_552_083), (3, 4, 2), 5)  # a draw that nobody has made before


@given(generators, st.integers(2, 9))
def test_two_places_are_those_of_numpys_choice(rng: np.random.Generator, n: int) -> None:
    other = copy.deepcopy(rng)
    likely = np.linspace(1, 3, n)
    for _ in range(20):
        wanted = other.choice(n, 2, replace=False, p=likely / likely.sum())
        assert sampling.two_of(rng, n) == tuple(wanted)
    assert rng.bit_generator.state == other.bit_generator.state


def test_a_sampled_network_keeps_its_gradient_in_single_precision() -> None:
    rng = np.random.default_rng(0)
    for shape in ((3, 4, 1), (4, 3, 5, 3, 2)):
        W, X, Y = sampling.network(rng, shape, 5)
        G = network.backprop_vectorised(W, X, Y)
        single = {l: W[l].astype(np.float32) for l in W}
        H = network.backprop_vectorised(single, X.astype(np.float32), Y.astype(np.float32))
        for l in G:
            assert np.max(np.abs(G[l][:, 0] - H[l][:, 0])) <= 1e-5 * np.max(np.abs(G[l][:, 0]))


def test_a_sum_over_the_examples_that_cancels_is_not_well_conditioned() -> None:
    W = {1: np.array([[0.3, 1.0]])}
    X = np.array([[0.5, 0.5]])
    o = np.tanh(W[1] @ np.vstack([np.ones((1, 2)), X]))
    Y = o + np.array([[1.0, -1.0 - 1e-7]])
    assert not sampling.well_conditioned(W, X, Y, None)


@given(generators)
def test_a_random_graph_has_all_that_a_backward_pass_can_stumble_over(rng: np.random.Generator) -> None:
    graph, values = sampling.random_graph(rng)
    parents = [node[1] for node in graph.values()]
    used = {p for operands in parents for p in operands}
    assert any(len(set(operands)) < len(operands) for operands in parents)
    assert any(isinstance(p, float) for p in used)
    assert "unused" in values
    assert len(graphs.outputs(graph)) == 2  # y, and a node on which it does not depend
    assert max(len(users) for users in graphs.consumers(graph).values()) >= 2
    assert list(values) == ["x", "z", "w", "unused", *graph]
    assert {op for op, _ in graph.values()} >= {"add", "sub", "mul", "div", "exp", "ln", "sin"}
    adjoints = graphs.backward(graph, values, "y")
    assert all(0.02 <= abs(g) <= 1e4 for g in adjoints.values() if g)


@given(generators)
def test_at_a_lecture_point_the_terms_balance_or_the_exponential_dominates(rng: np.random.Generator) -> None:
    v = lecture_function.forward(*sampling.lecture_point(rng, balanced=True))
    assert max(v[name] for name in "def") <= 10 * min(v[name] for name in "def")
    v = lecture_function.forward(*sampling.lecture_point(rng, balanced=False))
    assert v["d"] >= 4 * (v["e"] + v["f"])


@given(generators)
def test_a_lecture_case_has_any_adjoints_upstream_and_no_sum_that_cancels(rng: np.random.Generator) -> None:
    v, g = sampling.lecture_case(rng, balanced=True, upstream=True)
    assert set(v) == set(g) == {*"xz", *lecture_function.GRAPH}
    assert all(0.4 <= abs(share) <= 1.8 and abs(abs(share) - 1) >= 0.05 for share in g.values())
    v, g = sampling.lecture_case(rng, balanced=False, upstream=False)
    assert g == lecture_function.adjoints(v["x"], v["z"])


def test_shuffling_keeps_every_pair_and_puts_the_first_ones_first() -> None:
    mapping = {name: i for i, name in enumerate("abcdefgh")}
    got = sampling.shuffled(np.random.default_rng(1), mapping, first="ca")
    assert got == mapping
    assert list(got)[:2] == ["c", "a"]
    assert list(got) != list(mapping)
