"""Answers of nothing, in the course's own hidden tests: no known mistake is read into them."""

import contextlib
import warnings
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.kernel.fake import FakeKernel
from tests.judge.stand_ins import examine

ROOT = Path(__file__).parents[2]
ELU = "def elu(s, alpha): return {}\ndef elu_derivative(s, alpha): return {}"
D = "def {}_difference(f, W, h): return {}"
NUMERICAL = "def numerical_derivative(f, X, h=1e-5): return {}"
NOTHING = [
    ("05-activations", "test-elu", ELU.format("np.maximum(0, s)", "1.0 * (s > 0)")),
    ("05-activations", "test-elu", ELU.format("np.maximum(0, s)", "np.where(s > 0, 1.0, alpha * np.exp(s))")),
    ("05-activations", "test-elu", ELU.format("s", "np.ones_like(s)")),
    ("05-activations", "test-elu", ELU.format("0 * s", "0 * s")),
    ("07-finite-differences", "test-forward-difference", D.format("forward", "np.zeros(np.shape(W))")),
    ("07-finite-differences", "test-central-difference", D.format("central", "np.zeros(np.shape(W))")),
    ("07-finite-differences", "test-central-difference", D.format("central", "W")),
    ("07-finite-differences", "test-central-difference", D.format("central", "None")),
    ("03-matrix-calculus", "test-numerical-derivative", NUMERICAL.format("np.zeros(np.shape(X))")),
    ("06-backpropagation", "test-output-delta", "def output_delta(s, o, y): return 0 * s"),
    ("06-backpropagation", "test-output-delta", "def output_delta(s, o, y): return np.ones_like(s)"),
    ("06-backpropagation", "test-delta-step", "def delta_step(W, d, s, o): return s"),
]
ALIAS = """def central_difference(f, W, h):
    D, W = np.zeros(W.shape), W.astype(float)
    for i in np.ndindex(W.shape):
        up = down = W
        up[i] += h
        down[i] -= h
        D[i] = (f(up) - f(down)) / (2 * h)
    return D"""


@pytest.fixture(scope="module")
def tests(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    (folder / "source").symlink_to(ROOT / "source")
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    course = Course.open(folder)
    return {cell.grade_id: cell for name in {name for name, _, _ in NOTHING} for cell in course.masters(name)[0].cells}


def numbers(test, student):
    kernel = FakeKernel()
    kernel.run(f"import numpy as np\n{student}")
    with warnings.catch_warnings(action="ignore"), contextlib.redirect_stderr(None):
        verdict = examine(test.hidden, name="t", points=test.points, open_branch=kernel.branch, seed="s")
    assert verdict.points < test.points
    return {d.number for part in verdict.parts if part.finding for d in part.finding.diagnoses}


@pytest.mark.parametrize(("assignment", "test", "student"), NOTHING)
def test_nothing_is_not_named(tests, assignment, test, student):
    assert numbers(tests[test], student) == set()


def test_zeros_that_come_of_asking_are_the_mistake_that_they_are(tests):
    assert numbers(tests["test-central-difference"], ALIAS) == {65}
