"""Known mistakes in matrix calculus, denominator layout (lecture §3, §4)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from backprop_ref import finite_differences, matrix_calculus
from backprop_ref.losses import softmax
from backprop_ref.matrix_calculus import LayoutError, Shape, kind
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
from backprop_ref.steps import Steps

STEPS = matrix_calculus.STEPS.extended(
    Steps({"numerical_derivative": finite_differences.STEPS.function("numerical_derivative")})
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


def _numerical_numerator_layout(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    top, bottom = _kinds(f, X)
    scalar_or_jacobian = top == "scalar" or (top, bottom) == ("vector", "vector")
    return result.T if bottom != "scalar" and scalar_or_jacobian else result


def _kinds(f: Any, X: Any) -> tuple[str, str]:
    return kind(_value(f, X).shape), kind(np.shape(X))


def _value(f: Any, X: Any) -> Any:
    return np.asarray(f(np.asarray(X, float)[()]), float)


def _column(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    both = kind(tuple(numerator)), kind(tuple(denominator))
    return shape[::-1] if both == ("vector", "scalar") else shape


def _numerical_column(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    return result.T if _kinds(f, X) == ("vector", "scalar") else result


def _numerator_axes_first(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    if len(shape) <= 2:
        return shape
    axes = len(numerator) - (kind(tuple(numerator)) == "vector")
    return shape[-axes:] + shape[:-axes]


def _numerical_numerator_first(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    axes = result.ndim - len(_without_ones(np.shape(X)))
    return np.moveaxis(result, range(-axes, 0), range(axes)) if result.ndim > 2 else result


def _without_ones(shape: Shape) -> Shape:
    return tuple(size for size in shape if size != 1)


def _length_one_kept(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    both = bool(numerator) and bool(denominator)
    return (*denominator, *numerator) if both else shape


def _numerical_length_one_kept(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    return np.reshape(result, _length_one_kept(result.shape, _value(f, X).shape, np.shape(X)))


def _matrix_by_scalar(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    both = kind(tuple(numerator)), kind(tuple(denominator))
    return shape[::-1] if both == ("matrix", "scalar") else shape


def _numerical_matrix_by_scalar(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    return result.T if _kinds(f, X) == ("matrix", "scalar") else result


def _flattened(shape: Shape, numerator: Any, denominator: Any) -> Shape:
    return (math.prod(denominator), math.prod(numerator)) if len(shape) > 2 else shape


def _numerical_flattened(result: Any, f: Any, X: Any, *_: Any, **__: Any) -> Any:
    return np.reshape(result, _flattened(result.shape, _value(f, X).shape, np.shape(X)))


def _flat_shape(shape: Shape, *_: Any) -> Shape:
    return _without_ones(shape) if len(shape) == 2 else shape


def _quotients(quotient: Callable[[Any, Any, tuple[int, ...], float], Any]) -> Any:
    """A numerical derivative by `quotient(f, X, index, h)` of every entry of an array X of its own."""

    def numerical_derivative(_steps: Steps, f: Any, X: Any, h: float = 1e-5) -> Any:
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


def _step_kept(_steps: Steps, f: Any, X: Any, h: float = 1e-5) -> Any:
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


def _times_2h(result: Any, _f: Any, _X: Any, h: float = 1e-5) -> Any:
    return 2 * h * result


def _swapped_weight_axes(tensor: Any, *_: Any) -> Any:
    return np.swapaxes(tensor, 0, 1)


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


def _flat(result: Any, *_: Any, **__: Any) -> Any:
    return np.ravel(result) if np.ndim(result) == 2 and 1 in np.shape(result) else result


_JACOBIANS = ("linear", "tanh_layer")
_GRADIENTS = ("quadratic_form", "least_squares", "bilinear", "frobenius")
_COLUMNS = ("quadratic_form", "least_squares", "vector_by_scalar", "chain_rule")
_LAYOUT = (
    "Two layouts are in use, and they differ by a transpose. What shape must the derivative of a scalar have in ours?"
)
_QUADRATIC = (
    "x stands in the form twice. Change A into a matrix that is not symmetric and compare with finite differences."
)

_COPY = "Are the two points two arrays, or two names of one array? Print both just before you call f."
_STEP = "How far apart are the two points between which you measure the slope?"
_SOFTMAX = "The probabilities sum to one: when one score grows, what must the others do?"
_INTEGER = "What is 2 plus a small step in an array that can hold whole numbers only?"
_TENSOR = "Count the axes of the denominator and those of the numerator. How many has a vector, in a tensor?"

MISTAKES = (
    Mistake(
        6, "softmax-derivative-elementwise",
        "softmax is derived entry by entry, as if every probability had a score of its own",
        "Change one score only: how many of the probabilities change?",
        instead("softmax_jacobian", lambda _steps, s: softmax(s) * (1 - softmax(s))),
    ),
    Mistake(
        9, "activation-twice", "the derivative of tanh is taken at the value of tanh",
        "The short form of the derivative already uses the activation's value. How often is tanh applied in yours?",
        instead("tanh_layer", lambda _steps, W, x: W.T * (1 - np.tanh(np.tanh(W @ x)) ** 2).T),
    ),
    Mistake(
        10, "derivative-of-the-logistic-function",
        "the derivative is that of another activation function, the logistic one",
        "Whose derivative is this? Check it at 0, where tanh is steepest.",
        instead("tanh_layer", lambda _steps, W, x: W.T * (np.tanh(W @ x) * (1 - np.tanh(W @ x))).T),
    ),
    Mistake(
        21, "upstream-gradient-unused", "the upstream gradient is not used",
        "The loss weighs the entries of the numerator differently. Where do these weights enter your sum?",
        instead("contract", lambda _steps, tensor, _delta: np.sum(tensor, axis=-1)),
    ),
    Mistake(
        39, "integer-result", "the result is kept in an array of integers",
        "Which type has an array of zeros that is made like an array of whole numbers?",
        after("numerical_derivative", _whole_numbers),
    ),
    Mistake(
        57, "numerator-layout", "the derivative is laid out as in numerator layout: it is transposed",
        _LAYOUT,
        every(
            _on(_JACOBIANS + _GRADIENTS, _transposed),
            after("derivative_shape", _numerator_layout),
            after("numerical_derivative", _numerical_numerator_layout),
        ),
    ),
    Mistake(
        58, "vector-by-scalar-as-a-column", "the derivative of a vector by a scalar is a column",
        "One rule lays out all kinds: along which axis does the numerator run when there are two vectors?",
        every(
            after("vector_by_scalar", _transposed),
            after("derivative_shape", _column),
            after("numerical_derivative", _numerical_column),
        ),
    ),
    Mistake(
        59, "order-of-the-chain-rule", "the factors of the chain rule stand in the order of numerator layout",
        "Write the shape under every factor. In which order do they conform, without a transpose?",
        every(
            instead("chain_rule", _order_of_the_text),
            instead("tanh_layer", lambda _steps, W, x: (1 - np.tanh(W @ x) ** 2) * W.T),
        ),
    ),
    Mistake(
        60, "one-dimensional-arrays", "one-dimensional arrays hide the layout",
        "An array of shape (n,) is neither a column nor a row. Which of the two do you mean?",
        every(_on((*_COLUMNS, "numerical_derivative"), _flat), after("derivative_shape", _flat_shape)),
    ),
    Mistake(
        61, "forward-for-central", "the forward difference is taken in place of the central one",
        "Halve h and see how the error falls: to a half, or to a quarter? Which of the two formulas is symmetric?",
        instead("numerical_derivative", _quotients(_forward)),
    ),
    Mistake(
        62, "central-divided-by-h", "the central difference is divided by h",
        _STEP, after("numerical_derivative", lambda result, *_, **__: 2 * result),
    ),
    Mistake(
        65, "no-copy", "the array is perturbed without a copy, so that both values are the same",
        _COPY, after("numerical_derivative", lambda result, *_, **__: 0 * result),
    ),
    Mistake(
        66, "perturbation-kept", "a perturbation is not undone before the next entry",
        "Only one entry may differ from the point X at a time. What does the array look like at the end of your loop?",
        instead("numerical_derivative", _step_kept),
    ),
    Mistake(
        68, "integer-array", "the perturbation is lost in an array of integers",
        _INTEGER, instead("numerical_derivative", _quotients(_central_in_own_type)),
    ),
    Mistake(
        151, "quadratic-form-of-a-symmetric-matrix", "the quadratic form is derived as if A were symmetric",
        _QUADRATIC, instead("quadratic_form", lambda _steps, A, x: 2 * A @ x),
    ),
    Mistake(
        152, "quadratic-form-once", "only one of the two places of x in the quadratic form is derived",
        _QUADRATIC, instead("quadratic_form", lambda _steps, A, x: A @ x),
    ),
    Mistake(
        152, "quadratic-form-once-transposed", "only one of the two places of x in the quadratic form is derived",
        _QUADRATIC, instead("quadratic_form", lambda _steps, A, x: A.T @ x),
    ),
    Mistake(
        153, "factor-2-of-the-square", "the factor 2 of a square is missing",
        "There is no half in front of this norm. What does the power rule leave behind?",
        _on(("least_squares", "frobenius"), lambda result, *_: result / 2),
    ),
    Mistake(
        154, "sign-of-the-residual", "the residual has the wrong sign",
        "Where A x is larger than b, what does a larger A x do to the norm?",
        after("least_squares", lambda result, *_: -result),
    ),
    Mistake(
        155, "outer-product-transposed", "the outer product is transposed",
        _LAYOUT, after("contract", _transposed),
    ),
    Mistake(
        156, "residual-without-target", "b is left out of the residual",
        "Derive the outer square first and keep what is inside as it is: where does b stay?",
        instead("least_squares", lambda _steps, A, x, _b: 2 * A.T @ A @ x),
    ),
    Mistake(
        157, "softmax-diagonal-only", "only the diagonal of softmax's derivative is there",
        "The probabilities sum to one: when one score grows, can the other probabilities stay?",
        after("softmax_jacobian", lambda J, _s: np.diagflat(np.diag(J))),
    ),
    Mistake(
        158, "softmax-sign-off-the-diagonal", "the outer product in softmax's derivative has the wrong sign",
        "When one score grows, do the other probabilities grow or fall?",
        after("softmax_jacobian", lambda J, _s: 2 * np.diagflat(np.sum(np.maximum(J, 0), axis=1)) - J),
    ),
    Mistake(
        159, "inner-derivative-dropped", "the derivative of tanh is dropped",
        "Two functions are applied one after the other: how many factors does the chain rule give?",
        instead("tanh_layer", lambda _steps, W, _x: W.T.copy()),
    ),
    Mistake(
        160, "derivative-at-the-wrong-place", "the derivative of tanh is formed from W x in place of tanh(W x)",
        "The short form of the derivative is written in terms of the activation's value.",
        instead("tanh_layer", lambda _steps, W, x: W.T * (1 - (W @ x) ** 2).T),
    ),
    Mistake(
        161, "numerator-axes-first", "the axes of the numerator come first",
        "Denominator layout: whose axes come first?",
        every(
            after("derivative_shape", _numerator_axes_first),
            after("numerical_derivative", _numerical_numerator_first),
            after("weight_tensor", lambda tensor, *_: np.moveaxis(tensor, -1, 0)),
        ),
    ),
    Mistake(
        162, "vector-by-scalar-without-factor", "the power rule's factor is missing in the derivative by t",
        "Derive each term by t, one at a time, before you lay the result out.",
        instead("vector_by_scalar", lambda _steps, t, a, b: (a * np.cos(t) + t * b).T),
    ),
    Mistake(
        163, "vector-by-scalar-minus-cosine", "the derivative of the sine has the wrong sign",
        "At 0 the sine grows. Which sign must its derivative have there?",
        instead("vector_by_scalar", lambda _steps, t, a, b: (-a * np.cos(t) + 2 * t * b).T),
    ),
    Mistake(
        171, "not-divided", "the difference is not divided by the step",
        "Rise over run: where is the run?",
        after("numerical_derivative", _times_2h),
    ),
    Mistake(
        241, "axis-of-length-one-kept", "a vector has two axes in a tensor or between two vectors",
        _TENSOR,
        every(
            after("derivative_shape", _length_one_kept),
            after("numerical_derivative", _numerical_length_one_kept),
            after("weight_tensor", lambda tensor, *_: tensor[..., None]),
        ),
    ),
    Mistake(
        242, "matrix-by-scalar-transposed", "the derivative of a matrix by a scalar is transposed",
        "This cell of the table is a convention, and not that of the vector. Which shape does the text give it?",
        every(after("derivative_shape", _matrix_by_scalar), after("numerical_derivative", _numerical_matrix_by_scalar)),
    ),
    Mistake(
        243, "tensor-flattened", "the tensor is flattened into a matrix",
        "All entries are there. Can you still tell which entry of the matrix each of them belongs to?",
        every(
            after("derivative_shape", _flattened),
            after("numerical_derivative", _numerical_flattened),
            after("weight_tensor", lambda tensor, *_: tensor.reshape(-1, tensor.shape[-1])),
        ),
    ),
    Mistake(
        244, "scalar-as-a-matrix", "the derivative of a number by a number is a matrix of one entry",
        "Which shape has a number itself?",
        after("derivative_shape", lambda shape, *_: shape or (1, 1)),
    ),
    Mistake(
        245, "inner-derivative-not-transposed", "the matrix stands where its transpose belongs",
        "Here the matrix is square, so both conform. What does your formula do when it has more rows than columns?",
        instead("least_squares", lambda _steps, A, x, b: 2 * A @ (A @ x - b)),
    ),
    Mistake(
        246, "norm-not-squared", "the norm itself is derived, not its square",
        "There is a root in the norm. Is it still there after squaring?",
        every(
            instead("least_squares", lambda _steps, A, x, b: A.T @ (A @ x - b) / np.linalg.norm(A @ x - b)),
            instead("frobenius", lambda _steps, X: X / np.linalg.norm(X)),
        ),
    ),
    Mistake(
        247, "outputs-summed", "the derivatives of all entries are added up",
        "Several numbers depend on x. How many derivatives has each of them, and which loss would add them?",
        _on(_JACOBIANS, lambda result, *_: np.sum(result, axis=1, keepdims=True)),
    ),
    Mistake(
        248, "variable-still-there", "the matrix is still in the derivative of a form that is linear in it",
        "Double X: by how much does the slope of a straight line change?",
        after("bilinear", lambda result, _a, X, _b: result * X),
    ),
    Mistake(
        249, "softmax-outer-product-dropped", "the outer product is missing in softmax's derivative",
        _SOFTMAX, instead("softmax_jacobian", lambda _steps, s: np.diagflat(softmax(s))),
    ),
    Mistake(
        250, "softmax-sign", "softmax's derivative has the wrong sign",
        "A score grows: does its own probability grow or fall?",
        after("softmax_jacobian", lambda J, _s: -J),
    ),
    Mistake(
        251, "tensor-without-zeros", "every entry of the numerator depends on every row of the matrix",
        "Change one entry of W only: how many entries of W o change?",
        instead("weight_tensor", lambda _steps, W, o: np.ones((len(W), 1, len(W))) * o[None, :, :1]),
    ),
    Mistake(
        252, "axes-of-the-matrix-swapped", "the two axes of the matrix are swapped in the tensor",
        "Fix the last index: which shape must the slice have, that of the matrix or that of its transpose?",
        after("weight_tensor", _swapped_weight_axes),
    ),
    Mistake(
        253, "last-axis-left-out", "the tensor has no axis for the numerator",
        "Which entry of the numerator is derived in yours? How many such entries are there?",
        after("weight_tensor", lambda tensor, *_: np.sum(tensor, axis=-1)),
    ),
    Mistake(
        254, "derived-by-the-other-factor", "the product is derived by the vector, not by the matrix",
        "What is the denominator here, and what is held fixed?",
        instead("weight_tensor", lambda _steps, W, _o: W.T.copy()),
    ),
    Mistake(
        255, "contracted-axis-kept", "an axis of length 1 is left over from the contraction",
        "What shape has W, and what shape must the derivative of a number by W have?",
        after("contract", lambda result, *_: result[..., None]),
    ),
    Mistake(
        256, "contracted-over-the-wrong-axis", "the sum runs over an axis of the denominator",
        "Over which index does the chain rule sum, and on which axis of the tensor does it live?",
        instead("contract", lambda _steps, tensor, delta: np.tensordot(delta[:, 0], tensor, 1)),
    ),
    Mistake(
        257, "products-not-summed", "the products with the upstream gradient are not added up",
        "A weight may reach the loss through several entries of the numerator. What becomes of several paths?",
        instead("contract", lambda _steps, tensor, delta: tensor * delta[:, 0]),
    ),
    Mistake(
        258, "step-ignored", "the step that is asked for is not the one that is taken",
        "Call your function with a large step and with a small one: do the results differ?",
        instead("numerical_derivative", lambda _steps, f, X, *_, **__: finite_differences.numerical_derivative(f, X)),
    ),
)  # fmt: skip

MATRIX = Reference(STEPS, MISTAKES)
