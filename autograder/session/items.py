"""From what was found to the result of a graded cell: outcome, points, and the one sentence that goes with them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

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


AnswerT = TypeVar("AnswerT", bound=Answer)


def by_hand(cell: PreparedCell) -> ItemResult:
    """A cell that the staff grades; as in nbgrader, an answer that was not begun is 0 points."""
    master = _master(cell)
    if not cell.changed and not master.task:
        return _item(master, Outcome.UNANSWERED, 0.0, message=_NOT_ANSWERED)
    return _item(master, Outcome.MANUAL, None, message="This answer is graded by hand.")


def answers_before(ran: Sequence[AnswerT]) -> list[AnswerT]:
    """The answers that a test behind these steps is about: those since the test before it, or that test's own.

    Text that is graded by hand is no answer to a test.
    """
    answers: list[AnswerT] = []
    tested = False
    for step in ran:
        master = step.cell.master
        if master is None:
            continue
        if master.solution and not (master.grade and master.cell_type != "code"):
            answers = [step] if tested else [*answers, step]
            tested = False
        elif master.grade and not master.solution:
            tested = True
    return answers


@dataclass(frozen=True)
class Explanation:
    """How a test ended, as it is told."""

    outcome: Outcome
    parts: tuple[PartResult, ...]
    message: str = ""


def explain(parts: Sequence[PartResult], answers: Sequence[Answer]) -> Explanation:
    """How a test ended, from its parts and the answers that it is about. Points stay as they are.

    "Not answered" is said of what is as it was released. Where nothing passed, the failure of the answer's own cell
    explains whatever is not a wrong value.
    """
    lost = [part for part in parts if part.outcome is not Outcome.PASSED]
    if not lost:
        return Explanation(Outcome.PASSED, tuple(parts))
    written = [answer.cell.changed for answer in answers]
    if answers and not any(written) and not any(part.points for part in parts) and not _given_elsewhere(parts, answers):
        return Explanation(Outcome.UNANSWERED, _all(parts, Outcome.UNANSWERED, _NOT_ANSWERED), _NOT_ANSWERED)
    failed = next((a.execution for a in answers if a.execution and a.execution.outcome is not Outcome.PASSED), None)
    if failed is not None and len(lost) == len(parts):
        message = f"The cell of the answer did not run to its end: {failed.message}"
        told = tuple(p if p.outcome is Outcome.FAILED else _told(p, failed.outcome, message) for p in parts)
        wrong = any(part.outcome is Outcome.FAILED for part in parts)
        return Explanation(Outcome.FAILED if wrong else failed.outcome, told, message)
    if answers and all(written):
        parts = [replace(p, outcome=Outcome.ERROR) if p.outcome is Outcome.UNANSWERED else p for p in parts]
    return Explanation(next(part.outcome for part in parts if part.outcome is not Outcome.PASSED), tuple(parts))


def _given_elsewhere(parts: Sequence[PartResult], answers: Sequence[Answer]) -> bool:
    """Whether values were returned although all that was released is functions that return none."""
    raises = all("NotImplementedError" in answer.cell.source for answer in answers)
    ends = {part.outcome for part in parts}
    return raises and Outcome.FAILED in ends and Outcome.UNANSWERED not in ends


def judged(master: MasterCell, parts: Sequence[PartResult], answers: Sequence[Answer], seed: str) -> ItemResult:
    """The result of a test from its parts."""
    why = explain(parts, answers)
    points = master.points if why.outcome is Outcome.PASSED else sum(part.points for part in parts)
    return _item(master, why.outcome, points, why.parts, why.message, seed)


def ordinary(master: MasterCell, execution: Execution, answers: Sequence[Answer]) -> ItemResult:
    """The result of a test that ran in the student's kernel: all its points, or what its last value says, or none."""
    if execution.outcome is Outcome.PASSED:
        points, said = _partial_credit(execution.result_text, master.points)
        return _item(master, Outcome.PASSED if points == master.points else Outcome.FAILED, points, message=said)
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
    judged_by = hashlib.sha256(master.full.encode("utf-8", "replace")).hexdigest()[:16]
    return ItemResult(
        master.grade_id, master.title, outcome, points, master.points, parts, message, seed=seed, judged_by=judged_by
    )


def _all(parts: Sequence[PartResult], outcome: Outcome, message: str) -> tuple[PartResult, ...]:
    return tuple(_told(part, outcome, message) for part in parts)


def _told(part: PartResult, outcome: Outcome, message: str) -> PartResult:
    return replace(part, outcome=outcome, finding=Finding(message))


def _partial_credit(text: str | None, most: float) -> tuple[float, str]:
    """Nbgrader's partial credit: the test's last value, if that is a number of [0, most]; else why it is nothing."""
    try:
        value = float(text) if text is not None else most
    except ValueError:
        return most, ""
    if math.isclose(value, most):
        return most, ""
    if math.isfinite(value) and 0 <= value < most:
        return value, ""
    return 0.0, f"The test ended with the value {value:g}, and its points go from 0 to {most:g}."


def _master(cell: PreparedCell) -> MasterCell:
    if cell.master is None:
        raise ValueError("only cells of the master carry points")
    return cell.master
