import numpy as np
import pytest
from hypothesis import given

from backprop_ref import graph as graphs
from backprop_ref import lecture_function, operation_counts, sampling
from backprop_ref.mistakes import COUNTS
from backprop_ref.operation_counts import Passes, Size
from tests.backprop_ref.strategies import examples, generators


def test_the_lecture_function_has_seven_nodes_and_twelve_arrows() -> None:
    assert operation_counts.size(lecture_function.GRAPH) == Size(nodes=7, arrows=12, inputs=2, outputs=1)


def test_an_arrow_is_an_operand_that_is_a_name() -> None:
    graph = {"p": ("mul", ("x", "x")), "q": ("mul", ("p", 3.0)), "r": ("sub", (1.5, "z"))}
    assert operation_counts.size(graph) == Size(nodes=3, arrows=4, inputs=2, outputs=2)
    with pytest.raises(graphs.GraphError):
        operation_counts.size({"p": ("mul", ("x",))})


def test_the_passes_of_every_mode() -> None:
    assert operation_counts.passes("forward", 7, 3) == Passes(1, 7)
    assert operation_counts.passes("reverse", 7, 3) == Passes(1, 3)
    assert operation_counts.passes("differences", 7, 3) == Passes(8, 0)
    assert operation_counts.passes("central", 7, 3) == Passes(14, 0)
    with pytest.raises(KeyError):
        operation_counts.passes("sideways", 7, 3)


@given(generators, examples)
def test_reverse_mode_costs_a_multiple_of_one_run_forward_that_does_not_grow_with_the_inputs(
    rng: np.random.Generator, inputs: int
) -> None:
    nodes, arrows = (int(number) for number in rng.integers(1, 1000, 2))
    reverse = operation_counts.operations("reverse", nodes, arrows, inputs, 1)
    assert reverse == nodes + arrows
    assert operation_counts.operations("forward", nodes, arrows, inputs, 1) == nodes + inputs * arrows
    assert operation_counts.operations("differences", nodes, arrows, inputs, 1) == (inputs + 1) * nodes


def test_every_mistake_in_counting_shows_and_no_two_numbers_look_the_same() -> None:
    graph = {**sampling.random_graph(np.random.default_rng(1))[0], "more": ("sub", ("x", "x"))}
    numbers = (41, 83, 5, 3)
    wants = [lambda r: tuple(r.size(graph))]
    wants += [lambda r, m=mode: r.operations(m, *numbers) for mode in ("forward", "reverse", "differences")]
    shown = set()
    for want in wants:
        wrong = {m: want(COUNTS.with_mistakes(m)) for m in COUNTS.mistakes}
        visible = {m: value for m, value in wrong.items() if value != want(COUNTS.right)}
        shown |= {m.name for m in visible}
        assert len(set(visible.values())) == len(visible)
    assert shown == {m.name for m in COUNTS.mistakes}
