"""What derivatives cost on a computation graph: passes and elementary operations of three modes (lecture §1).

The model: computing the value of a node is one operation, carrying a derivative along one arrow is one operation. Every
operand that is a name is an arrow, x * x has two; numbers have none. A pass of values visits every node, a pass of
derivatives every arrow. The values are computed once and kept. Forward mode needs one pass of derivatives for every
input, reverse mode one for every output; finite differences need none, but the values anew for every input moved.
"""

from __future__ import annotations

from typing import NamedTuple

from backprop_ref import graph as graphs
from backprop_ref.graph import Graph
from backprop_ref.steps import Steps


class Size(NamedTuple):
    """How large a graph is."""

    nodes: int
    """Intermediate variables, y included."""
    arrows: int
    """Operands that are names, with repetition."""
    inputs: int
    outputs: int


class Passes(NamedTuple):
    """How often a graph is walked through."""

    values: int
    derivatives: int


def size(graph: Graph) -> Size:
    """The four numbers of a graph; raises `GraphError`."""
    graphs.check(graph)
    return Size(*STEPS.size(graph))


def passes(mode: str, inputs: int, outputs: int) -> Passes:
    """Passes of values and of derivatives for all derivatives of all outputs; raises `KeyError` for an unknown mode."""
    return Passes(*STEPS.passes(mode, inputs, outputs))


def operations(mode: str, nodes: int, arrows: int, inputs: int, outputs: int) -> int:
    """Operations for all derivatives of all outputs; raises `KeyError` for an unknown mode."""
    return int(STEPS.operations(mode, nodes, arrows, inputs, outputs))


def _arrows(_steps: Steps, graph: Graph) -> int:
    return sum(isinstance(p, str) for _, parents in graph.values() for p in parents)


def _inputs(_steps: Steps, graph: Graph) -> int:
    return len(graphs.inputs(graph))


def _outputs(_steps: Steps, graph: Graph) -> int:
    return len(graphs.outputs(graph))


def _size(steps: Steps, graph: Graph) -> tuple[int, int, int, int]:
    return len(graph), steps.arrows(graph), steps.inputs(graph), steps.outputs(graph)


def _passes(_steps: Steps, mode: str, inputs: int, outputs: int) -> tuple[int, int]:
    table = {
        "forward": (1, inputs),
        "reverse": (1, outputs),
        "differences": (inputs + 1, 0),
        "central": (2 * inputs, 0),
    }
    return table[mode]


def _operations(steps: Steps, mode: str, nodes: int, arrows: int, inputs: int, outputs: int) -> int:
    values, derivatives = steps.passes(mode, inputs, outputs)
    return int(values * nodes + derivatives * arrows)


STEPS = Steps(
    {
        "arrows": _arrows,
        "inputs": _inputs,
        "outputs": _outputs,
        "size": _size,
        "passes": _passes,
        "operations": _operations,
    }
)
