"""Whether a mapping that a stranger returned is the computation graph that was asked for, up to the names of its nodes.

`read` takes anything and says in one sentence why it is no graph; `compare` holds a graph against the reference. A node
is known by what it computes from the given quantities, not by its name. Free are the order of operands of add and mul,
and the brackets of a sum (a partial sum with one consumer belongs to the sum). A difference that is only ever squared
has no sign, square(r) is mul(r, r), and a factor 1 or a sum of one term passes its operand on. Source: lecture §2.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backprop_ref.graph import GraphError, consumers, forward, inputs, outputs, topological_order
from backprop_ref.primitives import PRIMITIVES

OPERATIONS = ("add", "sub", "mul", "div", "square", "exp", "ln", "sin", "cos", "tanh")
"""What the boxes of a student's graph may compute."""
MOST_NODES = 5_000
MOST_OPERANDS = 20_000

DIFFERENCE = "difference"

Node = tuple[str, tuple[Any, ...]]
Structure = tuple[Any, ...]


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
        graph = _entries(got, given)
        for name, node in graph.items():
            _check_node(name, node, graph, given, operations)
    except _Unlike as fault:
        return Found(graph, str(fault), fault.kind)
    if circle := cycle(graph):
        way = " -> ".join(_short(name) for name in circle)
        return Found(graph, f"The graph has a cycle, {way}: each of these nodes waits for the one before it.", "cycle")
    loose = outputs(graph)
    if len(loose) > 1:
        return Found(graph, f"No node uses {_list(loose)}: only the result may be without a consumer.", "loose")
    return Found(graph)


def _entries(got: Any, given: Collection[str]) -> dict[str, Node]:
    if not isinstance(got, Mapping):
        kind = "None (is the return statement missing?)" if got is None else f"a {type(got).__name__}"
        raise _Unlike(f"The graph must be a dict {{name: (operation, parents)}}, not {kind}.")
    if not got:
        raise _Unlike("The graph is empty: there is no node in it.")
    if len(got) > MOST_NODES:
        raise _Unlike(f"The graph has {len(got)} nodes, far more than the function has operations.")
    graph = {}
    for name, entry in got.items():
        if not isinstance(name, str):
            raise _Unlike(f"The name of a node is a string; one of yours is of type {type(name).__name__}.")
        operation, parents = _pair(name, entry)
        if name not in given or parents:  # what is given may be listed, as a node without parents
            graph[name] = (operation, parents)
    if sum(len(parents) for _, parents in graph.values()) > MOST_OPERANDS:
        raise _Unlike("The graph has far more edges than the function has operands.")
    return graph


def _pair(name: str, entry: Any) -> Node:
    if not isinstance(entry, (tuple, list)) or len(entry) != 2 or not isinstance(entry[0], str):
        raise _Unlike(f"Node {_short(name)} must be a pair (operation, parents), such as ('mul', ('x', 'z')).")
    operation, parents = entry
    if isinstance(parents, str):
        raise _Unlike(f"The parents of {_short(name)} must be a tuple, also if there is one: ('x',), with a comma.")
    if not isinstance(parents, (tuple, list)):
        raise _Unlike(f"The parents of {_short(name)} must be a tuple of names.")
    return str(operation), tuple(_operand(name, parent) for parent in parents)


def _operand(name: str, parent: Any) -> str | float:
    if isinstance(parent, str):
        return str(parent)
    if isinstance(parent, (tuple, list, dict)):
        sentence = f"An operation stands among the parents of {_short(name)}: it needs a box and a name of its own."
        raise _Unlike(sentence, "merged")
    number = isinstance(parent, (int, float, np.integer, np.floating)) and not isinstance(parent, bool)
    try:
        if number and math.isfinite(float(parent)):
            return float(parent)
    except (OverflowError, ValueError):
        pass
    raise _Unlike(f"A parent of {_short(name)} is neither the name of a node nor a number.")


