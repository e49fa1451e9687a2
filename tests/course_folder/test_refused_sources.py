"""A source notebook that is wrong is refused in one sentence: what, where, what to do."""

import json

import pytest

from autograder.errors import CourseError

from .courses import CONFIG, check, markdown, notebook, right_cells, solution, write_course, write_notebook


def refusal(root, cells=None, config=CONFIG) -> str:
    course = write_course(root, cells, config)
    return told(course)


def told(course) -> str:
    with pytest.raises(CourseError) as caught:
        course.masters("one")
    text = str(caught.value)
    assert "\n" not in text
    return text


def hidden(code):
    return check(f"### BEGIN HIDDEN TESTS\n{code}\n### END HIDDEN TESTS")


TRUSTED = "from autograder.hidden import call, expect, part\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", "source/one/work.ipynb is not JSON"),
        ("\ud800", "is not JSON"),
        ("[]", "is JSON but no notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}', "is not a valid notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}', "is not a valid notebook"),
        ('{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}', "is not a valid notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused(tmp_path, content, words):
    course = write_course(tmp_path)
    (tmp_path / "source/one/work.ipynb").write_bytes(content.encode("utf-8", "surrogatepass"))
    assert words in told(course)


def test_two_cells_with_one_id_are_refused(tmp_path):
    cells = [*right_cells(), markdown("again", cell_id="intro")]
    assert "cells 1 and 7 share the id 'intro'" in refusal(tmp_path, cells)


def test_two_cells_with_one_grade_id_are_refused(tmp_path):
    again = solution() | {"id": "other"}
    assert "cells 3 and 7 share the grade_id 'double'" in refusal(tmp_path, [*right_cells(), again])


def test_an_empty_nbgrader_entry_such_as_a_copied_cell_leaves_is_refused(tmp_path):
    cells = right_cells()
    cells[2]["metadata"]["nbgrader"] = {}
    assert "work.ipynb, cell 3 has nbgrader metadata of an older format" in refusal(tmp_path, cells)


@pytest.mark.parametrize("points", [-1, "three", None])
def test_points_that_are_no_number_of_points_are_refused(tmp_path, points):
    cells = right_cells()
    cells[3]["metadata"]["nbgrader"]["points"] = points
    assert "cell 4 (test-double) has wrong nbgrader metadata" in refusal(tmp_path, cells)


def test_a_test_without_points_is_refused(tmp_path):
    cells = right_cells()
    del cells[3]["metadata"]["nbgrader"]["points"]
    assert "does not have points" in refusal(tmp_path, cells)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x = 1\n### BEGIN SOLUTION\ny = 2", "line 2: BEGIN SOLUTION has no END SOLUTION after it"),
        ("x = 1\n### END SOLUTION", "line 2: END SOLUTION has no BEGIN SOLUTION before it"),
        (
            "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
            "line 2: BEGIN SOLUTION stands inside the region begun on line 1",
        ),
    ],
)
def test_a_mark_without_its_partner_is_refused_with_its_line(tmp_path, source, words):
    assert f"cell 1 (double), {words}" in refusal(tmp_path, [solution(source)])


def test_hidden_tests_without_end_are_refused(tmp_path):
    assert "BEGIN HIDDEN TESTS has no END HIDDEN TESTS after it" in refusal(
        tmp_path, [check("### BEGIN HIDDEN TESTS\nassert True")]
    )


def test_a_solution_region_outside_a_solution_cell_is_refused(tmp_path):
    assert "holds a solution region but is not a solution cell" in refusal(
        tmp_path, [check("### BEGIN SOLUTION\n1\n### END SOLUTION")]
    )


def test_hidden_tests_outside_a_test_cell_are_refused(tmp_path):
    assert "holds hidden tests but is not an 'Autograder tests' cell" in refusal(
        tmp_path, [solution("### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS")]
    )


def test_a_hidden_test_that_is_no_python_is_refused_with_its_line_in_the_cell(tmp_path):
    text = refusal(tmp_path, [*right_cells()[:3], hidden("x = 1\nassert double(1 == 2")])
    assert "work.ipynb, cell 4 (test-double), line 3: the hidden test is not valid Python" in text


def test_a_trusted_hidden_test_that_is_no_python_is_refused_with_its_line_in_the_cell(tmp_path):
    assert "line 4: the hidden test is not valid Python" in refusal(tmp_path, [hidden(TRUSTED + "x = 1\ny = = 2")])


def test_a_trusted_hidden_test_that_stands_indented_is_refused(tmp_path):
    source = f"if True:\n    ### BEGIN HIDDEN TESTS\n    {TRUSTED}    ### END HIDDEN TESTS"
    assert "keep the marks at the left margin" in refusal(tmp_path, [check(source)])


