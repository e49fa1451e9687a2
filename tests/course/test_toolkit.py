"""The student-side toolkit: what it says, and where it says it."""

from __future__ import annotations

import ast
import importlib
import itertools
import os
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch

from tests.course.material import SOURCE, TOOLKIT, forget_toolkit

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.5, -1.0]])


@pytest.fixture(scope="module")
def tk() -> Iterator[Any]:
    mpl.use("Agg")
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # a folder in source/ is an assignment to nbgrader
    sys.path.insert(0, str(SOURCE))
    forget_toolkit()
    try:
        module = importlib.import_module("toolkit")
    finally:
        sys.path.remove(str(SOURCE))
        sys.dont_write_bytecode = writes
    yield module
    forget_toolkit()


@pytest.fixture(autouse=True)
def no_figure_is_left() -> Iterator[None]:
    yield
    plt.close("all")


def words() -> str:
    """What the current picture shows, in words."""
    return " ".join(plt.gcf().__dict__["_repr_mimebundle_"])


def square(W: Any) -> Any:
    return np.sum(W**2)


def told(tk: Any, capsys: pytest.CaptureFixture[str], got: Any, **named: Any) -> str:
    """What a check of the gradient of sum of squares at X says on stderr."""
    tk.check("exercise")(lambda check: check.gradient(got, square, X, **named))
    return capsys.readouterr().err


def test_a_right_answer_is_told_in_one_short_line_on_stdout(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tk.check("exercise")(lambda check: check.gradient(2 * X, square, X))
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("exercise: right")
    assert out.count("\n") == 1


def test_a_missing_bias_column_is_told_in_the_lectures_words(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    err = told(tk, capsys, 2 * X[:, 1:], name="dl/dW", wrt="W")
    said = "dl/dW has shape (2, 2); in denominator layout it must have W's shape (2, 3): is the bias column missing?"
    assert said in err


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (2 * X.T, "is it the transpose?"),
        (np.vstack([X[:1], X]), "was the bias entry kept?"),
        (X[0], "a vector is a column of shape (n, 1) here"),
        (None, "is the return statement missing?"),
        (2 * X / 2, "0.5 times the numerical value, 6. Is the 2 of the squared error missing?"),
        (-2 * X, "Only the sign differs"),
        (6 * X, "off by the same factor"),
        (2 * X * np.nan, "6 entries that are nan or inf"),
        (np.zeros(X.shape), "every entry of yours is 0"),
    ],
)
def test_the_usual_mistakes_are_asked_about(tk: Any, capsys: pytest.CaptureFixture[str], got: Any, said: str) -> None:
    assert said in told(tk, capsys, got)


