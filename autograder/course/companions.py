"""The files that accompany an assignment's notebooks: what nbgrader copies to students, read as content."""

from __future__ import annotations

from pathlib import Path

from nbgrader.utils import is_ignored

from autograder.errors import CourseError


def companion_paths(folder: Path, source: Path, ignore: list[str]) -> dict[str, Path]:
    """Relative POSIX path -> file, sorted, for every file of `folder` except its notebooks and what nbgrader ignores.

    A link is followed when it ends inside `source` (several assignments share one file that way); raises CourseError
    for a link that leaves it, for one that leads nowhere or to a folder, and for anything that is no plain file.
    """
    found: dict[str, Path] = {}
    _collect(folder, folder, source.resolve(), ignore, found)
    return dict(sorted(found.items()))


def _collect(at: Path, folder: Path, source: Path, ignore: list[str], found: dict[str, Path]) -> None:
    for path in sorted(at.iterdir()):
        if is_ignored(str(path), ignore):
            continue
        if path.is_symlink():
            check_link(path, source)
        if path.is_dir():
            if path.is_symlink():
                raise CourseError(f"{path} is a link to a folder; link the files one by one.")
            _collect(path, folder, source, ignore, found)
        elif not path.is_file():
            raise CourseError(f"{path} is not a plain file; take it out of the assignment's folder.")
        elif at != folder or path.suffix != ".ipynb":
            found[path.relative_to(folder).as_posix()] = path


def check_link(path: Path, source: Path) -> None:
    """Raise CourseError unless the link `path` ends at something inside the folder `source`."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise CourseError(f"{path} is a link that leads nowhere; repair or remove it.") from error
    if not target.is_relative_to(source.resolve()):
        raise CourseError(f"{path} is a link that leaves {source.name}/; copy the file into {source.name}/ instead.")
