"""Known mistakes in writing a function, an algorithm or a network as a computation graph (lecture §2).

Some mistakes leave no graph that could be computed: `recognise` tells them by what is wrong with its form.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from backprop_ref import graph_structure as structure
from backprop_ref import network_graph
from backprop_ref.exercise_graphs import STEPS, loop_graph
from backprop_ref.graph import Node, inputs
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, Mistake, after, alone
from backprop_ref.sampling import ATTEMPTS, NoSample

MARGIN, MATCH, SAME = 1e-2, 1e-9, 1e-12

Graph = dict[str, Node]
Draw = Callable[[np.random.Generator], Mapping[str, float]]
Build = Callable[[Any], Mapping[str, Node]]


def _one_name(T: int) -> Graph:
    """One node for h and one for y, whatever their value at the time."""
    return {"p": ("mul", ("w", "h")), "h": ("sin", ("p",)), "q": ("mul", ("y", "h")), "y": ("add", ("q", "x"))}


def _network(change: Callable[[Graph, Sequence[int]], Graph]) -> Apply:
    """`change(graph, sizes)` for the graph of the network, nodes without a consumer taken out."""

    def apply(graph: Graph, sizes: Sequence[int]) -> Graph:
        changed = change(dict(graph), sizes)
        while dead := set(changed) - {parent for _, parents in changed.values() for parent in parents} - {"loss"}:
            changed = {name: node for name, node in changed.items() if name not in dead}
        return changed

    return after("network_graph", apply)


def _operands(graph: Graph, change: Callable[[str, Any], Iterable[Any]]) -> Graph:
    """The graph with `change(name, operands)` in the place of the operands of every node."""
    return {name: (op, tuple(change(name, parents))) for name, (op, parents) in graph.items()}


def _renamed(graph: Graph, names: Mapping[Any, str]) -> Graph:
    """Every use of some names replaced."""
    return _operands(graph, lambda _name, parents: (names.get(parent, parent) for parent in parents))


def _is_bias(name: Any) -> bool:
    return isinstance(name, str) and name.startswith("w") and name.endswith("_0")


def _bias_times(which: int) -> Callable[[Graph, Sequence[int]], Graph]:
    """The bias multiplied by the first or the last operand from below."""

    def change(graph: Graph, sizes: Sequence[int]) -> Graph:
        changed: Graph = {}
        for name, (op, parents) in graph.items():
            bias = [p for p in parents if _is_bias(p)]
            if bias:
                below = [str(graph[p][1][1]) for p in parents if not _is_bias(p)]
                changed[f"b{name}"] = ("mul", (bias[0], below[which]))
                parents = tuple(f"b{name}" if _is_bias(p) else p for p in parents)  # noqa: PLW2901
            changed[name] = (op, parents)
        return changed

    return change


def _without(letter: str, layers: Callable[[int, int], bool] = lambda l, L: True) -> Callable[..., Graph]:
    """Nodes of one letter left out: their consumers use their first operand."""

    def change(graph: Graph, sizes: Sequence[int]) -> Graph:
        out = {n: str(node[1][0]) for n, node in graph.items() if n[0] == letter and _in(n, layers, len(sizes) - 1)}
        return _renamed({name: node for name, node in graph.items() if name not in out}, out)

    return change


def _in(name: str, layers: Callable[[int, int], bool], L: int) -> bool:
    return "_" not in name or layers(int(name[1:].partition("_")[0]), L)


def _without_bias(graph: Graph, _sizes: Sequence[int]) -> Graph:
    return _operands(graph, lambda _name, parents: (p for p in parents if not _is_bias(p)))


def _weights_as_numbers(graph: Graph, _sizes: Sequence[int]) -> Graph:
    return _operands(graph, lambda _name, parents: (0.5 if str(p).startswith("w") else p for p in parents))


def _label_before_output(graph: Graph, _sizes: Sequence[int]) -> Graph:
    return _operands(graph, lambda name, parents: parents[::-1] if graph[name][0] == "sub" else parents)


def _first_output_only(graph: Graph, _sizes: Sequence[int]) -> Graph:
    return graph | {"loss": ("add", ("q1",))}


def _divisions(*nodes: str) -> Callable[[Graph], Graph]:
    return lambda graph: _operands(graph, lambda name, parents: parents[::-1] if name in nodes else parents)


def _last_units_products(graph: Graph, sizes: Sequence[int]) -> Graph:
    """One name for the products of all units of a layer: the last unit's are what is left."""
    names = {}
    for name in (name for name in graph if name[0] == "p"):
        l, _, a = name[1:].split("_")
        names[name] = f"p{l}_{sizes[int(l)]}_{a}"
    return _renamed(graph, names)


