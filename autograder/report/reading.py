"""Reads what a report is made of: the records, and what the gradebook says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.course import Course
from autograder.gradebook import Gradebook
from autograder.record.history import all_moves, all_times
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore
from autograder.report.figures import AssignmentReport, assignment_report


def read_report(course: Course, assignment: str) -> AssignmentReport | None:
    """The report of an assignment; None where nothing of it is graded. Students who have left are not in it."""
    return report_of(course, assignment, RecordStore(course.state).all(assignment))


def report_of(course: Course, assignment: str, records: Sequence[NotebookRecord]) -> AssignmentReport | None:
    """The same of records that are read already."""
    if not records:
        return None
    with Gradebook(course) as gradebook:
        standings = gradebook.standings(assignment)
        by_hand = gradebook.by_hand(assignment)
    there = [record for record in records if (record.student, record.notebook) in standings]
    if not there:
        return None
    report = assignment_report(assignment, there, by_hand, standings)
    names = {student.name for student in report.students}
    took = dict[str, float]()
    for (student, _), seconds in all_times(course.state, assignment).items():
        if student in names:
            took[student] = took.get(student, 0.0) + seconds
    moved = tuple(one for one in all_moves(course.state, assignment) if one.student in names)
    return replace(report, moved=moved, took=took)
