"""A page of the book is the released notebook, with what it shows to somebody who has answered nothing."""

import base64
import json
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.release.leaks import TELLING_LENGTH, TELLING_LENGTH_IN_FILES, secret_lines
from tests.course_folder.courses import cell, check, manual, markdown, notebook, solution
from tests.days import of_today
from tools.site.book import NEEDS_ANSWER, chapter
from tools.site.pages import texts

ROOT = Path(__file__).parents[2]
COURSE = Course.open(ROOT)
ALL = COURSE.assignments()
#: Running one takes some seconds, so it is another one each day; `BOOK=all` runs them all.
RUN = of_today(ALL, len(ALL), "BOOK")
DOT = base64.b64encode(b"\x89PNG a dot").decode()


@pytest.fixture(scope="module", params=RUN)
def todays(request):
    """Today's chapter with its figures."""
    return chapter(ROOT / "release" / request.param)


def told(text, master):
    """The secret lines of a source that stand in a text."""
    squeezed = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return [secret for secret in secret_lines(master) if secret.line in squeezed]


@pytest.mark.parametrize("assignment", ALL)
def test_no_page_holds_a_line_of_a_solution_a_hidden_test_or_a_rubric(assignment):
    (master,) = COURSE.masters(assignment)
    page = chapter(ROOT / "release" / assignment, run=False).text
    assert told(page, master) == []
    guides = told("\n".join(texts(ROOT).values()), master)
    assert [secret for secret in guides if len(secret.line) >= TELLING_LENGTH_IN_FILES] == []
    assert not any(mark in page for mark in ("BEGIN SOLUTION", "BEGIN HIDDEN", "BEGIN MARK"))
    secret = secret_lines(master)[0]
    assert secret in told(f"{page}\n    {secret.line}", master)  # it would have been seen


@pytest.mark.integration
def test_no_output_tells_an_answer(todays):
    """Neither in words nor as a picture: what the solution's notebook shows where an answer is needed is not here."""
    (master,) = COURSE.masters(todays.name)
    assert told(todays.text, master) == []
    solved = json.loads((ROOT / "solutions" / todays.name / f"{todays.name}.ipynb").read_text(encoding="utf-8"))
    checks = [one for one in solved["cells"] if one["metadata"].get("nbgrader", {}).get("grade")]
    for one in checks:
        for output in one.get("outputs", []):
            for line in "".join(output.get("text", "")).split("\n"):
                assert len(line) < TELLING_LENGTH or line not in todays.text, line
            picture = "".join(output.get("data", {}).get("image/png", ""))
            assert not picture or base64.b64decode(picture) not in todays.pictures.values()


@pytest.mark.integration
def test_the_figures_of_the_text_are_there_with_words_for_who_does_not_see_them(todays):
    assert todays.pictures
    assert all(content.startswith(b"\x89PNG") for content in todays.pictures.values())
    for name in todays.pictures:
        assert f'src="{name}" alt="' in todays.text
    assert "Traceback" not in todays.text
    assert "interactive(" not in todays.text  # a page has nobody whom a slider could ask
    assert not any(said in todays.text.split("```")[-1] for said in ("not answered yet", "Nothing to show here"))


def page_of(tmp_path, cells):
    """The chapter of a notebook that has run before, outputs and all."""
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "one.ipynb").write_text(json.dumps(notebook(cells)), encoding="utf-8")
    return chapter(folder, run=False)


def with_outputs(made, *outputs):
    return made | {"outputs": list(outputs)}


def said(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


def drawn():
    return {"output_type": "display_data", "data": {"image/png": DOT, "text/plain": "<Figure>"}, "metadata": {}}


@pytest.mark.parametrize(
    "missing",
    [
        said("Nothing to show here: show() calls growth(), which is not written yet.", "stderr"),
        said("growth: not answered yet.", "stderr"),
        {"output_type": "error", "ename": "NotImplementedError", "evalue": "", "traceback": []},
    ],
)
def test_of_a_cell_that_met_a_missing_answer_nothing_is_shown(tmp_path, missing):
    page = page_of(tmp_path, [with_outputs(cell("show()"), said("half of it: 412"), drawn(), missing)])
    assert NEEDS_ANSWER in page.text
    assert "412" not in page.text
    assert page.pictures == {}


def test_neither_an_answer_nor_a_check_has_outputs(tmp_path):
    answer = with_outputs(solution("def f():\n    raise NotImplementedError()", "f"), said("of the answer"))
    asked = with_outputs(check("assert f() == 1", "test-f"), said("of the check"))
    page = page_of(tmp_path, [answer, asked, manual()])
    assert "of the" not in page.text
    assert "<summary>The check</summary>" in page.text
    assert "graded by hand" in page.text


def test_the_words_of_a_figure_are_its_alternative_text(tmp_path):
    words = 'a "falling" curve & 2 < 3 lines.'
    data = {"text/html": f'<details class="in-words"><summary>In words</summary>{words}</details>', "text/plain": words}
    folded = {"output_type": "display_data", "data": data, "metadata": {}}
    picture = {**drawn(), "metadata": {"image/png": {"alt": words}}}
    page = page_of(tmp_path, [with_outputs(cell("draw()"), said("slope -1"), folded, picture)])
    assert 'alt="a &quot;falling&quot; curve &amp; 2 &lt; 3 lines."' in page.text
    assert page.text.count("<summary>In words</summary>") == 1
    assert page.text.count("2 &lt; 3 lines.") == 2
    assert "slope -1" in page.text
    assert page.pictures == {"one-1.png": b"\x89PNG a dot"}


def test_output_is_text_whatever_it_holds(tmp_path):
    page = page_of(tmp_path, [with_outputs(cell("x"), said("```\n<script>alert(1)</script>\n```"))])
    assert "````" in page.text


def test_a_formula_in_a_table_keeps_its_bars_and_the_table_its_cells(tmp_path):
    page = page_of(tmp_path, [markdown("| a | b |\n|---|---|\n| $|x|$ | $\\|y\\|$ |")])
    assert "| $\\vert x\\vert $ | $\\Vert y\\Vert $ |" in page.text
