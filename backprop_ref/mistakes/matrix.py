"""Known mistakes in matrix calculus, denominator layout (lecture §3, §4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import finite_differences, matrix_calculus
from backprop_ref.matrix_calculus import LayoutError, Shape, kind
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
from backprop_ref.steps import Steps

STEPS = Steps(
    {
        **{name: matrix_calculus.STEPS.function(name) for name in matrix_calculus.STEPS},
        "numerical_derivative": finite_differences.STEPS.function("numerical_derivative"),
    }
)


def _transposed(result: Any, *_: Any) -> Any:
    return np.asarray(result).T


def _on(steps: tuple[str, ...], change: Callable[..., Any]) -> Apply:
    return every(*(after(name, change) for name in steps))


def _numerator_layout(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    """The derivatives by a vector or a matrix transposed; a vector by a scalar is a mistake of its own."""
    both = kind(tuple(numerator)), kind(tuple(denominator))
    vectors = {("scalar", "vector"), ("scalar", "matrix"), ("vector", "vector")}
    return shape[::-1] if both in vectors else shape


def _transposed_jacobian(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    X, Y = np.asarray(X), np.asarray(f(np.asarray(X, float)[()]))
    return result.T if kind(X.shape) == "vector" and kind(Y.shape) == "vector" else result


def _column(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    both = kind(tuple(numerator)), kind(tuple(denominator))
    return shape[::-1] if both == ("vector", "scalar") else shape


def _numerical_column(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    scalar = np.ndim(X) == 0
    return result.T if scalar and kind(np.shape(f(float(X)))) == "vector" else result


def _numerator_axes_first(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    if len(shape) <= 2:
        return shape
    axes = len(numerator) - (kind(tuple(numerator)) == "vector")
    return shape[-axes:] + shape[:-axes]


def _order_of_the_text(_steps: Steps, *factors: Any) -> Any:
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


def _flat(result: Any, *_: Any) -> Any:
    return np.ravel(result) if np.ndim(result) == 2 and 1 in np.shape(result) else result


_JACOBIANS = ("linear", "tanh_layer")
_COLUMNS = ("quadratic_form", "least_squares", "vector_by_scalar", "chain_rule")
_LAYOUT = (
    "Two layouts are in use, and they differ by a transpose. What shape must the derivative of a scalar have in ours?"
)
_QUADRATIC = (
    "x stands in the form twice. Change A into a matrix that is not symmetric and compare with finite differences."
)

MISTAKES = (
    Mistake(
        57,
        "numerator-layout",
        "the derivative is laid out as in numerator layout: it is transposed",
        _LAYOUT,
        every(
            _on(_JACOBIANS, _transposed),
            after("derivative_shape", _numerator_layout),
            after("numerical_derivative", _transposed_jacobian),
        ),
    ),
    Mistake(
        58,
        "vector-by-scalar-as-a-column",
        "the derivative of a vector by a scalar is a column",
        "One rule lays out all kinds: along which axis does the numerator run when there are two vectors?",
        every(
            after("vector_by_scalar", _transposed),
            after("derivative_shape", _column),
            after("numerical_derivative", _numerical_column),
        ),
    ),
    Mistake(
        59,
        "order-of-the-chain-rule",
        "the factors of the chain rule stand in the order of numerator layout",
        "Write the shape under every factor. In which order do they conform, without a transpose?",
        instead("chain_rule", _order_of_the_text),
    ),
    Mistake(
        60,
        "one-dimensional-arrays",
        "one-dimensional arrays hide the layout",
        "An array of shape (n,) is neither a column nor a row. Which of the two do you mean?",
        _on(_COLUMNS, _flat),
    ),
    Mistake(
        151,
        "quadratic-form-of-a-symmetric-matrix",
        "the quadratic form is derived as if A were symmetric",
        _QUADRATIC,
        instead("quadratic_form", lambda _steps, A, x: 2 * A @ x),
    ),
    Mistake(
        152,
        "quadratic-form-once",
        "only one of the two places of x in the quadratic form is derived",
        _QUADRATIC,
        instead("quadratic_form", lambda _steps, A, x: A @ x),
    ),
    Mistake(
        152,
        "quadratic-form-once-transposed",
        "only one of the two places of x in the quadratic form is derived",
        _QUADRATIC,
        instead("quadratic_form", lambda _steps, A, x: A.T @ x),
    ),
    Mistake(
        153,
        "factor-2-of-the-square",
        "the factor 2 of a square is missing",
        "There is no half in front of this norm. What does the power rule leave behind?",
        _on(("least_squares", "frobenius"), lambda result, *_: result / 2),
    ),
    Mistake(
        154,
        "sign-of-the-residual",
        "the residual has the wrong sign",
        "Where A x is larger than b, what does a larger A x do to the norm?",
        after("least_squares", lambda result, *_: -result),
    ),
    Mistake(
        155,
        "outer-product-transposed",
        "the outer product is transposed",
        _LAYOUT,
        _on(("bilinear", "contract"), _transposed),
    ),
    Mistake(
        156,
        "residual-without-target",
        "b is left out of the residual",
        "Derive the outer square first and keep what is inside as it is: where does b stay?",
        instead("least_squares", lambda _steps, A, x, _b: 2 * A.T @ A @ x),
    ),
    Mistake(
        157,
        "softmax-diagonal-only",
        "only the diagonal of softmax's derivative is there",
        "The probabilities sum to one: when one score grows, can the other probabilities stay?",
        after("softmax_jacobian", lambda J, _s: np.diagflat(np.diag(J))),
    ),
    Mistake(
        158,
        "softmax-sign-off-the-diagonal",
        "the outer product in softmax's derivative has the wrong sign",
        "When one score grows, do the other probabilities grow or fall?",
        after("softmax_jacobian", lambda J, _s: 2 * np.diagflat(np.sum(np.maximum(J, 0), axis=1)) - J),
    ),
    Mistake(
        159,
        "inner-derivative-dropped",
        "the derivative of tanh is dropped",
        "Two functions are applied one after the other: how many factors does the chain rule give?",
        instead("tanh_layer", lambda _steps, W, _x: W.T.copy()),
    ),
    Mistake(
        160,
        "derivative-at-the-wrong-place",
        "the derivative of tanh is formed from W x in place of tanh(W x)",
        "The short form of the derivative is written in terms of the activation's value.",
        instead("tanh_layer", lambda _steps, W, x: W.T * (1 - (W @ x) ** 2).T),
    ),
    Mistake(
        161,
        "numerator-axes-first",
        "the axes of the numerator come first",
        "Denominator layout: whose axes come first?",
        every(
            after("derivative_shape", _numerator_axes_first),
            after("weight_tensor", lambda tensor, *_: np.moveaxis(tensor, -1, 0)),
        ),
    ),
    Mistake(
        162,
        "vector-by-scalar-without-factor",
        "the power rule's factor is missing in the derivative by t",
        "Derive each term by t, one at a time, before you lay the result out.",
        instead("vector_by_scalar", lambda _steps, t, a, b: (a * np.cos(t) + t * b).T),
    ),
    Mistake(
        163,
        "vector-by-scalar-minus-cosine",
        "the derivative of the sine has the wrong sign",
        "At 0 the sine grows. Which sign must its derivative have there?",
        instead("vector_by_scalar", lambda _steps, t, a, b: (-a * np.cos(t) + 2 * t * b).T),
    ),
)

MATRIX = Reference(STEPS, MISTAKES)
