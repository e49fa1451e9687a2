"""Which known mistake a wrong answer is: the reference is evaluated with every mistake, and with every pair.

A mistake is named only if it alone explains the answer, on the same hidden input, to 1e-9. Otherwise the judge stays
silent and shows where the error sits: a wrong diagnosis is worse than none.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

import numpy as np

from autograder.judge.structure import Mismatch, Name, pair_up
from autograder.record.model import Diagnosis

MATCH = 1e-9
MATCH_FLOAT32 = 5e-5
PAIR_SECONDS = 5.0


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


Want = Callable[[Any], Any]


def diagnose(got: Any, want: Want, reference: Reference, what: Name, carried: Sequence[Any] = ()) -> tuple[Any, ...]:
    """The one mistake, or the one pair, with which `want` equals `got`; empty where there is none or more than one.

    `carried` are mistakes that an earlier exercise was already charged for: they are in the table from the start.
    """
    right = _evaluate(want, reference, carried, what, got)
    visible = [
        (mistake, value)
        for mistake in reference.mistakes
        if (value := _evaluate(want, reference, (*carried, mistake), what, got)) is not None
        and not _same(value, right, what)
    ]
    singles = [(mistake,) for mistake, value in visible if _same(got, value, what)]
    if singles:
        return _the_only_one(singles)
    return _the_only_one(_matching_pairs(got, want, reference, what, carried))


def to_diagnoses(mistakes: Iterable[Any]) -> tuple[Diagnosis, ...]:
    """What the record and the feedback keep of mistakes."""
    return tuple(Diagnosis(m.number, m.title, m.lesson) for m in mistakes)


def _matching_pairs(
    got: Any, want: Want, reference: Reference, what: Name, carried: Sequence[Any]
) -> list[tuple[Any, ...]]:
    deadline = time.monotonic() + PAIR_SECONDS
    found = []
    for pair in itertools.combinations(reference.mistakes, 2):
        if time.monotonic() > deadline:
            return []
        if pair[0].number == pair[1].number:
            continue
        value = _evaluate(want, reference, (*carried, *pair), what, got)
        if value is not None and _same(got, value, what):
            found.append(pair)
    return found


def _the_only_one(candidates: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    numbers = {tuple(mistake.number for mistake in candidate) for candidate in candidates}
    return candidates[0] if len(numbers) == 1 else ()


def _evaluate(want: Want, reference: Reference, mistakes: Sequence[Any], what: Name, got: Any) -> Any:
    """The reference's value with these mistakes; None where they leave nothing to compute."""
    try:
        with np.errstate(all="ignore"):
            return want(reference.with_mistakes(*mistakes))
    except Exception:  # a mistake may not conform on this input, in any way it likes
        return None


def _same(got: Any, value: Any, what: Name) -> bool:
    try:
        pairs = pair_up(got, value, what)
    except Mismatch:
        return False
    return all(_close(pair.got, pair.want) for pair in pairs)


def _close(got: Any, want: Any) -> bool:
    match = MATCH_FLOAT32 if got.dtype in (np.float32, np.float16) else MATCH
    got, want = np.asarray(got, float), np.asarray(want, float)
    finite = np.isfinite(want)
    if not np.array_equal(got[~finite], want[~finite], equal_nan=True) or not np.all(np.isfinite(got[finite])):
        return False
    scale = np.max(np.abs(want[finite]), initial=0.0)
    off = np.max(np.abs(got[finite] - want[finite]), initial=0.0)
    return bool(off <= match * scale)
