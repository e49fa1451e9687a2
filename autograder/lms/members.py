"""The files of a download, a zip or a folder, of bounded number and size, before any of them is read.

What cannot be read has a sentence why. No link is followed, and no path leads out.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import AutograderError
from autograder.intake.submission import IGNORED, printable

#: Of one download, and of one zip in it.
MOST_MEMBERS = 100_000
MOST_INNER = 2000
MOST_DIRECTORY_BYTES = 64 << 20
#: What deflate makes of a byte at the most, and a little.
_MOST_RATIO = 1100
_DEEPEST = 20
_LONGEST_PART = 200
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
_NOBODYS = {*IGNORED, ".DS_Store", "Thumbs.db", "desktop.ini"}
_UTF8 = 0x800


def is_nobodys(path: tuple[str, ...]) -> bool:
    """Whether a file is what machines leave behind."""
    return not _NOBODYS.isdisjoint(path) or any(part.startswith("._") for part in path[-1:])


@dataclass(frozen=True)
class Member:
    """One file of a download."""

    path: tuple[str, ...]
    """Folders and name."""
    size: int
    """Bytes, as the archive says."""
    clock: datetime | None
    """Its time: with a zone from a folder, the clock of whoever made it (no zone) from a zip."""
    why_not: str
    """Why it is not read, to stand behind its name; "" where it is."""
    open: Callable[[int], bytes]
    """At most so many bytes and one more."""

    @property
    def name(self) -> str:
        """The path as text."""
        return "/".join(self.path)

    def read(self, most: int) -> bytes:
        """The content; AutograderError, to stand behind the name, where it cannot be read or is larger than `most`."""
        if self.why_not:
            raise AutograderError(self.why_not)
        if self.size > most:
            raise AutograderError(_too_large(most))
        try:
            content = self.open(most)
        except _BROKEN as problem:
            raise AutograderError("is damaged; it could not be read") from problem
        if len(content) > most:
            raise AutograderError(_too_large(most))
        return content


def _too_large(most: int) -> str:
    return f"is larger than the {most / (1 << 20):.0f} MB that are left for it; it was not read"


@contextmanager
def opened(path: Path) -> Iterator[list[Member]]:
    """The files of a download; AutograderError in one sentence where it is none, or not a sound one."""
    if path.is_dir():
        yield _of_folder(path)
        return
    try:
        with path.open("rb") as file:
            if file.read(4)[:2] != b"PK":
                raise AutograderError(f"{path.name} is no zip and no folder; it was not opened.")
            with _opened(file, path.name, MOST_MEMBERS) as members:
                yield members
    except OSError as problem:
        raise AutograderError(f"{path} cannot be read ({problem.strerror}).") from problem


def inside(name: str, content: bytes) -> list[Member]:
    """The files of a zip that lay in a download."""
    with _opened(io.BytesIO(content), name, MOST_INNER) as members:
        return members


@contextmanager
def _opened(file: io.BufferedIOBase | io.BufferedReader, name: str, most: int) -> Iterator[list[Member]]:
    count, directory = _announced(file)
    if count > most or directory > MOST_DIRECTORY_BYTES:
        raise AutograderError(f"{name} announces {count} files, more than the {most} that are read; it was not opened.")
    size = file.seek(0, os.SEEK_END)
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as problem:
        raise AutograderError(f"{name} is damaged, or no zip; it was not opened.") from problem
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(archive.infolist()) > most:
        raise AutograderError(f"{name} holds more than {most} files; it was not opened.")
    if sum(entry.compress_size for entry in entries) > size:
        raise AutograderError(f"{name} holds files that lie over each other, as in a zip bomb; it was not opened.")
    yield [found for entry in entries if (found := _member(archive, entry)) is not None]


def _announced(file: io.BufferedIOBase | io.BufferedReader) -> tuple[int, int]:
    """Number of files and size of the directory, by the zip's last record, before a library reads it into memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - (1 << 16) - 100))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 20:
        return 0, 0
    count, directory = struct.unpack_from("<HI", tail, place + 10)
    large = tail.rfind(b"PK\x06\x06")
    if large >= 0 and len(tail) >= large + 48:
        count, directory = struct.unpack_from("<QQ", tail, large + 32)
    return count, directory


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member | None:
    path, climbs = _path(_text(entry))
    if is_nobodys(path):
        return None
    try:
        clock = datetime(*entry.date_time) if entry.date_time[0] > 1980 else None
    except ValueError:
        clock = None

    def read(most: int) -> bytes:
        with archive.open(entry) as file:
            return file.read(most + 1)

    return Member(path, entry.file_size, clock, climbs or _why_not(entry), read)


def _text(entry: zipfile.ZipInfo) -> str:
    """The name: many systems write UTF-8 without saying so, which Python reads as the encoding of DOS."""
    if entry.flag_bits & _UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _path(name: str) -> tuple[tuple[str, ...], str]:
    """The parts of a name, and why nothing can lie there."""
    parts = [part for part in name.replace("\\", "/").split("/") if part != "."]
    climbs = name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name) is not None
    path = tuple(printable(part).replace("\\", "_") for part in parts if part not in ("", ".."))
    if climbs:
        return path, "has a path that leads out of its folder; it was not read"
    if len(path) > _DEEPEST:
        return path, f"lies deeper than {_DEEPEST} folders; it was not read"
    if any(len(part.encode()) > _LONGEST_PART for part in path) or not path:
        return path, "has a name that cannot be used; it was not read"
    return path, ""


def _why_not(entry: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & 1:
        return "is encrypted; it was not read"
    if kind == stat.S_IFLNK:
        return "is a symbolic link; it was not followed"
    if kind not in (0, stat.S_IFREG):
        return "is not a regular file; it was not read"
    if entry.compress_type not in _PLAIN:
        return "is compressed in a way that is not read here"
    if entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
        return "says a size that it cannot have; it was not read"
    return ""


def _of_folder(folder: Path) -> list[Member]:
    found: list[Member] = []
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOBODYS)
        linked = [name for name in folders if Path(here, name).is_symlink()]
        for name in sorted(names) + linked:
            file = Path(here, name)
            if name not in _NOBODYS and not name.startswith("._"):
                found.append(_on_disk(folder, file))
        if len(found) > MOST_MEMBERS:
            raise AutograderError(f"{folder} holds more than {MOST_MEMBERS} files; nothing of it was read.")
    return found


def _on_disk(folder: Path, file: Path) -> Member:
    path, why_not = _path("/".join(part.replace("\\", "_") for part in file.relative_to(folder).parts))
    try:
        status = file.lstat()
    except OSError as problem:
        return Member(path, 0, None, f"cannot be read ({problem.strerror})", lambda most: b"")
    if stat.S_ISLNK(status.st_mode):
        why_not = "is a symbolic link; it was not followed"
    elif not stat.S_ISREG(status.st_mode):
        why_not = "is not a regular file; it was not read"

    def read(most: int) -> bytes:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as opened_file:
            return opened_file.read(most + 1)

    return Member(path, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC), why_not, read)
