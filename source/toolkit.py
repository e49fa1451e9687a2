"""Toolkit of the course: checks shapes, compares gradients, and brings the drawings along. It holds no answers.

import toolkit as tk

@tk.check("delta^(L)")                          # runs at once; a wrong answer is told on stderr, never raised
def _(check):
    check.gradient(mine(s), of=loss, at=s, name="delta^(L)", wrt="s^(L)")  # shape first, then values

@tk.given                                       # checks keep this function, whatever its name is used for later
def loss(s): ...

tk.practice(my_words, {"|x| at 3": ("gradient", "it is smooth there")})   # answers at once, and is never judged
tk.draw_network(W)                              # pictures are in drawing.py and plots.py, beside this file
"""

import builtins
import contextlib
import copy
import functools
import io
import re
import sys
import time
import traceback
import types
import warnings
from collections import deque
from collections.abc import Iterator, MappingView

import matplotlib.pyplot as plt
import numpy as np

TOLERANCE, SINGLE = 1e-6, 5e-5  # SINGLE: for results in float32


class Wrong(Exception):
    """What is wrong with an answer, in one sentence."""


def check(title, cases=((),)):
    """Makes of the function below one visible check, or one for each of `cases`: it runs at once, and leaves no name.

    Prints a short line when all is right, tells on stderr what is not, lets Run All go on. The function gets a `Check`
    and the values of the case, which also fill the braces of the title. It calls your functions as the grader does:
    they get copies, and numbers of any type come back as numpy's.
    """

    def run(function):
        for case in cases:
            said = title.format(*case) if case else title
            try:
                _run(function, case)
                print(f"{said}: right, as far as this check can see.")
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                print(f"{said}: {_told(error, said)}", file=sys.stderr)
        return function.__globals__.get(function.__name__, "")

    return run


def _run(function, case):
    """Runs a check under the usual settings, and a quick one twice: no call may live on what the last one left."""
    with np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("default", RuntimeWarning)
        began, one = time.monotonic(), Check()
        _with_names(function, one)(one, *case)
        if time.monotonic() - began > 1:
            return
        figures, again = plt.get_fignums(), Check()
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                _with_names(function, again)(again, *case)
        except Exception as error:
            raise Wrong(f"right at first, not when called again: {_told(error)} What is kept between calls?") from None
        for number in set(plt.get_fignums()) - set(figures):
            plt.close(number)


_GIVEN = {"np": np, "plt": plt}


def given(function=None, **values):
    """Keeps a function of the course, or values by their names: checks use them, whatever students do to names."""
    _GIVEN.update(_kept(values))
    if function is None:
        return None
    _GIVEN[function.__name__] = kept = functools.update_wrapper(_with_names(function), function)
    return kept


def _kept(value):
    if isinstance(value, dict):
        return {key: _kept(each) for key, each in value.items()}
    return _with_names(value) if isinstance(value, types.FunctionType) else copy.deepcopy(value)


class _Names(dict):
    """Global names as a check sees them: the course's, Python's, then the notebook's."""

    def __init__(self, notebook, one):
        super().__init__(__name__=notebook.get("__name__"), __builtins__=builtins)
        self.notebook, self.one = notebook, one

    def __missing__(self, name):
        if name in _GIVEN:
            return _GIVEN[name]
        if hasattr(builtins, name):
            raise KeyError(name)
        value = self.notebook[name]
        return _as_graded(value, self.one) if callable(value) and not isinstance(value, type) else value


def _with_names(function, one=None):
    """The function, with `_Names` for its global names."""
    names = _Names(function.__globals__, one)
    kept = types.FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    kept.__kwdefaults__ = function.__kwdefaults__
    return kept


def _as_graded(function, one):
    """The function, called as the grader calls it; `one` is told where it changes what it is given."""

    @functools.wraps(function)
    def call(*arguments, **named):
        given = copy.deepcopy((arguments, named))
        before = [array.copy() for array in _arrays(given)]
        got = _plain(function(*given[0], **given[1]))
        if one is not None and not _same(before, _arrays(given)):
            one.changed.append(function)
        return got

    return call


def _same(before, after):
    """Whether arrays are what they were; moved and moved back they are so up to rounding."""
    return len(before) == len(after) and all(_unmoved(a, b) for a, b in zip(before, after, strict=True))


def _unmoved(a, b):
    if a.shape != b.shape or np.array_equal(a, b):  # nearly always equal, and that is quickly seen
        return a.shape == b.shape
    return a.dtype.kind in "fc" and np.allclose(a, b, 1e-12, 1e-12, equal_nan=True)


