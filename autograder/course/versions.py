"""Which exercises each version of a notebook had: .autograder/versions/<assignment>/<notebook>.json, oldest first."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.course.master import Master
from autograder.course.secret import prepare_state
from autograder.files import write_atomically


def note(state: Path, master: Master) -> None:
    """Add the present version, where it has other cells than the last one."""
    known, present = _known(state, master), _present(master)
    if known[-1:] != [present]:
        prepare_state(state)
        path = _path(state, master)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, msgspec.json.encode([*known, present]))


def added(state: Path, master: Master) -> tuple[str, ...]:
    """grade_ids of the notebook's cells that an earlier version of it did not have."""
    known = _known(state, master)
    return tuple(name for name in _present(master) if any(name not in version for version in known))


def _present(master: Master) -> list[str]:
    return [cell.grade_id for cell in master.cells if cell.grade_id]


def _known(state: Path, master: Master) -> list[list[str]]:
    try:
        return msgspec.json.decode(_path(state, master).read_bytes(), type=list[list[str]])
    except (OSError, ValueError):  # none yet, or damaged: then nothing is known
        return []


def _path(state: Path, master: Master) -> Path:
    return state / "versions" / master.assignment / f"{master.notebook}.json"
