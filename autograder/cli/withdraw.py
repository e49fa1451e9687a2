"""`autograder withdraw`: a student who has left leaves the gradebook, the export and the pages."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from autograder.cli.shown import NAME, safe
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from autograder.record.store import RecordStore


@click.command(
    epilog="""\b
Examples:
  autograder withdraw ada       one who has left
  autograder withdraw ada ben   two"""
)
@click.argument("students", nargs=-1, required=True)
@click.pass_obj
def withdraw(root: Path, students: tuple[str, ...]) -> None:
    """Take STUDENTS out: of the gradebook, autograded/, feedback/ and the records.

    Their scores are kept in .autograder/dropped/<assignment>.csv. What they handed in is yours to move away first.
    """
    course = Course.open(root)
    folders = {student: [course.autograded / student, course.feedback / student] for student in students}
    for student in students:
        if not student or set(student) & set("/\\\0") or student in (".", ".."):
            raise CourseError(f"{student!r} is no student's name.")
        if (course.submitted / student).exists():
            raise CourseError(
                f"{course.submitted / student} is still there, and would be graded again; move it away first."
            )
    store = RecordStore(course.state)
    for student in students:
        left = [folder for folder in folders[student] if folder.exists() or folder.is_symlink()]
        with Gradebook(course) as gradebook:
            kept = gradebook.withdraw(student)
        if kept is None and not left and not store.has(student):
            raise CourseError(
                f"Nothing is known of a student {student!r}, neither in the gradebook nor in the folders."
            )
        store.forget(student)
        for folder in left:
            folder.unlink() if folder.is_symlink() else shutil.rmtree(folder)
        files = ", ".join(str(path.relative_to(course.root)) for path in kept or ())
        click.echo(
            f"{safe(student, NAME)} is taken out" + (f"; the scores are kept in {safe(files)}." if files else ".")
        )
