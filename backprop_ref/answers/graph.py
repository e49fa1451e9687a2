"""A computation graph that somebody returned: {name: (operation, parents)}."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

from backprop_ref.graph import Node, cycle, outputs
from backprop_ref.primitives import PRIMITIVES

OPERATIONS = ("add", "sub", "mul", "div", "square", "exp", "ln", "sin", "cos", "tanh")
"""What the boxes of a student's graph may compute."""
MOST_NODES, MOST_OPERANDS, LONGEST_NAME = 500, 2_000, 200


@dataclass(frozen=True)
class Found:
    """What was returned, as a graph, and one sentence on what is wrong with its form."""

    graph: dict[str, Node] = field(default_factory=dict)
    """Names and constants only; empty where nothing can be read."""
    wrong: str = ""
    """Empty where the graph can be computed."""
    kind: str = ""
    """"form", "merged", "cycle", or "loose": more than one node without a consumer."""


class _Unlike(Exception):
    def __init__(self, sentence: str, kind: str = "form") -> None:
        super().__init__(sentence)
        self.kind = kind


def read(got: Any, given: Collection[str], operations: Sequence[str] = OPERATIONS) -> Found:
    """The graph in what a student's function returned; raises nothing, whatever that is.

    `given` are the names that may stand among the parents without a node of their own.
    """
    graph: dict[str, Node] = {}
    try:
        graph = _entries(got)
        for name, node in graph.items():
            _check_node(name, node, graph, given, operations)
    except _Unlike as fault:
        return Found(graph, str(fault), fault.kind)
    if circle := cycle(graph):
        way = " -> ".join(short(name) for name in circle)
        return Found(graph, f"The graph has a cycle, {way}: each of these nodes waits for the one before it.", "cycle")
    loose = outputs(graph)
    if len(loose) > 1:
        return Found(graph, f"No node uses {listed(loose)}: only the result may be without a consumer.", "loose")
    return Found(graph)


def _entries(got: Any) -> dict[str, Node]:
    if not isinstance(got, dict):
        kind = "None (is the return statement missing?)" if got is None else f"a {type(got).__name__}"
        raise _Unlike(f"The graph must be a dict {{name: (operation, parents)}}, not {kind}.")
    if not got:
        raise _Unlike("The graph is empty: there is no node in it.")
    if len(got) > MOST_NODES:
        raise _Unlike(f"The graph has {len(got)} nodes, far more than the function has operations.")
    graph: dict[str, Node] = {}
    left = MOST_OPERANDS
    for key, entry in got.items():
        if not isinstance(key, str):
            raise _Unlike(f"The name of a node is a string; one of yours is of type {type(key).__name__}.")
        name = _name(key)
        operation, parents = _pair(name, entry)
        left -= len(parents)
        if left < 0:
            raise _Unlike("The graph has far more edges than the function has operands.")
        graph[name] = (operation, tuple(_operand(name, parent) for parent in parents))
    return graph


def _name(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise _Unlike(f"A name or an operation, {short(text)}, has {len(text)} characters.")
    return str(text)


def _pair(name: str, entry: Any) -> tuple[str, Sequence[Any]]:
    """Operation and parents, these as they are."""
    if not isinstance(entry, (tuple, list)) or len(entry) != 2 or not isinstance(entry[0], str):
        raise _Unlike(f"Node {short(name)} must be a pair (operation, parents), such as ('mul', ('x', 'z')).")
    operation, parents = entry
    if isinstance(parents, str):
        raise _Unlike(f"The parents of {short(name)} must be a tuple, also if there is one: ('x',), with a comma.")
    if not isinstance(parents, (tuple, list)):
        raise _Unlike(f"The parents of {short(name)} must be a tuple of names.")
    return _name(operation), parents


def _operand(name: str, parent: Any) -> str | float:
    if isinstance(parent, str):
        return _name(parent)
    if isinstance(parent, (tuple, list, dict)):
        sentence = f"An operation stands among the parents of {short(name)}: it needs a box and a name of its own."
        raise _Unlike(sentence, "merged")
    number = isinstance(parent, Real) and not isinstance(parent, bool)
    try:
        if number and math.isfinite(float(parent)):
            return float(parent)
    except (OverflowError, ValueError):
        pass
    raise _Unlike(f"A parent of {short(name)} is neither the name of a node nor a number.")


def _check_node(
    name: str, node: Node, graph: Mapping[str, Node], given: Collection[str], operations: Sequence[str]
) -> None:
    operation, parents = node
    allowed = ", ".join(operations)
    if name in given and not parents:
        raise _Unlike(f"{name} is given: it stands among the parents of other nodes, and is no key of the dict.")
    if name in given:
        names = listed(str(parent) for parent in parents)
        raise _Unlike(f"{name} is given, nothing leads to it; yours has the parents {names}. Are these its children?")
    if operation not in operations:
        if _holds_several(operation, operations):
            raise _Unlike(
                f"Node {short(name)}: '{short(operation)}' is more than one operation, each needs a box of its own; "
                f"a box computes one of {allowed}.",
                "merged",
            )
        raise _Unlike(f"Node {short(name)}: there is no operation '{short(operation)}'; there are {allowed}.")
    for parent in parents:
        if isinstance(parent, str) and parent not in graph and parent not in given:
            if re.search(r"\w\W+\w|\w\(", parent):
                raise _Unlike(
                    f"'{short(parent)}' among the parents of {short(name)} is a formula, no name: "
                    "what it computes needs a box of its own.",
                    "merged",
                )
            raise _Unlike(f"{short(name)} has the parent {short(parent)}: no node has this name, nor is it given.")
    arity = PRIMITIVES[operation].arity
    if not parents or (arity is not None and len(parents) != arity):
        takes = {None: "at least one parent", 1: "one parent"}.get(arity, f"{arity} parents")
        raise _Unlike(f"Node {short(name)}: {operation} takes {takes}, yours has {len(parents)}.")


def _holds_several(operation: str, operations: Sequence[str]) -> bool:
    words = re.findall(r"[a-z]+", operation.lower())
    return bool(re.search(r"\w\W+\w|\w\(", operation)) or sum(word in operations for word in words) > 1


def listed(names: Iterable[str]) -> str:
    """Names as a reader says them, long lists cut short."""
    shown = [short(name) for name in names]
    if len(shown) > 4:
        return f"{', '.join(shown[:3])} and {len(shown) - 3} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else "nothing"


def short(name: str) -> str:
    """A long name cut short."""
    return name if len(name) <= 24 else f"{name[:21]}..."
