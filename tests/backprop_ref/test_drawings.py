"""Drawings: intact ones keep all conventions, and each fault is the one that is read."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop_ref import drawings as d
from backprop_ref import network_graph
from backprop_ref.answers.drawing import read_reading

SIZES = ((1, 1), (2, 1), (2, 2, 1), (1, 3, 2), (3, 2, 2, 1))
every_size = pytest.mark.parametrize("sizes", SIZES, ids=str)


@every_size
def test_an_intact_drawing_keeps_all_conventions(sizes: tuple[int, ...]) -> None:
    assert d.reading(d.diagram(sizes)) == (d.DIAGRAM, d.NONE)
    for loss in (True, False):
        assert d.reading(d.graph(sizes, loss=loss)) == (d.GRAPH, d.NONE)


@every_size
def test_a_graph_has_the_nodes_that_the_reference_counts(sizes: tuple[int, ...]) -> None:
    nodes, counts = d.graph(sizes, loss=True)["nodes"], network_graph.counts(sizes)
    assert sum(name[0] == "w" for name in nodes) == counts["weights"] + counts["biases"]
    assert (sum(name[0] == "x" for name in nodes), sum(name[0] == "y" for name in nodes)) == (sizes[0], sizes[-1])
    products = counts["weights"]
    assert sum(name[0] == "p" for name in nodes) == products
    assert sum(name[0] in "so" for name in nodes) == 2 * sum(sizes[1:])


@every_size
@pytest.mark.parametrize("seed", range(3))
def test_each_fault_is_the_one_that_is_read(sizes: tuple[int, ...], seed: int) -> None:
    rng = np.random.default_rng(seed)
    diagram, graph = d.diagram(sizes), d.graph(sizes, loss=bool(seed % 2))
    unit = f"{len(sizes) - 1}_1"
    for drawing in (diagram, graph):
        kind = d.reading(drawing)[0]
        assert d.reading(d.without_arrows(drawing)) == (kind, d.DIRECTION)
        assert d.reading(d.relabelled(drawing, rng, 1)) == (kind, d.LABELS)
        assert d.reading(d.without_bias(drawing, unit)) == (kind, d.BIAS)
        assert d.reading(d.shuffled(drawing, rng)) == d.reading(drawing)
    assert d.reading(d.with_loss(diagram, sizes)) == (d.DIAGRAM, d.LOSS)
    assert d.reading(d.mixed(sizes)) == (d.GRAPH, d.LABELS)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (("Network diagram", "none"), ("network diagram", "none")),
        (["network  diagram ", "Edge labels"], ("network diagram", "edge labels")),
        (np.array(["computation graph", "bias"]), ("computation graph", "bias")),
        (("computation graph",), None),
        ("computation graph", None),
        (("computation graph", None), None),
        (None, None),
        ({"a": 1, "b": 2}, None),
    ],
)
def test_a_reading_is_a_pair_of_words(written: Any, read: Any) -> None:
    assert read_reading(written) == read
