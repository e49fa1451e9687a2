"""What is to be graded: known before anything that grades is loaded, so that workers start as early as they can."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.record.store import RecordStore


@dataclass(frozen=True)
class Job:
    """What is to be graded."""

    course: Course
    assignment: str
    students: tuple[str, ...]
    force: bool = False
    """Grade anew what is already graded."""
    dry: bool = False
    """Write no scores and keep no record: what is found waits until a run does."""


def probably_new(job: Job) -> bool:
    """Whether something of the job will have to be run, as far as the times of files tell; reads none of them."""
    return any(_seem_new(job))


def number_new(job: Job) -> int:
    """How many notebooks will have to be run, as far as the times of files tell."""
    return sum(_seem_new(job))


def _seem_new(job: Job) -> Iterator[bool]:
    notebooks = [master.notebook for master in job.course.masters(job.assignment)]
    store = RecordStore(job.course.state)
    for student in job.students:
        at = 0.0 if job.force else _handed_in_at(job.course.submitted / student / job.assignment)
        for notebook in notebooks:
            yield job.force or store.kept_at(job.assignment, student, notebook) < at


def _handed_in_at(folder: Path) -> float:
    """When something in a submission was last written; 0 where that cannot be looked at."""
    try:
        return max(entry.lstat().st_mtime for entry in (folder, *folder.iterdir()))
    except OSError:
        return 0.0


def choose_students(course: Course, assignment: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The students to grade: those asked for, or all who handed the assignment in."""
    here = course.students(assignment)
    if not here:
        raise CourseError(
            f"Nobody has handed in {assignment}: there is no {course.submitted.name}/<student>/{assignment}/ in "
            f"{course.root}. Collect the submissions first."
        )
    missing = [student for student in wanted if student not in here]
    if missing:
        raise CourseError(
            f"{missing[0]} has not handed in {assignment}: there is no such folder in {course.submitted}."
        )
    return tuple(wanted) if wanted else tuple(here)
