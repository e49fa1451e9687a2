"""Known mistakes in reverse mode on a computation graph (lecture §1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backprop_ref import graph as graphs
from backprop_ref.graph import Graph
from backprop_ref.lecture_function import GRAPH, STEPS
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, after, alone, every, instead
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


def _once_per_name(parents: Sequence[Any], back: Sequence[Any]) -> list[tuple[str, Any]]:
    return list({p: share for p, share in zip(parents, back, strict=True) if isinstance(p, str)}.items())


def _walk(place: int, direction: int = 1, again: bool = False) -> Function:
    """From y down: the first (0) or the last (-1) of those that wait comes next, its operands then wait in `direction`.

    Every node when it is first met, or `again` for every use.
    """

    def order(graph: Graph, y: str) -> list[str]:
        found: list[str] = []
        met: set[str] = set()
        todo = [y]
        while todo:
            if len(found) > MOST_VISITS:
                raise graphs.GraphError("too many paths lead through this graph to walk each of them")
            name = todo.pop(place)
            if again or name not in met:
                met.add(name)
                found.append(name)
                todo += _operands(graph, name)[::direction]
        return found

    return order


def _paths(graph: Graph, y: str) -> int:
    """The number of paths that lead down from y, y's own among them."""
    down = dict.fromkeys([*graphs.inputs(graph), *graph], 1)
    for name in graphs.topological_order(graph):
        down[name] = 1 + sum(down[parent] for parent in _operands(graph, name))
    return down[y]


def _operands(graph: Graph, name: str) -> list[str]:
    return [p for p in graph[name][1] if isinstance(p, str)] if name in graph else []


def _with(**changed: tuple[str, tuple[Any, ...]]) -> Apply:
    """The values of the lecture function with some of its nodes computed in another way."""

    def values(steps: Steps, x: Any, z: Any) -> Any:
        return steps.forward({**GRAPH, **changed}, {"x": x, "z": z})

    return instead("values", values)


def _decimal(steps: Steps, x: Any, z: Any) -> Any:
    graph = {**GRAPH, "natural": ("ln", ("x",)), "b": ("div", ("natural", np.log(10)))}
    values = steps.forward(graph, {"x": x, "z": z})
    return {name: values[name] for name in values if name != "natural"}


_PATHS = (("f", 1, "a"), ("e", 0, "a"), ("d", 0, "a"), ("e", 1, "b"), ("c", 0, "b"), ("b", 0, "x"), ("a", 0, "x"))
"""Node, operand, name of the operand: the arrows of the lecture function."""

MISTAKES: Wrong = {
    "overwritten-at-the-fan-out": alone("accumulate", lambda _adjoint, share, _met: share),
    "first-consumer-only": alone("accumulate", lambda adjoint, share, met: adjoint if met else adjoint + share),
    "sign-of-the-denominator": after("shares", lambda back, _n, op, *_: [back[0], -back[1]] if op == "div" else back),
    "sign-of-one-over-a": _in_the_lecture_function("f", 1, -1),
    "sign-of-one-over-b": _in_the_lecture_function("e", 1, -1),
    "denominator-not-squared": _share("div", 1, lambda g, _ans, v: -g * v[0] / v[1]),
    "sine-to-minus-cosine": _share("sin", 0, lambda g, _ans, v: -g * np.cos(v[0])),
    "exponential-to-its-argument": _share("exp", 0, lambda g, _ans, v: g * v[0]),
    "no-seed": alone("seed", lambda y: np.zeros_like(y)[()]),
    "value-as-seed": alone("seed", lambda y: y),
    **{f"path-{node}-to-{to}-forgotten": _in_the_lecture_function(node, operand, 0) for node, operand, to in _PATHS},
    "breadth-first": alone("visiting_order", _walk(0)),
    "depth-first": alone("visiting_order", _walk(-1, direction=-1)),
    "last-operand-first": alone("visiting_order", _walk(-1)),
    "forward-order": alone("visiting_order", lambda graph, _y: graphs.topological_order(graph)),
    "operand-counted-once": alone("uses", _once_per_name),
    "product-with-its-own-operand": after(
        "shares", lambda back, _n, op, g, _a, v: [g * v[0], g * v[1]] if op == "mul" else back
    ),
    "logarithm-unchanged": _share("ln", 0, lambda g, _ans, v: g * v[0]),
    "numerator-times-denominator": _share("div", 0, lambda g, _ans, v: g * v[1]),
    "upstream-not-multiplied": lambda steps: steps.replace(
        shares=lambda st, name, op, g, *rest: steps.function("shares")(st, name, op, np.ones_like(g), *rest)
    ),
    "second-operand-of-a-difference": _share("sub", 1, lambda g, _ans, _v: g),
    "sin-at-its-own-value": _share("sin", 0, lambda g, ans, _v: g * np.cos(ans)),
    "exp-at-its-own-value": _share("exp", 0, lambda g, ans, _v: g * np.exp(ans)),
    "ln-at-its-own-value": _share("ln", 0, lambda g, ans, _v: g / ans),
    "numerator-forgotten": _share("div", 1, lambda g, _ans, v: -g / (v[1] * v[1])),
    "every-path-on-its-own": alone("visits", _paths),
    "keys-backwards": alone("visiting_order", lambda graph, _y: list(graph)[::-1]),
    "keys-forwards": alone("visiting_order", lambda graph, _y: list(graph)),
    "passed-on-again-from-a-queue": alone("visiting_order", _walk(0, again=True)),
    "passed-on-again-from-a-stack": alone("visiting_order", _walk(-1, again=True)),
    "local-derivative-forgotten": after("shares", lambda back, _n, _op, g, *_: [g for _ in back]),
    "numerator-and-denominator-exchanged": after(
        "shares", lambda back, _n, op, *_: back[::-1] if op == "div" else back
    ),
    "decimal-logarithm": instead("values", _decimal),
    "e-upside-down": _with(e=("div", ("b", "a"))),
    "f-upside-down": _with(f=("div", ("a", "c"))),
    "d-missing-in-y": _with(y=("add", ("e", "f"))),
    "e-missing-in-y": _with(y=("add", ("d", "f"))),
    "f-missing-in-y": _with(y=("add", ("d", "e"))),
    "sine-of-x": _with(c=("sin", ("x",))),
}

GRAPHS = reference("graphs", STEPS, MISTAKES)
