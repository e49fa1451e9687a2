"""Known mistakes in reverse mode on a computation graph (lecture §1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backprop_ref import graph as graphs
from backprop_ref.graph import Graph
from backprop_ref.lecture_function import GRAPH, STEPS
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, after, every, instead
from backprop_ref.steps import Function, Steps

Share = Callable[[Any, Any, tuple[Any, ...]], Any]
MOST_VISITS = 10_000


def _share(op: str, operand: int, wrong: Share) -> Apply:
    """`wrong(g, ans, operands)` for what one operand of an operation gets back."""

    def change(back: Sequence[Any], _name: str, o: str, g: Any, ans: Any, values: tuple[Any, ...]) -> list[Any]:
        back = list(back)
        if o == op:
            back[operand] = wrong(g, ans, values)
        return back

    return after("shares", change)


def _in_the_lecture_function(node: str, operand: int, factor: float) -> Apply:
    """Multiplies what one operand of one node of the lecture function gets back."""

    def changed(steps: Steps) -> Steps:
        old = steps.function("shares")

        def shares(st: Steps, name: str, *arguments: Any) -> list[Any]:
            back = list(old(st, name, *arguments))
            if name == node:
                back[operand] = factor * back[operand]
            return back

        return steps.replace(shares=shares)

    return every(
        instead("adjoints", lambda steps, *arguments: STEPS.function("adjoints")(changed(steps), *arguments)),
        instead("adjoint", lambda steps, *arguments: STEPS.function("adjoint")(changed(steps), *arguments)),
    )


def _first_one_stays(_steps: Steps, adjoint: Any, share: Any, met: bool) -> Any:
    return adjoint if met else adjoint + share


def _once_per_name(_steps: Steps, parents: Sequence[Any], back: Sequence[Any]) -> list[tuple[str, Any]]:
    return list({p: share for p, share in zip(parents, back, strict=True) if isinstance(p, str)}.items())


def _breadth_first(_steps: Steps, graph: Graph, y: str) -> list[str]:
    """From y down, every node when it is first met."""
    order = [y]
    met = {y}
    for name in order:  # grows while it is read
        for parent in _operands(graph, name):
            if parent not in met:
                met.add(parent)
                order.append(parent)
    return order


def _depth_first(_steps: Steps, graph: Graph, y: str) -> list[str]:
    """From y down along the first operand as far as it goes, every node when it is first met."""
    order: dict[str, None] = {}
    todo = [y]
    while todo:
        name = todo.pop()
        if name not in order:
            order[name] = None
            todo += _operands(graph, name)[::-1]
    return list(order)


def _last_operand_first(_steps: Steps, graph: Graph, y: str) -> list[str]:
    """As `_depth_first`, but along the last operand: the one on top of a stack."""
    order: dict[str, None] = {}
    todo = [y]
    while todo:
        name = todo.pop()
        if name not in order:
            order[name] = None
            todo += _operands(graph, name)
    return list(order)


def _once_per_consumer(place: int) -> Function:
    """Every node once for every use, taken from the front (0) or the end (-1) of those that wait."""

    def order(_steps: Steps, graph: Graph, y: str) -> list[str]:
        found: list[str] = []
        todo = [y]
        while todo:
            if len(found) > MOST_VISITS:
                raise graphs.GraphError("too many paths lead through this graph to walk each of them")
            found.append(todo.pop(place))
            todo += _operands(graph, found[-1])
        return found

    return order


def _paths(_steps: Steps, graph: Graph, y: str) -> int:
    """The number of paths that lead down from y, y's own among them."""
    down = dict.fromkeys([*graphs.inputs(graph), *graph], 1)
    for name in graphs.topological_order(graph):
        down[name] = 1 + sum(down[parent] for parent in _operands(graph, name))
    return down[y]


def _operands(graph: Graph, name: str) -> list[str]:
    return [p for p in graph[name][1] if isinstance(p, str)] if name in graph else []


def _keys_reversed(_steps: Steps, graph: Graph, _y: str) -> list[str]:
    return list(graph)[::-1]


def _keys(_steps: Steps, graph: Graph, _y: str) -> list[str]:
    return list(graph)


def _with(**changed: tuple[str, tuple[Any, ...]]) -> Apply:
    """The values of the lecture function with some of its nodes computed in another way."""

    def values(steps: Steps, x: Any, z: Any) -> Any:
        return steps.forward({**GRAPH, **changed}, {"x": x, "z": z})

    return instead("values", values)


