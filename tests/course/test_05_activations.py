"""What assignment 05 promises beyond the law for all notebooks: its points, the numbers in its prose, its traps."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from backprop_ref import activations, finite_differences
from tests.course.material import SOURCE, Variant, nbgrader, read, solved_namespace, variants
from tests.course.test_variants import earned, verdict

PATH = SOURCE / "05-activations" / "05-activations.ipynb"
POINTS = {
    "test-s-curves": 2,
    "test-relu": 2,
    "test-leaky-prelu": 3,
    "test-elu": 2,
    "test-softplus": 2,
    "test-gelu": 2,
    "test-backwards": 2,
    "test-chain-slope": 1,
    "units-that-stop-learning": 2,
}
PANEL = ("logistic", "tanh", "relu", "leaky_relu", "prelu", "elu", "softplus", "gelu")


def said(cell_id: str) -> str:
    return str(next(cell.source for cell in read(PATH).cells if cell.id == cell_id))


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    graded = [nbgrader(cell) for cell in read(PATH).cells if nbgrader(cell).get("grade")]
    assert {meta["grade_id"]: meta["points"] for meta in graded} == POINTS


def test_the_manual_question_is_asked_above_its_cell_and_carries_a_rubric() -> None:
    cells = read(PATH).cells
    place = [cell.id for cell in cells].index("units-that-stop-learning")
    assert cells[place - 1].source.startswith("### ")
    assert "**Rubric (2 points).**" in cells[place].source


def test_the_slopes_at_0_of_the_table_are_those_of_the_reference() -> None:
    table = said("table")
    for row, name in (("ReLU", "relu"), ("leaky ReLU", "leaky_relu"), ("PReLU", "prelu")):
        slope = re.search(rf"^\| {row} \|.*\*\*(\d)\*\* \|$", table, re.M)
        assert slope is not None
        assert float(slope[1]) == activations.derivative(name, 0.0)
    assert r"**$\alpha$** |" in table
    assert activations.elu_derivative(0.0, 1.7) == 1.7


def test_what_the_prose_says_of_saturation_holds() -> None:
    assert "less than two ten-thousandths" in said("shaken-reading")
    assert 1e-4 < activations.tanh_derivative(5.0) < 2e-4
    assert r"nowhere above $\frac14$" in said("s-curves-reading")
    slopes = activations.logistic_derivative(np.linspace(-9, 9, 1801))
    assert np.max(slopes) == activations.logistic_derivative(0.0) == 0.25
    assert "after ten layers less than a millionth" in said("decay-reading")
    assert 0.25**10 < 1e-6
    assert "about 0.0066" in said("units-that-stop-learning")
    assert round(float(activations.logistic_derivative(-5.0)), 4) == 0.0066


def test_what_the_prose_says_of_the_panel_holds() -> None:
    ends = {name: [abs(activations.derivative(name, s)) < 0.01 for s in (-6.0, 6.0)] for name in PANEL}
    assert [ends[name] for name in PANEL].count([True, True]) == 2
    assert [ends[name] for name in PANEL].count([True, False]) == 4
    assert [ends[name] for name in PANEL].count([False, False]) == 2
    assert "both sides, four on the left only, two nowhere. Three have a kink." in said("all-reading")
    assert sum(abs(np.diff(activations.derivative(name, np.array([-1e-9, 1e-9])))[0]) > 0.1 for name in PANEL) == 3
    assert all(abs(activations.derivative(name, 6.0) - 1) < 0.01 for name in PANEL[2:])


def test_what_the_prose_says_of_floating_point_holds() -> None:
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(710.0))
        assert np.isinf(np.exp(np.float32(89)))
        assert np.isfinite(np.exp(np.float32(88)))
    assert "710" in said("habit-range-reading")
    assert "89" in said("habit-range-reading")


def test_the_approximation_of_gelu_is_off_by_as_much_as_is_said() -> None:
    s = np.linspace(-6, 6, 2401)
    by_tanh = s / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (s + 0.044715 * s**3)))
    assert 4e-4 < np.max(np.abs(by_tanh - activations.gelu(s))) < 5e-4
    assert "off by up to 0.0005" in said("gelu-spec")


def test_the_running_example_shows_every_kind_of_unit_and_the_points_stay_clear_of_the_kinks() -> None:
    names = solved_namespace(PATH)
    assert names["s"].shape == names["g"].shape == (5, 1)
    assert names["s"].ravel().tolist() == [-5, -0.5, 0, 0.5, 5]
    assert not np.any(np.abs(names["g"]) == 1)
    assert np.min(np.abs(names["S"])) >= 1e-2
    assert (names["S"] < 0).any()
    assert (names["S"] > 0).any()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    "variant",
    [
        v
        for v in variants()
        if (v.assignment, v.grade_id) == ("05-activations", "leaky-prelu") and v.number in (73, 285, 287)
    ],
    ids=str,
)
def test_a_slope_of_prelu_that_was_charged_is_not_charged_again_on_the_way_back(variant: Variant) -> None:
    first, _ = verdict(variant, "carried")
    back = """
