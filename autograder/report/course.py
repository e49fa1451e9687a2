"""The report of the whole course: a row for each assignment, and students against assignments."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.report.figures import AssignmentReport, Student
from autograder.report.page import FOLDER, render, write
from autograder.spreadsheet import as_csv


def write_course_report(reports: Sequence[AssignmentReport], root: Path) -> Path:
    """Writes report/index.html and report/course.csv below the course `root`; returns the page."""
    from autograder.report import plots  # noqa: PLC0415 -- matplotlib, which `status` does without

    students: dict[str, dict[str, Student]] = {}
    for report in reports:
        for student in report.students:
            students.setdefault(student.name, {})[report.assignment] = student
    students = dict(sorted(students.items()))
    page = root / FOLDER / "index.html"
    plot = plots.assignments(reports) if any(report.shares for report in reports) else ""
    write(root, page, render("course.html.j2", reports=reports, students=students, plot=plot))
    rows = [
        [name, *(row[one.assignment].total if one.assignment in row else None for one in reports)]
        for name, row in students.items()
    ]
    write(root, page.with_name("course.csv"), as_csv(["student", *(one.assignment for one in reports)], rows))
    return page
