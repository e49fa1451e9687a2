"""Exercises that were added after a student got the notebook: nobody is wrong in what they never saw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from autograder.outcomes import Outcome
from autograder.session.items import answers_before
from autograder.session.verdicts import Ran

MESSAGE = "This exercise was not in the version of the notebook that you handed in; the staff decides what it counts."


def with_added(ran: Sequence[Ran], added: Collection[str], absent: Collection[str]) -> list[Ran]:
    """The cells of a notebook, where what is new and was not handed in at all is left to the staff.

    `added`: grade_ids of cells that an earlier version did not have, `absent`: of those that the submission lacks.
    """
    new = {*added} & {*absent}
    return [_left_open(step) if _unseen(ran[:place], step, new) else step for place, step in enumerate(ran)]


def _unseen(before: Sequence[Ran], step: Ran, new: Collection[str]) -> bool:
    """Whether a cell with points is new, and so is each answer that it is about."""
    master = step.cell.master
    if step.item is None or master is None or master.grade_id not in new:
        return False
    if step.item.outcome is Outcome.PASSED or step.item.outcome.is_ours:
        return False
    answers = [] if master.solution or master.task else [answer.cell.master for answer in answers_before(before)]
    about = [answer.grade_id for answer in answers if answer is not None]
    return master.solution or master.task or (bool(about) and all(name in new for name in about))


def _left_open(step: Ran) -> Ran:
    if step.item is None:
        return step
    return replace(step, item=replace(step.item, outcome=Outcome.ADDED, points=None, parts=(), message=MESSAGE))
