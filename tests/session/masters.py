"""Small masters, made by hand."""

from __future__ import annotations

from autograder.course.master import Master, MasterCell

HIDDEN = """
from autograder.hidden import call, expect, part
with part("two", points=1):
    expect(call("double", 1.0), 2.0, what="2x")
with part("four", points=1):
    expect(call("double", 2.0), 4.0, what="2x")
"""


def cell(
    grade_id="",
    released="",
    *,
    cell_type="code",
    grade=False,
    solution=False,
    locked=False,
    points=0.0,
    hidden="",
    illustration=False,
):
    return MasterCell(
        cell_id=grade_id or "text",
        cell_type=cell_type,
        grade_id=grade_id,
        grade=grade,
        solution=solution,
        locked=locked,
        task=False,
        points=points,
        released=released,
        hidden=hidden,
        full=f"{released}\n{hidden}",
        title=grade_id.title(),
        asked="",
        illustration=illustration,
    )


def master_of(*cells):
    """A master of these cells."""
    return Master("a", "n", cells, {}, {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, "sha")


def double_master(hidden=HIDDEN, points=2.0):
    """double(x) = 2x, then a manual question, then an ordinary test that needs no answer before it."""
    cells = (
        cell("double", "def double(x):\n    raise NotImplementedError()", solution=True),
        cell("test-double", "print('visible')", grade=True, locked=True, points=points, hidden=hidden),
        cell("why", "your answer", cell_type="markdown", grade=True, solution=True, points=3.0),
        cell("triple", "triple = None", solution=True),
        cell(
            "test-triple", "assert triple is not None", grade=True, locked=True, points=1.0, hidden="assert triple == 3"
        ),
    )
    return master_of(*cells)


def notebook(**answers):
    """The released notebook of `double_master` with these answers in it."""
    return notebook_of(double_master(), **answers)


def notebook_of(master, **answers):
    """The released notebook of a master with these answers in it."""
    cells = []
    for cell in master.cells:
        source = answers.get(cell.grade_id.replace("-", "_"), cell.released)
        mark = {name: getattr(cell, name) for name in ("grade_id", "grade", "solution", "locked")}
        cells.append({"cell_type": cell.cell_type, "source": source, "metadata": {"nbgrader": mark}})
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


RIGHT = {"double": "def double(x):\n    return 2 * x", "why": "because", "triple": "triple = 3"}
