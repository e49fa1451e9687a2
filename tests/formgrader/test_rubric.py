"""What graders see under an answer: the rubric and the model answer of the source."""

import shutil
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.formgrader.questions import questions
from autograder.formgrader.rubric import rubrics, steps
from tests.gradebook.small_course import make_course, master_of

TASK = (
    "markdown",
    "Draw it.\n=== BEGIN MARK SCHEME ===\nTwo points for the arrows.\n=== END MARK SCHEME ===",
    {"grade_id": "draw", "task": True, "locked": True, "points": 4},
)


def by_hand(kind, source, **mark):
    return (kind, source, {"grade_id": "why", "grade": True, "solution": True, "points": 3} | mark)


def of(tmp_path, *cells):
    return rubrics(master_of(make_course(tmp_path, one=[("markdown", "# One", None), *cells], two=None)))


def test_a_rubric_is_told_apart_from_the_model_answer(tmp_path):
    found = of(tmp_path, by_hand("markdown", "Because of $x$.\n\n**Rubric (3 points).**\n- 1 point: it says why."))
    assert found["why"].answer == "Because of $x$."
    assert found["why"].rubric.startswith("**Rubric (3 points).**\n- 1 point")


@pytest.mark.parametrize("heading", ["### Rubric", "Rubric:", "Marking scheme", "**Mark scheme**"])
def test_a_rubric_may_be_headed_as_people_do(tmp_path, heading):
    assert of(tmp_path, by_hand("markdown", f"Because.\n\n{heading}\n1 point"))["why"].rubric == f"{heading}\n1 point"


def test_an_answer_without_a_rubric_is_shown_whole_and_without_marks(tmp_path):
    source = "### BEGIN SOLUTION\nBecause.\n### END SOLUTION"
    found = of(tmp_path, by_hand("markdown", source))["why"]
    assert (found.rubric, found.answer) == ("", "Because.")


def test_code_that_is_graded_by_hand_is_shown_as_code(tmp_path):
    found = of(tmp_path, by_hand("code", "### BEGIN SOLUTION\nx = 1  # a rubric\n### END SOLUTION"))["why"]
    assert found.answer == "```python\nx = 1  # a rubric\n```"


def test_the_mark_scheme_of_a_task_is_its_rubric(tmp_path):
    assert of(tmp_path, TASK)["draw"].rubric == "Two points for the arrows."


def test_what_is_judged_automatically_has_none(tmp_path):
    assert set(rubrics(master_of(make_course(tmp_path)))) == {"why"}


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("- 0.5 point: why", 0.5),
        ("* 1 point. Why", 1.0),
        ("2. **1.5 points:** why", 1.5),
        ("+ 0,25 pts why", 0.25),
        ("- 2 marks: why", 2.0),
    ],
)
def test_a_line_with_points_of_its_own_is_a_step(line, points):
    assert [(step.points, step.text.lower()) for step in steps(line)[1]] == [(points, "why")]


def test_what_is_no_step_stays_beside_the_steps():
    rest, found = steps(
        "**Rubric (2 points).**\n- 1 point: so\n  and so.\n- 1 point: else.\n\nHalf of it for 2 points."
    )
    assert rest == "Half of it for 2 points."
    assert [step.text for step in found] == ["so\nand so.", "else."]
    assert steps("Rubric: be kind.\n- 1 point: so.")[0] == "Rubric: be kind."


def test_every_rubric_of_the_course_has_steps_that_add_up(course_here):
    found = [one for name in course_here.assignments() for one in questions(course_here, name)]
    assert len(found) >= 9
    for one in found:
        assert sum(step.points for step in steps(one.rubric.rubric)[1]) == one.cell.points, one.cell.grade_id


@pytest.fixture
def course_here(tmp_path):
    (tmp_path / "source").symlink_to(Path(__file__).parents[2] / "source")
    shutil.copy(Path(__file__).parents[2] / "nbgrader_config.py", tmp_path)
    return Course.open(tmp_path)
