"""What a hidden test says. Import from here between BEGIN/END HIDDEN TESTS, and nothing else of `autograder`.

A hidden test is ordinary Python that runs on the trusted side and reaches the student's work through four words::

    from autograder.hidden import call, draws, expect, part
    from backprop_ref import mistakes

    with part("one output", points=1):
        for rng in draws(3):                                    # keyed by course secret, student and exercise
            s, o, y = ...                                       # the hidden input
            got = call("output_delta", s, o, y)                 # in the student's process, arrays in, arrays out
            expect(got, lambda ref: ref.output_delta(s, o, y),  # judged here
                   reference=mistakes.NETWORK, what="delta^(L)")

`require(holds, otherwise)` judges what no single value says, the structure of a graph for example. `Oracle(f)` as an
argument, or `provide(name, f)`, lets the student's code call a function that it cannot read, and the test sees every
call of it. `numbers(got)` reads an array out of whatever came back. `reveal(sentence)` tells something to those who got
a part right, on their page of feedback.

`builds_on(reference, forward="test-forward")` names the earlier exercises that an answer calls: their mistakes, and
their stubs, are not charged again.

A test runs twice: first it asks, and `expect` and `require` do nothing; then it judges, and `call` gives what came back
the first time. So it must ask the same both times, and all that a part asks before its first `require`.

In Jupyter, when an instructor runs the source notebook, `call` reaches the notebook's own functions and a wrong
answer raises `AssertionError` at once.
"""

from __future__ import annotations

from autograder.judge.notebook import leave_a_students_kernel
from autograder.judge.structure import numbers
from autograder.judge.words import (
    builds_on,
    call,
    draws,
    expect,
    part,
    provide,
    require,
    reveal,
    supply,
    timed,
    variable,
)
from autograder.kernel.protocol import Oracle, Ref

__all__ = [
    "Oracle",
    "Ref",
    "builds_on",
    "call",
    "draws",
    "expect",
    "numbers",
    "part",
    "provide",
    "require",
    "reveal",
    "supply",
    "timed",
    "variable",
]

leave_a_students_kernel()
