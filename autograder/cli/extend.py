"""`autograder extend`: more time for one student, kept in students.csv and in nbgrader's own field."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from autograder.cli.due import AGAIN, ensure_known
from autograder.cli.shown import safe
from autograder.cli.students import everybody
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from autograder.gradebook.lateness import home_zone
from autograder.gradebook.moments import NONE, granted, read_duration, shown, shown_duration
from autograder.gradebook.roster import EXTENSION, Roster, save
from autograder.gradebook.students import due_dates
from autograder.gradebook.students import extend as extend_kept


@click.command(
    epilog="""\b
Examples:
  autograder extend 06-backpropagation ada 3 days   behind the due date
  autograder extend 06-backpropagation ada none     none any more"""
)
@click.argument("assignment")
@click.argument("student")
@click.argument("until", nargs=-1, required=True)
@click.pass_obj
def extend(root: Path, assignment: str, student: str, until: tuple[str, ...]) -> None:
    """Give STUDENT more time for ASSIGNMENT, also before anything is handed in.

    UNTIL is a duration behind the due date (3 days, 36h), a date with its time zone (2026-02-02T18:00+01:00), or none.
    Extensions do not add up: the last one holds. An extension for every assignment stands in students.csv.
    """
    course = Course.open(root)
    course.check_assignment(assignment)
    text = " ".join(until)
    roster = everybody(course)
    _check_known(roster, student)
    with Gradebook(course) as gradebook:
        ensure_known(gradebook, assignment)
        due = gradebook.work("the due date", due_dates)[assignment]
        if due is None and text.lower() not in NONE and read_duration(text) is None:
            raise CourseError(f"{assignment} has no due date; set it first: autograder due {assignment} DATE.")
        time = granted(text, due)
        roster.add(student, {f"{EXTENSION} {assignment}": "none" if time is None else text})
        save(course.root, roster)
        removed = () if time is not None else (student,)
        changed = gradebook.work(
            "the extension", lambda connection: extend_kept(connection, roster, assignment, removed=removed)
        )
    if time is None:
        click.echo(safe(f"{student} has no extension for {assignment}."))
    else:
        when = "" if due is None else f", until {shown(due + time, home_zone(course))}"
        click.echo(safe(f"{student} has {shown_duration(time)} more for {assignment}{when}."))
    if changed:
        click.echo(safe(AGAIN.format(assignment)))


def _check_known(roster: Roster, student: str) -> None:
    if student in roster.students:
        return
    near = difflib.get_close_matches(student, roster.students, n=1)
    hint = f"did you mean {near[0]}?" if near else "add the student to students.csv: autograder students import FILE."
    raise CourseError(f"There is no student {student!r} in students.csv, the gradebook or submitted/; {hint}")
