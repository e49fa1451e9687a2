"""Whether two computation graphs differ in more than the names of their nodes, and where, in one sentence.

A node is known by what it computes from the given quantities, not by its name. Free are the order of operands of add
and mul, and the brackets of a sum (a partial sum with one consumer belongs to the sum). A difference that is only ever
squared has no sign, square(r) is mul(r, r), and a factor 1 or a sum of one term passes its operand on (`idle` tells of
these). What a stranger returned becomes a graph in `answers.graph`. Source: lecture §2.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backprop_ref.answers.graph import OPERATIONS, Found, listed, read, short
from backprop_ref.graph import (
    GraphError,
    Node,
    consumers,
    cycle,
    forward,
    in_order,
    inputs,
    outputs,
    topological_order,
)

__all__ = [
    "OPERATIONS", "Found", "compare", "computes", "idle", "read", "repeated", "same", "turned_round", "used_in",
    "value", "without_repetitions",
]  # fmt: skip

DIFFERENCE = "difference"

Structure = tuple[Any, ...]


def value(graph: Mapping[str, Node], given: Mapping[str, float]) -> float:
    """What the last of the graph's results is for given numbers; nan where it cannot be computed."""
    try:
        with np.errstate(all="ignore"):
            result = forward(graph, given)[outputs(graph)[-1]]
    except (GraphError, ArithmeticError, KeyError, IndexError):
        return math.nan
    return float(result)


@dataclass(frozen=True)
class _Keys:
    """What every name computes, as a number: the same for the same computation, in all graphs with one `table`."""

    of: dict[str, int]
    passed_on: set[str]
    """Nodes that are no step of their own: partial sums, sums of one term, factors of 1."""

    def steps(self, graph: Mapping[str, Node]) -> list[str]:
        return [name for name in topological_order(graph) if name in graph and name not in self.passed_on]


def _keys(graph: Mapping[str, Node], table: dict[Structure, int]) -> _Keys:
    used_by, keys, terms = consumers(graph), _Keys({}, set()), dict[str, list[int]]()

    def number(*structure: Any) -> int:
        return table.setdefault(structure, len(table))

    for name in topological_order(graph):
        if name not in graph:
            keys.of[name] = number("given", name)
            continue
        operation, parents = graph[name]
        operands = [keys.of[p] if isinstance(p, str) else number("number", float(p)) for p in parents]
        if operation == "add":
            terms[name] = _terms(parents, operands, terms, used_by, keys.passed_on)
            operands = terms[name]
        if operation == "mul" and number("number", 1.0) in operands:
            operands.remove(number("number", 1.0))
        if operation in ("add", "mul") and len(operands) == 1:
            keys.of[name] = operands[0]
            keys.passed_on.add(name)
        elif operation == "square" or (operation == "mul" and operands[0] == operands[1]):
            keys.of[name] = number("square", operands[0])
        elif operation == "sub" and used_by[name] and all(_squares(graph[user], name) for user in used_by[name]):
            keys.of[name] = number(DIFFERENCE, *sorted(operands))
        else:
            keys.of[name] = number(operation, *(sorted(operands) if operation in ("add", "mul") else operands))
    return keys


def _terms(
    parents: Sequence[Any],
    operands: Sequence[int],
    terms: Mapping[str, list[int]],
    used_by: Mapping[str, list[str]],
    passed_on: set[str],
) -> list[int]:
    """The terms of a sum, those of its partial sums in their place."""
    found: list[int] = []
    for parent, key in zip(parents, operands, strict=True):
        if parent in terms and len(used_by[parent]) == 1:
            found += terms[parent]
            passed_on.add(parent)
        else:
            found.append(key)
    return found


def _squares(node: Node, name: str) -> bool:
    return node[0] == "square" or (node[0] == "mul" and set(node[1]) == {name})


def same(one: Mapping[str, Node], other: Mapping[str, Node]) -> bool:
    """Whether two graphs differ in the names of their nodes at most; both free of cycles."""
    table: dict[Structure, int] = {}
    return _counted(one, table) == _counted(other, table)


def _counted(graph: Mapping[str, Node], table: dict[Structure, int]) -> tuple[Counter[int], Counter[int]]:
    keys = _keys(graph, table)
    ends = Counter(keys.of[name] for name in outputs(graph))
    return Counter(keys.of[name] for name in keys.steps(graph)), ends


def repeated(graph: Mapping[str, Node]) -> list[str]:
    """Two nodes that compute the same; empty where there are none."""
    keys = _keys(graph, {})
    first: dict[int, str] = {}
    for name in keys.steps(graph):
        if keys.of[name] in first:
            return [first[keys.of[name]], name]
        first[keys.of[name]] = name
    return []


