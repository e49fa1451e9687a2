"""From what the hidden tests of a notebook asked to what they found, in order: later ones build on earlier ones.

Here nothing runs any more. Earlier mistakes are not charged a second time: first, those that were named are not; then a
test that lost points, and builds on functions of tests that lost points too, is asked again with right ones in their
place, and the better counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.errors import CannotJudge
from autograder.intake.sanitise import PreparedCell
from autograder.judge.examination import Asked, Charge, Verdict
from autograder.kernel.protocol import Execution
from autograder.record.model import ItemResult
from autograder.session import items


@dataclass(frozen=True)
class Ran:
    """A cell, and what became of it; None for text."""

    cell: PreparedCell
    execution: Execution | None = None
    item: ItemResult | None = None
    """The result of the cell, where it carries points."""
    asked: Asked | CannotJudge | None = None
    """A hidden test that waits to be judged, or why it could not ask."""


Verdicts = dict[int, Verdict | CannotJudge]
"""By the place of the test; why it cannot be judged, where the fault is ours."""


def judged(ran: Sequence[Ran], before: Verdicts | None = None, again: Mapping[int, Asked] | None = None) -> Verdicts:
    """What every hidden test found.

    `before` is what they found the first time, and `again` those that were asked once more: they and what comes behind
    them are judged anew, since what they charge is another thing now. Nobody loses by that.
    """
    before, again = before or {}, again or {}
    first = min(again, default=len(ran)) if before else 0
    charged: dict[str, tuple[Charge, ...]] = {}
    single: set[str] = set()
    lost: set[str] = set()
    verdicts: Verdicts = {}
    for place, step in enumerate(ran):
        if step.asked is None or step.cell.master is None:
            continue
        name = step.cell.master.grade_id
        second = _verdict(again[place], charged, single) if place in again else None
        builds_on = set(step.asked.builds_on.values()) if isinstance(step.asked, Asked) else set()
        # what is asked again is explained by the second time
        naming = not isinstance(second, Verdict) if before else lost.isdisjoint(builds_on)
        verdict = before[place] if place < first else _verdict(step.asked, charged, single, naming=naming)
        if isinstance(second, Verdict) and isinstance(verdict, Verdict):
            verdict = verdict.better(second)
        earlier = before.get(place)
        if isinstance(verdict, Verdict) and isinstance(earlier, Verdict) and earlier.points > verdict.points:
            verdict = earlier
        verdicts[place] = verdict
        if isinstance(verdict, Verdict):
            charged[name] = verdict.charges
            single |= {name} if verdict.single else set()
            lost |= set() if verdict.is_right else {name}
    return verdicts


def to_ask_again(ran: Sequence[Ran], verdicts: Verdicts) -> dict[int, frozenset[str]]:
    """The tests that lost points and build on tests that lost points too, with the functions that those judged.

    An answer that is as it was released is not among them: it builds on nothing.
    """
    lost = {
        step.cell.master.grade_id
        for step, verdict in ((ran[place], verdict) for place, verdict in verdicts.items())
        if step.cell.master is not None and isinstance(verdict, Verdict) and not verdict.is_right
    }
    wanted: dict[int, frozenset[str]] = {}
    for place, step in enumerate(ran):
        if isinstance(step.asked, Asked) and step.cell.master is not None and step.cell.master.grade_id in lost:
            names = frozenset(name for name, test in step.asked.builds_on.items() if test in lost)
            answers = items.answers_before(ran[:place])
            if names and (not answers or any(answer.cell.changed for answer in answers)):
                wanted[place] = names
    return wanted


def _verdict(
    asked: Asked | CannotJudge, charged: Mapping[str, tuple[Charge, ...]], single: set[str], *, naming: bool = True
) -> Verdict | CannotJudge:
    if isinstance(asked, CannotJudge):
        return asked
    try:
        return asked.judge(charged, single, naming=naming)
    except CannotJudge as problem:
        return problem
