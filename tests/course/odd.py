"""Odd forms of a right answer, habits of its function, and what its cell sets and takes. Needs numpy only.

Its source also runs where a student's does: in the sandbox.
"""

import pickle
from collections import OrderedDict, UserDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np


class Number:
    """A number of one's own."""

    def __init__(self, v):
        self.v = v

    def __float__(self):
        return float(self.v)


class Holder:
    """An array of one's own."""

    def __init__(self, v):
        self.v = v

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.v, dtype)


class Mine(np.ndarray):
    pass


class Table(dict):
    pass


def each(r, form, text=lambda t: t):
    """The result with every number and array, and every text, in another form."""
    if isinstance(r, dict):
        return {k: each(v, form, text) for k, v in r.items()}
    if isinstance(r, (list, tuple)):
        return type(r)(each(v, form, text) for v in r)
    if r is None or isinstance(r, bool):
        return r
    return text(r) if isinstance(r, str) else form(r)


def floats(form):
    """The form for what has a fraction."""
    return lambda r: each(r, lambda x: form(x) if np.asarray(x).dtype.kind == "f" else x)


def arrays(form):
    """The form for what has axes."""
    return lambda r: each(r, lambda x: form(x) if np.ndim(x) else x)


def per_number(form):
    def alone(x):
        out = np.empty(np.shape(x), dtype=object)
        for i in np.ndindex(out.shape):
            out[i] = form(float(np.asarray(x)[i]))
        return out[()]

    return floats(lambda x: alone(x) if np.all(np.isfinite(x)) else x)


def turned(kinds, form):
    """Every container of these kinds in another form, from the inside out."""

    def turn(r):
        if isinstance(r, dict):
            r = {k: turn(v) for k, v in r.items()}
        elif isinstance(r, (list, tuple)):
            r = type(r)(turn(v) for v in r)
        return form(r) if isinstance(r, kinds) else r

    return turn


def keyed(form):
    return turned(dict, lambda d: {form(k): v for k, v in d.items()})


def in_an_array(t):
    return np.array(t, dtype=object if len({np.shape(v) for v in t}) > 1 else None)


def tuples(v):
    return tuple(map(tuples, v)) if isinstance(v, list) else v


def read_only(x):
    x = np.array(x)
    x.flags.writeable = False
    return x


def more(r):
    extra = {"cache": 1.0, 99: np.ones(3), "a function": np.tanh, "an object": object(), ("a", 1): {1, 2}}
    return {**r, **extra} if isinstance(r, dict) else r


LISTS = (list, tuple)
FORMS = {
    "longdouble": lambda r: each(r, np.longdouble),
    "float32": floats(np.float32),
    "objects": arrays(lambda x: np.asarray(x).astype(object)),
    "fractions": per_number(Fraction),
    "decimals": per_number(Decimal),
    "numbers of one's own": per_number(Number),
    "arrays of one's own": lambda r: each(r, Holder),
    "matrix": arrays(lambda x: np.asarray(x).view(np.matrix) if np.ndim(x) == 2 else x),
    "masked": arrays(np.ma.masked_array),
    "subclass": arrays(lambda x: np.asarray(x).view(Mine)),
    "column order": arrays(np.asfortranarray),
    "other end first": arrays(lambda x: np.asarray(x).astype(np.asarray(x).dtype.newbyteorder(">"))),
    "read-only": arrays(read_only),
    "zero imaginary part": floats(lambda x: x + 0j),
    "imaginary part": floats(lambda x: x + 1j),
    "nested lists": arrays(lambda x: np.asarray(x).tolist()),
    "nested tuples": arrays(lambda x: tuples(np.asarray(x).tolist())),
    "numpy's numbers": lambda r: each(r, lambda x: np.asarray(x)[()]),
    "0-d arrays": lambda r: each(r, np.asarray),
    "1 x 1 for a number": lambda r: each(r, lambda x: x if np.ndim(x) else np.reshape(x, (1, 1))),
    "one more axis": lambda r: each(r, lambda x: np.expand_dims(x, 0)),
    "numpy's text": lambda r: each(r, lambda x: x, np.str_),
    "text in an array": lambda r: each(r, lambda x: x, np.array),
    "list for tuple": turned(tuple, list),
    "tuple for list": turned(list, tuple),
    "namedtuple": turned(tuple, lambda t: namedtuple("T", [f"a{i}" for i in range(len(t))])(*t)),
    "array for tuple": turned(LISTS, in_an_array),
    "generator": turned(LISTS, lambda t: (v for v in t)),
    "view of a dict": turned(LISTS, lambda t: dict(enumerate(t)).values()),
    "deque": turned(LISTS, deque),
    "rows one by one": arrays(iter),
    "defaultdict": turned(dict, lambda d: defaultdict(float, d)),
    "OrderedDict": turned(dict, OrderedDict),
    "dict of one's own": turned(dict, Table),
    "UserDict": turned(dict, UserDict),
    "another order": turned(dict, lambda d: dict(reversed(d.items()))),
    "keys of numpy's": keyed(lambda k: np.int64(k) if isinstance(k, int) else np.str_(k)),
    "keys as floats": keyed(lambda k: float(k) if isinstance(k, int) else k),
    "keys as text": keyed(str),
    "entries more": more,
    "pairs for a dict": turned(dict, lambda d: list(d.items())),
    "list for a dict": turned(dict, lambda d: list(d.values())),
    "in a list": lambda r: [r],
    "in a dict": lambda r: {"answer": r},
    "None": lambda r: None,
    "text": lambda r: each(r, lambda x: str(np.asarray(x).tolist())),
    "an object": lambda r: object(),
    "nan": floats(lambda x: x * np.nan),
    "bools": lambda r: each(r, lambda x: np.asarray(x) == 1 if np.all(np.isin(x, (0, 1))) else x),
    "whole numbers as floats": lambda r: each(r, lambda x: x + 0.0),
}


