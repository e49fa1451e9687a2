"""A hidden test that asks and judges in one go, and ends with the first thing that is not right.

For answers of which nothing but right or wrong is to be known: much faster than to ask, judge and explain.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from typing import Any

from autograder.judge.asking import Asking
from autograder.judge.diagnosis import Mistake
from autograder.judge.judging import Expectation, judge, requirement
from autograder.judge.running import RUNNING
from autograder.kernel.protocol import Value


class NotRight(BaseException):
    """No `except Exception` of a hidden test keeps it."""


class AtOnce(Asking):
    """What the words of such a test act on."""

    @contextlib.contextmanager
    def part(self, title: str, points: float) -> Iterator[None]:
        """What fails in it ends the test."""
        with super().part(title, points):
            try:
                yield
            except Exception as problem:
                raise NotRight from problem

    def expect(self, got: Value, expected: Expectation) -> None:
        """Judge a value."""
        if not judge(got, expected, expected.right(), {}).ok:
            raise NotRight

    def require(self, holds: bool | Callable[[], Any], otherwise: str, mistake: Mistake | None) -> None:
        """Judge by a condition."""
        super().require(holds, otherwise, mistake)
        if requirement(holds, otherwise, mistake):
            raise NotRight


def passes(source: str, name: str, test: AtOnce) -> bool:
    """Whether nothing that a hidden test looks at is wrong."""
    token = RUNNING.set(test)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.closing(test):
            exec(compile(source, f"<hidden test {name}>", "exec"), {"__name__": "__hidden_test__"})
    except (NotRight, Exception):
        return False
    finally:
        RUNNING.reset(token)
    return True
