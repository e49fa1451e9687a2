"""Runs the instructor's own notebook in an ordinary kernel: trusted code, no sandbox."""

from __future__ import annotations

import asyncio
import copy
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.course.marks import outside
from autograder.course.master import Master
from autograder.course.settings import Settings
from autograder.course.source_notebook import cell_name
from autograder.errors import MachineError, ReleaseError
from autograder.files import put_files
from autograder.release.normalise import normalise

#: One thread and a fixed hash seed: sums are added in the same order, sets are listed in the same order.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_FIXED = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "80", "SOURCE_DATE_EPOCH": "0"}


def solution_notebook(master: Master) -> NotebookNode:
    """The source as `nbgrader generate_solution` would run it: hidden tests in, marking schemes out, no outputs."""
    notebook = nbformat.from_dict(copy.deepcopy(master.released))
    for cell, source in zip(notebook.cells, master.cells, strict=True):
        cell.source = outside(source.full, master.marks.scheme)
        for key in ("checksum", "cell_type"):
            cell.metadata.get("nbgrader", {}).pop(key, None)
    return notebook


def executed_solution(master: Master, settings: Settings, root: Path) -> NotebookNode:
    """The solution with its outputs and figures, the same at every run in the same environment.

    Hidden tests are run and then taken out: the result may be given to students once the deadline is over.
    `root` is the course's folder, which no output may name.
    Raises ReleaseError where a cell fails, runs too long, or prints what differs from machine to machine.
    """
    notebook = solution_notebook(master)
    metadata = copy.deepcopy(notebook.metadata)
    with tempfile.TemporaryDirectory(prefix="solution-") as folder:
        work, home = Path(folder).resolve() / "work", Path(folder).resolve() / "home"
        work.mkdir()
        home.mkdir()
        put_files(work, master.files)
        _run(notebook, master, settings, work, _environment(home))
        places = [work, root, Path.home(), Path.cwd(), Path(sys.prefix)]
    notebook.metadata = metadata  # the kernel wrote its version there
    problems = normalise(notebook, [str(place) for place in places if len(place.parts) > 1])
    if problems:
        raise ReleaseError("\n".join(f"solutions/{master.notebook}.ipynb, {problem}" for problem in problems))
    return _without_hidden_tests(notebook, master)


def as_executed(master: Master, outputs: Mapping[str, list[NotebookNode]]) -> NotebookNode:
    """What `executed_solution` gives when running the code cells gives these outputs (cell id -> outputs)."""
    notebook = solution_notebook(master)
    count = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs = outputs.get(cell.id, [])
        if cell.source.strip() and "skip-execution" not in cell.metadata.get("tags", []):
            count += 1
            cell.execution_count = count
    return _without_hidden_tests(notebook, master)


def _without_hidden_tests(notebook: NotebookNode, master: Master) -> NotebookNode:
    for cell in notebook.cells:
        cell.source = outside(cell.source, master.marks.hidden)
    return notebook


def _run(
    notebook: NotebookNode, master: Master, settings: Settings, work: Path, environment: Mapping[str, str]
) -> None:
    name = f"{master.notebook}.ipynb"
    kernel = notebook.metadata.get("kernelspec", {}).get("name", "python3")
    client = NotebookClient(
        notebook,
        timeout=max(1, round(settings.cell_seconds)),
        kernel_name=kernel,
        record_timing=False,
        store_widget_state=False,
        resources={"metadata": {"path": str(work)}},
    )
    try:
        # in a loop of its own: nobody's tasks that were left behind disturb it, and it leaves none; stderr is the
        # kernel program's own, what cells print does not go there
        asyncio.run(client.async_execute(env=dict(environment), stderr=subprocess.DEVNULL))
    except CellExecutionError as error:
        raise ReleaseError(f"{_failed(notebook, name)} of the solution fails: {error.ename}: {error.evalue}") from error
    except CellTimeoutError as error:
        raise ReleaseError(
            f"{_failed(notebook, name)} of the solution runs longer than c.Autograder.cell_seconds = "
            f"{settings.cell_seconds:g}; make it faster or raise the limit."
        ) from error
    except DeadKernelError as error:
        raise ReleaseError(f"{_failed(notebook, name)} of the solution ends its kernel.") from error
    except NoSuchKernel as error:
        raise MachineError(
            f"{name} asks for the Jupyter kernel {kernel!r}, which is not installed; install it (for Python: "
            "`python -m ipykernel install --sys-prefix`)."
        ) from error
    except OSError as error:
        raise MachineError(
            f"The Jupyter kernel {kernel!r} cannot be started ({error.strerror}: {error.filename}); "
            "check that this user may run its interpreter."
        ) from error


def _failed(notebook: NotebookNode, name: str) -> str:
    """The name of the last cell that was begun."""
    begun = [
        cell_name(position, cell)
        for position, cell in enumerate(notebook.cells, start=1)
        if cell.cell_type == "code" and (cell.execution_count is not None or cell.outputs)
    ]
    return f"{name}, {begun[-1] if begun else 'the first cell'}"


def _environment(home: Path) -> dict[str, str]:
    """The present environment without the user's own IPython profile, matplotlib style and pace."""
    import matplotlib as mpl  # noqa: PLC0415  (slow to import, and only needed here)

    given = {name: value for name, value in os.environ.items() if name != "NBGRADER_EXECUTION"}
    return {
        **given,
        **_FIXED,
        **dict.fromkeys(_ONE_THREAD, "1"),
        "IPYTHONDIR": str(home),
        "MATPLOTLIBRC": str(Path(mpl.get_data_path()) / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
