"""What one cell printed, as much of it as somebody reads: the page on which people grade stays a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: Lines of text that one cell shows, from its beginning and from its end; what lies between is counted.
FIRST, LAST = 60, 20
#: Characters of one line.
LONGEST_LINE = 1000


def shortened(outputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Outputs (nbformat, cleaned) with at most FIRST + LAST lines of text in all; pictures and tables as they are."""
    total = sum(len(_lines(output)) for output in outputs)
    left_out = range(FIRST, total - LAST) if total > FIRST + LAST + 1 else range(0)
    kept, at = [], 0
    for output in outputs:
        lines = _lines(output)
        said = list(_said(lines, at, left_out))
        at += len(lines)
        if said or not lines:
            kept.append(_with(output, said) if lines else dict(output))
    return kept


def _said(lines: Sequence[str], at: int, left_out: range) -> Iterator[str]:
    """The lines that are kept, of those that begin at number `at` of the cell's."""
    for number, line in enumerate(lines, start=at):
        if number == left_out.start and left_out:
            yield f"[... {len(left_out):,} lines are left out here ...]"
        if number not in left_out:
            yield line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def _lines(output: Mapping[str, Any]) -> list[str]:
    """The lines of text of one output; none where it is an error, a picture or a table."""
    data = output.get("data", {})
    text = output.get("text", "") if output.get("output_type") == "stream" else data.get("text/plain", "")
    return [] if {"text/html", "image/png"} & set(data) else str(text).splitlines()


def _with(output: Mapping[str, Any], lines: Sequence[str]) -> dict[str, Any]:
    text = "\n".join(lines)
    if output.get("output_type") == "stream":
        return {**output, "text": text + "\n" * str(output["text"]).endswith("\n")}
    return {**output, "data": {**output["data"], "text/plain": text}}
