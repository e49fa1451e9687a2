"""Any doubt about what an illustration has to do with a student's code costs a full run."""

import subprocess
import sys

import pytest

from autograder.intake.sanitise import sanitise
from autograder.session.independence import MODULES, MOST_CHARACTERS, asks_for_all, independent
from tests.session.masters import cell, master_of, notebook_of

COURSE = """import numpy as np
import matplotlib.pyplot as plt
import toolkit as tk
W = {1: np.ones((2, 3))}
TABLE = {"tanh": np.tanh}
def loss(V, x, hidden=np.tanh):
    return np.sum(hidden(V[1] @ x))
def weights():
    return W
start = weights()
"""
SHOWS = """picture = answer(W, 2)
for level in range(3):
    plt.plot(picture, loss(W, level))
"""
JUDGED = "from autograder.hidden import call\ncall('answer', 1)"


def prepared(answer, *added, hidden=JUDGED, test="None"):
    master = master_of(
        cell("course", COURSE, locked=True),
        cell("answer", "def answer(W, x):\n    raise NotImplementedError()", solution=True),
        cell("show", SHOWS, locked=True, illustration=True),
        cell("test-answer", test, grade=True, locked=True, points=1.0, hidden=hidden),
    )
    notebook = notebook_of(master, answer=answer)
    notebook["cells"] += [{"cell_type": "code", "source": source, "metadata": {}} for source in added]
    return sanitise(notebook, master)


def body(*lines):
    return "def answer(W, x):\n" + "".join(f"    {line}\n" for line in lines) + "    return x\n"


PLAIN = {
    "settings for one block": "import numpy as np\n" + body("with np.errstate(all='ignore'):", "    x = np.exp(x)"),
    "nothing": "",
    "arithmetic": body("o = np.vstack([np.ones((1, 2)), x])", "W[1] += o", "s = [o.T for level in (1, 2)]"),
    "its own names in place of those that are bound": body("picture = level = x", "picture[0] = level"),
    "a function of its own": "def slope(o):\n    return 1 - o**2\n" + body("x = slope(x)"),
    "a number of its own": "STEP = 1e-5\n" + body("x = x + STEP"),
    "linear algebra": body("x = np.linalg.norm(x)"),
    "numbers drawn from a seed": body("rng = np.random.default_rng(1)", "x = rng.normal()"),
    "a module that keeps nothing": "from math import exp\nimport itertools\n"
    + body("x = exp(next(itertools.count(x)))"),
    "a class whose objects keep what they are given": (
        "class Node:\n    def __init__(self, value):\n        self.value = value\n    def grow(self):\n"
        "        self.value += 1\n" + body("node = Node(x)", "node.value = 2")
    ),
    "a class with another name for a method": "class Node:\n    def add(self):\n        pass\n    plus = add\n"
    + body("pass"),
    "a table of functions": "slopes = {'tanh': lambda o: 1 - o**2}\n" + body("x = slopes['tanh'](x)"),
    "a function of the course that reads nothing": body("x = loss(W, x)"),
    "a table that no illustration reaches": body("pass") + "def other(x):\n    return TABLE['tanh'](x)",
    "an attribute that is asked for by name": body("x = getattr(x, 'T', x) if hasattr(x, 'shape') else x"),
    "a function made of another one": "import math\nimport numpy as np\nerf = np.frompyfunc(math.erf, 1, 1)\n"
    + body("x = erf(x)"),
    "a try-out that is read by nobody": body("pass") + "mine = answer({}, 1)\nprint(mine)",
}


@pytest.mark.parametrize("answer", PLAIN.values(), ids=PLAIN)
def test_code_that_only_computes_is_independent(answer):
    assert independent(prepared(answer))
    assert not asks_for_all(prepared(answer))


