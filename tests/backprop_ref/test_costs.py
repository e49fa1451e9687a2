"""The counts are those of the multiplications that the lecture's algorithm really carries out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given

from backprop_ref.costs import STEPS
from tests.backprop_ref.strategies import sizes


class Counting:
    """A matrix that counts the multiplications of its products."""

    total = 0

    def __init__(self, array: Any) -> None:
        self.array = array

    def __matmul__(self, other: Any) -> Any:
        right = other.array if isinstance(other, Counting) else other
        Counting.total += self.array.shape[0] * self.array.shape[1] * right.shape[1]
        return self.array @ right


def counted(d: tuple[int, ...], back: bool) -> int:
    """Multiplications of a forward pass, and of the way back, for one example of a network without activations."""
    rng, L = np.random.default_rng(0), len(d) - 1
    W = {l: rng.standard_normal((d[l], d[l - 1] + 1)) for l in range(1, L + 1)}
    one, Counting.total = np.ones((1, 1)), 0
    o = {0: np.vstack([one, rng.standard_normal((d[0], 1))])}
    for l in range(1, L + 1):
        o[l] = np.vstack([one, Counting(W[l]) @ o[l - 1]])
    delta = o[L][1:]
    for l in range(L, 0, -1) if back else ():
        Counting(delta) @ o[l - 1].T
        delta = Counting(W[l][:, 1:].T) @ delta if l > 1 else delta
    return Counting.total


@given(sizes)
def test_the_counts_are_those_of_the_algorithm(d: tuple[int, ...]) -> None:
    cost = STEPS.multiplications(d)
    assert cost["parameters"] == sum(d[l] * (d[l - 1] + 1) for l in range(1, len(d)))
    assert cost["forward"] == counted(d, back=False)
    assert cost["reverse"] == counted(d, back=True)
    assert cost["central"] == 2 * cost["parameters"] * counted(d, back=False)


@given(sizes)
def test_reverse_mode_costs_two_to_three_forward_passes_whatever_the_sizes(d: tuple[int, ...]) -> None:
    cost = STEPS.multiplications(d)
    assert 2 * cost["forward"] <= cost["reverse"] < 3 * cost["forward"]
    assert cost["central"] == 2 * cost["parameters"] ** 2


@pytest.mark.parametrize(
    ("d", "want"),
    [
        ((3, 2, 1), {"parameters": 11, "forward": 11, "reverse": 24, "central": 242}),
        ((4, 1), {"parameters": 5, "forward": 5, "reverse": 10, "central": 50}),
    ],
)
def test_two_cases_counted_by_hand(d: tuple[int, ...], want: dict[str, int]) -> None:
    assert STEPS.multiplications(d) == want
