from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

import matplotlib.pyplot as plt
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle

from backprop_ref import drawing, graph, lecture_function, network_graph, sampling

FAN = {"a": ("mul", ("x", "x")), "b": ("sin", ("a",)), "c": ("exp", ("b",)), "y": ("mul", ("a", "c"))}


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def patches(ax: Any, kind: type) -> list[Any]:
    return [patch for patch in ax.patches if isinstance(patch, kind)]


def texts(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts]


def draw_lecture(**options: Any) -> Any:
    return drawing.draw_graph(lecture_function.GRAPH, drawing.LECTURE_POSITIONS, **options)


def test_a_computation_graph_has_a_box_per_variable_with_its_function_inside_and_its_name_outside() -> None:
    ax = draw_lecture()
    assert len(patches(ax, Rectangle)) == 9
    assert not patches(ax, Circle)
    words = texts(ax)
    assert {"sin", "exp", "ln", "×", "÷", "+", "given", "$a$", "$y$"} <= set(words)
    boxes = patches(ax, Rectangle)
    for text in ax.texts:
        inside = [box for box in boxes if box.get_bbox().contains(*text.get_position())]
        assert bool(inside) == (not text.get_text().startswith("$"))


def test_a_computation_graph_has_an_arrow_per_use_and_no_labels_on_arrows() -> None:
    assert len(patches(draw_lecture(), FancyArrowPatch)) == 12
    assert len(patches(drawing.draw_graph(FAN), FancyArrowPatch)) == 6


def test_values_and_adjoints_differ_in_colour_and_in_a_mark_that_grey_print_keeps() -> None:
    values = lecture_function.forward(2, 3)
    ax = draw_lecture(values=values, adjoints=graph.backward(lecture_function.GRAPH, values))
    blue = {t.get_color() for t in ax.texts if t.get_text().startswith("= ")}
    red = {t.get_color() for t in ax.texts if t.get_text().startswith("◂ ")}
    assert blue == {drawing.VALUE["color"]}
    assert red == {drawing.ADJOINT["color"]}
    assert {t.get_fontstyle() for t in ax.texts if t.get_text().startswith("◂ ")} == {"italic"}
    assert "= 412.2" in texts(ax)
    assert "◂ −12.36" in texts(ax)


def test_a_backward_step_shows_the_adjoints_that_are_known_and_writes_out_the_sum() -> None:
    ax = drawing.draw_backward_step(
        lecture_function.GRAPH, lecture_function.forward(2, 3), "b", drawing.LECTURE_POSITIONS
    )
    assert sum(t.startswith("◂") for t in texts(ax)) == 6
    assert r"g_{c}" in ax.get_title()
    assert r"g_{e}" in ax.get_title()
    assert "−12.36" in ax.get_title()
    assert sum(box.get_linewidth() > 2 for box in patches(ax, Rectangle)) == 1


def test_the_seed_and_an_operand_that_occurs_twice_are_written_out() -> None:
    assert "seed" in drawing.sum_over_consumers(FAN, "y")
    assert drawing.sum_over_consumers(FAN, "x").count("g_{a}") == 2


def test_a_network_diagram_has_a_circle_per_unit_and_a_weight_on_every_edge() -> None:
    ax = drawing.draw_network((2, 2, 1))
    assert len(patches(ax, Circle)) == 2 + 2 + 1 + 2
    assert len(patches(ax, FancyArrowPatch)) == 3 * 2 + 3
    assert not patches(ax, Rectangle)
    weights = [word for word in texts(ax) if word.startswith("$w")]
    assert len(weights) == len(set(weights)) == 9
    assert "$w^{(1)}_{2,0}$" in weights
    without = drawing.draw_network((3, 2, 1), bias=False)
    assert len(patches(without, Circle)) == 6
    assert len(patches(without, FancyArrowPatch)) == 8


def overlaps(ax: Any) -> list[tuple[str, str]]:
    ax.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent().padded(-1.5)) for text in ax.texts]
    return [(a, b) for i, (a, x) in enumerate(boxes) for b, y in boxes[:i] if x.overlaps(y)]


def test_no_two_texts_of_the_shipped_drawings_overlap() -> None:
    values = lecture_function.forward(2, 3)
    ax = draw_lecture(values=values, adjoints=graph.backward(lecture_function.GRAPH, values), title="Both")
    assert not overlaps(ax)
    sizes = (2, 2, 1)
    network = network_graph.build(sizes)
    W, X, Y = sampling.network(np.random.default_rng(0), sizes, 1)
    values = graph.forward(network, network_graph.given(W, X, Y))
    place = drawing.network_positions(sizes, with_values=True)
    ax = drawing.draw_graph(network, place, values=values, adjoints=graph.backward(network, values))
    assert not overlaps(ax)
    for sizes in ((2, 2, 1), (3, 4, 2)):
        assert not overlaps(drawing.draw_network(sizes))
        assert not overlaps(drawing.draw_graph(network_graph.build(sizes), drawing.network_positions(sizes)))


def test_every_node_of_a_network_graph_has_its_own_place() -> None:
    for sizes in ((2, 2, 1), (3, 2, 4, 2)):
        names = set(network_graph.build(sizes)) | set(graph.inputs(network_graph.build(sizes)))
        place = drawing.network_positions(sizes)
        assert set(place) == names
        assert len(set(place.values())) == len(place)
    bare = network_graph.build((2, 2, 1), loss=False)
    assert set(drawing.network_positions((2, 2, 1), loss=False)) == set(bare) | set(graph.inputs(bare))


def test_an_edge_that_would_run_through_a_box_goes_around_it() -> None:
    ax = drawing.draw_graph(FAN)
    assert ax.get_ylim()[1] > 1.2


def test_arrays_are_annotated_with_their_shape() -> None:
    ax = drawing.draw_graph({"y": ("sum", ("X",))}, values={"X": np.zeros((3, 4)), "y": 0.0})
    assert "= array (3, 4)" in texts(ax)


def test_the_check_for_overlaps_sees_a_drawing_without_the_room_for_its_numbers() -> None:
    network = network_graph.build((2, 2, 1))
    names = {*network, *graph.inputs(network)}
    numbers = dict.fromkeys(names, -0.1234)
    assert overlaps(drawing.draw_graph(network, drawing.network_positions((2, 2, 1)), values=numbers, adjoints=numbers))
