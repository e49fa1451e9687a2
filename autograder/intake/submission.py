"""Reads submitted/<student>/<assignment>/, once, without following a link and without reading more than the caps allow.

Every folder is opened relative to the one above it, so what is swapped for a link meanwhile is not followed either.
Nothing here raises for what lies in the folder: what was not read is in `Submission.refused`, as data.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.intake.notebook import Malformed, without_outputs

MOST_FILES = 500
MOST_ENTRIES = 5000
#: As many refusals are told.
MOST_REFUSED = 50
DEEPEST = 8
LONGEST_NAME = 200
#: A notebook's file may be as many times larger than the submission, for its outputs.
OUTPUTS = 10
TIMESTAMP = "timestamp.txt"
MOST_TIMESTAMP_BYTES = 1000
#: Folders that are nobody's work.
IGNORED = {".ipynb_checkpoints", "__MACOSX", "__pycache__", ".git"}
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Refused:
    """Something of a submission that was not read."""

    path: str
    """Where it lies, in characters that can be written; "." for the submission's folder itself."""
    kind: str
    """link, unreadable, too_large, bad_name, too_deep, too_many or not_regular."""
    reason: str
    """What is the matter, to stand behind the name in a sentence."""

    @property
    def sentence(self) -> str:
        """One sentence for students and staff."""
        name = "The submission's folder" if self.path == "." else repr(self.path)
        return f"{name} {self.reason}."


@dataclass(frozen=True)
class Submission:
    """What a student handed in for one assignment, as bytes."""

    student: str
    assignment: str
    notebooks: dict[str, bytes] = field(default_factory=dict)
    """Notebook name without ".ipynb" -> content, of the submission's top folder."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Other files, relative POSIX path -> content."""
    refused: tuple[Refused, ...] = ()
    """What was not read, and why."""
    timestamp: bytes | None = None
    """The collector's timestamp.txt; None where there is none that could be read."""

    @property
    def sha256(self) -> str:
        """Digest over names and contents; never raises, whatever the names are."""
        digest = hashlib.sha256()
        for kind, contents in (("notebook", self.notebooks), ("file", self.files)):
            for name, content in sorted(contents.items()):
                _feed(digest, kind, name, content)
        for refused in self.refused:
            _feed(digest, "refused", refused.path, refused.kind.encode())
        return digest.hexdigest()


def _feed(digest: hashlib._Hash, kind: str, name: str, content: bytes) -> None:
    path = name.encode("utf-8", "surrogatepass")
    digest.update(f"{kind} {len(path)} {len(content)}\n".encode() + path + content)


def read_submission(folder: Path, student: str, assignment: str, most_bytes: int) -> Submission:
    """The submission in `folder` (submitted/<student>/<assignment>), outputs not counted at most `most_bytes`."""
    reader = _Reader(most_bytes)
    reader.read(folder)
    return Submission(student, assignment, reader.notebooks, reader.files, tuple(reader.refused), reader.timestamp)


def is_notebook(name: str) -> bool:
    """Whether a file's name is that of a notebook, perhaps one that was renamed on its way."""
    return ".ipynb" in name.lower() and not name.startswith("._")


