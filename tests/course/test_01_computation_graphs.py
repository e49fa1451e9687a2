"""What assignment 01 promises beyond the law for all notebooks, and the numbers that its prose states."""

from __future__ import annotations

import contextlib
import io
import itertools
import re
from typing import Any

import pytest

from autograder.simulate.variants import read_variants
from backprop_ref import drawings, lecture_function, network_graph
from backprop_ref import graph_structure as structure
from backprop_ref.graph import consumers, inputs
from tests.course.material import SIMULATION, SOURCE, Variant, nbgrader, read, solved_namespace, visible
from tests.course.test_variants import earned, verdict

NAME = "01-computation-graphs"
PATH = SOURCE / NAME / f"{NAME}.ipynb"
POINTS = {
    "test-lecture-graph": 3,
    "test-loop-graph": 3,
    "test-network-221": 3,
    "test-network-graph": 3,
    "test-which-drawing": 2,
    "both-drawings": 3,
}
EXERCISES = [grade_id.removeprefix("test-") for grade_id in POINTS if grade_id.startswith("test-")]


def prose(cell_id: str) -> str:
    return " ".join(next(cell.source for cell in read(PATH).cells if cell.id == cell_id).split())


def test_the_items_and_their_points_are_the_agreed_ones() -> None:
    cells = read(PATH).cells
    assert {nbgrader(c)["grade_id"]: nbgrader(c)["points"] for c in cells if nbgrader(c).get("grade")} == POINTS
    assert sum(POINTS.values()) == 17


def test_students_may_use_the_operations_that_the_judge_knows() -> None:
    assert tuple(solved_namespace(PATH)["OPERATIONS"]) == structure.OPERATIONS
    assert len(structure.OPERATIONS) == 10
    assert prose("operations-text").startswith("These ten operations")


def test_the_lecture_function_and_its_graph_meet_at_the_known_number() -> None:
    y = lecture_function.forward(2.0, 3.0)["y"]
    assert f"{y:.3f}" in prose("lecture-graph-spec")
    assert f"{y:.1f}" in prose("own-reading")
    assert len(consumers(lecture_function.GRAPH)["a"]) == 3
    assert "three arrows should leave the box of $x z$" in prose("own-reading")


def test_the_numbers_of_the_2_2_1_network_are_those_of_its_graph() -> None:
    counts = network_graph.counts((2, 2, 1))
    given = counts["weights"] + counts["biases"]
    said = prose("own-network-reading")
    assert (given, counts["features"], counts["labels"]) == (9, 2, 1)
    assert "Nine weights and biases, two features, one label: twelve dashed boxes." in said
    assert counts["intermediates"] - 1 == 14  # without the sum over the one output
    assert "Fourteen boxes compute something" in said
    assert "five units and two grey bias units: seven circles" in said


def test_the_numbers_of_the_model_answer_are_those_of_the_graph() -> None:
    counts = network_graph.counts((1, 2, 1))
    computed, given = counts["intermediates"] - 1, counts["all"] - counts["intermediates"]
    said = prose("both-drawings")
    assert (computed, given, counts["weights"] + counts["biases"]) == (12, 9, 7)
    assert "**Computation graph.** 21 rectangles" in said
    assert "Nine are given" in said
    assert "Twelve compute something" in said
    assert "Seven directed edges" in said
    assert "**Rubric (3 points).**" in said


def test_the_graphs_grow_with_the_square_of_the_width_and_the_diagrams_with_the_width() -> None:
    boxes = [network_graph.counts((d, d, 1))["all"] for d in range(1, 9)]
    steps = [b - a for a, b in itertools.pairwise(boxes)]
    assert {b - a for a, b in itertools.pairwise(steps)} == {4}
    assert "Circles grow with the width, boxes with its square" in prose("growth-reading")


def test_the_evaluator_of_the_notebook_agrees_with_the_reference() -> None:
    names = solved_namespace(PATH)
    case = names["W"], names["x"], names["y"]
    right = network_graph.build((2, 2, 1))
    assert names["named"](*case) == network_graph.given(*case)
    assert names["result"](right, names["named"](*case)) == pytest.approx(names["squared_error"](*case), rel=1e-14)
    assert set(names["named"](*case)) == set(inputs(right))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("grade_id", EXERCISES)
def test_a_variant_loses_the_parts_that_it_says_and_is_named(grade_id: str) -> None:
    for variant in read_variants(SIMULATION / NAME, grade_id):
        number = variant.numbers[0] if variant.numbers else 0
        result, _ = verdict(Variant(NAME, grade_id, variant.kind, number, variant.title, variant.source), "parts")
        lost = tuple(i for i, part in enumerate(result.parts, start=1) if part.points < part.max_points)
        assert lost == variant.parts, variant.title
        assert tuple(charge.mistake.number for charge in result.charges) == variant.numbers, variant.title


