"""Stamps of sources whose solution earned all its points: .autograder/verified/<assignment>/<notebook>.

A stamp holds the key that the record of the solution had: a change of the source, the references, the grader, the
packages or the limits has another one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from autograder.course import Course, Master
from autograder.course.secret import prepare_state
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.grading import Grader
from autograder.intake.submission import Submission
from autograder.record.model import NotebookRecord
from autograder.verified.earned import automatic, shortfalls

#: Who hands the solution in; no folder can be named so.
SOLUTION = "the course's/solution"


def solution_of(course: Course, master: Master) -> Submission:
    """The source of a notebook as a submission."""
    source = course.source / master.assignment / f"{master.notebook}.ipynb"
    return Submission(SOLUTION, master.assignment, {master.notebook: source.read_bytes()})


def unverified(course: Course, graders: Iterable[Grader]) -> list[Grader]:
    """Those of the graders whose solution was not seen to earn all its points since something last changed."""
    if not course.settings.verify_solutions:
        return []
    return [grader for grader in graders if automatic(grader.master) and _stamp(course, grader) != _key(course, grader)]


def confirm(course: Course, grader: Grader, record: NotebookRecord) -> None:
    """Stamp a source by the record of its solution; CourseError, and no stamp, where that misses points."""
    missed = shortfalls(grader.master, record)
    if missed:
        where = f"{grader.master.assignment}/{missed[0]}"
        more = f" (and {len(missed) - 1} more such)" if len(missed) > 1 else ""
        raise CourseError(
            f"Nobody is graded with a test that the solution does not pass. {where.rstrip('.')}{more}. Mend it, "
            f"or set c.Autograder.verify_solutions = False to grade with it as it is."
        )
    path = _path(course, grader)
    prepare_state(course.state)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, _key(course, grader))


def _key(course: Course, grader: Grader) -> str:
    return grader.key(solution_of(course, grader.master))


def _stamp(course: Course, grader: Grader) -> str:
    try:
        return _path(course, grader).read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _path(course: Course, grader: Grader) -> Path:
    return course.state / "verified" / grader.master.assignment / grader.master.notebook
