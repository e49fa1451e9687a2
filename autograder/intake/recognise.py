"""Which submitted cell is which cell of the master: by nbgrader's mark, else by cell id, released text, names, place.

A mark can be lost (editors drop metadata, students delete a cell and type it anew), and what a student wrote is still
their answer. Nothing here can make a cell count for more than the master says.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from autograder.course.master import MasterCell

#: Code of a notebook that is parsed for the names that it defines, in characters.
MOST_PARSED = 500_000
#: Code of one cell that is parsed; in a longer one, functions and classes are looked for line by line.
MOST_CELL = 100_000
#: Names that a statement, or a cell, is looked through for.
MOST_NAMES = 1_000
#: As `parse_notebook` gives it.
Cell = Mapping[str, Any]
_DEFINED = re.compile(r"^(?:(?:async\s+)?def|class)\s+(\w+)", re.MULTILINE)


@dataclass
class Found:
    """The submitted cells, sorted by where they belong."""

    framed: dict[str, Cell] = field(default_factory=dict)
    """grade_id -> the cell that was found for it."""
    own: dict[str, list[Cell]] = field(default_factory=dict)
    """grade_id -> the student's own cells behind it; "" -> those before the first one."""
    notes: list[str] = field(default_factory=list)
    """One sentence for each thing that was decided."""
    _defined: dict[int, dict[str, str]] = field(default_factory=dict)
    _left: int = MOST_PARSED

    def defined(self, cell: Cell) -> dict[str, str]:
        """Names that a code cell binds at its top level -> the text of the (last) statement that does."""
        source = cell["source"]
        if id(cell) not in self._defined:
            self._left -= len(source)
            self._defined[id(cell)] = _definitions(source) if cell["cell_type"] == "code" and self._left > 0 else {}
        return self._defined[id(cell)]


def find(cells: Sequence[Cell], masters: Sequence[MasterCell]) -> Found:
    """The cells of a submission by their place in the master's frame."""
    frame = {cell.grade_id: cell for cell in masters if cell.grade_id}
    text = [cell for cell in masters if not cell.grade_id]
    found = Found(own={"": [], **{grade_id: [] for grade_id in frame}})
    named = _named(cells, frame, text, found.notes)
    behind = ""
    for index, cell in enumerate(cells):
        grade_id = named.get(index)
        if grade_id is not None:
            found.framed[grade_id] = cell
            behind = grade_id
        elif grade_id_of(cell) not in frame or frame[grade_id_of(cell)].solution:
            found.own[behind].append(cell)  # a second copy of a test is nothing that a student wrote
    if [i for i in found.framed if i in frame] != [i for i in frame if i in found.framed]:
        found.notes.append("Cells of the assignment had been moved; they were put back into their order.")
    _keep_additions(found, frame)
    known = {squeezed(cell.released) for cell in masters}
    ids = {cell.cell_id for cell in text}
    for grade_id, master in frame.items():
        if master.solution and is_open(found.framed.get(grade_id), master):
            if master.cell_type == "code":
                _adopt_code(found, list(frame), grade_id, master, known)
            elif grade_id not in found.framed:
                _adopt_text(found, list(frame), grade_id, known, ids)
    return found


def share(cells: Sequence[Cell], masters: Sequence[MasterCell]) -> float:
    """How much of the master's cells is recognised among these, by mark, id or text: from 0 to 1."""
    frame = {cell.grade_id: cell for cell in masters if cell.grade_id}
    marks, ids = {grade_id_of(cell) for cell in cells}, {cell.get("id") for cell in cells}
    texts = {squeezed(cell["source"]) for cell in cells}
    seen = sum(c.grade_id in marks or c.cell_id in ids or squeezed(c.released) in texts for c in frame.values())
    return seen / max(1, len(frame))


def squeezed(source: str) -> str:
    """The source without what an editor changes by itself: space at line ends, empty lines around it."""
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def grade_id_of(cell: Cell) -> str:
    """The cell's mark; "" without one."""
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _named(
    cells: Sequence[Cell], frame: Mapping[str, MasterCell], text: Sequence[MasterCell], notes: list[str]
) -> dict[int, str]:
    """Index of a submitted cell -> grade_id, by mark, then by id, then by released text."""
    named: dict[int, str] = {}
    for grade_id, master in frame.items():
        marked = [index for index, cell in enumerate(cells) if grade_id_of(cell) == grade_id]
        if len(marked) > 1:
            written = [i for i in marked if master.solution and squeezed(cells[i]["source"]) != _released(master)]
            which = "first one" if not written or written[0] == marked[0] else "one with an answer"
            notes.append(f"There were two cells {grade_id!r}; the {which} was graded.")
            marked = written or marked
        if marked:
            named[marked[0]] = grade_id
    for same in (_same_id, _same_text):
        for grade_id in [grade_id for grade_id in frame if grade_id not in named.values()]:
            left = (i for i, c in enumerate(cells) if i not in named and grade_id_of(c) not in frame)
            index = next((i for i in left if same(cells[i], frame[grade_id])), None)
            if index is not None:
                named[index] = grade_id
    lost = [index for index in named if not grade_id_of(cells[index])]
    if lost:
        notes.append(f"{len(lost)} cells had lost nbgrader's mark; they were recognised by their ids or their text.")
    return named


