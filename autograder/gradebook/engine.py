"""Grades single notebooks in this process, for nbgrader's own commands; a class is graded by `autograder.batch`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import Grader, make_graders
from autograder.intake.submission import Submission
from autograder.kernel.protocol import KernelFactory
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore
from autograder.sandbox.nursery import Nursery
from autograder.verified import confirm, solution_of, unverified


class Engine:
    """The grader of a course with at most one nursery; `close` ends every student process."""

    def __init__(self, course: Course, open_kernels: Callable[[], KernelFactory] | None = None) -> None:
        """`open_kernels`: where kernels come from, if not from the sandbox."""
        self.course = course
        self._store = RecordStore(course.state)
        self._open_kernels = open_kernels or self._nursery
        self._kernels: KernelFactory | None = None
        self._stack = ExitStack()

    def close(self) -> None:
        """End the nursery. May be called twice; a later notebook starts another one."""
        self._kernels = None
        self._stack.close()

    def grader(self, assignment: str, notebook: str) -> Grader:
        """The notebook's grader, illustrations included, as nbgrader runs them; CourseError if the source has none."""
        for grader in make_graders(self.course, assignment):
            if grader.master.notebook == notebook:
                return replace(grader, in_full=True)
        raise CourseError(f"{self.course.source / assignment} holds no {notebook}.ipynb; put the source back.")

    def grade(self, submission: Submission, grader: Grader, *, anew: bool = False) -> NotebookRecord:
        """The record of a submitted notebook: the one that is kept if nothing has changed, unless `anew`.

        CourseError where the solution does not pass the tests.
        """
        place = (submission.assignment, submission.student, grader.master.notebook)
        kept = None if anew else self._store.current(*place, grader.key(submission))
        if kept is not None:
            return kept
        if self._kernels is None:
            self._kernels = self._open_kernels()
        for base in unverified(self.course, [replace(grader, in_full=False)]):
            confirm(self.course, base, base.grade(solution_of(self.course, base.master), self._kernels))
        return grader.grade(submission, self._kernels)

    def keep(self, record: NotebookRecord) -> None:
        """Keep a record that the gradebook has."""
        self._store.save(record)

    def _nursery(self) -> KernelFactory:
        return self._stack.enter_context(Nursery(self.course.settings.student_packages))
