"""What is read back out of the gradebook. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True)
class ManualGrade:
    """What a member of the staff gave to an item."""

    points: float | None
    """Extra credit included; None where there is a comment, and no points yet (or the automatic points stand)."""
    comment: str = ""
    """Plain text for the student."""


class Score(NamedTuple):
    """One grade, as nbgrader keeps it."""

    auto: float | None
    """Points of the engine; None where it has none to give."""
    manual: float | None
    """Points given by hand; they count instead of `auto`."""


@dataclass(frozen=True)
class Standing:
    """What a submitted notebook counts, as nbgrader counts it: table, page, gradebook and export all say this."""

    automatic: float
    """Points of the engine, where nobody gave others."""
    by_hand: float
    """Points that the staff gave, extra credit included."""
    open: float
    """What is worth those exercises that nobody has decided yet."""
    penalty: float
    """Taken off for being late."""
    maximum: float
    late: bool = False
    given: frozenset[str] = frozenset()
    """Exercises, by grade_id, whose points the staff gave."""
    over: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """grade_id -> (points by hand, what it is worth), where more was given than that, extra credit apart."""
    again: tuple[str, ...] = ()
    """Decided exercises that are to be looked at again."""
    engine: Mapping[str, float | None] = field(default_factory=dict)
    """grade_id -> the engine's points as the gradebook has them."""

    @property
    def total(self) -> float:
        """The grade."""
        return max(0.0, self.automatic + self.by_hand - self.penalty)

    def flagged(self) -> list[str]:
        """A sentence for each exercise that has more points than it is worth now."""
        return [
            f"{name} has {points:g} points by hand and is worth {most:g} now; give it others in the formgrader."
            for name, (points, most) in self.over.items()
        ]
