"""The mutants that no test can tell from the solution, as the owners of an assignment list them, each with its reason.

`simulation/<assignment>/equivalent-mutants.toml`, entries by grade_id of the exercise::

    [[forward]]
    line = "o[l] = np.tanh(s[l]) if l == L else np.vstack([ones, np.tanh(s[l])])"
    becomes = "o[l] = np.tanh(s[l]) if (l >= L) else np.vstack([ones, np.tanh(s[l])])"
    reason = "l ends at L"

`autograder audit --mutants` prints what survives in this form. `becomes` may be a list: several changes of a line for
one reason. `becomes = "..."`, three dots, is for a line that is the student's to choose, a random start for example:
whatever it becomes is judged by what comes of it, which may depend on the key. Lines are compared without their white
space, wherever they stand in the exercise; `function = "forward"` tells two functions of one cell apart that have the
same line.
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
ANYTHING = "..."


@dataclass(frozen=True)
class Entry:
    """A line of a solution, and what it may become without any difference."""

    line: str
    becomes: str | list[str]
    reason: str
    function: str = ""

    @property
    def free(self) -> bool:
        """Whether the line is the student's to choose: its mutants may be caught too."""
        return self.becomes == ANYTHING

    def changes(self) -> list[str]:
        """What the line may become."""
        return [one_line(text) for text in ([self.becomes] if isinstance(self.becomes, str) else self.becomes)]


@dataclass
class Equivalents:
    """The list of one assignment; it notes which of its entries occur."""

    folder: Path
    entries: dict[str, list[Entry]]
    met: set[tuple[str, str, str, str]] = field(default_factory=set)

    @classmethod
    def read(cls, folder: Path) -> Equivalents:
        """The list in a folder of `simulation/`, empty where there is none; raises CourseError for a malformed one."""
        path = folder / FILE
        if not path.is_file():
            return cls(folder, {})
        try:
            found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
            entries = msgspec.convert(found, dict[str, list[Entry]])
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
            raise CourseError(f"{path} is no list of equivalent mutants: {problem}.") from None
        for exercise, listed in entries.items():
            for entry in listed:
                if not entry.reason.strip():
                    raise CourseError(f"{path}: an entry of {exercise} gives no reason: {entry.line}")
        return cls(folder, entries)

    def entry_of(self, exercise: str, mutant: Mutant) -> Entry | None:
        """Where a mutant is listed."""
        for entry in self.entries.get(exercise, ()):
            change = ANYTHING if entry.free else mutant.becomes
            same_place = entry.function in ("", mutant.function) and one_line(entry.line) == mutant.line
            if same_place and change in entry.changes():
                self.met.add((exercise, entry.function, one_line(entry.line), change))
                return entry
        return None

    def unmet(self, exercise: str) -> list[tuple[str, str]]:
        """(line, what it becomes) of the entries that no mutant of the exercise was: the solution has changed."""
        return [
            (one_line(entry.line), change)
            for entry in self.entries.get(exercise, ())
            for change in entry.changes()
            if (exercise, entry.function, one_line(entry.line), change) not in self.met
        ]
