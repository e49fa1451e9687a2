"""Makes the class: who writes what, what it must earn, and the files of every submission."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from autograder.errors import CourseError
from autograder.gradebook import due_date
from autograder.simulate.exercises import exercises
from autograder.simulate.folder import replace_class
from autograder.simulate.notebooks import submission_files
from autograder.simulate.population import population
from autograder.simulate.truth import Truth, student_truth
from autograder.simulate.variants import VARIANTS

if TYPE_CHECKING:
    from autograder.course import Course

#: Taken where nbgrader keeps no due date of the assignment: then nothing is late for nbgrader either.
NOMINAL = datetime(2026, 1, 30, 18, 0)


def simulate(course: Course, assignment: str, students: int = 30, seed: int = 0, before: int = 0) -> Truth:
    """Writes submitted/<student>/<assignment>/ for a whole class, and simulation-truth/<assignment>.json beside it.

    The same course, size, seed and `before` (`population`) give the same bytes. A class that was simulated before is
    replaced; raises CourseError where submitted/ holds anything else, or where simulation/<assignment>/ lacks what is
    needed.
    """
    if students < 1:
        raise CourseError(f"A class of {students} students cannot be simulated: ask for at least one.")
    masters = course.masters(assignment)
    found = exercises(masters, course.root / VARIANTS / assignment)
    if not found:
        raise CourseError(f"{assignment} has no exercise: nothing to simulate.")
    due = due_date(course.db_url, assignment) or NOMINAL
    members = population(found, students, seed, before)
    files = {
        f"{member.student}/{assignment}/{name}": content
        for place, member in enumerate(members)
        for name, content in submission_files(member, masters, found, due, place).items()
    }
    truth = Truth(assignment, seed, f"{due:%Y-%m-%d %H:%M:%S} UTC", tuple(student_truth(m, found) for m in members))
    replace_class(course, truth, files)
    return truth
