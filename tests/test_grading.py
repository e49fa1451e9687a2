"""One notebook, from its bytes to its record: what the pieces alone do not show."""

import json

import pytest

from autograder.grading import make_graders
from autograder.intake.submission import Submission
from autograder.kernel.fake import FakeKernel
from autograder.sandbox import Nursery
from tests.hostile.driver import course as small_course


@pytest.fixture
def grader(tmp_path):
    course = small_course(tmp_path)
    (course.source / "a" / "data").mkdir()
    (course.source / "a" / "digits.csv").write_text("1,2\n")
    (course.source / "a" / "data" / "x.txt").write_text("x\n")
    (grader,) = make_graders(course, "a")
    return grader


def submission(grader, files):
    notebook = json.loads(json.dumps(grader.master.released))
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = "def double(x):\n    return 2 * x"
    return Submission("eve", "a", {"n": json.dumps(notebook).encode()}, files)


IN_THE_WAY = {"digits.csv": b"stolen", "digits.csv/x.txt": b"", "data": b"a file", "data/x.txt/y/z": b""}


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_the_courses_files_stand_where_they_belong_whatever_a_submission_brings(grader, name):
    seen = []

    def start(files, limits, _first_cells=()):
        seen.append(dict(files))
        return FakeKernel(files, limits)

    grader.grade(submission(grader, {name: IN_THE_WAY[name], "own/notes.txt": b"mine", "datafile": b"mine"}), start)
    assert seen[0] == {
        "digits.csv": b"1,2\n",
        "data/x.txt": b"x\n",
        "own/notes.txt": b"mine",
        "datafile": b"mine",
    }


@pytest.mark.integration
def test_a_folder_in_place_of_a_file_of_the_course_is_no_fault_of_ours(grader):
    with Nursery(("numpy", "ipython"), trust=True) as nursery:
        record = grader.grade(submission(grader, IN_THE_WAY), nursery)
    assert not record.has_our_fault
    assert record.points == 2


def test_another_attempt_has_other_hidden_inputs(grader):
    def seeds(attempt):
        record = grader.grade(submission(grader, {}), FakeKernel, attempt)
        return {item.grade_id: item.seed for item in record.items if item.seed}

    assert seeds(1) and seeds(1) == seeds(1)
    assert seeds(1).keys() == seeds(2).keys()
    assert not set(seeds(1).values()) & set(seeds(2).values())
