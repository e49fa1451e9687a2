"""Graphs of strangers: read without a stumble, compared up to the names of nodes, told apart where they differ."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref import graph_structure as structure
from backprop_ref import network_graph, sampling
from backprop_ref.exercise_graphs import loop_graph
from backprop_ref.graph import inputs
from backprop_ref.lecture_function import GRAPH, f
from backprop_ref.mistakes import GRAPH_BUILDING
from backprop_ref.mistakes.graph_building import recognise, telling

BUILDS: dict[str, Any] = {
    "lecture": lambda steps: steps.lecture_graph(),
    "loop": lambda steps: steps.loop_graph(3),
    "2-2-1": lambda steps: steps.network_graph((2, 2, 1)),
    "3-4-2": lambda steps: steps.network_graph((3, 4, 2)),
    "2-3-2-3": lambda steps: steps.network_graph((2, 3, 2, 3)),
}
CASES = [
    (name, mistake)
    for name, build in BUILDS.items()
    for mistake in GRAPH_BUILDING.mistakes
    if build(GRAPH_BUILDING.with_mistakes(mistake)) != build(GRAPH_BUILDING.right)
]


def renamed(graph: Any, rng: np.random.Generator) -> dict[str, Any]:
    """The same graph under other names, its keys in another order, the operands of add and mul turned round."""
    names = {name: f"node {k}" for name, k in zip(graph, rng.permutation(len(graph)), strict=True)}
    entries = []
    for name, (op, parents) in graph.items():
        order = parents[::-1] if op in ("add", "mul") else parents
        entries.append((names[name], [op, [names.get(p, p) if isinstance(p, str) else p for p in order]]))
    return {entries[k][0]: entries[k][1] for k in rng.permutation(len(entries))}


@pytest.mark.parametrize("name", BUILDS)
def test_names_order_of_keys_and_of_commuting_operands_do_not_matter(name: str) -> None:
    right = BUILDS[name](GRAPH_BUILDING.right)
    other = structure.read(renamed(right, np.random.default_rng(1)), inputs(right))
    assert other.wrong == ""
    assert structure.compare(other.graph, right) == ""
    assert structure.same(other.graph, right)


@pytest.mark.parametrize(
    ("graph", "alike"),
    [
        ({"t": ("add", ("b", "c")), "y": ("add", ("a", "t"))}, True),
        ({"t": ("add", ("b",)), "y": ("add", ("a", "t", "c"))}, True),
        ({"t": ("mul", ("b", 1.0)), "y": ("add", ("a", "t", "c"))}, True),
        ({"y": ("add", ("a", "b", "b", "c"))}, False),
        ({"t": ("sub", ("b", "c")), "y": ("add", ("a", "t"))}, False),
    ],
)
def test_the_brackets_of_a_sum_are_free(graph: Any, alike: bool) -> None:
    assert structure.same(graph, {"y": ("add", ("a", "b", "c"))}) == alike


def test_a_partial_sum_with_a_second_consumer_is_a_step_of_its_own() -> None:
    shared = {"t": ("add", ("b", "c")), "u": ("sin", ("t",)), "y": ("add", ("a", "t", "u"))}
    twice = {"t": ("add", ("b", "c")), "v": ("add", ("b", "c")), "u": ("sin", ("t",)), "y": ("add", ("a", "v", "u"))}
    assert not structure.same(shared, twice)


@pytest.mark.parametrize("difference", [("o", "y"), ("y", "o")])
@pytest.mark.parametrize("square", [("square", ("r",)), ("mul", ("r", "r"))])
def test_a_squared_difference_has_no_sign(difference: Any, square: Any) -> None:
    assert structure.same({"r": ("sub", difference), "l": square}, {"r": ("sub", ("o", "y")), "l": ("square", ("r",))})


def test_a_difference_with_another_consumer_keeps_its_sign() -> None:
    one, other = ({"r": ("sub", d), "l": ("square", ("r",)), "e": ("exp", ("r",))} for d in (("o", "y"), ("y", "o")))
    assert not structure.same(one, other)


def test_div_and_sub_know_their_first_operand() -> None:
    for op in ("div", "sub"):
        assert not structure.same({"y": (op, ("a", "b"))}, {"y": (op, ("b", "a"))})


@pytest.mark.parametrize(
    ("got", "said", "kind"),
    [
        (None, "return statement missing", "form"),
        ([], "must be a dict", "form"),
        ({}, "no node in it", "form"),
        ({1: ("ln", ("x",))}, "name of a node is a string", "form"),
        ({"a": "ln x"}, "must be a pair", "form"),
        ({"a": ("ln", "x")}, "with a comma", "form"),
        ({"a": ("ln", {"x": 1})}, "tuple of names", "form"),
        ({"a": ("ln", (None,))}, "neither the name of a node nor a number", "form"),
        ({"a": ("ln", (math.nan,))}, "neither the name of a node nor a number", "form"),
        ({"a": ("add", ("x", 10**400))}, "neither the name of a node nor a number", "form"),
        ({"a": ("log", ("x",))}, "no operation 'log'; there are add, sub", "form"),
        ({"a": ("mul", ("x",))}, "mul takes 2 parents, yours has 1", "form"),
        ({"a": ("ln", ())}, "ln takes one parent, yours has 0", "form"),
        ({"a": ("ln", ("q",))}, "no node has this name", "form"),
        ({"x": ("ln", ("z",))}, "x is given, nothing leads to it", "form"),
        ({"x": ("given", ()), "y": ("ln", ("x",))}, "x is given: it stands among the parents", "form"),
        ({"a": ("sin(ln)", ("x",))}, "'sin(ln)' is more than one operation", "merged"),
        ({"a": ("ln_exp", ("x",))}, "is more than one operation", "merged"),
        ({"a": ("exp", ("x*z",))}, "'x*z' among the parents of a is a formula", "merged"),
        ({"a": ("exp", (("mul", ("x", "z")),))}, "An operation stands among the parents of a", "merged"),
        ({"a": ("exp", ("b",)), "b": ("sin", ("a",))}, "The graph has a cycle, a -> b -> a:", "cycle"),
        ({"a": ("exp", ("a",))}, "The graph has a cycle, a -> a:", "cycle"),
        ({"a": ("exp", ("x",)), "b": ("sin", ("z",))}, "No node uses a and b:", "loose"),
        ({f"n{i}": ("sin", ("x",)) for i in range(6000)}, "far more", "form"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_in_one_sentence(got: Any, said: str, kind: str) -> None:
    found = structure.read(got, ("x", "z"))
    assert said in found.wrong
    assert found.kind == kind
    assert found.wrong[-1] in ".?"
    assert len(found.wrong) < 300


words = st.one_of(st.sampled_from(["x", "z", "a", "b", "mul", "sin", "sin(x)", "", "ü*"]), st.text(max_size=4))
scraps = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), words),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.tuples(inner, inner), st.dictionaries(words, inner, max_size=3)
    ),
    max_leaves=8,
)
entries = st.tuples(st.one_of(words, st.sampled_from(structure.OPERATIONS)), st.lists(st.one_of(words, scraps)))
graphs = st.one_of(scraps, st.dictionaries(words, st.one_of(entries, scraps), max_size=5))


@given(graphs)
def test_nothing_that_a_stranger_returns_raises(got: Any) -> None:
    found = structure.read(got, ("x", "z"))
    recognise(found, BUILDS["lecture"])
    if not found.wrong:
        assert isinstance(structure.value(found.graph, {"x": 2.0, "z": 0.3}), float)
        assert structure.compare(found.graph, GRAPH)
        assert not structure.same(found.graph, GRAPH)
        structure.computes(found.graph, GRAPH, GRAPH)
        structure.without_repetitions(found.graph)
        assert all(uses >= 0 for uses in structure.used_in(found.graph, "mul", ("x", "z")))


def test_a_value_that_cannot_be_computed_is_nan() -> None:
    assert math.isnan(structure.value({"y": ("ln", ("x",))}, {"x": -1.0}))
    assert math.isnan(structure.value({"y": ("ln", ("x",))}, {}))
    assert structure.value(GRAPH, {"x": 2.0, "z": 0.3}) == pytest.approx(f(2.0, 0.3), rel=1e-14)


def test_a_long_chain_needs_no_recursion() -> None:
    chain = {f"n{i}": ("sin", (f"n{i - 1}" if i else "x",)) for i in range(4000)}
    assert structure.same(chain, dict(chain))
    assert structure.compare(chain, chain) == ""
    assert not structure.turned_round(chain, {"y": ("sin", ("x",))})


def test_a_quantity_that_is_computed_twice_is_named_and_can_be_merged() -> None:
    twice = {**GRAPH, "a2": ("mul", ("z", "x")), "f": ("div", ("c", "a2"))}
    assert structure.repeated(twice) == ["a", "a2"]
    assert "a and a2 compute the same quantity" in structure.compare(twice, GRAPH)
    assert structure.same(structure.without_repetitions(twice), GRAPH)
    assert structure.used_in(GRAPH, "mul", ("z", "x")) == [3]


def test_a_missing_box_is_named_by_the_students_own_names() -> None:
    turned = {**GRAPH, "e": ("div", ("b", "a"))}
    said = structure.compare(turned, GRAPH)
    assert said.startswith("No box computes 'div' of a and b:")
    assert "Your node e, 'div' of b and a, is no step" in said


@pytest.mark.parametrize(("name", "mistake"), CASES, ids=lambda value: getattr(value, "name", value))
def test_every_known_mistake_is_recognised_by_its_structure(name: str, mistake: Any) -> None:
    build = BUILDS[name]
    wrong = renamed(build(GRAPH_BUILDING.with_mistakes(mistake)), np.random.default_rng(2))
    found = structure.read(wrong, inputs(build(GRAPH_BUILDING.right)))
    assert found.wrong or structure.compare(found.graph, build(GRAPH_BUILDING.right))
    known = recognise(found, build)
    assert known is not None
    assert known.number == mistake.number


def test_every_known_mistake_is_among_these_cases() -> None:
    assert {mistake.name for _, mistake in CASES} == {mistake.name for mistake in GRAPH_BUILDING.mistakes}


@pytest.mark.parametrize("name", BUILDS)
def test_a_right_graph_is_no_mistake(name: str) -> None:
    right = BUILDS[name](GRAPH_BUILDING.right)
    assert recognise(structure.read(right, inputs(right)), BUILDS[name]) is None


def telling_cases() -> list[tuple[Any, Any]]:
    """How points are drawn, and the value at one."""

    def near(**middle: float) -> Any:
        return lambda rng: {name: value * rng.uniform(0.9, 1.1) for name, value in middle.items()}

    def net(sizes: tuple[int, ...]) -> tuple[Any, Any]:
        return (
            lambda rng: network_graph.given(*sampling.network(rng, sizes, 1)),
            lambda steps, at: steps.network_value(sizes, at),
        )

    return [
        (near(x=2.0, z=0.4), lambda steps, at: steps.lecture_value(at)),
        (near(x=0.3, w=2.0, z=-1.1), lambda steps, at: steps.loop_value(3, at)),
        (near(x=0.3, w=2.0, z=-1.1), lambda steps, at: steps.loop_value(7, at)),
        net((2, 2, 1)),
        net((2, 4, 2, 3)),
    ]


@pytest.mark.parametrize("case", range(5))
def test_at_a_telling_point_a_wrong_value_shows_and_belongs_to_one_number(case: int) -> None:
    draw, want = telling_cases()[case]
    for seed in range(10):
        point = telling(np.random.default_rng(seed), draw, want)
        right, seen = want(GRAPH_BUILDING.right, point), dict[float, int]()
        for mistake in GRAPH_BUILDING.mistakes:
            value = want(GRAPH_BUILDING.with_mistakes(mistake), point)
            if math.isnan(value) or abs(value - right) <= 1e-12 * abs(right):
                continue
            assert abs(value - right) >= 1e-2 * abs(right), mistake.name
            assert seen.setdefault(round(value, 9), mistake.number) == mistake.number


def test_the_loop_has_four_boxes_for_every_pass() -> None:
    for T in (1, 2, 7):
        assert len(loop_graph(T)) == 4 * T
        assert structure.repeated(loop_graph(T)) == []
