"""Keeps of a cell's outputs what staff and students may be shown: text, pictures, cleaned HTML. Nothing that runs.

What arrives here was made by a stranger's process; anything of another form is dropped.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

import nh3

PNG = b"\x89PNG\r\n\x1a\n"
LONGEST_TEXT = 200_000
LARGEST_PICTURE = 4_000_000
MOST_OUTPUTS = 200


def cleaned(outputs: Iterable[Any]) -> list[dict[str, Any]]:
    """The outputs as nbformat 4 data, only of the kinds that are allowed."""
    kept = (_clean(output) for output in list(outputs)[:MOST_OUTPUTS])
    return [output for output in kept if output is not None]


def _clean(output: Any) -> dict[str, Any] | None:
    if not isinstance(output, Mapping):
        return None
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
        case "error":
            lines = output.get("traceback")
            traceback = [_text(line) for line in lines][:200] if isinstance(lines, list) else []
            ename, evalue = _text(output.get("ename")), _text(output.get("evalue"))
            return {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": traceback}
        case "display_data" | "execute_result" as kind:
            data = _data(output.get("data"))
            if not data:
                return None
            shown: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
            return shown | ({"execution_count": None} if kind == "execute_result" else {})
    return None


def _data(data: Any) -> dict[str, str]:
    if not isinstance(data, Mapping):
        return {}
    kept: dict[str, str] = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = _text(data["text/plain"])
    if isinstance(data.get("text/html"), str):
        kept["text/html"] = nh3.clean(_text(data["text/html"]))
    if _is_png(data.get("image/png")):
        kept["image/png"] = data["image/png"]
    return kept


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "\n[cut here]"


def _is_png(data: Any) -> bool:
    if not isinstance(data, str) or len(data) > LARGEST_PICTURE:
        return False
    try:
        return base64.b64decode(data).startswith(PNG)
    except (binascii.Error, ValueError):
        return False