def _first_units_weights(graph: Graph, _sizes: Sequence[int]) -> Graph:
    """The weights of unit 1 in every unit of the layer, biases too or not."""
    weights = {p for _, parents in graph.values() for p in parents if p[0] == "w"}
    return _renamed(graph, {w: f"{w.split('_')[0]}_1_{w.split('_')[2]}" for w in weights})


def _first_output_only_others_left(graph: Graph, sizes: Sequence[int]) -> Graph:
    return {n: node for n, node in _first_output_only(graph, sizes).items() if n[0] not in "rq" or n in ("r1", "q1")}


def _product_again(*nodes: str) -> Callable[[Graph], Graph]:
    """A product x z of its own for some consumers."""

    def change(graph: Graph) -> Graph:
        for name in nodes:
            op, parents = graph[name]
            graph = graph | {f"a{name}": graph["a"], name: (op, tuple(f"a{name}" if p == "a" else p for p in parents))}
        return graph

    return change


def _children(graph: Graph) -> Graph:
    return {
        name: (node[0], tuple(child for child, (_, parents) in graph.items() if name in parents))
        for name, node in graph.items()
    }


MISTAKES: Wrong = {
    "product-again-for-d": after("lecture_graph", _product_again("d")),
    "product-again-for-e": after("lecture_graph", _product_again("e")),
    "product-again-for-f": after("lecture_graph", _product_again("f")),
    "product-again-for-e-f": after("lecture_graph", _product_again("e", "f")),
    "division-turned-e-f": after("lecture_graph", _divisions("e", "f")),
    "division-turned-e": after("lecture_graph", _divisions("e")),
    "division-turned-f": after("lecture_graph", _divisions("f")),
    "merged": after("lecture_graph", lambda graph: graph | {"c": ("sin(ln)", ("x",))}),
    "children-for-parents": after("lecture_graph", _children),
    "bias-missing": _network(_without_bias),
    "bias-times-first": _network(_bias_times(0)),
    "bias-times-last": _network(_bias_times(-1)),
    "weights-as-numbers": _network(_weights_as_numbers),
    "loss-missing": alone("network_graph", lambda sizes: network_graph.build(sizes, loss=False)),
    "label-missing": _network(_without("r")),
    "one-node-per-variable": alone("loop_graph", _one_name),
    "one-pass-too-few": alone("loop_graph", lambda T: loop_graph(T - 1)),
    "one-pass-too-many": alone("loop_graph", lambda T: loop_graph(T + 1)),
    "loss-without-square": _network(_without("q")),
    "loss-without-square-turned": _network(
        lambda graph, sizes: _without("q")(_label_before_output(graph, sizes), sizes)
    ),
    "output-without-activation": _network(_without("o", lambda l, L: l == L)),
    "products-overwritten": _network(_last_units_products),
    "first-units": _network(_first_units_weights),
    "old-value-used": alone("loop_graph", lambda T: loop_graph(T, old=True)),
    "wrong-start": alone("loop_graph", lambda T: loop_graph(T, start="x")),
    "hidden-without-activation": _network(_without("o", lambda l, L: l < L)),
    "first-output-only": _network(_first_output_only),
    "first-output-only-others-left": after("network_graph", _first_output_only_others_left),
    "every-pass-from-the-start": alone("loop_graph", lambda T: loop_graph(T, reset=True)),
}

