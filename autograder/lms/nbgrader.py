"""The CSV of `nbgrader export`, quoted, with an empty score where there is none that is certain."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.lms.grades import Grade, Marks
from autograder.lms.people import People
from autograder.lms.sheet import Sheet

COLUMNS = (
    "assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
    "late_submission_penalty", "score", "max_score",
)  # fmt: skip


def new_sheet(found: Sequence[Marks], people: People) -> Sheet:
    """A row for each assignment and student."""
    sheet = Sheet([[*COLUMNS]])
    for marks in found:
        grades = marks.grades
        for student, points in sorted(marks.of.items()):
            first, last = people.name(student)
            grade = grades.of.get(student, Grade())
            scores = ("", "", "") if points is None else (grade.score, grade.penalty, points)
            who = (student, last, first, people.rows.get(student, {}).get("email", ""))
            row = (grades.assignment, grades.due or "", grade.handed_in or "", *who, *scores, grades.maximum)
            sheet.rows.append([str(cell) for cell in row])
    return sheet
