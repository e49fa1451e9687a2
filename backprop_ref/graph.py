"""Computation graphs and reverse mode on any of them: `{name: (op, parents)}`, lecture §1.

A graph maps every intermediate variable to the primitive that computes it and the names of its operands, in order and
with repetition: x * x is `("mul", ("x", "x"))`. A name that is an operand and no key is an input; a number among the
parents is a constant. The order of the keys does not matter.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from backprop_ref import primitives
from backprop_ref.primitives import PRIMITIVES
from backprop_ref.steps import Steps, Table

Node = tuple[str, tuple[Any, ...]]
Graph = Mapping[str, tuple[str, Sequence[Any]]]
step = Table()


class GraphError(ValueError):
    """The mapping is not a computation graph: a cycle, an unknown operation, a wrong number of operands."""


def inputs(graph: Graph) -> list[str]:
    """The names that are operands and not computed, in the order in which they first occur."""
    names = (p for _, parents in graph.values() for p in parents if isinstance(p, str))
    return list(dict.fromkeys(name for name in names if name not in graph))


def outputs(graph: Graph) -> list[str]:
    """The nodes that no other node uses, in the order of the graph."""
    used = {p for _, parents in graph.values() for p in parents if isinstance(p, str)}
    return [name for name in graph if name not in used]


def consumers(graph: Graph) -> dict[str, list[str]]:
    """For every name the nodes that use it, one entry per use: twice for both operands of x * x."""
    found: dict[str, list[str]] = {name: [] for name in (*inputs(graph), *graph)}
    for name, (_, parents) in graph.items():
        for parent in parents:
            if isinstance(parent, str):
                found[parent].append(name)
    return found


def topological_order(graph: Graph) -> list[str]:
    """Inputs and nodes, each after all its operands, else in the order of the graph; raises `GraphError` on a cycle.

    Kahn's algorithm: counts of unmet operands and a queue, no recursion, so that a chain of any length fits.
    """
    check(graph)
    names = [*inputs(graph), *graph]
    place = {name: i for i, name in enumerate(names)}
    used_by = consumers(graph)
    unmet = {name: sum(isinstance(p, str) for p in parents) for name, (_, parents) in graph.items()}
    ready = [place[name] for name in names if not unmet.get(name)]
    order = []
    while ready:
        name = names[heapq.heappop(ready)]
        order.append(name)
        for consumer in used_by[name]:  # one entry per operand, so x * x is met after both
            unmet[consumer] -= 1
            if not unmet[consumer]:
                heapq.heappush(ready, place[consumer])
    if len(order) < len(names):
        raise GraphError(f"the graph has a cycle through {next(name for name in graph if unmet[name])}")
    return order


def cycle(graph: Graph) -> list[str]:
    """The names along a cycle, first one again at the end, in the direction of the edges; empty where there is none."""
    left = set(graph).difference(in_order(graph))
    name = next((name for name in graph if name in left), "")
    way: dict[str, None] = {}
    while name and name not in way:
        way[name] = None
        name = next(parent for parent in graph[name][1] if parent in left)
    names = list(way)
    return [name, *reversed(names[names.index(name) :])] if name else []


def in_order(graph: Graph) -> list[str]:
    """The nodes that are on no cycle nor behind one, each after its parents; whatever the operations are."""
    unmet = {name: sum(p in graph for p in parents) for name, (_, parents) in graph.items()}
    used_by = consumers(graph)
    order = [name for name in graph if not unmet[name]]
    for name in order:  # grows as it goes
        for consumer in used_by[name]:
            unmet[consumer] -= 1
            if not unmet[consumer]:
                order.append(consumer)
    return order


def check(graph: Graph) -> None:
    """Raises `GraphError` for an unknown operation or a wrong number of operands."""
    for name, (op, parents) in graph.items():
        if op not in PRIMITIVES:
            raise GraphError(f"{name}: unknown operation {op!r}; known are {', '.join(PRIMITIVES)}")
        arity = PRIMITIVES[op].arity
        if (arity is not None and len(parents) != arity) or not parents:
            raise GraphError(f"{name}: {op} takes {arity or 'at least one'} operand(s), not {len(parents)}")


@step.alone
def forward(graph: Graph, given: Mapping[str, Any]) -> dict[str, Any]:
    """The value of every input and node, in topological order; raises `GraphError` for a missing input."""
    values: dict[str, Any] = {name: _floats(value) for name, value in given.items()}
    for name in topological_order(graph):
        if name in graph:
            op, parents = graph[name]
            values[name] = PRIMITIVES[op].value(*operands(values, parents))
        elif name not in values:
            raise GraphError(f"no value was given for the input {name}")
    return values


def value_when_moved(graph: Graph, given: Mapping[str, Any], moved: Mapping[str, Any], output: str) -> Any:
    """The value of `output` when moved[name] is added to the value of every name; complex numbers go through.

    Its derivative in moved[name] at 0 is the adjoint of `name`: by values alone, without any backward pass.
    """
    values = {name: value + moved.get(name, 0) for name, value in given.items()}
    for name in topological_order(graph):
        if name in graph:
            op, parents = graph[name]
            values[name] = PRIMITIVES[op].value(*operands(values, parents)) + moved.get(name, 0)
    return values[output]


@step.alone
def seed(y: Any) -> Any:
    """dy/dy."""
    return np.ones_like(y)[()]


@step.alone
def visiting_order(graph: Graph, _y: str) -> list[str]:
    """In reverse topological order every consumer comes before the node, so that its adjoint is complete."""
    return topological_order(graph)[::-1]


@step.alone
def shares(_name: str, op: str, g: Any, ans: Any, values: tuple[Any, ...]) -> list[Any]:
    """What each operand of a node gets back from the node's adjoint g and value ans."""
    return primitives.shares(op, g, ans, values)


