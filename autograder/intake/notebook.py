"""Reads a stranger's notebook file within bounds: only what is graded is ever built in memory, never an output.

Everything else (outputs, widgets' state, unknown keys) is skipped by the parser, so it does not count as size. Sources
come out writable: half an emoji and bytes that are no UTF-8 are replaced by U+FFFD.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw

from autograder.course.master import Master
from autograder.outcomes import Outcome

#: A cell's source, as it is written in the file.
MOST_SOURCE_BYTES = 4 << 20
MOST_PICTURES = 50
MOST_REPAIRED_BYTES = 32 << 20
#: Cells of a notebook whose master is not known yet.
MOST_CELLS = 20_000
FORMATS = (2, 3, 4)
CELL_TYPES = ("code", "markdown", "raw")
_STRING_OR_NUMBER = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|NaN|-?Infinity', re.DOTALL)
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(?:u[dD][89a-fA-F]..|.)", re.DOTALL)


class Malformed(Exception):
    """The submitted notebook cannot be read; the message says why, for the student."""

    def __init__(self, message: str, outcome: Outcome = Outcome.MALFORMED) -> None:
        super().__init__(message)
        self.outcome = outcome


class _TooMany(ValueError):
    """More cells than are read."""


class _Count:
    """Cells seen by the running parse; one thread parses at a time."""

    left = 0


class _Cell(msgspec.Struct):
    cell_type: Raw = Raw()
    id: Raw = Raw()
    source: Raw = Raw()
    input: Raw = Raw()
    level: Raw = Raw()
    metadata: Raw = Raw()
    attachments: Raw = Raw()

    def __post_init__(self) -> None:
        _Count.left -= 1
        if _Count.left < 0:
            raise _TooMany


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    nbformat: int
    cells: list[_Cell] | None = None
    worksheets: list[_Sheet] | None = None


class _Mark(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _Mark | None = None


def most_cells(master: Master) -> int:
    """How many cells a submission may have: far more than the assignment, far fewer than would fill a machine."""
    return max(500, 5 * len(master.cells))


def parse_notebook(content: bytes, master: Master | None = None) -> dict[str, Any]:
    """The notebook as nbformat 4 data, outputs left out; raises `Malformed`."""
    most = MOST_CELLS if master is None else most_cells(master)
    try:
        return _parse(content.removeprefix(b"\xef\xbb\xbf"), most)
    except (msgspec.DecodeError, UnicodeDecodeError):  # of a kind that may be repaired
        pass
    try:
        return _parse(_repaired(content), most)
    except msgspec.ValidationError:
        raise Malformed(
            "The submitted file is JSON, but not the JSON of a notebook. Save it in Jupyter again."
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Malformed(
            "The submitted file is not a notebook: it is not valid JSON. Save it in Jupyter again."
        ) from None


def without_outputs(content: bytes) -> bytes:
    """The file of the same notebook with nothing but what is graded; raises `Malformed`."""
    return json.dumps(parse_notebook(content)).encode()


def _parse(content: bytes, most: int) -> dict[str, Any]:
    _Count.left = most
    try:
        notebook = msgspec.json.decode(content, type=_Notebook)
    except RecursionError:
        raise Malformed("The submitted file is nested deeper than any notebook.", Outcome.TOO_LARGE) from None
    except msgspec.ValidationError as problem:
        if _Count.left < 0:
            raise Malformed(f"The notebook has more than {most} cells.", Outcome.TOO_LARGE) from None
        if "nbformat" in str(problem):
            raise Malformed("The submitted file is not a notebook: it has no nbformat version.") from None
        raise
    if notebook.nbformat not in FORMATS:
        raise Malformed(f"The notebook is of format {notebook.nbformat}; save it in Jupyter as format 4.")
    cells = notebook.cells
    if notebook.nbformat < FORMATS[-1]:
        cells = [cell for sheet in notebook.worksheets or [] for cell in sheet.cells]
    if cells is None:
        raise Malformed("The submitted notebook has no list of cells.")
    return {"cells": [_cell(cell) for cell in cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell: _Cell) -> dict[str, Any]:
    source = cell.source or cell.input
    if len(source) > MOST_SOURCE_BYTES:
        raise Malformed(f"A cell of the notebook is longer than {MOST_SOURCE_BYTES >> 20} MiB.", Outcome.TOO_LARGE)
    kind = _text(cell.cell_type)
    text = _text(source)
    if kind == "heading":
        kind, text = "markdown", f"{'#' * (_optional(cell.level, int) or 1)} {text}"
    metadata = _optional(cell.metadata, _Metadata)
    mark = metadata.nbgrader if metadata is not None else None
    data: dict[str, Any] = {
        "cell_type": kind if kind in CELL_TYPES else "raw",
        "id": _text(cell.id),
        "metadata": {"nbgrader": {"grade_id": mark.grade_id}} if mark else {},
        "source": text,
    }
    pictures = _pictures(cell.attachments)
    return data | ({"attachments": pictures} if pictures else {})


def _text(raw: Raw) -> str:
    """A string, or a list of strings put together; "" for anything else."""
    try:
        text = msgspec.json.decode(raw, type=str | list[str]) if raw else ""
    except msgspec.ValidationError:
        return ""
    return text if isinstance(text, str) else "".join(text)


def _optional(raw: Raw, kind: type) -> Any:
    try:
        return msgspec.json.decode(raw, type=kind) if raw else None
    except (msgspec.ValidationError, RecursionError):
        return None


def _pictures(raw: Raw) -> Mapping[str, Mapping[str, str]]:
    if not raw or bytes(raw).count(b":") > 4 * MOST_PICTURES:
        return {}
    return _optional(raw, dict[str, dict[str, str]]) or {}


def _repaired(content: bytes) -> bytes:
    """What Python's own JSON reader would have taken besides: NaN, half an emoji; and text that is not UTF-8."""
    if len(content) > MOST_REPAIRED_BYTES:
        raise Malformed("The submitted file is not a notebook: it is not valid JSON.")
    text, repaired, done = _as_utf8(content), bytearray(), 0
    for token in _STRING_OR_NUMBER.finditer(text):
        if not token[0].startswith(b'"') or _HALF.search(token[0]):
            repaired += text[done : token.start()] + _repair(token)
            done = token.end()
    return bytes(repaired + text[done:])


def _as_utf8(content: bytes) -> bytes:
    coding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(coding)("replace")
    chunks = (content[start : start + (1 << 20)] for start in range(0, len(content), 1 << 20))
    return b"".join([decoder.decode(chunk).encode() for chunk in chunks] + [decoder.decode(b"", final=True).encode()])


def _repair(token: re.Match[bytes]) -> bytes:
    if not token[0].startswith(b'"'):
        return b"null"
    return _ESCAPE.sub(_whole_emoji, token[0])


def _whole_emoji(escape: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if len(escape[0]) == len(rb"\ud83d") else escape[0]
