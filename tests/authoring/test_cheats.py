"""Wrong answers that earn all points are told, with what lets them through; right exercises are left in peace."""

import pytest

from autograder.authoring.cheats import MOST_SURVIVORS, CheatTask, cheat
from tests.course_folder.courses import cell, check, solution, write_course

KEYS = (b"one", b"two")
SOLUTION = """def area(a, b):
    ### BEGIN SOLUTION
    return a * b
    ### END SOLUTION"""
GOOD = """for rng in draws(3):
        a, b = rng.uniform(2, 3), rng.uniform(4, 5)
        expect(call("area", a, b), a * b, what="ab")"""


def test_cell(visible, hidden=GOOD):
    return f"""{visible}
### BEGIN HIDDEN TESTS
from autograder.hidden import call, draws, expect, part

with part("all", points=2):
    {hidden}
### END HIDDEN TESTS"""


test_cell.__test__ = False


def told(folder, visible, hidden=GOOD, *, changes=False, answer=SOLUTION, before=(), test=None):
    cells = [*before, solution(answer, "area"), check(test or test_cell(visible, hidden), "test-area")]
    course = write_course(folder, cells)
    task = CheatTask(course.root, "one", "work", KEYS, frozenset(), changes)
    return [finding.sentence for finding in task.run(lambda: None)]


@pytest.mark.parametrize(
    "visible",
    [
        "assert area(2, 3) == 6",
        "assert area(2, 3) == 6, 'two times three'",
        "assert area(2, 3) == area(3, 2)",
        "z = area(2.0, 3.0)\nassert abs(z - 6) < 1e-9",
        "assert area(4, 4) == 4**2",
        "",
    ],
)
def test_a_check_that_shows_numbers_or_a_property_gives_nothing_away(tmp_path, visible):
    assert told(tmp_path, visible, changes=True) == []


@pytest.mark.parametrize(
    "visible",
    [
        "assert area(2, 3) == 2 * 3",
        "x, y = 2, 3\nassert area(2, 3) == 3 * 2",
        "x = 2\ny = 3\nassert area(x, y) == x * y",
        "x = 2\ny = 3\nwant = x * y\nassert want == area(x, y)",
        "import numpy as np\nassert np.isclose(area(2, 3), np.prod([2, 3]))",
        "def right(a, b):\n    return a * b\n\nassert area(2, 3) == right(2, 3)",
        "assert area(a=2, b=3) == 2 * 3",
        "z = area(2, 3)\nassert abs(z - 2 * 3) < 1e-9",
        "def same(x, y):\n    assert x == y\n\nsame(area(2, 3), 2 * 3)",
    ],
)
def test_a_check_that_gives_the_answer_away_is_told_with_its_line(tmp_path, visible):
    (sentence,) = told(tmp_path, visible)
    line = visible.count("\n") + 1 if "want" not in visible else 4
    assert f"work.ipynb, cell 2 (test-area), line {line}: the visible check gives the answer away" in sentence


def test_hidden_inputs_that_the_check_shows_are_told(tmp_path):
    hidden = 'expect(call("area", 2, 3), 6, what="ab")\n    expect(call("area", 5, 3), 15, what="ab")'
    visible = "for a in (2, 5):\n    assert area(a, 3) % 3 == 0"
    (sentence,) = told(tmp_path, visible, hidden)
    assert "knows nothing but the values of the visible check" in sentence


@pytest.mark.parametrize(("arguments", "value", "what"), [("0, 5", "0", "returns 0"), ("3, 1", "3", "first argument")])
def test_a_hidden_test_that_a_constant_passes_is_told(tmp_path, arguments, value, what):
    sentences = told(tmp_path, "", f'expect(call("area", {arguments}), {value}, what="ab")')
    assert any(what in sentence and "cell 2 (test-area)" in sentence for sentence in sentences)


def test_an_input_on_which_a_wrong_answer_passes_is_told_with_the_line_of_the_change(tmp_path):
    sentences = told(tmp_path, "", 'expect(call("area", 2, 2), 4, what="ab")', changes=True)
    (sentence,) = [each for each in sentences if "a + b" in each]
    assert sentence.startswith("work.ipynb, cell 1 (area), line 3: with `return a * b` changed to `return (a + b)`")


@pytest.mark.parametrize(
    ("test", "wrong"),
    [
        ("assert area(2, 3) == 6\n### BEGIN HIDDEN TESTS\nassert area(3, 5) == 15\n### END HIDDEN TESTS", False),
        ("assert area(2, 3) == 6\n### BEGIN HIDDEN TESTS\nassert area(2, 3) == 6\n### END HIDDEN TESTS", True),
        ("assert area(2, 3) == 6", False),  # that there is no hidden test is told already
        (
            "assert area(2, 3) == 6\n### BEGIN HIDDEN TESTS\npoints = 2\npoints\n### END HIDDEN TESTS",
            False,
        ),  # partial credit
    ],
)
def test_tests_that_run_in_the_students_kernel_are_looked_at_too(tmp_path, test, wrong):
    assert any("values of the visible check" in each for each in told(tmp_path, "", test=test)) == wrong


def test_choices_are_no_constants_to_be_guessed_at(tmp_path):
    answer = 'def area():\n    ### BEGIN SOLUTION\n    return "B"\n    ### END SOLUTION'
    hidden = 'expect(call("area") == "B", True, what="the choice")'
    assert told(tmp_path, 'assert area() in ("A", "B")', hidden, answer=answer) == []


def test_lines_of_ipython_are_no_obstacle(tmp_path):
    before = [cell("%matplotlib inline\nimport math\n!ls", cell_id="magic")]
    assert told(tmp_path, "assert area(2, 3) == 6", before=before, changes=True) == []


def test_a_solution_that_is_wrong_under_other_keys_is_told_with_the_key(tmp_path):
    (sentence,) = told(tmp_path, "", 'expect(call("area", 1, 1), next(draws(1)).uniform(), what="ab")')
    assert "under other hidden inputs the solution earns 0 of 2 points" in sentence
    assert KEYS[0].hex() in sentence


def test_of_many_survivors_the_first_are_told_and_a_notebook_that_does_not_run_here_is_a_note(tmp_path, monkeypatch):
    here = "autograder.authoring.cheats.spread"
    monkeypatch.setattr(here, lambda tasks, _: [task.run(lambda: None) for task in tasks])
    body = "\n    ".join(f"x{i} = {i} + a" for i in range(4))
    answer = f"def area(a, b):\n    ### BEGIN SOLUTION\n    {body}\n    return a * b\n    ### END SOLUTION"
    cells = [solution(answer, "area"), check(test_cell(""), "test-area")]
    course = write_course(tmp_path, cells)
    found, tried = cheat(course, course.masters("one"), KEYS, changes=True)
    assert tried > len(found) == MOST_SURVIVORS + 1
    assert "more such changes; `autograder audit one --mutants` prints all." in found[-1].sentence
    course = write_course(tmp_path, [cell("1 / 0", cell_id="fails"), *cells])
    (note,), tried = cheat(course, course.masters("one"), KEYS, changes=False)
    assert note.note
    assert tried == 0  # what was not judged is not counted
    assert "ZeroDivisionError" in note.sentence
