"""Who moved, by how much, and why: an earlier record of a notebook beside the present one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.record.history import Moved, add_moves, now
from autograder.record.model import ItemResult, NotebookRecord

#: Inputs of a record -> what is said where they differ, in the order in which it is said.
_CAUSES = {
    ("submission",): "the submission changed",
    ("grader", "references"): "the grader changed",
    ("environment", "limits"): "packages or limits changed",
    ("seed",): "the course's secret changed",
}


@dataclass(frozen=True)
class Move:
    """An exercise that earns another number of points than before."""

    student: str
    assignment: str
    notebook: str
    grade_id: str
    before: float | None
    """None: it was open."""
    after: float | None
    why: str
    """In a few words."""


def moves(before: NotebookRecord | None, after: NotebookRecord) -> list[Move]:
    """What moved from a record to the next of the same notebook; nothing where there was none."""
    if before is None:
        return []
    old, new = ({item.grade_id: item for item in record.items} for record in (before, after))
    return [
        Move(
            after.student,
            after.assignment,
            after.notebook,
            name,
            *points,
            ", ".join(_why(before, after, old.get(name), new.get(name))),
        )
        for name in {**old, **new}
        if (points := (_points(old.get(name)), _points(new.get(name))))[0] != points[1]
    ]


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """Why a record's key is another, beside what changed in the notebook of the course."""
    return [why for names, why in _CAUSES.items() if any(before.get(name) != after.get(name) for name in names)]


def keep(state: Path, moved: Sequence[Move]) -> None:
    """Add moves to the table of their assignment."""
    if moved:
        lines = [Moved(now(), one.student, one.notebook, one.grade_id, one.before, one.after, one.why) for one in moved]
        add_moves(state, moved[0].assignment, lines)


def _points(item: ItemResult | None) -> float | None:
    return None if item is None or item.points is None else float(item.points)


def _why(
    before: NotebookRecord, after: NotebookRecord, old: ItemResult | None, new: ItemResult | None
) -> Iterator[str]:
    if old is None or new is None:
        yield "the exercise was dropped" if new is None else "the exercise was added"
        return
    if old.outcome.is_ours or new.outcome.is_ours:
        yield f"it {'could' if old.outcome.is_ours else 'can'} not be judged{' before' * old.outcome.is_ours}"
    yield from _of_the_course(before.inputs, after.inputs, old, new)
    yield from changed(before.inputs, after.inputs)
    if before.key == after.key and not (old.outcome.is_ours or new.outcome.is_ours):
        yield "the same work, graded again: its outcome varies"


def _of_the_course(
    before: Mapping[str, str], after: Mapping[str, str], old: ItemResult, new: ItemResult
) -> Iterator[str]:
    """What of the source is another: the points, the test itself, or only what stands around it."""
    if old.max_points != new.max_points:
        yield f"it is worth {new.max_points:g} points, not {old.max_points:g}"
    if old.judged_by and old.judged_by != new.judged_by:
        yield "its test changed"
    elif before.get("master") != after.get("master") and old.max_points == new.max_points:
        yield "the notebook of the course changed elsewhere"
