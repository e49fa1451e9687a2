"""Polls: exactly two of all products are the chain rule, and a poll has one right letter."""

from __future__ import annotations

import numpy as np
import pytest

from backprop_ref import matrix_calculus as mc
from backprop_ref import polls


def test_of_all_products_two_are_the_chain_rule_for_distinct_sizes() -> None:
    rng = np.random.default_rng(1)
    dy_du, du_dx = rng.normal(size=(2, 1)), rng.normal(size=(3, 2))
    want = mc.chain_rule(dy_du, du_dx)
    right = []
    for option in polls.products():
        got = polls.value(option, dy_du, du_dx)
        if got is not None and got.shape == want.shape and np.allclose(got, want):
            right.append(option)
    assert sorted(right) == sorted(polls.RIGHT)
    assert len(set(polls.products())) == 16


def test_the_lectures_options_have_the_shapes_that_the_reference_gives_their_letters() -> None:
    for P, K in ((3, 2), (1, 2), (3, 1), (2, 2), (1, 1)):
        for letter, option in polls.OPTIONS.items():
            if option != polls.NONE:
                got = polls.value(option, np.ones((K, 1)), np.ones((P, K)))
                assert (None if got is None else got.shape) == mc.poll_option_shape(letter, P, K)
    assert polls.answer(polls.OPTIONS) == mc.POLL_ANSWER


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("right", [(), *((option,) for option in polls.RIGHT)])
def test_a_poll_has_one_right_letter_and_six_different_options(seed: int, right: tuple[str, ...]) -> None:
    options = polls.with_products(np.random.default_rng(seed), *right)
    assert sorted(options) == list("ABCDEF")
    assert len(set(options.values())) == 6
    assert options[polls.answer(options)] == (right[0] if right else polls.NONE)


@pytest.mark.parametrize("seed", range(20))
def test_no_letter_keeps_its_option_when_they_are_dealt_out_anew(seed: int) -> None:
    options = polls.dealt(np.random.default_rng(seed), list(polls.OPTIONS.values()))
    assert sorted(options.values()) == sorted(polls.OPTIONS.values())
    assert all(polls.OPTIONS[letter] != option for letter, option in options.items())


@pytest.mark.parametrize("seed", range(5))
def test_turned_round_no_letter_means_what_it_meant(seed: int) -> None:
    options = polls.dealt(np.random.default_rng(seed), list(polls.OPTIONS.values()))
    turned = polls.turned(options)
    assert sorted(turned.values()) == sorted(options.values())
    assert all(turned[letter] != option for letter, option in options.items())
