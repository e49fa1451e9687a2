"""AUTOTEST: nbgrader's own expansion of such lines into tests, from what the solution's values are.

It runs the source notebook in a kernel of its own. The code there is the instructor's, as in `autograder release`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.manager import run_kernel
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbgrader.preprocessors import InstantiateTests, NbGraderPreprocessor
from traitlets.config import Config

from autograder.course.companions import template_file
from autograder.course.configuration import quiet
from autograder.errors import CourseError
from autograder.files import put_files


class _Expansion(InstantiateTests):  # type: ignore[misc]  # nbgrader is untyped for us
    """Nbgrader's step, with a kernel that ends however the step does, in a folder of its own."""

    def __init__(self, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._folder = folder

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Called by nbconvert with a notebook that has such lines."""
        name = resources["kernel_name"] = nb.metadata.get("kernelspec", {}).get("name", "python3")
        self._load_test_template_file(resources)
        self.global_tests_loaded = True
        self.sanitizer = self.sanitizers[name]
        with run_kernel(kernel_name=name, cwd=self._folder) as self.kc:
            expanded: tuple[NotebookNode, dict[str, Any]] = NbGraderPreprocessor.preprocess(self, nb, resources)
        return expanded


def with_tests(
    notebook: NotebookNode, path: Path, files: Mapping[str, bytes], config: Config, root: Path, label: str
) -> NotebookNode:
    """The source notebook at `path` with its AUTOTEST lines made into tests; itself where it has none.

    `files` lie beside it while it runs. Raises CourseError where a line or the file of templates is not usable.
    """
    with tempfile.TemporaryDirectory(prefix="autotest-") as folder:
        step = _Expansion(folder, config=config, log=quiet)
        if not any(cell.cell_type == "code" and step.autotest_delimiter in cell.source for cell in notebook.cells):
            return notebook
        templates = template_file(config, path.parent, root)
        if templates is None:
            raise CourseError(
                f"{label} uses {step.autotest_delimiter} and there is no {step.autotest_filename} in {root}, "
                "which says what tests are made of; `nbgrader quickstart --autotest` gives one."
            )
        step.autotest_filename = str(templates)
        put_files(Path(folder), files)
        try:
            return step(notebook, {"metadata": {"path": os.curdir}})[0]
        except Exception as error:  # a kernel, YAML, templates and the instructor's own code
            raise CourseError(
                f"{label}: nbgrader cannot make tests of its {step.autotest_delimiter} lines ({_reason(error)}); "
                f"correct the notebook or {templates.name}."
            ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    said = str(error).strip().splitlines()
    return f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
