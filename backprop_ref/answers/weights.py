"""The weights of a network that somebody trained: {1: W^(1), ..., L: W^(L)}."""

from __future__ import annotations

from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_LAYERS, MOST_UNITS = 20, 2_000
"""No network of the course comes near either."""


def as_weights(value: Any, inputs: int, outputs: int) -> tuple[dict[int, NDArray[Any]] | None, str]:
    """The weights for so many inputs and outputs, or None and what is wrong, in one sentence."""
    if not isinstance(value, dict) or 1 not in value:
        return None, "Return the weights as a dict {1: W^(1), ...}."
    L = next(l for l in range(1, len(value) + 2) if l + 1 not in value)
    if L > MOST_LAYERS:
        return None, f"The network has {L} layers; at most {MOST_LAYERS} are allowed here."
    W: dict[int, NDArray[Any]] = {}
    below = inputs
    for l in range(1, L + 1):
        matrix, problem = _matrix(value[l], below + 1)
        if matrix is None:
            return None, f"W^({l}) {problem}."
        W[l], below = matrix, len(matrix)
    if below != outputs:
        return None, f"W^({L}) has {below} rows; the network needs as many outputs as Y has rows, {outputs}."
    return W, ""


def _matrix(value: Any, columns: int) -> tuple[NDArray[Any] | None, str]:
    """The value as a matrix of floats with that many columns, or None and what is wrong."""
    if isinstance(value, (list, tuple)) and len(value) > MOST_UNITS:
        return None, f"has {len(value)} rows; at most {MOST_UNITS} are allowed here"
    shape = value.shape if isinstance(value, np.ndarray) else _shape(value)
    if shape is None or (isinstance(value, np.ndarray) and value.dtype.kind not in "biuf"):
        return None, "is no matrix of numbers"
    if len(shape) != 2 or shape[1] != columns or not shape[0]:
        return None, f"has shape {shape}; it needs {columns} columns, the bias first"
    if shape[0] > MOST_UNITS:
        return None, f"has {shape[0]} rows; at most {MOST_UNITS} are allowed here"
    if not isinstance(value, np.ndarray) and not all(isinstance(entry, Real) for row in value for entry in row):
        return None, "is no matrix of numbers"
    try:
        W = np.array(value, float)
    except (TypeError, ValueError, OverflowError):
        return None, "is no matrix of numbers"
    if not np.all(np.isfinite(W)):
        return None, "is not finite: with too large a learning rate the weights grow without bound"
    return W, ""


def _shape(value: Any) -> tuple[int, ...] | None:
    """The shape of a list of numbers or of rows of one length; None for anything else."""
    if not isinstance(value, (list, tuple)):
        return None
    rows = [row for row in value if isinstance(row, (list, tuple)) or (isinstance(row, np.ndarray) and row.ndim == 1)]
    if not rows:
        return (len(value),)
    lengths = {len(row) for row in rows}
    return (len(value), lengths.pop()) if len(rows) == len(value) and len(lengths) == 1 else None
