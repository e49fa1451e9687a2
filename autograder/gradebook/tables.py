"""The tables of nbgrader's gradebook, as nbgrader's models make them.

`nbgrader.api` loads all of nbgrader before a row can be read; a test holds that these are its tables, column by column.
"""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Boolean, Column, DateTime, Enum, Float, Interval, MetaData, String, Table, Text

METADATA = MetaData()


def new_id() -> str:
    """An id for a row, of nbgrader's form."""
    return uuid4().hex


def _id(length: int = 32) -> Column[str]:
    return Column("id", String(length), primary_key=True)


def _of(column: str, length: int = 32, *, nullable: bool = True) -> Column[str]:
    """A column with the id of a row elsewhere."""
    return Column(column, String(length), nullable=nullable)


def _name() -> Column[str]:
    return Column("name", String(128), nullable=False)


def _kind(name: str) -> Column[str]:
    return Column("cell_type", Enum("code", "markdown", name=name), nullable=False)


COURSE = Table("course", METADATA, _id(128))
STUDENT = Table(
    "student",
    METADATA,
    _id(128),
    *(Column(name, String(128)) for name in ("first_name", "last_name", "email", "lms_user_id")),
)

# what is asked

ASSIGNMENT = Table(
    "assignment", METADATA, _id(), _name(), Column("duedate", DateTime()), _of("course_id", 128, nullable=False)
)
NOTEBOOK = Table("notebook", METADATA, _id(), _name(), _of("assignment_id"), Column("kernelspec", String(1024)))
BASE_CELL = Table("base_cell", METADATA, _id(), _name(), _of("notebook_id", nullable=False), Column("type", String(50)))
#: What a cell has besides, by the `type` of its row in BASE_CELL.
KINDS = {
    "GradeCell": Table(
        "grade_cells", METADATA, _id(), Column("max_score", Float(), nullable=False), _kind("grade_cell_type")
    ),
    "SolutionCell": Table("solution_cells", METADATA, _id()),
    "TaskCell": Table(
        "task_cells", METADATA, _id(), Column("max_score", Float(), nullable=False), _kind("grade_cell_type")
    ),
}
SOURCE_CELL = Table(
    "source_cell",
    METADATA,
    _id(),
    _name(),
    _kind("source_cell_type"),
    Column("locked", Boolean(), default=False, nullable=False),
    Column("source", Text()),
    Column("checksum", String(128)),
    _of("notebook_id"),
)

# what was handed in

SUBMISSION = Table(
    "submitted_assignment",
    METADATA,
    _id(),
    _of("assignment_id"),
    _of("student_id", 128),
    Column("timestamp", DateTime()),
    Column("extension", Interval()),
)
SUBMITTED_NOTEBOOK = Table(
    "submitted_notebook",
    METADATA,
    _id(),
    _of("assignment_id"),
    _of("notebook_id"),
    Column("flagged", Boolean(), default=False),
    Column("late_submission_penalty", Float(0)),
)
GRADE = Table(
    "grade",
    METADATA,
    _id(),
    _of("notebook_id"),
    _of("cell_id"),
    *(Column(name, Float()) for name in ("auto_score", "manual_score", "extra_credit")),
    Column("needs_manual_grade", Boolean(), default=True, nullable=False),
)
COMMENT = Table(
    "comment",
    METADATA,
    _id(),
    _of("notebook_id"),
    _of("cell_id"),
    *(Column(name, Text()) for name in ("auto_comment", "manual_comment")),
)
