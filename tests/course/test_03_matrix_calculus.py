"""What assignment 03 promises beyond the law for all notebooks."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.judge.examination import Verdict
from autograder.kernel.fake import NamespaceBranch
from backprop_ref import matrix_calculus
from backprop_ref.finite_differences import numerical_derivative
from tests.course.material import SOURCE, Variant, hidden, nbgrader, read, solved_namespace
from tests.course.test_variants import verdict
from tests.judge.stand_ins import examine

PATH = SOURCE / "03-matrix-calculus" / "03-matrix-calculus.ipynb"
SHAPES: dict[str, tuple[int, ...]] = {"scalar": (), "vector": (4, 1), "matrix": (5, 3)}


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    return solved_namespace(PATH)


def text(cell_id: str) -> str:
    return str(next(cell.source for cell in read(PATH).cells if cell.id == cell_id))


def test_the_derivatives_known_first_are_those_that_the_text_reads(names: dict[str, Any]) -> None:
    A, x, b = (names[name] for name in ("A", "x", "b"))
    loss = names["tk"].numerical_gradient(lambda v: np.sum((A @ v - b) ** 2), x)
    np.testing.assert_allclose(loss, matrix_calculus.least_squares(A, x, b), rtol=1e-9)
    assert "Twelve numbers" in text("known-reading")
    assert matrix_calculus.linear(A, x).size == 12


def test_the_flat_array_makes_a_square_matrix_and_a_wrong_loss(names: dict[str, Any]) -> None:
    A, x, b = (names[name] for name in ("A", "x", "b"))
    assert (A @ x - b.ravel()).shape == (3, 3)
    assert np.sum((A @ x - b.ravel()) ** 2) > 2 * np.sum((A @ x - b) ** 2)
    assert "$3 \\times 3$ matrix" in text("columns-reading")


def test_the_table_of_the_text_is_the_references(names: dict[str, Any]) -> None:
    M, N, P, Q = 5, 3, 4, 2
    rows = [line.split("|")[2:5] for line in text("layout").splitlines() if line.startswith("| **")]
    tops, bottoms = [(), (N, 1), (M, N)], [(), (P, 1), (P, Q)]
    for top, row in zip(tops, rows, strict=True):
        for bottom, cell in zip(bottoms, row, strict=True):
            shape = matrix_calculus.derivative_shape(top, bottom)
            said = "scalar" if shape == () else "tensor"
            sizes = {(1, N): r"1 \times N", (P, 1): r"P \times 1", (P, N): r"P \times N"}
            sizes |= {(P, Q): r"P \times Q", (M, N): r"M \times N"}
            assert sizes.get(shape, said) in cell  # type: ignore[call-overload]


@pytest.mark.parametrize(("top", "bottom"), list(itertools.product(SHAPES, SHAPES)))
def test_the_notebooks_numerical_derivative_is_the_references_for_every_kind(
    names: dict[str, Any], top: str, bottom: str
) -> None:
    rng = np.random.default_rng(1)
    T = rng.normal(size=SHAPES[bottom] + SHAPES[top])
    point = rng.normal(size=SHAPES[bottom])
    f = lambda X: np.exp(0.3 * np.tensordot(X, T, np.ndim(X)))  # noqa: E731
    got, want = names["numerical_derivative"](f, point, 0.1), numerical_derivative(f, point, 0.1)
    assert np.shape(got) == want.shape == names["derivative_shape"](SHAPES[top], SHAPES[bottom])
    np.testing.assert_allclose(got, want, rtol=1e-9)


def test_formulas_and_numerical_derivative_agree_to_nine_digits(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    exec(text("agreement"), names)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 8
    assert all(float(line.split()[-1]) < 1e-9 for line in lines)


def test_the_contraction_in_the_text_is_the_outer_product(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    exec(text("outer"), names)
    contraction, product = capsys.readouterr().out.split("delta times o transposed:")
    assert contraction.split(":")[1].split() == product.split()


def test_the_price_of_the_tensor_is_what_the_text_says(
    names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    exec(text("price"), names)
    assert "1,001,000,000 entries" in capsys.readouterr().out
    assert "a billion entries, and 999 out of 1000 are 0" in text("price-reading")


def test_in_softmax_both_layouts_agree_and_rows_sum_to_zero(names: dict[str, Any]) -> None:
    J = names["d_softmax"](np.array([[2.0], [1.0], [0.5], [-1.0]]))
    np.testing.assert_allclose(J, J.T, atol=1e-15)
    np.testing.assert_allclose(J.sum(axis=1), 0, atol=1e-15)
    assert np.all(np.diag(J) > 0)
    assert np.all(J - np.diag(np.diag(J)) <= 0)


def test_a_wrong_derivative_shape_is_not_charged_again_where_it_is_called() -> None:
    """The numerical derivative gets the right function from the hidden test."""
    wrong = """
