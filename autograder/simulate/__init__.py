"""A class whose truth is known: right, differently right and wrong work, written like real submissions.

Modules, each importing only from those before it::

    variants -> faults -> exercises -> population -> truth -> notebooks -> folder -> simulation
                                                     truth -> check

`variants` reads what students may write, `faults` makes what goes wrong everywhere, `population` deals it out, `truth`
says what each submission must earn, and `check` compares that with what the grader found.
"""

from autograder.simulate.check import check_truth
from autograder.simulate.simulation import NOMINAL, simulate
from autograder.simulate.truth import ItemTruth, StudentTruth, Truth

__all__ = ["NOMINAL", "ItemTruth", "StudentTruth", "Truth", "check_truth", "simulate"]