DOUBTFUL = {
    "settings that stay": "import numpy as np\nnp.seterr(all='ignore')",
    "settings that are kept for later": "import numpy as np\n"
    + body("quiet = np.errstate(all='ignore')", "quiet.__enter__()"),
    "settings that hold while a generator waits": (
        "import numpy as np\ndef answer(W, x):\n    with np.errstate(all='raise'):\n        yield x"
    ),
    "no Python": "def answer(W x)",
    "a magic": "%timeit answer(W, 1)",
    "nested too deeply": "x = " + "-" * 40_000 + "1",
    "too long": "x = 1\n" * (MOST_CHARACTERS // 4),
    "a null byte": "x = '\0'",
    "data that illustrations are given": body("x = start[1]"),
    "data behind a function": body("x = weights()[1]"),
    "a list that it fills": "seen = []\n" + body("seen.append(x)"),
    "a table that it changes": "slopes = {'tanh': abs}\n" + body("slopes['tanh'] = x"),
    "a table of what changes": "seen = []\ntable = {'seen': seen}\n" + body("table['seen'].append(x)"),
    "a table that it hands on": "slopes = {'tanh': abs}\n" + body("table = slopes", "table['tanh'] = x"),
    "a counter": "count = 0\n" + body("global count", "count += 1"),
    "a default value that lives on": "def answer(W, x, seen=[]):\n    return seen",
    "a default value in a lambda": "answer = lambda W, x, seen={}: seen",
    "a decorator": "import functools\n@functools.cache\n" + body("pass"),
    "a function with memory": "def keep(f):\n    seen = {}\n    return lambda *a: seen\nhelper = keep(abs)\n"
    + body("helper(x)"),
    "an attribute of a function": body("answer.calls = 1"),
    "a class that counts": "class Node:\n    made = []\n" + body("Node.made.append(x)"),
    "an attribute of a class": "class Node:\n    made = 0\n" + body("Node.made += 1"),
    "the global random generator": body("x = np.random.normal()"),
    "the random module": "import random\n" + body("x = random.random()"),
    "random, from numpy": "from numpy import random\n" + body("x = random.normal()"),
    "everything from numpy": "from numpy import *\n" + body("x = exp(x)"),
    "pyplot": body("x = plt.gca()"),
    "the toolkit": body("x = tk.numerical_gradient(abs, x)"),
    "the error state": body("x = np.geterr()"),
    "the error state, set": body("np.seterr(all='raise')"),
    "warnings": "import warnings\n" + body("warnings.warn('w')"),
    "a file": body("x = open('x').read()"),
    "a file, by numpy": body("np.save('x', x)"),
    "numpy as a value": body("lib = np", "x = lib.random"),
    "numpy's own insides": body("x = np.lib"),
    "a module of the student's": "import helpers\n" + body("pass"),
    "a module beside it": "from . import helpers\n" + body("pass"),
    "sys": "import sys\n" + body("pass"),
    "importlib": "import importlib\n" + body("pass"),
    "__import__": body("x = __import__('sys')"),
    "globals": body("x = globals()"),
    "vars": body("x = vars()"),
    "eval": body("x = eval('pic' + 'ture')"),
    "exec": body("exec('x = 1')"),
    "getattr of a module": body("x = getattr(np, 'random')"),
    "getattr of what is computed": body("x = getattr(x, 'T' + '')"),
    "getattr of a function's insides": body("x = getattr(answer, '__globals__')"),
    "getattr by another name": body("ask = getattr", "x = ask(answer, '__globals__')"),
    "setattr": body("setattr(answer, 'calls', 1)"),
    "IPython": body("x = get_ipython()"),
    "what IPython keeps": body("x = In[1]"),
    "the last output": "_\n" + body("pass"),
    "an earlier input": body("x = _i3"),
    "a frame": body("x = (lambda: 1).gi_frame"),
    "the names of a function": body("x = answer.__globals__"),
    "a name that nobody binds": body("x = nowhere"),
    "built-in names": body("x = __builtins__"),
}


@pytest.mark.parametrize("answer", DOUBTFUL.values(), ids=DOUBTFUL)
def test_any_doubt_is_one(answer):
    assert not independent(prepared(answer))


@pytest.mark.parametrize(
    "added", ["picture", "print(level)", "def f():\n    return picture", "%timeit picture", "picture = 1"]
)
def test_who_names_what_an_illustration_binds_asks_for_all(added):
    assert asks_for_all(prepared(body("pass"), added))


def test_a_test_that_looks_at_data_which_illustrations_are_given_is_a_doubt():
    assert not independent(prepared(body("pass"), hidden="from autograder.hidden import variable\nvariable('W')"))
    assert not independent(prepared(body("pass"), hidden="assert answer(W, 1)"))
    assert not independent(prepared(body("pass"), hidden="assert answer(1, 1)", test="assert W"))
    assert independent(prepared(body("pass"), hidden="assert answer(1, 1)"))


def test_the_allowed_modules_are_loaded_before_a_file_of_the_students_can_stand_in_their_place():
    program = "import IPython, numpy, sys; print(*sys.modules, *sys.builtin_module_names)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert set(loaded) >= MODULES
