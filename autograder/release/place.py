"""Puts generated folders where they belong: all of them, or none."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from pathlib import Path

from autograder.errors import ReleaseError


def place(folders: Mapping[Path, Mapping[str, bytes]]) -> None:
    """Make each folder hold exactly these files (relative POSIX path -> content).

    Everything is written beside first, then renamed; when something fails, every folder is as it was before.
    Raises ReleaseError in one sentence.
    """
    moved: list[Path] = []
    try:
        for target in folders:
            _repair(target)
        for target, files in folders.items():
            _write_beside(target, files)
        for target in folders:
            if target.exists():
                target.rename(_old(target))
            moved.append(target)
            _new(target).rename(target)
    except OSError as error:
        _undo(moved)
        name = error.filename or next(iter(folders), "the folder")
        raise ReleaseError(f"{name} cannot be written ({error.strerror}); nothing was changed.") from error
    except BaseException:
        _undo(moved)
        raise
    finally:
        for target in folders:
            shutil.rmtree(_new(target), ignore_errors=True)
    for target in folders:
        shutil.rmtree(_old(target), ignore_errors=True)


def read_folder(folder: Path) -> dict[str, bytes]:
    """Every file below `folder`, except what Jupyter and Python leave there: relative POSIX path -> content."""
    if not folder.is_dir():
        return {}
    left_behind = {".ipynb_checkpoints", "__pycache__"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not left_behind & set(path.relative_to(folder).parts)
    }


def _new(target: Path) -> Path:
    return target.with_name(f".{target.name}.new")


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


def _repair(target: Path) -> None:
    """Bring back what a killed run had moved aside, and clear what it had begun."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise ReleaseError(f"{target} is not a folder of its own; move it away.")
    if _old(target).is_dir():
        if target.exists():
            shutil.rmtree(_old(target))
        else:
            _old(target).rename(target)
    if _new(target).is_dir():
        shutil.rmtree(_new(target))


def _write_beside(target: Path, files: Mapping[str, bytes]) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    _new(target).mkdir()
    for name, content in files.items():
        path = _new(target) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)


def _undo(moved: list[Path]) -> None:
    """Put the old folders back."""
    for target in reversed(moved):
        with contextlib.suppress(OSError):
            if target.exists():
                shutil.rmtree(target)
            if _old(target).exists():
                _old(target).rename(target)
