"""Which files the student's packages consist of: the closure of their requirements, entry by entry."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from autograder.errors import MachineError

_NAME = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_NEVER = {"autograder", "backprop_ref", "nbgrader"}


def closure(names: Sequence[str]) -> dict[str, metadata.Distribution]:
    """Every distribution that `names` need here, by normal name; `MachineError` if one of `names` is missing."""
    found: dict[str, metadata.Distribution] = {}
    todo = [(name, True) for name in names]
    while todo:
        name, wanted = todo.pop()
        key = normal(name)
        if key in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if wanted:
                raise MachineError(
                    f"The students' package {name!r} (student_packages) is not installed: pip install {name}."
                ) from None
            continue  # a requirement of another platform or of an extra
        found[key] = distribution
        for requirement in distribution.requires or ():
            match = _NAME.match(requirement)
            if match and not _is_extra(requirement):
                todo.append((match.group(1), False))
    return found


def normal(name: str) -> str:
    """A distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_extra(requirement: str) -> bool:
    return "extra ==" in requirement.partition(";")[2].replace("extra==", "extra ==")


def entries(names: Sequence[str]) -> dict[str, Path]:
    """Top-level entry -> place on this machine, of all that `names` need; nothing of the course's own packages."""
    found: dict[str, Path] = {}
    for distribution in closure(names).values():
        root = Path(str(distribution.locate_file("")))
        for file in distribution.files or ():
            top = file.parts[0]
            if top in ("..", "__pycache__") or top in found or top.endswith(".pth") or Path(top).stem in _NEVER:
                continue
            place = root / top
            if place.exists():
                found[top] = place.resolve()
    return found
