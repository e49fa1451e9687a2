"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import functools
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import AutograderError

#: What the name of a file begins with that a killed run had not finished.
BEGUN = ".new-"


def write_atomically(path: Path, data: bytes | str, mode: int = 0o644) -> None:
    """Write beside and rename: a reader, or the next run after a kill, finds the old content or the new one.

    The content is on the disk before it has the name, so that this holds after a loss of power too.
    """
    with staged(path, data, mode) as put:
        put()


@contextmanager
def staged(path: Path, data: bytes | str, mode: int = 0o644) -> Iterator[Callable[[], object]]:
    """The content on the disk, under its name once what is given was called; what had no room is told before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=BEGUN)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data.encode() if isinstance(data, str) else data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        yield functools.partial(Path(beside).replace, path)
    finally:
        Path(beside).unlink(missing_ok=True)


def clear_begun(folder: Path) -> None:
    """Remove from a folder of ours what a killed run had begun there; what cannot be removed stays."""
    for begun in folder.glob(f"{BEGUN}*"):
        with contextlib.suppress(OSError):
            begun.unlink()


def put_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of ours into an empty folder; relative POSIX path -> content."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def cause(problem: BaseException) -> str:
    """What went wrong, in a few words: of an error with a file what the system said, not where."""
    said = problem.strerror if isinstance(problem, OSError) and problem.strerror else str(problem)
    return said.strip().rstrip(".")


def write_below(root: Path, path: Path, data: bytes | str, mode: int = 0o644) -> None:
    """The same for a file below `root`; AutograderError where a link, or something of another kind, is in its way."""
    with staged_below(root, path, data, mode) as put:
        put()


@contextmanager
def staged_below(root: Path, path: Path, data: bytes | str, mode: int = 0o644) -> Iterator[Callable[[], object]]:
    """As `staged`, for a file below `root`, with the errors of `write_below`."""
    check_way(root, path)
    try:
        if path.is_dir() and not path.is_symlink():
            raise IsADirectoryError
        with staged(path, data, mode) as put:
            yield put
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
