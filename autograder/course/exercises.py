"""Where an exercise stands in the prose: its heading, and the text that asks it. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark")


@dataclass(frozen=True)
class Prose:
    """One cell, as far as its prose matters."""

    text: str
    """The released source of a markdown cell; "" for any other cell, and for an answer that is nothing but a stub."""
    answer: bool
    """True where the cell is itself answered or graded: its text is no part of another exercise's question."""


def headings(text: str) -> list[tuple[int, str]]:
    """(line from 0, heading without '#') of every markdown heading; a '#' in a code block is none."""
    tokens = _MARKDOWN.parse(text)
    return [
        (token.map[0], tokens[index + 1].content.strip())
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map
    ]


def exercise_texts(cells: Sequence[Prose]) -> list[tuple[str, str]]:
    """For each cell (title, asked): the nearest heading at or above it, and the markdown from there to the cell.

    ("", "") above the first heading. A markdown cell that is itself the exercise contributes its own text.
    """
    found: list[tuple[str, str]] = []
    title, asked = "", [""]
    for cell in cells:
        shown = [*asked, cell.text]
        if here := headings(cell.text):
            line, title = here[-1]
            shown = ["\n".join(cell.text.split("\n")[line:])]
        if here or not cell.answer:
            asked = shown
        found.append((title, _joined(shown)))
    return found


def _joined(texts: Sequence[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text.strip())
