"""Known mistakes in reverse mode on a computation graph (lecture §1).

The table has the steps of `graph` and `adjoints(x, z)` of the lecture function, which runs through the same `backward`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backprop_ref import graph as graphs
from backprop_ref.graph import Graph
from backprop_ref.lecture_function import GRAPH
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, instead
from backprop_ref.steps import Steps

Share = Callable[[Any, Any, tuple[Any, ...]], Any]


def _adjoints(steps: Steps, x: Any, z: Any) -> Any:
    return steps.backward(GRAPH, steps.forward(GRAPH, {"x": x, "z": z}), "y")


def _values(steps: Steps, x: Any, z: Any) -> Any:
    return steps.forward(GRAPH, {"x": x, "z": z})


STEPS = Steps(
    {**{name: graphs.STEPS.function(name) for name in graphs.STEPS}, "adjoints": _adjoints, "values": _values}
)


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

    def adjoints(steps: Steps, x: Any, z: Any) -> Any:
        old = steps.function("shares")

        def shares(st: Steps, name: str, *arguments: Any) -> list[Any]:
            back = list(old(st, name, *arguments))
            if name == node:
                back[operand] = factor * back[operand]
            return back

        return _adjoints(steps.replace(shares=shares), x, z)

    return instead("adjoints", adjoints)


def _first_one_stays(_steps: Steps, adjoint: Any, share: Any, met: bool) -> Any:
    return adjoint if met else adjoint + share


def _once_per_name(_steps: Steps, parents: Sequence[Any], back: Sequence[Any]) -> list[tuple[str, Any]]:
    return list({p: share for p, share in zip(parents, back, strict=True) if isinstance(p, str)}.items())


def _breadth_first(_steps: Steps, graph: Graph, y: str) -> list[str]:
    """From y down, every node when it is first met."""
    order, queue = [y], [y]
    while queue:
        name = queue.pop(0)
        for parent in graph[name][1] if name in graph else ():
            if isinstance(parent, str) and parent not in order:
                order.append(parent)
                queue.append(parent)
    return order


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
_TABLE = "Look the derivative up once more, and check it at one point with a finite difference."

MISTAKES = (
    Mistake(
        49,
        "overwritten-at-the-fan-out",
        "the contributions of several consumers overwrite one another",
        _SUM,
        instead("accumulate", lambda _steps, _adjoint, share, _met: share),
    ),
    Mistake(
        49,
        "first-consumer-only",
        "only the first contribution to a node is kept",
        _SUM,
        instead("accumulate", _first_one_stays),
    ),
    Mistake(
        50,
        "sign-of-the-denominator",
        "the sign of the derivative in a denominator is turned round",
        _SIGN,
        after("shares", lambda back, _n, op, *_: [back[0], -back[1]] if op == "div" else back),
    ),
    Mistake(
        50,
        "sign-of-one-over-a",
        "the sign of the derivative of 1 / a is turned round",
        _SIGN,
        _in_the_lecture_function("f", 1, -1),
    ),
    Mistake(
        50,
        "sign-of-one-over-b",
        "the sign of the derivative of 1 / b is turned round",
        _SIGN,
        _in_the_lecture_function("e", 1, -1),
    ),
    Mistake(
        51,
        "denominator-not-squared",
        "the denominator is not squared in the derivative of a quotient",
        "Write the quotient as a product with a power, and use the power rule: what becomes of the exponent?",
        _share("div", 1, lambda g, _ans, v: -g * v[0] / v[1]),
    ),
    Mistake(
        52,
        "sine-to-minus-cosine",
        "the derivative of the sine has the wrong sign",
        "At 0 the sine grows. Which of the two neighbours in the circle of derivatives is positive there?",
        _share("sin", 0, lambda g, _ans, v: -g * np.cos(v[0])),
    ),
    Mistake(
        53,
        "exponential-to-its-argument",
        "the derivative of the exponential is taken to be its argument",
        "The exponential is the one function that differentiating leaves alone. Which value in your cache is that?",
        _share("exp", 0, lambda g, _ans, v: g * v[0]),
    ),
    Mistake(
        55,
        "no-seed",
        "the adjoint of y itself is never set",
        "Where does the backward computation begin, and what is the derivative of y with respect to y?",
        instead("seed", lambda _steps, y: np.zeros_like(y)[()]),
    ),
    Mistake(
        55,
        "value-as-seed",
        "the adjoint of y is set to the value of y",
        "How much does y change when y changes by a little?",
        instead("seed", lambda _steps, y: y),
    ),
    *(
        Mistake(
            56,
            f"path-{node}-to-{to}-forgotten",
            f"the path from {to} {way} is forgotten",
            "Count the arrows that leave the node in the drawing: each brings something back.",
            _in_the_lecture_function(node, operand, 0),
        )
        for node, operand, to, way in _PATHS
    ),
    Mistake(
        131,
        "breadth-first",
        "a node is visited before all of its consumers are",
        "An adjoint may be passed on only when it is complete. Which order of the nodes makes sure of that?",
        instead("visiting_order", _breadth_first),
    ),
    Mistake(
        132,
        "forward-order",
        "the nodes are visited in forward order",
        "What must be known before the adjoint of a node can be passed on to its operands?",
        instead("visiting_order", _forwards),
    ),
    Mistake(
        133,
        "operand-counted-once",
        "an operand that occurs twice gets its share only once",
        "In x times x the variable enters twice. How often does it get something back?",
        instead("uses", _once_per_name),
    ),
    Mistake(
        134,
        "product-with-its-own-operand",
        "each factor of a product gets itself back in place of the other",
        "Hold one factor fixed: with what slope does the product grow in the other?",
        after("shares", lambda back, _n, op, g, _a, v: [g * v[0], g * v[1]] if op == "mul" else back),
    ),
    Mistake(
        135,
        "logarithm-unchanged",
        "the derivative of the logarithm is taken to be its argument",
        _TABLE,
        _share("ln", 0, lambda g, _ans, v: g * v[0]),
    ),
    Mistake(
        136,
        "numerator-times-denominator",
        "the numerator gets back a product with the denominator",
        "Twice the numerator, twice the quotient: which factor stands before the numerator?",
        _share("div", 0, lambda g, _ans, v: g * v[1]),
    ),
    Mistake(
        137,
        "upstream-not-multiplied",
        "the local derivative is passed on without the node's own adjoint",
        "A chain of derivatives is a product: which factor comes from above?",
        lambda steps: steps.replace(
            shares=lambda st, name, op, g, *rest: steps.function("shares")(st, name, op, np.ones_like(g), *rest)
        ),
    ),
    Mistake(
        138,
        "second-operand-of-a-difference",
        "the subtracted operand gets its share with the wrong sign",
        "When what is subtracted grows, what does the difference do?",
        _share("sub", 1, lambda g, _ans, _v: g),
    ),
)

GRAPHS = Reference(STEPS, MISTAKES)
