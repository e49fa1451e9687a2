"""What the words of a hidden test act on: three take that place, of one form.

While a submission is graded a test runs twice. The first time it only asks (`asking`): the student's functions are
called, nothing is judged. The second time it only judges (`examination`): calls give the values of the first time, and
no code of the student runs. So nothing that the student's process can see depends on whether an answer was right. In an
instructor's Jupyter a test runs once, on the notebook itself (`notebook`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any, Protocol

import numpy as np

from autograder.judge.diagnosis import Mistake, Reference
from autograder.judge.judging import Expectation
from autograder.kernel.protocol import Oracle, Value
from autograder.record.model import Strip


class Running(Protocol):
    """A hidden test that runs; see `autograder.judge.words` for what each word means."""

    def call(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of a function of the student's."""

    def timed(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> tuple[Value, float]:
        """The value, and what it cost."""

    def variable(self, name: str) -> Value:
        """The value of a name of the student's."""

    def supply(self, source: str) -> None:
        """Run helper code next to the student's."""

    def provide(self, name: str, oracle: Oracle) -> None:
        """Bind a name next to the student's to a function of ours."""

    def builds_on(self, reference: Reference, names: Mapping[str, str]) -> None:
        """Say which of the student's functions earlier tests judged."""

    def draws(self, n: int) -> Iterator[np.random.Generator]:
        """Generators of hidden inputs."""

    def part(self, title: str, points: float) -> AbstractContextManager[None]:
        """A check with its own points."""

    def expect(self, got: Value, expected: Expectation) -> None:
        """Judge a value."""

    def require(self, holds: bool | Callable[[], Any], otherwise: str, mistake: Mistake | None) -> None:
        """Judge by a condition."""

    def reveal(self, sentence: str, strips: Sequence[Strip]) -> None:
        """Say what belongs to a right answer."""


#: The test that runs in this context; there is none in an instructor's Jupyter.
RUNNING: ContextVar[Running] = ContextVar("running")
