"""The student-side toolkit: what it says, and where it says it."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.course.material import SOURCE

X = np.array([[1.0, -2.0, 0.5], [3.0, 0.5, -1.0]])


@pytest.fixture(scope="module")
def tk() -> Any:
    mpl.use("Agg")
    spec = importlib.util.spec_from_file_location("toolkit", SOURCE / "toolkit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def no_figure_is_left() -> Iterator[None]:
    yield
    plt.close("all")


def square(W: Any) -> Any:
    return np.sum(W**2)


def told(tk: Any, capsys: pytest.CaptureFixture[str], got: Any, **named: Any) -> str:
    """What a check of the gradient of sum of squares at X says on stderr."""
    with tk.check("exercise") as check:
        check.gradient(got, square, X, **named)
    return capsys.readouterr().err


def test_a_right_answer_is_told_in_one_short_line_on_stdout(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with tk.check("exercise") as check:
        check.gradient(2 * X, square, X)
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
    with tk.check("exercise") as check:
        check.equal(0.5, 1.0, "the loss")
    assert "?" not in capsys.readouterr().err


def test_blocks_of_a_dict_are_judged_on_their_own(tk: Any, capsys: pytest.CaptureFixture[str]) -> None:
    W = {1: X, 2: 1e-6 * X}
    with tk.check("exercise") as check:
        check.gradient({1: 2 * X, 2: 3e-6 * X}, lambda V: square(V[1]) + square(V[2]), W)
    err = capsys.readouterr().err
    assert "G^(2)" in err
    assert "G^(1)" not in err


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
    with tk.check("exercise"):
        raise error
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1


def test_an_interrupt_from_the_keyboard_is_let_through(tk: Any) -> None:
    with pytest.raises(KeyboardInterrupt), tk.check("exercise"):
        raise KeyboardInterrupt


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
    ]
    for draw in drawings:
        draw()
        figure = plt.gcf()
        titles = [figure.get_suptitle(), *(ax.get_title() for ax in figure.axes)]
        assert "a title" in titles
        assert capsys.readouterr().out.startswith("In words: ")
        figure.canvas.draw()
        plt.close(figure)


def test_drawings_use_greys_only(tk: Any) -> None:
    tk.draw_network({1: X, 2: np.ones((1, 3))})
    tk.heatmap({1: X}, {1: 2 * X})
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


def test_the_toolkit_needs_numpy_and_matplotlib_only() -> None:
    tree = ast.parse(Path(SOURCE / "toolkit.py").read_text(encoding="utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert modules == {"re", "sys", "traceback", "matplotlib.pyplot", "numpy"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_the_toolkit_holds_no_answers() -> None:
    text = Path(SOURCE / "toolkit.py").read_text(encoding="utf-8")
    for answer in ("tanh", "1 - o", "vstack", ".T @", "relu", "softmax", "backprop"):
        assert answer not in text
