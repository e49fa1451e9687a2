"""What reading a source notebook tells: tests, points, names, each by cell and line."""

import pytest

from autograder.authoring.frame import frame
from tests.course_folder.courses import cell, check, manual, markdown, solution, write_course

TRUSTED = """assert double(1) == 2
### BEGIN HIDDEN TESTS
from autograder.hidden import call, expect, part

with part("all", points=2):
    expect(call("{name}", 3), 6, what="2x")
### END HIDDEN TESTS"""
RIGHT = [markdown("# One", cell_id="a"), solution(), check(TRUSTED.format(name="double")), manual()]


def found(folder, *cells, files=()):
    course = write_course(folder, list(cells))
    for name in files:
        (course.source / "one" / name).write_text("")
    return [finding.sentence for finding in frame(course.masters("one"), course.settings.student_packages)]


def test_a_right_notebook_has_nothing_to_mend(tmp_path):
    assert found(tmp_path, *RIGHT) == []


def test_names_of_the_courses_own_stay_free_to_use(tmp_path):
    own = [cell("x = 3\nprint(x)", cell_id="own"), cell("x = 4", cell_id="again")]
    assert found(tmp_path, *own, *RIGHT, cell("y = double(2)", cell_id="use")) == []


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([solution()], "cell 1 (double): no test follows this answer"),
        ([solution(), manual()], "cell 1 (double): no test follows this answer"),
        ([solution(), check("assert double(1) == 2")], "cell 2 (test-double): this exercise has no hidden test"),
        ([solution(), check(TRUSTED.format(name="treble"))], ""),  # the visible check asks for it
        (
            [solution(), check(TRUSTED.format(name="treble").partition("\n")[2])],
            "cell 1 (double): no test asks for double, which this answer defines",
        ),
        ([solution(), check(TRUSTED.format(name="double"), points=0)], "cell 2 (test-double) is worth 0 points"),
        (
            [cell("x = 1", "given", locked=True, points=3), *RIGHT],
            "cell 1 (given) says 3 points, which nobody can earn",
        ),
        (
            [*RIGHT, solution(grade_id="again"), check(TRUSTED.format(name="double"), "test-again")],
            "cell 5 (again), line 1 binds double, which is the answer of double, anew",
        ),
        ([*RIGHT, cell("import math\ndouble = 3", cell_id="b")], "cell 5, line 2 binds double, which is the answer"),
        (
            [solution("def max(x):\n    return x", "max"), check(TRUSTED.format(name="max"), "test-max")],
            "cell 1 (max), line 1: max hides Python's own max",
        ),
    ],
)
def test_each_slip_is_told_by_cell_and_line(tmp_path, cells, said):
    told = found(tmp_path, *cells)
    assert said in "".join(told)
    assert len(told) == bool(said)


@pytest.mark.parametrize("check_tag", [True, False])
def test_a_practice_item_is_asked_for_by_a_locked_cell_that_only_shows_something(tmp_path, check_tag):
    shown = cell("print(treble(1))", "check-treble", locked=True)
    shown["metadata"]["tags"] = ["illustration"] if check_tag else []
    told = found(tmp_path, solution("def treble(x):\n    return 3 * x", "treble"), shown, *RIGHT)
    assert ["treble, which this answer defines" in sentence for sentence in told] == [True] * (not check_tag)


@pytest.mark.parametrize("name", ["numpy.py", "random.py"])
def test_a_file_that_hides_a_package_is_told(tmp_path, name):
    assert name in found(tmp_path, *RIGHT, files=[name, "toolkit.py"])[0]


def test_files_that_some_systems_do_not_tell_apart_are_told(tmp_path):
    assert "Data.csv, data.csv are one file" in found(tmp_path, *RIGHT, files=["data.csv", "Data.csv"])[0]


def test_all_slips_in_the_cells_of_a_notebook_are_told_at_once(tmp_path):
    broken = [
        solution("def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x"),
        check("### BEGIN HIDDEN TESTS\nassert double(1) ==\n### END HIDDEN TESTS"),
        check(grade_id="test-double"),
        solution("x = 1\n### END SOLUTION", "other"),
    ]
    broken[2]["id"] = broken[1]["id"]
    told = write_course(tmp_path, broken).slips("one")
    said = ("share the id", "share the grade_id", "no END", "not valid Python", "no BEGIN")
    assert len(told) == len(said)
    assert all(words in sentence for words, sentence in zip(said, told, strict=True))
    assert ["line 2" in sentence for sentence in told] == [False, False, True, True, True]
