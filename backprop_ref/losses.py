"""Losses over a data set: sums over the examples, one example per column (lecture §5, §6)."""

from __future__ import annotations

from typing import Any

import numpy as np


def squared_error(o: Any, y: Any) -> Any:
    """sum_n ||o_n - y_n||^2, without 1/2. o, y: (d, N)."""
    return np.sum((o - y) ** 2)


def squared_error_gradient(o: Any, y: Any) -> Any:
    """2 (o - y), the derivative of `squared_error` in o. Shape (d, N)."""
    return 2 * (o - y)


def softmax(s: Any) -> Any:
    """p_k = exp(s_k) / sum_j exp(s_j) per column; the largest score is subtracted first. Shape (K, N)."""
    e = np.exp(s - np.max(np.real(s), axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)


def log_softmax(s: Any) -> Any:
    """Logarithm of `softmax`, finite wherever s is. Shape (K, N), or a stack of such."""
    shifted = s - np.max(np.real(s), axis=-2, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-2, keepdims=True))


def softmax_cross_entropy(s: Any, y: Any) -> Any:
    """-sum_n sum_k y_kn ln softmax(s_n)_k, from the scores s. s, y: (K, N), columns of y sum to 1."""
    return -np.sum(y * log_softmax(s))


def softmax_cross_entropy_gradient(s: Any, y: Any) -> Any:
    """P - y, the derivative of `softmax_cross_entropy` in the scores s. Shape (K, N)."""
    return softmax(s) - y
