"""An executed notebook is a function of what its cells compute, and of nothing else."""

import base64
import io

import matplotlib.pyplot as plt
import pytest
from nbformat import v4

from autograder.release.normalise import clean_text, join_streams, normalise, without_png_notes


def stream(name, text):
    return v4.new_output("stream", name=name, text=text)


def picture(**metadata):
    figure, axes = plt.subplots(figsize=(1, 1))
    axes.plot([0, 1])
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata=metadata)
    plt.close(figure)
    return buffer.getvalue()


def test_a_stream_in_pieces_is_the_stream_in_one():
    pieces = [stream("stdout", "a"), stream("stdout", "b\n"), stream("stdout", "c")]
    assert join_streams(pieces) == [stream("stdout", "ab\nc")]


def test_the_order_in_which_two_streams_arrive_does_not_matter():
    one = [stream("stderr", "e"), stream("stdout", "o"), stream("stderr", "f")]
    other = [stream("stdout", "o"), stream("stderr", "e"), stream("stderr", "f")]
    assert join_streams(one) == join_streams(other) == [stream("stdout", "o"), stream("stderr", "ef")]


def test_a_display_keeps_its_place_between_streams():
    display = v4.new_output("display_data", {"text/plain": "x"})
    outputs = [stream("stdout", "a"), display, stream("stdout", "b")]
    assert join_streams(outputs) == outputs


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<function f at 0x7f1234567890>", "<function f at 0x…>"),
        ("[<matplotlib.lines.Line2D at 0x7f12abcd>]", "[<matplotlib.lines.Line2D at 0x…>]"),
        ("/tmp/ipykernel_123/456.py:3: RuntimeWarning: overflow", "<cell>:3: RuntimeWarning: overflow"),
        ("C:\\Temp\\ipykernel_1\\2.py:1: UserWarning: x", "<cell>:1: UserWarning: x"),
        ("/opt/env/lib/python3.11/site-packages/numpy/core.py:9: W", "numpy/core.py:9: W"),
        ("/opt/env/lib/python3.11/warnings.py:9: W", "warnings.py:9: W"),
        ("meet at 0x10, weight 0xdeadbeef00", "meet at 0x10, weight 0xdeadbeef00"),
    ],
)
def test_addresses_and_places_are_replaced(text, clean):
    assert clean_text(text) == clean


def test_a_picture_loses_its_words_and_nothing_else():
    plain, worded = picture(Software=None), picture(Software="program 1.2.3", Comment="made on a Tuesday")
    assert worded != plain
    assert without_png_notes(worded) == without_png_notes(plain) == plain
    assert plt.imread(io.BytesIO(without_png_notes(worded))).shape == plt.imread(io.BytesIO(plain)).shape


def test_what_is_no_png_is_left_alone():
    assert without_png_notes(b"GIF89a") == b"GIF89a"


def notebook_with(output):
    cell = v4.new_code_cell("f()", id="a", metadata={"execution": {"iopub.status.busy": "2024"}})
    cell.outputs = [output]
    return v4.new_notebook(cells=[v4.new_markdown_cell("text", id="b"), cell])


@pytest.mark.parametrize(
    "output",
    [
        stream("stdout", "saved to /home/ada/figure.png\n"),
        v4.new_output("execute_result", {"text/plain": "'/Users/ada/x'"}, execution_count=1),
        v4.new_output("error", ename="E", evalue="C:\\Users\\ada\\x", traceback=[]),
        stream("stderr", "in /some/where/else\n"),
    ],
)
def test_an_output_that_names_a_place_on_this_machine_is_a_problem(output):
    (problem,) = normalise(notebook_with(output), folders=["/some/where"])
    assert problem.startswith("cell 2 prints the path ")


@pytest.mark.parametrize(
    "text", ["a/home/b", "https://example.org/home/x", "3 / 4", "dl/dW", "~/tmp/x", "/some/wherever"]
)
def test_a_slash_is_not_yet_a_place_on_this_machine(text):
    assert normalise(notebook_with(stream("stdout", text)), folders=["/some/where"]) == []


def test_pictures_and_timing_are_cleaned_within_a_notebook():
    data = {"image/png": base64.b64encode(picture(Software="program")).decode(), "text/plain": "<F at 0x7f0011aa22>"}
    notebook = notebook_with(v4.new_output("display_data", data))
    assert normalise(notebook) == []
    cell = notebook.cells[1]
    assert "execution" not in cell.metadata
    assert base64.b64decode(cell.outputs[0].data["image/png"]) == picture(Software=None)
    assert cell.outputs[0].data["text/plain"] == "<F at 0x…>"


def test_cleaning_twice_is_cleaning_once():
    notebook = notebook_with(stream("stderr", "/tmp/ipykernel_1/2.py:3: W at 0x7f0011aa22"))
    normalise(notebook)
    once = v4.writes(notebook)
    normalise(notebook)
    assert v4.writes(notebook) == once
