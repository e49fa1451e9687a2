"""Hidden inputs: drawn per student and per exercise from a keyed hash, repeatable from the record."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

import numpy as np


def exercise_seed(secret: bytes, student: str, assignment: str, exercise: str) -> str:
    """HMAC-SHA256 of (student, assignment, exercise) under the course secret, as 64 hex digits.

    The record keeps this digest: it repeats the inputs, and does not give the secret away.
    """
    message = "\x1f".join((student, assignment, exercise)).encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def generators(seed: str, n: int) -> Iterator[np.random.Generator]:
    """N independent random generators; the i-th depends on the seed and i alone."""
    for i in range(n):
        digest = hashlib.sha256(f"{seed}/{i}".encode()).digest()
        yield np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
