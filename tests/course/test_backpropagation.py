"""What assignment 06 promises beyond the law for all notebooks."""

from __future__ import annotations

from tests.course.material import SOURCE, nbgrader, read

POINTS = {
    "test-forward": 3,
    "test-output-delta": 2,
    "test-delta-step": 3,
    "test-weight-gradient": 2,
    "test-backprop": 3,
    "test-backprop-vectorised": 2,
    "test-backprop-any": 2,
    "why-drop-the-bias-entry": 2,
    "test-softmax-delta": 1,
}


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    notebook = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    items = {
        nbgrader(cell)["grade_id"]: nbgrader(cell)["points"] for cell in notebook.cells if nbgrader(cell).get("grade")
    }
    assert items == POINTS
    assert sum(items.values()) == 20


def test_the_manual_question_is_asked_above_its_cell_and_carries_a_rubric() -> None:
    notebook = read(SOURCE / "06-backpropagation" / "06-backpropagation.ipynb")
    place = [cell.id for cell in notebook.cells].index("why-drop-the-bias-entry")
    assert notebook.cells[place - 1].source.startswith("### ")
    assert "**Rubric (2 points).**" in notebook.cells[place].source
