"""Pictures that students pasted into a text: only what is a picture by its first bytes, of bounded size and number."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Mapping

MOST_PICTURES = 20
#: Of one picture, as base64.
MOST_CHARACTERS = 8 << 20
_KINDS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}


def read_pictures(given: Mapping[str, Mapping[str, str]]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Name that the student gave -> a plain name, and plain name -> kind -> base64, of what may be shown."""
    names: dict[str, str] = {}
    kept: dict[str, dict[str, str]] = {}
    for name, kinds in given.items():
        if len(kept) >= MOST_PICTURES:
            break
        found = {kind: data for kind in _KINDS if (data := _picture(kind, kinds.get(kind, "")))}
        if found:
            names[name] = _plain(name, kept)
            kept[names[name]] = found
    return names, kept


def _plain(name: str, taken: Collection[str]) -> str:
    plain = re.sub(r"[^A-Za-z0-9._-]", "-", name)[:60] or "picture"
    return plain if plain not in taken else f"{len(taken)}-{plain}"


def _picture(kind: str, data: str) -> str:
    """The base64 of a picture of this kind, without line ends; "" where it is none."""
    if len(data) > MOST_CHARACTERS:
        return ""
    try:
        content = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(content).decode() if content.startswith(_KINDS[kind]) else ""
