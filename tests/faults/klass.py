"""A class that is regraded, in a folder and a database of its own, and all that is left of it in the end.

A third of it is graded and unchanged, a third has handed in anew, a third is new; the staff has given points by hand,
comments, an extension, and lateness costs points.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import create_engine, text

from autograder.batch.jobs import Job
from autograder.batch.run import Graded, grade_class
from autograder.course import Course
from autograder.files import BEGUN
from autograder.gradebook import Gradebook
from autograder.record.store import RecordStore
from tests.batch.test_run import Here, Nobody
from tests.gradebook.small_course import notebook, write
from tests.gradebook.test_against_nbgrader import CONTENT
from tests.hostile.driver import SOLUTION, TEST

CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "faults"
c.CourseDirectory.db_url = {url!r}
c.LateSubmissionPlugin.penalty_method = "zero"
c.Autograder.cell_seconds = 5
c.Autograder.notebook_seconds = 10
c.Autograder.student_packages = ["numpy", "ipython"]
"""
CELLS = [
    ("code", SOLUTION, {"grade_id": "double", "solution": True}),
    ("code", TEST, {"grade_id": "test-double", "grade": True, "locked": True, "points": 2}),
    ("code", SOLUTION.replace("double", "twice"), {"grade_id": "twice", "solution": True}),
    ("code", TEST.replace("double", "twice"), {"grade_id": "test-twice", "grade": True, "locked": True, "points": 2}),
    ("markdown", "Why?", {"grade_id": "why", "grade": True, "solution": True, "points": 3}),
]
ANSWERS = ("return 2 * x", "return x + x", "return 3 * x", "raise ValueError", "return None")
BY_HAND = (
    "update grade set manual_score = 1.5, extra_credit = 0.25, needs_manual_grade = {no} where cell_id in "
    "(select id from base_cell where name = 'why') and notebook_id in (select id from submitted_notebook where "
    "assignment_id in (select id from submitted_assignment where student_id < 'student-0{third}'))",
    "update comment set manual_comment = 'See the lecture' where cell_id in "
    "(select id from base_cell where name = 'why')",
    "update submitted_assignment set extension = {day} where student_id = 'student-001'",
    "update assignment set duedate = '2026-01-01 12:00:00.000000'",
)


def make(root: Path, url: str, students: int) -> Course:
    """The course as it is before the run that is disturbed."""
    write(root / "nbgrader_config.py", CONFIG.format(url=url))
    write(root / "source" / "a" / "n.ipynb", notebook(CELLS))
    course = Course.open(root)
    third = students // 3
    for number in range(2 * third):
        _hand_in(course, number, ANSWERS[number % len(ANSWERS)])
    assert grade(course).not_written == []
    sqlite = url.startswith("sqlite")
    words = {"no": "0" if sqlite else "false", "day": "'1970-01-02'" if sqlite else "interval '1 day'"}
    _say(url, *(sql.format(third=third + third // 2, **words) for sql in BY_HAND))
    for number in range(third, students):
        _hand_in(course, number, ANSWERS[(number + 1) % len(ANSWERS)], day=number % 3 + 1)
    return course


def moved(course: Course, root: Path, url: str) -> Course:
    """A copy of the course, with another database."""
    shutil.copytree(course.root, root, symlinks=True)
    write(root / "nbgrader_config.py", CONFIG.format(url=url))
    return Course.open(root)


def grade(course: Course, executor: Any = None) -> Graded:
    """As `autograder grade` does; by default without processes."""
    job = Job(course, "a", tuple(course.students("a")))
    with Gradebook(course) as gradebook:
        gradebook.expect(job.students)
        return grade_class(job, executor or Here(), gradebook, Nobody())


def everything(course: Course, *, seeds: bool = True) -> dict[str, Any]:
    """What a run leaves: the gradebook's content, every file in autograded/, every record, what was begun."""
    found: dict[str, Any] = {}
    engine = create_engine(course.db_url)
    with engine.connect() as connection:
        for name, sql in CONTENT.items():
            found[f"gradebook: {name}"] = sorted(repr(tuple(row)) for row in connection.execute(text(sql)))
    engine.dispose()
    for path in sorted(course.autograded.rglob("*")):
        if path.is_file():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[path.relative_to(course.root).as_posix()] = (content, path.stat().st_mode)
    for record in RecordStore(course.state).all("a"):
        items = record.items if seeds else tuple(replace(item, seed="") for item in record.items)
        found[f"record: {record.student}"] = msgspec.json.encode(replace(record, items=items))
    found["begun"] = sorted(str(path.relative_to(course.root)) for path in _begun(course))
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Names of what is not the same, with the first words of it."""
    names = [name for name in sorted(one.keys() | other.keys()) if one.get(name) != other.get(name)]
    return [f"{name}: {str(one.get(name))[:300]} and {str(other.get(name))[:300]}" for name in names]


def _begun(course: Course) -> Iterator[Path]:
    for folder in (course.autograded, course.state, course.feedback):
        yield from folder.rglob(f"{BEGUN}*")


def _hand_in(course: Course, number: int, answer: str, day: int = 1) -> None:
    (master,) = course.masters("a")
    data = json.loads(json.dumps(master.released))
    for cell in data["cells"]:
        if cell["metadata"]["nbgrader"]["grade_id"] in ("double", "twice"):
            name = cell["metadata"]["nbgrader"]["grade_id"]
            cell["source"] = f"def {name}(x):\n    {answer if name == 'double' else ANSWERS[number % 2]}"
        elif cell["metadata"]["nbgrader"]["grade_id"] == "why" and number % 4:
            cell["source"] = "Because."
    folder = course.submitted / f"student-{number:03}" / "a"
    write(folder / "n.ipynb", data)
    write(folder / "timestamp.txt", f"2026-01-0{day} 10:00:00 UTC")
    write(folder / "helper.py", f"day = {day}")


def _say(url: str, *statements: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for sql in statements:
            connection.execute(text(sql))
    engine.dispose()
