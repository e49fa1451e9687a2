"""Tables for spreadsheets: quoted as CSV is, and no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: A cell that begins with one of these is a formula to Excel, Sheets and Calc.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(value: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it; numbers as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table as the content of a file: UTF-8, commas, a line for each row; None is an empty cell."""
    return "".join(_line(row) for row in (header, *rows))


def _line(row: Sequence[object]) -> str:
    """A row as a line; quoted is what holds either half of CRLF, of which each alone ends a row for some readers."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([defused(value) for value in row])
    return text.getvalue().removesuffix("\r\n") + "\n"