def _arrays(value):
    """All arrays in dicts, lists and tuples, and all numbers of numpy's."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [array for each in value for array in _arrays(each)]
    return [value] if isinstance(value, (np.ndarray, np.generic)) else []


def _plain(value):
    """A copy of a result as the grader reads it: dicts, lists, arrays; what numpy can read as numbers is numbers."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_plain(each) for each in value)
    if isinstance(value, (list, range, deque, Iterator, MappingView)):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    with contextlib.suppress(Exception):
        array = np.array(value)
        if array.dtype.kind == "O" or array.dtype.char in "gG":  # Fraction, Decimal, longdouble
            with contextlib.suppress(TypeError, ValueError):
                array = array.astype(complex)
        if array.dtype.kind == "c" and not np.any(array.imag):
            array = array.real
        if array.dtype.kind in "biufc":
            return array[()]
        if array.dtype.kind == "U" or array.ndim:
            return _plain(array.tolist())
    return value


class Check:
    """What a check may say of an answer; what is not so ends it."""

    def __init__(self):
        self.changed = []  # the functions that changed an argument in place

    def that(self, holds, otherwise):
        """Says `otherwise` unless `holds`."""
        if not holds:
            raise Wrong(otherwise)

    def shape(self, got, shape, name, owner=""):
        """`got` as an array of this shape; `owner` is the quantity whose shape it must have in denominator layout."""
        return _array(_plain(got), shape, name, owner)

    def equal(self, got, want, name, owner="", source="the value known beforehand", **hints):
        """`got` against values of the same shape: an array, or a dict of arrays keyed by layer."""
        _compare(got, want, name, owner, source, **hints)

    def gradient(self, got, of, at, name="G^(l)", wrt="W^(l)", **hints):
        """`got` against the numerical gradient of the function `of` in `at`, an array or a dict of arrays."""
        got = _plain(got)
        _same_shapes(got, at, name, wrt)
        single = getattr(of(at), "dtype", None) in (np.float16, np.float32)
        self.that(
            not single, f"{name}: this check takes differences, and of values in float32 they have too few digits."
        )
        _compare(got, numerical_gradient(of, at), name, wrt, "the numerical value", **hints)

    def elementwise(self, function, name):
        """Habits of a function that acts entry by entry: it keeps shape, float32 and argument, takes any number."""
        function = _as_graded(function, self)
        for shape in ((5,), (2, 3), (2, 1, 3)):
            s = np.linspace(-2, 2.5, int(np.prod(shape))).reshape(shape)
            got = function(s)
            self.that(not isinstance(got, list), f"{name} must be an array, as s is, not a list.")
            _array(got, shape, f"{name}, for s of shape {shape},", "")
            self.that(not self.changed, f"{name} has changed its argument s: write to a new array.")
        dtype = np.asarray(function(np.float32([-2, 0.5, 2]))).dtype
        self.that(dtype == np.float32, f"{name} has dtype {dtype} where s has float32: which ingredient is wider?")
        whole = np.array([-3, -1, 2])
        as_floats = function(whole.astype(float))
        self.equal(function(whole), as_floats, f"{name} of whole numbers", source="the result for the same floats")
        _array(function(np.array([-1000.0, 1000.0])), (2,), f"{name} at s = -1000 and s = 1000", "")


def attempt(function, *arguments):
    """`function(*arguments)`, or None with a sentence on stderr where there is no answer yet."""
    try:
        return function(*arguments)
    except Exception as error:
        print(f"Nothing to show here: {_told(error)}", file=sys.stderr)
        return None


def practice(said, known):
    """Answers items for practice at once, in words; nobody judges them. `known` is {item: (answer, why)}."""
    attempt(_practise, said, known)


def _practise(said, known):
    for item, (answer, why) in known.items():
        mine = _word(said.get(item))
        if mine in ("", (), None) or (isinstance(mine, tuple) and not any(mine)):
            print(f"{item}: not answered yet.")
        else:
            print(f"{item}: {'yes' if mine == _word(answer) else 'no'}, {why}.")


def _word(value):
    """Small letters and single blanks, in a pair too; what is no text stays."""
    if isinstance(value, (tuple, list)):
        return tuple(map(_word, value))
    return " ".join(value.lower().split()) if isinstance(value, str) else value


def numerical_gradient(f, at):
    """Slope of the number f(at) in every entry of `at`, from four neighbouring values; `at` stays as it was."""
    if isinstance(at, dict):
        return {l: numerical_gradient(lambda V, l=l: f({**at, l: V}), at[l]) for l in at}
    at = np.array(at, float)
    slope = np.zeros_like(at)
    for i in np.ndindex(at.shape):
        h, entry = 1e-3, np.zeros_like(at)
        entry[i] = h
        slope[i] = sum(c * f(at + k * entry) for k, c in ((-2, 1), (-1, -8), (1, 8), (2, -1))) / (12 * h)
    return slope


