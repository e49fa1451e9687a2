"""Known mistakes around the lecture's poll (lecture §4): shapes, answer, the chain rule as a product."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from backprop_ref.answers.poll import NO_SHAPE, read_layouts, read_letter, read_shape
from backprop_ref.matrix_calculus import POLL_LAYOUTS, STEPS, LayoutError, Shape
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
from backprop_ref.steps import Steps

__all__ = ["NO_SHAPE", "POLL", "read_layouts", "read_letter", "read_shape", "recognised"]

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

    def shape(_steps: Steps, option: str, P: int, K: int) -> Shape | None:
        factors = ((K, 1) if dy_du == "column" else (1, K), (P, K) if du_dx == "PxK" else (K, P))
        turned = (s[::-1] if t else s for s, t in zip(factors, TRANSPOSED[option], strict=True))
        product = combine(*turned)
        return product[::-1] if product and option == "E" else product

    return instead("poll_option_shape", shape)


def _broadcast(left: Shape, right: Shape) -> Shape | None:
    try:
        return np.broadcast_shapes(left, right)
    except ValueError:
        return None


def _only_general(_steps: Steps, option: str, P: int, _K: int) -> Shape | None:
    return (1, P) if option == "D" else None


def _answers(letter: str) -> Apply:
    return instead("poll_answer", lambda _steps: letter)


def _product(change: Callable[..., Any], steps: Sequence[str] = ("chain_rule", "chain_rule_three")) -> Apply:
    """`change(*factors)` in the place of the chain rule; `LayoutError` where it does not conform."""

    def product(_steps: Steps, *factors: Any) -> Any:
        try:
            return np.asarray(change(*factors))
        except (ValueError, TypeError) as problem:
            raise LayoutError(str(problem)) from None

    return every(*(instead(step, product) for step in steps))


def _reverse(*factors: Any) -> Any:
    return reduce(np.matmul, factors[::-1])


def _of_three(change: Callable[..., Any]) -> Apply:
    return _product(change, ("chain_rule_three",))


def _flat(result: Any, *_: Any) -> Any:
    return np.ravel(result) if 1 in np.shape(result) else result


_LAYOUT = (
    "Denominator layout: the derivative of a scalar stands like what it is taken by. Which shapes follow from that?"
)

MISTAKES = (
    Mistake(
        57, "numerator-layout", "numerator layout: what should stand lies down",
        _LAYOUT, every(_shapes("row", "KxP"), _product(lambda *factors: _reverse(*factors).T)),
    ),
    Mistake(
        59, "order-of-the-text", "the factors of the chain rule stand in the order of the text",
        "Square sizes let both orders conform. Give every function another number of outputs. Which order is left?",
        _product(lambda *factors: reduce(np.matmul, factors)),
    ),
    Mistake(
        60, "one-dimensional-arrays", "one-dimensional arrays hide the layout",
        "An array of shape (n,) is neither a column nor a row. Which of the two do you mean?",
        every(after("chain_rule", _flat), after("chain_rule_three", _flat)),
    ),
    Mistake(
        261, "poll-a", "option A: the chain rule as numerator layout writes it",
        "It suits readers for whom dy/du lies down. Write our two shapes under its factors: do the inner sizes meet?",
        _answers("A"),
    ),
    Mistake(
        262, "poll-b", "option B: dy/du stands as a column, du/dx is read in numerator layout",
        "Two layouts are mixed here. In ours, has du/dx one row for each entry of u, or one for each entry of x?",
        _answers("B"),
    ),
    Mistake(
        263, "poll-c", "option C: du/dx is in denominator layout, dy/du is read as a row",
        "Two layouts are mixed here. In ours, does the derivative of a scalar by u lie down, or does it stand like u?",
        _answers("C"),
    ),
    Mistake(
        264, "poll-d", "option D: it conforms, and that was taken for enough",
        "The inner sizes meet for all P and K. Now the outer ones: what shape must the derivative of y by x have?",
        _answers("D"),
    ),
    Mistake(
        265, "poll-e", "option E: numerator layout, put right by one transpose at the end",
        "Only a product that exists can be transposed. In our layout, do the shapes inside the bracket meet?",
        _answers("E"),
    ),
    Mistake(
        266, "jacobian-in-numerator-layout",
        "du/dx has one row for each entry of u, dy/du is a column: two layouts at once",
        _LAYOUT, _shapes(du_dx="KxP"),
    ),
    Mistake(
        267, "gradient-as-a-row",
        "dy/du lies down as a row, du/dx has one row for each entry of x: two layouts at once",
        _LAYOUT, _shapes(dy_du="row"),
    ),
    Mistake(
        268, "transposes-overlooked", "the transposes in the options are overlooked",
        "What does a transpose do to a shape? Write the shape of every factor as it stands in the option.",
        instead(
            "poll_option_shape",
            lambda _steps, _option, P, K: _matrix_product((K, 1), (P, K)),
        ),
    ),
    Mistake(
        269, "outer-sizes-compared", "the outer sizes are compared in the place of the inner ones",
        "An entry of a product pairs a row of the left factor with a column of the right one. How long are they?",
        _shapes(combine=lambda left, right: (left[0], right[1]) if left[0] == right[1] else None),
    ),
    Mistake(
        270, "accidents-of-size-overlooked", "sizes for which an option conforms by accident are overlooked",
        "Two sizes meet when the numbers are equal, whatever their letters. Which letters can be equal, or be 1?",
        instead("poll_option_shape", _only_general),
    ),
    Mistake(
        271, "elementwise-product", "an elementwise product stands where a matrix product belongs",
        "Broadcasting stretches what has size 1. Which sum is left out when entries are only multiplied?",
        every(
            _shapes(combine=_broadcast),
            _product(lambda *factors: reduce(np.multiply, factors[::-1])),
        ),
    ),
    Mistake(
        272, "shape-read-backwards", "the shape of the product is read backwards",
        "Which factor gives the rows of a product, the left one or the right one?",
        _shapes(combine=lambda left, right: (right[1], left[0]) if left[1] == right[0] else None),
    ),
    Mistake(
        273, "conforming-taken-for-right", "whatever conforms is given the shape of dy/dx",
        "That a product exists does not say which shape it has. Read it off the outer sizes, option by option.",
        instead(
            "poll_option_shape",
            lambda _steps, option, P, K: (P, 1) if STEPS.poll_option_shape(option, P, K) else None,
        ),
    ),
    Mistake(
        274, "layout-after-the-transpose", "the layouts are those of the factors after their transposes",
        "The question is how dy/du and du/dx are laid out before the option transposes them. What lay down before?",
        instead("poll_layouts", lambda _steps, _option: POLL_LAYOUTS["A"]),
    ),
    Mistake(
        275, "layouts-exchanged", "the four combinations stand with the opposite options",
        "Take one option, write its two shapes with your layouts, transpose as it says: do the inner sizes meet?",
        instead("poll_layouts", lambda _steps, option: POLL_LAYOUTS[{"A": "D", "B": "C", "C": "B", "D": "A"}[option]]),
    ),
    Mistake(
        276, "mixed-layouts-exchanged", "the two mixed combinations are exchanged",
        "In which of the two options is dy/du turned before it is multiplied? What was it before?",
        instead("poll_layouts", lambda _steps, option: POLL_LAYOUTS[{"A": "A", "B": "C", "C": "B", "D": "D"}[option]]),
    ),
    Mistake(
        277, "derivative-of-y-transposed", "one factor of the chain rule is transposed",
        "With square sizes a transpose too many goes unnoticed. What do the rows of each factor belong to?",
        _product(lambda *factors: _reverse(factors[0].T, *factors[1:])),
    ),
    Mistake(
        277, "derivative-by-x-transposed", "one factor of the chain rule is transposed",
        "With square sizes a transpose too many goes unnoticed. What do the rows of each factor belong to?",
        _product(lambda *factors: _reverse(*factors[:-1], factors[-1].T)),
    ),
    Mistake(
        277, "middle-factor-transposed", "one factor of the chain rule is transposed",
        "With square sizes a transpose too many goes unnoticed. What do the rows of each factor belong to?",
        _of_three(lambda dy_dv, dv_du, du_dx: du_dx @ dv_du.T @ dy_dv),
    ),
    Mistake(
        278, "middle-factor-left-out", "the middle one of three factors is left out",
        "Three functions in a row: how many derivatives lie on the way from y back to x?",
        _of_three(lambda dy_dv, _dv_du, du_dx: du_dx @ dy_dv),
    ),
    Mistake(
        279, "first-two-factors-exchanged", "two of three factors are exchanged",
        "Only one order lets all sizes meet when they are distinct. Put the three shapes side by side.",
        _of_three(lambda dy_dv, dv_du, du_dx: du_dx @ dy_dv @ dv_du),
    ),
    Mistake(
        279, "last-two-factors-exchanged", "two of three factors are exchanged",
        "Only one order lets all sizes meet when they are distinct. Put the three shapes side by side.",
        _of_three(lambda dy_dv, dv_du, du_dx: dv_du @ du_dx @ dy_dv),
    ),
)  # fmt: skip

POLL = Reference(STEPS, MISTAKES)
