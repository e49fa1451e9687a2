import numpy as np
import pytest

from autograder.judge.rule import compare


def grads(rng: np.random.Generator) -> dict[int, np.ndarray]:
    return {1: rng.normal(size=(3, 5)), 2: rng.normal(size=(2, 4))}


@pytest.fixture
def right() -> dict[int, np.ndarray]:
    return grads(np.random.default_rng(1))


def test_rounding_errors_of_float64_are_right(right):
    got = {l: G * (1 + 1e-14) for l, G in right.items()}
    assert compare(got, right, "G^(l)", bias_column=True).ok


def test_float32_is_right_with_a_note(right):
    comparison = compare({l: G.astype(np.float32) for l, G in right.items()}, right, "G^(l)", bias_column=True)
    assert comparison.ok
    assert "float32" in comparison.note


def test_an_error_of_1e_5_in_float64_is_wrong(right):
    assert not compare({l: G * (1 + 1e-5) for l, G in right.items()}, right, "G^(l)").ok


def test_a_small_block_is_judged_on_its_own_scale(right):
    right[2] = right[2] * 1e-9
    got = {1: right[1], 2: right[2] * 2}
    comparison = compare(got, right, "G^(l)")
    assert comparison.message.startswith("The shape is right; G^(2) is wrong")


def test_the_bias_column_is_a_block_of_its_own(right):
    right[1][:, 1:] *= 1e9
    got = {1: right[1].copy(), 2: right[2]}
    got[1][:, 0] = 0
    comparison = compare(got, right, "G^(l)", bias_column=True)
    assert "G^(1), bias column is wrong" in comparison.message
    assert "Every entry there is 0" in comparison.message
    assert all(row[0] > 1 for row in comparison.heatmap[0].levels)
    assert all(level == 0 for row in comparison.heatmap[0].levels for level in row[1:])


def test_a_block_that_must_be_zero_may_not_be_small(right):
    right[2] = np.zeros((2, 4))
    assert compare({1: right[1], 2: np.full((2, 4), 1e-14)}, right, "G^(l)").ok
    assert not compare({1: right[1], 2: np.full((2, 4), 1e-9)}, right, "G^(l)").ok


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_wrong_and_says_so(right, bad):
    right[1][0, 0] = 1.0
    got = {1: right[1].copy(), 2: right[2]}
    got[1][1, 1] = bad
    assert "not finite" in compare(got, right, "G^(l)").message


@pytest.mark.parametrize(
    ("got", "says"),
    [
        (None, "return statement"),
        ("zero", "array of numbers"),
        ([[1.0, 2.0], [3.0]], "rows differ in length"),
        (np.zeros((5, 3)), "transpose"),
        (np.zeros((3, 4)), "bias column missing"),
        (np.zeros((4, 5)), "bias entry kept"),
        (np.zeros(15), "one axis too many or too few"),
        (np.array([["a"] * 5] * 3), "array of numbers"),
        ({1: 2}, "array of numbers"),
    ],
)
def test_shape_and_type_come_first_in_the_lectures_words(got, says):
    assert says in compare(got, np.ones((3, 5)), "G^(1)").message


def test_nested_lists_are_arrays_and_a_one_by_one_array_is_a_number():
    assert compare([[1.0, 2.0], [3.0, 4.0]], np.array([[1.0, 2.0], [3.0, 4.0]]), "o").ok
    assert compare(np.array([[2.0]]), 2.0, "loss").ok


def test_a_missing_layer_is_named(right):
    assert "There is no G^(2)" in compare({1: right[1]}, right, "G^(l)").message


def test_a_tuple_names_each_of_its_values():
    got = (np.zeros((2, 1)), np.ones((3, 1)))
    want = (np.zeros((2, 1)), np.full((3, 1), 2.0))
    assert "o^(1)" in compare(got, want, ("s^(1)", "o^(1)")).message
    assert "Return 2 values" in compare(np.zeros(2), want, ("s^(1)", "o^(1)")).message


def test_an_empty_answer_is_not_right():
    assert not compare(np.zeros((0,)), np.ones(3), "o").ok
    assert not compare({}, {1: np.ones(3)}, "o").ok


def test_integers_and_booleans_are_numbers_and_complex_parts_are_not():
    assert compare(np.array([1, 0]), np.array([1.0, 0.0]), "o").ok
    assert compare(np.array([1 + 0j]), np.array([1.0]), "o").ok
    assert "complex" in compare(np.array([1 + 1j]), np.array([1.0]), "o").message


