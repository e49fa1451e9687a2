"""The poll's known mistakes show, each in its own way, and an answer is read however it is sensibly written."""

from __future__ import annotations

import functools
import itertools
from typing import Any

import numpy as np
import pytest

from backprop_ref import matrix_calculus as mc
from backprop_ref.mistakes import POLL
from backprop_ref.mistakes import poll as answers

SIZES = ((4, 3), (1, 3), (4, 1), (3, 3), (1, 1))
CASES = tuple((option, P, K) for option in "ABCDE" for P, K in SIZES)


def shapes(steps: Any) -> dict[tuple[Any, ...], Any]:
    return {case: steps.poll_option_shape(*case) for case in CASES}


def test_the_answer_is_none_of_the_products_because_each_of_the_four_layouts_gives_a_row() -> None:
    assert POLL.right.poll_answer() == mc.POLL_ANSWER == "F"
    rng = np.random.default_rng(0)
    gradient, jacobian = rng.standard_normal((3, 1)), rng.standard_normal((4, 3))
    for option, (first, second) in mc.POLL_LAYOUTS.items():
        left = gradient.T if (first == "row") != answers.TRANSPOSED[option][0] else gradient
        right = jacobian.T if (second == "KxP") != answers.TRANSPOSED[option][1] else jacobian
        np.testing.assert_allclose(left @ right, mc.chain_rule(gradient, jacobian).T)


def test_each_option_conforms_for_distinct_sizes_with_one_combination_of_layouts_only() -> None:
    for option in "ABCD":
        found = []
        for first, second in itertools.product(("row", "column"), ("KxP", "PxK")):
            steps = answers._shapes(first, second)(POLL.right)
            found += [(first, second)] if steps.poll_option_shape(option, 4, 3) else []
        assert found == [POLL.right.poll_layouts(option)]


def test_every_mistake_in_the_shapes_of_the_options_shows_and_is_recognised() -> None:
    right = shapes(POLL.right)
    for mistake in POLL.mistakes:
        wrong = shapes(POLL.with_mistakes(mistake))
        if wrong != right:
            named = answers.recognised("poll_option_shape", wrong)
            assert named is not None
            assert named.number == mistake.number


def test_every_wrong_letter_and_every_wrong_table_of_layouts_is_its_own_mistake() -> None:
    for letter, number in zip("ABCDE", range(261, 266), strict=True):
        named = answers.recognised("poll_answer", {(): letter})
        assert named is not None
        assert named.number == number
        assert mc.POLL_ANSWER not in f"{named.title} {named.lesson}".split()
    assert answers.recognised("poll_answer", {(): "G"}) is None
    for number in (274, 275, 276):
        steps = POLL.with_mistakes(*(m for m in POLL.mistakes if m.number == number))
        named = answers.recognised("poll_layouts", {(o,): steps.poll_layouts(o) for o in "ABCD"})
        assert named is not None
        assert named.number == number


def products(sizes: tuple[int, ...], seed: int) -> list[tuple[int, Any]]:
    """(number, value) of the chain rule with each mistake that shows; where it does not conform there is none."""
    rng = np.random.default_rng(seed)
    factors = [rng.standard_normal(pair) for pair in itertools.pairwise(sizes)][::-1]
    step = "chain_rule" if len(factors) == 2 else "chain_rule_three"
    right, found = getattr(POLL.right, step)(*factors), []
    np.testing.assert_allclose(right, functools.reduce(lambda after, before: before @ after, factors))
    for mistake in POLL.mistakes:
        value = getattr(POLL.with_mistakes(mistake), step)(*factors)
        if value.shape != right.shape or np.max(np.abs(value - right)) > 1e-2 * np.max(np.abs(right)):
            found.append((mistake.number, value))
        else:
            assert np.array_equal(value, right)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_no_two_mistakes_in_the_chain_rule_give_the_same_product_and_square_sizes_show_nearly_all(seed: int) -> None:
    for sizes in ((4, 3, 1), (4, 3, 2), (3, 3, 3), (5, 4, 3, 1), (5, 4, 3, 2), (3, 3, 3, 3)):
        for (number, one), (other, two) in itertools.combinations(products(sizes, seed), 2):
            same = one.shape == two.shape and np.allclose(one, two, rtol=1e-9)
            assert number == other or not same, (sizes, number, other)
    assert {number for number, _ in products((3, 3, 3), seed)} == {57, 59, 271, 277}
    assert {number for number, _ in products((3, 3, 3, 3), seed)} == {57, 59, 271, 277, 278, 279}
    assert {number for number, _ in products((4, 3, 1), seed)} == {57, 60}


@pytest.mark.parametrize(
    ("written", "letter"),
    [
        ("F", "F"),
        (" f ", "F"),
        ("(d)", "D"),
        ("B.", "B"),
        ("option A", "A"),
        ("F: none of the above", "F"),
        ("", None),
        ("G", None),
        ("D or F", None),
        ("none of the above", None),
        ("AB", None),
        (6, None),
        (["F"], None),
    ],
)
def test_a_letter_is_read_with_blanks_brackets_and_in_any_case(written: Any, letter: str | None) -> None:
    assert answers.read_letter(written) == letter


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        (None, None),
        ((1, 3), (1, 3)),
        ([1, 3], (1, 3)),
        (np.array([1, 3]), (1, 3)),
        ((1.0, np.int64(3)), (1, 3)),
        ((), answers.NO_SHAPE),
        (True, answers.NO_SHAPE),
        ("13", answers.NO_SHAPE),
        ((1, True), answers.NO_SHAPE),
        ((1, float("nan")), answers.NO_SHAPE),
        ((1, 2, 3), answers.NO_SHAPE),
        (np.ones((2, 2)), answers.NO_SHAPE),
        ((10**400, 1), answers.NO_SHAPE),
    ],
)
def test_a_shape_is_read_from_tuples_lists_and_arrays(written: Any, shape: Any) -> None:
    assert answers.read_shape(written) == shape


def test_layouts_are_read_in_any_case_and_with_blanks_and_a_cross_for_x() -> None:
    written = {
        "a": ["Row", "K x P"],
        "B": ("column ", "k×p"),
        " c ": ["ROW", "P × K"],
        "D": ("row", 3),
        4: ("row",),
    }
    assert answers.read_layouts(written) == {"A": ("row", "KxP"), "B": ("column", "KxP"), "C": ("row", "PxK")}
    assert answers.read_layouts([("row", "KxP")]) == {}
    assert answers.read_layouts({"A": ("KxP", "row")}) == {}
