"""How a graded item can end, and whose fault that is. Pure data, no I/O."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """Every graded item ends in exactly one of these."""

    PASSED = "passed"
    FAILED = "wrong answer"
    ERROR = "error in the student's code"
    TIME_LIMIT = "time limit"
    MEMORY_LIMIT = "memory limit"
    OUTPUT_LIMIT = "output limit"
    DIED = "process died"
    UNANSWERED = "not answered"
    ADDED = "not in the student's version"
    MISSING = "no notebook found"
    SEVERAL = "several candidates"
    MALFORMED = "not a readable notebook"
    TOO_LARGE = "too large"
    TAMPERED = "tampered"
    MANUAL = "graded by hand"
    CANNOT_JUDGE = "cannot judge"

    @property
    def is_ours(self) -> bool:
        """True where the fault is the grader's: no score is written and the run exits non-zero."""
        return self is Outcome.CANNOT_JUDGE


#: Endings of a whole notebook that somebody has to look at.
NOT_GRADED = (Outcome.TAMPERED, Outcome.SEVERAL, Outcome.MISSING, Outcome.MALFORMED, Outcome.TOO_LARGE)
#: Endings of an exercise that a person should look at.
NEED_A_PERSON = (Outcome.CANNOT_JUDGE, *NOT_GRADED)
#: Where exercises end in several ways, the first of these names the notebook.
WORST_FIRST = (
    *NEED_A_PERSON,
    Outcome.DIED,
    Outcome.MEMORY_LIMIT,
    Outcome.TIME_LIMIT,
    Outcome.OUTPUT_LIMIT,
    Outcome.ERROR,
    Outcome.FAILED,
    Outcome.UNANSWERED,
    Outcome.ADDED,
)

#: What stands behind the name of a RecursionError: Python's own words tell a student nothing of what to do.
TOO_DEEP = (
    ": a recursion deeper than Python allows. Does it end at all? If so, walk the nodes in an order found beforehand, "
    "with a loop."
)


class StudentFault(Exception):
    """The student's code did not give a value: raised to the judge by a kernel, ends the running check.

    `message` may be shown to the student: it holds nothing of the hidden inputs (see `sandbox.messages`), and no place.
    `place` says where it happened, in the student's cells; it is shown for the first part of a test that fails, only.
    """

    def __init__(self, outcome: Outcome, message: str, place: str = "") -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.place = place