def _same_id(cell: Cell, master: MasterCell) -> bool:
    return bool(master.cell_id) and cell.get("id") == master.cell_id


def _same_text(cell: Cell, master: MasterCell) -> bool:
    return (
        cell["cell_type"] == master.cell_type
        and bool(_released(master))
        and squeezed(cell["source"]) == _released(master)
    )


def _released(master: MasterCell) -> str:
    return squeezed(master.released)


def is_open(cell: Cell | None, master: MasterCell) -> bool:
    """Whether nothing was written where the answer belongs."""
    return cell is None or squeezed(cell["source"]) in ("", _released(master))


def _keep_additions(found: Found, frame: Mapping[str, MasterCell]) -> None:
    """What was typed into a locked code cell, above or below its text, stands in a cell of the student's own."""
    for grade_id, cell in found.framed.items():
        master = frame[grade_id]
        if master.solution or master.cell_type != "code" or cell["cell_type"] != "code":
            continue
        released = master.released.strip()
        before, middle, after = cell["source"].partition(released) if released else ("", "", "")
        added = f"{before.strip()}\n{after.strip()}".strip()
        if middle and added:
            found.own[grade_id].insert(0, {"cell_type": "code", "source": added})


def _adopt_code(found: Found, order: list[str], grade_id: str, master: MasterCell, known: set[str]) -> None:
    """Finds the answer to an open code cell in another cell that defines the same names, near it or anywhere."""
    wanted = _definitions(master.released)
    if not wanted:
        return
    if _adopt_near(found, order, grade_id, lambda cell: _answers(found, cell, wanted, known)):
        found.notes.append(f"The answer {grade_id!r} was found in another cell beside its own.")
        return
    functions = {name: text for name, text in wanted.items() if _DEFINED.match(_undecorated(text))}
    cells = [*(cell for cells in found.own.values() for cell in cells), *found.framed.values()]
    donors = [
        cell for cell in cells if cell is not found.framed.get(grade_id) and _answers(found, cell, functions, known)
    ]
    if functions and donors:
        written = found.defined(donors[-1])
        found.framed[grade_id] = {
            "cell_type": "code",
            "source": "\n\n\n".join(dict.fromkeys(written[name] for name in functions)),
        }
        found.notes.append(f"The answer {grade_id!r} was found in a cell at another place.")


def _adopt_text(found: Found, order: list[str], grade_id: str, known: set[str], ids: set[str]) -> None:
    """Finds a written answer that lost its mark: the student's text between the same two cells of the assignment."""

    def fits(cell: Cell) -> bool:
        return cell["cell_type"] == "markdown" and squeezed(cell["source"]) not in known and cell.get("id") not in ids

    if _adopt_near(found, order, grade_id, fits):
        found.notes.append(f"The answer {grade_id!r} had lost its mark; the text at its place was taken for it.")


def _adopt_near(found: Found, order: list[str], grade_id: str, fits: Any) -> bool:
    """Makes the student's own cell that `fits`, between the same two framed cells, the answer; the others stay."""
    here = order.index(grade_id)
    before = order[here - 1] if here else ""
    present = grade_id in found.framed
    gaps = [grade_id] if present else []
    for place in [*reversed(order[:here]), ""]:
        gaps.append(place)
        if place in found.framed:
            break
    for gap in gaps:
        cells = found.own[gap]
        index = next((i for i in reversed(range(len(cells))) if fits(cells[i])), None)
        if index is None:
            continue
        found.framed[grade_id] = cells[index]
        if gap == grade_id:
            found.own[before] += cells[:index]
            found.own[gap] = cells[index + 1 :]
        else:
            found.own[gap] = cells[:index]
            found.own[grade_id] = cells[index + 1 :] + found.own[grade_id]
        return True
    return False


def _answers(found: Found, cell: Cell, wanted: Mapping[str, str], known: set[str]) -> bool:
    """Whether the cell is the student's and defines all of these names, otherwise than the release does."""
    if squeezed(cell["source"]) in known:
        return False
    written = found.defined(cell)
    return wanted.keys() <= written.keys() and any(squeezed(written[n]) != squeezed(wanted[n]) for n in wanted)


def _definitions(source: str) -> dict[str, str]:
    """Name -> text of the statement that defines it, at the top level."""
    if len(source) > MOST_CELL:
        return dict.fromkeys(_DEFINED.findall(source)[:MOST_NAMES], source)
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return dict.fromkeys(_DEFINED.findall(source)[:MOST_NAMES], source)
    lines = source.splitlines()
    defined: dict[str, str] = {}
    for statement in body[:MOST_NAMES]:
        defined |= dict.fromkeys(islice(_names(statement), MOST_NAMES), _text(lines, statement))
    return defined


def _names(statement: ast.stmt) -> Iterable[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def _text(lines: Sequence[str], statement: ast.stmt) -> str:
    first = min([statement.lineno, *(d.lineno for d in getattr(statement, "decorator_list", []))])
    return "\n".join(lines[first - 1 : statement.end_lineno])


def _undecorated(text: str) -> str:
    return re.sub(r"\A(?:@[^\n]*\n)+", "", text)
