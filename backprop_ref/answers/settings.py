"""The settings that somebody chose for a training, and the mini-batches and starts that somebody's functions drew."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_UNITS, MOST_LAYERS, MOST_PATIENCE = 32, 4, 30
SIZES = (4, 240)
"""The least and the largest mini-batch."""
KEYS = ("hidden", "scale", "size", "eta", "lam", "patience")
MOST_EPOCHS = 1000


def as_settings(value: Any) -> tuple[dict[str, Any] | None, str]:
    """The settings of a training, or None and what is wrong, in one sentence."""
    if not isinstance(value, Mapping):
        return None, f"Return a dict with the keys {', '.join(KEYS)}."
    if missing := [key for key in KEYS if key not in value]:
        return None, f"The settings lack {missing[0]}."
    hidden = _whole(value["hidden"])
    if hidden is None or len(hidden) > MOST_LAYERS or min(hidden, default=1) < 1:
        return None, "hidden is a list of whole numbers, the units of at most four hidden layers."
    if sum(hidden) > MOST_UNITS:
        return None, f"There are {sum(hidden)} hidden units; at most {MOST_UNITS} are allowed."
    numbers = {key: _number(value[key]) for key in KEYS[1:]}
    if unread := [key for key, number in numbers.items() if number is None or number < 0]:
        return None, f"{unread[0]} must be a number, and not below 0."
    size, patience = numbers["size"], numbers["patience"]
    if size not in range(SIZES[0], SIZES[1] + 1):
        return None, f"size must be a whole number from {SIZES[0]} to {SIZES[1]}."
    if patience not in range(1, MOST_PATIENCE + 1):
        return None, f"patience must be a whole number from 1 to {MOST_PATIENCE}."
    return {**numbers, "hidden": hidden, "size": int(size or 0), "patience": int(patience or 0)}, ""


def as_epochs(value: Any) -> list[list[NDArray[Any]]] | None:
    """A list of epochs, each a list of arrays of whole numbers; None where it is anything else."""
    if not isinstance(value, (list, tuple)) or len(value) > MOST_EPOCHS:
        return None
    epochs = []
    for epoch in value:
        if not isinstance(epoch, (list, tuple)) or len(epoch) > MOST_EPOCHS:
            return None
        batches = [batch if isinstance(batch, np.ndarray) else np.zeros(0) for batch in epoch]
        if not all(batch.dtype.kind in "iu" and batch.ndim == 1 for batch in batches):
            return None
        epochs.append(batches)
    return epochs


def _whole(value: Any) -> list[int] | None:
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = value.tolist()
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    numbers = [_number(entry) for entry in value]
    return [int(n) for n in numbers if n is not None] if all(n is not None and n == int(n) for n in numbers) else None


def _number(value: Any) -> float | None:
    """The value as a finite number; an array of one entry is one."""
    if isinstance(value, np.ndarray):
        value = value.item() if value.size == 1 and value.dtype.kind in "iuf" else None
    if not isinstance(value, Real) or isinstance(value, bool):
        return None
    number = float(value)
    return number if math.isfinite(number) else None
