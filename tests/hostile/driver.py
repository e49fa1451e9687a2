"""Grades each hostile notebook in the real sandbox and writes down what it got. Started in a cage by the test.

Arguments: the file for the findings.
"""

import json
import socket
import sys
import tempfile
from pathlib import Path

from autograder.course import Course
from autograder.grading import make_graders
from autograder.intake.submission import Submission
from autograder.sandbox.nursery import Nursery

NOTEBOOKS = Path(__file__).parent / "notebooks"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "hostile"
c.Autograder.cell_seconds = {cell_seconds}
c.Autograder.call_seconds = 1
c.Autograder.memory_mb = 256
c.Autograder.student_packages = ["numpy", "ipython"]
"""
#: Run once for all of them: every notebook begins as a copy.
FIRST = "import math\n\nkept = []\n\n\ndef helper(x, kept=kept):\n    return kept"
SOLUTION = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
TEST = """assert callable(double)
### BEGIN HIDDEN TESTS
from autograder.hidden import call, draws, expect, part

for title in ("small", "large"):
    with part(title, points=1):
        for rng in draws(3):
            x = rng.uniform(1, 2)
            expect(call("double", x), 2 * x, what="2x")
### END HIDDEN TESTS"""


def course(folder: Path, test: str = TEST, cell_seconds: float = 2) -> Course:
    """A course with one exercise, and with things in it that nobody below the boundary may find."""
    mark = {"schema_version": 3, "task": False}
    cells = [
        {"grade_id": "first", "grade": False, "solution": False, "locked": True} | mark,
        {"grade_id": "double", "grade": False, "solution": True, "locked": False} | mark,
        {"grade_id": "test-double", "grade": True, "solution": False, "locked": True, "points": 2} | mark,
    ]
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    for place, (cell, source) in enumerate(zip(cells, (FIRST, SOLUTION, test), strict=True)):
        notebook["cells"].append(
            {
                "cell_type": "code",
                "id": f"c{place}",
                "metadata": {"nbgrader": cell},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
        )
    for name, text in {
        "nbgrader_config.py": CONFIG.format(cell_seconds=cell_seconds),
        "source/a/n.ipynb": json.dumps(notebook),
        "gradebook.db": "grades",
        "submitted/someone-else/a/n.ipynb": "their work",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Course.open(folder)


def main() -> None:
    """Grade them all, and the right answer first."""
    here = course(Path(tempfile.mkdtemp()))
    (grader,) = make_graders(here, "a")
    findings = {}
    server = socket.create_server(("127.0.0.1", 0))
    with server, Nursery(tuple(here.settings.student_packages)) as nursery:
        right = json.loads((NOTEBOOKS / "raises_system_exit.ipynb").read_text())
        right["cells"][0]["source"] = "def double(x):\n    return x + x"
        notebooks = {"right": json.dumps(right)}
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            if path.stem.startswith("finds_what"):  # the one before it leaves it
                notebooks["before it " + path.stem] = path.read_text()
            notebooks[path.stem] = path.read_text()
        notebooks["right, after all others"] = notebooks["right"]
        for name, text in notebooks.items():
            filled = text.replace("{port}", str(server.getsockname()[1])).replace("{course}", str(here.root))
            record = grader.grade(Submission("eve", "a", {"n": filled.encode()}), nursery)
            (item,) = record.items
            findings[name] = {
                "points": item.points,
                "outcome": item.outcome.name,
                "note": item.staff_note,
                "shown": json.dumps(record.executed),
            }
    Path(sys.argv[1]).write_text(json.dumps(findings))


if __name__ == "__main__":
    main()
