"""The graded notebook as the formgrader shows it: released sources, cleaned outputs, and the judge's summary."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.intake.sanitise import PreparedCell
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult
from autograder.session.session import Ran
from autograder.session.shortened import shortened

#: Columns of what we write, which the formgrader does not wrap.
WIDTH = 100
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def executed_notebook(ran: Sequence[Ran], kernel_metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Nbformat 4 data of the notebook as it was run. Hidden tests are not in it.

    Of nbgrader's marks it holds the grade_id only; `gradebook.cells.mark` makes the others from the master.
    """
    taken: set[str] = set()
    cells = [_cell(step, index, taken) for index, step in enumerate(ran)]
    return {"cells": cells, "metadata": dict(kernel_metadata), "nbformat": 4, "nbformat_minor": 5}


def refused_notebook(released: Mapping[str, Any], outcome: Outcome, message: str) -> dict[str, Any]:
    """The released notebook in the place of one that was not run, with a first cell that says so."""
    notebook: dict[str, Any] = json.loads(json.dumps(released))
    why = "" if outcome.is_ours else message  # what failed on our side is for the staff's terminal
    text = "\n".join(_wrapped(f"Nothing below is a student's: {outcome.value}. {why}".rstrip()))
    told = {"output_type": "stream", "name": "stderr", "text": text}
    taken = {cell.get("id") for cell in notebook["cells"]}
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": next(name for name in (f"not-graded{'-x' * n}" for n in range(len(taken) + 1)) if name not in taken),
        "metadata": {},
        "source": "",
        "execution_count": None,
        "outputs": [told],
    }
    notebook["cells"].insert(0, cell)
    return notebook


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
        outputs = shortened(step.execution.outputs) if step.execution else []
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
    """The item and its parts, each on lines of at most WIDTH columns; for staff and students alike."""
    points = "not judged" if item.points is None else f"{item.points:g} of {item.max_points:g} points"
    lines = [f"{points}: {item.outcome.value}"]
    for part in item.parts:
        lines.append(f"  {part.points:g}/{part.max_points:g}  {part.title}: {part.outcome.value}".replace("  : ", "  "))
        if part.finding is not None:
            lines.append(f"        {part.finding.message}")
            lines += [f"        Known mistake {d.number}: {d.title}. {d.lesson}" for d in part.finding.diagnoses]
    lines += [f"  {item.message}"] if item.message and not item.parts else []
    return [wrapped for line in lines for wrapped in _wrapped(line)]


def _wrapped(text: str) -> list[str]:
    """A line in lines of WIDTH columns, those that follow set in by two more than the first."""
    lines = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        lines += textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False) or [""]
    return lines