GRAPH_BUILDING = reference("graph_building", STEPS, MISTAKES)


def telling(rng: np.random.Generator, draw: Draw, want: Callable[[Any, Any], float]) -> dict[str, float]:
    """A point from `draw(rng)` at which every known mistake that changes the value changes it by a hundredth or more.

    `want(steps, point)` is the value. Raises `NoSample`.
    """
    for _ in range(ATTEMPTS):
        point = draw(rng)
        right = want(GRAPH_BUILDING.right, point)
        wrong = [want(GRAPH_BUILDING.with_mistakes(mistake), point) for mistake in GRAPH_BUILDING.mistakes]
        moved = [abs(value - right) / abs(right) for value in wrong if math.isfinite(value)]
        if all(off <= SAME or off >= MARGIN for off in moved):
            return dict(point)
    raise NoSample("no point was found at which every known mistake shows")


def recognise(found: structure.Found, build: Build) -> Mistake | None:
    """The one known mistake that leads to a wrong graph, or else to what it computes; None if there is not just one.

    `build(steps)` is the graph that was asked for.
    """
    right = build(GRAPH_BUILDING.right)
    if found.kind == "merged":
        return GRAPH_BUILDING.named("merged")
    if structure.turned_round(found.graph, right):
        return GRAPH_BUILDING.named("children-for-parents")
    if found.kind == "form":
        return None
    candidates = {m.number: m for m in GRAPH_BUILDING.mistakes if _makes(found, m, build, right)}
    if len(candidates) == 1:
        return next(iter(candidates.values()))
    if candidates or found.kind or structure.same(found.graph, right):
        return None
    if structure.same(structure.without_repetitions(found.graph), right):
        return GRAPH_BUILDING.named("product-again-for-d")
    if _has_numbers_for_weights(found.graph, right):
        return GRAPH_BUILDING.named("weights-as-numbers")
    candidates = {m.number: m for m in GRAPH_BUILDING.mistakes if _computes(found.graph, m, build, right)}
    return next(iter(candidates.values())) if len(candidates) == 1 else None


def _makes(found: structure.Found, mistake: Mistake, build: Build, right: Mapping[str, Node]) -> bool:
    """Whether the mistake leads to this graph; of two graphs with a cycle no more can be said than that."""
    wrong = structure.read(build(GRAPH_BUILDING.with_mistakes(mistake)), inputs(right))
    if found.kind == "cycle" or wrong.kind not in ("", "loose"):
        return found.kind == wrong.kind == "cycle"
    return not structure.same(wrong.graph, right) and structure.same(found.graph, wrong.graph)


def _computes(graph: Mapping[str, Node], mistake: Mistake, build: Build, right: Mapping[str, Node]) -> bool:
    """Whether the mistake, and not the right graph, computes the same function."""
    wrong = build(GRAPH_BUILDING.with_mistakes(mistake))
    if structure.read(wrong, inputs(right)).kind not in ("", "loose"):
        return False
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        point = {name: rng.uniform(0.3, 0.9) for name in inputs(right)}
        value, other, meant = (structure.value(g, point) for g in (graph, wrong, right))
        if not abs(value - other) <= MATCH * abs(other) or abs(meant - other) <= MATCH * abs(other):
            return False
    return True


def _has_numbers_for_weights(graph: Mapping[str, Node], right: Mapping[str, Node]) -> bool:
    """Whether no weight is a node, and numbers are multiplied in their place."""
    weights = {name for name in inputs(right) if name.startswith("w") and name[-1].isdigit()}
    products = [parents for op, parents in graph.values() if op == "mul"]
    used = {parent for _, parents in graph.values() for parent in parents}
    numbers = all(any(isinstance(parent, float) for parent in parents) for parents in products)
    return bool(weights and products) and numbers and not weights & used
