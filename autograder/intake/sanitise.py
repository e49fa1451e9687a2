"""Brings a submitted notebook back to the master's frame: what the student may write is theirs, the rest is ours.

Test cells and locked cells come from the master, in the master's order; answers are the student's; cells that the
student added stay behind the cell that they followed. Of the metadata only what the master says is kept, so tags such
as `skip-execution`, forged points or a second cell with the same id have no effect.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from autograder.course.master import Master, MasterCell

CELL_TYPES = ("code", "markdown", "raw")
IMAGE_KINDS = ("image/png", "image/jpeg", "image/gif")


@dataclass(frozen=True)
class PreparedCell:
    """A cell as it will be run and shown."""

    cell_type: str
    source: str
    master: MasterCell | None = None
    """None for a cell without nbgrader's mark: the student's own, or text of the release."""
    of_the_course: bool = False
    """Neither answer nor test, and as it was released: its figures are known, and need not be rendered again."""
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    """Pictures pasted into a markdown answer: name -> kind -> base64."""

    @property
    def is_answer(self) -> bool:
        """Whether the source is the student's answer to a solution cell."""
        return self.master is not None and self.master.solution

    @property
    def changed(self) -> bool:
        """Whether the student wrote anything into this answer."""
        return self.master is None or _squeezed(self.source) != _squeezed(self.master.released)


@dataclass(frozen=True)
class Prepared:
    """The submitted notebook in the master's frame."""

    cells: tuple[PreparedCell, ...]
    notes: tuple[str, ...] = ()
    """One sentence for each thing that was restored."""


def sanitise(notebook: Mapping[str, Any], master: Master) -> Prepared:
    """The cells of a submitted notebook (nbformat 4 data) in the frame of its master."""
    framed = {cell.grade_id: cell for cell in master.cells if cell.grade_id}
    known = {_squeezed(cell.released) for cell in master.cells if not cell.grade_id}
    notes: list[str] = []
    head, followers, found = _split([c for c in notebook["cells"] if isinstance(c, dict)], framed, notes)
    if [i for i in found if i in framed] != [i for i in framed if i in found]:
        notes.append("Cells of the assignment had been moved; they were put back into their order.")
    cells = list(head)
    for grade_id, master_cell in framed.items():
        cells.append(_restored(found.get(grade_id), master_cell, notes))
        cells += followers.get(grade_id, [])
    return Prepared(tuple(replace(cell, of_the_course=_is_ours(cell, known)) for cell in cells), tuple(notes))


def _is_ours(cell: PreparedCell, known: Collection[str]) -> bool:
    if cell.master is None:
        return _squeezed(cell.source) in known
    return cell.master.locked and not cell.master.grade


def _split(
    cells: Sequence[Mapping[str, Any]], framed: Mapping[str, MasterCell], notes: list[str]
) -> tuple[list[PreparedCell], dict[str, list[PreparedCell]], dict[str, Mapping[str, Any]]]:
    """The student's own cells before the first framed one, those behind each framed one, and the framed ones."""
    head: list[PreparedCell] = []
    followers: dict[str, list[PreparedCell]] = {}
    found: dict[str, Mapping[str, Any]] = {}
    behind = head
    for cell in cells:
        grade_id = _grade_id(cell)
        if grade_id not in framed:
            behind.append(_own(cell))
        elif grade_id in found:
            notes.append(f"There were two cells {grade_id!r}; the first one was graded.")
            if framed[grade_id].solution:
                behind.append(_own(cell))
        else:
            found[grade_id] = cell
            behind = followers.setdefault(grade_id, [])
    return head, followers, found


def _restored(cell: Mapping[str, Any] | None, master: MasterCell, notes: list[str]) -> PreparedCell:
    if cell is None:
        notes.append(f"The cell {master.grade_id!r} was missing; it was put back as it was released.")
        return PreparedCell(master.cell_type, master.released, master)
    source = _source(cell)
    if master.solution:
        if cell.get("cell_type") != master.cell_type:
            notes.append(
                f"The cell {master.grade_id!r} had become a {_type(cell)} cell; it was made {master.cell_type}."
            )
        return PreparedCell(
            master.cell_type, source, master, attachments=_attachments(cell) if master.cell_type != "code" else {}
        )
    if _squeezed(source) != _squeezed(master.released):
        notes.append(f"The cell {master.grade_id!r} had been changed; it was put back as it was released.")
    return PreparedCell(master.cell_type, master.released, master)


def _own(cell: Mapping[str, Any]) -> PreparedCell:
    kind = _type(cell)
    return PreparedCell(kind, _source(cell), attachments=_attachments(cell) if kind == "markdown" else {})


def _type(cell: Mapping[str, Any]) -> str:
    kind = cell.get("cell_type")
    return kind if isinstance(kind, str) and kind in CELL_TYPES else "raw"


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _grade_id(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = mark.get("grade_id") if isinstance(mark, dict) else None
    return grade_id if isinstance(grade_id, str) else ""


def _attachments(cell: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Only pictures, and only what is base64: a TA's browser will show them."""
    given = cell.get("attachments")
    kept: dict[str, dict[str, str]] = {}
    for name, kinds in given.items() if isinstance(given, dict) else ():
        if isinstance(name, str) and isinstance(kinds, dict):
            kept[name] = {kind: kinds[kind] for kind in IMAGE_KINDS if _is_base64(kinds.get(kind))}
    return {name: kinds for name, kinds in kept.items() if kinds}


def _is_base64(data: Any) -> bool:
    try:
        return isinstance(data, str) and bool(base64.b64decode(data.replace("\n", ""), validate=True))
    except (binascii.Error, ValueError):
        return False


def _squeezed(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())
