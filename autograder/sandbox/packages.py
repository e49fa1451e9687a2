"""Which files the student's packages consist of: the closure of their requirements, entry by entry."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from autograder.errors import MachineError

#: What the nursery itself imports; students have it whether their list names it or not.
NEEDED = ("ipython", "numpy")
_NEVER = {"autograder", "backprop_ref", "nbgrader"}


def closure(names: Sequence[str]) -> dict[str, metadata.Distribution]:
    """Every distribution that `names` and each notebook need, by normal name; `MachineError` if one cannot be had."""
    found: dict[str, metadata.Distribution] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(requirement(name), True) for name in (*NEEDED, *names)]
    while todo:
        needed, wanted = todo.pop()
        distribution = _installed(needed, wanted)
        if distribution is None:
            continue
        key = canonicalize_name(needed.name)
        found[key] = distribution
        for extra in ("", *needed.extras):
            if (key, extra) not in seen:
                seen.add((key, extra))
                todo += [(further, False) for further in _needed(distribution, extra)]
    return found


def requirement(text: str) -> Requirement:
    """The package that an entry of student_packages names, with its extras; `MachineError` if it names none."""
    try:
        return Requirement(text)
    except InvalidRequirement:
        raise MachineError(f"{text!r} in student_packages is not the name of a package.") from None


def _installed(package: Requirement, wanted: bool) -> metadata.Distribution | None:
    """The distribution; None where something names it as a requirement and works without."""
    name = package.name
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        if wanted:
            said = f"The students' package {name!r} (student_packages) is not installed: pip install {name}."
            raise MachineError(said) from None
        return None


def _needed(distribution: metadata.Distribution, extra: str) -> list[Requirement]:
    """What a distribution requires on this machine, for an extra of it or, where that is empty, at all."""
    requirements = [Requirement(text) for text in distribution.requires or ()]
    return [r for r in requirements if r.marker is None or r.marker.evaluate({"extra": extra})]


def entries(names: Sequence[str]) -> dict[str, Path]:
    """Top-level entry -> place on this machine, of all that `names` need; nothing of the course's own packages."""
    found: dict[str, Path] = {}
    for distribution in closure(names).values():
        root = Path(str(distribution.locate_file("")))
        for top in _tops(distribution):
            if (
                top in ("", ".", "..", "__pycache__")
                or top in found
                or top.endswith(".pth")
                or Path(top).stem in _NEVER
            ):
                continue
            place = root / top
            if place.exists():
                found[top] = place.resolve()
    return found


def _tops(distribution: metadata.Distribution) -> Iterable[str]:
    """The first parts of the names of a distribution's files, each once.

    Read from its RECORD as text, where there is one: thousands of paths are slow to make.
    """
    record = distribution.read_text("RECORD")
    if record is None:
        return dict.fromkeys(file.parts[0] for file in distribution.files or ())
    names = (row[0] for row in csv.reader(record.splitlines()) if row)
    return dict.fromkeys(name.partition("/")[0] for name in names)
