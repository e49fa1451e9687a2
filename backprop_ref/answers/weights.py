"""The weights of a network that somebody trained: {1: W^(1), ..., L: W^(L)}."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST_LAYERS, MOST_UNITS = 20, 2_000
"""No network of the course comes near either."""
MOST_CALLS = 100_000


@dataclass(frozen=True)
class Trained:
    """The weights that a training returned, and for which weights and examples it asked for a gradient, in order."""

    W: dict[int, NDArray[Any]]
    asked: NDArray[Any]
    """A row for every call, the entries of W^(1), ..., W^(L)."""
    examples: NDArray[Any]
    """A row for every call: how often each example is in it."""
    calls: int

    @property
    def end(self) -> NDArray[Any]:
        """The returned weights in one row."""
        return self.flat(self.W)

    def points(self) -> tuple[NDArray[Any], NDArray[Any]]:
        """(weights, examples), calls for the same weights in a row taken together."""
        if not len(self.asked):
            return self.asked, self.examples
        begins = np.flatnonzero(np.r_[True, np.any(self.asked[1:] != self.asked[:-1], axis=1)])
        return self.asked[begins], np.add.reduceat(self.examples, begins)

    def flat(self, W: dict[int, NDArray[Any]]) -> NDArray[Any]:
        """All entries of W^(1), ..., W^(L) in one row; of stacks of matrices a row for each."""
        return np.concatenate([W[l].reshape(*W[l].shape[:-2], -1) for l in sorted(W)], axis=-1)

    def layers(self, row: NDArray[Any]) -> dict[int, NDArray[Any]]:
        """The matrices of a row; of many rows stacks of matrices."""
        W, begin = {}, 0
        for l in sorted(self.W):
            W[l] = row[..., begin : begin + self.W[l].size].reshape(*row.shape[:-1], *self.W[l].shape)
            begin += self.W[l].size
        return W


def as_trained(value: Any, inputs: int, outputs: int, examples: int) -> tuple[Trained | None, str]:
    """What `course_training` told of a training, or None and what is wrong, in one sentence."""
    told = value if isinstance(value, dict) else {}
    W, problem = as_weights(told.get("weights"), inputs, outputs)
    if W is None:
        return None, problem
    size, calls = sum(W[l].size for l in W), told.get("calls")
    asked, times = _table(told.get("asked"), size), _table(told.get("examples"), examples)
    if asked is None or times is None or len(asked) != len(times) or not isinstance(calls, int):
        return None, "What it asked `gradient` for cannot be read."
    return Trained(W, asked, times, calls), ""


def _table(value: Any, columns: int) -> NDArray[Any] | None:
    """The value as a table of finite numbers with that many columns; an empty one has no columns yet."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf" or len(value.shape) > 2:
        return None
    table = value.astype(float) if value.size else np.zeros((0, columns))
    fits = table.shape[1:] == (columns,) and len(table) <= MOST_CALLS
    return table if fits and np.all(np.isfinite(table)) else None


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
