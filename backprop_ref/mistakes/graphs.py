"""Known mistakes in reverse mode on a computation graph (lecture §1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backprop_ref import graph as graphs
from backprop_ref.graph import Graph
from backprop_ref.lecture_function import GRAPH, STEPS
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
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


_PATHS = (
    ("f", 1, "a", "by way of f"),
    ("e", 0, "a", "by way of e"),
    ("d", 0, "a", "by way of d"),
    ("e", 1, "b", "by way of e"),
    ("c", 0, "b", "by way of c"),
    ("b", 0, "x", "by way of b"),
    ("a", 0, "x", "by way of a"),
)

_SIGN = "A growing denominator makes a quotient of positive numbers smaller. Which sign does its derivative have?"
_SUM = "A variable with several consumers touches y by several ways. What happens to what comes back along each?"
_COMPLETE = "An adjoint may be passed on only when it is complete. Which order of the nodes makes sure of that?"
_POINT = "A slope is taken at a place on the axis of the operand. Which value stands there: what goes in, or comes out?"
_TERM = "Count the terms of y in the definition, and the arrows that end in it."
_TABLE = "Look the derivative up once more, and check it at one point with a finite difference."

MISTAKES = (
    Mistake(
        49, "overwritten-at-the-fan-out", "the contributions of several consumers overwrite one another",
        _SUM, instead("accumulate", lambda _steps, _adjoint, share, _met: share),
    ),
    Mistake(
        49, "first-consumer-only", "only the first contribution to a node is kept",
        _SUM, instead("accumulate", _first_one_stays),
    ),
    Mistake(
        50, "sign-of-the-denominator", "the sign of the derivative in a denominator is turned round",
        _SIGN, after("shares", lambda back, _n, op, *_: [back[0], -back[1]] if op == "div" else back),
    ),
    Mistake(
        50, "sign-of-one-over-a", "the sign of the derivative of 1 / a is turned round",
        _SIGN, _in_the_lecture_function("f", 1, -1),
    ),
    Mistake(
        50, "sign-of-one-over-b", "the sign of the derivative of 1 / b is turned round",
        _SIGN, _in_the_lecture_function("e", 1, -1),
    ),
    Mistake(
        51, "denominator-not-squared", "the denominator is not squared in the derivative of a quotient",
        "Write the quotient as a product with a power, and use the power rule: what becomes of the exponent?",
        _share("div", 1, lambda g, _ans, v: -g * v[0] / v[1]),
    ),
    Mistake(
        52, "sine-to-minus-cosine", "the derivative of the sine has the wrong sign",
        "At 0 the sine grows. Which of the two neighbours in the circle of derivatives is positive there?",
        _share("sin", 0, lambda g, _ans, v: -g * np.cos(v[0])),
    ),
    Mistake(
        53, "exponential-to-its-argument", "the derivative of the exponential is taken to be its argument",
        "The exponential is the one function that differentiating leaves alone. Which value in your cache is that?",
        _share("exp", 0, lambda g, _ans, v: g * v[0]),
    ),
    Mistake(
        55, "no-seed", "the adjoint of y itself is never set",
        "Where does the backward computation begin, and what is the derivative of y with respect to y?",
        instead("seed", lambda _steps, y: np.zeros_like(y)[()]),
    ),
    Mistake(
        55, "value-as-seed", "the adjoint of y is set to the value of y",
        "How much does y change when y changes by a little?",
        instead("seed", lambda _steps, y: y),
    ),
    *(
        Mistake(
            56, f"path-{node}-to-{to}-forgotten", f"the path from {to} {way} is forgotten",
            "Count the arrows that leave the node in the drawing: each brings something back.",
            _in_the_lecture_function(node, operand, 0),
        )
        for node, operand, to, way in _PATHS
    ),
    Mistake(
        131, "breadth-first", "a node is visited before all of its consumers are",
        _COMPLETE, instead("visiting_order", _breadth_first),
    ),
    Mistake(
        131, "depth-first", "a node is visited before all of its consumers are",
        _COMPLETE, instead("visiting_order", _depth_first),
    ),
    Mistake(
        131, "last-operand-first", "a node is visited before all of its consumers are",
        _COMPLETE, instead("visiting_order", _last_operand_first),
    ),
    Mistake(
        132, "forward-order", "the nodes are visited in forward order",
        "What must be known before the adjoint of a node can be passed on to its operands?",
        instead("visiting_order", _forwards),
    ),
    Mistake(
        133, "operand-counted-once", "an operand that occurs twice gets its share only once",
        "In x times x the variable enters twice. How often does it get something back?",
        instead("uses", _once_per_name),
    ),
    Mistake(
        134, "product-with-its-own-operand", "each factor of a product gets itself back in place of the other",
        "Hold one factor fixed: with what slope does the product grow in the other?",
        after("shares", lambda back, _n, op, g, _a, v: [g * v[0], g * v[1]] if op == "mul" else back),
    ),
    Mistake(
        135, "logarithm-unchanged", "the derivative of the logarithm is taken to be its argument",
        _TABLE, _share("ln", 0, lambda g, _ans, v: g * v[0]),
    ),
    Mistake(
        136, "numerator-times-denominator", "the numerator gets back a product with the denominator",
        "Twice the numerator, twice the quotient: which factor stands before the numerator?",
        _share("div", 0, lambda g, _ans, v: g * v[1]),
    ),
    Mistake(
        137, "upstream-not-multiplied", "the local derivative is passed on without the node's own adjoint",
        "A chain of derivatives is a product: which factor comes from above?",
        lambda steps: steps.replace(
            shares=lambda st, name, op, g, *rest: steps.function("shares")(st, name, op, np.ones_like(g), *rest)
        ),
    ),
    Mistake(
        138, "second-operand-of-a-difference", "the subtracted operand gets its share with the wrong sign",
        "When what is subtracted grows, what does the difference do?",
        _share("sub", 1, lambda g, _ans, _v: g),
    ),
    *(
        Mistake(221, f"{op}-at-its-own-value", "a local derivative is taken at the node's own value", _POINT, apply)
        for op, apply in (
            ("sin", _share("sin", 0, lambda g, ans, _v: g * np.cos(ans))),
            ("exp", _share("exp", 0, lambda g, ans, _v: g * np.exp(ans))),
            ("ln", _share("ln", 0, lambda g, ans, _v: g / ans)),
        )
    ),
    Mistake(
        222, "numerator-forgotten", "the numerator is missing in the derivative of a quotient by its denominator",
        "Twice the numerator, twice the quotient. What follows for its slope in the denominator?",
        _share("div", 1, lambda g, _ans, v: -g / (v[1] * v[1])),
    ),
    Mistake(
        223, "every-path-on-its-own", "every path is walked on its own, instead of passing each adjoint on once",
        "How many paths lead through ten diamonds in a row? And how many nodes have an adjoint?",
        instead("visits", _paths),
    ),
    Mistake(
        224, "keys-backwards", "the order of the keys is taken for the order of the computation",
        "A dict may be written down in any order. Where does the graph itself say what comes before what?",
        instead("visiting_order", _keys_reversed),
    ),
    Mistake(
        224, "keys-forwards", "the order of the keys is taken for the order of the computation",
        "A dict may be written down in any order. Where does the graph itself say what comes before what?",
        instead("visiting_order", _keys),
    ),
    *(
        Mistake(
            225, f"passed-on-again-{way}", "a node passes its adjoint on again for every consumer",
            "How often may a node pass its adjoint on? And what was in it the first time?",
            instead("visiting_order", _once_per_consumer(place)),
        )
        for way, place in (("from-a-queue", 0), ("from-a-stack", -1))
    ),
    Mistake(
        226, "local-derivative-forgotten", "the adjoint is passed on without the local derivative",
        "A chain of derivatives is a product: which factor belongs to the arrow itself?",
        after("shares", lambda back, _n, _op, g, *_: [g for _ in back]),
    ),
    Mistake(
        227, "numerator-and-denominator-exchanged", "numerator and denominator get one another's share",
        "Which of the two makes the quotient grow when it grows?",
        after("shares", lambda back, _n, op, *_: back[::-1] if op == "div" else back),
    ),
    Mistake(
        236, "decimal-logarithm", "the logarithm is taken to base 10",
        "Which base makes the slope of the logarithm 1 at 1? Look up what your function computes.",
        instead("values", _decimal),
    ),
    *(
        Mistake(
            237, f"{name}-upside-down", f"the quotient {name} is upside down",
            "Which of the two stands below the bar in the definition?",
            _with(**{name: ("div", parents)}),
        )
        for name, parents in (("e", ("b", "a")), ("f", ("a", "c")))
    ),
    *(
        Mistake(238, f"{name}-missing-in-y", f"the term {name} is missing in y", _TERM, _with(y=("add", kept)))
        for name, kept in (("d", ("e", "f")), ("e", ("d", "f")), ("f", ("d", "e")))
    ),
    Mistake(
        239, "sine-of-x", "the sine is taken of x",
        "Read the third term from the inside: what stands in the brackets of the sine?",
        _with(c=("sin", ("x",))),
    ),
)  # fmt: skip

GRAPHS = Reference(STEPS, MISTAKES)
