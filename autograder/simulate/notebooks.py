"""Turns a student's answers into the files that the student hands in."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from autograder.simulate.exercises import Exercise
from autograder.simulate.population import Member
from autograder.simulate.variants import Variant

if TYPE_CHECKING:
    from autograder.course import Master


def submission_files(
    member: Member, masters: Sequence[Master], exercises: Sequence[Exercise], due: datetime, place: int
) -> dict[str, bytes]:
    """Relative path -> content of everything in submitted/<student>/<assignment>/: notebooks, companions, timestamp.

    `place` is the student's place in the class: it sets how long before (or after) `due` the work was handed in.
    """
    files: dict[str, bytes] = {}
    for master in masters:
        files |= dict(master.files)
        answers = {e.grade_id: member.answers[e.key] for e in exercises if e.notebook == master.notebook}
        content = notebook_bytes(master, answers)
        files[f"{master.notebook}.ipynb"] = content[: 2 * len(content) // 3] if member.role == "malformed" else content
    files["timestamp.txt"] = f"{_handed_in(due, member.role == 'late', place):%Y-%m-%d %H:%M:%S.%f} UTC\n".encode()
    return files


def notebook_bytes(master: Master, answers: Mapping[str, Variant | None]) -> bytes:
    """The released notebook with these answers in it, as Jupyter saves it."""
    notebook: dict[str, Any] = copy.deepcopy(dict(master.released))
    for cell in notebook["cells"]:
        variant = answers.get(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))
        source = cell["source"] if variant is None else variant.source
        cell["source"] = "".join(source).splitlines(keepends=True)
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _handed_in(due: datetime, late: bool, place: int) -> datetime:
    """A time in the two days before the due date, or in the three hours after it."""
    minutes = 1 + (place * 397) % (60 * 48)
    return due + timedelta(minutes=1 + minutes % 180) if late else due - timedelta(minutes=minutes)
