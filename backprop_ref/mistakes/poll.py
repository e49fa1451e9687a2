"""Known mistakes around the lecture's poll (lecture §4): shapes, answer, the chain rule as a product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from backprop_ref.answers.poll import NO_SHAPE, read_layouts, read_letter, read_shape
from backprop_ref.matrix_calculus import POLL_LAYOUTS, STEPS, Shape
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, Mistake, after, alone, each, every
from backprop_ref.steps import Steps

__all__ = ["NO_SHAPE", "POLL", "read_layouts", "read_letter", "read_shape", "recognised"]

PRODUCTS = ("chain_rule", "chain_rule_three")
Combine = Callable[[Shape, Shape], Shape | None]

TRANSPOSED = {"A": (False, False), "B": (True, False), "C": (False, True), "D": (True, True), "E": (False, False)}
"""Which factors of an option are transposed, (dy/du, du/dx); the product of E is transposed as a whole."""


def recognised(step: str, answers: Mapping[tuple[Any, ...], Any]) -> Mistake | None:
    """The one mistake whose table gives exactly these wrong answers, {arguments: answer}; None where it is not one."""
    found = [m for m in POLL.mistakes if _gives(POLL.with_mistakes(m), step, answers)]
    return found[0] if len({mistake.number for mistake in found}) == 1 else None


def _gives(steps: Steps, step: str, answers: Mapping[tuple[Any, ...], Any]) -> bool:
    return all(getattr(steps, step)(*arguments) == answer for arguments, answer in answers.items())


def _matrix_product(left: Shape, right: Shape) -> Shape | None:
    return (left[0], right[1]) if left[1] == right[0] else None


def _shapes(dy_du: str = "column", du_dx: str = "PxK", combine: Combine = _matrix_product) -> Apply:
    """The shapes of the options when the factors have these layouts and are put together in this way."""

    def shape(option: str, P: int, K: int) -> Shape | None:
        factors = ((K, 1) if dy_du == "column" else (1, K), (P, K) if du_dx == "PxK" else (K, P))
        turned = (s[::-1] if t else s for s, t in zip(factors, TRANSPOSED[option], strict=True))
        product = combine(*turned)
        return product[::-1] if product and option == "E" else product

    return alone("poll_option_shape", shape)


def _broadcast(left: Shape, right: Shape) -> Shape | None:
    try:
        return np.broadcast_shapes(left, right)
    except ValueError:
        return None


def _overlooked(*accidents: str) -> Apply:
    """`None` for the options that conform by one of these accidents; each option is at the mercy of one."""
    by_accident = {"A": "P = 1", "B": "P = K", "C": "K = 1", "E": "P = 1"}

    def shape(right: Shape | None, option: str, *_: int) -> Shape | None:
        return None if by_accident.get(option) in accidents else right

    return after("poll_option_shape", shape)


def _product(change: Callable[..., Any], steps: Sequence[str] = PRODUCTS) -> Apply:
    """`change(*factors)` in the place of the chain rule, where it conforms: elsewhere the mistake cannot stand."""

    def product(*factors: Any) -> Any:
        try:
            return np.asarray(change(*factors))
        except ValueError:
            return _reverse(*factors)

    return each(alone, steps, product)


def _in_order(*factors: Any) -> Any:
    return reduce(np.matmul, factors)


def _in_order_unseen(*factors: Any) -> Any:
    """The factors as they are written, where the shape of the product does not tell."""
    right, written = _reverse(*factors), _in_order(*factors)
    return written if written.shape == right.shape else right


def _reverse(*factors: Any) -> Any:
    return reduce(lambda above, below: below @ above, factors)


def _of_three(change: Callable[..., Any]) -> Apply:
    return _product(change, ("chain_rule_three",))


def _flat(result: Any, *_: Any) -> Any:
    return np.ravel(result) if 1 in np.shape(result) else result


MISTAKES: Wrong = {
    "numerator-layout": every(_shapes("row", "KxP"), _product(lambda *factors: _reverse(*factors).T)),
    "order-of-the-text": _product(_in_order),
    "order-of-the-text-on-square-sizes": _product(_in_order_unseen),
    "one-dimensional-arrays": each(after, PRODUCTS, _flat),
    "columns-flattened": each(
        after, PRODUCTS, lambda result, *_: result.ravel() if result.shape[1:] == (1,) else result
    ),
    "axes-of-length-one-squeezed": each(after, PRODUCTS, lambda result, *_: np.squeeze(result)),
    "poll-a": alone("poll_answer", lambda: "A"),
    "poll-b": alone("poll_answer", lambda: "B"),
    "poll-c": alone("poll_answer", lambda: "C"),
    "poll-d": alone("poll_answer", lambda: "D"),
    "poll-e": alone("poll_answer", lambda: "E"),
    "jacobian-in-numerator-layout": _shapes(du_dx="KxP"),
    "gradient-as-a-row": _shapes(dy_du="row"),
    "transposes-overlooked": alone(
        "poll_option_shape",
        lambda _option, P, K: _matrix_product((K, 1), (P, K)),
    ),
    "outer-sizes-compared": _shapes(combine=lambda left, right: (left[0], right[1]) if left[0] == right[1] else None),
    "accidents-of-size-overlooked": _overlooked("P = 1", "K = 1", "P = K"),
    "one-input-overlooked": _overlooked("P = 1"),
    "one-variable-in-the-middle-overlooked": _overlooked("K = 1"),
    "equal-sizes-overlooked": _overlooked("P = K"),
    "all-but-one-input-overlooked": _overlooked("K = 1", "P = K"),
    "all-but-one-variable-in-the-middle-overlooked": _overlooked("P = 1", "P = K"),
    "all-but-equal-sizes-overlooked": _overlooked("P = 1", "K = 1"),
    "elementwise-product": every(
        _shapes(combine=_broadcast),
        _product(lambda *factors: reduce(np.multiply, factors[::-1])),
    ),
    "shape-read-backwards": _shapes(combine=lambda left, right: (right[1], left[0]) if left[1] == right[0] else None),
    "conforming-taken-for-right": alone(
        "poll_option_shape",
        lambda option, P, K: (P, 1) if STEPS.poll_option_shape(option, P, K) else None,
    ),
    "layout-after-the-transpose": alone("poll_layouts", lambda _option: POLL_LAYOUTS["A"]),
    "layouts-exchanged": alone(
        "poll_layouts", lambda option: POLL_LAYOUTS[{"A": "D", "B": "C", "C": "B", "D": "A"}[option]]
    ),
    "mixed-layouts-exchanged": alone(
        "poll_layouts", lambda option: POLL_LAYOUTS[{"A": "A", "B": "C", "C": "B", "D": "D"}[option]]
    ),
    "derivative-of-y-transposed": _product(lambda *factors: _reverse(factors[0].T, *factors[1:])),
    "derivative-by-x-transposed": _product(lambda *factors: _reverse(*factors[:-1], factors[-1].T)),
    "middle-factor-transposed": _of_three(lambda dy_dv, dv_du, du_dx: du_dx @ dv_du.T @ dy_dv),
    "middle-factor-left-out": _of_three(lambda dy_dv, _dv_du, du_dx: du_dx @ dy_dv),
    "first-two-factors-exchanged": _of_three(lambda dy_dv, dv_du, du_dx: du_dx @ dy_dv @ dv_du),
    "last-two-factors-exchanged": _of_three(lambda dy_dv, dv_du, du_dx: dv_du @ du_dx @ dy_dv),
}

POLL = reference("poll", STEPS, MISTAKES)
