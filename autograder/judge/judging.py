"""Judges one value: by the rule, then as built on mistakes that were charged before, then among the known mistakes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.errors import CannotJudge
from autograder.judge.diagnosis import (
    DOES_NOT_CONFORM,
    MATCH,
    MATCH_FLOAT32,
    Mistake,
    Reference,
    Suspect,
    Walk,
    Want,
    needed,
    search,
    to_diagnoses,
)
from autograder.judge.rule import FLOAT64_TOLERANCE, Comparison, compare
from autograder.judge.structure import Label, block_name, pair_up
from autograder.kernel.protocol import Value
from autograder.record.model import Finding

#: Of values that tell the chain rule from differences.
CHAIN_RULE_TOLERANCE = 1e-9
NOT_THE_CHAIN_RULE = (
    "Right at ordinary inputs, wrong at inputs where a difference quotient has no digits left. This exercise asks for "
    "the chain rule, or a formula: finite differences and complex steps earn nothing."
)
#: Mistakes of an earlier exercise that are tried together, at most: 2^4 subsets.
MOST_CARRIED = 4
NOT_CHARGED_AGAIN = "Built on an earlier mistake, which is not charged again; this step is right."


class WrongAnswer(Exception):
    """A condition does not hold, or a value is not of the form that was asked for: ends the running part."""

    def __init__(self, finding: Finding, mistakes: Sequence[Any] = ()) -> None:
        super().__init__(finding.message)
        self.finding = finding
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Charge:
    """A known mistake that cost points, and the student's functions in which it was found."""

    mistake: Any
    functions: frozenset[str]


@dataclass(frozen=True)
class NoMistakes:
    """Stands for the reference where a test expects a plain value."""

    right: Any = None
    mistakes: tuple[Any, ...] = ()

    def with_mistakes(self, *_mistakes: Any) -> Any:
        """There are none."""
        return self.right

    def within(self, mistake: Any, _steps: Iterable[str]) -> Any:
        """There are none."""
        return mistake


@dataclass(frozen=True)
class Expectation:
    """What a hidden test expects of one value."""

    want: Want
    reference: Reference
    what: Label
    bias_column: bool = False
    tolerance: float = FLOAT64_TOLERANCE
    builds_on: tuple[str, ...] = ()
    """The tests whose named mistakes are not charged a second time here."""
    confirm: Callable[[], Any] | None = None
    """Gives a numerical derivative, or raises `ArithmeticError` where it is too noisy to confirm anything."""
    chain_rule: bool = False
    """Whether the input is one at which differences have no digits left: then no known mistake is looked for."""

    @classmethod
    def of(cls, want: Want | Value, reference: Reference | None, what: Label, **named: Any) -> Expectation:
        """Of a function of the reference's table, or of a plain value."""
        if not callable(want):
            return cls(lambda _table: want, NoMistakes(), what, **named)
        if reference is None:
            raise CannotJudge("`expect` was given a function of the reference, but no `reference=`.")
        return cls(want, reference, what, **named)

    def __post_init__(self) -> None:
        if self.chain_rule and self.confirm is not None:
            raise CannotJudge(f"Differences cannot confirm {self.what} at an input that is to tell them apart.")

    def right(self) -> Value:
        """The right value; what fails here is ours, since no answer of a student takes part in it."""
        try:
            return self.want(self.reference.right)
        except DOES_NOT_CONFORM as problem:
            raise CannotJudge(f"The reference has no value for {self.what}: {type(problem).__name__}.") from problem

    def confirmed(self, right: Value) -> bool | None:
        """Whether numbers that owe nothing to the reference agree with it; None where they say nothing.

        Raises CannotJudge where they contradict it: then the fault is ours.
        """
        if self.confirm is None:
            return None
        try:
            numerical = self.confirm()
        except ArithmeticError:
            return False
        if name := _disagreement(right, numerical, self.what):
            raise CannotJudge(f"The reference and the numerical derivative disagree on {name}.")
        return True


@dataclass(frozen=True)
class Judged:
    """One value, and what was found of it."""

    got: Value
    expected: Expectation
    comparison: Comparison
    excused: bool = False
    """Wrong, but right as built on mistakes that were charged before."""

    @property
    def ok(self) -> bool:
        """Whether the value costs nothing."""
        return self.comparison.ok or self.excused

    @property
    def note(self) -> str:
        """What is worth saying although it costs nothing."""
        return NOT_CHARGED_AGAIN if self.excused else self.comparison.note

    @property
    def is_zero(self) -> bool:
        """Whether every number in it is 0."""
        blocks = self.comparison.blocks
        return bool(blocks) and all(np.all(block.got == 0) for block in blocks)

    @property
    def suspect(self) -> Suspect:
        """As it is compared with known mistakes."""
        expected, single = self.expected, self.comparison.single
        tolerance = max((block.tolerance for block in self.comparison.blocks), default=expected.tolerance)
        match = tolerance if self.ok else MATCH_FLOAT32 if single else MATCH
        return Suspect(
            self.got,
            expected.want,
            expected.reference,
            expected.what,
            (),
            match,
            tolerance,
            expected.bias_column,
            not self.ok,
        )

    def finding(self, mistakes: Sequence[Any] = (), *, after_right: bool = True) -> Finding:
        """What is said where it is wrong; `after_right`: all before it was right, at ordinary inputs."""
        comparison = self.comparison
        message = NOT_THE_CHAIN_RULE if after_right and self._looks_like_differences() else comparison.message
        return Finding(f"{message} {comparison.note}".strip(), to_diagnoses(mistakes), comparison.heatmap)

    def _looks_like_differences(self) -> bool:
        """Whether numbers of the right form are wrong where only the chain rule gives the right ones."""
        blocks = self.comparison.blocks
        finite = all(np.all(np.isfinite(block.got[np.isfinite(block.want)])) for block in blocks)
        return self.expected.chain_rule and bool(blocks) and finite


