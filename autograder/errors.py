"""Everything that can go wrong on our side of the trust boundary.

::

    AutograderError          one clear sentence: what, where, what to do; the command line prints it, no traceback
    ├── CourseError          the course folder, its configuration or a source notebook is not usable
    ├── ReleaseError         a release would leak, or the solution does not earn its own marks
    ├── MachineError         this machine cannot do what is asked (no sandbox, no user namespaces, no memory)
    └── CannotJudge          a hidden test, the reference or the engine failed: never the student's fault

What a *student's* code does wrong is not an exception of this tree: see `autograder.outcomes.StudentFault`.
"""

from __future__ import annotations

#: What nbgrader_config.py needs where nbgrader's own commands grade a course with hidden tests that are judged outside.
EXPORTER_LINE = 'c.Autograde.exporter_class = "autograder.gradebook.plain_autograde.GradingExporter"'
#: What a person reads who tries it without that line.
NEEDS_EXPORTER = (
    "a hidden test here is judged outside of the student's kernel, and plain nbgrader would run it inside: nothing was "
    f"graded. Write the line {EXPORTER_LINE} into nbgrader_config.py, or use `autograder grade`."
)


class AutograderError(Exception):
    """A failure of ours or of the machine, told in one sentence for the person at the terminal."""


class CourseError(AutograderError):
    """The course folder, its configuration or a source notebook is not usable."""


class ReleaseError(AutograderError):
    """A release would leak, or the solution does not earn full marks."""


class MachineError(AutograderError):
    """The machine lacks what grading needs; the message says what to install or to switch on."""


class CannotJudge(AutograderError):
    """The trusted side failed while judging; never zero points, always shown to the staff."""
