"""The one writer into nbgrader's gradebook and autograded/, and the step for plain `nbgrader autograde`."""

from autograder.gradebook.model import ManualGrade, Score
from autograder.gradebook.writer import Gradebook

__all__ = ["Gradebook", "ManualGrade", "Score"]
