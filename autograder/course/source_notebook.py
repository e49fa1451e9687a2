"""Reads a source notebook and refuses, in one sentence, what nbgrader would stumble over or let through."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import nbformat.reader
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.nbgraderformat import MetadataValidator, SchemaTooNewError, SchemaTooOldError, ValidationError

from autograder.course.marks import MarkError, Marks, regions
from autograder.course.master import PYTHON, language_of
from autograder.course.trusted import foreign_names, imports_hidden
from autograder.errors import CourseError

_FIRST_WITH_IDS = 5
_IMPORTS_OURS = re.compile(r"^\s*(?:from|import)\s+autograder\b", re.MULTILINE)


def read_source(path: Path, label: str) -> tuple[NotebookNode, bytes]:
    """The notebook, upgraded to nbformat 4.5 with an id for every cell, and the bytes it was read from.

    `label` names the file in messages. A cell without id (older notebooks) gets one made from its content, so that
    reading twice gives the same. Raises CourseError for anything that is no nbgrader source notebook.
    """
    notebook, content, slips = read_with_slips(path, label)
    for slip in slips:
        raise slip
    return notebook, content


def read_with_slips(path: Path, label: str) -> tuple[NotebookNode, bytes, list[CourseError]]:
    """The same, with what is wrong in single cells as a list. Raises CourseError for what is no notebook at all."""
    content = path.read_bytes()
    try:
        raw = json.loads(content)
    except ValueError as error:
        raise CourseError(f"{label} is not JSON ({error}); open and save it in Jupyter, or restore it.") from error
    if not isinstance(raw, dict) or "nbformat" not in raw:
        raise CourseError(f"{label} is JSON but no notebook (no nbformat); restore it.")
    given = _given_ids(raw, label)
    slips = list(_alike(given, label, "id", "copy the second one anew in Jupyter, which gives it an id of its own"))
    given = [name if name not in given[:place] else "" for place, name in enumerate(given)]
    try:
        with warnings.catch_warnings(action="ignore"):
            notebook = nbformat.convert(nbformat.reader.reads(content.decode("utf-8")), 4)
            _give_ids(notebook, given)
            nbformat.validate(notebook)
    except Exception as error:  # nbformat raises whatever the damage runs into
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise CourseError(f"{label} is not a valid notebook ({reason}); open and save it in Jupyter.") from error
    return notebook, content, [*slips, *_metadata_slips(notebook, label)]


def cell_name(position: int, cell: Mapping[str, Any]) -> str:
    """Position, counted from 1, and grade_id if there is one: "cell 7 (forward)"."""
    grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
    return f"cell {position} ({grade_id})" if grade_id else f"cell {position}"


def check_cells(notebook: NotebookNode, marks: Marks, label: str) -> None:
    """Raise CourseError for an unpaired mark, a mark in the wrong kind of cell, or a hidden test that cannot run."""
    for slip in cell_slips(notebook, marks, label):
        raise slip


def cell_slips(notebook: NotebookNode, marks: Marks, label: str) -> Iterator[CourseError]:
    """The same, one error for each cell that has one."""
    python = language_of(notebook.metadata) == PYTHON
    for position, cell in enumerate(notebook.cells, start=1):
        try:
            _check_cell(cell, marks, f"{label}, {cell_name(position, cell)}", python=python)
        except CourseError as slip:
            yield slip


def _check_cell(cell: NotebookNode, marks: Marks, where: str, *, python: bool) -> None:
    for mark in marks.pairs:
        try:
            regions(cell.source, mark)
        except MarkError as error:
            raise CourseError(f"{where}, line {error.line}: {error}; add or remove a mark.") from error
    _check_kind(cell, marks, where)
    if python and cell.cell_type == "code" and regions(cell.source, marks.hidden):
        _check_hidden(cell, marks, where)


def hidden_code(source: str, marks: Marks) -> str:
    """The code of a cell's hidden regions, one after the other."""
    return "\n".join(region.text for region in regions(source, marks.hidden))


def _check_kind(cell: NotebookNode, marks: Marks, where: str) -> None:
    wanted = (
        (marks.solution, utils.is_solution(cell), "a solution region", "a solution cell"),
        (marks.hidden, utils.is_grade(cell), "hidden tests", "an 'Autograder tests' cell"),
        (marks.scheme, utils.is_task(cell), "a marking scheme", "a 'Manually graded task' cell"),
    )
    for mark, right_kind, thing, kind in wanted:
        if regions(cell.source, mark) and not right_kind:
            raise CourseError(f"{where} holds {thing} but is not {kind}; choose that in nbgrader's toolbar.")


