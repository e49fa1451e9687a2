"""Known mistakes in finite differences and gradient checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop_ref.finite_differences import RIGHT, STEPS, UNIT_ROUNDOFF, F, number_of, relu_central
from backprop_ref.mistakes.model import Apply, Mistake, Reference, after, every, instead
from backprop_ref.steps import Steps

TINY = 1e-15


def _zeros(result: Any, *_: Any) -> Any:
    if isinstance(result, Mapping):
        return {key: 0 * result[key] for key in result}
    return 0 * result


def _times(factor: float) -> Any:
    def change(result: Any, *_: Any) -> Any:
        if isinstance(result, Mapping):
            return {key: factor * result[key] for key in result}
        return factor * result

    return change


def _times_h(result: Any, _f: F, _W: Any, h: float) -> Any:
    return _times(h)(result)


def _forward_kept(_steps: Steps, f: F, W: Any, h: float) -> Any:
    """Every perturbation stays in W for the next entry."""
    blocks = _floats(W)
    start = number_of(f(_like(W, blocks)))
    result = {key: np.zeros(block.shape) for key, block in blocks.items()}
    for key, block in blocks.items():
        for index in np.ndindex(block.shape):
            block[index] += h
            result[key][index] = (number_of(f(_like(W, blocks))) - start) / h
    return _like(W, result)


def _central_kept(_steps: Steps, f: F, W: Any, h: float) -> Any:
    """Every entry is left at w - h when the next one is perturbed."""
    blocks = _floats(W)
    result = {key: np.zeros(block.shape) for key, block in blocks.items()}
    for key, block in blocks.items():
        for index in np.ndindex(block.shape):
            block[index] += h
            plus = number_of(f(_like(W, blocks)))
            block[index] -= 2 * h
            result[key][index] = (plus - number_of(f(_like(W, blocks)))) / (2 * h)
    return _like(W, result)


def _floats(W: Any) -> dict[Any, Any]:
    return {key: np.array(block, float) for key, block in (W.items() if isinstance(W, Mapping) else [(0, W)])}


def _like(W: Any, blocks: dict[Any, Any]) -> Any:
    return {key: block.copy() for key, block in blocks.items()} if isinstance(W, Mapping) else blocks[0].copy()[()]


def _integers_stay(way: str) -> Apply:
    """Both differences with an array of integers in the place where floats are needed."""

    def forward(_steps: Steps, f: F, W: Any, h: float) -> Any:
        return _lost(W, lambda V: STEPS.forward_difference(f, V, h), lambda i: (_whole(f, W, i, h) - _at(f, W)) / h)

    def central(_steps: Steps, f: F, W: Any, h: float) -> Any:
        return _lost(
            W,
            lambda V: STEPS.central_difference(f, V, h),
            lambda i: (_whole(f, W, i, h) - _whole(f, W, i, -h)) / (2 * h),
        )

    def _lost(W: Any, right: Callable[[Any], Any], quotient: Callable[[tuple[int, ...]], float]) -> Any:
        if isinstance(W, Mapping) or not _is_integer(W):
            return right(W)
        if way == "result":
            return np.trunc(right(W))
        result = np.zeros(np.shape(W))
        for index in np.ndindex(result.shape):
            result[index] = 0.0 if way == "step" else quotient(index)
        return result[()]

    return every(instead("forward_difference", forward), instead("central_difference", central))


def _whole(f: F, W: Any, index: tuple[int, ...], step: float) -> float:
    """f where one entry of integers has got the step, and lost what follows the point."""
    V = np.array(W)
    V[index] = int(V[index] + step)
    return number_of(f(V[()]))


def _at(f: F, W: Any) -> float:
    return number_of(f(np.array(W)[()]))


def _is_integer(block: Any) -> bool:
    return bool(np.asarray(block).dtype.kind in "iu")


def _own_step(h: float) -> Apply:
    """A step of the student's own in the place of the one that was given."""
    return every(
        instead("forward_difference", lambda _steps, f, W, _h: STEPS.forward_difference(f, W, h)),
        instead("central_difference", lambda _steps, f, W, _h: STEPS.central_difference(f, W, h)),
    )


def _blockwise(function: Callable[[F, Any, float], Any]) -> Callable[..., Any]:
    """`function(f, block)` for an array, or for every block of a dict with the others as they are."""

    def step(_steps: Steps, f: F, W: Any, h: float) -> Any:
        if isinstance(W, Mapping):
            return {key: function(lambda V, key=key: f({**W, key: V}), _float(W[key]), h) for key in W}  # type: ignore[misc]
        return function(f, _float(W), h)

    return step


def _float(block: Any) -> Any:
    return np.array(block, float)


