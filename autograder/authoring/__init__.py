"""An instructor's loop: a source notebook is begun, checked as three people would run it, and released.

Modules, each importing only from those before it::

    found -> frame, walks, answers -> cheats -> check
    starter

`frame` reads, `walks` runs the notebook in the sandbox as a student and as the grader, `cheats` judges wrong answers
that somebody could write without having understood anything, and small changes of the solutions.
"""

from autograder.authoring.check import Checked, check
from autograder.authoring.found import Finding, Role
from autograder.authoring.starter import new_assignment, new_course

__all__ = ["Checked", "Finding", "Role", "check", "new_assignment", "new_course"]
