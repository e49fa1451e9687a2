"""What a cell defines, read from its syntax."""

import pytest

from autograder.course.trusted import defined_names


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f(x): y = x", {"f", "x", "y"}),
        ("import numpy as np, os.path\nfrom a import b as c, d", {"np", "os", "c", "d"}),
        ("class A:\n    z: int = 3", {"A", "z"}),
        ("f = g = lambda t: t\n(h, *k), m[0] = n", {"f", "g", "t", "h", "k"}),
        ("for i in a:\n    with b as c: pass", {"i", "c"}),
        ("x", set()),
        ("%matplotlib inline\nf = 1", {"*"}),
        ("from numpy import *", {"*"}),
    ],
)
def test_a_cell_defines_what_it_binds(code, names):
    assert defined_names(code) == names
