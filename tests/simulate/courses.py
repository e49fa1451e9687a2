"""A small course for the tests of the simulation: two exercises, a question, and what students may write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.course.master import Master, MasterCell

ASSIGNMENT = "a1"
NOTEBOOK = "n1"
VARIANTS = {
    "square.py": """\
# %% right: product
def square(x):
    return x * x

# %% right: power
def square(x):
    return x ** 2

# %% right: as text [alone]
def square(x):
    return str(x * x)

# %% mistake 7: doubled
def square(x):
    return 2 * x

# %% mistake 8: shifted [parts: 2] [silent]
def square(x):
    return x * x if x else 1
""",
    "cube.py": """\
# %% right: own step [carries]
def cube(x):
    return x * square(x)

# %% right: afresh
def cube(x):
    return x ** 3

# %% mistake: unheard of
def cube(x):
    return -x
""",
}


def _cell(grade_id: str, released: str, kind: str = "code", points: float = 0.0, **flags: bool) -> MasterCell:
    marks = {"grade": False, "solution": False, "locked": False, "task": False} | flags
    return MasterCell(
        grade_id, kind, grade_id, marks["grade"], marks["solution"], marks["locked"], marks["task"], points, released,
        "", released, grade_id, "",
    )  # fmt: skip


CELLS = (
    _cell("square", "def square(x):\n    raise NotImplementedError()", solution=True),
    _cell("test-square", "square(2)", points=2.0, grade=True, locked=True),
    _cell("cube", "def cube(x):\n    raise NotImplementedError()", solution=True),
    _cell("test-cube", "cube(2)", points=1.0, grade=True, locked=True),
    _cell("why", "YOUR ANSWER HERE", "markdown", 2.0, grade=True, solution=True),
)


def released() -> dict[str, object]:
    cells = []
    for cell in CELLS:
        mark = {"grade_id": cell.grade_id, "grade": cell.grade, "solution": cell.solution}
        code = {"execution_count": None, "outputs": []} if cell.cell_type == "code" else {}
        cells.append(
            {"cell_type": cell.cell_type, "id": cell.grade_id, "metadata": {"nbgrader": mark}, "source": cell.released}
            | code
        )
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@dataclass(frozen=True)
class SmallCourse:
    """What the simulation asks of a course."""

    root: Path

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def db_url(self) -> str:
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def masters(self, assignment: str) -> list[Master]:
        return [Master(assignment, NOTEBOOK, CELLS, {"data/x.txt": b"1\n"}, released(), "0" * 64)]


def small_course(root: Path) -> SmallCourse:
    folder = root / "simulation" / ASSIGNMENT
    folder.mkdir(parents=True)
    for name, text in VARIANTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return SmallCourse(root)
