"""Which files the student's packages consist of: the closure of their requirements, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from autograder.errors import MachineError

#: What the nursery itself imports.
NEEDED = ("ipython", "numpy")
_NEVER = {"autograder", "backprop_ref", "nbgrader"}


def closure(names: Sequence[str]) -> dict[str, metadata.Distribution]:
    """Every distribution that `names` need here, by normal name; `MachineError` if one cannot be had."""
    missing = [name for name in NEEDED if name not in {canonicalize_name(_requirement(n).name) for n in names}]
    if missing:
        raise MachineError(f"student_packages lacks {' and '.join(missing)}, which every notebook needs: add it.")
    found: dict[str, metadata.Distribution] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(_requirement(name), True) for name in names]
    while todo:
        requirement, wanted = todo.pop()
        distribution = _installed(requirement, wanted)
        if distribution is None:
            continue
        key = canonicalize_name(requirement.name)
        found[key] = distribution
        for extra in ("", *requirement.extras):
            if (key, extra) not in seen:
                seen.add((key, extra))
                todo += [(needed, False) for needed in _needed(distribution, extra)]
    return found


def _requirement(text: str) -> Requirement:
    try:
        return Requirement(text)
    except InvalidRequirement:
        raise MachineError(f"{text!r} in student_packages is not the name of a package.") from None


def _installed(requirement: Requirement, wanted: bool) -> metadata.Distribution | None:
    """The distribution; None where something names it as a requirement and works without."""
    name = requirement.name
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
        for file in distribution.files or ():
            top = file.parts[0]
            if top in ("..", "__pycache__") or top in found or top.endswith(".pth") or Path(top).stem in _NEVER:
                continue
            place = root / top
            if place.exists():
                found[top] = place.resolve()
    return found
