from pathlib import Path

import numpy as np
import pytest

from backprop_ref import data_sets, training

SHIPPED = Path(__file__).parents[2] / "source" / "08-training" / "digits.csv"


def test_the_judges_digits_are_those_that_students_get() -> None:
    shipped = np.loadtxt(SHIPPED, delimiter=",", dtype=int)
    grey, written = data_sets.digits()
    assert np.array_equal(grey.T * 16, shipped[:, :64])
    assert np.array_equal(written, shipped[:, 64])


def test_every_digit_is_there_about_as_often() -> None:
    _, written = data_sets.digits()
    assert np.all(np.bincount(written, minlength=10) >= 19)


def test_scrambled_digits_are_the_digits_in_another_order_of_pixels_and_classes() -> None:
    X, Y, X_unseen, Y_unseen = data_sets.scrambled_digits(np.random.default_rng(0), 150)
    grey, _ = data_sets.digits()
    assert X.shape == (64, 150)
    assert X_unseen.shape == (64, 66)
    assert np.array_equal(np.sort(np.hstack([X, X_unseen]).sum(0)), np.sort(grey.sum(0)))
    assert np.all(np.hstack([Y, Y_unseen]).sum(0) == 1)
    assert not np.array_equal(np.hstack([X, X_unseen]).sum(1), grey.sum(1))


@pytest.mark.parametrize("angle", [0.0, 2.0])
def test_no_straight_line_parts_the_moons_and_a_small_network_does(angle: float) -> None:
    rng = np.random.default_rng(1)
    X, Y = data_sets.two_moons(rng, 100, angle)
    unseen = data_sets.two_moons(rng, 400, angle)
    line = training.gradient_descent(training.initial_weights(rng, (2, 1)), X, Y, 0.02, 300)[-1]
    network = training.gradient_descent(training.initial_weights(rng, (2, 8, 1)), X, Y, 0.02, 500)[-1]
    assert training.accuracy(line, *unseen) < 0.92
    assert training.accuracy(network, *unseen) > 0.96


def test_digits_and_negatives_have_class_means_of_zero_and_keep_a_digit_and_its_negative_together() -> None:
    parts = data_sets.digits_and_negatives(np.random.default_rng(3))
    for X, Y, N in zip(parts[::2], parts[1::2], (120, 36, 60), strict=True):
        assert X.shape == (64, 2 * N)
        assert np.array_equal(X[:, N:], -X[:, :N])
        assert np.array_equal(Y[:, N:], Y[:, :N])
        assert np.allclose(X @ Y.T, 0)
