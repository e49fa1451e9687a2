"""Drawings of networks as data, in both of the lecture's conventions, and each convention broken (lecture §1).

A drawing is {"nodes": {name: "circle" or "rectangle"}, "edges": [(from, to, label or "")], "arrows": bool}. Names are
those of assignment 01: x1, y1, w1_2_3, o1_2, loss; a bias unit of a diagram is bias0, bias1, ...
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from backprop_ref.answers.drawing import read_reading

__all__ = [
    "FAULTS",
    "KINDS",
    "diagram",
    "graph",
    "mixed",
    "read_reading",
    "reading",
    "relabelled",
    "shuffled",
    "with_loss",
    "without_arrows",
    "without_bias",
]

Drawing = dict[str, Any]
Edge = tuple[str, str, str]
Reading = tuple[str, str]

GRAPH, DIAGRAM = KINDS = ("computation graph", "network diagram")
NONE, DIRECTION, LOSS, LABELS, BIAS = FAULTS = ("none", "direction", "loss", "edge labels", "bias")
"""What may be broken; where it is more than one, the first in this order counts."""


def diagram(sizes: Sequence[int]) -> Drawing:
    """The network diagram: circles, a bias unit for each layer, every edge with its weight."""
    edges = [
        (_below(l, a), f"o{l}_{b}", f"w{l}_{b}_{a}")
        for l, (below, above) in enumerate(pairwise(sizes), 1)
        for b in range(1, above + 1)
        for a in range(below + 1)
    ]
    return _drawing("circle", edges)


def graph(sizes: Sequence[int], *, loss: bool) -> Drawing:
    """The computation graph: rectangles, weights and biases too; with or without label and loss."""
    edges: list[Edge] = []
    for l, (below, above) in enumerate(pairwise(sizes), 1):
        for b in range(1, above + 1):
            edges.append((f"w{l}_{b}_0", f"s{l}_{b}", ""))
            for a in range(1, below + 1):
                product = f"p{l}_{b}_{a}"
                edges += [(f"w{l}_{b}_{a}", product, ""), (_below(l, a), product, ""), (product, f"s{l}_{b}", "")]
            edges.append((f"s{l}_{b}", f"o{l}_{b}", ""))
    return _drawing("rectangle", edges + (_loss(sizes) if loss else []))


def mixed(sizes: Sequence[int]) -> Drawing:
    """Rectangles that are joined as in a diagram, with weights on the edges."""
    return {**diagram(sizes), "nodes": dict.fromkeys(diagram(sizes)["nodes"], "rectangle")}


def without_arrows(drawing: Drawing) -> Drawing:
    """The same, edges without heads."""
    return {**drawing, "arrows": False}


def with_loss(drawing: Drawing, sizes: Sequence[int]) -> Drawing:
    """A diagram with labels and a loss."""
    return _drawing("circle", drawing["edges"] + _loss(sizes))


def relabelled(drawing: Drawing, rng: np.random.Generator, count: int) -> Drawing:
    """`count` edges of a graph with the name of a weight on them; of a diagram without."""
    edges = list(drawing["edges"])
    for i in rng.permutation(len(edges))[:count].tolist():
        start, end, label = edges[i]
        edges[i] = (start, end, "" if label else f"w1_1_{i + 1}")
    return {**drawing, "edges": edges}


def without_bias(drawing: Drawing, unit: str) -> Drawing:
    """The same without the bias of the unit o<unit>, e.g. "1_2"; a bias unit that has no edge left goes too."""
    bias = f"w{unit}_0"
    shape = next(iter(drawing["nodes"].values()))
    return {**_drawing(shape, [e for e in drawing["edges"] if bias not in e]), "arrows": drawing["arrows"]}


def reading(drawing: Drawing) -> Reading:
    """Which of the two drawings it is, and the first convention that it breaks."""
    nodes, edges = drawing["nodes"], drawing["edges"]
    is_graph = "rectangle" in nodes.values()
    labels = [label for *_, label in edges]
    quantities = nodes if is_graph else labels
    broken = {
        DIRECTION: not drawing["arrows"],
        LOSS: not is_graph and "loss" in nodes,
        LABELS: any(labels) if is_graph else not all(labels),
        BIAS: any(f"w{name[1:]}_0" not in quantities for name in nodes if name[0] == "o"),
    }
    return (GRAPH if is_graph else DIAGRAM), next((fault for fault in FAULTS[1:] if broken[fault]), NONE)


def shuffled(drawing: Drawing, rng: np.random.Generator) -> Drawing:
    """The same drawing with its nodes and edges in another order."""
    nodes, edges = list(drawing["nodes"].items()), drawing["edges"]
    return {
        "nodes": dict(nodes[i] for i in rng.permutation(len(nodes)).tolist()),
        "edges": [edges[i] for i in rng.permutation(len(edges)).tolist()],
        "arrows": drawing["arrows"],
    }


def _below(l: int, a: int) -> str:
    return f"bias{l - 1}" if a == 0 else f"x{a}" if l == 1 else f"o{l - 1}_{a}"


def _loss(sizes: Sequence[int]) -> list[Edge]:
    outputs, L = range(1, sizes[-1] + 1), len(sizes) - 1
    return [(f"o{L}_{b}", "loss", "") for b in outputs] + [(f"y{b}", "loss", "") for b in outputs]


def _drawing(shape: str, edges: Sequence[Edge]) -> Drawing:
    return {"nodes": {name: shape for edge in edges for name in edge[:2]}, "edges": list(edges), "arrows": True}