def _check_hidden(cell: NotebookNode, marks: Marks, where: str) -> None:
    """A trusted hidden test runs on its own, outside the notebook; any other runs with its cell, in the kernel."""
    found = regions(cell.source, marks.hidden)
    code = hidden_code(cell.source, marks)
    trees = [_parse(region.text, region.first_line, where) for region in found if _IMPORTS_OURS.search(region.text)]
    if not any(imports_hidden(tree) for tree in trees):
        _parse(TransformerManager().transform_cell(cell.source), 1, where)
        return
    tree = _parse(code, found[0].first_line, where)
    for name in foreign_names(tree):
        line = next(n.lineno for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == name)
        shown = line + found[0].first_line - 1 if len(found) == 1 else line
        raise CourseError(
            f"{where}, line {shown}: the hidden test runs outside the notebook and uses {name}, which it does not "
            f'define; reach the student\'s work by call("{name}", ...) or variable("{name}"), or define it there.'
        )


def _parse(code: str, first_line: int, where: str) -> ast.Module:
    try:
        with warnings.catch_warnings(action="ignore"):  # an invalid escape in somebody's string is not our concern
            return ast.parse(code)
    except (SyntaxError, ValueError) as error:
        line = (getattr(error, "lineno", None) or 1) + first_line - 1
        reason = getattr(error, "msg", str(error))
        raise CourseError(
            f"{where}, line {line}: the hidden test is not valid Python ({reason}); correct it, "
            "and keep the marks at the left margin."
        ) from error


def _given_ids(raw: dict[str, Any], label: str) -> list[str]:
    """The ids that the file itself gives its cells ("" = none)."""
    cells = raw.get("cells", [])
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise CourseError(f"{label} is not a valid notebook (its cells are no list of objects); restore it.")
    return [str(cell.get("id") or "") for cell in cells]


def _alike(names: Iterable[str], label: str, what: str, remedy: str) -> Iterator[CourseError]:
    """An error for each cell that has the name of an earlier one; "" is none."""
    first: dict[str, int] = {}
    for position, name in enumerate(names, start=1):
        if name and first.setdefault(name, position) != position:
            yield CourseError(f"{label}: cells {first[name]} and {position} share the {what} {name!r}; {remedy}.")


def _give_ids(notebook: NotebookNode, given: list[str]) -> None:
    ids = given if len(given) == len(notebook.cells) else [""] * len(notebook.cells)
    taken = set(ids)
    for cell, cell_id in zip(notebook.cells, ids, strict=True):
        cell["id"] = cell_id or _fresh_id(cell.cell_type + cell.source, taken)
        taken.add(cell["id"])
    notebook.metadata.pop("orig_nbformat", None)
    notebook.metadata.pop("orig_nbformat_minor", None)
    notebook.nbformat_minor = max(notebook.nbformat_minor, _FIRST_WITH_IDS)


def _fresh_id(content: str, taken: set[str]) -> str:
    """An id that is a function of the cell's content and of the ids that are taken."""
    times = 0
    while (new := hashlib.sha256(f"{times}:{content}".encode()).hexdigest()[:8]) in taken:
        times += 1
    return new


def _metadata_slips(notebook: NotebookNode, label: str) -> Iterator[CourseError]:
    validator = MetadataValidator()
    for position, cell in enumerate(notebook.cells, start=1):
        where = f"{label}, {cell_name(position, cell)}"
        try:
            validator.validate_cell(cell)
        except SchemaTooOldError:
            yield CourseError(f"{where} has nbgrader metadata of an older format; run `nbgrader update` on it.")
        except SchemaTooNewError:
            yield CourseError(f"{where} has nbgrader metadata of a newer nbgrader; update nbgrader.")
        except (ValidationError, KeyError) as error:
            reason = str(getattr(error, "message", error)).splitlines()[0]
            yield CourseError(f"{where} has wrong nbgrader metadata ({reason}); set the cell's kind again.")
    grade_ids = (cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells)
    yield from _alike(grade_ids, label, "grade_id", "rename one of them")
