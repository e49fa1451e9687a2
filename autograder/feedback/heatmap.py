"""Where a wrong answer is wrong, as a drawing: one small square per entry, the bias column set apart.

Levels differ in lightness and in a mark, so the drawing survives grey printing and colour blindness.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from autograder.feedback.text import enumeration, plain_symbols, plural
from autograder.record.model import HeatBlock

LEVELS = ("right", "off by less than 0.1 %", "off by less than 10 %", "off by 10 % or more", "not a number")
FILL = ("#eef3ee", "#f6d98c", "#dd8452", "#8c2d19", "#ffffff")
MARK_COLOUR = ("#5f6f5f", "#5b4300", "#1d0b00", "#ffffff", "#20242b")
GAP = 8
MARGIN = 22
TOP = 20


@dataclass(frozen=True)
class Drawing:
    """One block, drawn."""

    name: str
    svg: Markup
    caption: str
    """What the drawing shows, in words."""
    wrong: bool


def draw(block: HeatBlock) -> Drawing:
    """The drawing of a block and the sentence that says the same."""
    caption = describe(block)
    return Drawing(block.name, _svg(block, caption), caption, _wrong(block) > 0)


def describe(block: HeatBlock) -> str:
    """Which entries of a block are wrong, in words."""
    wrong, size = _wrong(block), sum(map(len, block.levels))
    if not wrong:
        return "all entries right"
    said = "every entry wrong" if wrong == size else f"{wrong} of {plural(size, 'entry', 'entries')} wrong"
    worst = max(level for row in block.levels for level in row)
    return "; ".join([said, *_where(block), f"at worst {LEVELS[worst]}" if worst < 4 else "some are not numbers"])


def summary(blocks: tuple[HeatBlock, ...]) -> str:
    """Which blocks are wrong and which are right, in one sentence."""
    wrong = [plain_symbols(block.name) for block in blocks if _wrong(block)]
    right = [plain_symbols(block.name) for block in blocks if not _wrong(block)]
    told = (("wrong", wrong), ("right", right))
    said = "; ".join(f"{word}: {enumeration(names)}" for word, names in told if names)
    return said[:1].upper() + said[1:] + "." if said else ""


def legend_swatch(level: int) -> Markup:
    """One square of the legend."""
    square = _cell(1, 1, 16, level)
    return Markup(f'<svg class="swatch" viewBox="0 0 18 18" width="18" height="18" aria-hidden="true">{square}</svg>')


def _wrong(block: HeatBlock) -> int:
    return sum(level > 0 for row in block.levels for level in row)


def _where(block: HeatBlock) -> list[str]:
    """The bias column against the rest; else single wrong rows and columns."""
    columns = list(zip(*block.levels, strict=True))
    if block.bias_column and len(columns) > 1:
        bias, weights = any(columns[0]), any(map(any, columns[1:]))
        if bias != weights:
            return ["only the bias column" if bias else "the bias column is right"]
    rows = [str(i) for i, row in enumerate(block.levels) if any(row)]
    wrong_columns = [str(j) for j, column in enumerate(columns) if any(column)]
    return [
        f"in {word}{'s' * (len(wrong) > 1)} {enumeration(wrong)}"
        for word, wrong, size in (("row", rows, len(block.levels)), ("column", wrong_columns, len(columns)))
        if 0 < len(wrong) < size
    ]


def _svg(block: HeatBlock, caption: str) -> Markup:
    rows, columns = len(block.levels), max(map(len, block.levels), default=0)
    side = 24 if columns <= 8 else 18 if columns <= 16 else 12
    gap = GAP if block.bias_column and columns > 1 else 0
    width, height = MARGIN + columns * side + gap + 2, TOP + rows * side + 2
    parts = [
        f'<svg class="heat" role="img" viewBox="0 0 {width} {height}" width="{width}" height="{height}">',
        Markup("<title>{}</title>").format(f"{plain_symbols(block.name)}: {caption}"),
    ]
    parts += _labels(rows, columns, side, gap)
    for i, row in enumerate(block.levels):
        for j, level in enumerate(row):
            x = MARGIN + j * side + (gap if j else 0)
            parts.append(_cell(x, TOP + i * side, side - 2, level))
    return Markup("".join([*parts, "</svg>"]))


def _labels(rows: int, columns: int, side: int, gap: int) -> list[str]:
    every = 1 if side == 24 else 2 if side == 18 else 4
    texts: list[tuple[float, float, str]] = [
        (MARGIN + j * side + (gap if j else 0) + side / 2 - 1, 14, str(j)) for j in range(0, columns, every)
    ]
    texts += [(MARGIN / 2 - 2, TOP + i * side + side / 2 + 3, str(i)) for i in range(0, rows, every)]
    if gap:
        texts[0] = (MARGIN + side / 2 - 1, 14, "bias")
    return [f'<text x="{x:g}" y="{y:g}" text-anchor="middle">{text}</text>' for x, y, text in texts]


def _cell(x: float, y: float, side: float, level: int) -> str:
    stroke, width = ("#20242b", 1.4) if level == 4 else ("#8a8f98", 0.6)
    place = f'x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}" rx="2"'
    square = f'<rect {place} fill="{FILL[level]}" stroke="{stroke}" stroke-width="{width:g}"/>'
    return square + _mark(x + side / 2, y + side / 2, side / 2, level)


def _mark(x: float, y: float, r: float, level: int) -> str:
    """Nothing, a dot, a ring, a cross, and two crossing diagonals from corner to corner."""
    colour = MARK_COLOUR[level]
    if level == 1:
        return f'<circle cx="{x:g}" cy="{y:g}" r="{r * 0.22:.3g}" fill="{colour}"/>'
    if level == 2:
        return f'<circle cx="{x:g}" cy="{y:g}" r="{r * 0.42:.3g}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    if level in (3, 4):
        a = r * (0.42 if level == 3 else 0.92)
        path = f"M{x - a:.4g} {y - a:.4g}L{x + a:.4g} {y + a:.4g}M{x - a:.4g} {y + a:.4g}L{x + a:.4g} {y - a:.4g}"
        return f'<path d="{path}" stroke="{colour}" stroke-width="{2 if level == 3 else 1.4}" fill="none"/>'
    return ""
