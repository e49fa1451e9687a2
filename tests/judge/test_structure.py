"""An answer is measured before anything is made of it."""

import tracemalloc

import numpy as np
import pytest

from autograder.judge.rule import compare
from autograder.judge.structure import describe, numbers
from autograder.kernel.values import weight

MANY = 100_000


def nested(depth, innermost=1.0):
    value = innermost
    for _ in range(depth):
        value = [value]
    return value


LARGE = {
    "a list of strings, one long": ["x" * MANY] + ["y"] * 5_000,
    "strings in lists": [["x" * 10_000] * 500] * 10,
    "many numbers": [1.0] * MANY,
    "many lists": [[]] * MANY,
    "rows of many numbers": [[1.0] * 1_000] * 100,
    "lists in lists": nested(1_000),
    "lists in lists, wide": [nested(20)] * 1_000,
    "a dict": dict.fromkeys(range(MANY), "x"),
    "a long string": "1" * 10 * MANY,
    "a tuple of dicts": ({"a": 1},) * MANY,
    "a list of arrays": [np.zeros(1_000)] * 1_000,
    "an array": np.zeros((1_000, 1_000)),
    "an array of no entries": np.zeros((0, 10**6)),
    "a large number": [10**4000] * 100,
}


@pytest.mark.parametrize("got", LARGE.values(), ids=LARGE)
@pytest.mark.parametrize("want", [1.0, np.ones((3, 5)), {1: np.ones(2)}, (1.0, np.ones(2))], ids=repr)
def test_a_large_answer_is_wrong_and_costs_little_memory(got, want):
    tracemalloc.start()
    try:
        comparison = compare(got, want, "G^(l)")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert not comparison.ok
    assert len(comparison.message) < 400
    assert peak < 4 << 20


@pytest.mark.parametrize("got", LARGE.values(), ids=LARGE)
def test_a_large_answer_is_described_in_few_words(got):
    assert len(describe(got)) < 200


@pytest.mark.parametrize(
    "key", [10**5000, -(10**9), "k" * 10_000, "\x1b[31m"], ids=["huge", "negative", "long", "escape"]
)
def test_a_key_of_any_size_is_told_in_a_few_letters(key):
    assert len(compare({key: 1.0}, {1: 1.0}, "G^(l)").message) < 120


@pytest.mark.parametrize("got", [None, "x", {}, {"a": 1}, [[1], 2], ["1"], 1j, nested(40), [None], 10**400, [1.0] * 20])
def test_what_is_no_array_of_numbers_gives_an_empty_one(got):
    assert numbers(got, 10).size == 0


@pytest.mark.parametrize(
    "got", [1, 2.5, True, [1, 2], ((1.0, 2.0), (3, 4)), np.ones(3), [np.float32(1)], [np.ones(2)] * 2]
)
def test_numbers_are_read_from_all_that_holds_them(got):
    assert np.array_equal(numbers(got, 10), np.asarray(got, float))


@pytest.mark.parametrize("got", LARGE.values(), ids=LARGE)
def test_the_weight_of_a_value_is_no_less_than_its_numbers_and_letters_take(got):
    assert weight([got], 1 << 40) >= 64
    assert weight([np.zeros(1_000), "x" * 100, {"a": [1] * 10}], 1 << 40) > 8_000 + 100 + 640
    assert weight([[1.0] * MANY], 1_000) < 10_000
