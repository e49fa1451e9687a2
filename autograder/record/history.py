"""What became of grades in the course of time, beside the records: every move, and what each notebook took.

Tables that grow by a line at a time, in the course's state folder; a record itself says nothing of any clock.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from autograder.spreadsheet import FORMULA, as_csv


@dataclass(frozen=True)
class Moved:
    """A line of the table of moves: an exercise that earned another number of points than before."""

    time: str
    """YYYY-MM-DD HH:MM:SS UTC."""
    student: str
    notebook: str
    exercise: str
    """Its grade_id."""
    before: float | None
    """Points; None: it was open."""
    after: float | None
    why: str
    """In a few words."""

    @property
    def change(self) -> float:
        """By how many points."""
        return (self.after or 0.0) - (self.before or 0.0)


def now() -> str:
    """The time as the tables have it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def moves_file(state: Path, assignment: str) -> Path:
    """The table of every move of an assignment, also of runs that were stopped."""
    return state / "moved" / f"{assignment}.csv"


def times_file(state: Path, assignment: str) -> Path:
    """The table of what it took to grade each notebook of an assignment, run by run."""
    return state / "took" / f"{assignment}.csv"


def add_moves(state: Path, assignment: str, moved: Sequence[Moved]) -> None:
    """Add to the table of moves."""
    _add(moves_file(state, assignment), [field.name for field in fields(Moved)], [astuple(one) for one in moved])


def all_moves(state: Path, assignment: str) -> list[Moved]:
    """Every move that was kept, the earliest first."""
    return [
        Moved(row[0], _name(row[1]), _name(row[2]), _name(row[3]), _points(row[4]), _points(row[5]), _name(row[6]))
        for row in _rows(moves_file(state, assignment), len(fields(Moved)))
    ]


def add_time(state: Path, assignment: str, student: str, notebook: str, seconds: float) -> None:
    """Add what a notebook took, on the clock."""
    path = times_file(state, assignment)
    _add(path, ["time", "student", "notebook", "seconds"], [[now(), student, notebook, round(seconds, 2)]])


def all_times(state: Path, assignment: str) -> dict[tuple[str, str], float]:
    """(student, notebook) -> the seconds that it took when it was graded last."""
    rows = _rows(times_file(state, assignment), 4)
    return {(_name(row[1]), _name(row[2])): taken for row in rows if (taken := _points(row[3])) is not None}


def _add(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if not rows:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = as_csv(header, rows)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text.partition("\n")[2] if file.tell() else text)


def _rows(path: Path, columns: int) -> Iterator[list[str]]:
    """The rows of a table behind its head; one that was cut off by a kill is left out."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            yield from (row for row in rows if len(row) == columns)
    except OSError:
        return


def _name(text: str) -> str:
    """A text as it was before it was kept from being a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def _points(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
