"""One check of a hidden test with its own points: what was judged in it, and what it ends with."""

from __future__ import annotations

from dataclasses import dataclass, field

from autograder.errors import CannotJudge
from autograder.judge.judging import WrongAnswer
from autograder.outcomes import Outcome, StudentFault
from autograder.record.model import Finding, PartResult


@dataclass
class Part:
    """A part while it is judged."""

    title: str
    points: float
    judged: int = 0
    """Values and conditions so far."""
    ordinary: int = 0
    """Values of ordinary inputs among them, conditions too."""
    confirmed: int = 0
    """Points at which numbers confirmed the reference."""
    unconfirmed: int = 0
    """Points at which they were too noisy to say anything."""
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.points >= 0:
            raise CannotJudge(f"The part {self.title!r} is worth {self.points:g} points; it cannot be less than 0.")

    def count(self, confirmed: bool | None, *, ordinary: bool = True) -> None:
        """One more value is judged; what numbers said of its reference is as `Expectation.confirmed` gives it."""
        self.judged += 1
        self.ordinary += ordinary
        self.confirmed += confirmed is True
        self.unconfirmed += confirmed is False

    def earned(self) -> PartResult:
        """Nothing in it was wrong; raises CannotJudge where that says nothing."""
        if not self.judged:
            raise CannotJudge(f"In the part {self.title!r} nothing was judged: it calls `expect` not once.")
        if self.unconfirmed and not self.confirmed:
            raise CannotJudge(f"In the part {self.title!r} no drawn point allowed a numerical confirmation.")
        finding = Finding(" ".join(dict.fromkeys(self.notes))) if self.notes else None
        return PartResult(self.title, self.points, self.points, Outcome.PASSED, finding)

    def lost(self, fault: WrongAnswer | StudentFault, *, with_place: bool) -> PartResult:
        """A wrong answer or a fault ended it. The place of a fault is told only `with_place`."""
        if isinstance(fault, WrongAnswer):
            return PartResult(self.title, 0.0, self.points, Outcome.FAILED, fault.finding)
        message = f"{fault.message} {fault.place}".strip() if with_place else fault.message
        return PartResult(self.title, 0.0, self.points, fault.outcome, Finding(message))
