"""What would make a run void is said before it begins: the gradebook's catalogue, and sources that fail themselves."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from autograder.batch.executor import Executor
from autograder.batch.jobs import Job
from autograder.batch.worker import Task
from autograder.cli.shown import say
from autograder.course import Course
from autograder.course.versions import note
from autograder.errors import MachineError
from autograder.files import cause
from autograder.gradebook import Gradebook
from autograder.grading import make_graders
from autograder.record.model import NotebookRecord
from autograder.verified import confirm, solution_of, unverified


def prepare(course: Course, jobs: Sequence[Job], executor: Executor, gradebook: Gradebook, console: Console) -> None:
    """Register all that will be graded, unless every job is a dry run. CourseError before anything is written."""
    graders = [grader for job in jobs for grader in make_graders(course, job.assignment)]
    new = unverified(course, graders)
    dry = all(job.dry for job in jobs)
    if new or dry:
        for job in jobs:
            gradebook.check(course.masters(job.assignment))
    if new:
        names = ", ".join(f"{grader.master.assignment}/{grader.master.notebook}" for grader in new)
        say(console, f"{names}: new or changed; its solution is tried first.")
        tasks = [Task(grader, solution_of(course, grader.master)) for grader in new]
        for task, result in executor.run(tasks):
            if not isinstance(result, NotebookRecord):
                what = (
                    f"The solution of {task.grader.master.assignment}/{task.grader.master.notebook} could not be tried"
                )
                raise MachineError(f"{what} ({cause(result)}); nobody was graded.") from result
            confirm(course, task.grader, result)
    if not dry:
        for grader in graders:
            gradebook.register(grader.master)
            note(course.state, grader.master)