def prelu_delta(g, s, alpha):
    return g * prelu_derivative(s, alpha)

def prelu_alpha_gradient(g, s, alpha):
    return np.sum(g * prelu_derivative_alpha(s, alpha))
"""
    both = Variant(variant.assignment, variant.grade_id, "right", 0, variant.title, variant.code + back)
    result, points = verdict(both, "carried", "test-backwards", {"test-leaky-prelu": first.charges})
    assert earned(result) == points, [part.finding for part in result.parts]
    result, points = verdict(both, "carried", "test-backwards")
    assert earned(result) < points


COMPLEX = """
def tanh_derivative(s):
    return np.imag(np.tanh(s + {0}j)) / {0}


def logistic(s):
    return 0.5 * (1 + np.tanh(0.5 * s))


def logistic_derivative(s):
    return np.imag(logistic(s + {0}j)) / {0}
"""


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("h", ["1e-3", "1e-5", "1e-6", "1e-7", "1e-8", "1e-12", "1e-20", "1e-100", "1e-200"])
def test_a_complex_step_of_no_size_has_the_digits_of_a_formula(h: str) -> None:
    variant = Variant("05-activations", "s-curves", "mistake", 0, h, COMPLEX.format(h))
    result, _ = verdict(variant, "complex")
    assert [part.points for part in result.parts] == [0.5, 0, 0, 0]


def test_a_slope_that_died_away_is_right_or_lost_and_nothing_between() -> None:
    slope = np.exp(-np.arange(600.0, 707))
    assert np.all(finite_differences.over_right(slope, slope) == 1)
    assert np.all(finite_differences.over_right(0 * slope, slope) == 1)
    clipped = np.exp(-np.clip(np.arange(600.0, 707), 0, 650))
    assert np.all(finite_differences.over_right(clipped, slope, clipped=True) == 1)
    assert np.max(finite_differences.over_right(clipped, slope)) > 2
    product_with_a_step = slope * 1e-20 / 1e-20
    assert np.max(np.abs(finite_differences.over_right(product_with_a_step, slope, clipped=True) - 1)) > 0.1


EXCUSED = """
def relu(s):
    return np.maximum(0, s)


def relu_derivative(s):
    return {0}
"""


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("(s > 0).astype(s.dtype)", 0),
        ("(s > 0).astype(s.dtype).tolist()", 0.5),  # lists have no float32
        ("(s > 0) * np.float64(1)", 0.5),
        ("np.where(s == 0, 1e-9, s > 0).astype(s.dtype)", 0.5),  # nearly the value at 0
    ],
)
def test_habits_and_the_value_at_0_cost_their_own_part_and_no_more(body: str, lost: float) -> None:
    variant = Variant("05-activations", "relu", "right", 0, body, EXCUSED.format(body))
    result, points = verdict(variant, "habits")
    assert earned(result) == points - lost, [part.finding for part in result.parts]