def idle(graph: Mapping[str, Node]) -> str:
    """One sentence on the first node that passes its only operand on, as a sum or a product; empty where none does."""
    for name, (operation, parents) in graph.items():
        operands = [p for p in parents if isinstance(p, str) or p != 1.0] if operation == "mul" else parents
        if operation in ("add", "mul") and len(operands) < 2:
            how = "adds a single term" if operation == "add" else "multiplies by 1"
            return f"Node {short(name)} {how}: no operation of the formula does."
    return ""


def without_repetitions(graph: Mapping[str, Node]) -> dict[str, Node]:
    """The graph with one node for every quantity."""
    keys = _keys(graph, {})
    first: dict[int, str] = {}
    for name in keys.steps(graph):
        first.setdefault(keys.of[name], name)
    kept = {name: first.get(key, name) for name, key in keys.of.items() if name not in keys.passed_on}

    def one(parent: Any) -> Any:
        return kept.get(parent, parent) if isinstance(parent, str) else parent

    return {
        name: (operation, tuple(map(one, parents)))
        for name, (operation, parents) in graph.items()
        if kept.get(name, name) == name
    }


def used_in(graph: Mapping[str, Node], operation: str, operands: Collection[str]) -> list[int]:
    """How often each node is used that computes this operation of these names, in any order."""
    used_by = consumers(graph)
    return [
        len(set(used_by[name]))
        for name, (op, parents) in graph.items()
        if op == operation and Counter(parents) == Counter(operands)
    ]


def computes(graph: Mapping[str, Node], reference: Mapping[str, Node], names: Iterable[str]) -> str:
    """One sentence on the first of these nodes of the reference that the graph has no box for; empty if it has all."""
    table: dict[Structure, int] = {}
    right, mine = _keys(reference, table), _keys(graph, table)
    called = {key: name for name, key in reversed(mine.of.items())}
    wanted = set(names) - right.passed_on
    for name in right.steps(reference):
        if name in wanted and right.of[name] not in called:
            said = _said(right.of[name], table, called)
            if said.startswith(DIFFERENCE):
                return f"No box squares the {said}."
            return f"No box computes {said}: every operation has a box of its own."
    return ""


def compare(graph: Mapping[str, Node], reference: Mapping[str, Node]) -> str:
    """One sentence on where a graph differs from the reference in more than names; empty where it does not."""
    used = {parent for _, parents in graph.values() for parent in parents}
    if idle := [name for name in inputs(reference) if name not in used]:
        verb, them = ("is", "it") if len(idle) == 1 else ("are", "them")
        return f"{listed(idle)} {verb} given, and no node of yours uses {them}."
    if pair := repeated(graph):
        names = f"{short(pair[0])} and {short(pair[1])}"
        return f"Nodes {names} compute the same quantity: compute it once, and let every consumer use that node."
    table: dict[Structure, int] = {}
    right, mine = _keys(reference, table), _keys(graph, table)
    steps = {right.of[name] for name in right.steps(reference)}
    beside = [name for name in mine.steps(graph) if mine.of[name] not in steps]
    missing = computes(graph, reference, reference)
    if not beside:
        return missing
    if missing.startswith(f"No box squares the {DIFFERENCE}"):
        return missing
    operation, parents = graph[beside[0]]
    text = f"'{operation}' of {listed(p if isinstance(p, str) else f'{p:g}' for p in parents)}"
    return f"{missing} Your node {short(beside[0])}, {text}, is no step of this computation.".strip()


def _said(key: int, table: Mapping[Structure, int], called: Mapping[int, str]) -> str:
    """A computation in words, its operands by the student's names."""
    structures = {number: structure for structure, number in table.items()}
    operation, *operands = structures[key]
    if operation in ("given", "number"):
        return str(operands[0])
    names = []
    for operand in operands:
        given = structures[operand][0] in ("given", "number")
        said = _said(operand, table, called) if given or operand not in called else short(called[operand])
        names.append(said if given or operand in called else f"({said})")
    return f"{DIFFERENCE if operation == DIFFERENCE else repr(operation)} of {listed(names)}"


def turned_round(graph: Mapping[str, Node], reference: Mapping[str, Node]) -> bool:
    """Whether the edges between nodes are those of the reference with children in the place of parents."""
    children: dict[str, list[str]] = {name: [] for name in graph}
    for name, (_, parents) in graph.items():
        for parent in parents:
            if parent in children:
                children[parent].append(name)
    turned = {name: (graph[name][0], tuple(children[name])) for name in graph if name not in inputs(reference)}
    table: dict[Structure, int] = {}
    return not cycle(turned) and _unordered(turned, table) == _unordered(reference, table)


def _unordered(graph: Mapping[str, Node], table: dict[Structure, int]) -> Counter[int]:
    """The nodes of a graph by operation and parents, in any order, what is given left out."""
    keys: dict[str, int] = {}
    for name in in_order(graph):
        operation, parents = graph[name]
        structure = (operation, *sorted(keys[p] for p in parents if p in keys))
        keys[name] = table.setdefault(structure, len(table))
    return Counter(keys.values())
