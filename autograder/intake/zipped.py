"""The notebooks in a zip that was handed in: of bounded number and size, nothing encrypted, no link, no second zip."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from autograder.intake.submission import is_notebook, printable

MOST_ENTRIES = 2000
MOST_NOTEBOOKS = 20
MOST_BYTES = 32 << 20
_ENTRY = b"PK\x01\x02"
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def is_zip(name: str, content: bytes) -> bool:
    """Whether a file is a zip, by its first bytes; Office's and Java's files, which are zips too, are none."""
    return content.startswith(b"PK\x03\x04") and name.lower().endswith((".zip", ".ipynb"))


def unzipped(name: str, content: bytes, notes: list[str]) -> dict[str, bytes]:
    """The content of each notebook in the zip, by "ZIP/PLACE"; what was left out is told in `notes`."""
    if content.count(_ENTRY) > MOST_ENTRIES:
        notes.append(f"{name!r} holds more than {MOST_ENTRIES} files; it was not opened.")
        return {}
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            left = MOST_BYTES
            for entry in [entry for entry in archive.infolist() if is_notebook(entry.filename)][:MOST_NOTEBOOKS]:
                place = f"{name}/{printable(entry.filename)}"
                if why := _why_not(entry):
                    notes.append(f"{place!r} {why}; it was not read.")
                    continue
                with archive.open(entry) as file:
                    data = file.read(left + 1)
                if len(data) > left:
                    notes.append(f"{place!r} is too large; it was not read.")
                    break
                left -= len(data)
                found[place] = data
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError):
        notes.append(f"{name!r} could not be unzipped; hand in the notebook itself.")
    return found


def _why_not(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 1:
        return "is encrypted"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a symbolic link"
    return "" if entry.compress_type in _PLAIN else "is compressed in a way that is not read here"
