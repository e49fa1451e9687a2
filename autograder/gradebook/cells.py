"""A master's cells as nbgrader sees them: the marks in their metadata, and the checksums over them."""

from __future__ import annotations

import hashlib
from typing import Any

from autograder.course.master import MasterCell


def mark(cell: MasterCell) -> dict[str, Any]:
    """The nbgrader metadata of a released cell, its checksum included where nbgrader computes one."""
    data = _mark(cell)
    if cell.grade or cell.solution or cell.locked:
        data |= {"cell_type": cell.cell_type, "checksum": checksum(cell, cell.released)}
    return data


def checksum(cell: MasterCell, source: str) -> str:
    """Nbgrader's checksum of the cell with this source, `nbgrader.utils.compute_checksum`."""
    parts = [source, cell.cell_type, str(cell.grade), str(cell.solution), str(cell.locked), cell.grade_id]
    if cell.grade:
        parts.append(str(cell.points))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def kept_source(cell: MasterCell) -> str:
    """The source that nbgrader keeps in its database: solutions cleared, hidden tests and mark schemes not."""
    return cell.released if cell.solution else cell.full


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
