"""What ASSIGNMENT, STUDENTS and --all on a command line stand for."""

from __future__ import annotations

import click

from autograder.course import Course


def split(names: tuple[str, ...], every: bool) -> tuple[str | None, tuple[str, ...]]:
    """(the assignment, the students) of a command line; no assignment where it is --all."""
    if every:
        return None, names
    if not names:
        raise click.UsageError("Name an assignment, or write --all for every one.")
    return names[0], names[1:]


def handed_in(course: Course, students: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Every assignment that somebody handed in, with the students of `students` who did (all, where none is named)."""
    found = []
    for assignment in course.assignments():
        here = course.students(assignment)
        chosen = tuple(student for student in students or here if student in here)
        if chosen:
            found.append((assignment, chosen))
    return found
