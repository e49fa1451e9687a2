"""What the hidden tests catch, what they name, and what they let pass. A matrix per assignment, and a mutation score.

Modules, each importing only from those before it::

    matrix -> known, at_once -> found, forks -> here
    here, spread -> run
    mutate -> equivalent; here, spread -> mutants
    keys

Three sources: every answer that is written in `simulation/` is judged in the place of the solution (`run`), every
mistake that the reference knows is looked for at the hidden inputs themselves (`known`), and the solution is judged
with one small change in it (`mutants`).
"""

from autograder.audit import keys
from autograder.audit.matrix import DIFFERENCES, Audit, Cell, Naming, Row, Status, diagnosed
from autograder.audit.mutants import Mutation, mutate_all
from autograder.audit.run import audit, audit_keys

__all__ = [
    "DIFFERENCES",
    "Audit",
    "Cell",
    "Mutation",
    "Naming",
    "Row",
    "Status",
    "audit",
    "audit_keys",
    "diagnosed",
    "keys",
    "mutate_all",
]
