"""The one writer into nbgrader's gradebook and autograded/, and the step for plain `nbgrader autograde`.

Modules, each importing only from those before it::

    tables, model -> cells -> database -> dropped -> withdrawn -> catalogue -> lateness -> moments -> roster -> students
    -> scores -> standing -> reading -> autograded -> writer -> engine -> plain_autograde, plain_export

What a person gave by hand (points, extra credit, comments) is read here and never written.
"""

from autograder.gradebook.catalogue import Changes
from autograder.gradebook.model import ManualGrade, Score, Standing
from autograder.gradebook.reading import due_date
from autograder.gradebook.writer import Gradebook

__all__ = ["Changes", "Gradebook", "ManualGrade", "Score", "Standing", "due_date"]