def judge(
    got: Value,
    expected: Expectation,
    right: Value,
    charged: Mapping[str, Sequence[Charge]],
    *,
    built_on_single: bool = False,
) -> Judged:
    """The verdict on one value; `charged` are the mistakes named before, by the grade_id of the test."""

    def compared(value: Value) -> Comparison:
        return compare(
            got,
            value,
            expected.what,
            bias_column=expected.bias_column,
            built_on_single=built_on_single,
            tolerance=expected.tolerance,
            chain_rule=expected.chain_rule,
        )

    comparison = compared(right)
    if comparison.ok:
        return Judged(got, expected, comparison)
    suspect = Judged(got, expected, comparison).suspect
    for subset in _subsets(_carried(expected, charged)):
        wrong = replace(suspect, carried=subset).with_mistakes()
        if wrong is not None and compared(wrong).ok:
            return Judged(got, expected, comparison, excused=True)
    return Judged(got, expected, comparison)


def explain(
    walk: Walk, wrong: Judged, charged: Mapping[str, Sequence[Charge]], places: Iterable[int]
) -> dict[int, tuple[Any, ...]]:
    """By part, the known mistakes that explain all values of a test, of which `wrong` is the first wrong one.

    They are looked for first without, then on top of mistakes that were charged before; where several explain, none is
    named.
    """
    known = wrong.expected.reference.mistakes
    found, carried = search(walk, known), _carried(wrong.expected, charged)
    if not found.mistakes and carried:
        found = search(walk, known, list(itertools.product(*carried)))
    return needed(walk, found, places)


def requirement(holds: bool | Callable[[], Any], otherwise: str, mistake: Mistake | None) -> WrongAnswer | None:
    """None where it holds. A condition that fails on a value of odd form does not hold."""
    try:
        fulfilled = bool(holds() if callable(holds) else holds)
    except (*DOES_NOT_CONFORM, MemoryError):
        fulfilled = False
    mistakes = () if mistake is None else (mistake,)
    return None if fulfilled else WrongAnswer(Finding(otherwise, to_diagnoses(mistakes)), mistakes)


def in_single(value: Value) -> bool:
    """Whether there are numbers of float32 or float16 in a value."""
    if isinstance(value, (list, tuple)):
        return any(map(in_single, value))
    if isinstance(value, dict):
        return any(map(in_single, value.values()))
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype in (np.float32, np.float16)


def _carried(expected: Expectation, charged: Mapping[str, Sequence[Charge]]) -> list[tuple[Any, ...]]:
    """For each mistake that was charged before: as a habit, and as made in the charged function alone."""
    found: dict[int, tuple[Any, ...]] = {}
    if expected.reference.mistakes:
        for charge in (charge for test in expected.builds_on for charge in charged.get(test, ())):
            mistake = charge.mistake
            found.setdefault(mistake.number, (mistake, expected.reference.within(mistake, charge.functions)))
    return list(found.values())[:MOST_CARRIED]


def _subsets(carried: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Every choice of some of the mistakes, each in one of its two forms."""
    for size in range(1, len(carried) + 1):
        for chosen in itertools.combinations(carried, size):
            yield from itertools.product(*chosen)


def _disagreement(right: Value, numerical: Any, what: Label) -> str:
    """Name of the first block where the reference is outside the numerical derivative's tolerance.

    The tolerance is relative to the largest entry of its block, or of all blocks where that is 0.
    """
    blocks: list[tuple[Any, Any, Any, Label]]
    if isinstance(right, dict):
        blocks = [(right[k], numerical.value[k], numerical.tolerance[k], block_name(str(what), k)) for k in right]
    else:
        blocks = [(right, numerical.value, numerical.tolerance, what)]
    largest = max((float(np.max(np.abs(value), initial=0.0)) for _, value, _, _ in blocks), default=0.0)
    for ours, theirs, tolerance, name in blocks:
        scale = float(np.max(np.abs(theirs), initial=0.0)) or largest
        for pair in pair_up(ours, theirs, name):
            if not np.all(np.abs(pair.got - pair.want) <= tolerance * scale):
                return pair.name
    return ""
