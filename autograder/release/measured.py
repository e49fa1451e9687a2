"""Cells that measure, time say, give another output at every run. What they gave once stays while the code is the same.

Such a cell carries the tag "measured". Without this a solution with a measurement would be stale whenever it is run.
"""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
from nbformat import NotebookNode

MEASURED = "measured"


def keep_measurements(executed: NotebookNode, before: bytes) -> NotebookNode:
    """The executed solution with the outputs of its measuring cells in `before`, an earlier run of the same code.

    Where `before` is no notebook, has other code, or lacks these outputs, they stay as they were measured now.
    """
    try:
        earlier = {cell.id: cell for cell in _code_cells(nbformat.v4.reads(before))}
        measuring = (cell.id for cell in _code_cells(executed) if MEASURED in cell.metadata.get("tags", []))
        measured = {name: list(earlier[name].outputs) for name in measuring}
        same = {name: cell.source for name, cell in earlier.items()} == {c.id: c.source for c in _code_cells(executed)}
    except (ValueError, LookupError, AttributeError, TypeError):  # anything but such a notebook
        return executed
    for cell in _code_cells(executed):
        if same and measured.get(cell.id):
            cell.outputs = measured[cell.id]
    return executed


def _code_cells(notebook: NotebookNode) -> Iterator[NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == "code")
