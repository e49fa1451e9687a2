"""`autograder feedback`: a page per student."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback import write_page
from autograder.gradebook import Gradebook
from autograder.record.store import RecordStore


@click.command()
@click.argument("assignment")
@click.argument("students", nargs=-1)
@click.pass_obj
def feedback(root: Path, assignment: str, students: tuple[str, ...]) -> None:
    """Write feedback/<student>/<assignment>/<notebook>.html for what was graded, scores given by hand included."""
    course = Course.open(root)
    masters = {master.notebook: master for master in course.masters(assignment)}
    records = RecordStore(course.state).all(assignment)
    if not records:
        raise CourseError(f"{assignment} is not graded yet: run `autograder grade {assignment}` first.")
    missing = sorted(set(students) - {record.student for record in records})
    if missing:
        raise CourseError(f"{missing[0]} has no graded submission of {assignment}: grade it first.")
    written = 0
    with Gradebook(course) as gradebook:
        for record in records:
            if (students and record.student not in students) or record.notebook not in masters:
                continue
            out = course.feedback / record.student / assignment / f"{record.notebook}.html"
            by_hand = gradebook.by_hand(assignment, record.student, record.notebook)
            write_page(record, masters[record.notebook], out, manual=by_hand)
            written += 1
    click.echo(f"{written} pages: {course.feedback}/<student>/{assignment}/")
