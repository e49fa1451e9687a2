"""Odd forms of a right answer, states that its cell leaves behind, names that it takes: source for the solution cell."""

from __future__ import annotations

#: An expression in the result `r` of the answer's function, evaluated in the student's process.
FORMS = {
    "longdouble": "each(r, lambda x: np.longdouble(x))",
    "float32": "each(r, lambda x: np.float32(x) if np.asarray(x).dtype.kind == 'f' else x)",
    "objects": "each(r, lambda x: np.asarray(x).astype(object) if np.ndim(x) else x)",
    "fractions": "each(r, lambda x: per_number(x, lambda v: Fraction(float(v))))",
    "decimals": "each(r, lambda x: per_number(x, lambda v: Decimal(float(v))))",
    "numbers of one's own": "each(r, lambda x: per_number(x, Number))",
    "arrays of one's own": "each(r, lambda x: Holder(x))",
    "matrix": "each(r, lambda x: np.matrix(x) if np.ndim(x) == 2 else x)",
    "masked": "each(r, lambda x: np.ma.masked_array(x) if np.ndim(x) else x)",
    "subclass": "each(r, lambda x: np.asarray(x).view(Mine) if np.ndim(x) else x)",
    "column order": "each(r, lambda x: np.asfortranarray(x) if np.ndim(x) else x)",
    "other end first": "each(r, lambda x: np.asarray(x).astype(np.asarray(x).dtype.newbyteorder('>')) if np.ndim(x) else x)",
    "read-only": "each(r, read_only)",
    "zero imaginary part": "each(r, lambda x: x + 0j if np.asarray(x).dtype.kind == 'f' else x)",
    "imaginary part": "each(r, lambda x: x + 1j)",
    "nested lists": "each(r, lambda x: x.tolist() if isinstance(x, np.ndarray) else x)",
    "nested tuples": "each(r, tuples)",
    "numpy's numbers": "each(r, lambda x: np.asarray(x)[()])",
    "0-d arrays": "each(r, np.asarray)",
    "1 x 1 for a number": "each(r, lambda x: np.reshape(x, (1, 1)) if np.ndim(x) == 0 else x)",
    "one more axis": "each(r, lambda x: np.expand_dims(x, 0))",
    "numpy's text": "each(r, lambda x: x, np.str_)",
    "text in an array": "each(r, lambda x: x, lambda text: np.array(text))",
    "list for tuple": "turned(r, tuple, list)",
    "tuple for list": "turned(r, list, tuple)",
    "namedtuple": "named(r)",
    "array for tuple": "turned(r, (tuple, list), lambda t: np.array(t, dtype=object) if len({np.shape(v) for v in t}) > 1 else np.array(t))",
    "generator": "turned(r, (tuple, list), lambda t: (v for v in t))",
    "view of a dict": "turned(r, (tuple, list), lambda t: dict(enumerate(t)).values())",
    "iterator over rows": "iter(r) if isinstance(r, np.ndarray) and r.ndim else r",
    "deque": "turned(r, (tuple, list), deque)",
    "defaultdict": "turned(r, dict, lambda d: defaultdict(float, d))",
    "OrderedDict": "turned(r, dict, OrderedDict)",
    "dict of one's own": "turned(r, dict, Table)",
    "UserDict": "turned(r, dict, UserDict)",
    "keys of numpy's": "turned(r, dict, lambda d: {np.int64(k) if isinstance(k, int) else np.str_(k): v for k, v in d.items()})",
    "keys as floats": "turned(r, dict, lambda d: {float(k) if isinstance(k, int) else k: v for k, v in d.items()})",
    "keys as text": "turned(r, dict, lambda d: {str(k): v for k, v in d.items()})",
    "entries more": "{**r, 'cache': 1.0, 99: np.ones(3), 'f': np.tanh, 'o': object(), ('a', 1): {1, 2}} if isinstance(r, dict) else r",
    "another order": "turned(r, dict, lambda d: dict(reversed(d.items())))",
    "pairs for a dict": "list(r.items()) if isinstance(r, dict) else r",
    "list for a dict": "list(r.values()) if isinstance(r, dict) else r",
    "in a list": "[r]",
    "in a dict": "{'answer': r}",
    "None": "None",
    "text": "each(r, lambda x: str(np.asarray(x).tolist()))",
    "an object": "object()",
    "nan": "each(r, lambda x: x * np.nan if np.asarray(x).dtype.kind == 'f' else x)",
    "bools": "each(r, lambda x: np.asarray(x) == 1 if np.all((np.asarray(x) == 0) | (np.asarray(x) == 1)) else x)",
    "whole numbers as floats": "each(r, lambda x: x + 0.0 if not isinstance(x, bool) else x)",
}

HELP = '''
import collections as _collections
from collections import Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction
import numpy as np


class Number:
    def __init__(self, v):
        self.v = v

    def __float__(self):
        return float(self.v)


class Holder:
    def __init__(self, v):
        self.v = v

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.v, dtype)


class Mine(np.ndarray):
    pass


class Table(dict):
    pass


def each(r, form, text=lambda t: t):
    if isinstance(r, dict):
        return {k: each(v, form, text) for k, v in r.items()}
    if isinstance(r, (list, tuple)):
        return type(r)(each(v, form, text) for v in r)
    if isinstance(r, str):
        return text(r)
    return r if r is None else form(r)


def per_number(x, form):
    if np.asarray(x).dtype.kind != "f" or not np.all(np.isfinite(x)):
        return x
    if np.ndim(x) == 0:
        return form(x)
    out = np.empty(np.shape(x), dtype=object)
    for i in np.ndindex(out.shape):
        out[i] = form(x[i])
    return out


def turned(r, kinds, form):
    if isinstance(r, dict):
        r = {k: turned(v, kinds, form) for k, v in r.items()}
    elif isinstance(r, (list, tuple)):
        r = type(r)(turned(v, kinds, form) for v in r)
    return form(r) if isinstance(r, kinds) else r


def named(r):
    return turned(r, tuple, lambda t: namedtuple("T", [f"a{i}" for i in range(len(t))])(*t))


def tuples(x):
    def deep(v):
        return tuple(deep(e) for e in v) if isinstance(v, list) else v
    return deep(x.tolist()) if isinstance(x, np.ndarray) else x


def read_only(x):
    if isinstance(x, np.ndarray):
        x = x.copy()
        x.flags.writeable = False
    return x
'''
