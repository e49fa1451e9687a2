"""Known mistakes in counting what derivatives cost on a computation graph."""

from __future__ import annotations

from typing import Any

from backprop_ref.graph import Graph
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, instead
from backprop_ref.operation_counts import STEPS
from backprop_ref.steps import Steps


def _passes(*modes: str, change: Any) -> Apply:
    """`change(values, derivatives, inputs, outputs)` for the passes of these modes."""

    def wrong(right: tuple[int, int], mode: str, inputs: int, outputs: int) -> tuple[int, int]:
        values, derivatives = right
        return change(values, derivatives, inputs, outputs) if mode in modes else right

    return after("passes", wrong)


def _arrows(names_only: bool, once: bool) -> Apply:
    def arrows(_steps: Steps, graph: Graph) -> int:
        kept = [[p for p in parents if isinstance(p, str) or not names_only] for _, parents in graph.values()]
        return sum(len(set(parents) if once else parents) for parents in kept)

    return instead("arrows", arrows)


def _every_use(_steps: Steps, graph: Graph) -> int:
    return sum(isinstance(p, str) and p not in graph for _, parents in graph.values() for p in parents)


_MODE = "Forward mode follows one variable through the whole graph, reverse mode another one. Which is which?"

MISTAKES = (
    Mistake(
        228, "inputs-for-outputs", "inputs and outputs are exchanged in the number of passes",
        _MODE, _passes("forward", "reverse", change=lambda v, d, n, m: (v, m if d == n else n)),
    ),
    Mistake(
        229, "values-not-counted", "the pass that computes the values is not counted",
        "Local derivatives need values. Who computed them, and at what price?",
        _passes("forward", "reverse", change=lambda v, d, n, m: (0, d)),
    ),
    Mistake(
        230, "values-computed-again", "the values are computed again for every pass of derivatives",
        "Do the values change from one pass of derivatives to the next?",
        _passes("forward", "reverse", change=lambda v, d, n, m: (d, d)),
    ),
    Mistake(
        231, "point-itself-not-evaluated", "the evaluation at the point itself is missing in the finite differences",
        "A difference has two ends. How many of them do all the quotients share?",
        _passes("differences", change=lambda v, d, n, m: (n, d)),
    ),
    Mistake(
        232, "two-evaluations-per-input",
        "two evaluations per input are counted, although the quotients share one end",
        "What is subtracted in the quotient for x, and what in the one for z?",
        _passes("differences", change=lambda v, d, n, m: (2 * n, d)),
    ),
    Mistake(
        233, "number-counted-as-an-arrow", "a number among the operands is counted as an arrow",
        "Does anything come back to a constant?",
        _arrows(names_only=False, once=False),
    ),
    Mistake(
        234, "repeated-operand-counted-once", "an operand that occurs twice in one node is counted once",
        "Along how many arrows does a variable enter its own square?",
        _arrows(names_only=True, once=True),
    ),
    Mistake(
        235, "every-use-of-an-input", "an input is counted once for every use",
        "How many variables can be moved independently of one another?",
        instead("inputs", _every_use),
    ),
)  # fmt: skip

COUNTS = Reference(STEPS, MISTAKES)
