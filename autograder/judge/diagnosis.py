"""Which known mistake a wrong answer is: the reference is evaluated with every mistake, and with every pair.

A mistake is named only if it alone explains the answer, on the same hidden input, to 1e-9. Otherwise the judge stays
silent and shows where the error sits: a wrong diagnosis is worse than none.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder.judge.structure import Label, Mismatch, pair_up
from autograder.record.model import Diagnosis

MATCH = 1e-9
MATCH_FLOAT32 = 5e-5
PAIR_SECONDS = 20.0


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

    def with_mistakes(self, *mistakes: Any) -> Any:
        """The reference's value with these mistakes; None where they leave nothing to compute on this input."""
        try:
            with np.errstate(all="ignore"):
                return self.want(self.reference.with_mistakes(*self.carried, *mistakes))
        except Exception:  # a mistake may not conform, in any way it likes
            return None

    def is_explained_by(self, value: Any) -> bool:
        """Whether the wrong value equals this one."""
        return value is not None and _same(self.got, value, self.what, self.match)


def diagnose(suspect: Suspect) -> tuple[Any, ...]:
    """The one mistake, or the one pair, that explains a wrong value; empty where there is none or more than one.

    Pairs are tried among the mistakes that show on this input when they are alone.
    """
    if not _has_numbers(suspect.got):
        return ()
    right = suspect.with_mistakes()
    alone = [(mistake, suspect.with_mistakes(mistake)) for mistake in suspect.reference.mistakes]
    shown = [(m, value) for m, value in alone if value is not None and not _same(value, right, suspect.what, MATCH)]
    singles = [(mistake,) for mistake, value in shown if suspect.is_explained_by(value)]
    return _the_only_one(singles or _matching_pairs(suspect, [mistake for mistake, _ in shown]))


def to_diagnoses(mistakes: Iterable[Any]) -> tuple[Diagnosis, ...]:
    """What the record and the feedback keep of mistakes."""
    return tuple(Diagnosis(m.number, m.title, m.lesson) for m in mistakes)


def _matching_pairs(suspect: Suspect, mistakes: Sequence[Any]) -> list[tuple[Any, ...]]:
    deadline = time.monotonic() + PAIR_SECONDS
    found = []
    for pair in itertools.combinations(mistakes, 2):
        if time.monotonic() > deadline:  # a reference that takes so long names no pairs at all
            return []
        if pair[0].number != pair[1].number and suspect.is_explained_by(suspect.with_mistakes(*pair)):
            found.append(pair)
    return found


def _has_numbers(value: Any) -> bool:
    """Whether there is an array of numbers in a value: without one, no mistake of the reference explains it."""
    if isinstance(value, dict):
        return any(map(_has_numbers, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_numbers, value))
    return np.asarray(value).dtype.kind in "biufc"


def _the_only_one(candidates: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    numbers = {tuple(mistake.number for mistake in candidate) for candidate in candidates}
    return candidates[0] if len(numbers) == 1 else ()


def _same(got: Any, value: Any, what: Label, match: float) -> bool:
    try:
        pairs = pair_up(got, value, what)
    except Mismatch:
        return False
    return all(_close(pair.got, pair.want, match) for pair in pairs)


def _close(got: Any, want: Any, match: float) -> bool:
    got, want = np.asarray(got, float), np.asarray(want, float)
    finite = np.isfinite(want)
    if not np.array_equal(got[~finite], want[~finite], equal_nan=True) or not np.all(np.isfinite(got[finite])):
        return False
    scale = np.max(np.abs(want[finite]), initial=0.0)
    off = np.max(np.abs(got[finite] - want[finite]), initial=0.0)
    return bool(off <= match * scale)
