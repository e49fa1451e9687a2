"""`autograder feedback`: a page per student."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from autograder.cli.moved import gone
from autograder.cli.names import split
from autograder.cli.shown import NAME, safe
from autograder.cli.zipped import write_zip
from autograder.course import Course, Master
from autograder.errors import AutograderError, CourseError
from autograder.feedback import write_page
from autograder.feedback.exchange import put_beside
from autograder.gradebook import Gradebook, Standing
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore


@click.command(
    epilog="""\b
Examples:
  autograder feedback 06-backpropagation           a page per student
  autograder feedback 06-backpropagation ada ben   theirs only
  autograder feedback --all                        every assignment"""
)
@click.argument("names", nargs=-1, metavar="[ASSIGNMENT] [STUDENTS]...")
@click.option("--all", "every", is_flag=True, help="Every assignment that was graded.")
@click.option(
    "--zip",
    "system",
    type=click.Choice(["auto", "moodle", "canvas"]),
    is_flag=False,
    flag_value="auto",
    help="The pages also as a zip that Moodle or Canvas takes back; without a name, where the hand-ins came from.",
)
@click.pass_obj
def feedback(root: Path, names: tuple[str, ...], every: bool, system: str | None) -> None:
    """Write feedback/<student>/<assignment>/<notebook>.html for what was graded, scores given by hand included.

    Late penalties are brought up to date; a page says what the gradebook and the export say. Exits with 1 where a
    page could not be written; the others are.
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
    failed: list[str] = []
    for name, keys in chosen.items():
        if keys:
            written, problems = _write(course, store, name, keys)
            failed += problems
            if system and written:
                write_zip(course, name, written, system)
    for sentence in failed:
        click.echo(f"not written: {safe(sentence)}", err=True)
    sys.exit(1 if failed else 0)


def _kept(store: RecordStore, assignment: str) -> list[tuple[str, str]]:
    """(student, notebook) of every record that is kept, whether or not it can be read."""
    return sorted((path.parent.name, path.stem) for path in (store.folder / assignment).glob("*/*.json"))


def _write(
    course: Course, store: RecordStore, assignment: str, keys: Sequence[tuple[str, str]]
) -> tuple[list[str], list[str]]:
    """Write the pages; who has all of them, and a sentence for each that could not be written."""
    masters = {master.notebook: master for master in course.masters(assignment)}
    with Gradebook(course) as gradebook:
        standings = gradebook.standings(assignment)
        by_hand = gradebook.by_hand(assignment)
    written: list[str] = []
    unsure: set[str] = set()
    failed, key = [], course.secret()
    for student, notebook in keys:
        place = (student, notebook)
        if notebook not in masters:
            continue
        if place not in standings:
            click.echo(_left(student, notebook), err=True)
            continue
        try:
            manual, penalty = by_hand.get(place, {}), standings[place].penalty
            record = _of_the_gradebook(store.load(assignment, *place), place, standings[place], masters[notebook])
            if {name for name, grade in manual.items() if grade.points is not None} != standings[place].given:
                raise AutograderError("points were given while the page was made; run this again")
            out = course.feedback / student / assignment / f"{notebook}.html"
            write_page(record, masters[notebook], out, root=course.feedback, manual=manual, penalty=penalty)
            put_beside(out, course.feedback, course.autograded / student / assignment, key)
            written.append(student)
        except Exception as problem:  # one student's page is not the others'
            unsure.add(student)
            failed.append(f"{safe(student, NAME)}, {notebook}: the page could not be written ({problem}).")
    click.echo(safe(f"{len(written)} page{'s' * (len(written) != 1)}: {course.feedback}/<student>/{assignment}/"))
    for sentence in _flags(course, assignment, {place: standings[place] for place in keys if place in standings}):
        click.echo(sentence, err=True)
    return [student for student in written if student not in unsure], failed


def _of_the_gradebook(
    record: NotebookRecord | None, place: tuple[str, str], standing: Standing, master: Master
) -> NotebookRecord:
    """The record; AutograderError where it cannot be read, or the gradebook has other points than it says."""
    again = f"run `autograder grade {master.assignment} {place[0]}"
    if record is None or (record.student, record.notebook) != place:
        raise AutograderError(f"the record is damaged or of another version; {again} --force`")
    if {item.grade_id: item.points for item in record.items} != standing.engine:
        raise AutograderError(f"the gradebook has other points, or other exercises, than were graded here; {again}`")
    return record


def _left(student: str, notebook: str) -> str:
    name = safe(student, NAME)
    return (
        f"{name}, {safe(notebook, NAME)}: no page, since the gradebook has no such submission (any more); "
        f"`autograder withdraw {name}` removes what is left of a student who has left."
    )


def _flags(course: Course, assignment: str, standings: dict[tuple[str, str], Standing]) -> Iterator[str]:
    """One sentence for each thing that somebody should look at before the pages go out."""
    for (student, notebook), standing in standings.items():
        for sentence in standing.flagged():
            yield f"{safe(student, NAME)}, {safe(notebook, NAME)}: {sentence}"
    yield from gone({student for student, _ in standings} - {*course.students(assignment)}, assignment)
