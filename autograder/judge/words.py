"""The words of a hidden test: they act on the running examination, or, in Jupyter, on the notebook itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.judge import in_notebook
from autograder.judge.diagnosis import Mistake, Reference, Want
from autograder.judge.examination import running
from autograder.judge.inputs import generators
from autograder.judge.rule import FLOAT64_TOLERANCE
from autograder.judge.structure import Label
from autograder.kernel.protocol import Value


def call(name: str, *args: Value, **kwargs: Value) -> Value:
    """The value of the student's function `name` for these arguments.

    Give what comes back to `expect` as it is: it is data from a stranger, and may be of any form. If there is no such
    function, or it fails, the running part ends there with that outcome.
    """
    examination = running()
    if examination is None:
        return in_notebook.branch().call(name, args, kwargs)
    examination.called.add(name)
    return examination.branch().call(name, args, kwargs)


def variable(name: str) -> Value:
    """The value of a name in the student's namespace; the running part ends if there is none."""
    examination = running()
    branch = in_notebook.branch() if examination is None else examination.branch()
    return branch.variable(name)


def supply(source: str) -> None:
    """Run helper code of the course next to the student's, say a function to differentiate (see `Ref`).

    Inside a part it holds for that part, outside for all parts after it.
    """
    examination = running()
    if examination is None:
        in_notebook.branch().supply(source)
    else:
        examination.supply(source)


def draws(n: int = 3) -> Iterator[np.random.Generator]:
    """N random generators, keyed by course secret, student, exercise and part; at least three points decide."""
    examination = running()
    return generators(in_notebook.SEED, n) if examination is None else examination.draws(n)


@contextlib.contextmanager
def part(title: str, points: float) -> Iterator[None]:
    """A check with its own share of the points; the shares of a cell add up to the cell's points."""
    examination = running()
    if examination is None:
        yield
        return
    with examination.part(title, points):
        yield


def expect(
    got: Value,
    want: Want | Value,
    *,
    what: Label,
    reference: Reference | None = None,
    bias_column: bool = False,
    confirm: Callable[[], Any] | None = None,
    builds_on: Sequence[str] = (),
    tolerance: float = FLOAT64_TOLERANCE,
) -> None:
    """Judge `got` against `want`, by the rule of `autograder.judge.rule`; a wrong value ends the running part.

    `want` is a value, or a function of the reference's table: then a wrong value is looked up among the reference's
    known mistakes. `what` names the quantity in the lecture's symbols; "(l)" in it becomes the layer of a dict's block,
    and a tuple of values has a tuple of names. `bias_column`: column 0 of matrices is its own block.
    `confirm` gives a numerical derivative (value, tolerance) which the reference must meet.
    `builds_on` lists the tests whose named mistakes are not charged a second time here. `tolerance` is the relative
    error accepted of float64 results.
    """
    examination = running()
    if examination is None:
        in_notebook.expect(got, want, what=what, reference=reference, bias_column=bias_column, tolerance=tolerance)
    else:
        examination.expect(
            got,
            want,
            what=what,
            reference=reference,
            bias_column=bias_column,
            confirm=confirm,
            builds_on=builds_on,
            tolerance=tolerance,
        )


def require(holds: bool, otherwise: str, mistake: Mistake | None = None) -> None:
    """Judge by a condition that the hidden test works out itself; `otherwise` is one sentence for the student.

    For what no comparison of values says: the structure of a graph, a choice among options. `mistake` names the known
    mistake that leads there. What came back from `call` may be of any form: look at it with care before you use it.
    """
    examination = running()
    if examination is None:
        in_notebook.require(holds, otherwise, mistake)
    else:
        examination.require(holds, otherwise, mistake)
