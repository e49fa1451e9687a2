"""What an audit finds: mistake x exercise, and the sentences about what is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import msgspec


class Status(Enum):
    """What becomes of a mistake in an exercise, best first."""

    NAMED = "named"
    CAUGHT = "caught"
    """It loses points, and the diagnosis does not say which mistake it is."""
    FAINT = "faint"
    """It shows at the hidden inputs, but by less than 1e-2 of its block's scale."""
    MISNAMED = "misnamed"
    MISSED = "missed"

    @property
    def is_right(self) -> bool:
        """Whether the hidden test does its duty."""
        return self in (Status.NAMED, Status.CAUGHT)


_ORDER = list(Status)


@dataclass(frozen=True)
class Cell:
    """One mistake in one exercise."""

    status: Status
    planted: bool
    """Handed in as an answer; otherwise read off the reference at the hidden inputs."""


@dataclass
class Row:
    """One mistake in all exercises of an assignment."""

    number: int
    """Number in the catalogue, 0 for a mistake that is in no list."""
    title: str
    cells: dict[str, Cell] = field(default_factory=dict)
    """By grade_id of the exercise; absent where the mistake cannot occur."""

    def add(self, exercise: str, cell: Cell) -> None:
        """Of several ways to make a mistake the worst counts; an answer that was handed in counts before theory."""
        known = self.cells.get(exercise, cell)
        self.cells[exercise] = max(known, cell, key=lambda cell: (cell.planted, _ORDER.index(cell.status)))


@dataclass
class Audit:
    """The matrix of one assignment."""

    assignment: str
    exercises: tuple[str, ...]
    """grade_ids of the exercises that hidden tests judge on the trusted side."""
    rows: list[Row] = field(default_factory=list)
    right: int = 0
    """How many right answers were judged, the solutions among them."""
    problems: list[str] = field(default_factory=list)
    """One sentence for everything that is not as it should be; empty where all is well."""
    not_audited: tuple[str, ...] = ()
    """Exercises with ordinary tests, which run in the student's process."""

    def row(self, number: int, title: str) -> Row:
        """The row of a mistake, made at its first use. Mistakes of no list have a row for each title."""
        for row in self.rows:
            if row.number == number and (number or row.title == title):
                return row
        self.rows.append(Row(number, title))
        return self.rows[-1]

    def counts(self) -> dict[str, int]:
        """How many cells of the matrix have each status."""
        found = [cell.status for row in self.rows for cell in row.cells.values()]
        return {status.value: found.count(status) for status in Status}

    def __str__(self) -> str:
        counts = self.counts()
        told = ", ".join(f"{counts[s.value]} {s.value}" for s in Status if counts[s.value] or s is Status.MISSED)
        return (
            f"{self.assignment}: {len(self.exercises)} exercises, {self.right} right answers, "
            f"{sum(counts.values())} mistakes: {told}; "
            + (f"{len(self.problems)} to mend." if self.problems else "all as it should be.")
        )

    def to_json(self) -> dict[str, Any]:
        """The same for scripts."""
        return {
            "assignment": self.assignment,
            "exercises": list(self.exercises),
            "not_audited": list(self.not_audited),
            "right_answers": self.right,
            "counts": self.counts(),
            "mistakes": [
                {"number": row.number or None, "title": row.title, "exercises": msgspec.to_builtins(row.cells)}
                for row in self.rows
            ],
            "problems": list(self.problems),
        }
