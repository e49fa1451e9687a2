"""What a known mistake is, and how one is switched on: a change of the steps in which a student would make it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from backprop_ref.steps import Function, Steps, without_table

Apply = Callable[[Steps], Steps]


@dataclass(frozen=True, eq=False)
class Mistake:
    """One entry of the catalogue. Two entries with one number are two ways to make the same mistake.

    It is equal to itself alone, so that tables are found by their mistakes in no time.
    """

    number: int
    """Number in the catalogue; 101 and above are the course's own."""
    name: str
    """A slug, unique within its reference."""
    title: str
    """What is wrong, in a few words."""
    lesson: str
    """What to think about; never the formula."""
    apply: Apply
    """The table with the mistake in it."""


@dataclass(frozen=True, eq=False)
class Reference:
    """A table of right functions and the mistakes that are known in it."""

    right: Steps
    """The right table."""
    mistakes: tuple[Mistake, ...]
    """The known mistakes, in the order of their numbers."""

    def with_mistakes(self, *mistakes: Mistake) -> Steps:
        """The table with these mistakes in it, switched on in the given order."""
        return _table(self.right, mistakes)

    def within(self, mistake: Mistake, steps: Collection[str]) -> Mistake:
        """The mistake as it is made in these steps alone; everything else, composites of them too, stays right."""

        def apply(table: Steps) -> Steps:
            wrong = mistake.apply(table)
            return table.replace(**{step: wrong.function(step) for step in steps if step in table})

        return replace(mistake, apply=apply)

    def named(self, name: str) -> Mistake:
        """The mistake with this slug; raises `KeyError`."""
        for mistake in self.mistakes:
            if mistake.name == name:
                return mistake
        raise KeyError(name)


@functools.lru_cache(maxsize=4096)
def _table(right: Steps, mistakes: tuple[Mistake, ...]) -> Steps:
    """Kept, since every value of a test is compared with the same tables."""
    return mistakes[-1].apply(_table(right, mistakes[:-1])) if mistakes else right


def instead(step: str, function: Function) -> Apply:
    """Puts `function(steps, *arguments)` in the place of a step."""
    return lambda steps: steps.replace(**{step: function})


def alone(step: str, function: Function) -> Apply:
    """Puts `function(*arguments)`, which calls no other step, in the place of a step."""
    return instead(step, without_table(function))


def after(step: str, change: Callable[..., Any]) -> Apply:
    """Lets `change(result, *arguments)` have the last word on a step's result."""

    def apply(steps: Steps) -> Steps:
        old = steps.function(step)
        return steps.replace(**{step: lambda st, *a, **k: change(old(st, *a, **k), *a, **k)})

    return apply


def before(step: str, change: Callable[..., tuple[Any, ...]]) -> Apply:
    """Hands a step the arguments `change(*arguments)` in the place of its own."""

    def apply(steps: Steps) -> Steps:
        old = steps.function(step)
        return steps.replace(**{step: lambda st, *a, **k: old(st, *change(*a, **k))})

    return apply


def each(way: Callable[[str, Callable[..., Any]], Apply], steps: Iterable[str], change: Callable[..., Any]) -> Apply:
    """The same change in several steps: `way` is `instead`, `alone`, `after` or `before`."""
    return every(*(way(step, change) for step in steps))


def every(*changes: Apply) -> Apply:
    """Several changes, first to last."""

    def apply(steps: Steps) -> Steps:
        for change in changes:
            steps = change(steps)
        return steps

    return apply
