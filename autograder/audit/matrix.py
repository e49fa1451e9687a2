"""What an audit finds: mistake x exercise, how well mistakes are named, and what is not as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import msgspec

#: Titles of the answers that do without the chain rule, or write it themselves: a table of its own.
DIFFERENCES = (
    *("differences: toolkit", "differences: two points", "differences: four points", "differences: relative step"),
    *("differences: complex step", "a tape of one's own"),
)


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
        """Of several ways and keys the worst counts; an answer that was handed in counts before theory."""
        known = self.cells.get(exercise, cell)
        self.cells[exercise] = max(known, cell, key=lambda cell: (cell.planted, _ORDER.index(cell.status)))


@dataclass
class Naming:
    """How often the diagnosis names what is there."""

    named: int = 0
    silent: int = 0
    wrong: int = 0
    alike: int = 0
    """Another mistake gives the same values at all inputs of the test: nobody can tell them apart. Not counted."""

    @property
    def precision(self) -> float:
        """Share of the names that are right."""
        return _share(self.named, self.named + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the mistakes that are named."""
        return _share(self.named, self.named + self.silent + self.wrong)

    def __add__(self, other: Naming) -> Naming:
        return Naming(
            self.named + other.named, self.silent + other.silent, self.wrong + other.wrong, self.alike + other.alike
        )

    def to_json(self) -> dict[str, Any]:
        """The same for scripts."""
        return {**msgspec.to_builtins(self), "precision": self.precision, "recall": self.recall}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


@dataclass
class Audit:
    """The matrix of one assignment."""

    assignment: str
    exercises: tuple[str, ...] = ()
    """grade_ids of the exercises that hidden tests judge on the trusted side."""
    rows: list[Row] = field(default_factory=list)
    right: int = 0
    """How many right answers there are, the solutions among them."""
    found: dict[str, list[str]] = field(default_factory=dict)
    """One sentence for everything that is not as it should be, with the keys under which it is not."""
    keys: tuple[str, ...] = ()
    """The keys that were drawn, in hex; none for the one that is always the same."""
    not_audited: tuple[str, ...] = ()
    """Exercises with ordinary tests, which run in the student's process."""
    naming: dict[str, Naming] = field(default_factory=dict)
    """"singles" and "doubles", handed in, and read off the reference."""
    differences: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    """By title and exercise: what an answer of `DIFFERENCES` earns, at most or, if it is right, at least; of what."""

    def row(self, number: int, title: str) -> Row:
        """The row of a mistake, made at its first use. Mistakes of no list have a row for each title."""
        for row in self.rows:
            if row.number == number and (number or row.title == title):
                return row
        self.rows.append(Row(number, title))
        return self.rows[-1]

    def tell(self, sentence: str, key: str) -> None:
        """Something is not as it should be."""
        self.found.setdefault(sentence, []).append(key)

    def count(self, kind: str, naming: Naming) -> None:
        """Some more mistakes that the diagnosis named, or did not."""
        self.naming[kind] = self.naming.get(kind, Naming()) + naming

    def earned(self, title: str, exercise: str, points: float, of: float, *, right: bool) -> None:
        """What an answer earns under one more key."""
        row = self.differences.setdefault(title, {})
        before = row.get(exercise, (points, of))[0]
        row[exercise] = (min(before, points) if right else max(before, points), of)

    @property
    def problems(self) -> list[str]:
        """One sentence for everything that is not as it should be; empty where all is well."""
        return [self._under(sentence, keys) for sentence, keys in self.found.items()]

    def _under(self, sentence: str, keys: list[str]) -> str:
        if not self.keys:
            return sentence
        others = f" and {len(keys) - 1} more" if len(keys) > 1 else ""
        return f"{sentence.removesuffix('.')}, under the key {keys[0]}{others}."

    def counts(self) -> dict[str, int]:
        """How many cells of the matrix have each status."""
        found = [cell.status for row in self.rows for cell in row.cells.values()]
        return {status.value: found.count(status) for status in Status}

    def __str__(self) -> str:
        counts = self.counts()
        told = ", ".join(f"{counts[s.value]} {s.value}" for s in Status if counts[s.value] or s is Status.MISSED)
        return (
            f"{self.assignment}: {len(self.exercises)} exercises, {self.right} right answers, "
            f"{sum(counts.values())} mistakes: {told}; {diagnosed(self.naming)}"
            + (f"{len(self.problems)} to mend." if self.problems else "all as it should be.")
        )

    def to_json(self) -> dict[str, Any]:
        """The same for scripts."""
        return {
            "assignment": self.assignment,
            "exercises": list(self.exercises),
            "not_audited": list(self.not_audited),
            "keys": list(self.keys),
            "right_answers": self.right,
            "counts": self.counts(),
            "diagnosis": {kind: naming.to_json() for kind, naming in self.naming.items()},
            "mistakes": [
                {"number": row.number or None, "title": row.title, "exercises": msgspec.to_builtins(row.cells)}
                for row in self.rows
            ],
            "differences": self.differences,
            "problems": self.problems,
        }


def diagnosed(naming: dict[str, Naming]) -> str:
    """Precision and recall in one clause."""
    if not naming:
        return ""
    every = [sum((n for kind, n in naming.items() if kind.endswith(name)), Naming()) for name in ("singles", "doubles")]
    precision = (every[0] + every[1]).precision
    recalls = [
        f"{n.recall:.1%} of {n.named + n.silent + n.wrong} {name}"
        for name, n in zip(("singles", "doubles"), every, strict=True)
        if n.named + n.silent + n.wrong
    ]
    return f"diagnosis: precision {precision:.1%}, names {' and '.join(recalls) or 'none'}; "


def merged(audits: Iterable[Audit]) -> Audit:
    """The same assignment under the keys of all."""
    first, *others = audits
    for other in others:
        for number, title, exercise, cell in _cells(other):
            first.row(number, title).add(exercise, cell)
        for sentence, keys in other.found.items():
            first.found.setdefault(sentence, []).extend(keys)
        for kind, naming in other.naming.items():
            first.count(kind, naming)
        for title, row in other.differences.items():
            for exercise, (points, of) in row.items():
                first.earned(title, exercise, points, of, right=not title.startswith("differences"))
        first.keys += other.keys
    return first


def _cells(audit: Audit) -> Iterator[tuple[int, str, str, Cell]]:
    for row in audit.rows:
        for exercise, cell in row.cells.items():
            yield row.number, row.title, exercise, cell
