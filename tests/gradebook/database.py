"""Looks into the database past the writer, and does to it what the formgrader does."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any, NamedTuple

GRADES = """
    select s.student_id, n.name as notebook, c.name, g.*
    from grade g join base_cell c on c.id = g.cell_id join submitted_notebook sn on sn.id = g.notebook_id
    join notebook n on n.id = sn.notebook_id join submitted_assignment s on s.id = sn.assignment_id
"""
COMMENTS = GRADES.replace("from grade g", "from comment g")
CELL = "cell_id in (select id from base_cell where name = ?)"


def query(course, sql: str, *values: Any) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(sql, values)]
        connection.commit()
    return found


class Kept(NamedTuple):
    auto: float | None
    manual: float | None
    needs_manual: bool


def kept(course, student: str, notebook: str) -> dict[str, Kept]:
    rows = [row for row in query(course, GRADES) if (row["student_id"], row["notebook"]) == (student, notebook)]
    return {row["name"]: Kept(row["auto_score"], row["manual_score"], bool(row["needs_manual_grade"])) for row in rows}


def grade(course, name: str, student: str = "ada") -> dict[str, Any]:
    return next(row for row in query(course, GRADES) if (row["name"], row["student_id"]) == (name, student))


def comment(course, name: str, student: str = "ada") -> dict[str, Any]:
    return next(row for row in query(course, COMMENTS) if (row["name"], row["student_id"]) == (name, student))


def grade_by_hand(course, name: str, points: float | None, extra: float | None = None) -> None:
    sql = f"update grade set manual_score = ?, extra_credit = ?, needs_manual_grade = 0 where {CELL}"
    query(course, sql, points, extra, name)


def comment_by_hand(course, name: str, text: str) -> None:
    query(course, f"update comment set manual_comment = ? where {CELL}", text, name)


def everything(course) -> dict[str, list[dict[str, Any]]]:
    """Every table, row by row, in the order of the rows' ids."""
    tables = [row["name"] for row in query(course, "select name from sqlite_master where type = 'table' order by 1")]
    return {table: sorted(query(course, f"select * from {table}"), key=repr) for table in tables}
