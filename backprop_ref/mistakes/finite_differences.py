"""Known mistakes in finite differences and gradient checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from backprop_ref.answers.fault import read_fault
from backprop_ref.finite_differences import RIGHT, STEPS, UNIT_ROUNDOFF, F, number_of, relu_central
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, Mistake, after, alone, before, each, every, instead
from backprop_ref.steps import Function, Steps

__all__ = ["FINITE_DIFFERENCES", "read_fault", "recognised"]

TINY = 1e-15
LOOSE = (0.05, 0.1, 0.2, 0.5, 1.0, 10.0)
"""Bounds that let a wrong gradient pass."""
BOTH = ("forward_difference", "central_difference")


def _both(forward: Function, central: Function) -> Apply:
    return every(alone("forward_difference", forward), alone("central_difference", central))


def _times(factor: float) -> Callable[..., Any]:
    def change(result: Any, *_: Any) -> Any:
        if isinstance(result, Mapping):
            return {key: factor * result[key] for key in result}
        return factor * result

    return change


def _own_step(h: float) -> Apply:
    """A step of the student's own in the place of the one that was given."""
    return each(before, BOTH, lambda f, W, _h: (f, W, h))


# ---------------------------------------------------------------- perturbations that stay, or are lost in integers


def _kept(quotient: Callable[[Callable[[float], float], float, float], float]) -> Function:
    """`quotient(moved, start, h)` of every entry; what `moved(step)` does to it stays when the next one is reached."""

    def difference(f: F, W: Any, h: float) -> Any:
        blocks = {key: np.array(block, float) for key, block in (W.items() if isinstance(W, Mapping) else [(0, W)])}
        start = number_of(f(_like(W, blocks)))
        result = {key: np.zeros(block.shape) for key, block in blocks.items()}
        for key, block in blocks.items():
            for index in np.ndindex(block.shape):

                def moved(step: float, block: Any = block, index: tuple[int, ...] = index) -> float:
                    block[index] += step
                    return number_of(f(_like(W, blocks)))

                result[key][index] = quotient(moved, start, h)
        return _like(W, result)

    return difference


def _like(W: Any, blocks: dict[Any, Any]) -> Any:
    return {key: block.copy() for key, block in blocks.items()} if isinstance(W, Mapping) else blocks[0].copy()[()]


def _at_integers(change: Callable[..., Any], steps: Sequence[str] = BOTH) -> Apply:
    """`change(result, f, W, h)` where W is an array of integers."""

    def changed(result: Any, f: F, W: Any, h: float) -> Any:
        integers = not isinstance(W, Mapping) and np.asarray(W).dtype.kind in "iu"
        return change(result, f, W, h) if integers else result

    return each(after, steps, changed)


def _in_integers(quotient: Callable[[Callable[[float], float], float], float]) -> Callable[..., Any]:
    """`quotient(at, h)` of every entry, where `at(step)` has lost what follows the point."""

    def difference(_right: Any, f: F, W: Any, h: float) -> Any:
        result = np.zeros(np.shape(W))
        for index in np.ndindex(result.shape):

            def at(step: float, index: tuple[int, ...] = index) -> float:
                V = np.array(W)
                V[index] = int(V[index] + step)
                return number_of(f(V[()]))

            result[index] = quotient(at, h)
        return result[()]

    return difference


# ---------------------------------------------------------------- steps of another length, or of several entries


def _blockwise(function: Callable[[F, Any, float], Any]) -> Function:
    """`function(f, block, h)` for an array, or for every block of a dict with the others as they are."""

    def difference(f: F, W: Any, h: float) -> Any:
        if isinstance(W, Mapping):
            at = {key: lambda V, key=key: f({**W, key: V}) for key in W}
            return {key: function(at[key], np.array(W[key], float), h) for key in W}
        return function(f, np.array(W, float), h)

    return difference


def _five_point(f: F, W: Any, _h: float, step: float = 1e-3) -> Any:
    result = np.zeros_like(W)
    for index in np.ndindex(W.shape):
        entry = np.zeros_like(W)
        entry[index] = step
        result[index] = sum(c * number_of(f(W + k * entry)) for k, c in ((-2, 1), (-1, -8), (1, 8), (2, -1)))
    return result / (12 * step)


