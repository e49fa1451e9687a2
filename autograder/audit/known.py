"""What the reference knows: which mistakes show at the hidden inputs of a test, how much, and under which name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.audit.matrix import Status
from autograder.judge.diagnosis import Suspect, diagnose
from autograder.judge.examination import Expectation
from autograder.judge.rule import compare

#: A mistake that can show must move the result by this much of its block's scale, on some hidden input at least.
MARGIN = 1e-2


def known_mistakes(expectations: Sequence[Expectation]) -> Iterator[tuple[Any, Status]]:
    """(mistake, status) for every mistake of the references that shows at one of these hidden inputs."""
    shown: dict[int, tuple[float, Any, Expectation, Any]] = {}
    for expectation in expectations:
        right = expectation.want(expectation.reference.right)
        for mistake in expectation.reference.mistakes:
            wrong = _suspect(expectation).with_mistakes(mistake)
            shift = 0.0 if wrong is None else _shift(wrong, right, expectation)
            if shift > (shown[id(mistake)][0] if id(mistake) in shown else 0.0):
                shown[id(mistake)] = (shift, mistake, expectation, wrong)
    for shift, mistake, expectation, wrong in shown.values():
        yield mistake, _status(mistake, shift, expectation, wrong)


def _suspect(expectation: Expectation, got: Any = None) -> Suspect:
    bias = expectation.bias_column
    return Suspect(got, expectation.want, expectation.reference, expectation.what, bias_column=bias)


def _shift(wrong: Any, right: Any, expectation: Expectation) -> float:
    """The largest relative error of a block; 0 where the rule accepts the value, inf where its form is wrong."""
    with np.errstate(all="ignore"):
        comparison = compare(
            wrong, right, expectation.what, bias_column=expectation.bias_column, tolerance=expectation.tolerance
        )
    if comparison.ok:
        return 0.0
    errors = [block.error if np.isfinite(block.error) else np.inf for block in comparison.blocks]
    return max(errors, default=np.inf)


def _status(mistake: Any, shift: float, expectation: Expectation, wrong: Any) -> Status:
    if shift < MARGIN:
        return Status.FAINT
    numbers = {found.number for found in diagnose(_suspect(expectation, wrong))}
    if not numbers:
        return Status.CAUGHT
    return Status.NAMED if numbers == {mistake.number} else Status.MISNAMED
