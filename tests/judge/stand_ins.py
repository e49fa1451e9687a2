"""A tiny reference with mistakes, so that the judge is tested without the course."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.judge.examination import ask


class Table:
    def __init__(self, **functions: Callable[..., object]) -> None:
        self.functions = functions

    def __getattr__(self, name):
        return lambda *args: self.functions[name](self, *args)

    def replace(self, **functions):
        return Table(**{**self.functions, **functions})


@dataclass(frozen=True)
class Slip:
    number: int
    title: str
    lesson: str
    patch: tuple[str, Callable[..., object]]


@dataclass(frozen=True)
class Reference:
    right: Table
    mistakes: tuple[Slip, ...]

    def with_mistakes(self, *mistakes):
        return self.right.replace(**dict(m.patch for m in mistakes))

    def within(self, mistake, steps):
        return mistake


def slip(number, step, function):
    return Slip(number, f"mistake {number}", f"lesson {number}", (step, function))


#: double(x) = 2x, square(x) = double(x)^2
REFERENCE = Reference(
    Table(double=lambda t, x: 2 * x, square=lambda t, x: t.double(x) ** 2),
    (
        slip(1, "double", lambda t, x: x),
        slip(2, "double", lambda t, x: -2 * x),
        slip(3, "square", lambda t, x: t.double(x) ** 3),
        slip(4, "square", lambda t, x: t.double(x) ** 2 + np.ones_like(x)),
    ),
)


def examine(source, *, charged=None, single_before=(), watch=None, **asking):
    """A hidden test asked and judged at once."""
    return ask(source, **asking).judge(charged, single_before, watch)
