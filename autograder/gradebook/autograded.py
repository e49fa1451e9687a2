"""autograded/<student>/<assignment>/: the notebook as the formgrader opens it, and the files that lie beside it."""

from __future__ import annotations

import copy
import json
import os
import stat
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.course.master import Master
from autograder.files import write_atomically
from autograder.gradebook.cells import mark
from autograder.intake.sanitise import PreparedCell
from autograder.outcomes import Outcome
from autograder.record.model import NotebookRecord

#: nbgrader's file, beside the notebook in submitted/ and autograded/.
TIMESTAMP = "timestamp.txt"
MOST_TIMESTAMP_BYTES = 1000
NO_RESPONSE = "No response."
_REFUSED = {Outcome.TAMPERED, Outcome.ERROR, Outcome.CANNOT_JUDGE}


def notebook_of(record: NotebookRecord, master: Master) -> dict[str, Any]:
    """The graded notebook (nbformat) with nbgrader's metadata; the released one where nothing could be run."""
    notebook: dict[str, Any] = copy.deepcopy(record.executed if record.executed.get("cells") else master.released)
    cells = {cell.grade_id: cell for cell in master.cells if cell.grade_id}
    for cell in notebook["cells"]:
        found = cells.get(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))
        if found is not None:
            cell["metadata"]["nbgrader"] = mark(found)
    notebook.setdefault("metadata", {})["autograder"] = {"submission": digest_of(record)}
    return notebook


def as_text(notebook: Mapping[str, Any]) -> str:
    """A notebook as the text of its file."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def digest_of(record: NotebookRecord) -> str:
    """Digest of the work that was graded."""
    return record.inputs.get("submission", record.key)


def graded_digest(path: Path) -> str:
    """Digest of the work in an autograded notebook; "" where there is none of ours."""
    try:
        metadata = json.loads(path.read_bytes())["metadata"]
        return str(metadata["autograder"]["submission"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def automatic_comments(record: NotebookRecord, master: Master) -> dict[str, str | None]:
    """grade_id -> nbgrader's comment on an answer that is as it was released; None for every other answer.

    Where the whole notebook was refused nobody can say what was answered, so nothing is said.
    """
    refused = len({item.outcome for item in record.items}) == 1 and record.items[0].outcome in _REFUSED
    sources = {
        cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"): "".join(cell.get("source", ""))
        for cell in record.executed.get("cells", ())
    }
    comments: dict[str, str | None] = {}
    for cell in master.cells:
        if cell.solution or cell.task:
            source = sources.get(cell.grade_id, cell.released)
            untouched = not PreparedCell(cell.cell_type, source, cell).changed
            comments[cell.grade_id] = NO_RESPONSE if untouched and not cell.task and not refused else None
    return comments


def read_timestamp(folder: Path) -> bytes | None:
    """The content of a submission's timestamp.txt, if it is a small regular file; no link is followed to it."""
    if folder.is_symlink():
        return None
    try:
        handle = os.open(folder / TIMESTAMP, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(MOST_TIMESTAMP_BYTES) if stat.S_ISREG(os.fstat(handle).st_mode) else None


def companions(
    submitted: Mapping[str, bytes], master: Mapping[str, bytes], timestamp: bytes | None, ignore: Collection[str]
) -> dict[str, bytes]:
    """What lies beside the notebook: what was handed in, over it the course's own files, and the timestamp."""
    kept = {name: content for name, content in submitted.items() if not _ignored(name, ignore)}
    return {**kept, **master, **({} if timestamp is None else {TIMESTAMP: timestamp})}


def write_companions(
    folder: Path, files: Mapping[str, bytes], mode: int, *, keep: Collection[str], prune: bool
) -> None:
    """Bring the files into `folder`. `prune`: remove what is there besides, links too; `keep` names are left alone."""
    if prune:
        _prune(folder, {*files, *keep})
    for name, content in files.items():
        path = folder / name
        if not path.is_symlink() and path.is_file() and path.read_bytes() == content:
            continue
        write_atomically(path, content, mode)


def _prune(folder: Path, wanted: Collection[str]) -> None:
    for here, folders, names in os.walk(folder, topdown=False):
        for name in names:
            path = Path(here, name)
            if path.is_symlink() or path.relative_to(folder).as_posix() not in wanted:
                path.unlink()
        for name in folders:
            path = Path(here, name)
            if path.is_symlink():
                path.unlink()
            elif not any(path.iterdir()):
                path.rmdir()


def _ignored(name: str, patterns: Collection[str]) -> bool:
    """As nbgrader: patterns of the configuration, and notebooks that are none of the assignment's."""
    parts = PurePosixPath(name).parts
    return name.endswith(".ipynb") or any(fnmatchcase(part, pattern) for part in parts for pattern in patterns)
