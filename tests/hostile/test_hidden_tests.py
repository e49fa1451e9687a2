"""The real hidden tests, asked of a process that gives every question the same odd answer and asks odd things back.

No process runs here: what comes over the wire is a value of the protocol, whatever the student's code did to make it.
"""

import contextlib
from pathlib import Path

import numpy as np
import pytest

from autograder.course import Course
from autograder.kernel.protocol import Oracle
from tests.course.material import NOTEBOOKS
from tests.judge.stand_ins import examine

ROOT = Path(__file__).parents[2]
LADDER = {f"n{i}": ("add", (f"n{i - 1}" if i else "x", "x")) for i in range(300)}
ODD = {
    "whole number beyond every float": 10**400,
    "beyond 64 bits": [1.0, 2**200],
    "unsigned": np.array([2**64 - 1], np.uint64),
    "complex nan": complex("nan"),
    "complex array": np.ones((3, 3), complex) * 1j,
    "sixteen axes": np.ones((1,) * 16),
    "empty with axes": np.zeros((0, 5, 2)),
    "no axes": np.array(1.0),
    "half precision": np.float16(1e4),
    "truth values": np.array([True, False]),
    "infinite": np.full((3,), -np.inf),
    "products overflow": np.full((4, 4), 1e308),
    "lists of unlike arrays": [np.ones(3), np.ones(4)],
    "lists in lists": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],
    "many nulls": [0] * 20_000,
    "tuples in tuples": (1, (2, (3, None))),
    "dict in dict": {"a": {"b": {"c": 1}}},
    "empty name": {"": ""},
    "key beyond 64 bits": {10**30: 1},
    "negative layer": {-1: [1]},
    "layers of dicts": {1: {1: 1}, 2: {}},
    "many keys": {f"k{i}": 1.0 for i in range(3_000)},
    "graph of itself": {"y": ("mul", ("y", "y"))},
    "graph in a circle": {"a": ["add", ["b", "x"]], "b": ["add", ["a", "x"]], "y": ["mul", ["a", "b"]]},
    "node of many operands": {"y": ("add", ("x",) * 3_000)},
    "node of arrays": {"y": ("exp", (np.ones(3),))},
    "node of no operation": {"y": (1, 2)},
    "node of huge numbers": {"y": ("mul", (10**400, "x"))},
    "long chain": LADDER,
}


class Odd:
    """A branch that answers with one value, and calls each function of ours with it first."""

    def __init__(self, value):
        self.value = value
        self.provided = []

    def call(self, _function, args, _kwargs):
        for oracle in [*(arg for arg in args if isinstance(arg, Oracle)), *self.provided]:
            for given in ((self.value,), (), (self.value, self.value), (self.value, 1.0, "x")):
                with (
                    contextlib.suppress(
                        TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError
                    ),
                    np.errstate(all="ignore"),
                ):
                    oracle.function(*given)
        return self.value

    def variable(self, _name):
        return self.value

    def supply(self, _source):
        pass

    def provide(self, _name, oracle):
        self.provided.append(oracle)

    def cpu_seconds(self):
        return 0.0


@pytest.fixture(scope="module")
def masters(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    (folder / "source").symlink_to(ROOT / "source")
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    course = Course.open(folder)
    return {path.parent.name: course.masters(path.parent.name)[0] for path in NOTEBOOKS}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # the reference computes with what it is given
@pytest.mark.parametrize("assignment", [path.parent.name for path in NOTEBOOKS])
def test_odd_answers_and_odd_questions_earn_nothing_and_are_judged(masters, assignment):
    master = masters[assignment]
    for place, cell in enumerate(master.cells):
        if not (cell.grade and cell.hidden and master.trusted_judge(cell)):
            continue
        for name, value in list(ODD.items())[place % 12 :: 12]:
            verdict = examine(
                cell.hidden,
                name=cell.grade_id,
                points=cell.points,
                open_branch=lambda value=value: contextlib.nullcontext(Odd(value)),
                seed=name,
                defined=master.defined,
            )
            assert not any(part.points for part in verdict.parts), (cell.grade_id, name)
