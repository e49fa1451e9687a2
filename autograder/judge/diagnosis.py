"""Which known mistake wrong answers are: the reference is evaluated with every mistake, and with every pair.

What is named must explain all: every value that was judged in the hidden test with that reference, wrong ones to 1e-9,
right ones by being right there too. Where several sets of mistakes explain, or none, the judge stays silent and shows
where the error sits: a wrong diagnosis is worse than none.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from autograder.judge.rule import FLOAT64_TOLERANCE, Block, agrees, compare
from autograder.judge.structure import Label
from autograder.record.model import Diagnosis

MATCH = 1e-9
MATCH_FLOAT32 = 5e-5
#: A mistake that is named differs from the right value by so many times what the answer differs from the mistake.
NEARER = 20
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
    """A value that was judged, and what it is compared with."""

    got: Any
    want: Want
    reference: Reference
    what: Label
    carried: tuple[Any, ...] = ()
    """Mistakes that an earlier exercise was charged for: they are in the table from the start."""
    match: float = MATCH
    """Relative difference up to which a value explains this one."""
    tolerance: float = FLOAT64_TOLERANCE
    """Relative error up to which it is right."""
    bias_column: bool = False
    wrong: bool = True
    """Whether it was judged to be wrong; a mistake explains a right value if it leaves it right."""

    def with_mistakes(self, *mistakes: Any) -> Any:
        """The reference's value with these mistakes; None where they leave nothing to compute on this input."""
        try:
            with np.errstate(all="ignore"):
                return self.want(self.reference.with_mistakes(*self.carried, *mistakes))
        except DOES_NOT_CONFORM:
            return None

    @cached_property
    def right(self) -> Any:
        """The value without further mistakes."""
        return self.with_mistakes()

    def is_explained_by(self, value: Any) -> bool:
        """Whether it equals this value, and, where it is wrong, is much nearer to it than to the right one."""
        return value is not None and self.same(self.got, value) and (not self.wrong or self._much_nearer(value))

    def shows(self, value: Any) -> bool:
        """Whether this value, of some mistake, is not the right one."""
        return value is not None and (self.right is None or not self.same(value, self.right))

    def same(self, one: Any, other: Any) -> bool:
        """Whether two values of this quantity are the same."""
        return agrees(one, other, self.what, bias_column=self.bias_column, tolerance=self.match)

    def _much_nearer(self, value: Any) -> bool:
        """Whether the value differs from the right one, in each wrong block by much more than the answer from it."""
        if self.right is None:
            return True
        to_right, to_value = self._blocks(self.right), self._blocks(value)
        return self.shows(value) and all(
            _off(to_value[name].want, block.want) >= NEARER * _off(block.got, to_value[name].want)
            for name, block in to_right.items()
            if name in to_value and not block.ok
        )

    def _blocks(self, other: Any) -> dict[str, Block]:
        """The blocks of the answer beside those of another value; none where their forms differ."""
        comparison = compare(self.got, other, self.what, bias_column=self.bias_column, tolerance=self.tolerance)
        return {block.name: block for block in comparison.blocks}


Look = Callable[[int, Suspect], None]
Walk = Callable[[Look], None]
"""Shows a function all values that were judged, each with the number of its part, as long as its inputs are at hand."""


def diagnose(suspect: Suspect, most_pairs: int = MOST_PAIRS) -> tuple[Any, ...]:
    """The one mistake, or the one pair, that explains this wrong value, were it the only one."""
    return search(lambda look: look(0, suspect), suspect.reference.mistakes, [suspect.carried], most_pairs).mistakes


def explanation(walk: Walk, mistakes: Sequence[Any]) -> tuple[Any, ...]:
    """The one mistake, or the one pair, that explains every value of the walk."""
    return search(walk, mistakes).mistakes


@dataclass(frozen=True)
class Explanation:
    """Mistakes that explain every value of a test, on top of those that are carried on from earlier exercises."""

    mistakes: tuple[Any, ...] = ()
    carried: tuple[Any, ...] = ()

    def explains(self, suspect: Suspect) -> bool:
        """Whether they explain one value."""
        one = replace(suspect, carried=self.carried)
        return one.is_explained_by(one.with_mistakes(*self.mistakes))


def search(
    walk: Walk, mistakes: Sequence[Any], carried: Sequence[tuple[Any, ...]] = ((),), most_pairs: int = MOST_PAIRS
) -> Explanation:
    """The one mistake, or the one pair, that explains every value; empty where there is none or more than one.

    Each choice of `carried` mistakes is tried. Pairs are tried among the mistakes that show on the first wrong value
    when they are alone, and among those that explain it and those that show on another wrong one.
    """
    alone, cheapest = [_Alone(mistakes, choice) for choice in carried], _Cheapest()

    def look(_place: int, suspect: Suspect) -> None:
        cheapest.look(suspect)
        for one in alone:
            one.look(suspect)

    walk(look)
    if singles := [Explanation(single, one.carried) for one in alone for single in one.singles]:
        return _the_only_one(singles)
    pairs = [Explanation(pair, one.carried) for one in alone for pair in one.pairs()]
    if len(pairs) > most_pairs:
        return Explanation()
    # what one value leaves of many is tried on all
    return _the_only_one(_of_use(walk, _explaining(walk, _explaining(walk, pairs, cheapest.number))))


