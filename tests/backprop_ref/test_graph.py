import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref import graph as graphs
from backprop_ref import lecture_function, network, network_graph, sampling
from tests.backprop_ref.strategies import examples, generators, moderate, random_graphs

KNOWN_VALUES = {
    "a": 6,
    "b": 0.693147180559945,
    "c": 0.638961276313635,
    "d": 403.428793492735,
    "e": 8.65617024533378,
    "f": 0.106493546052272,
    "y": 412.191457284121,
}
KNOWN_ADJOINTS = {
    "y": 1,
    "d": 1,
    "e": 1,
    "f": 1,
    "c": 1 / 6,
    "b": -12.3600074024730,
    "a": 404.853739609282,
    "x": 1208.38121512661,
    "z": 809.707479218564,
}


def test_the_lecture_function_has_its_known_values() -> None:
    values = lecture_function.forward(2, 3)
    assert {name: values[name] for name in KNOWN_VALUES} == pytest.approx(KNOWN_VALUES, rel=1e-14)
    assert lecture_function.f(2.0, 3.0) == pytest.approx(values["y"], rel=1e-15)


def test_the_lecture_function_has_its_known_adjoints_by_the_table_and_by_reverse_mode() -> None:
    by_hand = lecture_function.adjoints(2, 3)
    by_graph = graphs.backward(lecture_function.GRAPH, lecture_function.forward(2, 3))
    assert by_hand == pytest.approx(KNOWN_ADJOINTS, rel=1e-13)
    assert by_graph == pytest.approx(KNOWN_ADJOINTS, rel=1e-13)


def test_the_lecture_function_agrees_with_high_precision_arithmetic() -> None:
    import mpmath

    with mpmath.workdps(40):

        def f(x: Any, z: Any) -> Any:
            return mpmath.exp(x * z) + x * z / mpmath.log(x) + mpmath.sin(mpmath.log(x)) / (x * z)

        for x, z in ((2, 3), (2, 0.3), (1.5, -0.7)):
            got = lecture_function.adjoints(x, z)
            assert got["x"] == pytest.approx(float(mpmath.diff(f, (x, z), (1, 0))), rel=1e-13)
            assert got["z"] == pytest.approx(float(mpmath.diff(f, (x, z), (0, 1))), rel=1e-13)


@given(random_graphs(), moderate, moderate, moderate)
def test_the_gradient_of_any_graph_agrees_with_the_complex_step(
    graph: graphs.Graph, x: float, z: float, w: float
) -> None:
    given_values = {"x": x, "z": z, "w": w}
    gradient = graphs.gradient(graph, given_values, "y")
    for name, value in given_values.items():
        stepped = {**given_values, name: value + 1e-20j}
        derivative = np.imag(graphs.forward(graph, stepped)["y"]) / 1e-20
        assert gradient[name] == pytest.approx(derivative, rel=1e-9, abs=1e-9)


@given(random_graphs(), st.randoms(use_true_random=False))
def test_the_order_in_which_the_nodes_are_written_changes_nothing(graph: graphs.Graph, random: Any) -> None:
    names = list(graph)
    random.shuffle(names)
    point = {"x": 0.3, "z": -1.2, "w": 0.7}
    shuffled = {name: graph[name] for name in names}
    assert graphs.gradient(shuffled, point, "y") == pytest.approx(graphs.gradient(graph, point, "y"), rel=1e-12)


@given(random_graphs())
def test_the_topological_order_puts_every_node_after_its_operands(graph: graphs.Graph) -> None:
    place = {name: i for i, name in enumerate(graphs.topological_order(graph))}
    assert all(place[p] < place[name] for name, (_, parents) in graph.items() for p in parents)


def test_an_operand_that_occurs_twice_gets_back_twice() -> None:
    graph = {"y": ("mul", ("x", "x"))}
    assert graphs.gradient(graph, {"x": 3.0}) == {"x": 6.0}
    assert graphs.consumers(graph)["x"] == ["y", "y"]


def test_a_node_is_visited_when_all_of_its_consumers_are() -> None:
    graph = {"y": ("mul", ("a", "c")), "c": ("sin", ("b",)), "b": ("exp", ("a",)), "a": ("square", ("x",))}
    a = 0.36
    want = (np.sin(np.exp(a)) + a * np.cos(np.exp(a)) * np.exp(a)) * 1.2
    assert graphs.gradient(graph, {"x": 0.6})["x"] == pytest.approx(want, rel=1e-14)


def test_a_diamond_sums_both_ways() -> None:
    graph = {"a": ("sin", ("x",)), "b": ("cos", ("x",)), "y": ("mul", ("a", "b"))}
    assert graphs.gradient(graph, {"x": 0.4})["x"] == pytest.approx(np.cos(0.8), rel=1e-14)


def test_a_chain_of_10000_nodes_is_no_matter() -> None:
    graph = graphs.chain(10_000, "neg")
    assert graphs.gradient(graph, {"x": 2.0}) == {"x": 1.0}
    reverse = dict(reversed(graph.items()))
    assert graphs.gradient(reverse, {"x": 2.0}) == {"x": 1.0}


