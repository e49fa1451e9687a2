"""`autograder feedback`: a page per student."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from autograder.cli.names import split
from autograder.cli.shown import NAME, safe
from autograder.course import Course
from autograder.errors import AutograderError, CourseError
from autograder.feedback import write_page
from autograder.gradebook import Gradebook
from autograder.record.store import RecordStore


@click.command()
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT] [STUDENTS]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that was graded.")
@click.pass_obj
def feedback(root: Path, names: tuple[str, ...], every: bool) -> None:
    """Write feedback/<student>/<assignment>/<notebook>.html for what was graded, scores given by hand included.

    Exits with 1 where a page could not be written; the others are.
    """
    course = Course.open(root)
    assignment, students = split(names, every)
    store = RecordStore(course.state)
    if assignment is not None:
        course.check_assignment(assignment)
    kept = {name: _kept(store, name) for name in (course.assignments() if assignment is None else [assignment])}
    for student in students:
        if not any(student in {name for name, _ in here} for here in kept.values()):
            what = f" of {assignment}" if assignment is not None else ""
            raise CourseError(f"{student} has no graded submission{what}: run `autograder grade` first.")
    if not any(kept.values()):
        what = f"{assignment} is" if assignment is not None else "Nothing is"
        raise CourseError(f"{what} not graded yet: run `autograder grade {assignment or '--all'}` first.")
    chosen = {name: [key for key in here if not students or key[0] in students] for name, here in kept.items()}
    failed = [sentence for name, keys in chosen.items() if keys for sentence in _write(course, store, name, keys)]
    for sentence in failed:
        click.echo(f"not written: {safe(sentence)}", err=True)
    sys.exit(1 if failed else 0)


def _kept(store: RecordStore, assignment: str) -> list[tuple[str, str]]:
    """(student, notebook) of every record that is kept, whether or not it can be read."""
    return sorted((path.parent.name, path.stem) for path in (store.folder / assignment).glob("*/*.json"))


def _write(course: Course, store: RecordStore, assignment: str, keys: Sequence[tuple[str, str]]) -> list[str]:
    """Write the pages; a sentence for each that could not be written."""
    masters = {master.notebook: master for master in course.masters(assignment)}
    with Gradebook(course) as gradebook:
        by_hand = gradebook.by_hand(assignment)
    written, failed = 0, []
    for student, notebook in keys:
        if notebook not in masters:
            continue
        try:
            record = store.load(assignment, student, notebook)
            if record is None or (record.student, record.notebook) != (student, notebook):
                again = f"autograder grade {assignment} {student} --force"
                raise AutograderError(f"the record is damaged or of another version; run `{again}`")
            out = course.feedback / student / assignment / f"{notebook}.html"
            manual = by_hand.get((student, notebook), {})
            write_page(record, masters[notebook], out, root=course.feedback, manual=manual)
            written += 1
        except Exception as problem:  # one student's page is not the others'
            failed.append(f"{safe(student, NAME)}, {notebook}: the page could not be written ({problem}).")
    click.echo(safe(f"{written} page{'s' * (written != 1)}: {course.feedback}/<student>/{assignment}/"))
    return failed
