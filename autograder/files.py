"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from autograder.errors import AutograderError

#: What the name of a file begins with that a killed run had not finished.
BEGUN = ".new-"


def write_atomically(path: Path, data: bytes | str, mode: int = 0o644) -> None:
    """Write beside and rename: a reader, or the next run after a kill, finds the old content or the new one.

    The content is on the disk before it has the name, so that this holds after a loss of power too.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=BEGUN)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def write_below(root: Path, path: Path, data: bytes | str, mode: int = 0o644) -> None:
    """The same for a file below `root`; AutograderError where a link, or something of another kind, is in its way."""
    check_way(root, path)
    try:
        write_atomically(path, data, mode)
    except (IsADirectoryError, NotADirectoryError, FileExistsError) as problem:
        what = "a folder" if path.is_dir() else "a file where a folder should be"
        raise AutograderError(f"{path} cannot be written, {what} is in its way; move that away.") from problem


def check_way(root: Path, path: Path) -> None:
    """AutograderError where a folder between `root` and `path` is a link: it would lead whoever writes out of `root`.

    `root` itself may be a link, which then is the staff's.
    """
    for folder in reversed([*path.relative_to(root).parents][:-1]):
        if (root / folder).is_symlink():
            raise AutograderError(f"{root / folder} is a symbolic link, which nothing is written through; remove it.")
