"""What is found of a source notebook, as plain data: by whom, where, and the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from autograder.course.master import Master, MasterCell

_CELL = re.compile(r"\bcell (\d+)")
_LINE = re.compile(r"\bline (\d+)")


class Role(StrEnum):
    """As whom the notebook was looked at."""

    READER = "read"
    STUDENT = "as a student"
    GRADER = "as the grader"
    CHEAT = "as a cheat"


@dataclass(frozen=True)
class Finding:
    """One thing to mend, or to know of."""

    role: Role
    sentence: str
    """What, where (file, cell, line), what to do."""
    note: bool = False
    """It may be meant so: the check does not fail for it."""

    def to_json(self) -> dict[str, Any]:
        """The same for scripts; the first cell and line that the sentence names, None where it names none."""
        cell, line = (pattern.search(self.sentence) for pattern in (_CELL, _LINE))
        return {
            "role": self.role.value,
            "cell": int(cell[1]) if cell else None,
            "line": int(line[1]) if line else None,
            "sentence": self.sentence,
            "note": self.note,
        }


def place(master: Master, cell: MasterCell, line: int = 0) -> str:
    """Where something is: "work.ipynb, cell 4 (test-double), line 2"."""
    position = next((n for n, each in enumerate(master.cells, start=1) if each.cell_id == cell.cell_id), 0)
    name = f" ({cell.grade_id})" if cell.grade_id else ""
    return f"{master.notebook}.ipynb, cell {position}{name}" + (f", line {line}" if line else "")


def line_of(source: str, text: str) -> int:
    """The first line of a cell, counted from 1, that holds a text; 0 where none does."""
    return next((n for n, line in enumerate(source.split("\n"), start=1) if text and text in line), 0)
