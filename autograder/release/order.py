"""Which assignments show answers of others that are not due yet: `c.Autograder.after`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from autograder.gradebook.moments import shown


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
    for assignment in chosen:
        others = after.get(assignment, ())
        if missing := [other for other in others if other not in known]:
            yield f"c.Autograder.after lets {assignment} wait for {missing[0]}, which is no assignment of this course."
        told = [f"{other}, which {why}" for other in others if other in known and (why := _open(other, released, due, now, zone))]
        if told:
            yield f"{assignment} shows answers of {', and of '.join(told)}: hand it out later."


def _open(
    other: str, released: Collection[str], due: Mapping[str, datetime | None], now: datetime, zone: str
) -> str:
    """Why students may still be at work on it; "" where they are not."""
    if other not in released:
        return "is not released"
    date = due.get(other)
    if date is None:
        return "has no due date"
    return f"is due {shown(date, zone)}" if date > now else ""
