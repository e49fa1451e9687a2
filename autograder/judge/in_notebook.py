"""Hidden tests in an instructor's Jupyter: `call` reaches the notebook's own functions, a wrong answer raises."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from autograder.judge.diagnosis import MATCH, MATCH_FLOAT32, Mistake, Reference, Suspect, Want, diagnose
from autograder.judge.rule import compare
from autograder.judge.structure import Label
from autograder.kernel.fake import NamespaceBranch
from autograder.kernel.protocol import Value

SEED = "in the notebook"


def branch() -> NamespaceBranch:
    """The notebook's own namespace; no copy of it, so a function that changes its state does so for good."""
    return NamespaceBranch(_namespace(), guarded=False)


def _namespace() -> dict[str, Any]:
    """Jupyter's user namespace is that of `__main__`."""
    return vars(sys.modules["__main__"])


def expect(
    got: Value, want: Want | Value, *, what: Label, reference: Reference | None, bias_column: bool, tolerance: float
) -> None:
    """As in a graded run, but a wrong value is an `AssertionError` in the cell."""
    right = want(reference.right) if callable(want) and reference is not None else want
    comparison = compare(got, right, what, bias_column=bias_column, tolerance=tolerance)
    if comparison.ok:
        return
    mistakes: Sequence[Any] = ()
    if reference is not None and callable(want):
        mistakes = diagnose(Suspect(got, want, reference, what, match=MATCH_FLOAT32 if comparison.single else MATCH))
    raise AssertionError(comparison.message + "".join(map(_named, mistakes)))


def require(holds: bool, otherwise: str, mistake: Mistake | None) -> None:
    """As in a graded run, but what does not hold is an `AssertionError` in the cell."""
    if not holds:
        raise AssertionError(otherwise + (_named(mistake) if mistake else ""))


def _named(mistake: Mistake) -> str:
    return f" Known mistake {mistake.number}: {mistake.title}."
