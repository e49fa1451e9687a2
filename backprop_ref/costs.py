"""What a gradient costs: multiplications of one forward pass, of reverse mode and of central differences.

The model: a matrix product (m x k) (k x n) costs m k n multiplications, everything else is free. One example,
W^(l) of shape d(l) x (d(l-1) + 1), column 0 the bias, lecture §6.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from backprop_ref.steps import Steps, Table

step = Table()


@step.alone
def parameters(sizes: Sequence[int]) -> int:
    """P, the number of weights, biases included."""
    return sum(d * (d_below + 1) for d_below, d in pairwise(sizes))


@step.alone
def forward(sizes: Sequence[int]) -> int:
    """W^(l) o^(l-1) in every layer: each weight is used once."""
    return sum(d * (d_below + 1) for d_below, d in pairwise(sizes))


@step.alone
def deltas(sizes: Sequence[int]) -> int:
    """W^(l+1)^T delta^(l+1) without column 0, for l = L-1..1: nothing goes back into the input."""
    return sum(d * d_below for d_below, d in pairwise(sizes[1:]))


@step.alone
def outer_products(sizes: Sequence[int]) -> int:
    """delta^(l) o^(l-1)^T in every layer: one product per weight."""
    return sum(d * (d_below + 1) for d_below, d in pairwise(sizes))


@step
def reverse(steps: Steps, sizes: Sequence[int]) -> int:
    """The forward pass, the sensitivities and the gradients."""
    return int(steps.forward(sizes) + steps.deltas(sizes) + steps.outer_products(sizes))


@step
def evaluations(steps: Steps, sizes: Sequence[int]) -> int:
    """How often central differences compute the loss: twice per weight."""
    return int(2 * steps.parameters(sizes))


@step
def central(steps: Steps, sizes: Sequence[int]) -> int:
    """A forward pass for every evaluation."""
    return int(steps.evaluations(sizes) * steps.forward(sizes))


@step
def multiplications(steps: Steps, sizes: Sequence[int]) -> dict[str, int]:
    """The number of parameters and the three costs for layer sizes d(0)..d(L)."""
    return {name: int(getattr(steps, name)(sizes)) for name in ("parameters", "forward", "reverse", "central")}


STEPS = step.closed()
