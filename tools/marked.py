"""Parts of a page that a program writes, each between two marks."""

from __future__ import annotations

from collections.abc import Iterable


def read(page: str, begin: str, end: str) -> str:
    """What stands between the marks."""
    return _parted(page, begin, end)[1]


def put(page: str, begin: str, end: str, lines: Iterable[str]) -> str:
    """The page with these lines between its marks, and nothing else changed."""
    before, _, after = _parted(page, begin, end)
    return "\n".join((before + begin, *lines, end + after))


def _parted(page: str, begin: str, end: str) -> tuple[str, str, str]:
    before, first, rest = page.partition(begin)
    between, last, after = rest.partition(end)
    if not first or not last:
        raise SystemExit(f"The page has no part between {begin} and {end}: put these two marks where it belongs.")
    return before, between.strip(), after