def _five_point(f: F, W: Any, _h: float, step: float = 1e-3) -> Any:
    result = np.zeros_like(W)
    for index in np.ndindex(W.shape):
        entry = np.zeros_like(W)
        entry[index] = step
        result[index] = sum(c * number_of(f(W + k * entry)) for k, c in ((-2, 1), (-1, -8), (1, 8), (2, -1)))
    return result / (12 * step)


def _moved(where: Callable[[tuple[int, ...]], Any]) -> Apply:
    """Both differences with the step on all entries `where(index)`."""

    def forward(f: F, W: Any, h: float) -> Any:
        return _entries(W, lambda step: (number_of(f(W + h * step)) - number_of(f(W))) / h)

    def central(f: F, W: Any, h: float) -> Any:
        return _entries(W, lambda step: (number_of(f(W + h * step)) - number_of(f(W - h * step))) / (2 * h))

    def _entries(W: Any, quotient: Callable[[Any], float]) -> Any:
        result = np.zeros_like(W)
        for index in np.ndindex(W.shape):
            step = np.zeros_like(W)
            step[where(index)] = 1
            result[index] = quotient(step)
        return result

    return every(instead("forward_difference", _blockwise(forward)), instead("central_difference", _blockwise(central)))


def _summed(steps: Steps) -> Steps:
    """One number for all entries together."""
    wrong = _moved(lambda _index: ...)(steps)
    return after("forward_difference", _first)(after("central_difference", _first)(wrong))


def _first(result: Any, *_: Any) -> Any:
    return {key: np.ravel(result[key])[0] for key in result} if isinstance(result, Mapping) else np.ravel(result)[0]


def _relative_step(size: Callable[[Any], Any]) -> Apply:
    """A step in proportion to the entry."""

    def forward(f: F, W: Any, h: float) -> Any:
        return _by_entry(f, W, lambda g, w: (g(w + h * size(w)) - g(w)) / (h * size(w)))

    def central(f: F, W: Any, h: float) -> Any:
        return _by_entry(f, W, lambda g, w: (g(w + h * size(w)) - g(w - h * size(w))) / (2 * h * size(w)))

    def _by_entry(f: F, W: Any, quotient: Callable[[Callable[[Any], float], Any], float]) -> Any:
        result = np.zeros_like(W)
        for index in np.ndindex(W.shape):

            def g(w: Any, index: tuple[int, ...] = index) -> float:
                V = W.copy()
                V[index] = w
                return number_of(f(V))

            result[index] = quotient(g, W[index])
        return result

    return every(instead("forward_difference", _blockwise(forward)), instead("central_difference", _blockwise(central)))


def _size(error: Callable[[Any, Any], Any]) -> Apply:
    """`error(G, D)` in the place of the relative error of a block."""
    return instead("relative_error", lambda _steps, G, D: float(error(np.asarray(G), np.asarray(D))))


def _peak(array: Any) -> Any:
    return np.max(np.abs(array))


def _columns(errors: Callable[[Steps, Any, Any], list[Any]]) -> Apply:
    """`errors(steps, G, D)` in the place of the two relative errors of a block."""
    return instead("column_errors", lambda steps, G, D: np.array(errors(steps, G, D)))


def _one_scale(_steps: Steps, G: Any, D: Any) -> list[Any]:
    return [_peak(G[:, :1] - D[:, :1]) / _peak(D), _peak(G[:, 1:] - D[:, 1:]) / _peak(D)]


_BOTH = ("forward_difference", "central_difference")
_STEP = "How far apart are the two points between which you measure the slope?"
_COPY = "Are the two points two arrays, or two names of one array? Print both just before you call f."

