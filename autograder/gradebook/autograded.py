"""autograded/<student>/<assignment>/: the notebook as the formgrader opens it, and the files that lie beside it."""

from __future__ import annotations

import copy
import errno
import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from autograder.course.master import Master
from autograder.errors import AutograderError
from autograder.files import cause, check_way, clear_begun, write_below
from autograder.gradebook.cells import mark
from autograder.intake.sanitise import PreparedCell
from autograder.intake.submission import TIMESTAMP, Submission
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord
from autograder.record.store import encoded

#: What keeps any file from being written; other errors come from the name or the place of one.
OUR_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EMFILE}
NO_RESPONSE = "No response."
_REFUSED = {
    Outcome.MISSING,
    Outcome.SEVERAL,
    Outcome.MALFORMED,
    Outcome.TOO_LARGE,
    Outcome.TAMPERED,
    Outcome.ERROR,
    Outcome.CANNOT_JUDGE,
}


def notebook_of(record: NotebookRecord, master: Master) -> dict[str, Any]:
    """The graded notebook (nbformat) with nbgrader's metadata; the released one where nothing could be run."""
    notebook: dict[str, Any] = copy.deepcopy(record.executed if record.executed.get("cells") else master.released)
    cells = {cell.grade_id: cell for cell in master.cells if cell.grade_id}
    for cell in notebook["cells"]:
        found = cells.get(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))
        if found is not None:
            cell["metadata"]["nbgrader"] = mark(found)
    notebook.setdefault("metadata", {})["autograder"] = {"submission": digest_of(record), "record": content_of(record)}
    return notebook


def as_text(notebook: Mapping[str, Any]) -> str:
    """A notebook as the text of its file."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def digest_of(record: NotebookRecord) -> str:
    """Digest of the work that was graded."""
    return record.inputs.get("submission", record.key)


def content_of(record: NotebookRecord) -> str:
    """Digest of all that a record says, without what it was judged by: a notebook that has it is the record's own."""
    items = msgspec.convert(msgspec.to_builtins(record.items), tuple[ItemResult, ...])  # 2 points are 2.0, as when read
    said = replace(record, items=tuple(replace(item, seed="", judged_by="") for item in items))
    return hashlib.sha256(encoded(said)).hexdigest()


class Graded(msgspec.Struct):
    """What an autograded notebook says of itself; empty where there is none of ours."""

    submission: str = ""
    """Digest of the work that was graded."""
    record: str = ""
    """Digest of the record that the notebook was made from."""


def graded(path: Path) -> Graded:
    """What the autograded notebook there was made from."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Notebook).metadata.autograder
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Graded()


class _Metadata(msgspec.Struct):
    autograder: Graded


class _Notebook(msgspec.Struct):
    """The little of a notebook that is read here; its cells are passed over."""

    metadata: _Metadata


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


def companions(submission: Submission, master: Mapping[str, bytes], ignore: Collection[str]) -> dict[str, bytes]:
    """What lies beside the notebook, in the order of precedence: the course's own files, then what was handed in."""
    ours = {**master, **({} if submission.timestamp is None else {TIMESTAMP: submission.timestamp})}
    own = sorted(submission.files.items(), key=lambda item: len(PurePosixPath(item[0]).parts))
    return {**ours, **{name: content for name, content in own if name not in ours and not _ignored(name, ignore)}}


def write_companions(
    root: Path, folder: Path, files: Mapping[str, bytes], mode: int, *, keep: Collection[str], prune: bool
) -> list[str]:
    """Bring the files into `folder`, below `root`; returns a sentence for each that cannot lie there.

    `prune`: remove what is there besides, links too; the notebooks `keep` are left alone.
    """
    check_way(root, folder / "any")
    if prune:
        _prune(folder, {*files, *keep})
    else:
        clear_begun(folder)
    left_out = []
    for name, content in files.items():
        path = folder / name
        try:
            if PurePosixPath(name).parts[0] in keep:
                raise AutograderError("it is named as a notebook of the assignment")
            if not _is_there(path, content):
                write_below(root, path, content, mode)
        except (AutograderError, OSError) as problem:
            if getattr(problem, "errno", None) in OUR_TROUBLE:
                raise
            left_out.append(f"{name!r} was not put beside the autograded notebook ({cause(problem)}).")
    return left_out


def _is_there(path: Path, content: bytes) -> bool:
    try:
        return not path.is_symlink() and path.is_file() and path.read_bytes() == content
    except OSError:
        return False


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
    return name.lower().endswith(".ipynb") or any(fnmatchcase(part, pattern) for part in parts for pattern in patterns)