def _decimal(steps: Steps, x: Any, z: Any) -> Any:
    graph = {**GRAPH, "natural": ("ln", ("x",)), "b": ("div", ("natural", np.log(10)))}
    values = steps.forward(graph, {"x": x, "z": z})
    return {name: values[name] for name in values if name != "natural"}


def _forwards(_steps: Steps, graph: Graph, _y: str) -> list[str]:
    return graphs.topological_order(graph)


_PATHS = (("f", 1, "a"), ("e", 0, "a"), ("d", 0, "a"), ("e", 1, "b"), ("c", 0, "b"), ("b", 0, "x"), ("a", 0, "x"))
"""Node, operand, name of the operand: the arrows of the lecture function."""

MISTAKES: Wrong = {
    "overwritten-at-the-fan-out": instead("accumulate", lambda _steps, _adjoint, share, _met: share),
    "first-consumer-only": instead("accumulate", _first_one_stays),
    "sign-of-the-denominator": after("shares", lambda back, _n, op, *_: [back[0], -back[1]] if op == "div" else back),
    "sign-of-one-over-a": _in_the_lecture_function("f", 1, -1),
    "sign-of-one-over-b": _in_the_lecture_function("e", 1, -1),
    "denominator-not-squared": _share("div", 1, lambda g, _ans, v: -g * v[0] / v[1]),
    "sine-to-minus-cosine": _share("sin", 0, lambda g, _ans, v: -g * np.cos(v[0])),
    "exponential-to-its-argument": _share("exp", 0, lambda g, _ans, v: g * v[0]),
    "no-seed": instead("seed", lambda _steps, y: np.zeros_like(y)[()]),
    "value-as-seed": instead("seed", lambda _steps, y: y),
    **{f"path-{node}-to-{to}-forgotten": _in_the_lecture_function(node, operand, 0) for node, operand, to in _PATHS},
    "breadth-first": instead("visiting_order", _breadth_first),
    "depth-first": instead("visiting_order", _depth_first),
    "last-operand-first": instead("visiting_order", _last_operand_first),
    "forward-order": instead("visiting_order", _forwards),
    "operand-counted-once": instead("uses", _once_per_name),
    "product-with-its-own-operand": after(
        "shares", lambda back, _n, op, g, _a, v: [g * v[0], g * v[1]] if op == "mul" else back
    ),
    "logarithm-unchanged": _share("ln", 0, lambda g, _ans, v: g * v[0]),
    "numerator-times-denominator": _share("div", 0, lambda g, _ans, v: g * v[1]),
    "upstream-not-multiplied": lambda steps: steps.replace(
        shares=lambda st, name, op, g, *rest: steps.function("shares")(st, name, op, np.ones_like(g), *rest)
    ),
    "second-operand-of-a-difference": _share("sub", 1, lambda g, _ans, _v: g),
    **{
        f"{op}-at-its-own-value": apply
        for op, apply in (
            ("sin", _share("sin", 0, lambda g, ans, _v: g * np.cos(ans))),
            ("exp", _share("exp", 0, lambda g, ans, _v: g * np.exp(ans))),
            ("ln", _share("ln", 0, lambda g, ans, _v: g / ans)),
        )
    },
    "numerator-forgotten": _share("div", 1, lambda g, _ans, v: -g / (v[1] * v[1])),
    "every-path-on-its-own": instead("visits", _paths),
    "keys-backwards": instead("visiting_order", _keys_reversed),
    "keys-forwards": instead("visiting_order", _keys),
    **{
        f"passed-on-again-{way}": instead("visiting_order", _once_per_consumer(place))
        for way, place in (("from-a-queue", 0), ("from-a-stack", -1))
    },
    "local-derivative-forgotten": after("shares", lambda back, _n, _op, g, *_: [g for _ in back]),
    "numerator-and-denominator-exchanged": after(
        "shares", lambda back, _n, op, *_: back[::-1] if op == "div" else back
    ),
    "decimal-logarithm": instead("values", _decimal),
    **{
        f"{name}-upside-down": _with(**{name: ("div", parents)})
        for name, parents in (("e", ("b", "a")), ("f", ("a", "c")))
    },
    **{
        f"{name}-missing-in-y": _with(y=("add", kept))
        for name, kept in (("d", ("e", "f")), ("e", ("d", "f")), ("f", ("d", "e")))
    },
    "sine-of-x": _with(c=("sin", ("x",))),
}

GRAPHS = reference("graphs", STEPS, MISTAKES)
