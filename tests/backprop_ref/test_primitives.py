from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref.primitives import PRIMITIVES, shares, unbroadcast
from tests.backprop_ref.strategies import generators, moderate

POSITIVE = {"pow", "sqrt", "ln", "div"}
MATRICES = {"matmul": ((3, 4), (4, 2)), "transpose": ((3, 4),)}


def draw_operands(op: str, rng: np.random.Generator, shape: tuple[int, ...]) -> list[Any]:
    arity = PRIMITIVES[op].arity or 3
    shapes = MATRICES.get(op, (shape,) * arity)
    operands = [rng.choice([-1.0, 1.0], s) * rng.uniform(0.4, 2, s) for s in shapes]
    return [np.abs(x) for x in operands] if op in POSITIVE else operands


@pytest.mark.parametrize("op", PRIMITIVES)
@pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
def test_every_primitive_of_the_table_has_the_derivative_that_central_differences_give(
    op: str, shape: tuple[int, ...]
) -> None:
    rng, h = np.random.default_rng(len(op)), 1e-6
    operands = draw_operands(op, rng, shape)
    value = PRIMITIVES[op].value
    ans = value(*operands)
    g = rng.standard_normal(np.shape(ans))  # never ones
    for i, share in enumerate(shares(op, g, ans, tuple(operands))):
        assert np.shape(share) == np.shape(operands[i])
        direction = rng.standard_normal(np.shape(operands[i]))
        plus, minus = ([*operands[:i], operands[i] + k * direction, *operands[i + 1 :]] for k in (h, -h))
        numerical = np.sum(g * (value(*plus) - value(*minus))) / (2 * h)
        assert np.sum(share * direction) == pytest.approx(numerical, rel=1e-6, abs=1e-8)


@given(st.sampled_from(sorted(PRIMITIVES)), generators, moderate, moderate)
def test_what_goes_back_is_linear_in_the_adjoint(op: str, rng: np.random.Generator, a: float, b: float) -> None:
    operands = tuple(draw_operands(op, rng, (2, 3)))
    ans = PRIMITIVES[op].value(*operands)
    g, k = rng.standard_normal(np.shape(ans)), rng.standard_normal(np.shape(ans))
    both = shares(op, a * g + b * k, ans, operands)
    apart = zip(shares(op, g, ans, operands), shares(op, k, ans, operands), strict=True)
    for whole, (one, other) in zip(both, apart, strict=True):
        np.testing.assert_allclose(whole, a * one + b * other, rtol=1e-9, atol=1e-9)


def test_a_broadcast_operand_gets_the_sum_back_in_its_own_shape() -> None:
    W, b = np.ones((3, 4)), np.ones((3, 1))
    g = np.arange(12.0).reshape(3, 4)
    assert shares("add", g, W + b, (W, b))[1].tolist() == g.sum(axis=1, keepdims=True).tolist()
    assert unbroadcast(g, 1.0) == g.sum()


def test_relu_passes_nothing_back_at_0() -> None:
    assert shares("relu", 3.0, 0.0, (0.0,)) == [0.0]


def test_a_power_of_a_negative_base_has_its_derivative_in_the_base_and_no_warning() -> None:
    back = shares("pow", 1.0, 4.0, (-2.0, 2.0))
    assert back[0] == -4.0
    assert np.isfinite(back[1])
