"""Tables of other systems: read in whatever form they came, and written back in that form."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from autograder.errors import CourseError
from autograder.spreadsheet import defused

MOST_BYTES = 64 << 20
_NUMBER = re.compile(r"[+-]?\d*[.,]?\d+%?")
_DELIMITERS = ",;\t"


@dataclass
class Sheet:
    """A table as it came."""

    rows: list[list[str]]
    """The first is the header."""
    name: str = ""
    """Of the file."""
    delimiter: str = ","
    newline: str = "\n"
    mark: bool = False
    """Whether the file began with a byte order mark."""
    quoted: bool = False
    """Whether every cell is in quotes."""

    @property
    def header(self) -> list[str]:
        """The first row."""
        return self.rows[0]

    @property
    def comma(self) -> bool:
        """Whether numbers have a decimal comma."""
        cells = [cell.strip() for row in self.rows[1:] for cell in row]
        return self.delimiter != "," and (
            any(re.fullmatch(r"-?\d+,\d+", cell) for cell in cells)
            or not any(re.fullmatch(r"-?\d+\.\d+", cell) for cell in cells)
        )

    def number(self, value: float) -> str:
        """A number as this table writes numbers, to a hundredth."""
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if self.comma else text

    def value(self, text: str) -> float | None:
        """The number in a cell; None where there is none."""
        try:
            found = float(text.strip().replace(",", ".") if self.comma else text.strip())
        except ValueError:
            return None
        return found if math.isfinite(found) else None

    def text(self) -> str:
        """The file; no cell is a formula."""
        out = io.StringIO()
        how: Literal[0, 1] = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        writer = csv.writer(out, delimiter=self.delimiter, lineterminator=self.newline, quoting=how)
        writer.writerows([harmless(cell) for cell in row] for row in self.rows)
        return ("\ufeff" if self.mark else "") + out.getvalue()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet would take for a formula; a number or a dash is none."""
    return cell if _NUMBER.fullmatch(cell) or cell in ("-", "+") else str(defused(cell))


def read_sheet(path: Path) -> Sheet:
    """The table in a file; CourseError in one sentence where there is none."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as problem:
        raise CourseError(f"{path} cannot be read ({problem.strerror}).") from problem
    if len(content) > MOST_BYTES:
        raise CourseError(f"{path} is larger than {MOST_BYTES >> 20} MB; it is no table of grades.")
    mark = content.startswith(b"\xef\xbb\xbf")
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError as problem:
        raise CourseError(f"{path} is no text in UTF-8; save it as 'CSV UTF-8'.") from problem
    newline = "\r\n" if "\r\n" in text else "\n"
    delimiter = max(_DELIMITERS, key=lambda this: _columns(text, this))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise CourseError(f"{path} is no table ({problem}); save it as CSV.") from problem
    rows = [row for row in rows if row]
    if not rows:
        raise CourseError(f"{path} is empty.")
    first = text.lstrip("\ufeff").partition("\n")[0].strip()
    quoted = first.count('"') >= 2 * len(rows[0]) and first.startswith('"')
    return Sheet(rows, path.name, delimiter, newline, mark, quoted)


def _columns(text: str, delimiter: str) -> int:
    """How many columns the header has with this delimiter; none where the rows have other numbers of them."""
    lines = csv.reader(io.StringIO(text[: 1 << 16], newline=""), delimiter=delimiter)
    try:
        return len(next((row for row in lines if row), []))
    except csv.Error:
        return 0
