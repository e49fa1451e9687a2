"""Which packages the container installs: what grading needs of the project's lock file, and the course's own."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import autograder
from autograder.course.trusted import modules_of
from autograder.errors import CourseError
from autograder.gradescope.carried import Carried
from autograder.sandbox.packages import requirement

LOCK = Path(autograder.__file__).parents[1] / "requirements.lock"
#: What this package imports to grade a notebook and to tell of it.
ENGINE: tuple[str, ...] = (
    "ipython",
    "jinja2",
    "latex2mathml",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "msgspec",
    "nh3",
)
ENGINE += ("nbconvert", "nbformat", "numpy", "packaging", "sqlalchemy", "traitlets")
_BEGINS = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)


@dataclass(frozen=True)
class Pins:
    """What is installed there, and what goes along."""

    locked: str
    """Lines of the lock file, with hashes."""
    further: tuple[str, ...]
    """`name==version` of what the lock file lacks: as installed here, without a hash."""
    own: dict[str, Path]
    """Modules and packages that are installed nowhere: name -> place."""


def pins(carried: Carried, lock: Path) -> Pins:
    """What grading these notebooks needs; CourseError where it cannot be had."""
    blocks = _blocks(lock)
    own, installed = _judged_by(carried)
    further: dict[str, str] = {}
    names: set[str] = set()
    for name in _closure([*ENGINE, *carried.student_packages, *installed]):
        if name in blocks:
            names.add(name)
        elif (version := _version(name)) is not None:
            further[name] = f"{name}=={version}"
    return Pins("".join(blocks[name] for name in sorted(names)), tuple(further[n] for n in sorted(further)), own)


def _blocks(lock: Path) -> dict[str, str]:
    """Normal name -> its lines in a lock file; a package has several where its version depends on Python's."""
    try:
        text = lock.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise CourseError(
            f"{lock} cannot be read, which says what Gradescope installs: run this from a checkout of the project, or "
            "name its lock file with --lock."
        ) from problem
    starts = [*_BEGINS.finditer(text)]
    ends = [*(found.start() for found in starts[1:]), len(text)]
    blocks: dict[str, str] = {}
    for found, end in zip(starts, ends, strict=True):
        name = canonicalize_name(found[1])
        kept = "".join(
            f"{line}\n" for line in text[found.start() : end].splitlines() if not line.lstrip().startswith("#")
        )
        blocks[name] = blocks.get(name, "") + kept
    return blocks


def _closure(names: Iterable[str]) -> Iterator[str]:
    """Normal names of all that these need, on whatever machine and Python: the lock file says what is for which."""
    seen: set[tuple[str, str]] = set()
    todo = [requirement(name) for name in names]
    while todo:
        needed = todo.pop()
        name = canonicalize_name(needed.name)
        for extra in ("", *needed.extras):
            if (name, extra) not in seen:
                seen.add((name, extra))
                todo += _required(name, extra)
    yield from {name for name, _ in seen}


def _required(name: str, extra: str) -> list[Requirement]:
    try:
        told = [Requirement(text) for text in metadata.requires(name) or ()]
    except metadata.PackageNotFoundError:
        return []
    return [r for r in told if _of_extra(r) == extra]


def _of_extra(needed: Requirement) -> str:
    """The extra that a requirement belongs to, "" for none; other conditions are left to the lock file."""
    found = re.search(r"extra\s*==\s*[\"']([^\"']+)[\"']", str(needed.marker or ""))
    return found[1] if found else ""


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _judged_by(carried: Carried) -> tuple[dict[str, Path], list[str]]:
    """What the hidden tests import: what goes along as it lies here, and packages that are installed."""
    tests = [
        cell.hidden
        for grader in carried.graders
        for cell in grader.master.cells
        if cell.hidden and grader.master.trusted_judge(cell)
    ]
    names = {module.partition(".")[0] for code in tests for module in modules_of(code)} | {"autograder"}
    names |= set(carried.reference_packages) if tests else set()
    own, installed = {}, []
    distributions = metadata.packages_distributions()
    ours = set(distributions.get("autograder", ()))
    for name in sorted(names - sys.stdlib_module_names):
        place = _place(name)
        if place is None:
            raise CourseError(f"Hidden tests import {name}, which is not here: install it, or run this where it lies.")
        if {"site-packages", "dist-packages"}.isdisjoint(place.parts) or ours & set(distributions.get(name, ())):
            own[name] = place
        else:
            installed += distributions.get(name, [name])[:1]
    return own, installed


def _place(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return None
    origin = Path(spec.origin)
    return origin.parent if origin.name == "__init__.py" else origin
