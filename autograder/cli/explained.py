"""What `autograder grade --explain STUDENT` says: what the next run would do with a student's notebooks, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console

from autograder.batch.explain import Explained, explain
from autograder.batch.jobs import choose_students
from autograder.cli.names import handed_in
from autograder.cli.shown import safe, say
from autograder.course import Course
from autograder.errors import CourseError


def tell_why(root: Path, assignment: str | None, student: str, *, as_json: bool) -> None:
    """Print it for one assignment, or for all that the student handed in; nothing is run and nothing is written."""
    course = Course.open(root)
    if assignment is not None:
        course.masters(assignment)
        choose_students(course, assignment, (student,))
    names = [assignment] if assignment is not None else [name for name, _ in handed_in(course, (student,))]
    if not names:
        raise CourseError(f"{student} has handed in nothing: there is no such folder in {course.submitted}.")
    found = [one for name in names for one in explain(course, name, student)]
    if as_json:
        click.echo(json.dumps([_as_json(student, one) for one in found], indent=1))
        return
    console = Console()
    for one in found:
        say(console, f"{safe(student)}, {safe(one.notebook)}")
        for line in _lines(one):
            say(console, f"  {line}")


def _lines(one: Explained) -> Iterator[str]:
    if one.record is not None:
        took = f", in {one.took:.1f} s" if one.took is not None else ""
        yield (
            f"graded {datetime.fromtimestamp(one.graded_at, UTC):%Y-%m-%d %H:%M} UTC{took}: "
            f"{one.record.points:g} of {one.record.max_points:g} points, those by hand apart"
        )
    again = ", ".join(one.again)
    yield f"the next run grades it: {again}" if again else "the next run leaves it as it is: nothing has changed"
    for move in one.moved:
        before, after = ("open" if points is None else f"{points:g}" for points in (move.before, move.after))
        yield f"moved {move.time[:16]} UTC: {move.exercise} {before} → {after}, {move.why}"


def _as_json(student: str, one: Explained) -> dict[str, object]:
    graded_at = datetime.fromtimestamp(one.graded_at, UTC).isoformat(timespec="seconds") if one.record else None
    return {
        "student": student,
        "assignment": one.assignment,
        "notebook": one.notebook,
        "graded_at": graded_at,
        "seconds": one.took,
        "points": one.record.points if one.record else None,
        "max_points": one.record.max_points if one.record else None,
        "again": list(one.again),
        "moved": [asdict(move) for move in one.moved],
    }
