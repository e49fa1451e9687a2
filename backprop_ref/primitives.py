"""The primitives of a computation graph: what each computes, and its derivatives in each operand, as a table.

A row gives `value(*operands)` and, per operand, `vjp(g, ans, *operands)`: the operand's share of the adjoint when the
node's own adjoint is g and its value ans. Numbers and arrays alike; an operand that was broadcast gets the sum back.
Source: lecture §1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Vjp = Callable[..., Any]


@dataclass(frozen=True)
class Primitive:
    """One row of the table."""

    value: Callable[..., Any]
    """Operands -> value."""
    vjps: tuple[Vjp, ...]
    """One per operand: (g, ans, *operands) -> share of that operand. A variadic primitive has one for all."""
    variadic: bool = False
    """Whether any number of operands is allowed; each share is then vjp(g, ans, operand)."""

    @property
    def arity(self) -> int | None:
        """Number of operands; None where any number is allowed."""
        return None if self.variadic else len(self.vjps)


def unbroadcast(g: Any, like: Any) -> Any:
    """g summed over the axes along which `like` was broadcast, in the shape of `like`."""
    shape, g = np.shape(like), np.asarray(g)
    extra = g.ndim - len(shape)
    if extra > 0:
        g = np.sum(g, axis=tuple(range(extra)))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1 and g.shape[axis] != 1)
    return (np.sum(g, axis=stretched, keepdims=True) if stretched else g)[()]


def _sum_of(*operands: Any) -> Any:
    total = operands[0]
    for operand in operands[1:]:
        total = total + operand
    return total


def _log_of_positive(x: Any) -> Any:
    """ln x, and 0 where x <= 0: a power of a negative base has no derivative in its exponent."""
    return np.log(np.where(np.asarray(x) > 0, x, 1))[()]


PRIMITIVES: dict[str, Primitive] = {
    "add": Primitive(_sum_of, (lambda g, ans, x: g,), variadic=True),
    "sub": Primitive(lambda x, y: x - y, (lambda g, ans, x, y: g, lambda g, ans, x, y: -g)),
    "mul": Primitive(lambda x, y: x * y, (lambda g, ans, x, y: g * y, lambda g, ans, x, y: g * x)),
    "div": Primitive(lambda x, y: x / y, (lambda g, ans, x, y: g / y, lambda g, ans, x, y: -g * x / (y * y))),
    "pow": Primitive(
        lambda x, y: x**y,
        (lambda g, ans, x, y: g * y * x ** (y - 1), lambda g, ans, x, y: g * ans * _log_of_positive(x)),
    ),
    "neg": Primitive(lambda x: -x, (lambda g, ans, x: -g,)),
    "square": Primitive(lambda x: x * x, (lambda g, ans, x: 2 * g * x,)),
    "sqrt": Primitive(np.sqrt, (lambda g, ans, x: g / (2 * ans),)),
    "exp": Primitive(np.exp, (lambda g, ans, x: g * ans,)),
    "ln": Primitive(np.log, (lambda g, ans, x: g / x,)),
    "sin": Primitive(np.sin, (lambda g, ans, x: g * np.cos(x),)),
    "cos": Primitive(np.cos, (lambda g, ans, x: -g * np.sin(x),)),
    "tanh": Primitive(np.tanh, (lambda g, ans, x: g * (1 - ans * ans),)),
    "logistic": Primitive(lambda x: (1 + np.tanh(x / 2)) / 2, (lambda g, ans, x: g * ans * (1 - ans),)),
    "relu": Primitive(lambda x: np.maximum(x, 0), (lambda g, ans, x: g * (np.asarray(x) > 0),)),
    "identity": Primitive(lambda x: x + 0, (lambda g, ans, x: g,)),
    "sum": Primitive(np.sum, (lambda g, ans, x: g * np.ones_like(x),)),
    "matmul": Primitive(lambda A, B: A @ B, (lambda g, ans, A, B: g @ B.T, lambda g, ans, A, B: A.T @ g)),
    "transpose": Primitive(lambda A: A.T, (lambda g, ans, A: g.T,)),
}


def raw_shares(op: str, g: Any, ans: Any, operands: tuple[Any, ...]) -> list[Any]:
    """What each operand of a node gets back, in the order of the operands, in the shape of the node."""
    primitive = PRIMITIVES[op]
    if primitive.variadic:
        return [primitive.vjps[0](g, ans, operand) for operand in operands]
    return [vjp(g, ans, *operands) for vjp in primitive.vjps]


def shares(op: str, g: Any, ans: Any, operands: tuple[Any, ...]) -> list[Any]:
    """What each operand of a node gets back, in the order of the operands, each in its operand's shape."""
    raw = raw_shares(op, g, ans, operands)
    return [unbroadcast(share, operand) for share, operand in zip(raw, operands, strict=True)]
