"""Text of strangers on a terminal: names, file names and messages are shown as text, in one line, and never obeyed."""

from __future__ import annotations

from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

#: Columns of a terminal that a name may take, and a sentence.
NAME = 40
SENTENCE = 1000


def safe(text: object, width: int = SENTENCE) -> str:
    """The text in one line of at most `width` columns: what is no visible character is written as Python escapes it."""
    given = str(text)
    cut = given[: 2 * width]  # characters that take no column are bounded too
    line = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)
    if len(given) > len(cut) or cell_len(line) > width:
        line = set_cell_size(line, min(cell_len(line), width - 1)).rstrip() + "…"
    return line


def lines(text: object) -> str:
    """The same for text of several lines that we put together."""
    return "\n".join(safe(line) for line in str(text).splitlines())


def cell(text: object, width: int = NAME) -> Text:
    """A table's cell: `[markup]` and `:names:` in it are text."""
    return Text(safe(text, width))


def say(console: Console, text: object, style: str = "") -> None:
    """One sentence as a line of its own; a terminal's is wrapped between words, below where it begins."""
    line = safe(text)
    words = line.lstrip(" ")
    indent = len(line) - len(words)
    parts = [words]
    if console.is_terminal and words and console.width > 2 * indent:  # a long path stays in one piece
        parts = wrap(words, console.width - indent, break_long_words=False, break_on_hyphens=False)
    for part in parts:
        console.print(Text(" " * indent + part, style), soft_wrap=True, highlight=False)
