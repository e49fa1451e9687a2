"""Known mistakes in matrix calculus, denominator layout (lecture §3, §4)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import finite_differences, matrix_calculus
from backprop_ref.losses import softmax
from backprop_ref.matrix_calculus import LayoutError, Shape, kind
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, after, alone, each, every
from backprop_ref.steps import Steps

STEPS = matrix_calculus.STEPS.extended(
    Steps({"numerical_derivative": finite_differences.STEPS.function("numerical_derivative")})
)


def _transposed(result: Any, *_: Any) -> Any:
    return np.asarray(result).T


# ---------------------------------------------------------------- layouts, of a shape and of a numerical derivative


def _value(f: Any, X: Any) -> Any:
    return np.asarray(f(np.asarray(X, float)[()]), float)


def _turned(*kinds: tuple[str, str]) -> Apply:
    """The derivatives transposed whose (numerator, denominator) are of these kinds."""

    def shape(right: Shape, numerator: Any, denominator: Any) -> Shape:
        return right[::-1] if (kind(tuple(numerator)), kind(tuple(denominator))) in kinds else right

    def numbers(right: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
        return right.T if (kind(_value(f, X).shape), kind(np.shape(X))) in kinds else right

    return every(after("derivative_shape", shape), after("numerical_derivative", numbers))


def _reshaped(layout: Callable[[Shape, Any, Any], Shape]) -> Apply:
    """The derivatives in the shape `layout(right, numerator, denominator)`, their entries in the same order."""

    def numbers(right: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
        return np.reshape(right, layout(right.shape, _value(f, X).shape, np.shape(X)))

    return every(after("derivative_shape", layout), after("numerical_derivative", numbers))


def _length_one_kept(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    return (*denominator, *numerator) if numerator and denominator else shape


def _flattened(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    return (math.prod(denominator), math.prod(numerator)) if len(shape) > 2 else shape


def _numerator_axes_first(shape: Shape, numerator: Any, _denominator: Any) -> Shape:
    axes = _axes(numerator)
    return shape[-axes:] + shape[:-axes] if len(shape) > 2 else shape


def _numerical_numerator_first(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    axes = _axes(_value(f, X).shape)
    return np.moveaxis(result, range(-axes, 0), range(axes)) if result.ndim > 2 else result


def _axes(shape: Any) -> int:
    """How many axes of a tensor belong to an array of this shape."""
    return len(shape) - (kind(tuple(shape)) == "vector")


def _ones_left_out(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    return tuple(size for size in shape if size != 1) if numerator and denominator else shape


def _flat_shape(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    flat = {kind(tuple(numerator)), kind(tuple(denominator))} == {"scalar", "vector"}
    return (math.prod(shape),) if flat else shape


def _flat(result: Any, *_: Any) -> Any:
    return np.ravel(result) if 1 in np.shape(result) else result


# ---------------------------------------------------------------- differences, products


def _quotients(quotient: Callable[[Any, Any, tuple[int, ...], float], Any]) -> Any:
    """A numerical derivative by `quotient(f, X, index, h)` of every entry of an array X of its own."""

    def numerical_derivative(f: Any, X: Any, h: float = 1e-5) -> Any:
        X = np.array(X)
        rows = [np.asarray(quotient(f, X, index, h)) for index in np.ndindex(X.shape)]
        return np.stack(rows).reshape(matrix_calculus.derivative_shape(rows[0].shape, X.shape))

    return numerical_derivative


def _stepped(X: Any, index: tuple[int, ...], step: float) -> Any:
    """A copy of X, of X's type, with a step in one entry."""
    copy = X.copy()
    copy[index] += step
    return copy[()]


def _forward(f: Any, X: Any, index: tuple[int, ...], h: float) -> Any:
    X = X.astype(float)
    return (f(_stepped(X, index, h)) - f(X[()])) / h


def _central_in_own_type(f: Any, X: Any, index: tuple[int, ...], h: float) -> Any:
    return (f(_stepped(X, index, h)) - f(_stepped(X, index, -h))) / (2 * h)


def _step_kept(f: Any, X: Any, h: float = 1e-5) -> Any:
    """Every entry is left at X - h when the next one is moved."""
    X, rows = np.array(X, float), []
    for index in np.ndindex(X.shape):
        X[index] += h
        plus = np.array(f(X.copy()[()]), float)
        X[index] -= 2 * h
        rows.append((plus - np.asarray(f(X.copy()[()]), float)) / (2 * h))
    return np.stack(rows).reshape(matrix_calculus.derivative_shape(rows[0].shape, X.shape))


def _whole_numbers(result: Any, _f: Any, X: Any, *_: Any, **__: Any) -> Any:
    return np.trunc(result) if np.asarray(X).dtype.kind in "iu" else result


def _order_of_the_text(*factors: Any) -> Any:
    """The factors as they are written, each transposed where nothing else conforms."""
    result = factors[0]
    for factor in factors[1:]:
        if result.shape[-1] == factor.shape[0]:
            result = result @ factor
        elif result.shape[0] == factor.shape[-1]:
            result = result.T @ factor.T
        else:
            raise LayoutError("no order conforms")
    return result


_JACOBIANS = ("linear", "tanh_layer")
_GRADIENTS = ("quadratic_form", "least_squares", "bilinear", "frobenius")
_COLUMNS = ("quadratic_form", "least_squares", "vector_by_scalar", "chain_rule")


