"""How the answers around the poll may be written down: a letter, a shape, a pair of layouts."""

from __future__ import annotations

import re
from numbers import Real
from typing import Any

import numpy as np

Shape = tuple[int, ...]
Layouts = tuple[str, str]

NO_SHAPE: Shape = ()
LONGEST, MOST_ENTRIES, LARGEST = 100, 100, 10**9
WORDS = {"row": "row", "column": "column", "kxp": "KxP", "pxk": "PxK"}


def read_letter(answer: Any) -> str | None:
    """A to F for "F", " f ", "(F)", "option F", "F: none of the above"; None where no letter can be meant."""
    if not isinstance(answer, str):
        return None
    found = re.fullmatch(r"\W*(?:option\W*)?([A-F])\W*(?:none of the above)?\W*", answer[:LONGEST], re.I)
    return found[1].upper() if found else None


def read_shape(answer: Any) -> Shape | None:
    """None, or two whole numbers from a tuple, list or array; `NO_SHAPE` for anything else."""
    if answer is None:
        return None
    pair = _pair(answer)
    return (int(pair[0]), int(pair[1])) if pair and all(map(_is_whole, pair)) else NO_SHAPE


def read_layouts(answer: Any) -> dict[str, Layouts]:
    """{"A": ("row", "KxP"), ...} for the options that can be read: any case, blanks, and × for x."""
    found = {}
    for letter, words in answer.items() if isinstance(answer, dict) and len(answer) <= MOST_ENTRIES else ():
        pair = _pair(words)
        if not isinstance(letter, str) or pair is None:
            continue
        first, second = map(_word, pair)
        if first in ("row", "column") and second in ("KxP", "PxK"):
            found[letter[:LONGEST].strip().upper()] = (first, second)
    return found


def _pair(answer: Any) -> tuple[Any, Any] | None:
    """Both entries of a tuple, list or one-dimensional array of two; None for anything else."""
    if isinstance(answer, np.ndarray):
        answer = answer.tolist() if answer.shape == (2,) else None
    return (answer[0], answer[1]) if isinstance(answer, (tuple, list)) and len(answer) == 2 else None


def _is_whole(number: Any) -> bool:
    if isinstance(number, int):
        return not isinstance(number, bool) and abs(number) <= LARGEST
    return isinstance(number, Real) and abs(float(number)) <= LARGEST and float(number).is_integer()


def _word(word: Any) -> str:
    text = word[:LONGEST].lower() if isinstance(word, str) else ""
    return WORDS.get("".join(text.split()).replace("×", "x"), "")
