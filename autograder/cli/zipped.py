"""`autograder feedback --zip`: the pages in one file that a system takes back."""

from __future__ import annotations

from collections.abc import Collection

import click

from autograder.cli.shown import NAME, safe
from autograder.course import Course
from autograder.lms import people
from autograder.lms.pack import pack


def write_zip(course: Course, assignment: str, students: Collection[str], system: str) -> None:
    """Write the zip for these students, and tell who is left out."""
    packed = pack(course, assignment, sorted({*students}), people.of(course), None if system == "auto" else system)
    click.echo(safe(f"{packed.pages} page{'s' * (packed.pages != 1)}: {packed.place}"))
    for student in packed.left:
        name = safe(student, NAME)
        click.echo(
            f"not in the zip: {name}: it was not collected from there, so that the name of the files is not known.",
            err=True,
        )
