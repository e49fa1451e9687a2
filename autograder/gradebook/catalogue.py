"""Rows of assignments, notebooks and cells: what nbgrader's generate_assignment writes before a class begins."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, exists, func, insert, select, update

from autograder.course.master import Master, MasterCell
from autograder.errors import NEEDS_EXPORTER, CourseError
from autograder.gradebook.cells import checksum, kept_source
from autograder.gradebook.dropped import Row
from autograder.gradebook.dropped import rows as rows_of
from autograder.gradebook.tables import (
    ASSIGNMENT,
    BASE_CELL,
    COMMENT,
    GRADE,
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


#: The kernel of a notebook that plain nbgrader must not run: there is none of this name, and it says why.
NO_KERNEL = {"name": NEEDS_EXPORTER, "display_name": "none", "language": "python"}


@dataclass
class Changes:
    """What of an assignment is to be given up, or called otherwise: names of exercises (grade_id) or notebooks."""

    drop: Collection[str] = ()
    rename: Mapping[str, str] = field(default_factory=dict)
    """Old name -> new name."""
    done: set[str] = field(default_factory=set)
    """The names that were found, old ones of those renamed."""
    dropped: list[Row] = field(default_factory=list)
    """The scores that went."""


def register(
    connection: Connection,
    master: Master,
    course_id: str,
    in_source: Collection[str],
    changes: Changes | None = None,
    *,
    by_nbgrader: bool = False,
) -> None:
    """Write the notebook's rows as they should be; where they are so, nothing is written.

    `by_nbgrader`: nbgrader's own commands would run it in the student's kernel; where that must not be, it has none.

    `in_source`: names of the assignment's notebooks today; others, if nobody has handed in, are removed. CourseError
    where that, or a removed cell, would take scores of students with it that are not to be dropped.
    """
    changes = changes or Changes()
    known = connection.scalar(select(ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == master.assignment))
    assignment_id = _put(connection, ASSIGNMENT, known, {}, {}, name=master.assignment, course_id=course_id)
    _rename(connection, NOTEBOOK, NOTEBOOK.c.assignment_id == assignment_id, {*in_source, master.notebook}, changes)
    notebooks = select(NOTEBOOK.c.name, NOTEBOOK.c.id, NOTEBOOK.c.kernelspec)
    there = {row.name: row for row in connection.execute(notebooks.where(NOTEBOOK.c.assignment_id == assignment_id))}
    gone = {name: row.id for name, row in there.items() if name not in {*in_source, master.notebook}}
    _forget_old_notebooks(connection, master.assignment, gone, changes)
    this, kernel = there.get(master.notebook), master.released.get("metadata", {}).get("kernelspec", {})
    kernel = NO_KERNEL if by_nbgrader and master.judged_outside else kernel
    old = {"kernelspec": this.kernelspec} if this else {}
    fixed = {"name": master.notebook, "assignment_id": assignment_id}
    notebook_id = _put(connection, NOTEBOOK, this and this.id, old, {"kernelspec": json.dumps(kernel)}, **fixed)
    marked = [cell for cell in master.cells if cell.grade or cell.solution or cell.task or cell.locked]
    new = {(kind, cell.grade_id): cell for cell in marked for kind in kinds(cell)}
    for table in (BASE_CELL, SOURCE_CELL):
        _rename(connection, table, table.c.notebook_id == notebook_id, {cell.grade_id for cell in marked}, changes)
    _write_cells(connection, notebook_id, master, new, changes)
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


def _put(
    connection: Connection,
    table: Table,
    known: str | None,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    **fixed: str,
) -> str:
    """Bring the row `known` from `old` to `new`, or make one that has what is `fixed` besides; gives its id."""
    if known is None:
        known = new_id()
        connection.execute(insert(table).values(id=known, **fixed, **new))
    elif any(old[name] != value for name, value in new.items()):
        connection.execute(update(table).where(table.c.id == known).values(new))
    return known


def _rename(
    connection: Connection, table: Table, where: ColumnElement[bool], present: Collection[str], changes: Changes
) -> None:
    """Call rows otherwise: those of an old name that the source has no more, where it has the new one."""
    there = set(connection.scalars(select(table.c.name).where(where)))
    for old, new in changes.rename.items():
        if old in there - set(present) and new in set(present) - there:
            connection.execute(update(table).where(where, table.c.name == old).values(name=new))
            changes.done.add(old)


def _forget_old_notebooks(connection: Connection, assignment: str, gone: Mapping[str, str], changes: Changes) -> None:
    """`gone`: name -> id of each notebook that the assignment no longer has."""
    for name, notebook_id in gone.items():
        if name in changes.drop:
            changes.done.add(name)
            changes.dropped += rows_of(connection, NOTEBOOK.c.id == notebook_id)
            _delete_submitted(connection, notebook_id)
        elif _has_submissions(connection, notebook_id):
            raise CourseError(_lost(assignment, f"{assignment} no longer has a notebook {name}", [name]))
        for cell in connection.execute(_cells_of(notebook_id)).all():
            _delete_cell(connection, cell.type, cell.id)
        connection.execute(delete(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == notebook_id))
        connection.execute(delete(NOTEBOOK).where(NOTEBOOK.c.id == notebook_id))


def _cells_of(notebook_id: str) -> Any:
    graded, task = KINDS["GradeCell"], KINDS["TaskCell"]
    query = select(
        BASE_CELL.c.id,
        BASE_CELL.c.name,
        BASE_CELL.c.type,
        func.coalesce(graded.c.max_score, task.c.max_score).label("max_score"),
        func.coalesce(graded.c.cell_type, task.c.cell_type).label("cell_type"),
    )
    tables = BASE_CELL.outerjoin(graded, graded.c.id == BASE_CELL.c.id).outerjoin(task, task.c.id == BASE_CELL.c.id)
    return query.select_from(tables).where(BASE_CELL.c.notebook_id == notebook_id)


def _has_submissions(connection: Connection, notebook_id: str) -> bool:
    return bool(connection.scalar(select(exists().where(SUBMITTED_NOTEBOOK.c.notebook_id == notebook_id))))


def _delete_submitted(connection: Connection, notebook_id: str) -> None:
    """What was handed in for a notebook, with its grades and comments."""
    these = select(SUBMITTED_NOTEBOOK.c.id).where(SUBMITTED_NOTEBOOK.c.notebook_id == notebook_id)
    for table in (GRADE, COMMENT):
        connection.execute(delete(table).where(table.c.notebook_id.in_(these)))
    connection.execute(delete(SUBMITTED_NOTEBOOK).where(SUBMITTED_NOTEBOOK.c.notebook_id == notebook_id))


def _give_up(connection: Connection, master: Master, gone: Mapping[tuple[str, str], str], changes: Changes) -> None:
    """Remove cells, (kind, grade_id) -> id; those with scores, or comments by hand, only where they are named.

    Cells may be added while there are submissions: a regrade fills them in.
    """
    scored = set(connection.scalars(select(GRADE.c.cell_id).where(GRADE.c.cell_id.in_(gone.values()))))
    said = COMMENT.c.manual_comment.is_not(None) & (COMMENT.c.manual_comment != "")
    scored |= set(connection.scalars(select(COMMENT.c.cell_id).where(COMMENT.c.cell_id.in_(gone.values()), said)))
    names = sorted({name for (_, name), cell_id in gone.items() if cell_id in scored and name not in changes.drop})
    if names:
        what = f"{master.assignment}/{master.notebook}.ipynb no longer has {', '.join(names)} as it was"
        raise CourseError(_lost(master.assignment, what, names))
    if scored:
        changes.dropped += rows_of(connection, BASE_CELL.c.id.in_(scored))
    for (kind, name), cell_id in gone.items():
        changes.done |= {name} & {*changes.drop}
        _delete_cell(connection, kind, cell_id)


def _lost(assignment: str, what: str, names: Sequence[str]) -> str:
    """One sentence on what is gone from the source, with the commands that mend it."""
    drop = " ".join(f"--drop {shlex.quote(name)}" for name in names)
    return (
        f"{what}, for which there are submissions in the gradebook; put {'it' if len(names) == 1 else 'them'} back, or "
        f"run `autograder release {shlex.quote(assignment)} {drop}` (the scores are kept in a file) or, for "
        f"one that has another name now, `--rename {shlex.quote(names[0])}=NEW`."
    )


def _delete_cell(connection: Connection, kind: str, cell_id: str) -> None:
    for graded in (GRADE, COMMENT):
        connection.execute(delete(graded).where(graded.c.cell_id == cell_id))
    for table in (KINDS[kind], BASE_CELL):
        connection.execute(delete(table).where(table.c.id == cell_id))


def _write_cells(
    connection: Connection,
    notebook_id: str,
    master: Master,
    new: Mapping[tuple[str, str], MasterCell],
    changes: Changes,
) -> None:
    """`new`: (kind, grade_id) -> the cell."""
    old = {(row.type, row.name): row for row in connection.execute(_cells_of(notebook_id))}
    if gone := {key: old[key].id for key in sorted(old.keys() - new.keys())}:
        _give_up(connection, master, gone, changes)
    for (kind, name), cell in new.items():
        values = {} if kind == "SolutionCell" else {"max_score": float(cell.points), "cell_type": cell.cell_type}
        known = old.get((kind, name))
        if known is not None:
            _put(connection, KINDS[kind], known.id, dict(known._mapping), values)
        else:
            base = _put(connection, BASE_CELL, None, {}, {}, name=name, notebook_id=notebook_id, type=kind)
            connection.execute(insert(KINDS[kind]).values(id=base, **values))


def _write_sources(connection: Connection, notebook_id: str, cells: Iterable[MasterCell]) -> None:
    old = {
        row.name: row for row in connection.execute(select(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == notebook_id))
    }
    new = {cell.grade_id: _source_row(cell) for cell in cells}
    for name in old.keys() - new.keys():
        connection.execute(delete(SOURCE_CELL).where(SOURCE_CELL.c.id == old[name].id))
    for name, values in new.items():
        known = old.get(name)
        there = ({}, None) if known is None else ({**known._mapping}, known.id)
        _put(connection, SOURCE_CELL, there[1], there[0], values, name=name, notebook_id=notebook_id)


def _source_row(cell: MasterCell) -> dict[str, Any]:
    source, locked = kept_source(cell), cell.locked
    summed = cell.grade or cell.solution or locked
    return {
        "cell_type": cell.cell_type,
        "locked": locked,
        "source": source,
        "checksum": checksum(cell, source) if summed else None,
    }