MISTAKES = (
    Mistake(
        27, "bias-in-the-last-column", "the last column is taken for the biases",
        "In which column of a weight matrix do the biases stand in this course?",
        _columns(
            lambda steps, G, D: [
                steps.relative_error(G[:, -1:], D[:, -1:]),
                steps.relative_error(G[:, :-1], D[:, :-1]),
            ]
        ),
    ),
    Mistake(
        61, "forward-for-central", "the forward difference is taken in place of the central one",
        "Halve h and see how the error falls: to a half, or to a quarter? Which of the two formulas is symmetric?",
        instead("central_difference", lambda steps, f, W, h: STEPS.forward_difference(f, W, h)),
    ),
    Mistake(
        61, "central-for-forward", "the central difference is taken in place of the forward one",
        "Halve h and see how the error falls: to a half, or to a quarter? Which of the two formulas was asked for?",
        instead("forward_difference", lambda steps, f, W, h: STEPS.central_difference(f, W, h)),
    ),
    Mistake(
        62, "central-divided-by-h", "the central difference is divided by h",
        _STEP, after("central_difference", _times(2.0)),
    ),
    Mistake(
        62, "forward-divided-by-2h", "the forward difference is divided by 2 h",
        _STEP, after("forward_difference", _times(0.5)),
    ),
    Mistake(
        65, "no-copy", "the array is perturbed without a copy, so that both values are the same",
        _COPY, every(*(after(name, _zeros) for name in _BOTH)),
    ),
    Mistake(
        66, "perturbation-kept", "a perturbation is not undone before the next entry",
        "Only one entry may differ from the point W at a time. What does the array look like at the end of your loop?",
        every(instead("forward_difference", _forward_kept), instead("central_difference", _central_kept)),
    ),
    Mistake(
        67, "h-too-small", "h is so small that rounding drowns the difference",
        "Two nearly equal numbers are subtracted: how many of their digits are left? Look at the V-shaped plot.",
        every(
            instead("forward_difference", lambda _steps, f, W, _h: STEPS.forward_difference(f, W, TINY)),
            instead("central_difference", lambda _steps, f, W, _h: STEPS.central_difference(f, W, TINY)),
        ),
    ),
    Mistake(
        68, "integer-array", "the perturbation is lost in an array of integers",
        "What is 2 + h in an array that can hold whole numbers only?",
        _integers_stay("point"),
    ),
    Mistake(
        68, "integer-step", "the step is lost in an array of integers",
        "Of which dtype is an array that is made like W when W holds integers, and what becomes of h in it?",
        _integers_stay("step"),
    ),
    Mistake(
        68, "integer-result", "the slopes are written into an array of integers",
        "Of which dtype is an array that is made like W when W holds integers? What becomes of a slope of 0.7?",
        _integers_stay("result"),
    ),
    Mistake(
        69, "checked-against-itself", "the numerical gradient is compared with itself",
        "A difference of exactly 0 is no proof, it is a warning: which two quantities are you comparing?",
        instead("relative_error", lambda *_: 0.0),
    ),
    Mistake(
        171, "not-divided", "the difference is not divided by the step",
        "Rise over run: where is the run?",
        every(
            after("forward_difference", _times_h), after("central_difference", lambda r, _f, _W, h: _times(2 * h)(r))
        ),
    ),
    Mistake(
        172, "backward-difference", "the point before is taken in place of the point behind",
        "To which side does the definition of the forward difference step?",
        instead("forward_difference", lambda _steps, f, W, h: STEPS.forward_difference(f, W, -h)),
    ),
    Mistake(
        173, "absolute-error", "the error is not put in relation to the size of the gradient",
        "Is an error of 0.001 large? Compare it with the block's own scale.",
        _size(lambda G, D: _peak(G - D)),
    ),
    Mistake(
        174, "no-modulus", "differences of one sign are overlooked",
        "A gradient that is too small is wrong too. What does the maximum make of negative numbers?",
        _size(lambda G, D: np.max(G - D) / _peak(D)),
    ),
    Mistake(
        301, "toolkit-gradient",
        "the slope is taken from the toolkit, whose formula has four neighbours and a step of its own",
        "Change h: does your result move at all? How often is f asked for one entry?",
        every(*(instead(name, _blockwise(_five_point)) for name in _BOTH)),
    ),
    Mistake(
        302, "all-entries-at-once", "all entries are moved at once",
        "W + h moves every entry. How many entries may differ between the two points of one slope?",
        _summed,
    ),
    Mistake(
        302, "all-entries-at-once-for-each", "all entries are moved at once",
        "W + h moves every entry. How many entries may differ between the two points of one slope?",
        _moved(lambda _index: ...),
    ),
    Mistake(
        303, "a-row-at-once", "a whole row is moved at once",
        "One index of a matrix is a row. How many indices does one entry have?",
        _moved(lambda index: index[:1]),
    ),
    *(
        Mistake(
            304, f"own-step-1e-{digit}", "the step h that was given is not used",
            "Call your function with two very different steps: should the results be the same?",
            _own_step(float(f"1e-{digit}")),
        )
        for digit in (4, 5, 6, 7, 8)
    ),
    Mistake(
        305, "step-in-proportion", "the step is taken in proportion to the entry",
        "By how much does each entry move in the definition? What would happen to an entry that is 0?",
        _relative_step(abs),
    ),
    Mistake(
        305, "step-in-proportion-signed", "the step is taken in proportion to the entry",
        "By how much does each entry move in the definition? What would happen to an entry that is 0?",
        _relative_step(lambda w: w),
    ),
    Mistake(
        306, "crossing-for-the-minimum", "the place where both errors are equal is taken for the least error",
        "Where the two branches cross they need not have opposite slopes. What vanishes at a minimum?",
        instead("best_h", lambda _steps, p, a, b: (b / a) ** (1 / (p + 1))),
    ),
    Mistake(
        307, "square-root-for-every-order", "the square root is taken whatever the order",
        "Solve the equation for h once more with p as a letter: which power of h stands alone at the end?",
        instead("best_h", lambda _steps, p, a, b: (b / (p * a)) ** 0.5),
    ),
    Mistake(
        308, "root-one-too-low", "the root is one too low",
        "Both terms of the derivative hold a power of h. What is left of them after multiplying by the square of h?",
        instead("best_h", lambda _steps, p, a, b: (b / (p * a)) ** (1 / p)),
    ),
    Mistake(
        309, "relative-to-the-gradient-itself", "the error is put in relation to the gradient that is to be checked",
        "Which of the two do you trust, and which is on trial? What happens if the one on trial is 0?",
        _size(lambda G, D: _peak(G - D) / _peak(G)),
    ),
    Mistake(
        310, "mean-for-maximum", "the mean is taken in place of the largest deviation",
        "One wrong entry among many: what does a mean make of it?",
        _size(lambda G, D: np.mean(np.abs(G - D)) / np.mean(np.abs(D))),
    ),
    Mistake(
        310, "mean-over-maximum", "the mean is taken in place of the largest deviation",
        "One wrong entry among many: what does a mean make of it?",
        _size(lambda G, D: np.mean(np.abs(G - D)) / _peak(D)),
    ),
    Mistake(
        311, "entry-by-entry", "every entry is put in relation to itself, not to its block",
        "What becomes of an entry whose derivative is nearly 0, and whose rounding error is not?",
        _size(lambda G, D: np.max(np.abs(G - D) / np.abs(D))),
    ),
    Mistake(
        312, "bias-column-not-apart", "the bias column is not a block of its own",
        "If the other columns are large, how much of an error in the bias column can be seen?",
        _columns(lambda steps, G, D: [steps.relative_error(G, D)] * 2),
    ),
    Mistake(
        312, "one-scale-for-both", "the bias column has no scale of its own",
        "If the other columns are large, how much of an error in the bias column can be seen?",
        _columns(_one_scale),
    ),
    Mistake(
        313, "norms-of-the-block", "the norms of the blocks are compared in place of their largest entries",
        "Norms add up the squares of all entries. Which single number does the exercise ask for, above and below?",
        _size(lambda G, D: np.linalg.norm(G - D) / np.linalg.norm(D)),
    ),
    Mistake(
        313, "norms-added-below", "the norms of the blocks are compared in place of their largest entries",
        "Norms add up the squares of all entries. Which single number does the exercise ask for, above and below?",
        _size(lambda G, D: np.linalg.norm(G - D) / (np.linalg.norm(G) + np.linalg.norm(D))),
    ),
    Mistake(
        314, "lowest-layer-named", "the lowest wrong layer is named, not the highest",
        "The way back runs from the top down. Where does a mistake come in, and which layers does it reach after that?",
        instead(
            "faulty_layer", lambda _steps, errors: min((l for l in errors if np.max(errors[l]) > RIGHT), default=0)
        ),
    ),
    Mistake(
        315, "right-gradient-accused", "a right gradient is called wrong",
        "How small can the error be when the other side is a central difference? Look at the V-shaped plot.",
        instead("faulty_layer", lambda _steps, errors: max((l for l in errors if np.max(errors[l]) > 0), default=0)),
    ),
    Mistake(
        316, "derivative-for-difference", "the derivative is given, not the difference",
        "The central difference does not know the derivative, only two values of the function. Which two?",
        instead("relu_central", lambda _steps, w, _h: float(w > 0)),
    ),
    Mistake(
        316, "derivative-from-the-right", "the derivative is given, not the difference",
        "The central difference does not know the derivative, only two values of the function. Which two?",
        instead("relu_central", lambda _steps, w, _h: float(w >= 0)),
    ),
    Mistake(
        317, "float64-step-in-float32", "the best step of float64 is taken for float32",
        "float32 keeps 7 digits, not 16. Which of the two branches of the V moves, and to which side?",
        instead("best_h_in", lambda _steps, _u: STEPS.best_h_in(UNIT_ROUNDOFF)),
    ),
    Mistake(
        318, "smallest-step-is-best", "the smallest step is taken for the best one",
        "How many digits does the difference of two values keep that agree in all but the last one?",
        instead("best_h_in", lambda _steps, u: dict.fromkeys(STEPS.best_h_in(u), u)),
    ),
    Mistake(
        319, "one-half-everywhere", "a half is given although the kink is not in the middle",
        "The two points lie on both sides of the kink, but how much of the way between them is flat?",
        instead("relu_central", lambda _steps, w, h: 0.5 if abs(w) < h else relu_central(w, h)),
    ),
)  # fmt: skip

FINITE_DIFFERENCES = Reference(STEPS, MISTAKES)
