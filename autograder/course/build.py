"""Makes the master of a source notebook, with nbgrader's own preprocessors. Loads all of nbgrader."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from nbformat import NotebookNode
from nbgrader import utils
from traitlets.config import Config

from autograder.course.autotest import with_tests
from autograder.course.exercises import Prose, exercise_texts
from autograder.course.generated import read_marks, release_notebook, with_header_and_footer
from autograder.course.illustrations import check_illustrations, is_illustration
from autograder.course.marks import Marks, regions
from autograder.course.master import Master, MasterCell
from autograder.course.source_notebook import cell_slips, check_cells, hidden_code, read_source, read_with_slips
from autograder.errors import CourseError


def read_master(path: Path, assignment: str, files: Mapping[str, bytes], config: Config, root: Path) -> Master:
    """The master of the notebook at `path`; raises CourseError for whatever is wrong with it."""
    label, marks = _label(path, root), read_marks(config)
    source, content = read_source(path, label)
    source = with_header_and_footer(source, config, root, label)
    source = with_tests(source, path, files, config, root, label)
    check_cells(source, marks, label)
    check_illustrations(source, marks, label)
    released = release_notebook(source, config, label)
    if [cell.id for cell in source.cells] != [cell.id for cell in released.cells]:
        raise CourseError(
            f"{label}: c.GenerateAssignment.preprocessors adds, drops or reorders cells; "
            "the grader needs them as they are in the source."
        )
    return Master(
        assignment=assignment,
        notebook=path.stem,
        cells=_cells(source, released, marks),
        files=files,
        released=json.loads(json.dumps(released)),
        sha256=_digest(content, released, files),
        marks=marks,
    )


def slips(path: Path, config: Config, root: Path) -> list[CourseError]:
    """All that `read_master` would refuse in single cells of the notebook at `path`, in order, each in its sentence."""
    label, marks = _label(path, root), read_marks(config)
    try:
        source, _, found = read_with_slips(path, label)
        source = with_header_and_footer(source, config, root, label)
    except CourseError as problem:
        return [problem]
    return [*found, *cell_slips(source, marks, label)]


def _label(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)


def _cells(source: NotebookNode, released: NotebookNode, marks: Marks) -> tuple[MasterCell, ...]:
    pairs = list(zip(source.cells, released.cells, strict=True))
    texts = exercise_texts([_prose(before, after, marks) for before, after in pairs])
    return tuple(_cell(*pair, *text, marks) for pair, text in zip(pairs, texts, strict=True))


def _prose(before: NotebookNode, after: NotebookNode, marks: Marks) -> Prose:
    """The released text of a markdown cell; of an answer only what the author wrote around the stub."""
    stub_only = utils.is_solution(before) and not regions(before.source, marks.solution)
    return Prose(
        text="" if before.cell_type != "markdown" or stub_only else after.source,
        answer=bool(utils.is_solution(before) or utils.is_grade(before) or utils.is_task(before)),
    )


def _cell(before: NotebookNode, after: NotebookNode, title: str, asked: str, marks: Marks) -> MasterCell:
    meta = before.metadata.get("nbgrader", {})
    grade_id = meta.get("grade_id", "")
    return MasterCell(
        cell_id=before.id,
        cell_type=before.cell_type,
        grade_id=grade_id,
        grade=bool(utils.is_grade(before)),
        solution=bool(utils.is_solution(before)),
        locked=bool(utils.is_locked(before)),
        task=bool(utils.is_task(before)),
        points=float(meta.get("points", 0.0)),
        released=after.source,
        hidden=hidden_code(before.source, marks),
        full=before.source,
        title=title or grade_id,
        asked=asked,
        illustration=is_illustration(before),
    )


def _digest(content: bytes, released: NotebookNode, files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(content)
    digest.update(json.dumps(released, sort_keys=True).encode())
    for name, data in sorted(files.items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
