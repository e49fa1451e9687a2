"""The mutants that no test can tell from the solution, as the owners of an assignment list them, each with its reason.

`simulation/<assignment>/equivalent-mutants.toml`, entries by grade_id of the exercise::

    [[forward]]
    line = "o[l] = np.tanh(s[l]) if l == L else np.vstack([ones, np.tanh(s[l])])"
    becomes = "o[l] = np.tanh(s[l]) if (l >= L) else np.vstack([ones, np.tanh(s[l])])"
    reason = "l ends at L"

`autograder audit --mutants` prints what survives in this form. `becomes` may be a list: several changes of a line for
one reason. Lines are compared without their white space, wherever they stand in the exercise; `function = "..."` tells
two functions of one cell apart that have the same line.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from autograder.audit.mutate import Mutant, one_line
from autograder.errors import CourseError

FILE = "equivalent-mutants.toml"


@dataclass(frozen=True)
class _Entry:
    line: str
    becomes: str | list[str]
    reason: str
    function: str = ""

    def changes(self) -> list[str]:
        """What the line may become."""
        return [one_line(text) for text in ([self.becomes] if isinstance(self.becomes, str) else self.becomes)]


@dataclass
class Equivalents:
    """The list of one assignment; it notes which of its entries occur."""

    folder: Path
    entries: dict[str, list[_Entry]]
    met: set[tuple[str, str, str, str]] = field(default_factory=set)

    @classmethod
    def read(cls, folder: Path) -> Equivalents:
        """The list in a folder of `simulation/`, empty where there is none; raises CourseError for a malformed one."""
        path = folder / FILE
        if not path.is_file():
            return cls(folder, {})
        try:
            found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
            entries = msgspec.convert(found, dict[str, list[_Entry]])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
            raise CourseError(f"{path} is no list of equivalent mutants: {problem}.") from None
        for exercise, listed in entries.items():
            for entry in listed:
                if not entry.reason.strip():
                    raise CourseError(f"{path}: an entry of {exercise} gives no reason: {entry.line}")
        return cls(folder, entries)

    def holds(self, exercise: str, mutant: Mutant) -> bool:
        """Whether a mutant is listed."""
        for entry in self.entries.get(exercise, ()):
            same_place = entry.function in ("", mutant.function) and one_line(entry.line) == mutant.line
            if same_place and mutant.becomes in entry.changes():
                self.met.add((exercise, entry.function, one_line(entry.line), mutant.becomes))
                return True
        return False

    def unmet(self, exercise: str) -> list[tuple[str, str]]:
        """(line, what it becomes) of the entries that no mutant of the exercise was: the solution has changed."""
        return [
            (one_line(entry.line), change)
            for entry in self.entries.get(exercise, ())
            for change in entry.changes()
            if (exercise, entry.function, one_line(entry.line), change) not in self.met
        ]
