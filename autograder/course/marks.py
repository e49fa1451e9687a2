"""nbgrader's region marks: where a solution, a hidden test or a marking scheme begins and ends in a cell."""

from __future__ import annotations

from dataclasses import dataclass


class MarkError(ValueError):
    """A mark without its partner; `line` counts from 1 within the cell."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True)
class Mark:
    """A pair of delimiters; a line that contains one of them is a mark, as in nbgrader."""

    begin: str
    end: str


@dataclass(frozen=True)
class Marks:
    """The three pairs, as nbgrader's preprocessors are configured."""

    solution: Mark = Mark("BEGIN SOLUTION", "END SOLUTION")
    hidden: Mark = Mark("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
    scheme: Mark = Mark("BEGIN MARK SCHEME", "END MARK SCHEME")

    @property
    def pairs(self) -> tuple[Mark, Mark, Mark]:
        """All three."""
        return (self.solution, self.hidden, self.scheme)

    @property
    def words(self) -> tuple[str, ...]:
        """All six delimiters."""
        return tuple(word for pair in self.pairs for word in (pair.begin, pair.end))


@dataclass(frozen=True)
class Region:
    """The lines between two marks, the marks excluded."""

    first_line: int
    """Line of the cell, counted from 1, on which the region's text begins."""
    text: str


def regions(source: str, mark: Mark) -> list[Region]:
    """The marked regions of a cell, in order.

    Raises MarkError for a BEGIN inside a region, a BEGIN without END, and an END without BEGIN (which nbgrader
    drops in silence, and with it the author's intent).
    """
    found: list[Region] = []
    begun = 0
    body: list[str] = []
    for number, line in enumerate(source.split("\n"), start=1):
        if mark.begin in line:
            if begun:
                raise MarkError(number, f"{mark.begin} stands inside the region begun on line {begun}")
            begun, body = number, []
        elif mark.end in line:
            if not begun:
                raise MarkError(number, f"{mark.end} has no {mark.begin} before it")
            found.append(Region(begun + 1, "\n".join(body)))
            begun = 0
        elif begun:
            body.append(line)
    if begun:
        raise MarkError(begun, f"{mark.begin} has no {mark.end} after it")
    return found


def outside(source: str, mark: Mark) -> str:
    """`source` without its marked regions and without the marks."""
    kept: list[str] = []
    inside = False
    for line in source.split("\n"):
        if mark.begin in line:
            inside = True
        elif mark.end in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def goes_on(source: str, mark: Mark) -> bool:
    """Whether code that is in no region stands behind one: it may need what the region binds."""
    first = next((number for number, line in enumerate(source.split("\n")) if mark.begin in line), None)
    behind = outside("\n".join(source.split("\n")[first:]), mark) if first is not None else ""
    return any(line.strip() and not line.strip().startswith("#") for line in behind.split("\n"))