def derivative_shape(numerator, denominator):
    return denominator[::-1]
"""
    namespace = solved_namespace(PATH)
    exec(wrong, namespace)
    cell = next(c for c in read(PATH).cells if nbgrader(c).get("grade_id") == "test-numerical-derivative")

    @contextlib.contextmanager
    def branch() -> Iterator[NamespaceBranch]:
        yield NamespaceBranch(namespace)

    result: Verdict = examine(hidden(cell), name="numerical", points=4, open_branch=branch, seed="carried")
    assert sum(part.points for part in result.parts) == 4


@pytest.mark.parametrize("h", ["1e-5", "h / 2", "2 * h"])
def test_a_step_of_ones_own_loses_points(h: str) -> None:
    code = f"""
def numerical_derivative(f, X, h=1e-5):
    X, h, rows = np.array(X, float), {h}, []
    for index in np.ndindex(X.shape):
        E = np.zeros(X.shape)
        E[index] = h
        rows.append((f(X + E) - f(X - E)) / (2 * h))
    return np.reshape(rows, derivative_shape(np.shape(rows[0]), X.shape))
"""
    result, _ = verdict(Variant("03-matrix-calculus", "numerical-derivative", "mistake", 0, h, code), "own step")
    assert not any(part.points for part in result.parts)


FUNCTIONS = {
    "d-linear": ("d_linear(A, x)", "A @ v", "x"),
    "d-quadratic-form": ("d_quadratic_form(A, x)", "np.sum(v * (A @ v))", "x"),
    "d-least-squares": ("d_least_squares(A, x, b)", "np.sum((A @ v - b) ** 2)", "x"),
    "d-bilinear": ("d_bilinear(a, X, b)", "np.sum(a * (v @ b))", "X"),
    "d-frobenius": ("d_frobenius(X)", "np.sum(v**2)", "X"),
    "d-tanh-layer": ("d_tanh_layer(W, x)", "np.tanh(W @ v)", "x"),
    "d-softmax": ("d_softmax(s)", "softmax(v)", "s"),
    "d-curve": ("d_curve(t, a, b)", "a * np.sin(v) + b * v**2", "t"),
    "weight-tensor": ("weight_tensor(W, o)", "v @ o", "W"),
}
QUOTIENTS = {
    "forward": ("(f(at(h)) - f(at(0))) / h", (1e-4, 1e-8)),
    "central": ("(f(at(h)) - f(at(-h))) / (2 * h)", (1e-1, 1e-5)),
    "four points": ("(8 * (f(at(h)) - f(at(-h))) - f(at(2 * h)) + f(at(-2 * h))) / (12 * h)", (1e-1, 1e-3)),
    "Richardson": ("(4 * (f(at(h / 2)) - f(at(-h / 2))) / h - (f(at(h)) - f(at(-h))) / (2 * h)) / 3", (1e-2, 1e-3)),
    "complex step": ("np.imag(f(at(1j * h))) / h", (1e-3, 2e-6, 1e-20, 1e-200)),
}
STEPS = ("h", "h * max(1.0, abs(entry))", "h * abs(entry) or h", "h * np.max(np.abs(X))")


@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::numpy.exceptions.ComplexWarning")
@pytest.mark.parametrize("quotient", QUOTIENTS)
@pytest.mark.parametrize("exercise", FUNCTIONS)
def test_no_difference_with_any_step_earns_a_point_for_a_formula(exercise: str, quotient: str) -> None:
    signature, f, X = FUNCTIONS[exercise]
    value, sizes = QUOTIENTS[quotient]
    shape = "X.shape" if "np.sum" in f else "1, -1" if X == "t" else "*X.shape, -1" if X == "W" else "len(X), -1"
    for h, step in itertools.product(sizes, STEPS):
        code = f"""
def {signature}:
    f, X, rows = (lambda v: {f}), np.array({X}, {"complex" if quotient == "complex step" else "float"}), []
    for index in np.ndindex(X.shape):
        entry, h = X[index].real, {h}
        h = {step}

        def at(step):
            moved = X.copy()
            moved[index] += step
            return moved[()]

        rows.append({value})
    D = np.array(rows)
    return D.reshape({shape})
"""
        wrong, points = verdict(Variant("03-matrix-calculus", exercise, "mistake", 0, quotient, code), f"{h} {step}")
        assert points > sum(part.points for part in wrong.parts) == 0, (h, step)
