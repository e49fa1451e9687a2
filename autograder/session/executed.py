"""The graded notebook as the formgrader shows it: released sources, cleaned outputs, and the judge's summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.intake.sanitise import PreparedCell
from autograder.kernel.outputs import cleaned
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult
from autograder.session.session import Ran

SCHEMA_VERSION = 3


def executed_notebook(ran: Sequence[Ran], kernel_metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Nbformat 4 data of the notebook as it was run. Hidden tests are not in it."""
    taken: set[str] = set()
    cells = [_cell(step, index, taken) for index, step in enumerate(ran)]
    return {"cells": cells, "metadata": dict(kernel_metadata), "nbformat": 4, "nbformat_minor": 5}


def _cell(step: Ran, index: int, taken: set[str]) -> dict[str, Any]:
    cell = step.cell
    data: dict[str, Any] = {
        "cell_type": cell.cell_type,
        "id": _unique_id(cell, index, taken),
        "metadata": _metadata(cell),
        "source": cell.source,
    }
    if cell.attachments:
        data["attachments"] = cell.attachments
    if cell.cell_type == "code":
        outputs = cleaned(step.execution.outputs) if step.execution else []
        data |= {"execution_count": None, "outputs": outputs + _summary(step)}
    return data


def _unique_id(cell: PreparedCell, index: int, taken: set[str]) -> str:
    wanted = cell.master.cell_id if cell.master is not None and cell.master.cell_id else f"cell-{index}"
    while wanted in taken:
        wanted += "-x"
    taken.add(wanted)
    return wanted


def _metadata(cell: PreparedCell) -> dict[str, Any]:
    master = cell.master
    if master is None:
        return {}
    mark: dict[str, Any] = {
        "grade": master.grade,
        "grade_id": master.grade_id,
        "locked": master.locked,
        "schema_version": SCHEMA_VERSION,
        "solution": master.solution,
        "task": master.task,
    }
    if master.grade or master.task:
        mark["points"] = master.points
    if master.grade:
        mark["cell_type"] = master.cell_type
    return {"nbgrader": mark}


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
