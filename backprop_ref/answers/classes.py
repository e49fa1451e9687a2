"""One of a few words for each of a few cases: {"a": "gradient", ...}."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

MOST_CASES, LONGEST = 100, 100


def said_of(answer: Any, letter: str, words: Collection[str]) -> str | None:
    """The word that an answer gives to a case; None where the answer is no dict, or gives none of the words.

    Capitals and blanks make no difference.
    """
    if not isinstance(answer, dict) or len(answer) > MOST_CASES:
        return None
    for key, said in answer.items():
        if _plain(key) == letter:
            return word if (word := _plain(said)) in words else None
    return None


def _plain(text: Any) -> str:
    return text.strip().lower() if isinstance(text, str) and len(text) <= LONGEST else ""