def test_a_second_backward_pass_gives_the_same_and_changes_nothing() -> None:
    values = lecture_function.forward(2, 0.3)
    before = dict(values)
    first = graphs.backward(lecture_function.GRAPH, values)
    assert graphs.backward(lecture_function.GRAPH, values) == first
    assert values == before


def test_inputs_that_are_not_used_and_constants_have_the_adjoint_0_or_none() -> None:
    graph = {"a": ("mul", ("x", 3)), "y": ("add", ("a", 1.5))}
    values = graphs.forward(graph, {"x": 2, "unused": 5})
    assert values["y"] == 7.5
    assert graphs.backward(graph, values) == {"x": 3.0, "unused": 0.0, "a": 1.0, "y": 1.0}


def test_arrays_and_broadcasting_go_through() -> None:
    rng = np.random.default_rng(1)
    W, x, b = rng.standard_normal((3, 4)), rng.standard_normal((4, 2)), rng.standard_normal((3, 1))
    graph = {
        "p": ("matmul", ("W", "x")),
        "s": ("add", ("p", "b")),
        "o": ("tanh", ("s",)),
        "q": ("square", ("o",)),
        "y": ("sum", ("q",)),
    }
    adjoints = graphs.gradient(graph, {"W": W, "x": x, "b": b})
    o = np.tanh(W @ x + b)
    delta = 2 * o * (1 - o * o)
    np.testing.assert_allclose(adjoints["W"], delta @ x.T)
    np.testing.assert_allclose(adjoints["x"], W.T @ delta)
    np.testing.assert_allclose(adjoints["b"], delta.sum(axis=1, keepdims=True))


def test_a_seed_scales_all_adjoints() -> None:
    values = lecture_function.forward(2, 0.3)
    one = graphs.backward(lecture_function.GRAPH, values)
    three = graphs.backward(lecture_function.GRAPH, values, seed=3)
    assert three == pytest.approx({name: 3 * one[name] for name in one}, rel=1e-14)


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        ({"a": ("sin", ("b",)), "b": ("sin", ("a",))}, "cycle"),
        ({"a": ("sin", ("a",))}, "cycle"),
        ({"a": ("sinus", ("x",))}, "unknown operation"),
        ({"a": ("mul", ("x",))}, "takes 2"),
        ({"a": ("add", ())}, "at least one"),
    ],
)
def test_what_is_no_graph_is_refused_in_one_sentence(graph: graphs.Graph, message: str) -> None:
    with pytest.raises(graphs.GraphError, match=message):
        graphs.topological_order(graph)


def test_a_missing_input_and_an_unclear_output_are_refused() -> None:
    with pytest.raises(graphs.GraphError, match="input z"):
        graphs.forward({"y": ("mul", ("x", "z"))}, {"x": 1})
    two = {"a": ("sin", ("x",)), "b": ("cos", ("x",))}
    with pytest.raises(graphs.GraphError, match="2 unused"):
        graphs.backward(two, graphs.forward(two, {"x": 1}))


@pytest.mark.parametrize("sizes", [(2, 2, 1), (3, 4, 2), (4, 3, 2, 3)])
def test_the_graph_of_a_network_has_the_value_and_gradient_of_the_network(sizes: tuple[int, ...]) -> None:
    W, X, Y = sampling.network(np.random.default_rng(3), sizes, 1)
    graph = network_graph.build(sizes)
    values = graphs.forward(graph, network_graph.given(W, X, Y))
    assert values["loss"] == pytest.approx(network.loss(W, X, Y), rel=1e-13)
    adjoints = graphs.backward(graph, values, "loss")
    for l, G in network.backprop(W, X, Y).items():
        for (b, a), entry in np.ndenumerate(G):
            assert adjoints[f"w{l}_{b + 1}_{a}"] == pytest.approx(entry, rel=1e-12)
    assert len(values) == network_graph.counts(sizes)["all"]
    pairs = itertools.pairwise(sizes)
    assert network_graph.counts(sizes)["weights"] == sum(a * b for a, b in pairs)


@given(generators, examples)
def test_other_activations_and_no_loss_can_be_built(rng: np.random.Generator, n: int) -> None:
    graph = network_graph.build((2, n, 1), {1: "logistic", 2: "identity"}, loss=False)
    assert graphs.outputs(graph) == ["o2_1"]
    assert not any(name.startswith("y") for name in graphs.inputs(graph))


def test_a_ladder_has_a_slope_of_one_and_no_more_work_than_nodes() -> None:
    graph = graphs.ladder(40)
    assert graphs.gradient(graph, {"x": 0.7}) == {"x": 1.0}
    assert graphs.forward(graph, {"x": 0.7})["y"] == pytest.approx(0.7, rel=1e-15)


@given(generators)
def test_the_adjoint_is_the_derivative_of_y_when_a_node_is_moved(rng: np.random.Generator) -> None:
    graph, values = sampling.random_graph(rng)
    inputs = {name: values[name] for name in values if name not in graph}
    adjoints = graphs.backward(graph, values, "y")
    for name in values:
        moved = graphs.value_when_moved(graph, inputs, {name: 1e-20j}, "y")
        assert moved.imag / 1e-20 == pytest.approx(adjoints[name], rel=1e-12, abs=1e-13)
