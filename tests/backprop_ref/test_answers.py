"""Whatever a stranger returns is read or refused in one sentence, and never costs more than the answer's own cap."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref.answers.classes import said_of
from backprop_ref.answers.fault import read_fault
from backprop_ref.answers.graph import MOST_NODES, MOST_OPERANDS, read
from backprop_ref.answers.poll import NO_SHAPE, read_layouts, read_letter, read_shape
from backprop_ref.answers.weights import MOST_LAYERS, MOST_UNITS, as_weights
from backprop_ref.differentiability import CLASSES

MANY = 10**6
HUGE = 10**5000  # longer than Python turns into text


def cyclic_list() -> list[Any]:
    loop: list[Any] = []
    loop += [loop, loop]
    return loop


def cyclic_dict() -> dict[Any, Any]:
    loop: dict[Any, Any] = {}
    loop |= {1: loop, "a": loop, "x": ("add", [loop]), "y": (loop, loop)}
    return loop


def deep(levels: int = 5_000) -> list[Any]:
    nested: list[Any] = []
    for _ in range(levels):
        nested = [nested]
    return nested


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    st.binary(max_size=3),
    st.sampled_from(["x", "z", "a", "add", "mul", "sin", "y", "row", "KxP", "gradient", "F"]),
    st.builds(lambda: HUGE),
    st.sampled_from(["a" * 10_000, "\ud83d", np.float32(1), np.int64(3), np.str_("x"), np.datetime64(1, "s")]),
    st.sampled_from([np.ones((2, 3)), np.array(["1", "2"]), np.array([None, {}]), np.zeros((0, 3)), np.ones(2) * 1j]),
    st.builds(cyclic_list),
    st.builds(cyclic_dict),
    st.builds(deep),
)
KEYS = st.one_of(st.integers(0, 3), st.text(max_size=3), st.sampled_from(["x", "y", "a", "A", "b", (1, 2), None, 1.0]))
JUNK = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(KEYS, inner, max_size=4),
        st.tuples(st.sampled_from(["add", "mul", "sin"]), st.lists(inner, max_size=3)),
    ),
    max_leaves=12,
)


@given(JUNK)
def test_nothing_that_is_returned_makes_a_reader_fail(junk: Any) -> None:
    found = read(junk, ("x", "z"))
    assert found.wrong or found.graph
    assert len(found.wrong) < 1_000
    W, problem = as_weights(junk, 2, 1)
    assert (W is None) == bool(problem)
    assert len(problem) < 1_000
    assert read_letter(junk) in (None, *"ABCDEF")
    shape = read_shape(junk)
    assert shape is None or shape == NO_SHAPE or all(type(n) is int for n in shape)
    assert set(read_layouts(junk)) <= set("ABCDEF")
    assert said_of(junk, "a", CLASSES) in (None, *CLASSES)


def peak(function: Callable[[], Any]) -> tuple[Any, int]:
    """What the function gives, and how many bytes were in use at most while it ran."""
    tracemalloc.start()
    try:
        return function(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


ENDLESS: dict[str, Any] = {
    "nodes": {f"n{i}": ("sin", ("x",)) for i in range(100_000)},
    "parents of one node": {"y": ("add", ["x"] * MANY)},
    "parents of many nodes": {f"n{i}": ("add", ["x"] * MANY) for i in range(MOST_NODES // 50)},
    "name": {"n" * MANY: ("sin", ("x",))},
    "operation": {"y": ("sin(" * MANY, ("x",))},
    "parent": {"y": ("sin", ("x " * MANY,))},
    "array for parents": {"y": ("add", np.ones(MANY))},
    "array for a name": {"y": ("add", (np.ones(MANY),))},
    "dict for parents": {"y": ("add", dict.fromkeys(range(MANY)))},
    "rows": {1: [[1.0, 2.0, 3.0]] * MANY},
    "rows of an array": {1: np.ones((MANY, 3), np.int8)},
    "strings": {1: ["1" * MANY] + ["1"] * 1_000},
    "layers": {l: np.ones((2, 3)) for l in range(1, 100_000)},
    "entries of a pair": {"A": np.zeros(MANY), "B": ["row"] * MANY, "C": ("row" * MANY, "KxP")},
    "cases": dict.fromkeys(map(str, range(100_000)), "gradient"),
    "shape": np.zeros(MANY),
    "letter": "F" * MANY,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_what_is_too_large_is_refused_before_anything_is_built_of_it(name: str) -> None:
    answer = ENDLESS[name]
    readers: tuple[Callable[[], Any], ...] = (
        lambda: read(answer, ("x", "z")).wrong,
        lambda: as_weights(answer, 2, 1)[1],
        lambda: read_letter(answer) is None,
        lambda: read_shape(answer) == NO_SHAPE,
        lambda: not read_layouts(answer),
        lambda: said_of(answer, "a", CLASSES) is None,
        lambda: read_fault(answer) is None and read_fault((answer, "both")) is None,
    )
    for reader in readers:
        refused, most = peak(reader)
        assert refused
        assert most < 4_000_000
        assert refused is True or len(refused) < 300


@pytest.mark.parametrize(
    "answer", [(2, "both"), [2.0, " Both"], (np.int64(2), "BOTH"), (np.array([[2]]), "both"), ([2], "both")]
)
def test_a_fault_is_a_layer_and_a_word_however_they_are_held(answer: Any) -> None:
    assert read_fault(answer) == (2, "both")


def test_a_truth_value_is_layer_0_or_1() -> None:
    assert [read_fault((layer, "none")) for layer in (False, np.True_)] == [(0, "none"), (1, "none")]


@pytest.mark.parametrize(
    "answer",
    [
        *(2, None, "both", {2: "both"}, np.ones(2)),
        *(("2", "both"), (2.5, "both"), (np.nan, "both"), (np.inf, "both"), (2j, "both"), (2, None), (2, "both", 1)),
        *((np.ones(2), "both"), ([[2]], "both"), ((), "both")),
    ],
)
def test_what_is_no_layer_with_a_word_is_no_fault(answer: Any) -> None:
    assert read_fault(answer) is None


def test_the_caps_are_far_from_what_the_course_asks_for() -> None:
    chain = {f"n{i}": ("add", (f"n{i - 1}" if i else "x", "x")) for i in range(MOST_NODES)}
    assert read(chain, ("x",)).wrong == ""
    assert read({"y": ("add", ("x",) * MOST_OPERANDS)}, ("x",)).wrong == ""
    wide = {1: np.ones((MOST_UNITS, 3)), 2: np.ones((1, MOST_UNITS + 1)).tolist()}
    W, problem = as_weights(wide, 2, 1)
    assert (problem, W is not None and W[2].shape) == ("", (1, MOST_UNITS + 1))
    assert as_weights({l: np.ones((2, 3)) for l in range(1, MOST_LAYERS + 1)}, 2, 2)[1] == ""


@pytest.mark.parametrize("entry", ["1", None, 1j, b"1", np.ones(1), [1.0], {}])
def test_weights_are_numbers_and_not_what_could_be_made_into_numbers(entry: Any) -> None:
    assert as_weights({1: [[1.0, entry, 2.0]]}, 2, 1) == (None, "W^(1) is no matrix of numbers.")
