"""Grades single notebooks in this process, for nbgrader's own commands; a class is graded by `autograder.batch`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from autograder.course import Course, Master
from autograder.errors import CourseError
from autograder.grading import make_graders, read
from autograder.intake.submission import Submission
from autograder.kernel.protocol import KernelFactory
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore
from autograder.sandbox import Nursery


class Engine:
    """The grader of a course with at most one nursery; a context manager that ends every student process."""

    def __init__(self, course: Course, open_kernels: Callable[[], KernelFactory] | None = None) -> None:
        """`open_kernels`: where kernels come from, if not from the sandbox."""
        self.course = course
        self._store = RecordStore(course.state)
        self._open_kernels = open_kernels or self._nursery
        self._kernels: KernelFactory | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the nursery. May be called twice; a later notebook starts another one."""
        self._kernels = None
        self._stack.close()

    def master(self, assignment: str, notebook: str) -> Master:
        """The notebook's master; CourseError if the source has none."""
        for master in self.course.masters(assignment):
            if master.notebook == notebook:
                return master
        raise CourseError(f"{self.course.source / assignment} holds no {notebook}.ipynb; put the source back.")

    def read(self, student: str, assignment: str) -> Submission:
        """What a student handed in; it is read here, once, and given to whatever grades and writes it."""
        return read(self.course, student, assignment)

    def grade(self, submission: Submission, master: Master, *, anew: bool = False) -> NotebookRecord:
        """The record of a submitted notebook: the one that is kept if nothing has changed, unless `anew`."""
        student, assignment = submission.student, master.assignment
        graders = make_graders(self.course, assignment)
        grader = next(g for g in graders if g.master.notebook == master.notebook)
        key = grader.key(submission)
        kept = None if anew else self._store.current(assignment, student, master.notebook, key)
        if kept is not None:
            return kept
        if self._kernels is None:
            self._kernels = self._open_kernels()
        record = grader.grade(submission, self._kernels)
        self._store.save(record)
        return record

    def _nursery(self) -> KernelFactory:
        return self._stack.enter_context(Nursery(self.course.settings.student_packages))
