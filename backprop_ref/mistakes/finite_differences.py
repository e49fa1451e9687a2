"""Known mistakes in finite differences and gradient checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from backprop_ref.finite_differences import RIGHT, STEPS, UNIT_ROUNDOFF, F, number_of, relu_central
from backprop_ref.mistakes.catalogue import Wrong, reference
from backprop_ref.mistakes.model import Apply, after, every, instead
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

MISTAKES: Wrong = {
    "bias-in-the-last-column": _columns(
        lambda steps, G, D: [
            steps.relative_error(G[:, -1:], D[:, -1:]),
            steps.relative_error(G[:, :-1], D[:, :-1]),
        ]
    ),
    "forward-for-central": instead("central_difference", lambda steps, f, W, h: STEPS.forward_difference(f, W, h)),
    "central-for-forward": instead("forward_difference", lambda steps, f, W, h: STEPS.central_difference(f, W, h)),
    "central-divided-by-h": after("central_difference", _times(2.0)),
    "forward-divided-by-2h": after("forward_difference", _times(0.5)),
    "no-copy": every(*(after(name, _zeros) for name in _BOTH)),
    "perturbation-kept": every(
        instead("forward_difference", _forward_kept), instead("central_difference", _central_kept)
    ),
    "h-too-small": every(
        instead("forward_difference", lambda _steps, f, W, _h: STEPS.forward_difference(f, W, TINY)),
        instead("central_difference", lambda _steps, f, W, _h: STEPS.central_difference(f, W, TINY)),
    ),
    "integer-array": _integers_stay("point"),
    "integer-step": _integers_stay("step"),
    "integer-result": _integers_stay("result"),
    "checked-against-itself": instead("relative_error", lambda *_: 0.0),
    "not-divided": every(
        after("forward_difference", _times_h), after("central_difference", lambda r, _f, _W, h: _times(2 * h)(r))
    ),
    "backward-difference": instead("forward_difference", lambda _steps, f, W, h: STEPS.forward_difference(f, W, -h)),
    "absolute-error": _size(lambda G, D: _peak(G - D)),
    "no-modulus": _size(lambda G, D: np.max(G - D) / _peak(D)),
    "toolkit-gradient": every(*(instead(name, _blockwise(_five_point)) for name in _BOTH)),
    "all-entries-at-once": _summed,
    "all-entries-at-once-for-each": _moved(lambda _index: ...),
    "a-row-at-once": _moved(lambda index: index[:1]),
    **{f"own-step-1e-{digit}": _own_step(float(f"1e-{digit}")) for digit in (4, 5, 6, 7, 8)},
    "step-in-proportion": _relative_step(abs),
    "step-in-proportion-signed": _relative_step(lambda w: w),
    "crossing-for-the-minimum": instead("best_h", lambda _steps, p, a, b: (b / a) ** (1 / (p + 1))),
    "square-root-for-every-order": instead("best_h", lambda _steps, p, a, b: (b / (p * a)) ** 0.5),
    "root-one-too-low": instead("best_h", lambda _steps, p, a, b: (b / (p * a)) ** (1 / p)),
    "relative-to-the-gradient-itself": _size(lambda G, D: _peak(G - D) / _peak(G)),
    "mean-for-maximum": _size(lambda G, D: np.mean(np.abs(G - D)) / np.mean(np.abs(D))),
    "mean-over-maximum": _size(lambda G, D: np.mean(np.abs(G - D)) / _peak(D)),
    "entry-by-entry": _size(lambda G, D: np.max(np.abs(G - D) / np.abs(D))),
    "bias-column-not-apart": _columns(lambda steps, G, D: [steps.relative_error(G, D)] * 2),
    "one-scale-for-both": _columns(_one_scale),
    "norms-of-the-block": _size(lambda G, D: np.linalg.norm(G - D) / np.linalg.norm(D)),
    "norms-added-below": _size(lambda G, D: np.linalg.norm(G - D) / (np.linalg.norm(G) + np.linalg.norm(D))),
    "lowest-layer-named": instead(
        "faulty_layer", lambda _steps, errors: min((l for l in errors if np.max(errors[l]) > RIGHT), default=0)
    ),
    "right-gradient-accused": instead(
        "faulty_layer", lambda _steps, errors: max((l for l in errors if np.max(errors[l]) > 0), default=0)
    ),
    "derivative-for-difference": instead("relu_central", lambda _steps, w, _h: float(w > 0)),
    "derivative-from-the-right": instead("relu_central", lambda _steps, w, _h: float(w >= 0)),
    "float64-step-in-float32": instead("best_h_in", lambda _steps, _u: STEPS.best_h_in(UNIT_ROUNDOFF)),
    "smallest-step-is-best": instead("best_h_in", lambda _steps, u: dict.fromkeys(STEPS.best_h_in(u), u)),
    "one-half-everywhere": instead("relu_central", lambda _steps, w, h: 0.5 if abs(w) < h else relu_central(w, h)),
}

FINITE_DIFFERENCES = reference("finite_differences", STEPS, MISTAKES)
