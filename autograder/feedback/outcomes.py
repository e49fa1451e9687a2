"""How an outcome looks on the page: a symbol and a word, so that neither colour nor shape alone carries it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from autograder.outcomes import Outcome
from autograder.record.model import ItemResult


@dataclass(frozen=True)
class Badge:
    """An outcome as students read it."""

    symbol: str
    """One character, hidden from screen readers."""
    word: str
    tone: str
    """Name of a style: good, partly, bad, open."""


BADGES = {
    Outcome.PASSED: Badge("✓", "passed", "good"),
    Outcome.FAILED: Badge("✗", "wrong answer", "bad"),
    Outcome.ERROR: Badge("!", "error in your code", "bad"),
    Outcome.TIME_LIMIT: Badge("!", "time limit reached", "bad"),
    Outcome.MEMORY_LIMIT: Badge("!", "memory limit reached", "bad"),
    Outcome.OUTPUT_LIMIT: Badge("!", "too much output", "bad"),
    Outcome.DIED: Badge("!", "process died", "bad"),
    Outcome.UNANSWERED: Badge("○", "not answered", "open"),
    Outcome.ADDED: Badge("○", "not in your version", "open"),
    Outcome.MISSING: Badge("○", "no notebook found", "bad"),
    Outcome.SEVERAL: Badge("!", "several notebooks that could be it", "bad"),
    Outcome.MALFORMED: Badge("!", "not a readable notebook", "bad"),
    Outcome.TOO_LARGE: Badge("!", "too large", "bad"),
    Outcome.TAMPERED: Badge("!", "not judged: tampered with", "bad"),
    Outcome.MANUAL: Badge("…", "to be graded by hand", "open"),
    Outcome.CANNOT_JUDGE: Badge("?", "not judged yet", "open"),
}
PARTLY = Badge("◐", "partly right", "partly")
BY_HAND = Badge("✎", "graded by hand", "good")
OVERRULED = Badge("✎", "points set by hand", "good")


def badge(item: ItemResult, points: float | None, *, by_hand: bool) -> Badge:
    """The badge of an item that earned `points`: a wrong answer that still earned some is partly right."""
    if by_hand:
        given = BY_HAND if item.outcome in (Outcome.MANUAL, Outcome.UNANSWERED, Outcome.ADDED) else OVERRULED
        full = points is None or points >= item.max_points
        return given if full else replace(given, tone="partly" if points else "bad")
    if item.outcome is Outcome.FAILED and points is not None and 0 < points < item.max_points:
        return PARTLY
    return BADGES[item.outcome]
