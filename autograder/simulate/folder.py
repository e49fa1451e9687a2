"""Owns what the simulation writes: it never touches a submission that it did not make.

`simulation-truth/files.json` lists every file that was written into submitted/, with its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.errors import CourseError
from autograder.files import BEGUN, write_atomically
from autograder.simulate.truth import Truth

if TYPE_CHECKING:
    from autograder.course import Course

FOLDER = "simulation-truth"
MARKER = "files.json"
#: Files that version control and desktops leave behind.
HARMLESS = frozenset({".gitkeep", ".gitignore", ".DS_Store"})

Written = dict[str, list[str]]


def truth_path(course: Course, assignment: str) -> Path:
    """Where the truth about an assignment's simulated class is kept: outside submitted/."""
    return course.root / FOLDER / f"{assignment}.json"


def load_truth(course: Course, assignment: str) -> Truth:
    """The truth that was written with the class; raises CourseError where there is none."""
    path = truth_path(course, assignment)
    try:
        return Truth.from_json(path.read_bytes())
    except FileNotFoundError:
        raise CourseError(f"{path} is missing: run `autograder simulate {assignment}` first.") from None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as problem:
        raise CourseError(f"{path} cannot be read ({problem}): run `autograder simulate {assignment}` again.") from None


def replace_class(course: Course, truth: Truth, files: Mapping[str, bytes]) -> None:
    """Removes the class that was simulated for this assignment before, and writes this one.

    `files`: path relative to submitted/ -> content. What will be written is listed before it is written, so that a run
    that was cut off can be repeated. Raises CourseError where submitted/ holds anything else; then nothing is changed.
    """
    written = _written(course)
    _refuse_foreign_work(course.submitted, written)
    old = {name for name in written if Path(name).parts[1] == truth.assignment}
    new = {name: [hashlib.sha256(content).hexdigest()] for name, content in sorted(files.items())}
    _list(course, {name: [*written.get(name, []), *new.get(name, [])] for name in {*written, *new}})
    for path in list(_files(course.submitted)):
        name = path.relative_to(course.submitted).as_posix()
        if name in old - set(new) or _is_begun(name, old):
            _remove(course.submitted, name)
    for name, content in sorted(files.items()):
        write_atomically(course.submitted / name, content)
    _list(course, {name: digests for name, digests in written.items() if name not in old} | new)
    write_atomically(truth_path(course, truth.assignment), truth.to_json())


def _refuse_foreign_work(submitted: Path, written: Written) -> None:
    for path in _files(submitted):
        name = path.relative_to(submitted).as_posix()
        if path.name in HARMLESS or _is_begun(name, written):
            continue
        if path.is_symlink() or hashlib.sha256(path.read_bytes()).hexdigest() not in written.get(name, []):
            raise CourseError(
                f"{submitted} holds work that `simulate` did not write ({name}), so nothing was changed: "
                "simulate in a copy of the course, or move that folder away first."
            )


def _written(course: Course) -> Written:
    path = course.root / FOLDER / MARKER
    try:
        return {str(name): list(digests) for name, digests in json.loads(path.read_text(encoding="utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError):
        raise CourseError(f"{path} cannot be read: remove it together with {course.submitted}.") from None


def _list(course: Course, written: Written) -> None:
    write_atomically(course.root / FOLDER / MARKER, json.dumps(written, indent=1, sort_keys=True) + "\n")


def _files(folder: Path) -> Iterator[Path]:
    """Every file and link below a folder, links not followed."""
    if folder.is_symlink():
        raise CourseError(f"{folder} is a symbolic link: simulate in a course whose submitted/ is a folder.")
    for here, folders, names in os.walk(folder):
        yield from (Path(here) / name for name in sorted(names))
        yield from (Path(here) / name for name in sorted(folders) if (Path(here) / name).is_symlink())


def _is_begun(name: str, written: Collection[str]) -> bool:
    """Whether this is what a killed run left half written, in a folder of its own."""
    folder, _, file = name.rpartition("/")
    return file.startswith(BEGUN) and any(known.rpartition("/")[0] == folder for known in written)


def _remove(submitted: Path, name: str) -> None:
    """One file, and the folders that it leaves empty."""
    path = submitted / name
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder == submitted or not folder.is_dir() or any(folder.iterdir()):
            break
        folder.rmdir()
