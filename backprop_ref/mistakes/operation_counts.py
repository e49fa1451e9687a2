"""Known mistakes in counting what derivatives cost on a computation graph."""

from __future__ import annotations

from typing import Any

from backprop_ref.graph import Graph
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, after, alone
from backprop_ref.operation_counts import STEPS


def _passes(*modes: str, change: Any) -> Apply:
    """`change(values, derivatives, inputs, outputs)` for the passes of these modes."""

    def wrong(right: tuple[int, int], mode: str, inputs: int, outputs: int) -> tuple[int, int]:
        values, derivatives = right
        return change(values, derivatives, inputs, outputs) if mode in modes else right

    return after("passes", wrong)


def _arrows(names_only: bool, once: bool) -> Apply:
    def arrows(graph: Graph) -> int:
        kept = [[p for p in parents if isinstance(p, str) or not names_only] for _, parents in graph.values()]
        return sum(len(set(parents) if once else parents) for parents in kept)

    return alone("arrows", arrows)


def _every_use(graph: Graph) -> int:
    return sum(isinstance(p, str) and p not in graph for _, parents in graph.values() for p in parents)


MISTAKES: Wrong = {
    "inputs-for-outputs": _passes("forward", "reverse", change=lambda v, d, n, m: (v, m if d == n else n)),
    "values-not-counted": _passes("forward", "reverse", change=lambda v, d, n, m: (0, d)),
    "values-computed-again": _passes("forward", "reverse", change=lambda v, d, n, m: (d, d)),
    "point-itself-not-evaluated": _passes("differences", change=lambda v, d, n, m: (n, d)),
    "two-evaluations-per-input": _passes("differences", change=lambda v, d, n, m: (2 * n, d)),
    "number-counted-as-an-arrow": _arrows(names_only=False, once=False),
    "repeated-operand-counted-once": _arrows(names_only=True, once=True),
    "every-use-of-an-input": alone("inputs", _every_use),
}

COUNTS = reference("operation_counts", STEPS, MISTAKES)
