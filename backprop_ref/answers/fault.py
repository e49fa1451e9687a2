"""What was found in a gradient: the highest wrong layer, and a word for its columns."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np

LONGEST = 100


def read_fault(answer: Any) -> tuple[int, str] | None:
    """(layer, word) from a tuple, list or array of the two, the word in any case; None where it is no such pair."""
    if isinstance(answer, np.ndarray):
        answer = answer.tolist() if answer.shape == (2,) else None
    if not isinstance(answer, (tuple, list)) or len(answer) != 2 or not isinstance(answer[1], str):
        return None
    layer = _whole(answer[0])
    return None if layer is None else (layer, answer[1][:LONGEST].strip().lower())


def _whole(value: Any) -> int | None:
    """A whole number, also one that an array or a list of one entry holds."""
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.reshape(-1)[0].item()
    if isinstance(value, (int, np.bool_)):
        return int(value)
    return int(float(value)) if isinstance(value, Real) and float(value).is_integer() else None
