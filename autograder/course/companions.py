"""The files that accompany an assignment's notebooks: what nbgrader copies to students, read as content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from autograder.errors import CourseError


def companion_paths(folder: Path, source: Path, ignore: list[str]) -> dict[str, Path]:
    """Relative POSIX path -> file, sorted, for every file of `folder` except its notebooks and what nbgrader ignores.

    A link is followed when it ends inside `source` (several assignments share one file that way); raises CourseError
    for a link that leaves it, for one that leads nowhere or to a folder, and for anything that is no plain file.
    """
    found = {path.relative_to(folder).as_posix(): path for path in _files(folder, source.resolve(), ignore)}
    return {name: path for name, path in sorted(found.items()) if "/" in name or path.suffix != ".ipynb"}


def _files(folder: Path, source: Path, ignore: list[str]) -> Iterator[Path]:
    for path in not_ignored(folder, ignore):
        if path.is_symlink():
            check_link(path, source)
        if path.is_dir():
            if path.is_symlink():
                raise CourseError(f"{path} is a link to a folder; link the files one by one.")
            yield from _files(path, source, ignore)
        elif not path.is_file():
            raise CourseError(f"{path} is not a plain file; take it out of the assignment's folder.")
        else:
            yield path


def not_ignored(folder: Path, ignore: Iterable[str]) -> list[Path]:
    """What lies in `folder`, sorted, without what nbgrader ignores: each pattern is one of the shell's, over a name."""
    return sorted(path for path in folder.iterdir() if not any(_matches(path.name, pattern) for pattern in ignore))


def _matches(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) and (pattern.startswith(".") or not name.startswith("."))


def check_link(path: Path, source: Path) -> None:
    """Raise CourseError unless the link `path` ends at something inside the folder `source`."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise CourseError(f"{path} is a link that leads nowhere; repair or remove it.") from error
    if not target.is_relative_to(source.resolve()):
        raise CourseError(f"{path} is a link that leaves {source.name}/; copy the file into {source.name}/ instead.")


def template_file(config: Mapping[str, Any], *folders: Path) -> Path | None:
    """What AUTOTEST lines of a notebook are made into: in the first of the folders that has nbgrader's file of that."""
    name = str(config.get("InstantiateTests", {}).get("autotest_filename", "autotests.yml"))
    return next((folder / name for folder in folders if (folder / name).is_file()), None)
