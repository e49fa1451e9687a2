"""Whether the solution earns its own marks: what a record must show before a release may go out. Pure."""

from __future__ import annotations

from autograder.course.master import Master, MasterCell
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord

_SAME = 1e-9


def automatic(master: Master) -> list[MasterCell]:
    """The cells whose points a test decides."""
    return [cell for cell in master.cells if cell.grade and not cell.solution and not cell.task]


def shortfalls(master: Master, record: NotebookRecord) -> list[str]:
    """One sentence for each automatic item that the solution does not pass in full; empty when it earns them all.

    An item that is missing from the record counts as not passed: no evidence, no release.
    """
    found: list[str] = []
    items = {item.grade_id: item for item in record.items}
    for cell in automatic(master):
        where = f"{master.notebook}.ipynb, {cell.grade_id} ({cell.title})"
        item = items.get(cell.grade_id)
        if item is None:
            found.append(f"{where}: the grader returned no result for the solution.")
            continue
        if item.max_points != cell.points:
            found.append(f"{where}: the cell is worth {cell.points:g} points, its parts {item.max_points:g}.")
        if not _full(item):
            points = f"{item.points:g}" if item.points is not None else "none"
            found.append(f"{where}: the solution earns {points} of {cell.points:g} points; {_reason(item)}")
    return found


def _full(item: ItemResult) -> bool:
    passed = item.outcome is Outcome.PASSED and all(part.outcome is Outcome.PASSED for part in item.parts)
    return passed and item.points is not None and abs(item.points - item.max_points) <= _SAME


def _reason(item: ItemResult) -> str:
    """The first part that fails and why, or what is known of the whole item."""
    part = next((part for part in item.parts if part.outcome is not Outcome.PASSED), None)
    if part is None:
        return item.staff_note or item.message or f"{item.outcome.value}."
    said = part.finding.message if part.finding else item.staff_note or item.message
    return f'part "{part.title}": {part.outcome.value}' + (f": {said}" if said else ".")
