"""What assignment 02 says in its prose, held against the reference, and the traps that are its own."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from backprop_ref import graph as graphs
from backprop_ref import lecture_function, operation_counts, sampling
from backprop_ref.mistakes import GRAPHS
from tests.course.material import SOURCE, hidden, nbgrader, read, solved_namespace
from tests.course.test_variants import VARIANTS, earned, verdict

PATH = SOURCE / "02-reverse-mode" / "02-reverse-mode.ipynb"
RIGHT = lecture_function.adjoints(2.0, 3.0)


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    return solved_namespace(PATH)


def cell(name: str) -> Any:
    return next(cell for cell in read(PATH).cells if cell.id == name)


def variants(grade_id: str, *numbers: int) -> list[Any]:
    own = [v for v in VARIANTS if v.assignment == "02-reverse-mode" and v.grade_id == grade_id]
    return [v for v in own if v.number in numbers]


def test_the_notebooks_graph_is_the_lectures_and_its_numbers_are_those_of_the_slides(names: dict[str, Any]) -> None:
    assert names["lecture"] == lecture_function.GRAPH
    assert names["adjoints"](2.0, 3.0) == pytest.approx(RIGHT, rel=1e-14)
    assert names["adjoints"](2.0, 3.0)["x"] == pytest.approx(1208.38121512661, rel=1e-14)
    assert names["adjoints"](2.0, 3.0)["z"] == pytest.approx(809.707479218564, rel=1e-14)


def test_finite_differences_find_every_adjoint_to_the_digits_that_the_checks_need(names: dict[str, Any]) -> None:
    for point in ({"x": 2.0, "z": 3.0}, {"x": 2.0, "z": 0.3}):
        right = lecture_function.adjoints(**point)
        for name, adjoint in right.items():
            assert names["finite_difference"](names["lecture"], name, point) == pytest.approx(adjoint, rel=2e-8)


def test_the_terms_and_the_forgotten_path_are_as_large_as_the_prose_says(names: dict[str, Any]) -> None:
    v = lecture_function.forward(2.0, 3.0)
    assert [round(float(v[name]), 1) for name in "def"] == [403.4, 8.7, 0.1]
    forgotten = GRAPHS.with_mistakes(GRAPHS.named("path-f-to-a-forgotten")).adjoints(2.0, 3.0)["x"]
    assert abs(forgotten / RIGHT["x"] - 1) == pytest.approx(4.4e-5, rel=0.02)  # "in its fifth digit only"
    v = lecture_function.forward(**lecture_function.BALANCED)
    assert max(v[name] for name in "def") < 2.5 * min(v[name] for name in "def")


def test_the_local_derivatives_that_are_given_are_those_of_the_reference(names: dict[str, Any]) -> None:
    assert set(names["LOCAL"]) == set(names["FUNCTION"])
    for op, function in names["LOCAL"].items():
        arity = graphs.PRIMITIVES[op].arity or 3  # type: ignore[attr-defined]
        at = tuple(np.random.default_rng(1).uniform(0.5, 1.5, arity))
        ans = names["FUNCTION"][op](*at)
        right = graphs.shares("", op, 1.0, ans, at)  # type: ignore[attr-defined]
        assert function(*at) == pytest.approx(right, rel=1e-14)


def test_the_bills_are_those_of_the_reference_and_what_the_prose_reads_from_them(names: dict[str, Any]) -> None:
    for mode in ("forward", "reverse", "differences"):
        for sizes in ((7, 12, 2, 1), (30, 50, 4, 5)):
            assert names["operations"](mode, *sizes) == operation_counts.operations(mode, *sizes)
    many = (3_000, 5_000, 1_000, 1)
    reverse, differences = (operation_counts.operations(mode, *many) for mode in ("reverse", "differences"))
    assert (reverse, differences) == (8_000, 3_003_000)
    assert round(differences / reverse) == 375
    outputs = {
        mode: operation_counts.operations(mode, 3_000, 5_000, 1, 1_000)
        for mode in ("forward", "reverse", "differences")
    }
    assert outputs["differences"] < outputs["forward"] < outputs["reverse"] / 100


@pytest.mark.parametrize("order", ["ac", "ca"])
def test_the_trap_catches_every_order_that_visits_a_node_too_early(order: str) -> None:
    graph = {"a": ("mul", ("x", "z")), "b": ("exp", ("a",)), "c": ("sin", ("b",)), "y": ("mul", tuple(order))}
    values = graphs.forward(graph, {"x": 0.7, "z": 0.8})
    right = graphs.backward(graph, values, "y")
    wrong = {
        mistake.name: GRAPHS.with_mistakes(mistake).backward(graph, values, "y")
        for mistake in GRAPHS.mistakes
        if mistake.number == 131
    }
    caught = {name for name, g in wrong.items() if abs(g["x"] / right["x"] - 1) > 1e-2}
    assert caught == {"breadth-first", "depth-first" if order == "ac" else "last-operand-first"}


@pytest.mark.parametrize("number", [131, 132, 224, 225])
def test_a_wrong_order_loses_the_part_that_is_meant_for_it_and_is_named(number: int) -> None:
    for variant in variants("backward", number):
        result, _ = verdict(variant, "order")
        part = next(part for part in result.parts if part.title.startswith("the order"))
        assert part.points == 0
        assert {charge.mistake.number for charge in result.charges} == {number}


SIGNATURES = {
    ("a", 49): 403.428793492735,
    ("b", 50): 12.6164203695943,
    ("a", 50): 404.889237457966,
    ("b", 52): -12.6164203695943,
    ("b", 51): -8.52796376177312,
}


@pytest.mark.parametrize(("node", "number"), SIGNATURES)
def test_a_wrong_adjoint_with_a_known_signature_is_named(names: dict[str, Any], node: str, number: int) -> None:
    (variant,) = variants(f"g-{node}", number)
    own: dict[str, Any] = {"np": np}
    exec(variant.code, own)
    v, g = lecture_function.forward(2.0, 3.0), dict(RIGHT)
    assert own[f"g_{node}"](v, g) == pytest.approx(SIGNATURES[node, number], rel=1e-13)
    result, _ = verdict(variant, "signature")
    assert sum(part.points for part in result.parts) == 0
    assert [charge.mistake.number for charge in result.charges] == [number]


def test_one_wrong_adjoint_does_not_spoil_the_others() -> None:
    (variant,) = variants("g-c", 136)
    for node in "baxz":
        result, points = verdict(variant, "alone", f"test-g-{node}")
        assert sum(part.points for part in result.parts) == points
    result, points = verdict(variant, "alone", "test-adjoints")  # the solution calls g_c: a right one is handed over
    assert sum(part.points for part in result.parts) == points


def test_recursion_that_gets_too_deep_is_told_what_to_do_and_costs_the_long_chain_only() -> None:
    (variant,) = (
        v for v in VARIANTS if v.grade_id == "backward" and v.title.startswith("recursion that gets too deep")
    )
    result, points = verdict(variant, "deep")
    assert sum(part.points for part in result.parts) == points - 0.5
    finding = next(part.finding for part in result.parts if part.title == "a chain of 10,000 nodes")
    assert finding is not None
    assert "a recursion deeper than Python allows" in finding.message
    assert "with a loop" in finding.message


DIFFERENCES = [v for v in VARIANTS if v.assignment == "02-reverse-mode" and v.title.startswith("differences: ")]


def test_every_exercise_that_asks_for_the_chain_rule_has_answers_by_differences() -> None:
    asked = {v.grade_id for v in DIFFERENCES}
    assert asked == {"first-adjoints", *(f"g-{node}" for node in "cbaxz"), "adjoints", "backward"}
    for grade_id in asked:
        (spec,) = (c.source for c in read(PATH).cells if c.id == f"{grade_id}-spec")
        assert re.search(r"differences[^.]* earn nothing", spec), grade_id


@pytest.mark.parametrize("variant", DIFFERENCES, ids=str)
def test_differences_earn_nothing_and_are_told_what_is_asked(variant: Any) -> None:
    result, _ = verdict(variant, "differences")
    assert earned(result) == 0
    assert result.charges == ()
    assert any("finite differences" in part.finding.message for part in result.parts if part.finding)


#: What the consumers of a node add up to, as a function of that node alone.
CONSUMERS: dict[str, Any] = {
    "c": lambda c, v, g: g["f"] * c / v["a"],
    "b": lambda b, v, g: g["e"] * v["a"] / b + g["c"] * np.sin(b),
    "a": lambda a, v, g: g["d"] * np.exp(a) + g["e"] * a / v["b"] + g["f"] * v["c"] / a,
    "x": lambda x, v, g: g["a"] * x * v["z"] + g["b"] * np.log(x),
    "z": lambda z, v, g: g["a"] * v["x"] * z,
}
WEIGHTS: dict[str, dict[complex, float]] = {
    "two points": {-1: -1 / 2, 1: 1 / 2},
    "four points": {-2: 1 / 12, -1: -8 / 12, 1: 8 / 12, 2: -1 / 12},
    "complex step": {1j: 1},
}


@pytest.mark.parametrize("relative", [False, True])
@pytest.mark.parametrize("way", WEIGHTS)
@pytest.mark.parametrize("node", "cbaxz")
def test_no_step_gives_the_adjoint_of_a_node_where_differences_have_no_digits(
    node: str, way: str, relative: bool
) -> None:
    linear = node in "cz"  # there a step that is not small is no approximation
    exponents = [*range(-10, -6 if linear and way == "complex step" else -2), *range(-200, -10, 10)]
    for exponent in exponents if way == "complex step" else range(-10, -1):
        errors = []
        for seed in range(8):
            for v, g, right in sampling.lecture_cases_beyond_differences(np.random.default_rng(seed), node):
                step = 10.0**exponent * (abs(v[node]) if relative else 1.0)
                with np.errstate(all="ignore"):
                    values = [w * CONSUMERS[node](v[node] + k * step, v, g) for k, w in WEIGHTS[way].items()]
                    total = sum(values).imag if way == "complex step" else sum(values)
                    errors.append(abs(total / step - right) / abs(right))
        assert not np.max(errors) <= (2e-15 if linear else 1e-12), (exponent, errors)


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("node", "cbaxz")
def test_the_reference_is_exact_where_differences_have_no_digits(node: str) -> None:
    for seed in range(20):
        for v, g, right in sampling.lecture_cases_beyond_differences(np.random.default_rng(seed), node):
            assert GRAPHS.right.adjoint(node, v, g) == pytest.approx(right, rel=2e-15, abs=0.0)


def test_the_visible_checks_of_single_adjoints_hand_over_only_what_is_known_by_then(names: dict[str, Any]) -> None:
    order = "yfedcba"
    for node in "cbaxz":
        v, g, _ = names["case"](node, 1)
        assert set(v) == {*"xz", *lecture_function.GRAPH}
        assert list(g) == list(order.partition(node)[0])


def test_hidden_graphs_are_shuffled_so_that_the_order_of_the_keys_tells_nothing() -> None:
    text = hidden(cell("test-backward"))
    calls = [line for line in text.splitlines() if '("backward"' in line]
    assert len(calls) == 5
    assert text.count("nodes = sampling.shuffled(rng, nodes)") == 2
    rng = np.random.default_rng(1)
    graph = sampling.shuffled(rng, graphs.chain(20))
    assert [*graph] != sorted(graph, key=lambda name: int(name[1:]))


def test_the_written_question_stands_below_its_heading() -> None:
    ids = [cell.id for cell in read(PATH).cells]
    place = ids.index("why-back-in-order")
    assert ids[place - 1] == "why-spec"
    assert nbgrader(read(PATH).cells[place])["points"] == 2