def test_a_trusted_hidden_test_that_uses_a_name_of_the_notebook_is_refused(tmp_path):
    text = refusal(tmp_path, [solution(), hidden(TRUSTED + "argument = 2\nexpect(double(argument), 4, what='2x')")])
    assert "line 4: the hidden test runs outside the notebook and uses double" in text
    assert 'call("double", ...)' in text


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nexpect(np.ones(2), 1, what='1')",
        "def f(a, *b, c=1, **d):\n    global e\n    e = a, b, c, d\nf(1)",
        "xs = [x for x in range(3)]\nwith open('f') as f:\n    print(f, xs)",
        "try:\n    call('f')\nexcept ValueError as error:\n    print(error)",
        "from numpy import *\nexpect(ones(2), 1, what='1')",
        "g = lambda u: u\nclass K: pass\nprint(g, K, __name__)\nif (n := 1): print(n)",
        "match [1]:\n    case [a, *rest]:\n        print(a, rest)\n    case {'a': 1, **others}:\n        print(others)",
    ],
)
def test_a_trusted_hidden_test_that_defines_what_it_uses_is_accepted(tmp_path, code):
    course = write_course(tmp_path, [hidden(TRUSTED + code)])
    assert course.masters("one")[0].cells[0].hidden == TRUSTED + code


def test_an_ordinary_hidden_test_may_use_the_notebooks_names_and_magics(tmp_path):
    course = write_course(tmp_path, [hidden("%matplotlib inline\nassert double(1) == 2")])
    assert len(course.masters("one")) == 1


def test_a_hidden_test_in_another_language_is_not_read_as_python(tmp_path):
    config = CONFIG + "c.ClearSolutions.code_stub = {'R': 'fail()'}\n"
    course = write_course(tmp_path, config=config)
    cells = [hidden("stopifnot(double(1) == 2); x <- function(y) y")]
    (tmp_path / "source/one/work.ipynb").write_text(json.dumps(notebook(cells, language="R")))
    assert course.masters("one")[0].cells[0].hidden.startswith("stopifnot")


def test_a_language_without_a_stub_is_refused(tmp_path):
    course = write_course(tmp_path)
    (tmp_path / "source/one/work.ipynb").write_text(json.dumps(notebook(right_cells(), language="apl")))
    assert "nbgrader's ClearSolutions refuses it" in told(course)


def test_tests_that_are_to_be_instantiated_are_refused(tmp_path):
    assert "uses AUTOTEST" in refusal(tmp_path, [check("### AUTOTEST double(2)")])


def test_a_link_that_leaves_source_is_refused(tmp_path):
    course = write_course(tmp_path)
    (tmp_path / "gradebook.txt").write_text("grades")
    (course.source / "one" / "data.txt").symlink_to(tmp_path / "gradebook.txt")
    assert "data.txt is a link that leaves source/" in told(course)


def test_a_notebook_that_is_a_link_out_of_source_is_refused(tmp_path):
    course = write_course(tmp_path)
    (tmp_path / "other.ipynb").write_text("{}")
    (course.source / "one" / "other.ipynb").symlink_to(tmp_path / "other.ipynb")
    assert "other.ipynb is a link that leaves source/" in told(course)


def test_a_dangling_link_and_a_link_to_a_folder_are_refused(tmp_path):
    course = write_course(tmp_path)
    link = course.source / "one" / "data"
    link.symlink_to("nowhere")
    assert "leads nowhere" in told(course)
    link.unlink()
    (course.source / "shared").mkdir()
    link.symlink_to("../shared")
    assert "is a link to a folder" in told(course)


def test_a_header_that_is_missing_is_told(tmp_path):
    config = CONFIG + "c.IncludeHeaderFooter.header = 'gone.ipynb'\n"
    assert "IncludeHeaderFooter refuses it" in refusal(tmp_path, config=config)


def test_a_preprocessor_that_reorders_cells_is_refused(tmp_path):
    (tmp_path / "reordering.py").write_text(
        "from nbgrader.preprocessors import NbGraderPreprocessor\n"
        "class Reverse(NbGraderPreprocessor):\n"
        "    def preprocess(self, nb, resources):\n"
        "        nb.cells = nb.cells[::-1]\n"
        "        return nb, resources\n"
    )
    config = CONFIG + "import reordering\nc.GenerateAssignment.preprocessors = [reordering.Reverse]\n"
    assert "reorders cells" in refusal(tmp_path, config=config)


def test_the_second_notebook_of_an_assignment_is_named_when_it_is_the_wrong_one(tmp_path):
    course = write_course(tmp_path)
    write_notebook(tmp_path, [solution("### BEGIN SOLUTION")], name="second")
    assert told(course).startswith("source/one/second.ipynb, cell 1 (double)")
