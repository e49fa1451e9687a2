"""A master's cells as nbgrader sees them: the marks in their metadata, and the checksums over them."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from autograder.course.master import MasterCell


def mark(cell: MasterCell) -> dict[str, Any]:
    """The nbgrader metadata of a released cell, its checksum included where nbgrader computes one."""
    data = _mark(cell)
    if cell.grade or cell.solution or is_locked(cell):
        data |= {"cell_type": cell.cell_type, "checksum": checksum(cell, cell.released)}
    return data


def checksum(cell: MasterCell, source: str) -> str:
    """Nbgrader's checksum of the cell with this source."""
    text: str = utils.compute_checksum(_node(cell, source))
    return text


def is_locked(cell: MasterCell) -> bool:
    """Whether nbgrader overwrites the cell in a submission."""
    return bool(utils.is_locked(_node(cell, "")))


def kept_source(cell: MasterCell) -> str:
    """The source that nbgrader keeps in its database: solutions cleared, hidden tests and mark schemes not."""
    return cell.released if cell.solution else cell.full


def _node(cell: MasterCell, source: str) -> NotebookNode:
    metadata = NotebookNode(nbgrader=NotebookNode(_mark(cell)))
    return NotebookNode(cell_type=cell.cell_type, source=source, metadata=metadata)


def _mark(cell: MasterCell) -> dict[str, Any]:
    data: dict[str, Any] = {
        "grade": cell.grade,
        "grade_id": cell.grade_id,
        "locked": cell.locked,
        "schema_version": 3,
        "solution": cell.solution,
        "task": cell.task,
    }
    if cell.grade or cell.task:
        data["points"] = cell.points
    return data
