"""What a bundle carries to grade one assignment. Pure data: hidden tests, and never the course's secret."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Literal

import msgspec

from autograder.course import Course, Master
from autograder.errors import CourseError, MachineError
from autograder.grading import Grader, make_graders
from autograder.kernel.protocol import Limits
from autograder.verified.earned import automatic

NAME = "grading.json"
Visibility = Literal["visible", "after_due_date", "after_published", "hidden"]
VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


class Carried(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of grading.json."""

    secret: bytes
    """Keys the hidden inputs there; made from the course's, which cannot be had from it."""
    masters: tuple[Master, ...]
    limits: Limits
    submission_mb: int
    student_packages: tuple[str, ...]
    reference_packages: tuple[str, ...]
    visibility: Visibility
    """When students see the checks."""

    @property
    def graders(self) -> list[Grader]:
        """One for each notebook, as `autograder.grading.make_graders` makes them."""
        names = [master.notebook for master in self.masters]
        return [
            Grader(
                master,
                self.secret,
                self.limits,
                self.student_packages,
                tuple(name for name in names if name != master.notebook),
                reference_packages=self.reference_packages,
            )
            for master in self.masters
        ]

    @property
    def points(self) -> float:
        """What the tests decide, of all notebooks."""
        return sum(cell.points for grader in self.graders for cell in automatic(grader.master))

    @property
    def points_by_hand(self) -> float:
        """What people decide, and Gradescope's autograder does not count."""
        return sum(grader.master.max_points for grader in self.graders) - self.points


def carry(course: Course, assignment: str, visibility: Visibility) -> Carried:
    """What the container needs for an assignment; CourseError where there is nothing in it that a test decides."""
    graders, settings = make_graders(course, assignment), course.settings_of(assignment)
    carried = Carried(
        secret=hmac.new(course.secret(), f"gradescope\0{assignment}".encode(), hashlib.sha256).digest(),
        masters=tuple(grader.master for grader in graders),
        limits=settings.limits,
        submission_mb=settings.submission_mb,
        student_packages=settings.student_packages,
        reference_packages=settings.reference_packages,
        visibility=visibility,
    )
    if not carried.points:
        raise CourseError(f"No test decides a point of {assignment}: there is nothing that Gradescope could run.")
    return carried


def read(path: Path) -> Carried:
    """The content of a file; MachineError where it is not what was written."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Carried)
    except (OSError, msgspec.MsgspecError) as problem:
        raise MachineError(f"{path.name} of the bundle cannot be read: upload autograder.zip again.") from problem
