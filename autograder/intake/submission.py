"""Reads submitted/<student>/<assignment>/ without following a link and without reading more than the caps allow."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat

MOST_FILES = 500
DEEPEST = 8
#: nbgrader's own files in a submission; the student's code does not see them.
NOT_FOR_STUDENTS = {"timestamp.txt"}


@dataclass(frozen=True)
class Submission:
    """What a student handed in for one assignment, as bytes."""

    student: str
    assignment: str
    notebooks: dict[str, bytes] = field(default_factory=dict)
    """Notebook name without ".ipynb" -> content, of the submission's top folder."""
    files: dict[str, bytes] = field(default_factory=dict)
    """Other files, relative POSIX path -> content."""
    refused: tuple[str, ...] = ()
    """One sentence for each thing that was not read."""

    @property
    def sha256(self) -> str:
        """Digest over names and contents."""
        digest = hashlib.sha256()
        for name, content in sorted([*self.notebooks.items(), *self.files.items()]):
            digest.update(f"{name}\x00{len(content)}\x00".encode())
            digest.update(content)
        digest.update("\n".join(self.refused).encode())
        return digest.hexdigest()


def read_submission(folder: Path, student: str, assignment: str, most_bytes: int) -> Submission:
    """The submission in `folder` (submitted/<student>/<assignment>), at most `most_bytes` of it."""
    notebooks: dict[str, bytes] = {}
    files: dict[str, bytes] = {}
    refused: list[str] = []
    left = most_bytes
    for count, entry in enumerate(_walk(folder, refused)):
        name = entry.relative_to(folder).as_posix()
        if name in NOT_FOR_STUDENTS:
            continue
        if count >= MOST_FILES:
            refused.append(f"Only the first {MOST_FILES} files of the submission were read.")
            break
        content = _read(entry, left, name, refused)
        if content is None:
            continue
        left -= len(content)
        if entry.suffix == ".ipynb" and "/" not in name:
            notebooks[entry.stem] = content
        else:
            files[name] = content
    return Submission(student, assignment, notebooks, files, tuple(refused))


def _walk(folder: Path, refused: list[str]) -> Iterator[Path]:
    if folder.is_symlink():
        refused.append("The submission's folder is a symbolic link; it was not followed.")
        return
    pending = [folder]
    while pending:
        here = pending.pop()
        with os.scandir(here) as entries:
            for entry in sorted(entries, key=lambda e: e.name):
                path = Path(entry.path)
                name = path.relative_to(folder).as_posix()
                if entry.is_symlink():
                    refused.append(f"{name!r} is a symbolic link; it was not followed.")
                elif entry.is_dir(follow_symlinks=False):
                    if entry.name == ".ipynb_checkpoints" or len(PurePosixPath(name).parts) > DEEPEST:
                        continue
                    pending.append(path)
                else:
                    yield path


def _read(path: Path, most: int, name: str, refused: list[str]) -> bytes | None:
    """The content of a regular file; opened without following a link, so that a swapped file is not followed either."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as problem:
        refused.append(f"{name!r} could not be read ({problem.strerror}).")
        return None
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            refused.append(f"{name!r} is not a regular file; it was not read.")
            return None
        if status.st_size > most:
            refused.append(f"{name!r} is too large; it was not read.")
            return None
        return file.read(most)


class Malformed(Exception):
    """The submitted notebook cannot be read; the message says why, for the student."""


def parse_notebook(content: bytes) -> dict[str, Any]:
    """The notebook as nbformat 4 data; raises `Malformed`."""
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Malformed(
            "The submitted file is not a notebook: it is not valid JSON. Save it in Jupyter again."
        ) from None
    if not isinstance(data, dict) or not isinstance(data.get("nbformat"), int):
        raise Malformed("The submitted file is not a notebook: it has no nbformat version.")
    try:
        upgraded = nbformat.convert(nbformat.from_dict(data), 4) if data["nbformat"] != 4 else data
    except Exception:  # the converter trusts its input and fails in many ways
        raise Malformed(f"The notebook is of format {data['nbformat']} and could not be converted to 4.") from None
    if not isinstance(upgraded.get("cells"), list):
        raise Malformed("The submitted notebook has no list of cells.")
    return dict(upgraded)
