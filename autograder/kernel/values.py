"""How much may cross the boundary in one call, and how much a value is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

#: What a call may return: a long training hands back the weights of all of its steps.
MOST_ANSWERED = 32 << 20
#: What the student's code may hand to a function of ours: many examples at once.
MOST_ASKED = 4 << 20


def weight(values: Iterable[Any], most: int) -> int:
    """Bytes, about, that values from a stranger hold; stops to count beyond `most`."""
    waiting, total = list(values), 0
    while waiting and total <= most:
        value = waiting.pop()
        total += 64 + (
            value.nbytes if isinstance(value, np.ndarray) else 4 * len(value) if isinstance(value, str) else 0
        )
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, (list, tuple)):
            waiting += value
    return total
