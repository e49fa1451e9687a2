"""What assignment 09 states in its prose and draws in its figures, held against the reference."""

from __future__ import annotations

import contextlib
import io
import re
from typing import Any

import numpy as np
import pytest

from backprop_ref.costs import STEPS as COSTS
from backprop_ref.differentiability import CASES, CLASSES, STEPS
from tests.course.material import SOURCE, nbgrader, read, solved_namespace, visible

PATH = SOURCE / "09-differentiability" / "09-differentiability.ipynb"


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    with contextlib.redirect_stdout(io.StringIO()):
        return solved_namespace(PATH)


def cell(cell_id: str) -> Any:
    return next(cell for cell in read(PATH).cells if cell.id == cell_id)


def test_the_points_are_the_agreed_ones() -> None:
    points = {nbgrader(c)["grade_id"]: nbgrader(c)["points"] for c in read(PATH).cells if nbgrader(c).get("grade")}
    assert points == {
        "test-one-sided-slopes": 2,
        "test-classify": 3,
        "test-subgradient": 2,
        "test-sort-derivative": 2,
        "test-surrogate-slopes": 2,
        "test-sampled-slopes": 2,
        "test-multiplications": 3,
        "advice": 2,
    }


def test_one_mistake_is_the_best_and_the_staircase_has_six_jumps(names: dict[str, Any]) -> None:
    wrong, grid = names["wrong"], np.linspace(0, 3, 30_001)
    levels = wrong(grid)
    assert (levels.min(), levels.max()) == (1, 3)
    assert [wrong(w) for w in (0.65, 1.2, 0.1)] == [1, 1, 3]
    assert np.sum(np.diff(levels) != 0) == names["x"].size == 6


def test_both_surrogates_lead_to_weights_with_one_mistake_and_the_staircase_nowhere(names: dict[str, Any]) -> None:
    x, y = names["x"], names["y"]
    for slope in (STEPS.hinge_slope, STEPS.logistic_slope):
        w = 0.1
        for _ in range(40):
            w -= 0.05 * float(np.sum(slope(w * x - 1, y) * x))
        assert names["wrong"](w) == 1


def test_the_hinge_lies_above_the_staircase_and_the_logistic_loss_over_ln_2_does_so_too(names: dict[str, Any]) -> None:
    margin = np.linspace(-5, 5, 10_001)
    staircase = 1.0 * (margin <= 0)
    assert np.all(names["hinge"](margin, 1) >= staircase)
    assert np.all(names["logistic_loss"](margin, 1) / np.log(2) >= staircase - 1e-12)
    assert not np.all(names["logistic_loss"](margin, 1) >= staircase)


def test_the_gallery_draws_the_functions_and_points_of_the_exercise(names: dict[str, Any]) -> None:
    entry = {"e": 0, "f": 0, "g": 2, "k": 0}
    assert list(names["gallery"]) == list(CASES)
    for letter, case in CASES.items():
        _, drawn, point = names["gallery"][letter]
        if case.f is None:
            continue
        moved = entry.get(letter, 0)
        assert point == case.point[moved]
        for t in point + np.array([-0.7, -0.1, 0.0, 0.1, 0.7, 2.3]):
            at = list(case.point)
            at[moved] = t
            want = case.f(tuple(at)) + (letter == "f")  # indices count from 1 in the exercise
            if np.isfinite(want):
                assert float(drawn(t)) == pytest.approx(want), letter


def test_every_question_of_the_exercise_names_a_class_and_the_check_looks_at_the_form_only() -> None:
    assert all(f'`"{kind}"`' in cell("classes-heading").source for kind in CLASSES)
    check = visible(cell("test-classify"))
    assert "form only" in check
    assert not any(f'"{letter}": ' in check for letter in CASES)


def test_a_million_weights_cost_what_the_model_answer_says() -> None:
    sizes = (999, 1000)
    cost = COSTS.multiplications(sizes)
    assert cost["parameters"] == 1_000_000
    assert cost["central"] == 2_000_000 * cost["forward"]
    for sizes in ((1000, 990, 10), (500, 800, 600, 200)):
        cost = COSTS.multiplications(sizes)
        assert 2 * cost["forward"] <= cost["reverse"] < 3 * cost["forward"]
        assert cost["central"] / cost["reverse"] > cost["parameters"] / 2


def test_the_three_draws_of_the_example_are_few_but_many_draws_meet_their_mean() -> None:
    eps = np.random.default_rng(1).normal(size=200_000)
    assert STEPS.reparametrised(lambda w: 2 * w, 1.0, 0.5, eps) == pytest.approx(2, rel=0.01)
    assert STEPS.score_function(np.square, 1.0, 0.5, eps) == pytest.approx(2, rel=0.02)


def test_the_gradients_that_are_timed_are_right(names: dict[str, Any]) -> None:
    case = names["network"](5, 3)
    by_reverse, by_central = names["by_reverse"](*case), names["by_central"](*case)
    for l in (1, 2):
        np.testing.assert_allclose(by_reverse[l], by_central[l], rtol=1e-6, atol=1e-8)


def test_cells_that_show_measured_times_say_so_in_their_tags() -> None:
    timed = [c.id for c in read(PATH).cells if c.cell_type == "code" and "t_central / t_reverse" in c.source]
    assert timed == ["measure", "price-figure", "ratio-figure"]
    assert all("measured" in cell(cell_id).metadata.get("tags", []) for cell_id in timed)


def test_the_candidates_are_those_of_the_reference_and_the_practice_is_none_of_them(names: dict[str, Any]) -> None:
    assert names["CANDIDATES"] == {letter: case.label for letter, case in CASES.items()}
    practice = next(cell.source for cell in read(PATH).cells if cell.id == "practice-figure")
    asked = re.findall(r'"([^"]+)": \("(?:gradient|zero|subgradient|none)"', practice)
    assert len(asked) == 2
    assert not set(asked) & set(names["CANDIDATES"].values())