@step.alone
def uses(parents: Sequence[Any], back: Sequence[Any]) -> list[tuple[str, Any]]:
    """(operand, share) once per use; constants take nothing back."""
    return [(p, share) for p, share in zip(parents, back, strict=True) if isinstance(p, str)]


@step.alone
def accumulate(adjoint: Any, share: Any, _met: bool) -> Any:
    """The adjoint of a name after one more share; `_met`: not the first one."""
    return adjoint + share


@step
def backward(
    steps: Steps, graph: Graph, values: Mapping[str, Any], output: str | None = None, seed: Any = None
) -> dict[str, Any]:
    """The adjoint dy/dnode of every name in `values`, as a new mapping; nothing is stored in the graph.

    `output` is y, the only unused node where it is not given; `seed` its own adjoint, ones by default. A name that y
    does not depend on has the adjoint 0. Raises `GraphError` where the output is not clear.
    """
    y = output or the_output(graph)
    adjoints = {name: np.zeros_like(_floats(value))[()] for name, value in values.items()}
    adjoints[y] = steps.seed(_floats(values[y])) if seed is None else _floats(seed)
    met: set[str] = set()
    for name in steps.visiting_order(graph, y):
        if name not in graph:
            continue
        op, parents = graph[name]
        back = steps.shares(name, op, adjoints[name], values[name], operands(values, parents))
        for parent, share in steps.uses(parents, back):
            adjoints[parent] = steps.accumulate(adjoints[parent], share, parent in met)
            met.add(parent)
    return adjoints


def gradient(graph: Graph, given: Mapping[str, Any], output: str | None = None) -> dict[str, Any]:
    """dy/dinput for every input that is given."""
    adjoints = backward(graph, forward(graph, given), output)
    return {name: adjoints[name] for name in given}


def the_output(graph: Graph) -> str:
    """The one node that no other uses; raises `GraphError` where there are more or none."""
    candidates = outputs(graph)
    if len(candidates) != 1:
        raise GraphError(f"the graph has {len(candidates)} unused nodes; name the output")
    return candidates[0]


def chain(length: int, op: str = "sin") -> dict[str, tuple[str, tuple[str, ...]]]:
    """A chain of `length` nodes n1 = op(x), n2 = op(n1), ..."""
    return {f"n{i}": (op, (f"n{i - 1}" if i > 1 else "x",)) for i in range(1, length + 1)}


def ladder(rungs: int) -> dict[str, tuple[str, tuple[Any, ...]]]:
    """A chain of diamonds with dy/dx = 1 and 2^rungs paths from y down to x: each rung halves, and adds twice."""
    names = ["x", *(f"s{i}" for i in range(1, rungs)), "y"]
    graph: dict[str, tuple[str, tuple[Any, ...]]] = {}
    for i in range(1, rungs + 1):
        graph |= {f"h{i}": ("mul", (names[i - 1], 0.5)), f"k{i}": ("mul", (names[i - 1], 0.5))}
        graph[names[i]] = ("add", (f"h{i}", f"k{i}"))
    return graph


def operands(values: Mapping[str, Any], parents: Sequence[Any]) -> tuple[Any, ...]:
    """The operands' values, constants as they are."""
    return tuple(values[p] if isinstance(p, str) else _floats(p) for p in parents)


def _floats(value: Any) -> Any:
    array = np.asarray(value)
    return array[()] if array.dtype.kind in "fc" else array.astype(float)[()]


STEPS = step.closed()
