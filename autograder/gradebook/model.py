"""What is read back out of the gradebook. Pure data."""

from __future__ import annotations

from dataclasses import dataclass
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
