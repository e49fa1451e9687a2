"""The master of a notebook: what is asked, what is hidden, what it is worth. Everything later is judged against it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader import utils
from traitlets.config import Config

from autograder.course.exercises import Prose, exercise_texts
from autograder.course.generated import read_marks, release_notebook, with_header_and_footer
from autograder.course.marks import Marks, regions
from autograder.course.source_notebook import check_cells, hidden_code, read_source
from autograder.course.trusted import defined_names, runs_trusted
from autograder.errors import CourseError


@dataclass(frozen=True)
class MasterCell:
    """One cell of a source notebook, with both of its faces."""

    cell_id: str
    cell_type: str
    """code, markdown or raw."""
    grade_id: str
    """nbgrader's name for it; "" where nbgrader does not know the cell."""
    grade: bool
    """It carries points: an autograder test, or an answer that is graded by hand."""
    solution: bool
    """Students write into it."""
    locked: bool
    """Students must not change it; what they hand in is overwritten."""
    task: bool
    """A manually graded task: its own text is the question."""
    points: float
    released: str
    """The source as students get it."""
    hidden: str
    """The code between the HIDDEN TESTS marks, "" if there is none."""
    full: str
    """The source as in source/."""
    title: str
    """The nearest heading above, without '#'; the grade_id where there is no heading."""
    asked: str
    """The released markdown from that heading down to the cell."""


@dataclass(frozen=True)
class Master:
    """One source notebook, read."""

    assignment: str
    notebook: str
    """Name without .ipynb."""
    cells: tuple[MasterCell, ...]
    files: Mapping[str, bytes]
    """Companion files: relative POSIX path -> content. Trusted."""
    released: dict[str, Any]
    """The release notebook (nbformat). Each `Course.masters` call gives a copy of its own."""
    sha256: str
    """Digest of the source, the release and the companion files."""
    marks: Marks = field(default=Marks(), repr=False)
    """The region marks with which it is written."""

    @property
    def graded(self) -> tuple[MasterCell, ...]:
        """The cells that carry points, tasks included."""
        return tuple(cell for cell in self.cells if cell.grade or cell.task)

    @property
    def max_points(self) -> float:
        """What the notebook is worth."""
        return sum(cell.points for cell in self.graded)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names that code of the source defines: a hidden test that asks for another one is our fault."""
        return frozenset().union(*(defined_names(cell.full) for cell in self.cells if cell.cell_type == "code"))

    def trusted_judge(self, cell: MasterCell) -> bool:
        """True where the cell's hidden test imports `autograder.hidden`: it runs in the judge, not in the kernel."""
        return runs_trusted(cell.hidden)


def read_master(path: Path, assignment: str, files: Mapping[str, bytes], config: Config, root: Path) -> Master:
    """The master of the notebook at `path`; raises CourseError for whatever is wrong with it."""
    label = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    marks = read_marks(config)
    source, content = read_source(path, label)
    source = with_header_and_footer(source, config, root, label)
    check_cells(source, marks, label)
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
        released=released,
        sha256=_digest(content, released, files),
        marks=marks,
    )


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
    )


def _digest(content: bytes, released: NotebookNode, files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(content)
    digest.update(json.dumps(released, sort_keys=True).encode())
    for name, data in sorted(files.items()):
        digest.update(f"\0{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()
