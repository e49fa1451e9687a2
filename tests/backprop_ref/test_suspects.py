"""Suspects are wrong where they say, visibly so on any network, and take whatever a stranger hands them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop_ref import network, sampling, suspects
from backprop_ref.finite_differences import STEPS
from backprop_ref.mistakes import FINITE_DIFFERENCES
from backprop_ref.mistakes.finite_differences import recognised

DRAWN = [
    each
    for seed in range(12)
    for draw in (suspects.typical, suspects.overlooked)
    for each in draw(np.random.default_rng(seed))
]


def case(seed: int, sizes: tuple[int, ...] = suspects.SIZES, N: int = 6) -> Any:
    """A network as the notebook draws it for students."""
    rng = np.random.default_rng(seed)
    V = {l: rng.normal(size=(sizes[l], sizes[l - 1] + 1)) / 1.5 for l in range(1, len(sizes))}
    return V, rng.normal(size=(sizes[0], N)), rng.uniform(-0.9, 0.9, (sizes[-1], N))


def test_the_gradient_without_slips_is_that_of_the_reference() -> None:
    W, X, Y = sampling.network(np.random.default_rng(1), suspects.SIZES, 5)
    got, want = suspects.gradient(W, X, Y, {}), network.backprop(W, X, Y)
    for l in want:
        np.testing.assert_allclose(got[l], want[l], rtol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_a_suspect_is_wrong_where_it_says_by_a_percent_at_least_and_nowhere_else(seed: int) -> None:
    for each in DRAWN:
        errors = suspects.errors(each, *case(seed))
        wrong = [error for pair in errors.values() for error in pair if error > 1e-6]
        assert STEPS.find_fault(errors) == (each.layer, each.where(each.layer)), each.told
        assert min(wrong, default=1) > 1e-2, each.told
        assert dict.fromkeys(each.columns, suspects.BOTH).keys() == {l for l in errors if max(errors[l]) > 1e-6}


def test_every_kind_is_in_a_draw_and_no_answer_is_right_for_all() -> None:
    for seed in range(20):
        for draw in (suspects.typical, suspects.overlooked):
            drawn = draw(np.random.default_rng(seed))
            assert {each.layer for each in drawn} == {0, 1, 2, 3} or draw is suspects.overlooked
            assert {each.where(each.layer) for each in drawn} >= {suspects.BOTH, suspects.NONE}
    places = {(each.layer, each.where(each.layer)) for each in DRAWN}
    assert places == {(0, suspects.NONE)} | {(l, w) for l in (1, 2, 3) for w in ("both", "biases", "weights")}


def test_what_hides_behind_one_example_or_no_biases_shows_with_several_and_with_some() -> None:
    W, X, Y = case(3)
    told = {each.told: each for each in suspects.overlooked(np.random.default_rng(0))}
    bare = {l: W[l] * ([0] + [1] * (W[l].shape[1] - 1)) for l in W}
    for words, hiding in (
        ("it is a mean over the examples", (W, X[:, :1], Y[:, :1])),
        ("it is that of the last example only", (W, X[:, :1], Y[:, :1])),
        ("its forward computation leaves the biases out", (bare, X, Y)),
    ):
        assert STEPS.find_fault(suspects.errors(told[words], *hiding))[0] == 0
        assert STEPS.find_fault(suspects.errors(told[words], W, X, Y))[0] == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda W, X, Y: (W, X[:, 0], Y), "one example per column"),
        (lambda W, X, Y: (list(W.values()), X, Y), "keys 1 to 3"),
        (lambda W, X, Y: ({1: W[1], 2: W[2]}, X, Y), "keys 1 to 3"),
        (lambda W, X, Y: ({**W, 4: W[3]}, X, Y), "keys 1 to 3"),
        (lambda W, X, Y: (W, X, Y[:, :-1]), "do not fit"),
        (lambda W, X, Y: ({**W, 2: W[2].T}, X, Y), "do not fit"),
        (lambda W, X, Y: (W, X * 1j, Y), "real numbers"),
        (lambda W, X, Y: (W, np.zeros((4, 0)), np.zeros((2, 0))), "one example per column"),
        (lambda W, X, Y: (W, np.zeros((4, 10**5)), np.zeros((2, 10**5))), "up to 100,000"),
        (lambda W, X, Y: ({1: np.zeros((1, 5)), 2: np.zeros((10**5, 2)), 3: np.zeros((2, 10**5 + 1))}, X, Y), "up to"),
        (lambda W, X, Y: (None, None, None), "keys 1 to 3"),
    ],
)
def test_what_is_no_network_of_three_layers_is_refused_in_a_sentence(wrong: Any, said: str) -> None:
    for each in DRAWN[:16]:
        with pytest.raises(ValueError, match=said):
            each.backprop(*wrong(*case(1)))


def test_whole_numbers_lists_and_keys_in_any_order_are_a_network_too() -> None:
    W, X, Y = case(2)
    W = {l: np.round(3 * W[l]).astype(int) for l in W}
    for each in DRAWN[:16]:
        want = each.backprop(W, X, Y)
        got = each.backprop({l: W[l].tolist() for l in (3, 1, 2)}, X.tolist(), Y)
        assert all(np.array_equal(got[l], want[l]) for l in want)


@pytest.mark.parametrize(
    "name", ["lowest-layer-named", "right-gradient-accused", "bias-column-overlooked", "bound-of-10"]
)
def test_a_habit_in_reading_errors_is_recognised_by_its_answers(name: str) -> None:
    mistake = FINITE_DIFFERENCES.named(name)
    table = FINITE_DIFFERENCES.with_mistakes(mistake)
    errors = [suspects.errors(each, *case(4)) for each in suspects.typical(np.random.default_rng(5))]
    named = recognised([(each, table.find_fault(each)) for each in errors])
    assert named is not None
    assert named.number == mistake.number
    assert recognised([(each, (7, "both")) for each in errors]) is None
