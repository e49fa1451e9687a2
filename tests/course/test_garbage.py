"""Whatever the functions of an assignment return, it earns nothing and is never a fault of ours.

Every run tries a third of all that may be returned in each assignment, others each day; GARBAGE=all takes all.
"""

import itertools
import json
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading import make_graders
from autograder.intake.submission import Submission
from autograder.sandbox.nursery import Nursery
from autograder.simulate.variants import read_variants
from tests.course.material import NOTEBOOKS, SIMULATION
from tests.days import of_today

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]
ASSIGNMENTS = [path.parent.name for path in NOTEBOOKS]
GARBAGE = [
    "None", "'x'", "{}", "()", "True", "1j", "10**400", "float('nan')", "lambda: 1", "a", "a[0]",
    "{1: None, 2: 'a', 3: [[1], [2, 3]], 4: {}}", "({1: None}, {0: 'x'})", "np.array(['a'])", "np.zeros((0, 0))",
    "{1: np.full((2, 2), np.nan), 2: np.ones(1)}", "np.ones((3, 3), dtype=object)",
]  # fmt: skip
CASES = list(itertools.product(ASSIGNMENTS, GARBAGE))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    (folder / "source").symlink_to(ROOT / "source")
    (folder / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    return Course.open(folder)


@pytest.fixture(scope="module")
def nursery():
    with Nursery(("numpy", "matplotlib", "ipython"), trust=True) as nursery:
        yield nursery


def grade(grader, nursery, answer):
    """The record of a notebook in which `answer(grade_id, released source)` is every answer."""
    notebook = json.loads(json.dumps(grader.master.released))
    for cell in notebook["cells"]:
        mark = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and mark.get("solution"):
            cell["source"] = answer(mark["grade_id"], cell["source"])
    name = grader.master.assignment
    return grader.grade(Submission("eve", name, {name: json.dumps(notebook).encode()}), nursery)


@pytest.mark.parametrize(("assignment", "garbage"), of_today(CASES, 3, "GARBAGE"))
def test_garbage_earns_nothing_and_is_judged(course, nursery, assignment, garbage):
    (grader,) = make_graders(course, assignment)

    def answer(grade_id, released):
        names = [line.split("(")[0].removeprefix("def ") for line in released.splitlines() if line.startswith("def ")]
        return "\n".join(f"def {name}(*a):\n    return {garbage}" for name in names)

    record = grade(grader, nursery, answer)
    assert not record.has_our_fault, [item.staff_note for item in record.items]
    assert record.points == 0


def test_the_loop_under_another_name_is_not_vectorised(course, nursery):
    (grader,) = make_graders(course, "06-backpropagation")
    right = {
        path.stem: next(v for v in read_variants(path.parent, path.stem) if v.kind == "right").source
        for path in (SIMULATION / "06-backpropagation").glob("*.py")
    }
    right["backprop-vectorised"] = "def backprop_vectorised(W, X, Y):\n    return backprop(W, X, Y)"
    record = grade(grader, nursery, right.get)
    items = {item.grade_id: item for item in record.items}
    assert items["test-backprop"].points == 3
    assert [part.points for part in items["test-backprop-vectorised"].parts] == [0.5, 1, 0]
