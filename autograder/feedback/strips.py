"""A product of matrices, drawn to scale: every matrix a grid of squares, its name above, its sizes below."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from autograder.feedback.text import plain_symbols
from autograder.record.model import Strip

SIDE, SIGN, MARGIN, LINE = 22, 28, 10, 18
LETTER = 7.5
"""Width of a letter, so that a name never runs into its neighbour."""


def draw(strips: Sequence[Strip]) -> Markup:
    """The drawing, which says the same in words; "" where there is nothing to draw."""
    if not strips:
        return Markup("")
    high, x, parts = max(strip.rows for strip in strips) * SIDE, float(MARGIN), []
    middle = LINE + 4 + high / 2
    for strip in strips:
        if strip.before:
            parts.append(_text(x + SIGN / 2, middle + 6, strip.before, 18))
            x += SIGN
        wide = max(strip.columns * SIDE, LETTER * len(plain_symbols(strip.name)))
        parts += _matrix(strip, x + wide / 2, middle)
        x += wide + MARGIN
    width, height = x, high + 2 * LINE + 8
    words = Markup("<title>{}</title>").format(describe(strips))
    frame = f'<svg class="strips" role="img" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">'
    return Markup("".join([frame, words, *parts, "</svg>"]))


def describe(strips: Sequence[Strip]) -> str:
    """The product in words: names, sizes and signs."""
    said = (f"{strip.before} {plain_symbols(strip.name)} ({strip.rows} by {strip.columns})" for strip in strips)
    return " ".join(" ".join(said).split())


def _matrix(strip: Strip, centre: float, middle: float) -> list[str]:
    left, top = centre - strip.columns * SIDE / 2, middle - strip.rows * SIDE / 2
    squares = [
        f'<rect x="{left + j * SIDE:g}" y="{top + i * SIDE:g}" width="{SIDE}" height="{SIDE}" fill="#eef3ee"'
        ' stroke="#20242b" stroke-width="1"/>'
        for i in range(strip.rows)
        for j in range(strip.columns)
    ]
    below = top + strip.rows * SIDE + LINE - 3
    return [*squares, _text(centre, top - 6, strip.name), _text(centre, below, f"{strip.rows} × {strip.columns}", 12)]


def _text(x: float, y: float, text: str, size: int = 14) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-size="{size}">{escape(plain_symbols(text))}</text>'
