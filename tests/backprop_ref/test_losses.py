import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_ref import losses
from backprop_ref.finite_differences import complex_step
from tests.backprop_ref.strategies import generators, scores

RNG = np.random.default_rng(4)
O, Y, P = RNG.standard_normal((3, 5)), RNG.standard_normal((3, 5)), RNG.dirichlet(np.ones(3), 5).T


def test_the_squared_error_is_the_sum_without_a_half() -> None:
    assert losses.squared_error(np.array([[1.0, 2.0]]), np.array([[3.0, -1.0]])) == 13


def test_the_gradients_agree_with_the_complex_step() -> None:
    cases = (
        (losses.squared_error, losses.squared_error_gradient, Y),
        (losses.softmax_cross_entropy, losses.softmax_cross_entropy_gradient, P),
    )
    for loss, gradient, target in cases:
        numerical = complex_step(lambda o, loss=loss, target=target: loss(o, target), O)
        np.testing.assert_allclose(gradient(O, target), numerical, rtol=1e-12, atol=1e-14)


@given(scores, st.floats(-600, 600))
def test_softmax_does_not_change_when_all_scores_are_shifted(s: np.ndarray, shift: float) -> None:
    np.testing.assert_allclose(losses.softmax(s + shift), losses.softmax(s), rtol=1e-9, atol=1e-12)


@given(scores)
def test_the_probabilities_of_an_example_sum_to_one(s: np.ndarray) -> None:
    np.testing.assert_allclose(losses.softmax(s).sum(axis=0), 1, rtol=1e-12)


@given(scores, generators)
def test_permuting_the_classes_permutes_the_probabilities(s: np.ndarray, rng: np.random.Generator) -> None:
    order = rng.permutation(len(s))
    np.testing.assert_allclose(losses.softmax(s[order]), losses.softmax(s)[order], rtol=1e-12)


def test_large_scores_are_no_matter() -> None:
    s = np.array([[1000.0, -1000.0], [-1000.0, 1000.0]])
    y = np.eye(2)
    assert losses.softmax_cross_entropy(s, y) == 0
    assert losses.softmax_cross_entropy(s, 1 - y) == 4000
    assert np.all(np.isfinite(losses.softmax(s)))


def test_the_cross_entropies_agree_with_high_precision_arithmetic() -> None:
    with mpmath.workdps(30):
        s = [mpmath.mpf(x) for x in (1.5, -0.3, 40)]
        total = mpmath.log(sum(map(mpmath.exp, s)))
        want = -sum(p * (x - total) for p, x in zip((0.2, 0.7, 0.1), s, strict=True))
        got = losses.softmax_cross_entropy(np.array([[1.5], [-0.3], [40]]), np.array([[0.2], [0.7], [0.1]]))
        assert got == pytest.approx(float(want), rel=1e-14)
