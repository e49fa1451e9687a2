"""Matrix calculus in denominator layout: a scalar's derivative has the shape of what it is taken by.

A vector is a column of shape (P, 1), a matrix (P, Q), a scalar a number. dy/dx of a vector y (N, 1) by a vector x
(P, 1) is (P, N) with entry (p, n) = dy_n/dx_p; of a vector by a scalar it is the row (1, N). The kinds that need a
tensor put the axes of the denominator first, then those of the numerator. Source: lecture §3, §4.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop_ref.steps import Steps, Table

Array = NDArray[Any]
Shape = tuple[int, ...]
step = Table()


class LayoutError(ValueError):
    """The shapes do not conform; the message names them."""


def kind(shape: Sequence[int]) -> str:
    """`scalar` for (), `vector` for (P, 1), `matrix` for (P, Q) with Q > 1; raises `LayoutError`."""
    match tuple(shape):
        case ():
            return "scalar"
        case (_, 1):
            return "vector"
        case (_, _):
            return "matrix"
    raise LayoutError(f"{tuple(shape)} is none of (), (P, 1), (P, Q): a vector is a column")


@step.alone
def derivative_shape(numerator: Sequence[int], denominator: Sequence[int]) -> Shape:
    """Shape of d numerator / d denominator, for all nine kinds; raises `LayoutError`.

    scalar/any: the denominator's shape; vector/scalar: (1, N); vector/vector: (P, N); matrix/scalar: (M, N); else the
    axes of the denominator, then those of the numerator, a vector counting one axis.
    """
    top, bottom = tuple(numerator), tuple(denominator)
    match kind(top), kind(bottom):
        case "scalar", _:
            return bottom
        case "vector", "scalar":
            return (1, top[0])
        case "matrix", "scalar":
            return top
        case _:
            return _axes(bottom) + _axes(top)


def _axes(shape: Shape) -> Shape:
    return shape[:1] if kind(shape) == "vector" else shape


@step.alone
def linear(A: Array, x: Array) -> Array:
    """d(A x)/dx = A^T. A (N, P), x (P, 1) -> (P, N)."""
    _conform("A x", A.shape[1] == x.shape[0], A, x)
    return A.T.copy()


@step.alone
def quadratic_form(A: Array, x: Array) -> Array:
    """d(x^T A x)/dx = (A + A^T) x, for any square A. A (P, P), x (P, 1) -> (P, 1)."""
    _conform("x^T A x", A.shape == (len(x), len(x)), A, x)
    return np.asarray((A + A.T) @ x)


@step.alone
def least_squares(A: Array, x: Array, b: Array) -> Array:
    """d||A x - b||^2/dx = 2 A^T (A x - b). A (N, P), x (P, 1), b (N, 1) -> (P, 1)."""
    _conform("A x - b", A.shape == (len(b), len(x)), A, x, b)
    return np.asarray(2 * A.T @ (A @ x - b))


@step.alone
def bilinear(a: Array, X: Array, b: Array) -> Array:
    """d(a^T X b)/dX = a b^T. a (P, 1), X (P, Q), b (Q, 1) -> (P, Q)."""
    _conform("a^T X b", X.shape == (len(a), len(b)), a, X, b)
    return np.asarray(a @ b.T)


@step.alone
def frobenius(X: Array) -> Array:
    """d||X||_F^2/dX = 2 X. X (P, Q) -> (P, Q)."""
    return np.asarray(2 * X)


@step.alone
def tanh_layer(W: Array, x: Array) -> Array:
    """d tanh(W x)/dx = W^T diag(1 - tanh(W x)^2). W (N, P), x (P, 1) -> (P, N)."""
    _conform("W x", W.shape[1] == x.shape[0], W, x)
    o = np.tanh(W @ x)
    return np.asarray(W.T * (1 - o * o).T)


@step.alone
def softmax_jacobian(s: Array) -> Array:
    """d softmax(s)/ds = diag(p) - p p^T. s (K, 1) -> (K, K)."""
    e = np.exp(s - np.max(s))
    p = e / np.sum(e)
    return np.asarray(np.diagflat(p) - p @ p.T)


@step.alone
def vector_by_scalar(t: Any, a: Array, b: Array) -> Array:
    """d(a sin t + b t^2)/dt = (a cos t + 2 t b)^T, a row. a, b (N, 1) -> (1, N)."""
    return np.asarray((a * np.cos(t) + 2 * t * b).T)


@step.alone
def weight_tensor(W: Array, x: Array) -> Array:
    """d(W x)/dW as a tensor: entry (b, a, n) = x_a where b = n, else 0. W (N, P), x (P, 1) -> (N, P, N)."""
    _conform("W x", W.shape[1] == x.shape[0], W, x)
    N = W.shape[0]
    return np.asarray(np.eye(N)[:, None, :] * x[None, :, :1])


@step.alone
def contract(tensor: Array, delta: Array) -> Array:
    """sum_n tensor[..., n] delta_n: the chain rule with dl/dy = delta (N, 1). For `weight_tensor` it is delta x^T."""
    return np.asarray(tensor @ delta[:, 0])


@step.alone
def chain_rule(dy_du: Array, du_dx: Array) -> Array:
    """dy/dx from dy/du and du/dx: their product in reverse order. dy/du (K, N), du/dx (P, K) -> (P, N).

    Raises `LayoutError`.
    """
    _conform("du/dx dy/du", du_dx.shape[-1] == dy_du.shape[0], du_dx, dy_du)
    return np.asarray(du_dx @ dy_du)


@step
def chain_rule_three(steps: Steps, dy_dz: Array, dz_du: Array, du_dx: Array) -> Array:
    """dy/dx from dy/dz (M, N), dz/du (K, M), du/dx (P, K), two factors at a time -> (P, N); raises `LayoutError`."""
    return np.asarray(steps.chain_rule(steps.chain_rule(dy_dz, dz_du), du_dx))


POLL = ("A", "B", "C", "D", "E", "F")
POLL_ANSWER = "F"
POLL_LAYOUTS = {"A": ("row", "KxP"), "B": ("column", "KxP"), "C": ("row", "PxK"), "D": ("column", "PxK")}
"""The layouts of dy/du (1 x K or K x 1) and of du/dx with which an option of the poll conforms for all P and K."""


@step.alone
def poll_answer() -> str:
    """The letter of the right option."""
    return POLL_ANSWER


@step.alone
def poll_layouts(option: str) -> tuple[str, str]:
    """The layouts of dy/du and du/dx with which option A, B, C or D conforms for all P and K."""
    return POLL_LAYOUTS[option]


@step.alone
def poll_option_shape(option: str, P: int, K: int) -> Shape | None:
    """Shape of an option of the lecture's poll for x in R^P, u in R^K; None where it does not conform.

    dy/du is (K, 1), du/dx is (P, K). F says that none of the others is right: it has the right shape, (P, 1).
    Raises `KeyError` for another letter.
    """
    u, J = (K, 1), (P, K)
    products = {
        "A": (u, J),
        "B": (u[::-1], J),
        "C": (u, J[::-1]),
        "D": (u[::-1], J[::-1]),
        "E": (u, J),
        "F": (J, u),
    }
    left, right = products[option]
    if left[1] != right[0]:
        return None
    shape = (left[0], right[1])
    return shape[::-1] if option == "E" else shape


def _conform(what: str, conforms: bool, *arrays: Array) -> None:
    if not conforms:
        raise LayoutError(f"{what}: shapes {', '.join(str(array.shape) for array in arrays)} do not conform")


STEPS = step.closed()
