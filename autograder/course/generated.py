"""What students get of a source notebook, made by nbgrader's own preprocessors with their configuration."""

from __future__ import annotations

import copy
import importlib
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearSolutions,
    IncludeHeaderFooter,
)
from traitlets import TraitError
from traitlets.config import Config

from autograder.course.configuration import quiet
from autograder.course.marks import Mark, Marks
from autograder.errors import CourseError

#: Metadata that a front end leaves behind and that differs from one saving to the next.
_VOLATILE_CELL = ("execution", "ExecuteTime")
_VOLATILE_NOTEBOOK = ("widgets", "signature", "celltoolbar")


def read_marks(config: Config) -> Marks:
    """The delimiters, as the preprocessors are configured."""
    solution, hidden, scheme = (
        cls(config=config, log=quiet) for cls in (ClearSolutions, ClearHiddenTests, ClearMarkScheme)
    )
    return Marks(
        Mark(solution.begin_solution_delimeter, solution.end_solution_delimeter),
        Mark(hidden.begin_test_delimeter, hidden.end_test_delimeter),
        Mark(scheme.begin_mark_scheme_delimeter, scheme.end_mark_scheme_delimeter),
    )


def with_header_and_footer(notebook: NotebookNode, config: Config, root: Path, label: str) -> NotebookNode:
    """The notebook between the header and the footer that the course may have configured."""
    step = IncludeHeaderFooter(config=config, log=quiet)
    step.header, step.footer = (str(root / name) if name else "" for name in (step.header, step.footer))
    return _with_ids(_apply(step, copy.deepcopy(notebook), {}, label))


def _with_ids(notebook: NotebookNode) -> NotebookNode:
    """The notebook, whose included cells may come from a format without ids, or bring one that is taken."""
    marked = [cell.id for cell in notebook.cells if cell.get("id") and cell.metadata.get("nbgrader")]
    taken: set[str] = set()
    for place, cell in enumerate(notebook.cells, start=1):
        theirs = cell.id in marked and not cell.metadata.get("nbgrader") if cell.get("id") else True
        if theirs or cell.id in taken:
            cell.id = f"included-{place}"
        taken.add(cell.id)
    return notebook


def release_notebook(notebook: NotebookNode, config: Config, label: str) -> NotebookNode:
    """The release version of a notebook that has its header and footer.

    Runs the list of nbgrader's GenerateAssignment without what was done before (see `autotest`), and what needs a
    gradebook (SaveCells).
    """
    result = copy.deepcopy(notebook)
    resources: dict[str, Any] = {"nbgrader": {}, "metadata": {}}
    for cls in _steps(config):
        if cls.__name__ not in {"IncludeHeaderFooter", "InstantiateTests", "SaveCells"}:
            result = _apply(cls(config=config, log=quiet), result, resources, label)
    return without_volatile_metadata(result)


def without_volatile_metadata(notebook: NotebookNode) -> NotebookNode:
    """The notebook itself, rid of what a front end changes by merely saving it."""
    for key in _VOLATILE_NOTEBOOK:
        notebook.metadata.pop(key, None)
    for cell in notebook.cells:
        for key in _VOLATILE_CELL:
            cell.metadata.pop(key, None)
    return notebook


def _steps(config: Config) -> list[Any]:
    try:
        given = GenerateAssignment(coursedir=None, config=config, log=quiet).preprocessors
        return [_class(step) if isinstance(step, str) else step for step in given]
    except (TraitError, ImportError, AttributeError, ValueError) as error:
        raise CourseError(f"c.GenerateAssignment.preprocessors is not usable ({error}); correct it.") from error


def _class(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _apply(step: Any, notebook: NotebookNode, resources: dict[str, Any], label: str) -> NotebookNode:
    try:
        return step(notebook, resources)[0]
    except Exception as error:  # nbgrader raises plain RuntimeErrors and whatever a header's path runs into
        name = type(step).__name__
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise CourseError(f"{label}: nbgrader's {name} refuses it ({reason}); correct the notebook.") from error