def told(grade_id: str, code: str) -> str:
    """What the visible check says on stderr of an answer."""
    names: dict[str, Any] = solved_namespace(PATH)
    exec(compile(code, "<answer>", "exec"), names)
    cell = next(c for c in read(PATH).cells if nbgrader(c).get("grade_id") == f"test-{grade_id}")
    err = io.StringIO()
    with contextlib.redirect_stderr(err), contextlib.redirect_stdout(io.StringIO()):
        exec(compile(visible(cell), "<check>", "exec"), names)
    return err.getvalue()


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        ("None", "the graph must be a dict"),
        ("{}", "at least one node"),
        ("{'a': ('ln', 'x')}", "the comma; that of 'a' does not"),
        ("{1: ('ln', ('x',))}", "that of 1 does not"),
        ("{'a': ('log', ('x',))}", "no box computes 'log'; there are add, sub"),
        ("{'a': (['ln'], ('x',))}", "no box computes ['ln']"),
        ("{'a': ('mul', ('x',))}", "node a has 1 parents; for mul it must be 2"),
        ("{'a': ('ln', (['x'],))}", "no node has this name"),
        ("{'x': ('ln', ('z',))}", "x is given, nothing leads to it"),
        ("{'a': ('ln', ('b',)), 'b': ('exp', ('a',))}", "a -> b -> a is a cycle"),
        ("{'a': ('ln', ('x',)), 'b': ('exp', ('z',))}", "nothing uses a and b"),
        ("{'a': ('ln', ('x',))}", "no node uses z"),
        ("{'a': ('mul', 'xz'), 'b': ('mul', ('x', 'z')), 'y': ('add', ('a', 'b'))}", "the comma; that of 'a'"),
        ("{'a': ('mul', ('z', 'x')), 'b': ('mul', ('x', 'z')), 'y': ('add', ('a', 'b'))}", "a and b compute the same"),
        ("{'y': ('mul', ('z', 'x'))}", "the value at x = 2.3, z = 0.7: yours is 1.61"),
    ],
)
def test_the_visible_check_says_what_is_wrong_with_the_form(graph: str, said: str) -> None:
    assert said in told("lecture-graph", f"def lecture_graph():\n    return {graph}")


def test_the_visible_check_of_the_choices_gives_no_answer_away() -> None:
    for kind, fault in itertools.product(drawings.KINDS, drawings.FAULTS):
        said = told("which-drawing", f"def which_drawing(drawing):\n    return {kind!r}, {fault!r}")
        assert re.search(rf"look at drawing [12] again: {kind}, {fault}\?$", said.strip()), said
    pairs = "{0: ('network diagram', 'none'), 1: ('computation graph', 'edge labels')}"
    told_by = f"def which_drawing(drawing):\n    return {pairs}[drawing == drawings[2]]"
    assert told("which-drawing", told_by) == ""


def test_the_eight_drawings_are_both_kinds_right_and_each_convention_broken() -> None:
    names = solved_namespace(PATH)
    read_off = {number: drawings.reading(drawing) for number, drawing in names["drawings"].items()}
    assert len(read_off) == 8
    assert {fault for _, fault in read_off.values()} == set(drawings.FAULTS)
    assert {kind for kind, fault in read_off.values() if fault == "none"} == set(drawings.KINDS)
    assert {number: names["which_drawing"](drawing) for number, drawing in names["drawings"].items()} == read_off
    practice = next(cell.source for cell in read(PATH).cells if cell.id == "practice-figure")
    for number in (1, 2):
        assert f'"drawing {number}": ({read_off[number]}'.replace("'", '"') in practice


@pytest.mark.parametrize("seed", ["one", "another"])
def test_no_reading_of_all_drawings_alike_earns_anything(seed: str) -> None:
    for kind, fault in itertools.product(drawings.KINDS, drawings.FAULTS):
        code = f"def which_drawing(drawing):\n    return {kind!r}, {fault!r}"
        result, _ = verdict(Variant(NAME, "which-drawing", "mistake", 0, fault, code), seed)
        assert earned(result) == 0


def test_a_tracer_may_return_a_subclass_of_dict_with_lists() -> None:
    code = """
import collections
def network_graph(sizes):
    right = collections.OrderedDict()
    for name, (op, parents) in build(tuple(sizes)).items():
        right[name] = [op, list(parents)]
    return right
"""
    variant = Variant(
        NAME, "network-graph", "right", 0, "OrderedDict", "from backprop_ref.network_graph import build\n" + code
    )
    result, points = verdict(variant, "ordered")
    assert earned(result) == points
