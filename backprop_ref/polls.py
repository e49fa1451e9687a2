"""The lecture's poll with its letters dealt out anew, and polls that offer the right product (lecture §4).

An option is written as a product of two factors, `"dy/du du/dx"`; `"^T"` transposes a factor, `"[...]^T"` the product.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["NONE", "OPTIONS", "RIGHT", "answer", "dealt", "products", "turned", "value", "with_products"]

Array = NDArray[Any]
Options = dict[str, str]

NONE = "none of the above"
OPTIONS: Mapping[str, str] = {
    "A": "dy/du du/dx",
    "B": "dy/du^T du/dx",
    "C": "dy/du du/dx^T",
    "D": "dy/du^T du/dx^T",
    "E": "[dy/du du/dx]^T",
    "F": NONE,
}
"""The lecture's options."""
LETTERS = tuple(OPTIONS)
RIGHT = ("du/dx dy/du", "[dy/du^T du/dx^T]^T")
"""The chain rule in denominator layout, and the same product written as a transpose."""


def products() -> list[str]:
    """All products of the two derivatives, in both orders, transposed or not: sixteen."""
    found = []
    for (first, second), a, b in itertools.product((("dy/du", "du/dx"), ("du/dx", "dy/du")), ("", "^T"), ("", "^T")):
        inside = f"{first}{a} {second}{b}"
        found += [inside, f"[{inside}]^T"]
    return found


def value(option: str, dy_du: Array, du_dx: Array) -> Array | None:
    """The product that an option writes, dy_du (K, 1), du_dx (P, K); None where it does not conform, or is none."""
    if option == NONE:
        return None
    whole = option.startswith("[")
    left, right = (_factor(word, dy_du, du_dx) for word in (option[1:-3] if whole else option).split())
    if left.shape[1] != right.shape[0]:
        return None
    product: Array = left @ right
    return product.T if whole else product


def _factor(word: str, dy_du: Array, du_dx: Array) -> Array:
    factor = {"dy/du": dy_du, "du/dx": du_dx}[word.removesuffix("^T")]
    return factor.T if word.endswith("^T") else factor


def dealt(rng: np.random.Generator, options: Sequence[str], letters: Sequence[str] = LETTERS) -> Options:
    """The options under the letters from A on, in another order, every one under another letter than before."""
    order = np.arange(len(options))
    while np.any(order == np.arange(len(options))):
        order = rng.permutation(len(options))
    return {letter: options[i] for letter, i in zip(letters, order.tolist(), strict=False)}


def turned(options: Mapping[str, str]) -> Options:
    """The same options, each under the letter before its own: no letter means the same in both polls."""
    texts = list(options.values())
    return dict(zip(options, [*texts[1:], texts[0]], strict=True))


def with_products(rng: np.random.Generator, *right: str) -> Options:
    """A poll of six options: `right` ones, wrong products, and none of the above."""
    wrong = [option for option in products() if option not in RIGHT]
    drawn = rng.choice(wrong, len(LETTERS) - 1 - len(right), replace=False)
    return dealt(rng, [*right, *map(str, drawn), NONE])


def answer(options: Mapping[str, str]) -> str:
    """The letter of the chain rule in a poll; that of none of the above where no product is it."""
    return next(letter for letter, option in options.items() if option == _right_in(options))


def _right_in(options: Mapping[str, str]) -> str:
    return next((option for option in RIGHT if option in options.values()), NONE)