def parts(v):
    """The float arrays in arguments."""
    if isinstance(v, dict):
        v = list(v.values())
    if isinstance(v, (list, tuple)):
        return [x for inner in v for x in parts(inner)]
    return [v] if isinstance(v, np.ndarray) and v.dtype.kind == "f" and v.flags.writeable else []


def changes_arguments(f, kept, a, k):
    r = each(f(*a, **k), lambda x: np.array(x)[()])
    for x in parts(a):
        x[...] += 1
    return r


def writes_into_an_argument(f, kept, a, k):
    r = f(*a, **k)
    for x in parts(a):
        if isinstance(r, np.ndarray) and (x.shape, x.dtype) == (r.shape, r.dtype):
            x[...] = r
            return x
    return r


def one_dict(f, kept, a, k):
    r = f(*a, **k)
    if isinstance(r, dict):
        kept.update(r)
        return kept
    return r


def one_array(f, kept, a, k):
    r = f(*a, **k)
    if not isinstance(r, np.ndarray):
        return r
    buffer = kept.setdefault((r.shape, r.dtype), r.copy())
    buffer[...] = r
    return buffer


def right_once(f, kept, a, k):
    kept["n"] = kept.get("n", 0) + 1
    r = f(*a, **k)
    return r if kept["n"] == 1 else each(r, lambda x: np.asarray(x) * 3 + 1, lambda t: "x")


def adds_up(f, kept, a, k):
    kept["n"] = kept.get("n", 0) + 1
    return floats(lambda x: x * kept["n"])(f(*a, **k))


def memo(f, kept, a, k):
    try:
        key = pickle.dumps((a, k))
    except Exception:
        return f(*a, **k)
    if key not in kept:
        kept[key] = f(*a, **k)
    return kept[key]


HABITS = {
    "arguments changed": changes_arguments,
    "the result in an argument": writes_into_an_argument,
    "one dict for all calls": one_dict,
    "one array for all calls": one_array,
    "right once": right_once,
    "adds up": adds_up,
    "a memo": memo,
}


def in_form(f, name):
    return lambda *a, **k: FORMS[name](f(*a, **k))


def with_habit(f, name):
    kept = {}
    return lambda *a, **k: HABITS[name](f, kept, a, k)


#: Statements in the cell of a right answer.
STATES = {
    "error state": "np.seterr(all='raise')",
    "warnings as errors": "import warnings\nwarnings.simplefilter('error')",
    "seeds": "import random\nrandom.seed(0)\nnp.random.seed(0)",
    "print options": "np.set_printoptions(precision=1, threshold=2, floatmode='fixed')",
    "recursion limit": "import sys\nsys.setrecursionlimit(20_000)",
}
NAMES = {
    "from numpy import *": "from numpy import *",
    "names of Python's": "sum = max = min = abs = range = len = list = dict = zip = 0",
    "names of the course's": "loss = h = x = y = case = look = result = named = f = g = random_case = S = X = Y = 0.3",
    "names in checks": "rng = V = check = body = before = right = values = at = point = 0.3",
    "tk": "tk = 1",
}
