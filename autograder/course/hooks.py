"""`c.Autograde.pre_convert_hook` and its kin: functions of the course that nbgrader calls before and after its work."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder.course.configuration import importable
from autograder.course.folder import Course
from autograder.errors import CourseError
from autograder.files import cause


class Hooks:
    """The two functions of one of nbgrader's steps, as its configuration names them.

    As under nbgrader they run in the course's folder, are given what they are called for by name, and end nothing where
    they fail.
    """

    def __init__(self, course: Course, step: str) -> None:
        """`step`: the section of the configuration, "Autograde" or "GenerateAssignment"."""
        self._course = course
        self._step = step
        self._functions = {name: self._function(f"{name}_convert_hook") for name in ("pre", "post")}
        self.failed: list[str] = []
        """One sentence for each call that failed."""

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return any(self._functions.values())

    def before(self, assignment: str, student: str, notebooks: Sequence[Path]) -> None:
        """Call the first one, with one student's notebooks in submitted/, or with those in source/."""
        self._call("pre", assignment, student, notebooks)

    def after(self, assignment: str, student: str, notebooks: Sequence[Path]) -> None:
        """Call the second one."""
        self._call("post", assignment, student, notebooks)

    def _call(self, which: str, assignment: str, student: str, notebooks: Sequence[Path]) -> None:
        function = self._functions[which]
        if function is None:
            return
        try:
            with contextlib.chdir(self._course.root), importable(self._course.folder):
                function(assignment=assignment, student=student, notebooks=[str(path) for path in notebooks])
        except Exception as problem:
            self.failed.append(
                f"c.{self._step}.{which}_convert_hook failed for {assignment} of {student} "
                f"({type(problem).__name__}: {cause(problem)}); the work went on without it."
            )

    def _function(self, option: str) -> Callable[..., Any] | None:
        sections = (self._course.config.get(name, {}) for name in (self._step, "BaseConverter"))
        given = next((section[option] for section in sections if option in section), None)
        if given is None or callable(given):
            return given
        module, _, name = str(given).rpartition(".")
        try:
            with importable(self._course.folder):
                function: Callable[..., Any] = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError, ValueError) as problem:
            raise CourseError(f"c.{self._step}.{option} names {given!r}, which cannot be loaded ({problem}).") from None
        return function
