"""The one writer into nbgrader's gradebook and autograded/, and the step for plain `nbgrader autograde`.

Modules, each importing only from those before it::

    tables, model -> cells -> database -> catalogue -> lateness -> moments -> roster -> students -> scores -> reading
    -> autograded -> writer -> engine -> plain_autograde

What a person gave by hand (points, extra credit, comments) is read here and never written.
"""

from autograder.gradebook.model import ManualGrade, Score
from autograder.gradebook.reading import due_date
from autograder.gradebook.writer import Gradebook

__all__ = ["Gradebook", "ManualGrade", "Score", "due_date"]
