"""Rows of assignments, notebooks and cells: what nbgrader's generate_assignment writes before a class begins."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nbgrader import api
from sqlalchemy import Connection, Table, delete, exists, insert, select, update

from autograder.course.master import Master, MasterCell
from autograder.errors import CourseError
from autograder.gradebook.cells import checksum, is_locked, kept_source

ASSIGNMENT: Table = api.Assignment.__table__
NOTEBOOK: Table = api.Notebook.__table__
BASE_CELL: Table = api.BaseCell.__table__
SOURCE_CELL: Table = api.SourceCell.__table__
SUBMITTED_NOTEBOOK: Table = api.SubmittedNotebook.__table__
KINDS: dict[str, Table] = {
    "GradeCell": api.GradeCell.__table__,
    "SolutionCell": api.SolutionCell.__table__,
    "TaskCell": api.TaskCell.__table__,
}


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
    assignment_id = _assignment(connection, master.assignment, course_id)
    _forget_old_notebooks(connection, assignment_id, master.assignment, {*in_source, master.notebook})
    notebook_id = _notebook(connection, assignment_id, master)
    marked = [cell for cell in master.cells if cell.grade or cell.solution or cell.task or is_locked(cell)]
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


def _assignment(connection: Connection, name: str, course_id: str) -> str:
    found = connection.scalar(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == name))
    if found is not None:
        return str(found)
    new = str(api.new_uuid())
    connection.execute(insert(ASSIGNMENT).values(id=new, name=name, course_id=course_id))
    return new


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


def _notebook(connection: Connection, assignment_id: str, master: Master) -> str:
    metadata = master.released.get("metadata", {})
    values = {"kernelspec": json.dumps(metadata.get("kernelspec", {}))}
    query = select(NOTEBOOK).where(NOTEBOOK.c.assignment_id == assignment_id, NOTEBOOK.c.name == master.notebook)
    found = connection.execute(query).one_or_none()
    if found is None:
        new = str(api.new_uuid())
        connection.execute(insert(NOTEBOOK).values(id=new, name=master.notebook, assignment_id=assignment_id, **values))
        return new
    if found.kernelspec != values["kernelspec"]:
        connection.execute(update(NOTEBOOK).where(NOTEBOOK.c.id == found.id).values(values))
    return str(found.id)


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
    values: dict[str, Any] = {}
    if kind != "SolutionCell":
        values = {"max_score": float(cell.points), "cell_type": cell.cell_type}
    table = KINDS[kind]
    if known is None:
        key = {"id": api.new_uuid()}
        base = {"name": name, "notebook_id": notebook_id, "type": kind}
        connection.execute(insert(BASE_CELL).values(key | base))
        connection.execute(insert(table).values(key | values))
    elif values:
        connection.execute(update(table).where(table.c.id == known).values(values))


def _write_sources(connection: Connection, notebook_id: str, cells: Iterable[MasterCell]) -> None:
    query = select(SOURCE_CELL.c.name, SOURCE_CELL.c.id).where(SOURCE_CELL.c.notebook_id == notebook_id)
    old = {row.name: row.id for row in connection.execute(query)}
    new = {cell.grade_id: _source_row(cell) for cell in cells}
    for name in old.keys() - new.keys():
        connection.execute(delete(SOURCE_CELL).where(SOURCE_CELL.c.id == old[name]))
    for name, values in new.items():
        if name in old:
            connection.execute(update(SOURCE_CELL).where(SOURCE_CELL.c.id == old[name]).values(values))
        else:
            key = {"id": api.new_uuid(), "name": name, "notebook_id": notebook_id}
            connection.execute(insert(SOURCE_CELL).values(key | values))


def _source_row(cell: MasterCell) -> dict[str, Any]:
    source, locked = kept_source(cell), is_locked(cell)
    summed = cell.grade or cell.solution or locked
    return {
        "cell_type": cell.cell_type,
        "locked": locked,
        "source": source,
        "checksum": checksum(cell, source) if summed else None,
    }
