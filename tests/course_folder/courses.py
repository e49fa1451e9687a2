"""Small course folders, written by hand."""

import json
from pathlib import Path

from autograder.course import Course

CONFIG = 'c = get_config()\nc.CourseDirectory.solution_directory = "solutions"\n'

SOLUTION = """def double(x):
    ### BEGIN SOLUTION
    twice_the_argument = x + x
    return twice_the_argument
    ### END SOLUTION"""
STUB = "def double(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
HIDDEN = "secret_argument = 21.125\nassert double(secret_argument) == 42.25"
TEST = f"assert double(1) == 2\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS"


def cell(source, grade_id="", kind="code", cell_id=None, **meta):
    """A cell of a notebook file; `meta` are nbgrader's flags and points."""
    made = {"cell_type": kind, "id": cell_id or (grade_id or f"c{abs(hash(source)) % 10**8}"), "source": source}
    made["metadata"] = {}
    if grade_id:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        made["metadata"]["nbgrader"] = {"grade_id": grade_id, **flags, **meta}
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    return made


def markdown(source, **more):
    return cell(source, kind="markdown", **more)


def solution(source=SOLUTION, grade_id="double"):
    return cell(source, grade_id, solution=True)


def check(source=TEST, grade_id="test-double", points=2):
    return cell(source, grade_id, grade=True, locked=True, points=points)


def manual(source="Because x + x is the same number.", grade_id="why"):
    return cell(source, grade_id, kind="markdown", grade=True, solution=True, points=3)


def right_cells():
    """Heading, solution, test, manual question."""
    return [
        markdown("# A course\n\nWelcome.", cell_id="intro"),
        markdown("## Exercise 1: double\n\nWrite `double(x)`.", cell_id="asked"),
        solution(),
        check(),
        markdown("## Question 2\n\nWhy?", cell_id="asked-too"),
        manual(),
    ]


def notebook(cells, minor=5, language="python"):
    kernel = {"display_name": "Python 3", "language": language, "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": minor}


def write_notebook(root: Path, cells, assignment="one", name="work") -> Path:
    path = root / "source" / assignment / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook(cells)), encoding="utf-8")
    return path


def write_course(root: Path, cells=None, config=CONFIG) -> Course:
    """A course with assignment "one", notebook "work"."""
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    write_notebook(root, right_cells() if cells is None else cells)
    return Course.open(root)
