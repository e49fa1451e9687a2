"""The notebooks in a zip that was handed in: of bounded number and size, nothing encrypted, no link, one zip deep."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from autograder.intake.submission import is_notebook, printable

MOST_ENTRIES = 2000
MOST_NOTEBOOKS = 20
MOST_BYTES = 32 << 20
#: Zips inside a zip that are opened, and how far in.
MOST_INNER, DEEPEST = 3, 1
_ENTRY = b"PK\x01\x02"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_zip(name: str, content: bytes) -> bool:
    """Whether a file is a zip, by its first bytes; Office's and Java's files, which are zips too, are none."""
    return content.startswith(b"PK\x03\x04") and name.lower().endswith((".zip", ".ipynb"))


def unzipped(name: str, content: bytes, notes: list[str]) -> dict[str, bytes]:
    """The content of each notebook in the zip, by "ZIP/PLACE"; what was left out is told in `notes`."""
    return _Unzipping(notes).of(name, content, DEEPEST)


class _Unzipping:
    """One zip and those inside it, which share the caps."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes
        self._left = MOST_BYTES
        self._entries = MOST_ENTRIES

    def of(self, name: str, content: bytes, deeper: int) -> dict[str, bytes]:
        """The notebooks in it, and in the zips in it as long as it goes `deeper`."""
        self._entries -= content.count(_ENTRY)
        if self._entries < 0:
            self._notes.append(f"{name!r} holds more than {MOST_ENTRIES} files; it was not opened.")
            return {}
        found: dict[str, bytes] = {}
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
                for entry in [entry for entry in entries if is_notebook(entry.filename)][:MOST_NOTEBOOKS]:
                    if (data := self._read(archive, entry, name)) is not None:
                        found[_place(name, entry)] = data
                inner = [entry for entry in entries if deeper and entry.filename.lower().endswith(".zip")]
                for entry in inner[:MOST_INNER]:
                    place, data = _place(name, entry), self._read(archive, entry, name)
                    if data is not None and is_zip(place, data):
                        found |= self.of(place, data, deeper - 1)
        except _BROKEN:
            self._notes.append(f"{name!r} could not be unzipped; hand in the notebook itself.")
        return found

    def _read(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> bytes | None:
        why = _why_not(entry)
        data = b""
        if not why:
            with archive.open(entry) as file:
                data = file.read(self._left + 1)
            why = "is too large" if len(data) > self._left else ""
        if why:
            self._notes.append(f"{_place(name, entry)!r} {why}; it was not read.")
            return None
        self._left -= len(data)
        return data


def _place(name: str, entry: zipfile.ZipInfo) -> str:
    return f"{name}/{printable(entry.filename)}"


def _why_not(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 1:
        return "is encrypted"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link"
    return "" if entry.compress_type in _PLAIN else "is compressed in a way that is not read here"
