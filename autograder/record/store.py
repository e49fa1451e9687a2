"""Keeps records: .autograder/records/<assignment>/<student>/<notebook>.json, each written whole or not at all.

What the gradebook has not taken yet waits in .autograder/waiting/: feedback does not see it, and it is not run again.
"""

from __future__ import annotations

import glob
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec

from autograder.files import clear_begun, write_atomically
from autograder.record.model import ItemResult, NotebookRecord

T = TypeVar("T")


def encoded(record: NotebookRecord) -> bytes:
    """The content of a record's file."""
    return msgspec.json.encode(record)


class Ended(msgspec.Struct, frozen=True):
    """The little of a record that says how its items ended; the rest is passed over."""

    student: str
    notebook: str
    items: tuple[ItemResult, ...]


class RecordStore:
    """The records of one course, below its state folder."""

    def __init__(self, state: Path) -> None:
        self.folder = state / "records"
        self._waiting = state / "waiting"

    def path(self, assignment: str, student: str, notebook: str) -> Path:
        """Where a record is kept."""
        return self.folder / assignment / student / f"{notebook}.json"

    def set_aside(self, record: NotebookRecord) -> None:
        """Keep a record until the gradebook has taken it; an earlier one of the same notebook stays."""
        _write(self._waiting / record.assignment / record.student / f"{record.notebook}.json", record)

    def take(self, record: NotebookRecord) -> None:
        """The gradebook has it: what was set aside of the notebook comes in place of an earlier record."""
        path = self.path(record.assignment, record.student, record.notebook)
        waiting = self._waiting / path.relative_to(self.folder)
        if waiting.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting.replace(path)

    def save(self, record: NotebookRecord) -> None:
        """Keep a record that the gradebook has, in place of an earlier one of the same notebook."""
        _write(self.path(record.assignment, record.student, record.notebook), record)

    def load(self, assignment: str, student: str, notebook: str) -> NotebookRecord | None:
        """The record of a notebook; None if there is none, or none that this version can read."""
        return _read(self.path(assignment, student, notebook))

    def kept_at(self, assignment: str, student: str, notebook: str) -> float:
        """When the record of a notebook was written; 0 if there is none."""
        try:
            return self.path(assignment, student, notebook).stat().st_mtime
        except OSError:
            return 0.0

    def current(self, assignment: str, student: str, notebook: str, key: str) -> NotebookRecord | None:
        """The record under this very key, if everything in it was judged: such a notebook need not be run again."""
        return _current(self.load(assignment, student, notebook), key)

    def waiting(self, assignment: str, student: str, notebook: str, key: str) -> NotebookRecord | None:
        """The same of what waits for the gradebook."""
        return _current(_read(self._waiting / assignment / student / f"{notebook}.json"), key)

    def has(self, student: str) -> bool:
        """Whether there is any record of a student."""
        return any(self._of(student))

    def _of(self, student: str) -> Iterator[Path]:
        for folder in (self.folder, self._waiting):
            yield from folder.glob(f"*/{glob.escape(student)}")

    def forget(self, student: str) -> None:
        """Remove every record of a student."""
        for path in [*self._of(student)]:
            shutil.rmtree(path)

    def ended(self, assignment: str, student: str | None = None) -> list[Ended]:
        """How the items of every record of an assignment ended, or of one student's; without reading notebooks."""
        which = "*" if student is None else glob.escape(student)
        found = (_decoded(path, Ended) for path in sorted((self.folder / assignment).glob(f"{which}/*.json")))
        return [ended for ended in found if ended is not None]

    def all(self, assignment: str) -> list[NotebookRecord]:
        """Every record of an assignment, by student and notebook; without the notebooks as they were run."""
        paths = sorted((self.folder / assignment).glob("*/*.json"))
        records = (self.load(assignment, path.parent.name, path.stem) for path in paths)
        return [replace(record, executed={}) for record in records if record is not None]  # a class of them is large


def _write(path: Path, record: NotebookRecord) -> None:
    clear_begun(path.parent)
    write_atomically(path, encoded(record))


def _read(path: Path) -> NotebookRecord | None:
    return _decoded(path, NotebookRecord)


def _decoded(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _current(record: NotebookRecord | None, key: str) -> NotebookRecord | None:
    return record if record is not None and record.key == key and not record.has_our_fault else None
