"""Which assignments show answers of others that are not due yet: `c.Autograder.after`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from autograder.gradebook.moments import shown

UNDATED = "has no due date"


def early(
    chosen: Sequence[str],
    after: Mapping[str, Sequence[str]],
    known: Collection[str],
    released: Collection[str],
    due: Mapping[str, datetime | None],
    now: datetime,
    zone: str,
) -> Iterator[str]:
    """One sentence for each assignment of `chosen` that comes too early, or that waits for one that there is not.

    `known` assignments have a source, `released` ones have gone out or go out now; `due` and `now` are UTC.
    """
    undated = []
    for assignment in chosen:
        others = after.get(assignment, ())
        if missing := [other for other in others if other not in known]:
            yield f"c.Autograder.after lets {assignment} wait for {missing[0]}, which is no assignment of this course."
        why = {other: _open(other, released, due, now, zone) for other in others if other in known}
        told = [f"{other}, which {reason}" for other, reason in why.items() if reason]
        if told and {*why.values()} <= {"", UNDATED} and not any(due.values()):
            undated.append((assignment, told))
        elif told:
            yield _early(assignment, told)
    if len(undated) > 1:
        yield (
            f"{len(undated)} assignments show answers of others, and none has a due date: hand each out after those "
            "that c.Autograder.after names, or set dates with `autograder due` and be told which comes too early."
        )
    for one in undated if len(undated) == 1 else ():
        yield _early(*one)


def _early(assignment: str, told: Sequence[str]) -> str:
    return f"{assignment} shows answers of {', and of '.join(told)}: hand it out later."


def _open(other: str, released: Collection[str], due: Mapping[str, datetime | None], now: datetime, zone: str) -> str:
    """Why students may still be at work on it; "" where they are not."""
    if other not in released:
        return "is not released"
    date = due.get(other)
    if date is None:
        return UNDATED
    return f"is due {shown(date, zone)}" if date > now else ""
