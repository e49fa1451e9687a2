from typing import Any

import numpy as np
import pytest

from backprop_ref import beyond_differences, sampling
from backprop_ref.drawn_once import drawn_once


def test_the_same_generator_in_the_same_state_gives_the_same_and_is_left_as_after_a_draw() -> None:
    drawn = []

    @drawn_once
    def draw(rng: np.random.Generator, shape: tuple[int, ...], low: float = 0.0) -> Any:
        drawn.append(shape)
        return rng.uniform(low, 1, shape)

    first, second = np.random.default_rng(1), np.random.default_rng(1)
    np.testing.assert_array_equal(draw(first, (2, 3)), draw(second, (2, 3)))
    assert len(drawn) == 1
    assert first.uniform() == second.uniform() == np.random.default_rng(1).uniform(size=7)[-1]
    draw(np.random.default_rng(1), (2, 3), low=0.5)
    draw(np.random.default_rng(2), (2, 3))
    draw(first, (2, 3))
    assert len(drawn) == 4, "another argument, another seed and another state are other draws"


def test_what_was_handed_out_can_be_changed_and_the_next_one_gets_what_was_drawn() -> None:
    W, X, _ = sampling.network(np.random.default_rng(81), (3, 4, 2), 5)
    W[1][:], X[:] = 0, 0
    V, Z, _ = sampling.network(np.random.default_rng(81), (3, 4, 2), 5)
    assert np.all(V[1] != 0)
    assert np.all(Z != 0)
    assert not np.shares_memory(X, Z)


def test_what_cannot_be_drawn_is_said_every_time() -> None:
    @drawn_once
    def draw(rng: np.random.Generator) -> float:
        raise sampling.NoSample("nothing")

    for _ in range(2):
        with pytest.raises(sampling.NoSample):
            draw(np.random.default_rng(0))


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: sampling.network(rng, (3, 4, 2), 5, {1: "relu", 2: "softmax"}),
        sampling.random_graph,
        lambda rng: sampling.lecture_case(rng, balanced=True, upstream=True),
        lambda rng: sampling.step_back(rng, 3, 4, 5),
        lambda rng: list(beyond_differences.networks(rng, (3, 2, 2), 4)),
    ],
)
def test_a_draw_that_is_remembered_is_the_one_that_was_made(draw: Any) -> None:
    first, second = np.random.default_rng(82), np.random.default_rng(82)
    assert repr(draw(first)) == repr(draw(second))
    assert first.bit_generator.state == second.bit_generator.state
