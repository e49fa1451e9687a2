"""What a drawing was taken for: a pair of words."""

from __future__ import annotations

from typing import Any

import numpy as np

LONGEST = 100


def read_reading(answer: Any) -> tuple[str, str] | None:
    """(kind, broken convention) from a tuple, list or array of two words, in any case; None where it is none."""
    if isinstance(answer, np.ndarray):
        answer = answer.tolist() if answer.shape == (2,) else None
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return None
    first, second = (" ".join(word[:LONGEST].lower().split()) if isinstance(word, str) else "" for word in answer)
    return (first, second) if first and second else None
