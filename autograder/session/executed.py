"""The graded notebook as the formgrader shows it: released sources, cleaned outputs, and the judge's summary."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.intake.sanitise import PreparedCell
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult
from autograder.session.session import Ran

_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def executed_notebook(ran: Sequence[Ran], kernel_metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Nbformat 4 data of the notebook as it was run. Hidden tests are not in it.

    Of nbgrader's marks it holds the grade_id only; `gradebook.cells.mark` makes the others from the master.
    """
    taken: set[str] = set()
    cells = [_cell(step, index, taken) for index, step in enumerate(ran)]
    return {"cells": cells, "metadata": dict(kernel_metadata), "nbformat": 4, "nbformat_minor": 5}


def _cell(step: Ran, index: int, taken: set[str]) -> dict[str, Any]:
    cell = step.cell
    data: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "id": _unique_id(cell, index, taken),
        "metadata": {"nbgrader": {"grade_id": cell.master.grade_id}} if cell.master is not None else {},
        "source": cell.source,
    }
    if cell.attachments:
        data["attachments"] = cell.attachments
    if cell.cell_type == "code":
        outputs = list(step.execution.outputs) if step.execution else []
        data |= {"execution_count": None, "outputs": outputs + _summary(step)}
    return data


def _unique_id(cell: PreparedCell, index: int, taken: set[str]) -> str:
    """A cell id of nbformat's form: the master's, or one of ours. None that a student chose."""
    wanted = cell.master.cell_id if cell.master is not None else ""
    if not _CELL_ID.fullmatch(wanted) or wanted in taken:
        wanted = f"cell-{index}"
    while wanted in taken:
        wanted += "-x"
    taken.add(wanted)
    return wanted


def _summary(step: Ran) -> list[dict[str, Any]]:
    """What the judge found, as text of ours below the outputs of a test cell."""
    if step.item is None or step.item.outcome is Outcome.MANUAL:
        return []
    text = "\n".join(summary_lines(step.item))
    return [{"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}]


def summary_lines(item: ItemResult) -> list[str]:
    """The item and its parts, a line each; for staff and students alike."""
    points = "not judged" if item.points is None else f"{item.points:g} of {item.max_points:g} points"
    lines = [f"{points}: {item.outcome.value}"]
    for part in item.parts:
        lines.append(f"  {part.points:g}/{part.max_points:g}  {part.title}: {part.outcome.value}".replace("  : ", "  "))
        if part.finding is not None:
            lines.append(f"        {part.finding.message}")
            lines += [f"        Known mistake {d.number}: {d.title}. {d.lesson}" for d in part.finding.diagnoses]
    return lines + ([f"  {item.message}"] if item.message and not item.parts else [])
