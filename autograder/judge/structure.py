"""Brings what a student's function returned and what was expected side by side, block by block.

The expected value sets the structure: a number, an array, a tuple of these, or a dict keyed by the lecture's layer
number. What came back may say the same thing in another way (nested lists, a list for a tuple, a 1 x 1 array for a
number); anything else is a `Mismatch` with one sentence for the student.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: Of what a student returned, sizes, axes and layer numbers up to these are told in messages.
MOST_SHOWN, MOST_AXES, MOST_LAYERS = 1000, 4, 20
Label = str | Sequence[str]

#: Lists in lists, at most; no quantity of a course has more axes.
DEEPEST = 16
#: What one answer may hold beyond what was asked for and still be looked at, in numbers and lists.
SPARE = 1_000


class Mismatch(Exception):
    """The returned value does not have the form, shape or type that was asked for."""


@dataclass(frozen=True)
class Pair:
    """One named quantity: what was returned, and what was expected, as arrays of one shape."""

    name: str
    got: NDArray[Any]
    want: NDArray[Any]


def pair_up(got: Any, want: Any, what: Label) -> list[Pair]:
    """The pairs (name, got, want) of all blocks of `want`; raises `Mismatch`.

    `what` names the quantity; for a tuple it is one name per entry, for a dict keyed l the "(l)" in it becomes the
    layer: "G^(l)" gives "G^(1)", "G^(2)".
    """
    if isinstance(want, dict):
        return _pair_dict(got, want, _one_name(what))
    if isinstance(want, tuple):
        return _pair_tuple(got, want, what)
    return [_pair_array(got, np.asarray(want), _one_name(what))]


def _one_name(what: Label) -> str:
    return what if isinstance(what, str) else "(" + ", ".join(what) + ")"


def _pair_dict(got: Any, want: dict[Any, Any], what: str) -> list[Pair]:
    if not isinstance(got, dict):
        keys = ", ".join(f"{key}: ..." for key in want)
        each = ", one entry per layer," if all(isinstance(key, int) for key in want) else ""
        raise Mismatch(f"{what} must be a dict{each} {{{keys}}}; yours is {describe(got)}.")
    pairs = []
    for key, value in want.items():
        name = block_name(what, key)
        if key not in got:
            raise Mismatch(f"There is no {name}: the dict that you return has the keys {_keys(got, want)}.")
        pairs += pair_up(got[key], value, name)
    return pairs


def _pair_tuple(got: Any, want: tuple[Any, ...], what: Label) -> list[Pair]:
    named = not isinstance(what, str) and len(what) == len(want)  # a known mistake may give another number of values
    names = list(what) if named else [f"{_one_name(what)}[{i}]" for i in range(len(want))]
    if not isinstance(got, (list, tuple)) or len(got) != len(want):
        raise Mismatch(f"Return {len(want)} values, {', '.join(names)}; yours is {describe(got)}.")
    return [pair for g, w, name in zip(got, want, names, strict=True) for pair in pair_up(g, w, name)]


def _pair_array(got: Any, want: NDArray[Any], name: str) -> Pair:
    array = _as_array(got, name, want.size)
    if array.size == 1 and want.size == 1 and want.ndim == 0:
        array = array.reshape(want.shape)
    if array.shape != want.shape:
        raise Mismatch(shape_message(name, array.shape, want.shape))
    if array.dtype.kind == "c":
        if np.any(array.imag != 0):
            raise Mismatch(f"{name} has complex entries; it must be real.")
        array = array.real
    return Pair(name, array, want)


def _as_array(got: Any, name: str, asked: int) -> NDArray[Any]:
    if got is None:
        raise Mismatch(f"{name} is None: is the return statement missing?")
    if not isinstance(got, np.ndarray):  # the memory of an array is there already
        _measure(got, name, asked)
    try:
        array = np.asarray(got)
    except ValueError:
        raise Mismatch(f"{name} is a nested list whose rows differ in length.") from None
    if array.dtype.kind == "O":  # whole numbers beyond 64 bits
        try:
            return array.astype(float)
        except (TypeError, ValueError, OverflowError):
            raise _no_numbers(got, name) from None
    if not _is_numeric(array):
        raise _no_numbers(got, name)
    return array


def numbers(got: Any, most: int = 100_000) -> NDArray[np.float64]:
    """The value as an array of real numbers; an array without entries where it is none, or holds more than `most`."""
    try:
        array = _as_array(got, "", most)
    except Mismatch:
        return np.zeros(0)
    return np.zeros(0) if array.dtype.kind == "c" or array.size > most else array.astype(float)


def _measure(got: Any, name: str, asked: int) -> None:
    """Looks through an answer before an array is made of it: lists of numbers, of a depth and size that can be."""
    left = 2 * asked + SPARE
    for value, depth in _walk(got):
        left -= value.size if isinstance(value, np.ndarray) else 1
        if left < 0 or depth > DEEPEST:
            raise Mismatch(f"{name} holds far more than the {asked} entries that were asked for.")
        if not isinstance(value, (list, tuple)) and not _is_numeric(value):
            raise _no_numbers(got, name)


def _is_numeric(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, (bool, int, float, complex, np.number, np.bool_))


def _no_numbers(got: Any, name: str) -> Mismatch:
    return Mismatch(f"{name} must be an array of numbers; yours is {describe(got)}.")


def _walk(value: Any) -> Iterator[tuple[Any, int]]:
    """The value and all that lies in its lists, with the number of lists around it."""
    yield value, 0
    within = [iter(value)] if isinstance(value, (list, tuple)) else []
    while within:
        for inner in within[-1]:
            yield inner, len(within)
            if isinstance(inner, (list, tuple)):
                within.append(iter(inner))
                break
        else:
            within.pop()


def block_name(what: str, key: Any) -> str:
    """Name of the block of layer `key`: "G^(l)", 2 -> "G^(2)"."""
    return what.replace("(l)", f"({key})") if "(l)" in what else f"{what}[{key!r}]"


def describe(value: Any) -> str:
    """A value in two or three words: nothing of its own that could carry a hidden input."""
    if value is None:
        return "None (is the return statement missing?)"
    if isinstance(value, np.ndarray):
        return f"an array of shape {_shape(value.shape)}"
    if isinstance(value, (list, tuple)):
        return f"a {type(value).__name__} of {_number(len(value))}"
    if isinstance(value, dict):
        return f"a dict of {_number(len(value))}"
    if isinstance(value, (bool, int, float, complex, str, np.generic)):
        return f"a {type(value).__name__}"
    return "an object of another kind"


def _keys(value: dict[Any, Any], known: Collection[Any]) -> str:
    """The keys of a dict that the reader knows: those that were asked for, and small layer numbers."""
    shown = [key for key in value if key in known or (type(key) is int and 0 <= key <= MOST_LAYERS)]
    names = [repr(key) for key in shown[:6]] + (["others"] if len(value) > len(shown[:6]) else [])
    return "{" + ", ".join(names) + "}"


def _shape(shape: tuple[int, ...]) -> str:
    if len(shape) > MOST_AXES:
        return f"with {len(shape)} axes"
    return f"({', '.join(map(_number, shape))}{',' * (len(shape) == 1)})"


def _number(n: int) -> str:
    return str(n) if n <= MOST_SHOWN else "many"


def shape_message(name: str, got: tuple[int, ...], want: tuple[int, ...]) -> str:
    """What is wrong with a shape, and the usual reason, as a question."""
    return f"{name} has shape {_shape(got)}; it must have shape {want}{_usual_reason(got, want)}"


def _usual_reason(got: tuple[int, ...], want: tuple[int, ...]) -> str:
    match len(got), len(want):
        case 2, 2 if got == want[::-1]:
            return ": is it the transpose?"
        case 2, 2 if got == (want[0], want[1] - 1):
            return ": is the bias column missing?"
        case 2, 2 if got == (want[0] + 1, want[1]):
            return ": was the bias entry kept?"
        case 2, 2 if got == (want[0] - 1, want[1]):
            return ": is the bias entry missing, or was it dropped once too often?"
        case 1, 2 if want[1] == 1:
            return ": a vector is a column of shape (n, 1) in this course."
        case 0, _:
            return ": was a dot product or a sum taken where an elementwise product belongs?"
        case _, 2 if len(got) != 2:
            return ": one axis too many or too few."
    return "."
