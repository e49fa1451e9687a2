"""Brings a submitted notebook back to the master's frame: what the student may write is theirs, the rest is ours.

Test cells and locked cells come from the master, in the master's order; answers are the student's; cells that the
student added stay behind the cell that they followed. Of the metadata only what the master says is kept, so tags such
as `skip-execution`, forged points or a second cell with the same id have no effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from autograder.course.master import Master, MasterCell
from autograder.intake.clean import Cleaner, escaped
from autograder.intake.pictures import read_pictures
from autograder.intake.recognise import Cell, find, squeezed
from autograder.intake.submission import Submission


@dataclass(frozen=True)
class PreparedCell:
    """A cell as it will be run and shown."""

    cell_type: str
    source: str
    master: MasterCell | None = None
    """None for a cell without nbgrader's mark: the student's own, or text of the release."""
    of_the_course: bool = False
    """Neither answer nor test, and as it was released: its figures are known, and need not be rendered again."""
    illustration: bool = False
    """Of the course, and it only shows something: grading leaves it out."""
    attachments: dict[str, dict[str, str]] = field(default_factory=dict)
    """Pictures pasted into a markdown answer: name -> kind -> base64."""

    @property
    def changed(self) -> bool:
        """Whether the student wrote anything into this answer."""
        return self.master is None or squeezed(self.source) != squeezed(self.master.released)


@dataclass(frozen=True)
class Prepared:
    """The submitted notebook in the master's frame."""

    cells: tuple[PreparedCell, ...]
    notes: tuple[str, ...] = ()
    """One sentence for each thing that was restored."""
    absent: frozenset[str] = frozenset()
    """grade_ids of the master's cells that the submission has not."""


def sanitise(notebook: Mapping[str, Any], master: Master) -> Prepared:
    """The cells of a submitted notebook (as `parse_notebook` gives it) in the frame of its master."""
    found = find(notebook["cells"], master.cells)
    known: dict[str, bool] = {}  # by source: whether it is an illustration wherever it stands
    for cell in master.cells:
        if not cell.grade_id:
            known[squeezed(cell.released)] = cell.illustration and known.get(squeezed(cell.released), True)
    notes, clean = found.notes, Cleaner(_ids_in_the_formgrader(master))
    cells = [_own(cell, known, clean) for cell in found.own[""]]
    for master_cell in master.cells:
        if master_cell.grade_id:
            cells.append(_restored(found.framed.get(master_cell.grade_id), master_cell, notes, clean))
            cells += [_own(cell, known, clean) for cell in found.own[master_cell.grade_id]]
    absent = frozenset(cell.grade_id for cell in master.cells if cell.grade_id) - found.framed.keys()
    return Prepared(tuple(cells), tuple(notes), absent)


def _ids_in_the_formgrader(master: Master) -> frozenset[str]:
    """Where scores and comments are typed in: a heading of this name would stand in front of it."""
    ids = [cell.grade_id for cell in master.cells if cell.grade_id]
    own = {f"{grade_id}{ending}" for grade_id in ids for ending in ("", "-comment", "_extra_credit")}
    return frozenset(own | {"toc", "statusmessage", "notebook", "notebook-container"})


def restored_files(submission: Submission, master: Master) -> tuple[str, ...]:
    """One sentence for each file that stood where the course's own stands, and was not the same."""
    notes = []
    course = {PurePosixPath(name): content for name, content in master.files.items()}
    folders = {folder for path in course for folder in path.parents}
    for name, content in submission.files.items():
        path = PurePosixPath(name)
        if path in course and _unix(content) != _unix(course[path]):
            notes.append(f"The file {name!r} had been changed; the course's own was used.")
        elif path in folders or not course.keys().isdisjoint(path.parents):
            notes.append(f"The file {name!r} stood in the place of the course's own; it was left out.")
    return tuple(notes)


def _unix(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").rstrip()


def _restored(cell: Cell | None, master: MasterCell, notes: list[str], clean: Cleaner) -> PreparedCell:
    ours = master.locked and not master.grade
    if cell is None:
        notes.append(missing(master.grade_id))
        return PreparedCell(master.cell_type, master.released, master, ours, master.illustration)
    source = cell["source"]
    if master.solution:
        if cell["cell_type"] != master.cell_type:
            kind = cell["cell_type"]
            notes.append(f"The cell {master.grade_id!r} had become a {kind} cell; it was made {master.cell_type}.")
        if squeezed(source) == squeezed(master.released):
            return PreparedCell(master.cell_type, master.released, master)
        return _students(cell, master.cell_type, master, clean)
    if squeezed(source) != squeezed(master.released):
        notes.append(f"The cell {master.grade_id!r} had been changed; it was put back as it was released.")
    return PreparedCell(master.cell_type, master.released, master, ours, master.illustration)


def missing(grade_id: str) -> str:
    """What is said of a cell that the submission has not."""
    return f"The cell {grade_id!r} was missing; it was put back as it was released."


def _own(cell: Cell, known: Mapping[str, bool], clean: Cleaner) -> PreparedCell:
    kind, source = cell["cell_type"], cell["source"]
    if (squeezed_source := squeezed(source)) in known:
        return PreparedCell(kind, source, of_the_course=True, illustration=known[squeezed_source])
    return _students(cell, kind, None, clean)


def _students(cell: Cell, kind: str, master: MasterCell | None, clean: Cleaner) -> PreparedCell:
    """What a student wrote, as it may be shown."""
    source = cell["source"]
    if kind == "code":
        return PreparedCell(kind, source, master)
    if kind == "raw":
        return PreparedCell(kind, escaped(source), master)
    names, pictures = read_pictures(cell.get("attachments", {}))
    return PreparedCell(kind, clean(source, names, pictures), master, attachments=pictures)
