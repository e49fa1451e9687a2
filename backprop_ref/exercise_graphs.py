"""The graphs that the course has its students write down, and what each computes at a point (lecture §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backprop_ref import graph_structure as structure
from backprop_ref import lecture_function
from backprop_ref import network_graph as networks
from backprop_ref.graph import Node
from backprop_ref.steps import Steps, Table

Graph = dict[str, Node]
step = Table()


@step.alone
def lecture_graph() -> Graph:
    """The lecture function."""
    return dict(lecture_function.GRAPH)


@step.alone
def loop_graph(T: int, start: str = "z", old: bool = False, reset: bool = False) -> Graph:
    """The graph of h, y = x, z; T times: h = sin(w h), y = y h + x. The result is y."""
    graph: Graph = {}
    h, y = "x", start
    for t in range(1, T + 1):
        graph[f"p{t}"] = ("mul", ("w", "x" if reset else h))
        graph[f"h{t}"] = ("sin", (f"p{t}",))
        graph[f"q{t}"] = ("mul", (y, h if old else f"h{t}"))
        graph[f"y{t}"] = ("add", (f"q{t}", "x"))
        h, y = f"h{t}", f"y{t}"
    return graph


@step.alone
def network_graph(sizes: Sequence[int]) -> Graph:
    """A network with squared error, layer sizes d(0)..d(L)."""
    return dict(networks.build(sizes))


@step
def lecture_value(steps: Steps, given: Mapping[str, float]) -> float:
    """y for the values of x and z."""
    return structure.value(steps.lecture_graph(), given)


@step
def loop_value(steps: Steps, T: int, given: Mapping[str, float]) -> float:
    """y after T passes."""
    return structure.value(steps.loop_graph(T), given)


@step
def network_value(steps: Steps, sizes: Sequence[int], given: Mapping[str, float]) -> float:
    """The loss."""
    return structure.value(steps.network_graph(sizes), given)


STEPS = step.closed()
