"""The notebooks that nbgrader tests itself with, from its own wheel: each as a source with what is handed in for it.

Nbgrader grades by its own commands, in this process; this engine by its workers, in its sandbox. What the gradebook has
then is read of both.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import nbgrader

from autograder.batch.executor import LocalProcesses
from autograder.batch.worker import Task
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.gradebook import Gradebook
from autograder.grading import make_graders, read
from tests.gradebook import database
from tests.gradebook.small_course import empty_database
from tests.gradebook.stock import of_course

WHEEL = Path(nbgrader.__file__).parent
GUIDE = WHEEL / "docs" / "source" / "user_guide"
#: Source -> what begins the names of what is handed in for it, besides the source itself.
PAIRS = {
    "submitted-unchanged": "submitted-",
    "autotest-simple": "autotest-simple-",
    "autotest-hashed": "autotest-hashed-",
    "autotest-multi": "autotest-multi-",
    "autotest-hidden": "autotest-hidden-",
}
CONFIG = """c = get_config()
c.Execute.timeout = 2
c.Autograder.cell_seconds = 0.5
"""
#: More than there are cores: some of these notebooks do nothing but wait for their limit.
WORKERS = 4
#: grade_id -> automatic score, None where a person is asked; or a word for a command that refuses.
Scores = dict[str, float | None] | str


class Handed(Protocol):
    """A notebook of a submission in a course."""

    @property
    def name(self) -> str: ...
    @property
    def assignment(self) -> str: ...
    @property
    def student(self) -> str: ...
    @property
    def notebook(self) -> str: ...


@dataclass(frozen=True)
class Submitted:
    """One that lies in its course already."""

    assignment: str
    student: str
    notebook: str

    @property
    def name(self) -> str:
        return f"{self.student}/{self.notebook}"


@dataclass(frozen=True)
class Case:
    """A notebook of the wheel, handed in for a source."""

    source: Path
    handed_in: Path
    notebook: str = "p"

    @property
    def name(self) -> str:
        return f"{self.handed_in.parents[1].name}/{self.handed_in.stem}"

    @property
    def assignment(self) -> str:
        return f"{self.source.parents[1].name}-{self.source.stem}"

    @property
    def student(self) -> str:
        return self.handed_in.stem


def cases() -> list[Case]:
    """Every notebook of the wheel's tests, handed in for its source or for itself."""
    found: list[Case] = []
    for folder in ("apps", "preprocessors", "ui-tests"):
        paths = sorted((WHEEL / "tests" / folder / "files").glob("*.ipynb"))
        for path in paths:
            source = next((name for name, begin in PAIRS.items() if path.stem.startswith(begin)), path.stem)
            found.append(Case(path.with_name(f"{source}.ipynb"), path))
    return found


def write_course(root: Path, cases: list[Case], config: str = CONFIG) -> Course:
    """A course in which everything is handed in, and nobody has graded."""
    root.mkdir()
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    (root / "gradebook.db").write_bytes(empty_database())
    shutil.copy(GUIDE / "autotests.yml", root / "autotests.yml")
    for case in cases:
        for folder, path in (("source", case.source), (f"submitted/{case.student}", case.handed_in)):
            place = root / folder / case.assignment
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place / f"{case.notebook}.ipynb")
            if case.source.stem == "open_relative_file":
                (place / "data.txt").write_text("a\nb\nc\nd", encoding="utf-8")
    return Course.open(root)


GRADES = """
    select n.name || '.' || c.name as cell, g.auto_score from grade g join base_cell c on c.id = g.cell_id
    join submitted_notebook sn on sn.id = g.notebook_id join submitted_assignment s on s.id = sn.assignment_id
    join notebook n on n.id = sn.notebook_id join assignment a on a.id = s.assignment_id
    where a.name = '{}' and s.student_id = '{}' and n.name = '{}'"""


def scores(course: Course, case: Handed) -> dict[str, float | None]:
    rows = database.query(course, GRADES.format(case.assignment, case.student, case.notebook))
    return {row["cell"].partition(".")[2]: row["auto_score"] for row in rows}


def by_stock(course: Course, cases: Sequence[Handed]) -> dict[str, Scores]:
    """Of each case, what nbgrader alone gives."""
    found: dict[str, Scores] = {}
    with of_course(course.root) as nbgrader:
        made = {name: nbgrader.generate_assignment(name)["success"] for name in {case.assignment for case in cases}}
        pairs = {(case.assignment, case.student) for case in cases if made[case.assignment]}
        graded = {pair: nbgrader.autograde(*pair)["success"] for pair in sorted(pairs)}
        for case in cases:
            if not made[case.assignment]:
                found[case.name] = "source refused"
            elif not graded[case.assignment, case.student]:
                found[case.name] = "submission fails"
            else:
                found[case.name] = scores(course, case)
    return found


def by_us(course: Course, cases: Sequence[Handed], workers: int = 1) -> tuple[dict[str, Scores], dict[str, str]]:
    """Of each case, what this engine gives in its sandbox; and the sentence where it refuses."""
    said: dict[str, str] = {}
    found: dict[str, Scores] = {}

    def tasks():
        for case in cases:
            try:
                graders = make_graders(course, case.assignment)
            except AutograderError as problem:
                found[case.name], said[case.name] = "source refused", str(problem)
            else:
                (grader,) = (one for one in graders if one.master.notebook == case.notebook)
                yield Task(grader, read(course, case.student, case.assignment))

    executor = LocalProcesses(workers, course.settings.student_packages)
    with Gradebook(course) as gradebook:
        for task, record in executor.run(tasks()):
            gradebook.put(record, task.grader.master, task.submission)
    return found | {case.name: scores(course, case) for case in cases if case.name not in found}, said
