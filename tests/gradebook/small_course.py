"""A course of one assignment with two notebooks, and records of it made by hand."""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path

from autograder.course import Course, Master
from autograder.gradebook import Gradebook
from autograder.gradebook.database import opened
from autograder.intake.submission import Submission, read_submission
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord

KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
#: One of each kind that nbgrader knows: locked, answer, test, answer graded by hand, task.
ONE = [
    ("markdown", "# Double", None),
    ("code", "import math", {"grade_id": "setup", "locked": True}),
    (
        "code",
        "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        {"grade_id": "double", "solution": True},
    ),
    (
        "code",
        "print('visible')\n### BEGIN HIDDEN TESTS\nassert double(3) == 6\n### END HIDDEN TESTS",
        {"grade_id": "test-double", "grade": True, "locked": True, "points": 2},
    ),
    ("markdown", "Your answer.", {"grade_id": "why", "grade": True, "solution": True, "points": 3}),
]
TWO = [
    (
        "code",
        "### BEGIN SOLUTION\ntriple = 3\n### END SOLUTION\n",
        {"grade_id": "triple", "solution": True},
    ),
    ("code", "assert triple == 3", {"grade_id": "test-triple", "grade": True, "locked": True, "points": 1}),
    ("markdown", "Draw the graph.", {"grade_id": "draw", "task": True, "locked": True, "points": 4}),
]
#: Answers of a good student.
RIGHT = {"double": "def double(x):\n    return 2 * x", "why": "Because.", "triple": "triple = 3"}


def cell(number, cell_type, source, mark):
    data = {"cell_type": cell_type, "id": f"cell{number}", "metadata": {}, "source": source}
    if cell_type == "code":
        data |= {"execution_count": None, "outputs": []}
    if mark is not None:
        frame = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        data["metadata"]["nbgrader"] = frame | mark
    return data


def notebook(cells):
    made = [cell(number, *content) for number, content in enumerate(cells)]
    return {"cells": made, "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 5}


def write(path: Path, data) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data) if isinstance(data, dict) else data, encoding="utf-8")


@cache
def empty_database() -> bytes:
    """nbgrader's database as it makes it; made once, since its `alembic` takes a second to start."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "gradebook.db")
        with opened(f"sqlite:///{path}", "course"):
            return path.read_bytes()


def make_course(root: Path, *, config: str = "", one=None, two=TWO) -> Course:
    write(root / "nbgrader_config.py", f"c = get_config()\nc.CourseDirectory.course_id = 'course'\n{config}\n")
    write(root / "source" / "a" / "one.ipynb", notebook(one or ONE))
    (root / "gradebook.db").write_bytes(empty_database())
    if two is not None:
        write(root / "source" / "a" / "two.ipynb", notebook(two))
    return Course.open(root)


def master_of(course: Course, name: str = "one") -> Master:
    return next(master for master in course.masters("a") if master.notebook == name)


def answered(master: Master, answers=RIGHT):
    """The released notebook with answers written into it."""
    data = json.loads(json.dumps(master.released))
    for content in data["cells"]:
        grade_id = content["metadata"].get("nbgrader", {}).get("grade_id")
        content["source"] = answers.get(grade_id, content["source"])
    return data


def hand_in(course: Course, student: str, answers=RIGHT, *, timestamp: str = "", **files: str) -> Path:
    folder = course.submitted / student / "a"
    for master in course.masters("a"):
        write(folder / f"{master.notebook}.ipynb", answered(master, answers))
    for name, content in files.items():
        write(folder / name.replace("__", "."), content)
    if timestamp:
        write(folder / "timestamp.txt", timestamp)
    return folder


def handed_in(course: Course, student: str) -> Submission:
    """What the student handed in, as the run reads it; an empty folder's where there is none."""
    folder = course.submitted / student / "a"
    return read_submission(folder, student, "a", 1 << 20) if folder.is_dir() else Submission(student, "a")


def put(course: Course, *records: NotebookRecord) -> list[tuple[str, str]]:
    """Write records with what lies in submitted/; returns what the staff is told."""
    with Gradebook(course) as gradebook:
        for one in records:
            gradebook.put(one, master_of(course, one.notebook), handed_in(course, one.student))
        return gradebook.remarks


def result(grade_id: str, outcome: Outcome, points: float | None, most: float = 2.0) -> ItemResult:
    return ItemResult(grade_id, grade_id, outcome, points, most)


def record(
    master: Master,
    *items: ItemResult,
    student: str = "ada",
    answers=RIGHT,
    submission: str = "first",
) -> NotebookRecord:
    inputs = {"submission": submission}
    executed = answered(master, answers)
    return NotebookRecord("key", student, "a", master.notebook, items, (), inputs, executed)


def good(master: Master, **options) -> NotebookRecord:
    """Everything right, what is graded by hand still open."""
    if master.notebook == "two":
        items = (result("test-triple", Outcome.PASSED, 1.0, 1.0), result("draw", Outcome.MANUAL, None, 4.0))
    else:
        items = (result("test-double", Outcome.PASSED, 2.0), result("why", Outcome.MANUAL, None, 3.0))
    return record(master, *items, **options)
