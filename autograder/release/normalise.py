"""Makes an executed notebook the same at every run: a function of what the cells compute and of nothing else."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from nbformat import NotebookNode

#: PNG chunks that hold words or the time; the rest is the picture.
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_NOTES = frozenset({b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_CELL_FILE = re.compile(r"[^\s\"'<>(]*[/\\]ipykernel_\d+[/\\]\d+\.py")
_PACKAGE_FILE = re.compile(r"[^\s\"'<>(]*[/\\](?:(?:site|dist)-packages|lib[/\\]python3\.\d+)[/\\]")
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b")
_SVG_DATE = re.compile(r"<dc:date>.*?</dc:date>")
_PATH = re.compile(r"(?<![\w.~/])(?:/(?:home|root|tmp|Users|private|var/folders)|[A-Za-z]:\\Users)[/\\][^\s\"'<>)]+")


def normalise(notebook: NotebookNode, folders: Sequence[str] = ()) -> list[str]:
    """Clean the outputs in place; returns one sentence for each that still names a place on this machine.

    Streams are joined (their pieces depend on timing), memory addresses and the kernel's file names replaced,
    words and dates dropped from PNG and SVG. `folders` are further absolute folders that must not be named.
    """
    problems: list[str] = []
    for position, cell in enumerate(notebook.cells, start=1):
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        cell.outputs = [_clean(output) for output in join_streams(cell.outputs)]
        path = next((path for text in _texts(cell.outputs) for path in _named_paths(text, folders)), None)
        if path is not None:
            problems.append(f"cell {position} prints the path {path}, which differs from machine to machine.")
    return problems


def join_streams(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The outputs with each run of consecutive streams joined: what went to stdout first, then stderr."""
    joined: list[NotebookNode] = []
    for is_stream, group in groupby(outputs, lambda output: output.output_type == "stream"):
        run = list(group)
        if not is_stream:
            joined += run
            continue
        for name in sorted({piece.name for piece in run}, reverse=True):
            text = "".join(piece.text for piece in run if piece.name == name)
            joined.append(NotebookNode(output_type="stream", name=name, text=text))
    return joined


def clean_text(text: str) -> str:
    """The text without memory addresses, and with cells and packages named by no path of this machine."""
    text = _CELL_FILE.sub("<cell>", text)
    text = _PACKAGE_FILE.sub("", text)
    return _ADDRESS.sub("at 0x…", text)


def without_png_notes(png: bytes) -> bytes:
    """The picture without its text and time chunks (program, version, date); anything that is no PNG as it is."""
    if not png.startswith(_PNG_SIGNATURE):
        return png
    kept, at = [_PNG_SIGNATURE], len(_PNG_SIGNATURE)
    while at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        end = at + 12 + length
        if png[at + 4 : at + 8] not in _PNG_NOTES:
            kept.append(png[at:end])
        at = end
    return b"".join(kept)


def _clean(output: NotebookNode) -> NotebookNode:
    if output.output_type == "stream":
        output.text = clean_text(output.text)
    elif output.output_type == "error":
        output.evalue = clean_text(output.evalue)
        output.traceback = [clean_text(line) for line in output.traceback]
    else:
        output.data = NotebookNode({kind: _clean_data(kind, value) for kind, value in output.data.items()})
    return output


def _clean_data(kind: str, value: Any) -> Any:
    if kind == "image/png":
        picture = base64.b64decode("".join(value))
        return base64.b64encode(without_png_notes(picture)).decode("ascii") + "\n"
    if isinstance(value, str) and not kind.startswith("image/"):
        return clean_text(value)
    return _SVG_DATE.sub("", value) if kind == "image/svg+xml" and isinstance(value, str) else value


def _texts(outputs: Sequence[NotebookNode]) -> Iterator[str]:
    for output in outputs:
        if output.output_type == "stream":
            yield output.text
        elif output.output_type == "error":
            yield "\n".join([output.evalue, *output.traceback])
        else:
            yield from (v for k, v in output.data.items() if isinstance(v, str) and k != "image/png")


def _named_paths(text: str, folders: Sequence[str]) -> Iterator[str]:
    yield from (folder for folder in folders if re.search(rf"(?<![\w.~]){re.escape(folder)}(?![\w.-])", text))
    yield from (match[0] for match in _PATH.finditer(text))
