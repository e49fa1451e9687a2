"""Keeps records: .autograder/records/<assignment>/<student>/<notebook>.json, each written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.files import clear_begun, write_atomically
from autograder.record.model import NotebookRecord


def encoded(record: NotebookRecord) -> bytes:
    """The content of a record's file."""
    return msgspec.json.encode(record)


class RecordStore:
    """The records of one course, below its state folder."""

    def __init__(self, state: Path) -> None:
        self.folder = state / "records"

    def path(self, assignment: str, student: str, notebook: str) -> Path:
        """Where a record is kept."""
        return self.folder / assignment / student / f"{notebook}.json"

    def save(self, record: NotebookRecord) -> None:
        """Keep a record in place of an earlier one of the same notebook."""
        path = self.path(record.assignment, record.student, record.notebook)
        clear_begun(path.parent)
        write_atomically(path, encoded(record))

    def load(self, assignment: str, student: str, notebook: str) -> NotebookRecord | None:
        """The record of a notebook; None if there is none, or none that this version can read."""
        try:
            data = self.path(assignment, student, notebook).read_bytes()
            return msgspec.json.decode(data, type=NotebookRecord)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def kept_at(self, assignment: str, student: str, notebook: str) -> float:
        """When the record of a notebook was written; 0 if there is none."""
        try:
            return self.path(assignment, student, notebook).stat().st_mtime
        except OSError:
            return 0.0

    def current(self, assignment: str, student: str, notebook: str, key: str) -> NotebookRecord | None:
        """The record under this very key, if everything in it was judged: such a notebook need not be run again."""
        record = self.load(assignment, student, notebook)
        return record if record is not None and record.key == key and not record.has_our_fault else None

    def all(self, assignment: str) -> list[NotebookRecord]:
        """Every record of an assignment, by student and notebook."""
        paths = sorted((self.folder / assignment).glob("*/*.json"))
        records = (self.load(assignment, path.parent.name, path.stem) for path in paths)
        return [record for record in records if record is not None]
