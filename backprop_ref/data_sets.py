"""Data to learn from: two moons, and real handwritten digits, so that the judge has its own copy of both.

The digits are the first 216 of the file optdigits.tes of Optical Recognition of Handwritten Digits, E. Alpaydin and
C. Kaynak, 1998, UCI Machine Learning Repository, CC BY 4.0: the same as in source/08-training/digits.csv. `digits.txt`
has one a line: what was written, then 64 grey values in the signs of `SHADES`, row by row.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SHADES = "0123456789abcdefg"
"""A grey value from 0 to 16 as one sign."""
CLASSES = 10
DIGITS = Path(__file__).with_name("digits.txt").read_text(encoding="ascii").split()


def two_moons(rng: np.random.Generator, N: int, angle: float = 0.0, noise: float = 0.1) -> tuple[Array, Array]:
    """X (2, N) and Y (1, N), 1 or -1 in turn: two half circles that reach into each other, turned by `angle`."""
    side, a = np.where(np.arange(N) % 2, -1.0, 1.0), rng.uniform(0, np.pi, N)
    X = np.vstack([side * (np.cos(a) - 0.5), side * (np.sin(a) - 0.25)]) + noise * rng.standard_normal((2, N))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn @ X, side.reshape(1, N)


def digits() -> tuple[Array, Array]:
    """Grey values from 0 to 1, (64, 216), and the digits that were written, (216,)."""
    grey = np.array([[SHADES.index(sign) for sign in line[1:]] for line in DIGITS], float).T / 16
    return grey, np.array([int(line[0]) for line in DIGITS])


def scrambled_digits(rng: np.random.Generator, N: int) -> tuple[Array, Array, Array, Array]:
    """X (64, N), Y (10, N) one-hot to learn from, and X, Y of all other digits, which were not seen.

    Pixels are in a random order and classes have random numbers: weights that were learned elsewhere are of no use.
    """
    grey, written = digits()
    X = grey[rng.permutation(len(grey))]
    Y = np.eye(CLASSES)[rng.permutation(CLASSES)][:, written]
    order = rng.permutation(len(written))
    seen, unseen = order[:N], order[N:]
    return X[:, seen], Y[:, seen], X[:, unseen], Y[:, unseen]


def with_negatives(X: Array, Y: Array) -> tuple[Array, Array]:
    """Every picture once as it is and once as its negative, from -1 to 1, of the same class: class means are all 0."""
    centred = 2 * X - 1
    return np.hstack([centred, -centred]), np.hstack([Y, Y])


def digits_and_negatives(rng: np.random.Generator) -> tuple[Array, ...]:
    """X, Y to learn from, X, Y of a validation and X, Y of a test, from 120, 36 and 60 digits and their negatives.

    Pixels are in a random order and classes have random numbers, as in `scrambled_digits`. A digit and its negative
    are in the same of the three.
    """
    X, Y, X_test, Y_test = scrambled_digits(rng, 156)
    parts = ((X[:, :120], Y[:, :120]), (X[:, 120:], Y[:, 120:]), (X_test, Y_test))
    return tuple(array for part in parts for array in with_negatives(*part))