def test_a_wrong_bias_column_is_named_with_its_row(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    err = told(tk, capsys, 2 * X * [1, 1, 1] + [[0, 0, 0], [1, 0, 0]], bias_column=True)
    assert "row 2, bias column: yours is 7, 1.17 times the numerical value, 6." in err
    assert "Only the bias column is wrong" in err


def test_a_mean_over_the_examples_is_recognised(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "a mean over the 5 examples" in told(tk, capsys, 2 * X / 5, N=5)


def test_columns_shifted_by_one_are_recognised(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "The columns are shifted" in told(tk, capsys, np.roll(2 * X, -1, axis=1), bias_column=True)


def test_a_pattern_is_not_claimed_of_one_number(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tk.check("exercise")(lambda check: check.equal(0.5, 1.0, "the loss"))
    assert "?" not in capsys.readouterr().err


def test_blocks_of_a_dict_are_judged_on_their_own(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    W = {1: X, 2: 1e-6 * X}
    tk.check("exercise")(
        lambda check: check.gradient({1: 2 * X, 2: 3e-6 * X}, lambda V: square(V[1]) + square(V[2]), W)
    )
    err = capsys.readouterr().err
    assert "G^(2)" in err
    assert "G^(1)" not in err


def raising(error: BaseException) -> Any:
    def body(check: Any) -> None:
        raise error

    return body


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotImplementedError(), "not answered yet."),
        (TypeError("a b"), "your code stopped with TypeError: a b"),
        (SystemExit(), "your code stopped with SystemExit"),
    ],
)
def test_what_a_students_code_raises_is_told_in_one_sentence_and_not_raised(
    tk: Any, capsys: pytest.CaptureFixture[str], error: BaseException, said: str
) -> None:
    tk.check("exercise")(raising(error))
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_an_interrupt_from_the_keyboard_is_let_through(tk: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        tk.check("exercise")(raising(KeyboardInterrupt()))


def test_an_attempt_gives_the_value_or_none(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def stub() -> None:
        raise NotImplementedError

    assert tk.attempt(np.add, 1, 2) == 3
    assert tk.attempt(stub) is None
    assert "not answered yet" in capsys.readouterr().err


def test_the_numerical_gradient_is_good_to_nine_digits_and_leaves_the_point_as_it_was(tk: Any) -> None:
    at = X.copy()
    slope = tk.numerical_gradient(lambda V: np.sum(np.tanh(V)), at)
    assert np.max(np.abs(slope - 1 / np.cosh(X) ** 2)) < 1e-9
    assert np.array_equal(at, X)


def test_a_heatmap_of_the_wrong_shape_says_so_and_draws_nothing(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tk.heatmap({1: X.T}, {1: X})
    assert "has shape (3, 2)" in capsys.readouterr().err
    assert plt.get_fignums() == []


def test_every_drawing_has_a_title_and_says_its_content_in_words(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    drawings = [
        lambda: tk.heatmap({1: X, 2: X}, {1: 2 * X, 2: X}, title="a title"),
        lambda: tk.draw_network({1: X, 2: np.ones((1, 3))}, title="a title"),
        lambda: tk.draw_graph({"a": ("1", ()), "b": (r"\exp", ("a",))}, {"a": (0, 0), "b": (1, 0)}, title="a title"),
        lambda: tk.draw_shapes(("W", 2, 3), "=", ("o", 3, 1), title="a title"),
        lambda: tk.draw_shapes(("T", 2, 3, 4), "·", ("o", 4, 1), title="a title"),
        lambda: tk.draw_activations({"sine": (np.sin, np.cos)}, title="a title"),
    ]
    for draw in drawings:
        draw()
        figure = plt.gcf()
        titles = [figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)]
        assert "a title" in titles
        assert words()
        assert capsys.readouterr().out == ""
        figure.canvas.draw()
        plt.close(figure)


SMALL: dict[str, Any] = {"u": ("mul", ("t", "t")), "h": ("cos", ("u",)), "y": ("mul", ("u", "h"))}
FUNCTION: dict[str, Any] = {"mul": lambda u, w: u * w, "cos": np.cos}


def small_pass(t: float = 1.2) -> tuple[dict[str, float], dict[str, float]]:
    """Values and adjoints of t^2 cos t^2."""
    u = t * t
    h = float(np.cos(u))
    g_u = h - u * float(np.sin(u))
    return {"t": t, "u": u, "h": h, "y": u * h}, {"y": 1.0, "h": u, "u": g_u, "t": 2 * t * g_u}


def test_the_steps_of_a_backward_pass_write_out_the_sum_over_the_consumers(
    tk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    formulas = {"t": r"g_u \cdot t + g_u \cdot t"}
    tk.step_backward(SMALL, *small_pass(), FUNCTION, ["y", "h u", "t"], formulas=formulas, title="Steps")
    out = words()
    assert out.startswith("Steps; g_y = 1; ")
    assert "g_u = (1)(0.1304) + (1.44)(-0.9915) = -1.297; g_t = (-1.297)(1.2) + (-1.297)(1.2) = -3.113." in out
    texts = [text.get_text() for ax in plt.gcf().axes for text in ax.texts]
    assert any(formulas["t"] in text for text in texts)
    assert any(r"g_{y} \cdot \partial y/\partial u" in text or r"\partial y/\partial u" in text for text in texts)
    titles = [ax.get_title() for ax in plt.gcf().axes]
    assert titles[:3] == ["Step 1 of 3: $g_{y}$", "Step 2 of 3: $g_{h}$, $g_{u}$", "Step 3 of 3: $g_{t}$"]


def test_an_adjoint_that_is_not_the_sum_over_its_consumers_is_marked(tk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    values, adjoints = small_pass()
    tk.step_backward(SMALL, values, {**adjoints, "u": 5.0}, FUNCTION, ["y", "h", "u", "t"])
    out = words()
    assert "g_u = (1)(0.1304) + (1.44)(-0.9915) = -1.297, but yours is 5" in out
    assert out.count("but yours is") == 2  # g_t is held against the adjoint that its consumer has


def test_the_slider_goes_through_all_steps_and_says_each_in_words(tk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ipywidgets = pytest.importorskip("ipywidgets")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(plt, "show", lambda: None)
    asked = []
    monkeypatch.setattr(ipywidgets, "interact", lambda draw, **sliders: asked.append((draw, sliders["step"])))
    tk.step_backward(SMALL, *small_pass(), FUNCTION, ["y", "h", "u", "t"])
    ((draw, slider),) = asked
    assert list(slider.options) == [1, 2, 3, 4]
    for step in range(1, 5):
        plt.figure()
        draw(step=step)
        assert f"Step {step} of 4" in plt.gca().get_title()
        assert words().startswith(f"g_{'yhut'[step - 1]} = ")


NETWORK_W = {1: np.array([[0.1, 0.5, -0.3], [-0.2, -0.6, 0.4]]), 2: np.array([[0.3, -0.9, 0.6]])}
FORKED_W = {1: np.array([[0.2, 0.6], [-0.4, 0.9]]), 2: np.array([[0.1, -0.9, 0.5], [-0.3, 0.7, 0.8]])}


def thick() -> set[tuple[str, str]]:
    """The edges of the last picture that are drawn thick, by the middles of their boxes."""
    found = [arrow.get_connectionstyle() for arrow in arrows() if arrow.get_linewidth() > 2]
    return {(way.start.get_position(), way.end.get_position()) for way in found}


def arrows() -> list[FancyArrowPatch]:
    """The edges of the last picture."""
    return [patch for patch in plt.gca().patches if isinstance(patch, FancyArrowPatch)]


@pytest.mark.parametrize(("W", "x", "y"), [(NETWORK_W, [1.0, -0.5], [0.5]), (FORKED_W, [1.5], [0.5, -0.5])])
def test_the_slopes_of_a_network_are_the_gradient_of_its_loss(tk: Any, W: Any, x: list[float], y: list[float]) -> None:
    from backprop_ref import mistakes

    graph = tk.NetworkGraph(W, x, y, np.tanh)
    G = mistakes.NETWORK.right.backprop(W, np.array([x]).T, np.array([y]).T)
    for name in graph.weights:
        l, b, a = (int(part) for part in name[1:].split("_"))
        assert graph.adjoints[name] == pytest.approx(G[l][b - 1, a], rel=1e-6)
    assert len(graph.weights) == sum(weights.size for weights in W.values())


def test_one_step_shows_its_edges_thick_and_its_sum_over_the_consumers(tk: Any) -> None:
    graph = tk.NetworkGraph(FORKED_W, [1.5], [0.5, -0.5], np.tanh)
    tk.draw_step(graph, "o_1^{(1)}", title="Fork")
    at = graph.places
    assert thick() == {(at["o_1^{(1)}"], at[f"s_{c}^{{(2)}}"]) for c in (1, 2)}
    delta = [f"{graph.adjoints[f's_{c}^{{(2)}}']:.4g}" for c in (1, 2)]
    assert f"({delta[0]})(-0.9) + ({delta[1]})(0.7) = " in words()
    assert any(r"\delta_1^{(2)} \cdot" in text.get_text() for text in plt.gca().texts)


def test_the_path_of_a_weight_is_thick_from_its_box_to_the_loss(tk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    graph = tk.NetworkGraph(NETWORK_W, [1.0, -0.5], [0.5], np.tanh)
    tk.step_network(graph, "w1_2_1", title="Whole pass")
    way = ["w1_2_1", "s_2^{(1)}", "o_2^{(1)}", "s_1^{(2)}", "o_1^{(2)}", r"\ell"]
    assert thick() == {(graph.places[a], graph.places[b]) for a, b in itertools.pairwise(way)}
    (lines,) = [text.get_text() for text in plt.gca().texts if "along the thick path" in text.get_text()]
    assert lines.endswith(f" = {graph.adjoints['w1_2_1']:.4g}")
    assert words().startswith("Whole pass; ")
    assert len(plt.get_fignums()) == 1


def test_sliders_go_through_the_steps_and_the_weights_of_a_network_beside_the_picture_of_all_steps(
    tk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ipywidgets = pytest.importorskip("ipywidgets")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    shown, asked = [], []
    monkeypatch.setattr(plt, "show", lambda: shown.append(plt.gcf()))
    monkeypatch.setattr(ipywidgets, "interact", lambda draw, **sliders: asked.append((draw, sliders)))
    graph = tk.NetworkGraph(NETWORK_W, [1.0, -0.5], [0.5], np.tanh)
    tk.step_network(graph)
    assert len(shown) == 1
    ((draw, sliders),) = asked
    assert list(sliders["path"].options)[:2] == ["none", "w 1,0 of layer 1"]
    seen: list[str] = []
    for step in sliders["step"].options:
        draw(step=step, path="none")
        assert plt.gca().get_title() == f"Step {step} of {len(sliders['step'].options)}"
        assert thick() == set()
        (sums,) = [text.get_text() for text in plt.gca().texts if " = (" in text.get_text()]
        seen += [line.split(" = ")[0] for line in sums.split("\n")]
    assert len(seen) == len(set(seen)) == len(graph.adjoints) - 1  # all but the loss itself
    draw(step=1, path="w 1,2 of layer 2")
    assert len(thick()) == 3


def test_the_label_of_a_weight_stands_clear_of_other_edges_and_labels(tk: Any) -> None:
    rng = np.random.default_rng(0)
    for sizes in ((3, 2, 1), (2, 2, 1), (1, 2, 2), (3, 3, 2)):
        tk.draw_network({l: rng.normal(size=(sizes[l], sizes[l - 1] + 1)).round(1) for l in range(1, len(sizes))})
        texts = [text for text in plt.gca().texts if text.get_fontsize() == 9]
        labels = [np.array(text.get_position()) for text in texts]
        assert min(np.abs((a - b) * [0.4, 1]).max() for i, a in enumerate(labels) for b in labels[:i]) > 0.15
        arrows = [np.array([t.xyann, t.xy]) for t in plt.gca().texts if getattr(t, "arrow_patch", None)]
        for label in labels:
            along = np.linspace(0, 1, 200)[:, None]
            near = sorted(np.hypot(*(((1 - along) * a + along * b - label) * [0.4, 1]).T).min() for a, b in arrows)
            assert near[1] > 0.12, sizes  # the nearest edge is its own


def test_names_and_adjoints_keep_close_to_their_boxes_however_high_the_figure_is(tk: Any) -> None:
    for height in (1, 4):
        tk.draw_graph({"y": ("sin", ("x",))}, {"x": (0, 0), "y": (1, height)}, values={"y": 1.0}, adjoints={"y": 1.0})
        plt.gcf().canvas.draw()
        for text in ("$y$ = 1", "◂ $g_{y}$ = 1"):
            (name,) = [t for t in plt.gca().texts if t.get_text() == text]
            box, own = name.xycoords.get_bbox_patch().get_window_extent(), name.get_window_extent()
            gap = max(own.y0 - box.y1, box.y0 - own.y1) * 72 / plt.gcf().dpi
            assert 0 <= gap <= 6


def test_a_recursion_that_is_too_deep_is_told_what_to_do_instead(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def down(n: int) -> int:
        return down(n - 1) + 1 if n else 0

    tk.check("exercise")(lambda check: down(100_000))
    err = capsys.readouterr().err
    assert "a recursion deeper than Python allows" in err
    assert "in a loop" in err
    assert err.count("\n") == 1


def test_of_single_numbers_no_map_is_drawn(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tk.check("exercise")(lambda check: check.equal({"a": 1.0, "b": 2.0}, {"a": 1.0, "b": 3.0}, "g"))
    assert "g[b]: yours is 2, 0.667 times" in capsys.readouterr().err
    assert plt.get_fignums() == []
    tk.check("exercise")(lambda check: check.equal(None, {"a": 1.0}, "g"))
    assert "with the keys ['a'], not None" in capsys.readouterr().err


def test_drawings_use_greys_only(tk: Any) -> None:
    tk.draw_network({1: X, 2: np.ones((1, 3))})
    tk.heatmap({1: X}, {1: 2 * X})
    tk.draw_activations({"ramp": (lambda s: np.maximum(s, 0), lambda s: 1.0 * (s > 0))})
    for number in plt.get_fignums():
        figure = plt.figure(number)
        figure.canvas.draw()
        colours = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)  # type: ignore[attr-defined]
        assert np.ptp(colours, axis=-1).max() == 0


def test_a_network_diagram_shows_every_weight_once(tk: Any) -> None:
    W = {1: np.arange(1, 9).reshape(2, 4) / 10, 2: np.array([[0.91, 0.92, 0.93]])}
    tk.draw_network(W)
    texts = [text.get_text() for text in plt.gca().texts]
    assert all(texts.count(f"{w:g}") == 1 for l in W for w in W[l].ravel() if w != 1)


def test_the_panel_of_activations_finds_kinks_and_saturation_and_goes_on_where_there_is_no_answer(
    tk: Any,
) -> None:
    def stub(s: Any) -> Any:
        raise NotImplementedError

    step = (lambda s: np.clip(s, -1, 2), lambda s: 1.0 * ((s > -1) & (s < 2)))
    curves = {"ramp": (np.abs, np.sign), "step": step, "dip": (lambda s: s**2, lambda s: 2 * s), "none": (stub, stub)}
    tk.draw_activations(curves)
    assert "ramp: value 6 to 6, slope -1 to 1, kink at 0;" in words()
    assert "saturated below -1.0, saturated above 2.0;" in words()
    assert "dip: value 36 to 36, slope -12 to 12;" in words()
    assert "none: not answered yet." in words()


def overwriting(s: Any) -> Any:
    s[s < 0] = 0
    return s


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda s: 0.0 if s < 0 else s, "your code stopped with ValueError"),
        (np.max, "has shape ()"),
        (overwriting, "theta has changed its argument s"),
        (lambda s: np.where(s > 0, 1.0, 0.5), "theta has dtype float64 where s has float32"),
        (lambda s: np.where(s > 0, s, 0.5 * s).astype(s.dtype), "theta of whole numbers"),
        (
            lambda s: np.where(s > 100, np.inf, s).astype(s.dtype),
            "theta at s = -1000 and s = 1000 has 1 entries that are nan or inf",
        ),
    ],
)
def test_a_function_that_acts_entry_by_entry_keeps_shape_dtype_and_argument(
    tk: Any, capsys: pytest.CaptureFixture[str], function: Any, said: str
) -> None:
    tk.check("exercise")(lambda check: check.elementwise(function, "theta"))
    assert said in capsys.readouterr().err
    tk.check("exercise")(lambda check: check.elementwise(np.tanh, "theta"))
    assert capsys.readouterr().err == ""


LECTURE = {
    "y": ("add", ("d", "e", "f")), "a": ("mul", ("x", "z")), "b": ("ln", ("x",)), "c": ("sin", ("b",)),
    "d": ("exp", ("a",)), "e": ("div", ("a", "b")), "f": ("div", ("c", "a")),
}  # fmt: skip


def drawn() -> dict[str, Any]:
    """The texts of the current drawing by what they say."""
    return {text.get_text(): text for text in plt.gca().texts}


def test_a_graph_without_positions_is_laid_out_from_left_to_right_given_quantities_too(tk: Any) -> None:
    tk.draw_graph(LECTURE)
    texts = drawn()
    x = {name: texts[f"${name}$"].xycoords.get_position()[0] for name in ("x", "z", *LECTURE)}
    for name, (_, parents) in LECTURE.items():
        assert all(x[parent] < x[name] for parent in parents)
    boxes = [text.get_bbox_patch().get_linestyle() for text in plt.gca().texts if "given" in text.get_text()]
    assert boxes == ["--", "--"]


def test_no_two_boxes_of_a_layout_lie_on_one_another(tk: Any) -> None:
    from backprop_ref import network_graph

    tk.draw_graph(network_graph.build((3, 3, 2)))
    places = [text.get_position() for text in plt.gca().texts if text.get_bbox_patch() and text.get_zorder() == 3]
    assert all(abs(a - c) > 0.5 or abs(b - d) > 0.9 for i, (a, b) in enumerate(places) for c, d in places[:i])


@pytest.mark.parametrize(
    ("node", "inside"),
    [
        (("mul", ("x", "z")), r"$x \times z$"),
        (("div", ("x", "z1")), "$x / z_{1}$"),
        (("sub", ("x", 2)), "$x - 2$"),
        (("ln", ("x",)), r"$\mathrm{ln}(x)$"),
        (("square", ("x",)), "$(x)^2$"),
        (("add", ("w1_1_0", "p1_1_1", "p1_1_2")), "${}+{}$"),
        ((r"\sum_a w_{b,a} o_a", ("x",)), r"$\sum_a w_{b,a} o_a$"),
    ],
)
def test_the_function_stands_inside_the_box(tk: Any, node: Any, inside: str) -> None:
    tk.draw_graph({"q": node})
    assert inside in drawn()
    plt.gcf().canvas.draw()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("w1_2_3", "w_{2,3}^{(1)}"), ("s2_1", "s_{1}^{(2)}"), ("x1", "x_{1}"), ("h_t", "h_{t}"), (r"\ell", r"\ell"),
        ("loss", r"\mathrm{loss}"), ("w_{b,a}^{(l)}", "w_{b,a}^{(l)}"), ("part_2", r"\mathrm{part\_2}"),
    ],
)  # fmt: skip
def test_names_are_written_as_the_lecture_writes_them(tk: Any, name: str, said: str) -> None:
    tk.draw_graph({name: ("sin", ("x",))})
    assert f"${said}$" in drawn()
    plt.gcf().canvas.draw()


def test_values_adjoints_and_the_present_node_are_told_apart_without_colour(tk: Any) -> None:
    tk.draw_graph(LECTURE, values={"a": 6.0, "x": 2.0}, adjoints={"a": 404.8537, "y": 1.0}, now=("a",))
    texts = drawn()
    assert "$a$ = 6" in texts
    assert texts["◂ $g_{a}$ = 404.9"].get_fontstyle() == "italic"
    assert texts["◂ $g_{a}$ = 404.9"].get_position()[1] < texts["$a$ = 6"].get_position()[1]
    assert texts[r"$x \times z$"].get_bbox_patch().get_linewidth() > 2
    assert "a = 6: mul of x and z, adjoint 404.9" in words()
    assert "x = 2 is given" in words()


def test_an_operand_that_is_used_twice_has_two_arrows(tk: Any) -> None:
    tk.draw_graph({"y": ("mul", ("x", "x"))})
    ways = [arrow.get_connectionstyle().points_along() for arrow in arrows()]
    assert len(ways) == 2
    assert np.abs(ways[0] - ways[1]).max() > 5


def test_a_graph_is_no_wider_than_a_notebook(tk: Any) -> None:
    tk.draw_graph({f"a{i + 1}": ("sin", (f"a{i}",)) for i in range(12)})
    assert plt.gcf().get_figwidth() <= 11


def test_a_cycle_is_not_drawn_but_told(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tk.attempt(tk.draw_graph, {"a": ("sin", ("b",)), "b": ("exp", ("a",))})
    assert "goes round in a circle" in capsys.readouterr().err


def test_two_drawings_fit_into_one_figure(tk: Any) -> None:
    figure, axes = plt.subplots(1, 2)
    tk.draw_network({1: X}, ax=axes[0])
    tk.draw_graph(LECTURE, ax=axes[1])
    assert plt.get_fignums() == [figure.number]
    assert all(ax.texts for ax in axes)


def test_a_tensor_is_drawn_as_slices_one_behind_the_other(tk: Any) -> None:
    tk.draw_shapes((r"\partial s / \partial W", 2, 3, 4), "·", (r"\delta", 4, 1))
    assert words() == "ds / dW (2 x 3 x 4) · delta (4 x 1)."
    boxes = plt.gca().patches
    assert len(boxes) == 2 * 3 * 4 + 4
    back, front = boxes[:6], boxes[18:24]
    assert max(box.get_zorder() for box in back) < min(box.get_zorder() for box in front)
    assert min(box.get_x() for box in front) < min(box.get_x() for box in back)
    assert "2 × 3 × 4" in [text.get_text() for text in plt.gca().texts]


def test_a_v_plot_marks_the_best_step_and_says_the_errors_in_words(tk: Any) -> None:
    h = 10.0 ** np.arange(-12, 0.1, 0.5)
    errors = {"forward": h + 1e-16 / h, "central": h**2 + 1e-16 / h}
    predicted = {"forward": 1e-8, "central": 4e-6}
    tk.draw_v_plot(h, errors, orders={"forward": 1, "central": 2}, predicted=predicted, title="V")
    said = words()
    assert said.startswith("V; forward, error at step: 1e-04 at 1e-12")
    assert "least at 1e-08 with 2e-08" in said
    assert "predicted best step 4e-06" in said
    texts = [text.get_text() for text in plt.gca().texts]
    assert [text for text in texts if text.startswith("best h")] == ["best h: 1e-08", "best h: 3e-06"]
    assert [text for text in texts if text in ("1", "2", "-1")] == ["1", "-1", "2", "-1"]
    assert len({line.get_linestyle() for line in plt.gca().lines if line.get_label() in errors}) == 2
    tk.draw_v_plot(h, errors, mark=False, title="V")
    assert "least" not in words()
    assert len(plt.gca().texts) == 0
    for number in plt.get_fignums():
        figure = plt.figure(number)
        figure.canvas.draw()
        colours = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)  # type: ignore[attr-defined]
        assert np.ptp(colours, axis=-1).max() == 0


def test_the_toolkit_needs_numpy_and_matplotlib_only() -> None:
    trees = [ast.parse((SOURCE / f"{module}.py").read_text(encoding="utf-8")) for module in TOOLKIT]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    others = {module.split(".")[0] for module in modules} - {*sys.stdlib_module_names, *TOOLKIT}
    assert others == {"matplotlib", "numpy", "ipywidgets", "IPython"}  # the last two where they are there anyway


@pytest.mark.parametrize("pictures", ["drawing", "plots"])
def test_all_pictures_are_the_toolkits_wherever_a_notebook_has_gone_since(pictures: str, tmp_path: Path) -> None:
    public = [node.name for node in ast.parse((SOURCE / f"{pictures}.py").read_text(encoding="utf-8")).body
              if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]  # fmt: skip
    code = f"""
import os, sys, toolkit as tk
os.chdir({str(tmp_path)!r}); sys.path.clear()
assert all(getattr(tk, name) is getattr(sys.modules[{pictures!r}], name) for name in {public})
assert sys.modules[{pictures!r}].Wrong is tk.Wrong
tk.heatmap([[1.0]], [[2.0]])
"""
    subprocess.run([sys.executable, "-B", "-c", code], cwd=SOURCE, check=True, env={**os.environ, "MPLBACKEND": "agg"})


def test_the_toolkit_holds_no_answers() -> None:
    text = "".join((SOURCE / f"{module}.py").read_text(encoding="utf-8") for module in TOOLKIT)
    for answer in ("np.tanh", "1 - o", "vstack", ".T @", "relu", "softmax", "backprop"):
        assert answer not in text


def test_curves_and_boundaries_tell_their_content_and_are_grey(tk: Any) -> None:
    points, labels = np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 0.0]]), np.array([[-1, 1, 1]])
    for draw, said in (
        (lambda: tk.draw_curves({"a": [4, 2, 1], "b": ([0, 5], [3, np.inf])}, title="a title"), "lowest 1, 1 at 2"),
        (lambda: tk.draw_decision_boundary(lambda P: P[0] - 1.5, points, labels, title="a title"), "1 of them"),
        (lambda: tk.draw_decision_boundary(lambda P: 0 * P[:1] - 1, points, labels, title="a title"), "2 of them"),
    ):
        draw()
        figure = plt.gcf()
        assert figure.axes[0].get_title() == "a title"
        assert figure.axes[0].get_xlabel()
        assert figure.axes[0].get_ylabel()
        assert words().startswith("a title")
        assert said in words()
        figure.canvas.draw()
        colours = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)  # type: ignore[attr-defined]
        assert np.ptp(colours, axis=-1).max() == 0


def test_every_curve_has_a_style_of_its_own_and_an_axis_may_be_logarithmic(tk: Any) -> None:
    tk.draw_curves({str(i): [1, 2, 3 + i] for i in range(5)}, log=True)
    ax = plt.gca()
    assert ax.get_yscale() == "log"
    assert len({(line.get_color(), str(line._unscaled_dash_pattern)) for line in ax.lines}) == 5


# ---------------------------------------------------------------- what a check sees


def cell(tk: Any, source: str, names: dict[str, Any]) -> dict[str, Any]:
    """Runs a notebook's cell."""
    names |= {"__name__": "__main__", "tk": tk, "np": names.get("np", np)}
    exec(compile(textwrap.dedent(source), "<cell>", "exec"), names)
    return names


COURSE = """
    @tk.given
    def loss(x, scale=2.0, *, shift=0.0):
        return scale * sum(v**2 for v in np.ravel(x)) + shift
    """
CHECK = """
    @tk.check("twice")
    def _(check):
        x = np.array([1.0, -2.0])
        check.gradient(twice(x), lambda v: loss(v, 1.0), x, "d", "x")
    """


@pytest.mark.parametrize(
    "taken",
    ["", "from numpy import *", "sum = max = abs = 0", "loss = 0.3", "np = None", "x = check = V = 0", "_ = 5"],
)
def test_a_check_does_not_depend_on_names_that_students_take(
    tk: Any, capsys: pytest.CaptureFixture[str], taken: str
) -> None:
    names = cell(tk, COURSE, {})
    cell(tk, "def twice(x):\n    return 2 * x", names)
    cell(tk, taken, names)
    before = dict(names)
    cell(tk, CHECK, names | {"np": names["np"]})
    assert capsys.readouterr() == ("twice: right, as far as this check can see.\n", "")
    cell(tk, CHECK, names)
    assert {name for name in names if names[name] is not before.get(name)} - {"_", "np", "__builtins__"} == set()


def test_what_is_given_later_is_seen_by_what_was_given_before(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    names = cell(tk, "@tk.given\ndef outer():\n    return inner()\n@tk.given\ndef inner():\n    return 1", {})
    cell(tk, "inner = None\n@tk.check('outer')\ndef _(check):\n    check.equal(outer(), 1, 'it')", names)
    assert "right" in capsys.readouterr().out
    assert names["outer"].__name__ == "outer"


def test_given_values_stay_as_they_were_given(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    names = cell(tk, "data = np.ones(3)\ntable = {'add': lambda *v: sum(v)}\ntk.given(data=data, table=table)", {})
    cell(
        tk, "data += 1\nsum = 0\n@tk.check('sum')\ndef _(check):\n    check.equal(table['add'](1, 2), 3, 'sum')", names
    )
    assert "right" in capsys.readouterr().out
    cell(tk, "@tk.check('data')\ndef _(check):\n    check.equal(data, np.ones(3), 'data')", names)
    assert "right" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            "def f(x):\n    return g(x)\ndef g(x):\n    return h(x)\ndef h(x):\n    raise NotImplementedError",
            "g() calls h(), which",
        ),
        ("def f(x):\n    raise NotImplementedError", "f: not answered yet."),
        ("def f(x):\n    y = 1\n    return [1 / 0 for _ in x]", "stopped in f, line 3, with ZeroDivisionError"),
        ("f = lambda x: 1 / 0", "stopped in <lambda>, line 1, with ZeroDivisionError"),
        ("other = 1", "there is no f yet"),
        ("def f(x):\n    return [undefined for v in x]", "stopped in f, line 2, with NameError"),
    ],
)
def test_a_sentence_names_the_function_and_the_line(
    tk: Any, capsys: pytest.CaptureFixture[str], answer: str, said: str
) -> None:
    names = cell(tk, answer, {})
    cell(tk, "@tk.check('f')\ndef _(check):\n    check.equal(f(np.ones(2)), np.ones(2), 'f')", names)
    assert said in capsys.readouterr().err


def test_a_stub_that_is_not_the_answer_is_named(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    names = cell(tk, "def f(x):\n    return x\ndef forward(x):\n    raise NotImplementedError", {})
    cell(tk, "@tk.given\ndef runs(x):\n    return forward(x)", names)
    cell(tk, "@tk.check('f, with your forward')\ndef _(check):\n    check.equal(f(runs(1.0)), 1.0, 'f')", names)
    assert capsys.readouterr().err == "f, with your forward: forward() is not written yet.\n"


def test_one_check_runs_for_each_of_its_cases(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    source = "@tk.check('n = {}', [(1,), (2,), (3,)])\ndef _(check, n):\n    check.that(n != 2, 'no.')"
    cell(tk, source, {})
    out, err = capsys.readouterr()
    assert out.splitlines() == [f"n = {n}: right, as far as this check can see." for n in (1, 3)]
    assert err == "n = 2: no.\n"


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("def f(x):\n    return 2 * x", True),
        ("def f(x):\n    x *= 2\n    return x", True),
        ("def f(x, seen=[]):\n    seen.append(2 * x)\n    return sum(seen)", False),
        ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return 2 * x * n", False),
        ("b = np.zeros(2)\ndef f(x):\n    b[:] = 2 * x\n    return b", True),
        ("np.seterr(all='raise')\ndef f(x):\n    return 2 * x + np.exp(-800.0)", True),
        ("import warnings\nwarnings.simplefilter('error')\ndef f(x):\n    warnings.warn('x')\n    return 2 * x", True),
        ("from fractions import Fraction\ndef f(x):\n    return [Fraction(2 * float(v)) for v in x]", True),
        ("def f(x):\n    return (2 * v for v in x)", True),
        ("def f(x):\n    return 2 * x + 1j", False),
        ("def f(x):\n    return [str(2 * v) for v in x]", False),
        ("def f(x):\n    return np.float32(2 * x) * np.float32(1 + 3e-6)", True),
        ("def f(x):\n    return 2 * x * (1 + 3e-6)", False),
    ],
)
def test_a_check_calls_as_the_grader_does(
    tk: Any, capsys: pytest.CaptureFixture[str], answer: str, right: bool
) -> None:
    state = np.geterr()
    with warnings.catch_warnings():
        names = cell(tk, answer, {})
        body = "first, x = f(np.array([1.0, 5.0])), np.array([0.5, 3.0])\n    second = f(x)\n"
        compared = "    check.equal(second, 2 * x, 'f')\n    check.equal(first, np.array([2.0, 10.0]), 'f')"
        cell(tk, f"@tk.check('f')\ndef _(check):\n    {body}{compared}", names)
    np.seterr(**state)
    assert ("right" in capsys.readouterr().out) == right


def test_what_an_answer_keeps_between_calls_is_asked_about(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    names = cell(tk, "def f(x, seen=[]):\n    print('x')\n    seen.append(x)\n    return sum(seen)", {})
    cell(tk, "@tk.check('f')\ndef _(check):\n    check.equal(f(2.0), 2.0, 'f')", names)
    out, err = capsys.readouterr()
    assert out == "x\n"
    assert err.startswith("f: right at first, not when called again: f: yours is 4, 2 times")


def test_a_check_can_ask_whether_an_argument_was_changed(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    body = "\n    f({1: np.ones(2)}, 0.5)\n    check.that(not check.changed, 'W has changed.')"
    for answer, said in (("W[1] += h", "W has changed."), ("W[1] = W[1] + h", "W has changed."), ("W[1] + h", "")):
        names = cell(tk, f"def f(W, h):\n    {answer}", {})
        cell(tk, f"@tk.check('f')\ndef _(check):{body}", names)
        err = capsys.readouterr().err
        assert said in err
        assert bool(said) == bool(err)


def test_float32_is_refused_where_more_digits_are_asked_for(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tk.check("f")(lambda check: check.equal(np.float32([1, 2]), np.array([1.0, 2.0]), "f", float32=False))
    assert "f is computed in float32" in capsys.readouterr().err
    tk.check("f")(lambda check: check.gradient(2 * X, lambda V: np.float32(np.sum(V**2)), X, "f"))
    assert "they have too few digits" in capsys.readouterr().err


def test_a_shape_is_given_back_as_numbers(tk: Any) -> None:
    seen = []
    tk.check("h")(lambda check: seen.append(check.shape([[np.longdouble(0.5)]], (), "h")))
    assert f"{seen[0]:.2g}" == "0.5"


@pytest.mark.parametrize("shape", ["circle", "rectangle"])
def test_a_drawing_shows_the_shapes_labels_and_arrowheads_that_its_data_say(tk: Any, shape: str) -> None:
    for heads in (True, False):
        edges = [("x1", "o1_1", "w1_1_1"), ("bias0", "o1_1", ""), ("o1_1", "loss", "")]
        drawing = {"nodes": dict.fromkeys(("x1", "bias0", "o1_1", "loss"), shape), "edges": edges, "arrows": heads}
        tk.draw_drawing(drawing, title="Odd")
        plt.gcf().canvas.draw()
        assert f"Odd: {shape}s, edges with{'' if heads else 'out'} arrowheads: x1 to o1_1 (w1_1_1)" in words()
        texts = [text for text in plt.gca().texts if text.get_zorder() == 3]
        boxes = [text.get_bbox_patch() for text in texts if text.get_bbox_patch()]
        assert len(boxes) == 4
        names = {type(box.get_boxstyle()).__name__ for box in boxes}
        assert names == {"Circle" if shape == "circle" else "Square"}
        assert len(arrows()) == 3
        assert {type(arrow.get_arrowstyle()).__name__ for arrow in arrows()} == {"CurveB" if heads else "Curve"}
        plt.close("all")
