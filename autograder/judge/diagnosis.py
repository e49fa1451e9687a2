"""Which known mistake a wrong answer is: the reference is evaluated with every mistake, and with every pair.

A mistake is named only if it alone explains the answer, on the same hidden input, to 1e-9. Otherwise the judge stays
silent and shows where the error sits: a wrong diagnosis is worse than none.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.judge.rule import agrees
from autograder.judge.structure import Label
from autograder.record.model import Diagnosis

MATCH = 1e-9
MATCH_FLOAT32 = 5e-5
#: Pairs of mistakes that are tried on one answer; where more could be meant, none is named. A number, not a time: a
#: record is a function of what was handed in.
MOST_PAIRS = 1_500
#: What may be raised where a mistake leaves nothing to compute. All else that is raised is a fault of ours.
DOES_NOT_CONFORM = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)


class Mistake(Protocol):
    """What the judge knows of a mistake; `backprop_ref.mistakes.Mistake` is one."""

    @property
    def number(self) -> int:
        """Number in the catalogue."""

    @property
    def title(self) -> str:
        """What is wrong, in a few words."""

    @property
    def lesson(self) -> str:
        """What to think about."""


class Reference(Protocol):
    """A table of right functions and the mistakes that can be switched on in it."""

    @property
    def right(self) -> Any:
        """The right table."""

    @property
    def mistakes(self) -> Sequence[Any]:
        """The known mistakes."""

    def with_mistakes(self, *mistakes: Any) -> Any:
        """The table with these mistakes in it."""

    def within(self, mistake: Any, steps: Collection[str]) -> Any:
        """The mistake as it is made in these steps alone."""


Want = Callable[[Any], Any]


@dataclass(frozen=True)
class Suspect:
    """A wrong value, and what it is compared with."""

    got: Any
    want: Want
    reference: Reference
    what: Label
    carried: tuple[Any, ...] = ()
    """Mistakes that an earlier exercise was charged for: they are in the table from the start."""
    match: float = MATCH
    bias_column: bool = False

    def with_mistakes(self, *mistakes: Any) -> Any:
        """The reference's value with these mistakes; None where they leave nothing to compute on this input."""
        try:
            with np.errstate(all="ignore"):
                return self.want(self.reference.with_mistakes(*self.carried, *mistakes))
        except DOES_NOT_CONFORM:
            return None

    def is_explained_by(self, value: Any) -> bool:
        """Whether the wrong value equals this one."""
        return value is not None and self.same(self.got, value, self.match)

    def same(self, one: Any, other: Any, match: float = MATCH) -> bool:
        """Whether two values of this quantity are the same."""
        return agrees(one, other, self.what, bias_column=self.bias_column, tolerance=match)


def diagnose(suspect: Suspect, most_pairs: int = MOST_PAIRS) -> tuple[Any, ...]:
    """The one mistake, or the one pair, that explains a wrong value; empty where there is none or more than one.

    Pairs are tried among the mistakes that show on this input when they are alone.
    """
    if not _has_numbers(suspect.got):
        return ()
    right = suspect.with_mistakes()
    alone = [(mistake, suspect.with_mistakes(mistake)) for mistake in suspect.reference.mistakes]
    shown = [
        (m, value) for m, value in alone if value is not None and (right is None or not suspect.same(value, right))
    ]
    singles = [(mistake,) for mistake, value in shown if suspect.is_explained_by(value)]
    pairs = _pairs([mistake for mistake, _ in shown])
    if singles or len(pairs) > most_pairs:
        return _the_only_one(singles)
    return _the_only_one([pair for pair in pairs if suspect.is_explained_by(suspect.with_mistakes(*pair))])


def to_diagnoses(mistakes: Iterable[Any]) -> tuple[Diagnosis, ...]:
    """What the record and the feedback keep of mistakes."""
    return tuple(Diagnosis(m.number, m.title, m.lesson) for m in mistakes)


def _pairs(mistakes: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [pair for pair in itertools.combinations(mistakes, 2) if pair[0].number != pair[1].number]


def _has_numbers(value: Any) -> bool:
    """Whether there is an array of numbers in a value: without one, no mistake of the reference explains it."""
    if isinstance(value, dict):
        return any(map(_has_numbers, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_numbers, value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, (bool, int, float, complex, np.number, np.bool_)) and np.asarray(value).dtype.kind != "O"


def _the_only_one(candidates: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    numbers = {tuple(mistake.number for mistake in candidate) for candidate in candidates}
    return candidates[0] if len(numbers) == 1 else ()