def _told(error, title=""):
    if isinstance(error, Wrong):
        return str(error)
    own = [
        (frame.f_code.co_name, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals.get("__name__") == "__main__" and not isinstance(frame.f_globals, _Names)
    ]
    names = [name for name, _ in own if name == "<lambda>" or not name.startswith("<")]
    if isinstance(error, NotImplementedError):
        return _not_written(names, title)
    if isinstance(error, NameError) and not names:
        return f"there is no {error.name} yet: run the cell with your answer, and mind the name of the function."
    where = f" in {names[-1]}, line {own[-1][1]}," if names else ""
    text = " ".join(str(error).split())[:200]
    if isinstance(error, RecursionError):
        text = "a recursion deeper than Python allows. If it ends at all: walk in an order found beforehand, in a loop."
    if "matmul" in text and (sizes := re.findall(r"size (\d+) is different from (\d+)", text)):
        text = (
            f"in a matrix product the inner sizes {sizes[0][1]} and {sizes[0][0]} meet. Write both shapes side by side."
        )
    return f"your code stopped{where} with {type(error).__name__}: {text}"


def _not_written(names, title):
    """Of functions that called one another down to a stub: the answer itself, or what it calls."""
    names = [name for name in names if name != "<lambda>"]
    if len(names) > 1:
        return f"{names[-2]}() calls {names[-1]}(), which is not written yet."
    own = not names or re.split(r"\W", title)[0] in ("", names[0])
    return "not answered yet." if own else f"{names[0]}() is not written yet."


def _block(name, l):
    return name.replace("(l)", f"({l})") if "(l)" in name else f"{name}[{l}]"


def _same_shapes(got, like, name, owner):
    if not isinstance(like, dict):
        return [(name, _array(got, np.shape(like), name, owner))]
    if not isinstance(got, dict):
        each = ", one matrix per layer" if all(isinstance(l, int) for l in like) else ""
        raise Wrong(f"{name} must be a dict with the keys {list(like)}{each}, not {_kind(got)}.")
    if missing := [l for l in like if l not in got]:
        raise Wrong(f"{_block(name, missing[0])} is missing: your dict has the keys {list(got)}.")
    return [
        (_block(name, l), _array(got[l], np.shape(like[l]), _block(name, l), owner and _block(owner, l))) for l in like
    ]


def _array(got, shape, name, owner):
    if got is None or isinstance(got, (str, dict)):
        raise Wrong(f"{name} must be an array, not {_kind(got)}.")
    try:
        array = np.asarray(_plain(np.asarray(got)))
    except ValueError:
        raise Wrong(f"{name} is a nested list whose rows differ in length.") from None
    if array.dtype.kind not in "biufc":
        raise Wrong(f"{name} must be an array of numbers, not {_kind(got)}.")
    if np.any(array.imag):
        raise Wrong(f"{name} has complex entries; it must be real.")
    array = array.real.astype(float)
    if array.size == 1 and shape == ():
        array = array.reshape(())
    if array.shape != tuple(shape):
        must = f"in denominator layout it must have {owner}'s shape" if owner else "it must have shape"
        raise Wrong(f"{name} has shape {array.shape}; {must} {tuple(shape)}{_reason(name, array.shape, tuple(shape))}")
    if not np.all(np.isfinite(array)):
        raise Wrong(f"{name} has {np.sum(~np.isfinite(array))} entries that are nan or inf.")
    return array


def _kind(got):
    return "None (is the return statement missing?)" if got is None else f"a {type(got).__name__}"


def _reason(name, got, want):
    """The usual reason of a wrong shape, as a question."""
    if len(got) != len(want):
        return ": a vector is a column of shape (n, 1) here." if len(got) == 1 else "."
    if got == want[::-1]:
        return ": is it the transpose?"
    if len(got) == 2 and got[0] == want[0]:
        return ": is the bias column missing?" if got[1] == want[1] - 1 else "."
    if len(got) == 2 and got[1] == want[1]:
        if got[0] == want[0] + 1:
            return ": was the bias entry kept?"
        return ": is the row of ones missing?" if name.startswith("o") and got[0] == want[0] - 1 else "."
    return "."


def _compare(got, want, name, owner, source, bias_column=False, N=0, float32=True):
    got = _plain(got)
    pairs = _pairs(got, want, name, owner)
    single = any(array.dtype in (np.float16, np.float32) for array in _arrays(got))
    if single and not float32:
        raise Wrong(f"{name} is computed in float32; this exercise asks for more digits than that has.")
    accepted = SINGLE if single else TOLERANCE
    wrong = [pair for pair in pairs if _errors(pair[1], pair[2], bias_column).max(initial=0) > accepted]
    if wrong:
        if any(np.size(w) > 1 for _, _, w in pairs):  # a map of single numbers shows nothing
            heatmap(got, want, name, bias_column)
        lines = [_worst(*pair, source, bias_column) for pair in wrong[:3]]
        raise Wrong("\n  ".join(lines) + _question(pairs, wrong, bias_column, N))


def _pairs(got, want, name, owner):
    """(block, got, want) for every block, shapes checked."""
    both = zip(_same_shapes(got, want, name, owner), _same_shapes(want, want, name, ""), strict=True)
    return [(block, g, w) for (block, g), (_, w) in both]


def _errors(got, want, bias_column=False):
    """|got - want| over the largest |want| of the part: the bias column is a part of its own."""
    if bias_column and np.ndim(want) == 2:
        return np.hstack([_errors(got[:, :1], want[:, :1]), _errors(got[:, 1:], want[:, 1:])])
    return np.abs(got - want) / (np.max(np.abs(want), initial=0) or 1)


def _worst(name, got, want, source, bias_column):
    """Where one block is worst: block, index, got, numerical, ratio."""
    error = _errors(got, want, bias_column)
    i = np.unravel_index(np.argmax(error), error.shape)
    words = [f"{word} {k + 1}" for word, k in zip(("row", "column"), i, strict=False)]
    if bias_column and len(i) == 2:
        words[1] = f"column {i[1]}" if i[1] else "bias column"
    if np.ndim(got) == 2 and not np.any(got):
        return f"{name}: every entry of yours is 0, and should not be."
    yours = f"{', '.join([name, *words])}: yours is {got[i] + 0:.6g}, "
    if abs(want[i]) > 1e-9 and got[i]:
        return f"{yours}{got[i] / want[i]:.3g} times {source}, {want[i]:.6g}."
    return f"{yours}{source} is {want[i] if abs(want[i]) > 1e-9 else 0:.6g}."


def _question(pairs, wrong, bias_column, N):
    """The usual reason of a pattern, as a question; nothing where there is no pattern."""
    factor = _factor(pairs)
    if factor is not None and abs(factor - 0.5) < 1e-6:
        return " Is the 2 of the squared error missing?"
    if factor is not None and abs(factor + 1) < 1e-6:
        return " Only the sign differs: is a difference taken the wrong way round, as y - o for o - y?"
    if factor is not None and N > 1 and abs(factor * N - 1) < 1e-6:
        return f" Everything is 1/{N} of it: a mean over the {N} examples, where the loss is their sum?"
    if factor is not None:
        return " Every entry is off by the same factor."
    if not bias_column:
        return ""
    if all(np.allclose(g[:, 1:], w[:, 1:], rtol=1e-5) for _, g, w in wrong):
        return " Only the bias column is wrong: which entry of o^(l-1) belongs to it, and in how many examples?"
    if all(np.allclose(np.roll(g, 1, axis=1), w, rtol=1e-5) for _, g, w in wrong):
        return " The columns are shifted: the bias column is column 0."
    if len(wrong) < len(pairs) and wrong[-1][0] != pairs[-1][0] and any(np.any(g) for _, g, _ in wrong):
        return f" {pairs[-1][0]} is right: look at what leads from there to the layers below."
    return ""


def _factor(pairs):
    """The one number by which all entries are off; None where there is none, or too little to tell."""
    got, want = (np.concatenate([np.ravel(pair[k]) for pair in pairs]) for k in (1, 2))
    large = np.abs(want) > 1e-3 * np.max(np.abs(want))
    if np.sum(large) < 3 or not np.any(got):
        return None
    factor = np.median(got[large] / want[large])
    same = np.allclose(got, factor * want, rtol=1e-6, atol=1e-6 * np.max(np.abs(got)))
    return float(factor) if same else None


from drawing import (  # noqa: E402 - it needs what is above
    NetworkGraph,
    draw_drawing,
    draw_graph,
    draw_network,
    draw_shapes,
    draw_step,
    slide,
    step_backward,
    step_network,
)
from plots import (  # noqa: E402
    draw_activations,
    draw_curves,
    draw_decision_boundary,
    draw_secant,
    draw_v_plot,
    heatmap,
    in_words,
)
