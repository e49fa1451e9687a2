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
from backprop_ref.steps import Steps, Table

step = Table()


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


@step.alone
def arrows(graph: Graph) -> int:
    """Operands that are names, with repetition."""
    return sum(isinstance(p, str) for _, parents in graph.values() for p in parents)


@step.alone
def inputs(graph: Graph) -> int:
    """How many names are operands and not computed."""
    return len(graphs.inputs(graph))


@step.alone
def outputs(graph: Graph) -> int:
    """How many nodes no other node uses."""
    return len(graphs.outputs(graph))


@step
def size(steps: Steps, graph: Graph) -> Size:
    """The four numbers of a graph; raises `GraphError`."""
    graphs.check(graph)
    return Size(len(graph), steps.arrows(graph), steps.inputs(graph), steps.outputs(graph))


@step.alone
def passes(mode: str, inputs: int, outputs: int) -> Passes:
    """Passes of values and of derivatives for all derivatives of all outputs; raises `KeyError` for an unknown mode."""
    table = {
        "forward": Passes(1, inputs),
        "reverse": Passes(1, outputs),
        "differences": Passes(inputs + 1, 0),
        "central": Passes(2 * inputs, 0),
    }
    return table[mode]


@step
def operations(steps: Steps, mode: str, nodes: int, arrows: int, inputs: int, outputs: int) -> int:
    """Operations for all derivatives of all outputs; raises `KeyError` for an unknown mode."""
    values, derivatives = steps.passes(mode, inputs, outputs)
    return int(values * nodes + derivatives * arrows)


STEPS = step.closed()
