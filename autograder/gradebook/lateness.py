"""When a submission was handed in, and what that costs: nbgrader's own plugin decides."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc

from autograder.course import Course
from autograder.course.configuration import quiet
from autograder.errors import CourseError
from autograder.gradebook.scores import Penalty


def late_penalty(course: Course) -> Penalty:
    """The course's rule, `c.AssignLatePenalties.plugin_class`; CourseError where it cannot be loaded."""
    try:
        with _importable(course.root):
            step = AssignLatePenalties(config=course.config, log=quiet)
            step.init_plugin()
    except Exception as problem:  # traitlets and the course's own module may raise anything
        raise CourseError(f"c.AssignLatePenalties of {course.root} cannot be used ({problem}).") from problem

    def penalty(student: str, score: float, seconds_late: float) -> float | None:
        if not step.enabled:
            return None
        given: float | None = step.plugin_inst.late_submission_penalty(student, score, seconds_late)
        return given

    return penalty


def handed_in(timestamp: bytes | None) -> datetime | None:
    """The time in a timestamp.txt, UTC without zone as nbgrader keeps it; None where there is none, or no time."""
    text = (timestamp or b"").decode("utf-8", "replace").strip()
    try:
        time: datetime | None = parse_utc(text) if text else None
    except (ValueError, OverflowError):
        return None
    return time


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """The plugin may be a module that lies in the course's folder, as under nbgrader's own commands."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        if str(folder) in sys.path:
            sys.path.remove(str(folder))
