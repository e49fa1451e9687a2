"""What of a graded notebook is one answer, and how it is shown."""

import json

import pytest

from autograder.formgrader.questions import notebook_path, questions, written
from tests.formgrader.klass import PNG
from tests.gradebook.small_course import make_course
from tests.intake.vectors import IMG

CODE = ("code", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", {"grade_id": "code", "grade": True, "solution": True})
DRAW = ("markdown", "Draw it.", {"grade_id": "draw", "task": True, "locked": True, "points": 4})
PLAIN = ("markdown", "The course goes on.", None)
IDS = {"code": "cell1", "draw": "cell0"}


def shown(tmp_path, name, *cells):
    """The answer to a question in a notebook of these cells; other questions are as they were released."""
    course = make_course(tmp_path, one=[DRAW, (*CODE[:2], CODE[2] | {"points": 1}), PLAIN], two=None)
    question = next(one for one in questions(course, "a") if one.cell.grade_id == name)
    path = tmp_path / "autograded.ipynb"
    path.write_text(json.dumps({"cells": list(cells)}))
    return str(written(path, question))


def cell(source, name="", kind="markdown", **more):
    mark = {"nbgrader": {"grade_id": name}} if name else {}
    return {"cell_type": kind, "id": IDS.get(name, f"x{source}"), "source": source, "metadata": mark} | more


def test_cells_behind_a_question_are_the_students_until_the_course_goes_on(tmp_path):
    behind = [cell("Mine."), cell(["Al", "so."]), cell("x = 2", "code", "code"), cell("No.")]
    html = shown(tmp_path, "draw", cell("Draw it.", "draw"), *behind)
    assert "Mine." in html
    assert "Also." in html
    assert "Draw it." not in html
    assert "x = 2" not in html
    assert "No." not in html


def test_a_cell_of_the_course_without_a_mark_ends_the_answer(tmp_path):
    ours = {"cell_type": "markdown", "id": "cell2", "source": "The course goes on.", "metadata": {}}
    assert "goes on" not in shown(tmp_path, "code", cell("y = 3", "code", "code"), ours, cell("No."))


@pytest.mark.parametrize("name", ["code", "draw"])
def test_what_is_as_it_was_released_is_said_to_be_so(tmp_path, name):
    released = {"code": "# YOUR CODE HERE\nraise NotImplementedError()", "draw": "Draw it."}[name]
    assert "Not answered" in shown(tmp_path, name, cell(released, name, "code" if name == "code" else "markdown"))


def test_code_is_shown_with_its_text_and_its_pictures_and_nothing_else(tmp_path):
    outputs = [
        {"output_type": "stream", "text": [f"printed {IMG}\n"]},
        {"output_type": "error", "traceback": ["\x1b[0;31mNameError\x1b[0m: y"]},
        {"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "<Figure>"}},
        {"output_type": "display_data", "data": {"image/png": "bm8=", "image/svg+xml": "<svg>", "text/html": IMG}},
        {"output_type": "execute_result", "data": {"text/plain": "z" * 20_000}},
    ]
    html = shown(tmp_path, "code", cell("a < b  # </pre>", "code", "code", outputs=outputs))
    assert "a &lt; b  # &lt;/pre&gt;" in html
    assert "printed &lt;img" in html
    assert ">NameError: y<" in html
    assert html.count("<img") == 1
    assert f"data:image/png;base64,{PNG}" in html
    assert "<svg" not in html
    assert "[...] the rest is in the notebook" in html


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"cells": 5}', '{"cells": [5]}', '{"cells": [{"metadata": null}]}']
)
def test_a_notebook_that_cannot_be_read_is_said_in_a_sentence(tmp_path, content):
    course = make_course(tmp_path, one=[DRAW], two=None)
    (question,) = questions(course, "a")
    path = tmp_path / "autograded.ipynb"
    path.write_text(content)
    assert "grade it again" in written(path, question) or "Not answered" in written(path, question)


@pytest.mark.parametrize("student", ["", ".", "..", "../ada", "a/b", "a\\b", "a\0b", "nobody"])
def test_no_name_leads_out_of_the_folder(tmp_path, student):
    assert notebook_path(make_course(tmp_path), student, "a", "one") is None
