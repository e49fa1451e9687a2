"""A student's evening with released notebooks, in a real browser."""

import nbformat
import pytest

from tests.course.material import SOURCE, nbgrader, read

pytestmark = pytest.mark.integration
ANSWER = "def output_delta(s_L, o_L, y):\n    return {}"
RIGHT = "2 * (o_L - y) * (1 - o_L**2)"
WRONG = "(o_L - y) * (1 - o_L**2)"


@pytest.fixture(scope="module")
def opened(open_notebook):
    """Notebook 06 after Run All, as released."""
    lab = open_notebook("06-backpropagation")
    lab.run_all()
    return lab


def test_the_released_notebook_runs_to_its_end_and_draws_its_figures(opened):
    notebook = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    assert opened.page.locator(".jp-Notebook .jp-Cell").count() == len(notebook.cells)
    assert opened.errors() == 0
    assert opened.drawn(opened.page.locator(".jp-OutputArea-output img"), least=4) >= 4


def test_what_a_picture_shows_is_folded_up_above_it_until_it_is_asked_for(opened):
    folded = opened.page.locator(".jp-OutputArea-output details", has_text="In words")
    assert folded.count() >= 4
    first = folded.first
    assert "network 3-2-1" in first.text_content()
    assert first.get_attribute("open") is None
    first.locator("summary").click()
    assert first.get_attribute("open") is not None
    assert "In words" not in "".join(opened.page.locator('[data-mime-type*="stdout"]').all_text_contents())


def test_an_unanswered_check_says_so(opened):
    assert "not answered yet" in opened.said("test-output-delta", on="stderr")


def test_a_wrong_answer_is_told_what_is_wrong_and_shown_where(opened):
    opened.write("output-delta", ANSWER.format(WRONG))
    opened.run("test-output-delta")
    said = opened.said("test-output-delta", on="stderr")
    assert "0.5 times the numerical value" in said
    assert "Is the 2 of the squared error missing?" in said
    assert opened.pictures("test-output-delta", least=1) == 1


def test_validate_lists_the_checks_that_fail(opened):
    opened.save()
    said = opened.validate()
    assert "failed" in said.lower()
    assert "output_delta" in said


def test_a_right_answer_is_told_so_and_the_picture_is_gone(opened):
    opened.write("output-delta", ANSWER.format(RIGHT))
    opened.run("test-output-delta")
    assert "output_delta: right" in opened.said("test-output-delta")
    assert opened.said("test-output-delta", on="stderr") == ""
    assert opened.pictures("test-output-delta") == 0


def test_validate_is_content_when_every_answer_is_right(opened):
    for cell in read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb").cells:
        if cell.cell_type == "code" and nbgrader(cell).get("solution"):
            opened.write(nbgrader(cell)["grade_id"], cell.source)
    opened.answer("why-drop-the-bias-entry", "No weight leads into the bias unit, so the path back ends there.")
    opened.answer("derive-delta", "Along one path a product, along several paths a sum.")
    opened.save()
    assert "Success" in opened.validate()


def test_what_was_saved_is_still_the_notebook_that_was_released(opened):
    saved = nbformat.read(opened.folder / "06-backpropagation.ipynb", as_version=4)
    source = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    assert [nbgrader(cell).get("grade_id") for cell in saved.cells] == [
        nbgrader(cell).get("grade_id") for cell in source.cells
    ]


#: Notebooks with sliders -> the answers that are drawn there.
SLIDERS = {
    "02-reverse-mode": (),
    "05-activations": ("leaky-prelu",),
    "07-finite-differences": (),
    "08-training": ("gd-step", "l2-step"),
}


@pytest.mark.parametrize("assignment", SLIDERS)
def test_a_slider_changes_its_picture(open_notebook, assignment):
    lab = open_notebook(assignment)
    lab.wait_until_idle()
    for cell in read(SOURCE / assignment / f"{assignment}.ipynb").cells:
        if nbgrader(cell).get("grade_id") in SLIDERS[assignment]:
            lab.write(nbgrader(cell)["grade_id"], cell.source)
    lab.run_all()
    cell = lab.page.locator(".jp-CodeCell", has=lab.page.locator(".widget-slider")).first
    interactive = cell.locator(".jp-OutputArea-child img")
    cell.locator(".widget-slider").first.wait_for()
    assert lab.drawn(interactive, least=1)
    before = interactive.last.get_attribute("src")
    cell.locator(".noUi-handle").first.focus()
    lab.page.keyboard.press("ArrowRight")
    assert another(lab, interactive.last, before)


def test_in_06_one_slider_steps_back_through_a_network_and_the_other_lights_the_path_of_a_weight(opened):
    cell = opened.page.locator(".jp-CodeCell", has=opened.page.locator(".widget-slider")).first
    pictures = cell.locator(".jp-OutputArea-child img")
    assert opened.drawn(pictures, least=2) == 2  # all derivatives in one picture, and the step of the slider
    whole = pictures.first.get_attribute("src")
    sliders = cell.locator(".noUi-handle")
    assert sliders.count() == 2
    for slider in (sliders.first, sliders.last):
        before = pictures.last.get_attribute("src")
        slider.focus()
        opened.page.keyboard.press("ArrowRight")
        assert another(opened, pictures.last, before)
    assert pictures.first.get_attribute("src") == whole


def another(lab, picture, before):
    """Whether a picture becomes another one, in ten seconds."""
    for _ in range(50):
        if picture.get_attribute("src") != before:
            return True
        lab.page.wait_for_timeout(200)
    return False
