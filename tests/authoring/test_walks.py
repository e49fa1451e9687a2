"""The notebook as a student runs it, and as the grader does: what stands in the way is told."""

import pytest

from autograder.authoring.walks import as_grader, as_student
from autograder.grading import make_graders
from autograder.kernel.fake import FakeKernel
from tests.authoring.test_cheats import test_cell
from tests.course_folder.courses import cell, check, markdown, solution, write_course

test_cell.__test__ = False
SOLUTION = "def area(a, b):\n    ### BEGIN SOLUTION\n    return a * b\n    ### END SOLUTION"
RIGHT = [markdown("# Area", cell_id="a"), solution(SOLUTION, "area"), check(test_cell("x = 1"), "test-area")]


def walked(folder, *cells, tags=()):
    for each in cells:
        each["metadata"]["tags"] = list(tags)
    course = write_course(folder, list(cells))
    (grader,) = make_graders(course, "one")
    return as_student(grader, FakeKernel), as_grader(grader, FakeKernel)


def sentences(walk, *, notes=False):
    return [finding.sentence for finding in walk.findings if finding.note == notes]


def test_a_right_notebook_runs_to_its_end_for_both(tmp_path):
    student, author = walked(tmp_path, *RIGHT, cell("print('the end')", cell_id="end"))
    assert student.findings == author.findings == []
    assert author.record.points == author.record.max_points == 2


def test_a_cell_of_the_courses_own_that_needs_an_answer_is_told_and_one_that_shows_an_error_is_not(tmp_path):
    used = cell("print('here')\narea(1, 2)", cell_id="used")
    student, author = walked(tmp_path, *RIGHT, used)
    (sentence,) = sentences(student)
    assert 'work.ipynb, cell 4: in the released notebook "Run all" stops here' in sentence
    assert author.findings == []
    assert walked(tmp_path, *RIGHT, used, tags=["raises-exception"])[0].findings == []


def test_a_check_that_stops_the_notebook_is_a_note_once(tmp_path):
    more = [solution(SOLUTION.replace("area", "more"), "more"), check("assert more(1, 2) == 2", "test-more")]
    student, _ = walked(tmp_path, *RIGHT[:2], check(test_cell("assert area(2, 3) == 6"), "test-area"), *more)
    assert sentences(student) == []
    (note,) = sentences(student, notes=True)
    assert "cell 3 (test-area)" in note
    assert "raises-exception" in note


@pytest.mark.parametrize("stub", ["def area(a, b):\n    return a * b", "area = max"])
def test_a_stub_that_earns_points_is_told(tmp_path, stub):
    hidden = 'expect(call("area", 1, 4), 4, what="ab")'
    student, _ = walked(tmp_path, solution(f"{stub}\n### BEGIN SOLUTION\n### END SOLUTION", "area"),
                        check(test_cell("x = 1", hidden), "test-area"))  # fmt: skip
    assert "earns 2 of 2 points" in sentences(student)[0]


@pytest.mark.parametrize(
    ("visible", "hidden", "said"),
    [
        ("assert area(2, 3) == 7", 'expect(call("area", 1, 4), 4, what="ab")', "the visible check is not satisfied by"),
        ("x = 1", 'expect(call("area", 1, 4), 5, what="ab")', 'line 5: the solution earns 0 of 2 points; part "all"'),
        ("x = 1", 'expect(1 / 0, call("area", 1, 4), what="ab")', "ZeroDivisionError"),
    ],
)
def test_a_solution_that_fails_is_told_with_the_place(tmp_path, visible, hidden, said):
    _, author = walked(tmp_path, RIGHT[1], check(test_cell(visible, hidden), "test-area"))
    (sentence,) = sentences(author)
    assert said in sentence
    assert sentence.startswith("work.ipynb, cell 2 (test-area)")


def test_parts_that_do_not_add_up_to_the_cells_points_are_told(tmp_path):
    _, author = walked(tmp_path, RIGHT[1], check(test_cell("x = 1"), "test-area", points=5))
    assert "5" in sentences(author)[0]
