"""Words for the page: points, plurals, and the lecture's symbols in plain sentences, all safe to put into HTML."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markupsafe import Markup, escape

GREEK = {"delta": "δ", "theta": "θ", "eta": "η", "sigma": "σ", "alpha": "α", "lambda": "λ"}
#: A heading says what the exercise is worth; what shows it does so anyway.
WORTH = re.compile(r"\s*\([\d.]+ points?\)\s*$")
SYMBOL = re.compile(r"\b([A-Za-z]{1,8})\^\(([A-Za-z0-9+\-−]{1,6})\)")


def clean(text: Any) -> str:
    """The text without control characters, lone surrogates and marks that turn the reading direction around."""
    given = str(text)
    if given.replace("\n", "").replace("\t", "").isprintable():  # as nearly every text is
        return given
    return "".join(c for c in given if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))


def symbols(text: Any) -> Markup:
    """Escaped text in which `G^(2)` has a superscript and `delta^(L)` the Greek letter, as in the lecture (§6)."""
    return Markup(SYMBOL.sub(_symbol, str(escape(clean(text)))))


def plain_symbols(text: Any) -> str:
    """The same text where no markup is possible (a drawing's description): the Greek letter, the index as it is."""
    return SYMBOL.sub(lambda m: f"{GREEK.get(m[1], m[1])}^({m[2]})", clean(text))


def _symbol(match: re.Match[str]) -> str:
    letter, index = match.groups()
    return f"<i>{GREEK.get(letter, letter)}</i><sup>({index.replace('-', '−')})</sup>"


def number(value: float) -> str:
    """A number of points without needless digits: 2, 1.5, 0.33."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def plural(count: float, one: str, many: str = "") -> str:
    """Count and noun: "1 point", "2 points"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def enumeration(words: list[str]) -> str:
    """Words as a list in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