MISTAKES: Wrong = {
    "softmax-derivative-elementwise": alone("softmax_jacobian", lambda s: softmax(s) * (1 - softmax(s))),
    "activation-twice": alone("tanh_layer", lambda W, x: W.T * (1 - np.tanh(np.tanh(W @ x)) ** 2).T),
    "derivative-of-the-logistic-function": alone(
        "tanh_layer", lambda W, x: W.T * (np.tanh(W @ x) * (1 - np.tanh(W @ x))).T
    ),
    "upstream-gradient-unused": alone("contract", lambda tensor, _delta: np.sum(tensor, axis=-1)),
    "integer-result": after("numerical_derivative", _whole_numbers),
    "numerator-layout": every(
        each(after, _JACOBIANS + _GRADIENTS, _transposed),
        _turned(("scalar", "vector"), ("scalar", "matrix"), ("vector", "vector")),
    ),
    "vector-by-scalar-as-a-column": every(after("vector_by_scalar", _transposed), _turned(("vector", "scalar"))),
    "order-of-the-chain-rule": every(
        alone("chain_rule", _order_of_the_text),
        alone("tanh_layer", lambda W, x: (1 - np.tanh(W @ x) ** 2) * W.T),
    ),
    "one-dimensional-arrays": every(each(after, _COLUMNS, _flat), _reshaped(_flat_shape)),
    "forward-for-central": alone("numerical_derivative", _quotients(_forward)),
    "central-divided-by-h": after("numerical_derivative", lambda result, *_, **__: 2 * result),
    "no-copy": after("numerical_derivative", lambda result, *_, **__: 0 * result),
    "perturbation-kept": alone("numerical_derivative", _step_kept),
    "integer-array": alone("numerical_derivative", _quotients(_central_in_own_type)),
    "quadratic-form-of-a-symmetric-matrix": alone("quadratic_form", lambda A, x: 2 * A @ x),
    "quadratic-form-once": alone("quadratic_form", lambda A, x: A @ x),
    "quadratic-form-once-transposed": alone("quadratic_form", lambda A, x: A.T @ x),
    "factor-2-of-the-square": each(after, ("least_squares", "frobenius"), lambda result, *_: result / 2),
    "sign-of-the-residual": after("least_squares", lambda result, *_: -result),
    "outer-product-transposed": after("contract", _transposed),
    "residual-without-target": alone("least_squares", lambda A, x, _b: 2 * A.T @ A @ x),
    "softmax-diagonal-only": after("softmax_jacobian", lambda J, _s: np.diagflat(np.diag(J))),
    "softmax-sign-off-the-diagonal": after(
        "softmax_jacobian", lambda J, _s: 2 * np.diagflat(np.sum(np.maximum(J, 0), axis=1)) - J
    ),
    "inner-derivative-dropped": alone("tanh_layer", lambda W, _x: W.T.copy()),
    "derivative-at-the-wrong-place": alone("tanh_layer", lambda W, x: W.T * (1 - (W @ x) ** 2).T),
    "numerator-axes-first": every(
        after("derivative_shape", _numerator_axes_first),
        after("numerical_derivative", _numerical_numerator_first),
        after("weight_tensor", lambda tensor, *_: np.moveaxis(tensor, -1, 0)),
    ),
    "vector-by-scalar-without-factor": alone("vector_by_scalar", lambda t, a, b: (a * np.cos(t) + t * b).T),
    "vector-by-scalar-minus-cosine": alone("vector_by_scalar", lambda t, a, b: (-a * np.cos(t) + 2 * t * b).T),
    "not-divided": after("numerical_derivative", lambda result, _f, _X, h=1e-5: 2 * h * result),
    "axis-of-length-one-left-out": every(
        _reshaped(_ones_left_out), after("contract", lambda result, *_: np.squeeze(result))
    ),
    "axis-of-length-one-kept": every(
        _reshaped(_length_one_kept),
        after("weight_tensor", lambda tensor, *_: tensor[..., None]),
    ),
    "matrix-by-scalar-transposed": _turned(("matrix", "scalar")),
    "tensor-flattened": every(
        _reshaped(_flattened),
        after("weight_tensor", lambda tensor, *_: tensor.reshape(-1, tensor.shape[-1])),
    ),
    "scalar-as-a-matrix": after("derivative_shape", lambda shape, *_: shape or (1, 1)),
    "inner-derivative-not-transposed": alone("least_squares", lambda A, x, b: 2 * A @ (A @ x - b)),
    "norm-not-squared": every(
        alone("least_squares", lambda A, x, b: A.T @ (A @ x - b) / np.linalg.norm(A @ x - b)),
        alone("frobenius", lambda X: X / np.linalg.norm(X)),
    ),
    "outputs-summed": each(after, _JACOBIANS, lambda result, *_: np.sum(result, axis=1, keepdims=True)),
    "variable-still-there": after("bilinear", lambda result, _a, X, _b: result * X),
    "softmax-outer-product-dropped": alone("softmax_jacobian", lambda s: np.diagflat(softmax(s))),
    "softmax-sign": after("softmax_jacobian", lambda J, _s: -J),
    "tensor-without-zeros": alone("weight_tensor", lambda W, o: np.ones((len(W), 1, len(W))) * o[None, :, :1]),
    "axes-of-the-matrix-swapped": after("weight_tensor", lambda tensor, *_: np.swapaxes(tensor, 0, 1)),
    "last-axis-left-out": after("weight_tensor", lambda tensor, *_: np.sum(tensor, axis=-1)),
    "derived-by-the-other-factor": alone("weight_tensor", lambda W, _o: W.T.copy()),
    "contracted-axis-kept": after("contract", lambda result, *_: result[..., None]),
    "contracted-over-the-wrong-axis": alone("contract", lambda tensor, delta: np.tensordot(delta[:, 0], tensor, 1)),
    "products-not-summed": alone("contract", lambda tensor, delta: tensor * delta[:, 0]),
    "step-ignored": alone("numerical_derivative", lambda f, X, *_, **__: finite_differences.numerical_derivative(f, X)),
}

MATRIX = reference("matrix", STEPS, MISTAKES)
