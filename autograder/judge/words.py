"""The words of a hidden test. They act on the test that runs in this context, or, in Jupyter, on the notebook."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from autograder.judge.diagnosis import Mistake, Reference, Want
from autograder.judge.judging import CHAIN_RULE_TOLERANCE, Expectation
from autograder.judge.notebook import InNotebook
from autograder.judge.rule import FLOAT64_TOLERANCE
from autograder.judge.running import RUNNING, Running
from autograder.judge.structure import Label
from autograder.kernel.protocol import Oracle, Value
from autograder.record.model import Strip


def _running() -> Running:
    return RUNNING.get(None) or InNotebook()


def call(name: str, *args: Value, **kwargs: Value) -> Value:
    """The value of the student's function `name` for these arguments: values, `Ref`, `Oracle`.

    Give what comes back to `expect` as it is: it is data from a stranger, and may be of any form. If there is no such
    function, or it fails, the running part ends there with that outcome.
    """
    return _running().call(name, args, kwargs)


def timed(name: str, *args: Value, **kwargs: Value) -> tuple[Value, float]:
    """The value as `call` gives it, and the CPU time of the call.

    The time is measured outside of the student's process, in small numpy operations (one product of a 4 x 4 matrix and
    its tanh) as the machine does them at that moment. It is known to some 10,000 of them: ask for much more.
    """
    return _running().timed(name, args, kwargs)


def variable(name: str) -> Value:
    """The value of a name in the student's namespace; the running part ends if there is none."""
    return _running().variable(name)


def supply(source: str) -> None:
    """Run helper code of the course next to the student's. It can be read there: no answer may stand in it.

    Inside a part it holds for that part, outside for all parts after it.
    """
    _running().supply(source)


def provide(name: str, function: Callable[..., Value] | Oracle) -> None:
    """Bind a name next to the student's to a function of the trusted side, which can be called there and not be read.

    Inside a part it holds for that part, outside for all parts after it.
    """
    _running().provide(name, function if isinstance(function, Oracle) else Oracle(function))


def builds_on(reference: Reference, **names: str) -> None:
    """Say which of the student's functions an answer may call that earlier tests judged, as `forward="test-forward"`.

    An earlier mistake is not charged again, and neither is a function that was not written: if this test and some of
    those lose points, this one is asked a second time, in a fresh process, with right functions in the place of those
    that lost points. What is right then earns its points, with a note. Each is the step of the same name of
    `reference.right`; it can be called and not be read, and takes arrays or lists. So name only what the text lets an
    answer call: a function that does all that is asked would be the answer.

    It stands before all parts. Mistakes that those tests named are not charged here either, as with `builds_on=` of
    `expect`.
    """
    _running().builds_on(reference, names)


def draws(n: int = 3) -> Iterator[np.random.Generator]:
    """N random generators, keyed by course secret, student, exercise and part; at least three points decide."""
    return _running().draws(n)


@contextlib.contextmanager
def part(title: str, points: float) -> Iterator[None]:
    """A check with its own share of the points; the shares of a cell add up to the cell's points."""
    with _running().part(title, points):
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
    tolerance: float | None = None,
    chain_rule: bool = False,
) -> None:
    """Judge `got` against `want`, by the rule of `autograder.judge.rule`; a wrong value ends the running part.

    `want` is a value, or a function of the reference's table: then a wrong value is looked up among the reference's
    known mistakes. `what` names the quantity in the lecture's symbols; "(l)" in it becomes the layer of a dict's block,
    and a tuple of values has a tuple of names. `bias_column`: column 0 of matrices is its own block.
    `confirm` gives a numerical derivative (value, tolerance) which the reference must meet, or raises
    `ArithmeticError` where it is too noisy.
    `builds_on` lists the tests whose named mistakes are not charged a second time here. `tolerance` is the relative
    error accepted of float64 results, 1e-6 where none is given; where it is tighter than usual, of float32 results too.

    `chain_rule` marks an input at which a difference quotient has no digits left and the chain rule is exact. Such
    values come last in a part. They are judged at 1e-9 where no tolerance is given; a result in float32 at 5e-5 against
    `want` rounded to float32, so that it must be 0 where `want` is below that range. No known mistake is looked for.
    If all before it was right, the student is told that the exercise asks for the chain rule.
    """
    usual = CHAIN_RULE_TOLERANCE if chain_rule else FLOAT64_TOLERANCE
    expected = Expectation.of(
        want,
        reference,
        what,
        bias_column=bias_column,
        confirm=confirm,
        builds_on=tuple(builds_on),
        tolerance=usual if tolerance is None else tolerance,
        chain_rule=chain_rule,
    )
    _running().expect(got, expected)


def require(holds: bool | Callable[[], Any], otherwise: str, mistake: Mistake | None = None) -> None:
    """Judge by a condition that the hidden test works out itself; `otherwise` is one sentence for the student.

    For what no comparison of values says: the structure of a graph, a choice among options. `mistake` names the known
    mistake that leads there. Ask all that a part asks before its first `require`. What came back from `call` may be of
    any form: a condition given as a function does not hold where Python fails to work it out.
    """
    _running().require(holds, otherwise, mistake)


def reveal(sentence: str, *strips: tuple[str, int, int] | str) -> None:
    """Say on the page what belongs to a right answer and stands nowhere else; a part that lost its point keeps silent.

    `strips` draw a product of matrices to scale: (name, rows, columns), and signs such as "·" and "=" between them.
    """
    drawn: list[Strip] = []
    sign = ""
    for piece in strips:
        if isinstance(piece, str):
            sign = piece
        else:
            drawn.append(Strip(*piece, before=sign))
            sign = ""
    _running().reveal(sentence, drawn)