def _stepping(where: Callable[[tuple[int, ...]], Any], size: Callable[[Any], Any] = lambda _w: 1.0) -> Apply:
    """Both differences with a step of h `size(w)` on all entries `where(index)`, w the entry at `index`."""

    def differences(quotient: Callable[[Callable[[int], float], float], float]) -> Function:
        def difference(f: F, W: Any, h: float) -> Any:
            result = np.zeros_like(W)
            for index in np.ndindex(W.shape):
                step = np.zeros_like(W)
                step[where(index)] = h * size(W[index])
                result[index] = quotient(lambda k, step=step: number_of(f(W + k * step)), h * size(W[index]))  # type: ignore[misc]
            return result

        return _blockwise(difference)

    return _both(differences(lambda at, h: (at(1) - at(0)) / h), differences(lambda at, h: (at(1) - at(-1)) / (2 * h)))


def _first(result: Any, *_: Any) -> Any:
    return {key: np.ravel(result[key])[0] for key in result} if isinstance(result, Mapping) else np.ravel(result)[0]


# ---------------------------------------------------------------- relative errors


def _size(error: Callable[[Any, Any], Any]) -> Apply:
    """`error(G, D)` in the place of the relative error of a block."""
    return alone("relative_error", lambda G, D: float(error(np.asarray(G), np.asarray(D))))


def _peak(array: Any) -> Any:
    return np.max(np.abs(array))


def _columns(errors: Callable[[Steps, Any, Any], list[Any]]) -> Apply:
    """`errors(steps, G, D)` in the place of the two relative errors of a block."""
    return instead("column_errors", lambda steps, G, D: np.array(errors(steps, G, D)))


def _wrong_where(wrong: Callable[[Any], Any]) -> Apply:
    """`wrong(pair)` in the place of whether the two relative errors of a layer are wrong."""
    return alone("wrong_columns", lambda errors: {l: 1.0 * wrong(np.asarray(errors[l])) for l in errors})


def recognised(asked: Sequence[tuple[Mapping[int, Any], tuple[int, str]]]) -> Mistake | None:
    """The one mistake that says of these errors, (errors, answer), all that was said; None where it is not one."""
    found = {}
    for mistake in FINITE_DIFFERENCES.mistakes:
        table = FINITE_DIFFERENCES.with_mistakes(mistake)
        if all(table.find_fault(errors) == answer for errors, answer in asked):
            found[mistake.number] = mistake
    return next(iter(found.values())) if len(found) == 1 else None


def _one_scale(_steps: Steps, G: Any, D: Any) -> list[Any]:
    return [_peak(G[:, :1] - D[:, :1]) / _peak(D), _peak(G[:, 1:] - D[:, 1:]) / _peak(D)]


