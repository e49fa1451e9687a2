import base64

import numpy as np
import pytest

from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome
from autograder.sandbox import messages, validation
from autograder.sandbox.inside.wire import WireError

LIMITS = Limits(output_bytes=100)
PNG = np.frombuffer(validation.PNG + b"rest", np.uint8)
ERROR = {"output_type": "error", "ename": "E", "evalue": "why\nmore", "traceback": ["a"]}


def reply(*outputs, outcome="passed", text=None):
    return {"outcome": outcome, "outputs": list(outputs), "result_text": text}


def test_only_kinds_of_data_that_a_page_shows_are_kept():
    data = {"text/plain": "1", "text/html": "<b>", "image/png": PNG, "application/javascript": "alert(1)"}
    ran = validation.execution(reply({"output_type": "display_data", "data": data, "metadata": {"x": 1}}), LIMITS)
    (output,) = ran.outputs
    assert sorted(output["data"]) == ["image/png", "text/html", "text/plain"]
    assert output["metadata"] == {}
    assert base64.b64decode(output["data"]["image/png"]) == PNG.tobytes()


def test_a_picture_that_is_none_is_left_out():
    shown = {"output_type": "display_data", "data": {"image/png": np.zeros(20, np.uint8)}}
    assert validation.execution(reply(shown), LIMITS).outputs == ()


def test_texts_are_cut_at_the_limit():
    ran = validation.execution(reply({"output_type": "stream", "name": "else", "text": "x" * 1000}), LIMITS)
    assert ran.outputs == ({"output_type": "stream", "name": "stdout", "text": "x" * 100},)


def test_the_message_names_the_error_in_one_line():
    ran = validation.execution(reply(ERROR, outcome="error"), LIMITS)
    assert (ran.outcome, ran.message) == (Outcome.ERROR, "The cell raised E: why")


@pytest.mark.parametrize(
    "bad",
    [
        {},
        reply(outcome="full marks"),
        reply(outcome=["passed"]),
        reply(text=1),
        reply("text"),
        reply({"output_type": "update_display_data"}),
        reply({"output_type": "stream", "text": 1}),
        reply({"output_type": "display_data", "data": []}),
        reply({"output_type": "display_data", "data": {"text/plain": 1}}),
        reply({**ERROR, "traceback": "a"}),
        reply({**ERROR, "ename": None}),
        reply(*[ERROR] * 1000),
    ],
)
def test_a_reply_of_another_form_is_refused(bad):
    with pytest.raises(WireError):
        validation.execution(bad, LIMITS)


@pytest.mark.parametrize("report", [None, 1, [], {}, {"kind": []}, {"kind": "exception", "name": 3, "cell": "1"}])
def test_a_report_of_another_form_is_still_a_fault_of_the_student(report):
    fault = messages.from_report(report, "`f()`", ["x"], LIMITS)
    assert not fault.outcome.is_ours
    assert fault.message.startswith("`f()` ")


@pytest.mark.parametrize("name", ["E0_12345", "0.12345", "x" * 500, "a b", "é", "", None])
def test_a_class_name_of_the_students_making_is_not_shown(name):
    report = {"kind": "exception", "name": name, "cell": 1, "line": 1}
    assert messages.from_report(report, "`f()`", ["x = 1"], LIMITS).message == (
        "`f()` raised an error in line 1 of cell In[1]."
    )


@pytest.mark.parametrize(("cell", "line"), [(0, 1), (2, 1), (1, 0), (1, 3), (1, 12345), (1.0, 1), (True, 1), ("1", 1)])
def test_a_place_that_does_not_exist_is_not_shown(cell, line):
    report = {"kind": "exception", "name": "ValueError", "cell": cell, "line": line}
    assert messages.from_report(report, "`f()`", ["a\nb"], LIMITS).message == "`f()` raised ValueError."


def test_a_recursion_that_is_too_deep_is_told_what_to_do_instead():
    report = {"kind": "exception", "name": "RecursionError", "cell": 1, "line": 2}
    said = messages.from_report(report, "`f()`", ["a\nb"], LIMITS).message
    assert said.startswith("`f()` raised RecursionError in line 2 of cell In[1]: a recursion deeper than Python")
    assert "with a loop" in said
    error = {**ERROR, "ename": "RecursionError", "evalue": "maximum recursion depth exceeded"}
    said = validation.execution(reply(error, outcome="error"), LIMITS).message
    assert said.startswith("The cell raised RecursionError: a recursion deeper than Python allows.")
    assert "with a loop" in said


@pytest.mark.parametrize("dtype", ["object", "str96", "longdouble"])
def test_a_dtype_that_is_no_number_is_named(dtype):
    report = {"kind": "value", "why": "type", "name": f"array of dtype {dtype}"}
    assert f"dtype {dtype}" in messages.from_report(report, "`f()`", [], LIMITS).message


def test_a_missing_variable_is_called_a_variable():
    assert messages.from_report({"kind": "missing"}, "`W`", [], LIMITS).message == "There is no variable named `W`."
