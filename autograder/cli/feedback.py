"""`autograder feedback`: a page per student."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli.names import split
from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback import write_page
from autograder.gradebook import Gradebook
from autograder.record.store import RecordStore


@click.command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT] [STUDENTS]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that was graded.")
@click.pass_obj
def feedback(root: Path, names: tuple[str, ...], every: bool) -> None:
    """Write feedback/<student>/<assignment>/<notebook>.html for what was graded, scores given by hand included."""
    course = Course.open(root)
    assignment, students = split(names, every)
    if assignment is not None:
        _write(course, assignment, students)
        return
    store = RecordStore(course.state)
    graded = {name: {record.student for record in store.all(name)} for name in course.assignments()}
    chosen = {name: tuple(s for s in students if s in here) for name, here in graded.items() if here}
    missing = sorted(set(students) - set().union(*graded.values()))
    if missing or not chosen:
        who = f"{missing[0]} has no graded submission" if missing else "Nothing is graded yet"
        raise CourseError(f"{who}: run `autograder grade --all` first.")
    for name, of_these in chosen.items():
        if of_these or not students:
            _write(course, name, of_these)


def _write(course: Course, assignment: str, students: tuple[str, ...]) -> None:
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
