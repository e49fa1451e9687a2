"""What one student, or one group, handed in, as a system's download has it. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from autograder.lms.members import Member

#: What a system calls a person: column of the roster, or `name` -> what stands there.
Who = dict[str, str]


@dataclass(frozen=True)
class HandIn:
    """One hand-in of a download."""

    people: tuple[Who, ...]
    """Whose it is; several where a group handed in together."""
    files: tuple[tuple[tuple[str, ...], Member], ...]
    """(path below the student's folder, file)."""
    place: str = ""
    """How the system names the files of this hand-in; feedback goes back under it."""
    late: bool | None = None
    """What the system says; None where it says nothing."""
    moment: datetime | None = None
    """When, with its zone, where the system says so."""

    @property
    def clock(self) -> datetime | None:
        """The latest time of its files."""
        clocks = [member.clock for _, member in self.files if member.clock is not None]
        return max(clocks, default=None)


@dataclass
class Download:
    """What was recognised in a zip or folder."""

    system: str
    """canvas, moodle, gradescope or plain."""
    handins: list[HandIn] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    """One sentence for each thing that is nobody's."""


def shown(who: Who) -> str:
    """A person as a system calls them: 'Ada Lovelace' (canvas_id 10342)."""
    ids = ", ".join(f"{column} {text}" for column, text in who.items() if text and column.endswith(("_id", "email")))
    name = repr(who.get("name") or who.get("any") or "")
    return f"{name} ({ids})" if len(name) > 2 and ids else ids or name
