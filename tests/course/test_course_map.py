"""README's map, the tables at the head of the notebooks, their headings and the cells' metadata say the same."""

import re

import pytest

from tests.course.material import NOTEBOOKS, nbgrader, read
from tools import course_map

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
HEADING = re.compile(r"^### (?:Exercise|Question) (\d+): (.+) \((\d+) points?\)$", re.M)


def graded(path):
    return [nbgrader(cell) for cell in read(path).cells if nbgrader(cell).get("grade")]


@every_notebook
def test_the_table_at_the_head_lists_the_headings(path):
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    said = [(e.number, e.title, e.points) for e in course_map.exercises(path)]
    assert said == [(int(n), title, int(points)) for n, title, points in HEADING.findall(text)]


@every_notebook
def test_the_table_at_the_head_says_what_the_cells_are_worth_and_who_judges_them(path):
    said = [(e.points, e.by_hand) for e in course_map.exercises(path)]
    assert said == [(meta["points"], meta["solution"]) for meta in graded(path)]


@every_notebook
def test_every_objective_of_the_table_is_spelt_out_above_it(path):
    head = read(path).cells[0].source.split("| |")[0]
    used = {objective for e in course_map.exercises(path) for objective in e.objectives}
    assert used == set(re.findall(r"LO\d+(?=:)", head))
    assert used <= set(course_map.OBJECTIVES)


def test_every_objective_is_exercised_and_graded():
    found = {objective for path in NOTEBOOKS for e in course_map.exercises(path) for objective in e.objectives}
    assert found == set(course_map.OBJECTIVES)


def test_the_readme_holds_the_map_of_the_notebooks():
    assert course_map.in_readme() == "\n".join(course_map.lines())