def needed(walk: Walk, found: Explanation, places: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """By part: of the mistakes that explain every value, those that explain the values of this part."""
    if len(found.mistakes) <= 1:
        return dict.fromkeys(places, found.mistakes)
    halves = [replace(found, mistakes=(mistake,)) for mistake in found.mistakes]
    enough = dict.fromkeys(places, halves)

    def look(place: int, suspect: Suspect) -> None:
        enough[place] = [half for half in enough[place] if half.explains(suspect)]

    walk(look)
    return {place: some[0].mistakes if len(some) == 1 else found.mistakes for place, some in enough.items()}


@dataclass
class _Cheapest:
    """Which wrong value takes the least time to work out. Many are tried there first; that changes no result."""

    number: int | None = None
    _least: float = np.inf
    _seen: int = 0

    def look(self, suspect: Suspect) -> None:
        if suspect.wrong and _has_numbers(suspect.got):
            before = time.thread_time()
            suspect.with_mistakes()
            took = time.thread_time() - before
            if took < self._least:
                self.number, self._least = self._seen, took
        self._seen += 1


@dataclass
class _Alone:
    """What mistakes do alone."""

    mistakes: Sequence[Any]
    carried: tuple[Any, ...]
    here: list[Any] = field(default_factory=list)
    """Those that explain the first wrong value."""
    shown: list[Any] = field(default_factory=list)
    """Those that change it."""
    elsewhere: list[Any] = field(default_factory=list)
    """Those that change another wrong value, which none of `here` explains."""
    begun: bool = False
    hopeless: bool = False
    """Whether a wrong value is of no form that a mistake could give."""

    def __post_init__(self) -> None:
        self.singles = [(mistake,) for mistake in self.mistakes]

    def look(self, suspect: Suspect) -> None:
        self.hopeless = self.hopeless or (suspect.wrong and not _has_numbers(suspect.got))
        if self.hopeless:
            self.singles = []
            return
        one = replace(suspect, carried=self.carried)
        if suspect.wrong and not self.begun:
            self.begun = True
            values = [(mistake, one.with_mistakes(mistake)) for mistake in self.mistakes]
            self.here = [mistake for mistake, value in values if one.is_explained_by(value)]
            self.shown = [mistake for mistake, value in values if one.shows(value)]
            self.singles = [single for single in self.singles if single[0] in self.here]
            return
        self.singles = [single for single in self.singles if one.is_explained_by(one.with_mistakes(*single))]
        if suspect.wrong and self.here and not self.singles:
            self.elsewhere += [m for m in self.mistakes if m not in self.elsewhere and one.shows(one.with_mistakes(m))]

    def pairs(self) -> list[tuple[Any, ...]]:
        """Each pair of different mistakes once."""
        if self.hopeless:
            return []
        place = {id(mistake): place for place, mistake in enumerate(self.mistakes)}
        both = itertools.chain(itertools.combinations(self.shown, 2), itertools.product(self.here, self.elsewhere))
        pairs = {tuple(sorted(place[id(mistake)] for mistake in pair)) for pair in both}
        known = [(self.mistakes[one], self.mistakes[other]) for one, other in sorted(pairs)]
        return [pair for pair in known if pair[0].number != pair[1].number]


def _explaining(walk: Walk, candidates: list[Explanation], only: int | None = None) -> list[Explanation]:
    """Those that explain every value, or `only` the one of this number."""
    left, numbers = candidates, itertools.count()

    def look(_place: int, suspect: Suspect) -> None:
        nonlocal left
        if next(numbers) == only or only is None:
            left = [candidate for candidate in left if candidate.explains(suspect)]

    if candidates:
        walk(look)
    return left


def _of_use(walk: Walk, pairs: list[Explanation]) -> list[Explanation]:
    """The pairs of which neither half does nothing: some wrong value is much nearer to both than to the other alone."""
    lacking = [(pair, set(map(id, pair.mistakes))) for pair in pairs]

    def look(_place: int, suspect: Suspect) -> None:
        for pair, useless in lacking:
            value = replace(suspect, carried=pair.carried).with_mistakes(*pair.mistakes)
            for half, other in (pair.mistakes, pair.mistakes[::-1]):
                if suspect.wrong and replace(suspect, carried=(*pair.carried, other)).is_explained_by(value):
                    useless.discard(id(half))

    if pairs:
        walk(look)
    return [pair for pair, useless in lacking if not useless]


def to_diagnoses(mistakes: Iterable[Any]) -> tuple[Diagnosis, ...]:
    """What the record and the feedback keep of mistakes."""
    return tuple(Diagnosis(m.number, m.title, m.lesson) for m in mistakes)


def _off(one: NDArray[Any], other: NDArray[Any]) -> float:
    """The largest difference; inf where only one of the two is nan or inf."""
    with np.errstate(all="ignore"):
        alike = (one == other) | (np.isnan(one) & np.isnan(other))
        off = np.where(alike, 0.0, np.abs(one - other))
    return float(np.max(np.where(np.isnan(off), np.inf, off), initial=0.0))


def _has_numbers(value: Any) -> bool:
    """Whether there is an array of numbers in a value: without one, no mistake of the reference explains it."""
    if isinstance(value, dict):
        return any(map(_has_numbers, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_has_numbers, value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biufc"
    return isinstance(value, (bool, int, float, complex, np.number, np.bool_)) and np.asarray(value).dtype.kind != "O"


def _the_only_one(found: Sequence[Explanation]) -> Explanation:
    numbers = {frozenset(mistake.number for mistake in one.mistakes) for one in found}
    return found[0] if len(numbers) == 1 else Explanation()