def printable(name: str) -> str:
    """A file's name in characters that can be written anywhere."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


class _Reader:
    """One walk through a submission."""

    def __init__(self, most_bytes: int) -> None:
        self.notebooks: dict[str, bytes] = {}
        self.files: dict[str, bytes] = {}
        self.refused: list[Refused] = []
        self.timestamp: bytes | None = None
        self._renamed: dict[str, bytes] = {}
        self._left = most_bytes
        self._left_raw = OUTPUTS * most_bytes
        self._entries = MOST_ENTRIES

    def read(self, folder: Path) -> None:
        """Everything below the folder, as far as the caps allow."""
        handle = self._open(os.fspath(folder), None, ".")
        if handle is None:
            return
        try:
            for parent, name, path in self._walk(handle, ""):
                if len(self.files) + len(self.notebooks) >= MOST_FILES:
                    self._refuse(".", "too_many", f"holds more than {MOST_FILES} files; the others were not read")
                    break
                self._take(parent, name, path)
        finally:
            os.close(handle)
        for name, content in self._renamed.items():
            if not any(taken == name or taken.startswith(f"{name}/") for taken in self.files):
                self.files[name] = content

    def _walk(self, handle: int, above: str) -> Iterator[tuple[int, str, str]]:
        """(folder, name, path) of each file, notebooks first; folders are closed when their files were taken."""
        folders = []
        for name in self._listed(handle, above):
            path = f"{above}{name}"
            if _kind(name, handle) != stat.S_IFDIR:
                yield handle, name, path
            elif path == TIMESTAMP:
                self._refuse(path, "not_regular", "is a folder; it was not read")
            elif name not in IGNORED:
                folders.append((name, path))
        for name, path in folders:
            if len(PurePosixPath(path).parts) > DEEPEST:
                self._refuse(path, "too_deep", f"lies deeper than {DEEPEST} folders; it was not read")
                continue
            inner = self._open(name, handle, path)
            if inner is not None:
                try:
                    yield from self._walk(inner, f"{path}/")
                finally:
                    os.close(inner)

    def _listed(self, handle: int, above: str) -> list[str]:
        try:
            with os.scandir(handle) as entries:
                found = [entry.name for entry in islice(entries, self._entries + 1)]
        except OSError as problem:
            self._refuse(above or ".", "unreadable", f"could not be read ({problem.strerror})")
            return []
        if len(found) > self._entries:
            self._refuse(above or ".", "too_many", "holds too many files and folders; not all of them were read")
        found = found[: self._entries]
        self._entries -= len(found)
        return sorted(found, key=lambda name: (not is_notebook(name), os.fsencode(name)))

    def _open(self, name: str, parent: int | None, path: str) -> int | None:
        try:
            return os.open(name, _FLAGS | os.O_DIRECTORY, dir_fd=parent)
        except OSError as problem:
            self._refuse_opening(path, parent, name, problem)
            return None

    def _refuse_opening(self, path: str, parent: int | None, name: str, problem: OSError) -> None:
        kind = _kind(name, parent)
        if kind == stat.S_IFLNK:
            self._refuse(path, "link", "is a symbolic link; it was not followed")
        elif kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            self._refuse(path, "not_regular", "is not a regular file; it was not read")
        else:
            self._refuse(path, "unreadable", f"could not be read ({problem.strerror})")

    def _take(self, parent: int, name: str, path: str) -> None:
        top = path == name
        if top and name == TIMESTAMP:
            self.timestamp = self._content(parent, name, path, MOST_TIMESTAMP_BYTES)
            return
        notebook = is_notebook(name)
        if not notebook and not _usable(path):
            self._refuse(path, "bad_name", "has a name that cannot be used here; it was left out")
            return
        content = self._content(parent, name, path, self._left_raw if notebook else self._left)
        if content is not None and notebook:
            self._left_raw -= len(content)
            content = self._lean(content, path)
        if content is None:
            return
        self._left -= len(content)
        if top and name.endswith(".ipynb"):
            self.notebooks[printable(name).removesuffix(".ipynb")] = content
        elif _usable(path):
            self.files[path] = content
        else:
            self._renamed[re.sub(r"[\\/]", "_", printable(path))] = content

    def _lean(self, content: bytes, path: str) -> bytes | None:
        """A notebook as it is, or without its outputs where it is too large with them."""
        if len(content) <= self._left:
            return content
        try:
            lean = without_outputs(content)
        except Malformed as problem:
            self._refuse(path, "too_large", f"is too large; it was not read ({str(problem).rstrip('.')})")
            return None
        if len(lean) > self._left:
            self._refuse(path, "too_large", "is too large, even without its outputs; it was not read")
            return None
        return lean

    def _content(self, parent: int, name: str, path: str, most: int) -> bytes | None:
        """The content of a regular file; opened without following a link."""
        try:
            handle = os.open(name, _FLAGS, dir_fd=parent)
            with os.fdopen(handle, "rb") as file:
                status = os.fstat(handle)
                if not stat.S_ISREG(status.st_mode):
                    self._refuse(path, "not_regular", "is not a regular file; it was not read")
                    return None
                content = file.read(most + 1)
        except OSError as problem:
            self._refuse_opening(path, parent, name, problem)
            return None
        if len(content) > most:
            self._refuse(path, "too_large", f"is too large (more than {most} bytes were left for it); it was not read")
            return None
        return content

    def _refuse(self, path: str, kind: str, reason: str) -> None:
        if len(self.refused) < MOST_REFUSED:
            self.refused.append(Refused(printable(path.rstrip("/")), kind, reason))


def _kind(name: str, parent: int | None) -> int:
    """S_IFLNK, S_IFREG and so on; 0 where nothing can be found any more."""
    try:
        return stat.S_IFMT(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
    except OSError:
        return 0


def _usable(path: str) -> bool:
    """Whether a file can lie beside the student's code under this name: text, of usual characters and length."""
    parts = PurePosixPath(path).parts
    return path.isprintable() and "\\" not in path and all(len(part.encode()) <= LONGEST_NAME for part in parts)
