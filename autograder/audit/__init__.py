"""Which known mistakes do the hidden tests catch, and which do they name? A matrix per assignment.

Modules, each importing only from those before it::

    matrix -> known -> run

Two sources: every answer that is written in `simulation/` is judged in the place of the solution (`run`), and every
mistake that the reference knows is looked for at the hidden inputs themselves (`known`).
"""

from autograder.audit.matrix import Audit, Cell, Row, Status
from autograder.audit.run import audit

__all__ = ["Audit", "Cell", "Row", "Status", "audit"]
