"""What the reference knows: which mistakes show at the hidden inputs of a test, how much, and under which name.

The reference is evaluated with each of its mistakes, and with some pairs, at every input of a test, as if the values
came from a student. The diagnosis sees all values of the test together, as it does in a graded run.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from types import CellType, FunctionType
from typing import Any

import numpy as np

from autograder.audit.matrix import Naming, Status
from autograder.judge.diagnosis import DOES_NOT_CONFORM, Look, explanation
from autograder.judge.judging import Expectation, Judged, judge

#: A mistake that can show must move the result by this much of its block's scale, on some hidden input at least.
MARGIN = 1e-2
#: `__name__` of a hidden test that runs.
HIDDEN_TEST = "__hidden_test__"
#: Pairs of mistakes that are tried in a test, under one key.
PAIRS = 12


@dataclass(frozen=True)
class Known:
    """A mistake of the reference, or a pair, at the hidden inputs of a test."""

    numbers: tuple[int, ...]
    titles: tuple[str, ...]
    status: Status
    naming: Naming


@dataclass(frozen=True)
class _Remembering:
    """Stands for a reference: a table is the tuple of its mistakes, so that values need not be computed twice."""

    mistakes: Sequence[Any]
    right: tuple[Any, ...] = ()

    def with_mistakes(self, *mistakes: Any) -> tuple[Any, ...]:
        """The mistakes."""
        return mistakes

    def within(self, mistake: Any, _steps: Collection[str]) -> Any:
        """The mistake: nothing was charged before."""
        return mistake


@dataclass
class Inputs:
    """The hidden inputs of a test: what is expected at each. Keep them while the test runs: it binds its names anew."""

    by_reference: list[tuple[Any, list[Expectation]]] = field(default_factory=list)

    def keep(self, expectation: Expectation) -> None:
        """What is expected at one more input."""
        reference = expectation.reference
        if expectation.chain_rule or not reference.mistakes:
            return
        kept = next((kept for known, kept in self.by_reference if known is reference), None)
        if kept is None:
            kept = []
            self.by_reference.append((reference, kept))
        want = _remembered(_frozen(expectation.want), reference.with_mistakes)
        kept.append(replace(expectation, want=want, reference=_Remembering(reference.mistakes), confirm=None))

    def known(self, rng: np.random.Generator) -> list[Known]:
        """All mistakes that show at these inputs, alone and some of them in pairs."""
        found: list[Known] = []
        for reference, kept in self.by_reference:
            alone = [(mistake, _judged((mistake,), kept)) for mistake in reference.mistakes]
            shown = {id(m): (m, values) for m, values in alone if not all(value.ok for value in values)}
            found += [_known((mistake,), values, reference.mistakes) for mistake, values in shown.values()]
            pairs = [
                (one, two)
                for (one, _), (two, _) in itertools.combinations(shown.values(), 2)
                if one.number != two.number
            ]
            for pair in rng.permutation(len(pairs))[:PAIRS]:
                values = _judged(pairs[pair], kept)
                if not all(value.ok for value in values):
                    found.append(_known(pairs[pair], values, reference.mistakes))
        return found


def _judged(mistakes: tuple[Any, ...], kept: Sequence[Expectation]) -> list[Judged]:
    """The values with these mistakes, judged; none where they leave nothing to compute."""
    judged = []
    with np.errstate(all="ignore"):
        for expectation in kept:
            try:
                got = expectation.want(mistakes)
            except DOES_NOT_CONFORM:
                return []
            judged.append(judge(got, expectation, expectation.right(), {}))
    return judged


def _known(mistakes: tuple[Any, ...], values: Sequence[Judged], all_known: Sequence[Any]) -> Known:
    def walk(look: Look) -> None:
        for value in values:
            look(0, value.suspect)

    planted = {mistake.number for mistake in mistakes}
    named = {mistake.number for mistake in explanation(walk, all_known)}
    if named:
        # what is named explains every value: another name is as good
        naming = Naming(named=1) if named <= planted else Naming(alike=1)
    else:
        naming = Naming(alike=1) if _others_explain(values, mistakes, all_known) else Naming(silent=1)
    status = Status.FAINT if max(map(_error, values)) < MARGIN else Status.NAMED if naming.named else Status.CAUGHT
    return Known(tuple(sorted(planted)), tuple(mistake.title for mistake in mistakes), status, naming)


def _others_explain(values: Sequence[Judged], mistakes: tuple[Any, ...], all_known: Sequence[Any]) -> bool:
    """Whether a mistake of another number, or a pair of others, gives the same values."""
    numbers = {mistake.number for mistake in mistakes}
    others = [mistake for mistake in all_known if mistake.number not in numbers]
    candidates: list[tuple[Any, ...]] = [(other,) for other in others]
    if len(mistakes) > 1:
        candidates += [(mistake, other) for mistake in mistakes for other in others]
    return any(
        all(value.suspect.is_explained_by(value.suspect.with_mistakes(*candidate)) for value in values)
        for candidate in candidates
    )


def _error(value: Judged) -> float:
    """The largest relative error of a block; 0 where the rule accepts the value, inf where its form is wrong."""
    if value.ok:
        return 0.0
    errors = [block.error if np.isfinite(block.error) else np.inf for block in value.comparison.blocks]
    return max(errors, default=np.inf)


def _frozen(function: Any) -> Any:
    """A function of the hidden test with the values that its names have now; anything else as it is."""
    if not isinstance(function, FunctionType) or function.__globals__.get("__name__") != HIDDEN_TEST:
        return function
    names = dict(function.__globals__)
    for name, value in names.items():  # what it calls may read the same names
        if isinstance(value, FunctionType) and value.__globals__ is function.__globals__:
            names[name] = _bound(value, names, value.__closure__)
    cells = tuple(CellType(_frozen(cell.cell_contents)) for cell in function.__closure__ or ())
    return _bound(function, names, cells)


def _bound(function: FunctionType, names: dict[str, Any], cells: tuple[CellType, ...] | None) -> FunctionType:
    bound = FunctionType(function.__code__, names, function.__name__, function.__defaults__, cells)
    bound.__kwdefaults__ = function.__kwdefaults__
    return bound


def _remembered(want: Callable[[Any], Any], table: Callable[..., Any]) -> Callable[[Sequence[Any]], Any]:
    """The value for a tuple of mistakes, computed once."""
    known: dict[tuple[int, ...], Any] = {}

    def value(mistakes: Sequence[Any]) -> Any:
        key = tuple(map(id, mistakes))
        if key not in known:
            try:
                known[key] = want(table(*mistakes))
            except DOES_NOT_CONFORM as problem:
                known[key] = problem
        if isinstance(known[key], Exception):
            raise known[key]
        return known[key]

    return value
