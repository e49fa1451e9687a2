"""What the three days begin with: the course that `autograder new --course` writes, and what its students write."""

import json
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from click.testing import CliRunner

from autograder.authoring import new_course
from autograder.authoring.starter import FIRST_ASSIGNMENT as FIRST
from autograder.cli.app import cli
from autograder.errors import CourseError

RIGHT = "return (X - np.mean(X, axis=0)) / np.std(X, axis=0)"
#: The standard deviation of the whole matrix: three columns of its own size are off.
WRONG = "return (X - np.mean(X)) / np.std(X)"
WRITTEN = "The means, since $x + a$ moves both, and the deviations."


def run(folder, *arguments, code=0):
    """One command in the course folder; what it said, both streams."""
    ran = CliRunner(env={"COLUMNS": "80"}).invoke(cli, ["--course", str(folder), *map(str, arguments)])
    unexpected = not isinstance(ran.exception, SystemExit | CourseError | None)
    assert not unexpected, "".join(traceback.format_exception(ran.exception))
    assert ran.exit_code == code, ran.output
    return ran


def begin(folder: Path) -> Path:
    """A new course whose only assignment is released."""
    new_course(folder)
    with ThreadPoolExecutor(1) as away:  # a browser that runs already has the event loop of this thread
        away.submit(run, folder, "release", FIRST).result()
    return folder


def answered(folder: Path, code: str, assignment: str = FIRST) -> bytes:
    """The released notebook with both answers."""
    notebook = json.loads((folder / "release" / assignment / f"{assignment}.ipynb").read_text())
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = WRITTEN if name == "why" else source.replace("raise NotImplementedError()", code)
    return json.dumps(notebook).encode()


def hand_in(folder: Path, student: str, code: str, assignment: str) -> None:
    """Put it where `collect` would."""
    path = folder / "submitted" / student / assignment / f"{assignment}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(answered(folder, code, assignment))