MISTAKES: Wrong = {
    "bias-in-the-last-column": _columns(
        lambda steps, G, D: [
            steps.relative_error(G[:, -1:], D[:, -1:]),
            steps.relative_error(G[:, :-1], D[:, :-1]),
        ]
    ),
    "forward-for-central": instead("central_difference", STEPS.function("forward_difference")),
    "central-for-forward": instead("forward_difference", STEPS.function("central_difference")),
    "central-divided-by-h": after("central_difference", _times(2.0)),
    "forward-divided-by-2h": after("forward_difference", _times(0.5)),
    "no-copy": each(after, BOTH, _times(0)),
    "perturbation-kept": _both(
        _kept(lambda moved, start, h: (moved(h) - start) / h),
        _kept(lambda moved, _start, h: (moved(h) - moved(-2 * h)) / (2 * h)),
    ),
    "h-too-small": _own_step(TINY),
    "integer-array": every(
        _at_integers(_in_integers(lambda at, h: (at(h) - at(0)) / h), ["forward_difference"]),
        _at_integers(_in_integers(lambda at, h: (at(h) - at(-h)) / (2 * h)), ["central_difference"]),
    ),
    "integer-step": _at_integers(lambda result, *_: np.zeros_like(result)[()]),
    "integer-result": _at_integers(lambda result, *_: np.trunc(result)),
    "checked-against-itself": alone("relative_error", lambda *_: 0.0),
    "not-divided": every(
        after("forward_difference", lambda result, _f, _W, h: _times(h)(result)),
        after("central_difference", lambda result, _f, _W, h: _times(2 * h)(result)),
    ),
    "backward-difference": before("forward_difference", lambda f, W, h: (f, W, -h)),
    "absolute-error": _size(lambda G, D: _peak(G - D)),
    "no-modulus": _size(lambda G, D: np.max(G - D) / _peak(D)),
    "toolkit-gradient": each(alone, BOTH, _blockwise(_five_point)),
    "all-entries-at-once": every(_stepping(lambda _index: ...), each(after, BOTH, _first)),
    "all-entries-at-once-for-each": _stepping(lambda _index: ...),
    "a-row-at-once": _stepping(lambda index: index[:1]),
    **{f"own-step-1e-{digit}": _own_step(float(f"1e-{digit}")) for digit in (4, 5, 6, 7, 8)},
    "step-in-proportion": _stepping(lambda index: index, abs),
    "step-in-proportion-signed": _stepping(lambda index: index, lambda w: w),
    "crossing-for-the-minimum": alone("best_h", lambda p, a, b: (b / a) ** (1 / (p + 1))),
    "square-root-for-every-order": alone("best_h", lambda p, a, b: (b / (p * a)) ** 0.5),
    "root-one-too-low": alone("best_h", lambda p, a, b: (b / (p * a)) ** (1 / p)),
    "relative-to-the-gradient-itself": _size(lambda G, D: _peak(G - D) / _peak(G)),
    "mean-for-maximum": _size(lambda G, D: np.mean(np.abs(G - D)) / np.mean(np.abs(D))),
    "mean-over-maximum": _size(lambda G, D: np.mean(np.abs(G - D)) / _peak(D)),
    "entry-by-entry": _size(lambda G, D: np.max(np.abs(G - D) / np.abs(D))),
    "bias-column-not-apart": _columns(lambda steps, G, D: [steps.relative_error(G, D)] * 2),
    "one-scale-for-both": _columns(_one_scale),
    "norms-of-the-block": _size(lambda G, D: np.linalg.norm(G - D) / np.linalg.norm(D)),
    "norms-added-below": _size(lambda G, D: np.linalg.norm(G - D) / (np.linalg.norm(G) + np.linalg.norm(D))),
    "lowest-layer-named": alone(
        "faulty_layer", lambda errors: min((l for l in errors if np.max(errors[l]) > RIGHT), default=0)
    ),
    "right-gradient-accused": every(
        alone("faulty_layer", lambda errors: max((l for l in errors if np.max(errors[l]) > 0), default=0)),
        _wrong_where(lambda pair: pair > 0),
    ),
    "bias-column-overlooked": _wrong_where(lambda pair: (pair > RIGHT) * [0, 1]),
    "other-columns-overlooked": _wrong_where(lambda pair: (pair > RIGHT) * [1, 0]),
    "columns-taken-for-each-other": _wrong_where(lambda pair: (pair > RIGHT)[::-1]),
    **{f"bound-of-{bound:g}": _wrong_where(partial(np.less, bound)) for bound in LOOSE},
    "derivative-for-difference": alone("relu_central", lambda w, _h: float(w > 0)),
    "derivative-from-the-right": alone("relu_central", lambda w, _h: float(w >= 0)),
    "float64-step-in-float32": alone("best_h_in", lambda _u: STEPS.best_h_in(UNIT_ROUNDOFF)),
    "smallest-step-is-best": alone("best_h_in", lambda u: dict.fromkeys(STEPS.best_h_in(u), u)),
    "one-half-everywhere": alone("relu_central", lambda w, h: 0.5 if abs(w) < h else relu_central(w, h)),
}

FINITE_DIFFERENCES = reference("finite_differences", STEPS, MISTAKES)
