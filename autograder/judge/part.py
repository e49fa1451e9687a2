"""One check of a hidden test with its own points: what was judged in it, and what it ends with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.errors import CannotJudge
from autograder.judge.judging import Judged, WrongAnswer
from autograder.outcomes import Outcome, StudentFault
from autograder.record.model import Finding, PartResult, Strip


@dataclass
class Part:
    """A part while it is judged. It goes on behind a wrong value: what comes there tells which mistake it is."""

    title: str
    points: float
    values: list[Judged] = field(default_factory=list)
    """All that were judged, in order."""
    conditions: int = 0
    """How many were judged beside them."""
    wrong: Judged | None = None
    """The first wrong value."""
    fault: WrongAnswer | StudentFault | None = None
    """What ended it, if nothing was wrong before."""
    given_ours: bool = False
    """Whether the student's functions were given one of ours."""
    asked_ours: bool = False
    """Whether they called it."""
    functions: frozenset[str] = frozenset()
    """The student's functions that were called before it was lost."""
    confirmed: int = 0
    """Points at which numbers confirmed the reference."""
    unconfirmed: int = 0
    """Points at which they were too noisy to say anything."""
    notes: list[str] = field(default_factory=list)
    strips: list[Strip] = field(default_factory=list)
    """A product of matrices that those see who got it right."""

    def __post_init__(self) -> None:
        if not self.points >= 0:
            raise CannotJudge(f"The part {self.title!r} is worth {self.points:g} points; it cannot be less than 0.")

    @property
    def is_lost(self) -> bool:
        """Whether something was wrong in it, or ended it."""
        return self.wrong is not None or self.fault is not None

    def count(self, confirmed: bool | None) -> None:
        """One more reference value; what numbers said of it is as `Expectation.confirmed` gives it."""
        self.confirmed += confirmed is True
        self.unconfirmed += confirmed is False

    def result(self, mistakes: Sequence[Any], *, with_place: bool) -> PartResult:
        """What it earned; raises CannotJudge where nothing was wrong and that says nothing.

        `mistakes` explain its wrong values. The place of a fault is told only `with_place`.
        """
        if self.wrong is not None:
            ordinary = any(not value.expected.chain_rule for value in self.values)
            finding = self.wrong.finding(mistakes, after_right=ordinary)
            return PartResult(self.title, 0.0, self.points, Outcome.FAILED, finding)
        if isinstance(self.fault, WrongAnswer):
            return PartResult(self.title, 0.0, self.points, Outcome.FAILED, self.fault.finding)
        if self.fault is not None:
            message = f"{self.fault.message} {self.fault.place}".strip() if with_place else self.fault.message
            return PartResult(self.title, 0.0, self.points, self.fault.outcome, Finding(message))
        return self._earned()

    def _earned(self) -> PartResult:
        if not self.values and not self.conditions:
            raise CannotJudge(f"In the part {self.title!r} nothing was judged: it calls `expect` not once.")
        if self.unconfirmed and not self.confirmed:
            raise CannotJudge(f"In the part {self.title!r} no drawn point allowed a numerical confirmation.")
        told = self.notes or self.strips
        finding = Finding(" ".join(dict.fromkeys(self.notes)), strips=tuple(self.strips)) if told else None
        return PartResult(self.title, self.points, self.points, Outcome.PASSED, finding)
