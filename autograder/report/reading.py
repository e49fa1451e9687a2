"""Reads what a report is made of: the records, and what the gradebook says of them."""

from __future__ import annotations

from autograder.course import Course
from autograder.gradebook import Gradebook
from autograder.record.store import RecordStore
from autograder.report.figures import AssignmentReport, assignment_report


def read_report(course: Course, assignment: str) -> AssignmentReport | None:
    """The report of an assignment; None where nothing of it is graded. Students who have left are not in it."""
    records = RecordStore(course.state).all(assignment)
    if not records:
        return None
    with Gradebook(course) as gradebook:
        standings = gradebook.standings(assignment)
        by_hand = gradebook.by_hand(assignment)
    there = [record for record in records if (record.student, record.notebook) in standings]
    return assignment_report(assignment, there, by_hand, standings) if there else None
