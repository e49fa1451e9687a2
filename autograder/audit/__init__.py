"""What the hidden tests catch, what they name, and what they let pass. A matrix per assignment, and a mutation score.

Modules, each importing only from those before it::

    forks -> found -> here -> mutate -> equivalent -> mutants
             found -> matrix -> known -> run
    spread

Three sources: every answer that is written in `simulation/` is judged in the place of the solution (`run`), every
mistake that the reference knows is looked for at the hidden inputs themselves (`known`), and the solution is judged
with one small change in it (`mutants`).
"""

from autograder.audit.matrix import Audit, Cell, Row, Status
from autograder.audit.mutants import MutantsTask, Mutation, stale, together
from autograder.audit.run import audit
from autograder.audit.spread import cores, spread

__all__ = [
    "Audit",
    "Cell",
    "MutantsTask",
    "Mutation",
    "Row",
    "Status",
    "audit",
    "cores",
    "spread",
    "stale",
    "together",
]
