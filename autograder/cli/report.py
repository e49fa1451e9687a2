"""`autograder report`: how the class did, as pages."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.shown import safe
from autograder.course import Course
from autograder.errors import CourseError
from autograder.report import read_report, write_assignment_report, write_course_report


@click.command(
    epilog="""\b
Examples:
  autograder report                      all assignments, and the course
  autograder report 06-backpropagation   one"""
)
@click.argument("assignment", required=False)
@click.pass_obj
def report(root: Path, assignment: str | None) -> None:
    """Write report/<assignment>.html and report/index.html: how the class did.

    Scores, what each exercise was like, known mistakes with the students who made them, what needs a person, hidden
    tests that look suspicious; CSV beside each page. Points and comments by hand count. The pages need no network.
    """
    course = Course.open(root)
    if assignment is not None:
        course.check_assignment(assignment)
    found = [one for name in course.assignments() if (one := read_report(course, name)) is not None]
    names = [one.assignment for one in found]
    if not names or (assignment is not None and assignment not in names):
        what = f"{assignment} is" if assignment is not None else "Nothing is"
        raise CourseError(f"{what} not graded yet: run `autograder grade {assignment or '--all'}` first.")
    for one in found:
        if assignment in (None, one.assignment):
            click.echo(safe(write_assignment_report(one, course.root, course.feedback)))
    click.echo(safe(write_course_report(found, course.root)))