def _check_node(
    name: str, node: Node, graph: Mapping[str, Node], given: Collection[str], operations: Sequence[str]
) -> None:
    operation, parents = node
    allowed = ", ".join(operations)
    if name in given:
        names = _list(str(parent) for parent in parents)
        raise _Unlike(f"{name} is given, nothing leads to it; yours has the parents {names}. Are these its children?")
    if operation not in operations:
        if _holds_several(operation, operations):
            raise _Unlike(
                f"Node {_short(name)}: '{_short(operation)}' is more than one operation, each needs a box of its own; "
                f"a box computes one of {allowed}.",
                "merged",
            )
        raise _Unlike(f"Node {_short(name)}: there is no operation '{_short(operation)}'; there are {allowed}.")
    for parent in parents:
        if isinstance(parent, str) and parent not in graph and parent not in given:
            if re.search(r"\w\W+\w|\w\(", parent):
                raise _Unlike(
                    f"'{_short(parent)}' among the parents of {_short(name)} is a formula, no name: "
                    "what it computes needs a box of its own.",
                    "merged",
                )
            raise _Unlike(f"{_short(name)} has the parent {_short(parent)}: no node has this name, nor is it given.")
    arity = PRIMITIVES[operation].arity
    if not parents or (arity is not None and len(parents) != arity):
        takes = {None: "at least one parent", 1: "one parent"}.get(arity, f"{arity} parents")
        raise _Unlike(f"Node {_short(name)}: {operation} takes {takes}, yours has {len(parents)}.")


def _holds_several(operation: str, operations: Sequence[str]) -> bool:
    words = re.findall(r"[a-z]+", operation.lower())
    return bool(re.search(r"\w\W+\w|\w\(", operation)) or sum(word in operations for word in words) > 1


def cycle(graph: Mapping[str, Node]) -> list[str]:
    """The names along a cycle, first one again at the end, in the direction of the edges; empty where there is none."""
    left = set(graph).difference(_in_order(graph))
    name, way = next((name for name in graph if name in left), ""), list[str]()
    while name and name not in way:
        way.append(name)
        name = next(parent for parent in graph[name][1] if parent in left)
    return [name, *reversed(way[way.index(name) :])] if name else []


def _in_order(graph: Mapping[str, Node]) -> list[str]:
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
        return f"{_list(idle)} {verb} given, and no node of yours uses {them}."
    if pair := repeated(graph):
        names = f"{_short(pair[0])} and {_short(pair[1])}"
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
    text = f"'{operation}' of {_list(p if isinstance(p, str) else f'{p:g}' for p in parents)}"
    return f"{missing} Your node {_short(beside[0])}, {text}, is no step of this computation.".strip()


def _said(key: int, table: Mapping[Structure, int], called: Mapping[int, str]) -> str:
    """A computation in words, its operands by the student's names."""
    structures = {number: structure for structure, number in table.items()}
    operation, *operands = structures[key]
    if operation in ("given", "number"):
        return str(operands[0])
    names = []
    for operand in operands:
        given = structures[operand][0] in ("given", "number")
        said = _said(operand, table, called) if given or operand not in called else _short(called[operand])
        names.append(said if given or operand in called else f"({said})")
    return f"{DIFFERENCE if operation == DIFFERENCE else repr(operation)} of {_list(names)}"


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
    for name in _in_order(graph):
        operation, parents = graph[name]
        structure = (operation, *sorted(keys[p] for p in parents if p in keys))
        keys[name] = table.setdefault(structure, len(table))
    return Counter(keys.values())


def _list(names: Iterable[str]) -> str:
    """Names as a reader says them, long lists cut short."""
    shown = [_short(name) for name in names]
    if len(shown) > 4:
        return f"{', '.join(shown[:3])} and {len(shown) - 3} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else "nothing"


def _short(name: str) -> str:
    return name if len(name) <= 24 else f"{name[:21]}..."