def test_of_single_numbers_the_message_says_which_are_wrong_without_a_shape_or_a_map():
    wrong = compare({"x": 1.0, "z": 3.0}, {"x": 1.0, "z": 2.0}, "g")
    assert wrong.message == "g['z'] is wrong, g['x'] right."
    assert wrong.heatmap == ()
    assert compare([1.0], {"x": 1.0}, "g").message == "g must be a dict {x: ...}; yours is a list of 1."


@pytest.mark.parametrize("tolerance", [1e-9, 1e-12, 1e-13])
@pytest.mark.parametrize("dtype", [np.float32, np.float16])
@pytest.mark.parametrize("built_on_single", [True, False])
def test_single_precision_loosens_no_tolerance_that_is_tighter_than_usual(right, tolerance, dtype, built_on_single):
    got = {l: (G * (1 + 1e-3)).astype(dtype) for l, G in right.items()}
    comparison = compare(got, right, "G^(l)", tolerance=tolerance, built_on_single=built_on_single)
    assert not comparison.ok
    assert "float32" in comparison.note
    near = {l: G * (1 + 1e-5) for l, G in right.items()}
    assert not compare(near, right, "G^(l)", tolerance=tolerance, built_on_single=built_on_single).ok


def test_single_precision_keeps_a_tolerance_that_is_looser_than_its_own(right):
    got = {l: (G * (1 + 5e-4)).astype(np.float32) for l, G in right.items()}
    assert compare(got, right, "G^(l)", tolerance=1e-3).ok


@pytest.mark.parametrize("kind", [float, np.float32, np.float64, np.int64])
@pytest.mark.parametrize("count", [1, 3, 40_000, 1_000_001])
def test_whole_numbers_are_exact_in_any_type(kind, count):
    assert compare(kind(count), count, "the count").ok
    assert not compare(kind(count + 1), count, "the count").ok
    assert not compare(np.float64(count * (1 + 1e-9)), count, "the count").ok


@pytest.mark.parametrize("special", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("place", [(0, 0), (1, 2), (2, 4)])
def test_where_nan_or_inf_is_expected_it_is_right_and_nothing_else_is(right, special, place):
    want = right[1].copy()
    want[place] = special
    assert compare(want.copy(), want, "G").ok
    for wrong in {0.0, 1e300, np.inf, -np.inf, np.nan} - {special}:
        if np.isnan(special) and np.isnan(wrong):
            continue
        got = want.copy()
        got[place] = wrong
        comparison = compare(got, want, "G")
        assert not comparison.ok
        assert comparison.heatmap[0].levels[place[0]][place[1]] > 1
    off = np.where(np.isfinite(want), want * 1.1, want)
    assert not compare(off, want, "G").ok


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 4)])
@pytest.mark.parametrize("bias_column", [True, False])
def test_an_empty_array_beside_a_wrong_one_is_drawn_and_ends_nothing(shape, bias_column):
    want = (np.zeros(shape), np.ones((2, 2)))
    verdict = compare((np.zeros(shape), np.zeros((2, 2))), want, ("a", "b"), bias_column=bias_column)
    assert "b" in verdict.message
    assert [block.name for block in verdict.heatmap] == ["a", "b"]


@pytest.mark.parametrize("form", [lambda G: G.astype(np.float16), lambda G: G.astype(np.float32), np.asarray])
def test_a_block_of_exact_zeros_is_zero_in_any_precision(right, form):
    right[2] = np.zeros((2, 4))
    got = {1: right[1], 2: form(np.zeros((2, 4)))}
    assert compare(got, right, "G^(l)").ok
    got[2][1, 1] = 1e-6
    assert not compare(got, right, "G^(l)").ok


def test_float16_is_judged_as_float32_and_has_too_few_digits(right):
    assert not compare({l: G.astype(np.float16) for l, G in right.items()}, right, "G^(l)").ok
    halves = {l: np.round(G * 8) / 8 for l, G in right.items()}
    assert compare({l: G.astype(np.float16) for l, G in halves.items()}, halves, "G^(l)").ok


def test_whole_numbers_of_any_size_are_numbers():
    assert compare([10**30, 2], np.array([1e30, 2.0]), "n").ok
    assert compare(10**30, 1e30, "n").ok
    assert "array of numbers" in compare(10**400, 1.0, "n").message


@pytest.mark.parametrize("want", [True, np.array([True, False]), np.array([1, 2])])
@pytest.mark.parametrize("off", [1e-3, 1e-7, 1e-14])
def test_truth_values_and_counts_are_exact_in_float32_too(want, off):
    assert compare(np.asarray(want, np.float32), want, "n").ok
    assert not compare(np.asarray(want, float) + off, want, "n").ok
    assert not compare(np.asarray(want, np.float32) + np.float32(1e-6), want, "n").ok
