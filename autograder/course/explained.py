"""What each option of the grader means, what it is here, and where that was said; for `autograder settings`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.course.configuration import CONFIG_NAME
from autograder.course.folder import Course
from autograder.course.settings import Settings

_FIELD = re.compile(r"    (?P<name>\w+): [^#]*=[^#]*(?:#\s*(?P<says>.*))?")


@dataclass(frozen=True)
class Setting:
    """One option of `c.Autograder`."""

    name: str
    value: Any
    """As it is in this course."""
    default: Any
    says: str
    """What it means."""
    where: str
    """The file and the line that set it, "default" where nothing does."""


def explained(course: Course) -> list[Setting]:
    """Every option, in the order in which `Settings` names them."""
    given = course.config.get("Autograder", {})
    lines = (course.folder / CONFIG_NAME).read_text(encoding="utf-8", errors="replace").splitlines()
    defaults, says = Settings(), meanings()
    return [
        Setting(
            name,
            getattr(course.settings, name),
            getattr(defaults, name),
            says.get(name, ""),
            _where(name, given, lines),
        )
        for name in Settings.__struct_fields__
    ]


def meanings() -> dict[str, str]:
    """Option -> what its comment says, beside it or above it."""
    found: dict[str, str] = {}
    above = ""
    for line in inspect.getsource(Settings).splitlines():
        text = line.strip()
        if text.startswith("#:"):
            above = text.removeprefix("#:").strip()
        elif (field := _FIELD.fullmatch(line)) is not None:
            found[field["name"]] = (field["says"] or above).strip()
        elif not text:
            above = ""
    return found


def _where(name: str, given: Mapping[str, Any], lines: list[str]) -> str:
    if name not in given:
        return "default"
    said = re.compile(rf"\bc\.Autograder\.{name}\b|\[['\"]{name}['\"]\]")
    numbers = [number for number, line in enumerate(lines, start=1) if said.search(line.partition("#")[0])]
    return f"{CONFIG_NAME}, line {numbers[-1]}" if numbers else CONFIG_NAME
