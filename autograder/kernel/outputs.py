"""Keeps of a cell's outputs what staff and students may be shown: text, pictures, cleaned HTML; nothing runs or loads.

What arrives here was made by a stranger's process; anything of another form is dropped. This is the only place that
checks outputs; the constants here and the caller's `most_bytes` are the only caps on them.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Mapping
from typing import Any

import nh3
import numpy as np

MOST_OUTPUTS = 500
MOST_BYTES = 16 << 20
LONGEST_TEXT = 200_000
LONGEST_NAME = 200
MOST_LINES = 50
MOST_PIXELS = 25_000_000
#: Elements in the HTML of one cell: the time of cleaning grows with the square of their depth.
MOST_TAGS = 2_000
CUT = "\n[cut here]"
NOT_KEPT = "[... more outputs are not kept]"

PNG = b"\x89PNG\r\n\x1a\n"
_CHUNK = struct.Struct("!I4s")
_HEADER = struct.Struct("!IIBBBBB")
#: What a viewer needs; texts, colour profiles and animations are left out: they are compressed, or run.
_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"pHYs", b"gAMA", b"sRGB"})

#: Control characters, and escape sequences that do more than colour.
_CONTROLS = re.compile(
    r"\x1b(?!\[[0-9;]{0,24}m)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))?"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]"
)
_TAGS = nh3.ALLOWED_TAGS - {"a", "area", "img", "map"}
_ATTRIBUTES = {
    tag: names - {"cite", "href", "hreflang", "src"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items() if tag in _TAGS
}
#: MathJax leaves alone what stands in it; else a formula could be a link that runs.
_NO_FORMULAS = {"tex2jax_ignore", "mathjax_ignore"}
_BEGIN, _END = '<div class="tex2jax_ignore mathjax_ignore">', "</div>"


def cleaned(outputs: Iterable[Any], most_bytes: int = MOST_BYTES) -> list[dict[str, Any]]:
    """The outputs as nbformat 4 data, only of the kinds that are allowed; a line says where some are left out."""
    kept: list[dict[str, Any]] = []
    left, tags = most_bytes, MOST_TAGS
    for output in outputs:
        tags -= _tags(output)
        shown = _clean(output) if tags >= 0 else output
        if shown is None:
            continue
        left -= size_of(shown)
        if left < 0 or tags < 0 or len(kept) == MOST_OUTPUTS:
            return [*kept, {"output_type": "stream", "name": "stderr", "text": NOT_KEPT}]
        kept.append(shown)
    return kept


def size_of(shown: Any) -> int:
    """Bytes of all texts in outputs, or in one of them; pictures are base64 there."""
    if isinstance(shown, str):
        return len(shown.encode("utf-8", "replace"))
    if isinstance(shown, Mapping):
        return sum(size_of(key) + size_of(value) for key, value in shown.items())
    return sum(map(size_of, shown)) if isinstance(shown, list | tuple) else 0


def plain(text: Any, longest: int = LONGEST_TEXT) -> str:
    """A text that can be written to any file and shown on any terminal; nothing where it is no text."""
    if not isinstance(text, str):
        return ""
    cut = text[:longest] + CUT if len(text) > longest + len(CUT) else text
    return _CONTROLS.sub("", cut).encode("utf-8", "replace").decode("utf-8")


def _tags(output: Any) -> int:
    data = output.get("data") if isinstance(output, Mapping) else None
    html = data.get("text/html") if isinstance(data, Mapping) else None
    return html.count("<") - html.count("</") if isinstance(html, str) else 0


def _clean(output: Any) -> dict[str, Any] | None:
    if not isinstance(output, Mapping):
        return None
    kind = output.get("output_type")
    match kind if isinstance(kind, str) else "":
        case "stream":
            text = plain(output.get("text"))
            name = output.get("name")
            known = "stderr" if isinstance(name, str) and name == "stderr" else "stdout"
            return {"output_type": "stream", "name": known, "text": text} if text else None
        case "error":
            lines = output.get("traceback")
            traceback = [plain(line) for line in lines[:MOST_LINES]] if isinstance(lines, list) else []
            ename, evalue = plain(output.get("ename"), LONGEST_NAME), plain(output.get("evalue"))
            return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": traceback}
        case "display_data" | "execute_result":
            data = _data(output.get("data"))
            shown: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
            return (shown | ({"execution_count": None} if kind == "execute_result" else {})) if data else None
    return None


def _data(data: Any) -> dict[str, str]:
    if not isinstance(data, Mapping):
        return {}
    kept: dict[str, str] = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = plain(data["text/plain"])
    if isinstance(data.get("text/html"), str):
        kept["text/html"] = _html(data["text/html"])
    if picture := _png(_raw(data.get("image/png"))):
        kept["image/png"] = base64.b64encode(picture).decode("ascii")
    return kept


def _html(text: str) -> str:
    """The markup without scripts, styles, links, pictures and formulas."""
    inner = plain(text)
    inner = inner.removeprefix(_BEGIN).removesuffix(_END) if inner.startswith(_BEGIN) else inner
    clean = nh3.clean(inner, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set(), link_rel=None)
    return f"{_BEGIN}{clean}{_END}"


def _raw(picture: Any) -> bytes:
    """The bytes of a picture that came from the wire, or from a notebook."""
    if isinstance(picture, np.ndarray):
        return picture.tobytes() if picture.dtype == np.uint8 else b""
    try:
        return base64.b64decode(picture) if isinstance(picture, str) else b""
    except (binascii.Error, ValueError):
        return b""


def _png(raw: bytes) -> bytes:
    """The picture, with the chunks that show it; nothing if it is none, or so large that it would harm its viewer."""
    if not raw.startswith(PNG):
        return b""
    parts, at = [PNG], len(PNG)
    while at + 12 <= len(raw):
        size, name = _CHUNK.unpack_from(raw, at)
        chunk = raw[at : at + 12 + size]
        if len(chunk) < 12 + size or (len(parts) == 1) != (name == b"IHDR") or (name == b"IHDR" and not _sane(chunk)):
            return b""
        if name in _CHUNKS:
            parts.append(chunk)
        if name == b"IEND":
            return b"".join(parts)
        at += len(chunk)
    return b""


def _sane(header: bytes) -> bool:
    if len(header) != 12 + _HEADER.size:
        return False
    width, height, *_ = _HEADER.unpack_from(header, 8)
    return bool(0 < width * height <= MOST_PIXELS)
