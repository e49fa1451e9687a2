"""What is on a student's disk: Python, its standard library, and the packages that the course allows with all they need."""

from __future__ import annotations

import functools
import importlib.metadata
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

from autograder.errors import CourseError

PYTHON = Path(sys.base_prefix)


def closure(packages: Iterable[str]) -> dict[str, importlib.metadata.Distribution]:
    """The distributions that provide `packages`, and those that they require, by normalised name."""
    found: dict[str, importlib.metadata.Distribution] = {}
    pending = list(packages)
    while pending:
        name = re.sub(r"[-_.]+", "-", pending.pop()).lower()
        if name in found:
            continue
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            if name in {re.sub(r"[-_.]+", "-", p).lower() for p in packages}:
                raise CourseError(
                    f"c.Autograder.student_packages names {name}, which is not installed: install it, or take it out."
                ) from None
            continue  # a requirement of another platform
        found[name] = distribution
        for text in distribution.requires or ():
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                pending.append(requirement.name)
    return found


@functools.cache
def site_entries(packages: tuple[str, ...]) -> dict[str, Path]:
    """Name -> path of every top-level entry of site-packages that belongs to the closure of `packages`."""
    entries: dict[str, Path] = {}
    for distribution in closure(packages).values():
        for name in _top_level(distribution):
            path = Path(str(distribution.locate_file(name)))
            if path.exists():
                entries[name] = path
    return entries


def _top_level(distribution: importlib.metadata.Distribution) -> Iterator[str]:
    files = distribution.files or []
    names = {file.parts[0] for file in files if file.parts and file.parts[0] not in ("..", "__pycache__", "/")}
    return iter(sorted(names))


def python_folders() -> list[Path]:
    """Folders of the interpreter and its standard library, as few as will do."""
    standard = Path(sysconfig.get_path("stdlib"))
    if PYTHON == Path("/usr"):
        return []
    libraries = [path for path in sorted((PYTHON / "lib").glob("libpython*")) if path.is_file()]
    return [Path(sys._base_executable).resolve(), standard, *libraries]  # type: ignore[attr-defined]


def masked_folders() -> list[Path]:
    """Places where other packages than the student's could lie inside what is mounted."""
    standard = Path(sysconfig.get_path("stdlib"))
    places = [standard / "site-packages", standard / "dist-packages", *Path("/usr/lib/python3").glob("dist-packages")]
    places += Path("/usr/local/lib").glob("python3*")
    return [place for place in places if place.is_dir()]


def interpreter() -> Path:
    """The base interpreter, which the environment of this process was made from."""
    return Path(sys._base_executable).resolve()  # type: ignore[attr-defined]
