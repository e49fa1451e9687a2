"""From what was found to the result of a graded cell: outcome, points, and the one sentence that goes with them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from autograder.course.master import MasterCell
from autograder.intake.sanitise import PreparedCell
from autograder.kernel.protocol import Execution
from autograder.outcomes import Outcome
from autograder.record.model import Finding, ItemResult, PartResult

_NOT_ANSWERED = "The answer is as it was released."


class Answer(Protocol):
    """A solution cell and what became of it."""

    @property
    def cell(self) -> PreparedCell:
        """The cell."""

    @property
    def execution(self) -> Execution | None:
        """Its execution, None for text."""


def by_hand(cell: PreparedCell) -> ItemResult:
    """A cell that the staff grades; as in nbgrader, an answer that was not begun is 0 points."""
    master = _master(cell)
    if not cell.changed and not master.task:
        return _item(master, Outcome.UNANSWERED, 0.0, message=_NOT_ANSWERED)
    return _item(master, Outcome.MANUAL, None, message="This answer is graded by hand.")


def judged(master: MasterCell, parts: Sequence[PartResult], answers: Sequence[Answer], seed: str) -> ItemResult:
    """The result of a test from its parts, told by the failure of the answer's own cell where that explains them."""
    lost = [part for part in parts if part.outcome is not Outcome.PASSED]
    if not lost:
        return _item(master, Outcome.PASSED, master.points, tuple(parts), seed=seed)
    points = sum(part.points for part in parts)
    failed = next((a.execution for a in answers if a.execution and a.execution.outcome is not Outcome.PASSED), None)
    if points == 0 and not any(answer.cell.changed for answer in answers):
        parts = [_told(part, Outcome.UNANSWERED, _NOT_ANSWERED) for part in parts]
        return _item(master, Outcome.UNANSWERED, 0.0, tuple(parts), _NOT_ANSWERED, seed)
    if failed is not None and all(part.outcome is not Outcome.PASSED for part in parts):
        message = f"The cell of the answer did not run to its end: {failed.message}"
        parts = [_told(p, failed.outcome, message) if p.outcome is not Outcome.FAILED else p for p in parts]
        outcome = Outcome.FAILED if any(p.outcome is Outcome.FAILED for p in parts) else failed.outcome
        return _item(master, outcome, points, tuple(parts), message, seed)
    return _item(master, lost[0].outcome, points, tuple(parts), seed=seed)


def ordinary(master: MasterCell, execution: Execution, answers: Sequence[Answer]) -> ItemResult:
    """The result of a test that ran in the student's kernel: all its points, or what its last value says, or none."""
    if execution.outcome is Outcome.PASSED:
        points = _partial_credit(execution.result_text, master.points)
        return _item(master, Outcome.PASSED if points == master.points else Outcome.FAILED, points)
    outcome = Outcome.FAILED if execution.outcome is Outcome.ERROR else execution.outcome
    if not any(answer.cell.changed for answer in answers) and answers:
        return _item(master, Outcome.UNANSWERED, 0.0, message=_NOT_ANSWERED)
    return _item(master, outcome, 0.0, message=execution.message)


def cannot_judge(master: MasterCell, why: str, seed: str = "") -> ItemResult:
    """The fault is ours: no points are written, and the staff is told why."""
    item = _item(master, Outcome.CANNOT_JUDGE, None, seed=seed)
    return replace(item, message="This could not be judged yet; the staff has been told.", staff_note=why)


def whole_notebook(cells: Sequence[MasterCell], outcome: Outcome, message: str) -> tuple[ItemResult, ...]:
    """One and the same outcome for every item: a malformed, missing or refused notebook, or a machine that failed."""
    if outcome.is_ours:
        return tuple(cannot_judge(cell, message) for cell in cells)
    return tuple(_item(cell, outcome, 0.0, message=message) for cell in cells)


def compiles(source: str) -> bool:
    """Whether the source is Python on its own."""
    try:
        compile(source, "<test>", "exec")
    except SyntaxError:
        return False
    return True


def _item(
    master: MasterCell,
    outcome: Outcome,
    points: float | None,
    parts: tuple[PartResult, ...] = (),
    message: str = "",
    seed: str = "",
) -> ItemResult:
    return ItemResult(master.grade_id, master.title, outcome, points, master.points, parts, message, seed=seed)


def _told(part: PartResult, outcome: Outcome, message: str) -> PartResult:
    return replace(part, outcome=outcome, finding=Finding(message))


def _partial_credit(text: str | None, most: float) -> float:
    """Nbgrader's partial credit: the value of the test's last expression, if it is a number of [0, most]."""
    try:
        value = float(text) if text is not None else most
    except ValueError:
        return most
    return value if math.isfinite(value) and 0 <= value <= most else 0.0


def _master(cell: PreparedCell) -> MasterCell:
    if cell.master is None:
        raise ValueError("only cells of the master carry points")
    return cell.master
