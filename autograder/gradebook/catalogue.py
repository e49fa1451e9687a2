"""Rows of assignments, notebooks and cells: what nbgrader's generate_assignment writes before a class begins."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, exists, insert, select, update

from autograder.course.master import Master, MasterCell
from autograder.errors import CourseError
from autograder.gradebook.cells import checksum, kept_source
from autograder.gradebook.tables import (
    ASSIGNMENT,
    BASE_CELL,
    KINDS,
    NOTEBOOK,
    SOURCE_CELL,
    SUBMITTED_NOTEBOOK,
    new_id,
)


@dataclass
class NotebookRows:
    """A registered notebook: database ids of it and of its cells."""

    id: str
    graded: dict[str, str] = field(default_factory=dict)
    """grade_id -> id of the cell that carries points (test, manual answer or task)."""
    commented: dict[str, str] = field(default_factory=dict)
    """grade_id -> id of the cell that carries comments (answer or task)."""


@dataclass
class AssignmentRows:
    """A registered assignment: its database id and its notebooks by name."""

    id: str
    notebooks: dict[str, NotebookRows] = field(default_factory=dict)


def register(connection: Connection, master: Master, course_id: str, in_source: Collection[str]) -> None:
    """Write the notebook's rows as they should be; the same rows again leave everything as it is.

    `in_source`: names of the assignment's notebooks today; others, if nobody has handed in, are removed. CourseError
    where that, or a removed cell, would take scores of students with it.
    """
    known = connection.scalar(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == master.assignment))
    assignment_id = _put(connection, ASSIGNMENT, known, {}, name=master.assignment, course_id=course_id)
    _forget_old_notebooks(connection, assignment_id, master.assignment, {*in_source, master.notebook})
    this = (NOTEBOOK.c.assignment_id == assignment_id, NOTEBOOK.c.name == master.notebook)
    known = connection.scalar(select(NOTEBOOK.c.id).where(*this))
    kernel = {"kernelspec": json.dumps(master.released.get("metadata", {}).get("kernelspec", {}))}
    notebook_id = _put(connection, NOTEBOOK, known, kernel, name=master.notebook, assignment_id=assignment_id)
    marked = [cell for cell in master.cells if cell.grade or cell.solution or cell.task or cell.locked]
    old = {(row.type, row.name): row.id for row in connection.execute(_cells_of(notebook_id))}
    new = {(kind, cell.grade_id): cell for cell in marked for kind in kinds(cell)}
    _refuse_to_lose(connection, notebook_id, master, old.keys() - new.keys())
    for key in old.keys() - new.keys():
        _delete_cell(connection, key[0], old[key])
    for (kind, name), cell in new.items():
        _write_cell(connection, kind, name, cell, notebook_id, old.get((kind, name)))
    _write_sources(connection, notebook_id, marked)


def kinds(cell: MasterCell) -> tuple[str, ...]:
    """The kinds of row that nbgrader keeps for a cell; an answer graded by hand has two."""
    grade = ("GradeCell",) if cell.grade else ()
    solution = ("SolutionCell",) if cell.solution else ()
    return grade + solution + (("TaskCell",) if cell.task else ())


def load(connection: Connection, assignment: str) -> AssignmentRows | None:
    """The rows of an assignment; None if it was never registered."""
    assignment_id = connection.scalar(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == assignment))
    if assignment_id is None:
        return None
    rows = AssignmentRows(assignment_id)
    by_id: dict[str, NotebookRows] = {}
    for row in connection.execute(select(NOTEBOOK.c.id, NOTEBOOK.c.name).where(NOTEBOOK.c.assignment_id == rows.id)):
        rows.notebooks[row.name] = by_id[row.id] = NotebookRows(row.id)
    cells = select(BASE_CELL.c.id, BASE_CELL.c.name, BASE_CELL.c.type, BASE_CELL.c.notebook_id)
    for cell in connection.execute(cells.where(BASE_CELL.c.notebook_id.in_(by_id))):
        notebook = by_id[cell.notebook_id]
        if cell.type in ("GradeCell", "TaskCell"):
            notebook.graded[cell.name] = cell.id
        if cell.type in ("SolutionCell", "TaskCell"):
            notebook.commented[cell.name] = cell.id
    return rows


def set_due_date(connection: Connection, assignment: str, due: datetime) -> None:
    """Give an assignment a due date (UTC) if it has none."""
    without = (ASSIGNMENT.c.name == assignment, ASSIGNMENT.c.duedate.is_(None))
    connection.execute(update(ASSIGNMENT).where(*without).values(duedate=due))


def _put(connection: Connection, table: Table, known: str | None, values: Mapping[str, Any], **fixed: str) -> str:
    """Bring the row `known` up to these values, or make one that has what is `fixed` besides; gives its id."""
    if known is None:
        known = new_id()
        connection.execute(insert(table).values(id=known, **fixed, **values))
    elif values:
        connection.execute(update(table).where(table.c.id == known).values(values))
    return known


def _forget_old_notebooks(connection: Connection, assignment_id: str, name: str, today: set[str]) -> None:
    query = select(NOTEBOOK.c.id, NOTEBOOK.c.name).where(NOTEBOOK.c.assignment_id == assignment_id)
    for row in connection.execute(query).all():
        if row.name in today:
            continue
        if _has_submissions(connection, row.id):
            raise CourseError(
                f"{name} no longer has a notebook {row.name}, for which there are submissions in the gradebook; "
                f"put the notebook back, or remove the submissions from the gradebook with nbgrader."
            )
        for cell in connection.execute(_cells_of(row.id)).all():
            _delete_cell(connection, cell.type, cell.id)
        connection.execute(delete(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == row.id))
        connection.execute(delete(NOTEBOOK).where(NOTEBOOK.c.id == row.id))


def _cells_of(notebook_id: str) -> Any:
    return select(BASE_CELL.c.id, BASE_CELL.c.name, BASE_CELL.c.type).where(BASE_CELL.c.notebook_id == notebook_id)


def _has_submissions(connection: Connection, notebook_id: str) -> bool:
    return bool(connection.scalar(select(exists().where(SUBMITTED_NOTEBOOK.c.notebook_id == notebook_id))))


def _refuse_to_lose(
    connection: Connection, notebook_id: str, master: Master, gone: Collection[tuple[str, str]]
) -> None:
    """Cells may be added while there are submissions (a regrade fills them in), not taken away."""
    if gone and _has_submissions(connection, notebook_id):
        names = ", ".join(sorted({name for _, name in gone}))
        raise CourseError(
            f"{master.assignment}/{master.notebook}.ipynb no longer has {names} as it was, for which there are "
            f"submissions in the gradebook; put the cells back, or remove the submissions with nbgrader."
        )


def _delete_cell(connection: Connection, kind: str, cell_id: str) -> None:
    for table in (KINDS[kind], BASE_CELL):
        connection.execute(delete(table).where(table.c.id == cell_id))


def _write_cell(
    connection: Connection, kind: str, name: str, cell: MasterCell, notebook_id: str, known: str | None
) -> None:
    values = {} if kind == "SolutionCell" else {"max_score": float(cell.points), "cell_type": cell.cell_type}
    if known is None:
        new = _put(connection, BASE_CELL, None, {}, name=name, notebook_id=notebook_id, type=kind)
        connection.execute(insert(KINDS[kind]).values(id=new, **values))
    else:
        _put(connection, KINDS[kind], known, values)


def _write_sources(connection: Connection, notebook_id: str, cells: Iterable[MasterCell]) -> None:
    query = select(SOURCE_CELL.c.name, SOURCE_CELL.c.id).where(SOURCE_CELL.c.notebook_id == notebook_id)
    old = {row.name: row.id for row in connection.execute(query)}
    new = {cell.grade_id: _source_row(cell) for cell in cells}
    for name in old.keys() - new.keys():
        connection.execute(delete(SOURCE_CELL).where(SOURCE_CELL.c.id == old[name]))
    for name, values in new.items():
        _put(connection, SOURCE_CELL, old.get(name), values, name=name, notebook_id=notebook_id)


def _source_row(cell: MasterCell) -> dict[str, Any]:
    source, locked = kept_source(cell), cell.locked
    summed = cell.grade or cell.solution or locked
    return {
        "cell_type": cell.cell_type,
        "locked": locked,
        "source": source,
        "checksum": checksum(cell, source) if summed else None,
    }
