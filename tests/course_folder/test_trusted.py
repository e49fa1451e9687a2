"""What a cell defines, read from its syntax."""

import pytest

from autograder.course.trusted import defined_names, modules_of, runs_trusted


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


def test_every_source_has_the_modules_that_it_imports_itself_also_when_it_is_read_again():
    codes = {
        "from autograder.hidden import call\nimport numpy": {"autograder.hidden", "autograder.hidden.call", "numpy"},
        "from autograder.hidden import part": {"autograder.hidden", "autograder.hidden.part"},
        "import autograder": {"autograder"},
        "autograder = 1": set(),
        "from autograder.hidden import": set(),
    }
    for _ in range(2):
        assert {code: set(modules_of(code)) for code in codes} == codes
        assert [runs_trusted(code) for code in codes] == [True, True, False, False, False]
