"""`autograder students`: the roster, students.csv, read and written, and nbgrader's gradebook in agreement with it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from autograder.cli.shown import cell, safe
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.gradebook import Gradebook
from autograder.gradebook.roster import NAME, Roster, of_course, read_roster, save
from autograder.gradebook.students import agree
from autograder.gradebook.students import students as known_students


@click.group(
    epilog="""\b
Examples:
  autograder students import people.csv   a spreadsheet's, or an LMS's
  autograder students list                who takes part"""
)
def students() -> None:
    """Who takes part: students.csv in the course's folder, from and to files of spreadsheets, Canvas and Moodle.

    Columns: id (the name of the folder in submitted/), first_name, last_name, email, section, canvas_id, sis_id,
    moodle_id, extension. Columns of your own are kept. Nobody is ever removed.
    """


@students.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def import_(root: Path, file: Path) -> None:
    """Take the rows of FILE (CSV) into students.csv and into the gradebook, where the formgrader finds the names.

    Exits with 1 where a row could not be used; the others are taken. Edited students.csv? Import that.
    """
    course = Course.open(root)
    given = read_roster(file)
    same = file.resolve() == (course.root / NAME).resolve()
    roster = given if same else of_course(course.root)
    if not same:
        for student, row in given.students.items():
            roster.add(student, row)
    if not (same and given.problems):
        save(course.root, roster)
    with Gradebook(course) as gradebook:
        new, changed = gradebook.work("the students", lambda connection: agree(connection, roster))
    count = len(given.students)
    click.echo(f"{count} student{'s' * (count != 1)} read; in the gradebook {new} are new, {changed} were changed.")
    _tell(given)
    raise SystemExit(1 if given.problems else 0)


@students.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.pass_obj
def export(root: Path, file: Path) -> None:
    """Write everybody who is known to FILE (CSV; - for the terminal): students.csv, the gradebook, submitted/."""
    course = Course.open(root)
    roster = everybody(course)
    if str(file) == "-":
        click.echo(roster.text(), nl=False)
    else:
        try:
            write_atomically(file, roster.text())
        except OSError as problem:
            raise CourseError(f"{file} cannot be written ({problem.strerror}).") from problem
        click.echo(f"{len(roster.students)} students: {safe(file)}")
    _tell(roster)


@students.command("list")
@click.pass_obj
def list_(root: Path) -> None:
    """Show everybody who is known, and what each handed in."""
    course = Course.open(root)
    roster = everybody(course)
    shown = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("id", "name", "e-mail", "section", "extension", "handed in"):
        shown.add_column(name, no_wrap=name == "id")
    counts = _handed_in(course)
    for student in sorted(roster.students):
        row = roster.students[student]
        name = " ".join(filter(None, [row.get("first_name"), row.get("last_name")])) or row.get("name", "")
        extensions = [
            f"{column.partition(' ')[2]} {text}".strip()
            for column, text in row.items()
            if text and column.split(" ")[0] == "extension"
        ]
        texts = [student, name, row.get("email", ""), row.get("section", ""), "; ".join(extensions)]
        shown.add_row(*map(cell, texts), str(counts.get(student, 0)))
    Console().print(shown)
    _tell(roster)


def everybody(course: Course) -> Roster:
    """The roster, with those that only the gradebook or submitted/ knows."""
    roster = of_course(course.root)
    with Gradebook(course) as gradebook:
        known = gradebook.work("the students", known_students)
    for student, row in known.items():
        missing = {name: text for name, text in row.items() if not roster.students.get(student, {}).get(name)}
        roster.add(student, {("canvas_id" if name == "lms_user_id" else name): text for name, text in missing.items()})
    for student in _handed_in(course):
        roster.add(student, {})
    return roster


def _handed_in(course: Course) -> dict[str, int]:
    """Student -> of how many assignments there is a submission."""
    counts: dict[str, int] = {}
    for assignment in course.assignments() if course.source.is_dir() else ():
        for student in course.students(assignment):
            counts[student] = counts.get(student, 0) + 1
    return counts


def _tell(roster: Roster) -> None:
    for sentence in roster.problems:
        click.echo(f"not taken: {safe(sentence)}", err=True)
