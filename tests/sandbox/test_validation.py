import socket
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import MachineError
from autograder.kernel.protocol import Limits, Oracle
from autograder.outcomes import Outcome, StudentFault
from autograder.sandbox import messages
from autograder.sandbox.branch import Branch, Notebook
from autograder.sandbox.control import Usage
from autograder.sandbox.inside import wire
from autograder.sandbox.inside.wire import WireError
from autograder.sandbox.kernel import Kernel, checked_path, execution
from autograder.sandbox.messages import Sources

LIMITS = Limits(output_bytes=100, cell_seconds=0.2, call_seconds=0.2)
ERROR = {"output_type": "error", "ename": "E", "evalue": "why\nmore", "traceback": ["a"]}


def reply(*outputs, outcome="passed", text=None):
    return {"outcome": outcome, "outputs": list(outputs), "result_text": text}


def ran(*cells):
    sources = Sources()
    for cell in cells:
        sources.append(cell)
    return sources


def from_report(report, *cells, what="`f()`"):
    return messages.from_report(report, what, ran(*cells), LIMITS)


# what a cell shows


def test_the_message_names_the_error_in_one_line():
    got = execution(reply(ERROR, outcome="error"), LIMITS)
    assert (got.outcome, got.message) == (Outcome.ERROR, "The cell raised E: why")


def test_a_recursion_that_is_too_deep_is_told_what_to_do_instead():
    error = {**ERROR, "ename": "RecursionError", "evalue": "maximum recursion depth exceeded"}
    said = execution(reply(error, outcome="error"), LIMITS).message
    assert said.startswith("The cell raised RecursionError: a recursion deeper than Python allows.")
    assert "with a loop" in said


@pytest.mark.parametrize(
    "bad", [{}, reply(outcome="full marks"), reply(outcome=["passed"]), reply(text=1), {**reply(), "outputs": "x"}]
)
def test_a_reply_of_another_form_is_refused(bad):
    with pytest.raises(WireError):
        execution(bad, LIMITS)


# what a fault says


@pytest.mark.parametrize("report", [None, 1, [], {}, {"kind": []}, {"kind": "exception", "name": 3, "cell": "1"}])
def test_a_report_of_another_form_is_still_a_fault_of_the_student(report):
    fault = from_report(report, "x")
    assert not fault.outcome.is_ours
    assert fault.message.startswith("`f()` ")


@pytest.mark.parametrize("name", ["E0_12345", "Mine", "x" * 500, "a b", "é", "", None, "ValueError\n", "BaseException"])
def test_a_class_name_is_shown_only_from_a_list(name):
    report = {"kind": "exception", "name": name, "cell": 1, "line": 1}
    assert from_report(report, "class Mine: pass").message == "`f()` raised an error."


@pytest.mark.parametrize(
    ("source", "line", "place"),
    [
        ("a = 1", 1, "See line 1 of cell In[1]."),
        ("a = (1,\n\n  2)", 3, "See line 1 of cell In[1]."),
        ("def f():\n\n    # why\n    return 1", 4, "See line 4 of cell In[1]."),
        ("def f():\n\n    # why\n    return 1", 3, "See line 1 of cell In[1]."),
        ("%matplotlib inline\n!ls\na = 1", 3, "See line 3 of cell In[1]."),
        ("# only\n# words", 1, ""),
        ("no python (", 1, ""),
        ("a = '\\d'", 1, "See line 1 of cell In[1]."),
        ("(" * 5000, 1, ""),
        ("-" * 50_000 + "1", 1, ""),
        ("a\n" * 60_000, 1, ""),
        ("a = 1", 0, ""),
        ("a = 1", 2, ""),
        ("a = 1", 12345, ""),
        ("a = 1", 1.0, ""),
        ("a = 1", True, ""),
        ("a = 1", "1", ""),
    ],
)
def test_a_place_is_where_a_statement_of_a_cell_begins(source, line, place):
    fault = from_report({"kind": "exception", "name": "ValueError", "cell": 1, "line": line}, source)
    assert (fault.message, fault.place) == ("`f()` raised ValueError.", place)


@pytest.mark.parametrize("cell", [0, 2, -1, 1.0, True, "1", None])
def test_a_place_in_a_cell_that_did_not_run_is_not_shown(cell):
    assert from_report({"kind": "exception", "name": "ValueError", "cell": cell, "line": 1}, "a").place == ""


@pytest.mark.parametrize("dtype", ["object", "longdouble", "clongdouble"])
def test_a_dtype_that_is_no_number_is_named(dtype):
    report = {"kind": "value", "why": "type", "name": f"array of dtype {dtype}"}
    assert f"dtype {dtype};" in from_report(report).message


@pytest.mark.parametrize(
    "name", ["array of dtype {}", "array of dtype str{}", "dict with T{} keys", "T{}", "dict with {} keys"]
)
def test_no_name_of_a_type_carries_a_number(name):
    told = {from_report({"kind": "value", "why": "type", "name": name.format(n)}).message for n in (12345, 54321)}
    assert len(told) == 1


def test_a_missing_variable_is_called_a_variable():
    assert from_report({"kind": "missing"}, what="`W`").message == "There is no variable named `W`."


def test_a_name_that_is_no_stub_of_a_cell_is_not_shown():
    stubs = "def stub():\n    raise NotImplementedError\ndef done():\n    return 'NotImplementedError'"
    for name in ("done", "nowhere", "", None, 3, np.ones(2), ["stub"]):
        fault = from_report({"kind": "exception", "name": "NotImplementedError", "unwritten_in": name}, stubs)
        assert (fault.outcome, "something" in fault.message) == (Outcome.ERROR, True)


def test_the_name_of_one_of_very_many_stubs_is_not_shown():
    stubs = "\n".join(f"def s{i}():\n    raise NotImplementedError" for i in range(4096))
    fault = from_report({"kind": "exception", "name": "NotImplementedError", "unwritten_in": "s7"}, stubs)
    assert "something" in fault.message


# whatever comes back


class FakeControl:
    """A nursery that counts nothing."""

    confined = False

    def usage(self, kernel):
        return Usage(0.0, False)

    def end(self, kernel):
        return Usage(0.0, False)

    def interrupt(self, kernel):
        pass


WORDS = ["missing", "value", "exception", "memory", "output", "passed", "error", "stream", "display_data", "f", ""]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.just(np.ones(2)) | st.just(np.array([]))
    | st.just(1j) | st.sampled_from([*WORDS, "NotImplementedError", "array of dtype "]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner, inner) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)  # fmt: skip
REPORT = st.dictionaries(st.sampled_from(["kind", "why", "name", "cell", "line", "unwritten_in"]), ODD)
OUTPUTS = st.lists(st.dictionaries(st.sampled_from(["output_type", "name", "text", "data", "ename", "traceback"]), ODD))
REPLY = st.fixed_dictionaries(
    {},
    optional={
        "id": ODD, "value": ODD, "fault": ODD | REPORT, "oracle": ODD, "args": ODD, "kwargs": ODD, "outcome": ODD,
        "outputs": ODD | OUTPUTS, "result_text": ODD,
    },
)  # fmt: skip


def answering(theirs, answers, mine):
    """A student's process that answers each request with what it likes; `mine`: with the right number."""
    inbox = wire.Inbox(theirs, references=True)
    for answer in answers:
        number = inbox.receive()["id"]
        wire.send(theirs, {**answer, "id": number} if mine else answer)
    theirs.close()


def against(answers, mine, ask):
    """What `ask` gives, of a channel behind which somebody answers so."""
    ours, theirs = socket.socketpair()
    thread = threading.Thread(target=answering, args=(theirs, answers, mine))
    thread.start()
    try:
        return ask(ours)
    finally:
        ours.close()
        thread.join()


@settings(deadline=None)
@given(REPLY, st.booleans())
def test_every_reply_to_a_call_is_a_value_or_a_fault_of_the_students(answer, mine):
    def ask(ours):
        branch = Branch(ours, Notebook(LIMITS, lambda: Usage(0.0, False)), None, "")
        try:
            branch.call("f", [Oracle(lambda *x, **k: 1)], {})
        except StudentFault as fault:
            assert not fault.outcome.is_ours
            assert isinstance(fault.message, str)

    against([answer], mine, ask)


@settings(deadline=None)
@given(REPLY, st.booleans())
def test_every_reply_to_a_cell_is_an_execution(answer, mine):
    def ask(ours):
        got = Kernel(FakeControl(), 1, ours, LIMITS, None).run("x")
        assert not got.outcome.is_ours
        assert got.outcome is Outcome.PASSED or got.message

    against([answer], mine, ask)


def test_an_answer_to_an_earlier_cell_is_not_the_fate_of_the_next():
    ours, theirs = socket.socketpair()
    kernel = Kernel(FakeControl(), 1, ours, LIMITS, None)

    def student():
        inbox = wire.Inbox(theirs)
        first = inbox.receive()["id"]
        for text in ("early", "too early"):
            wire.send(theirs, {"id": first, **reply(text=text)})
        wire.send(theirs, {"id": inbox.receive()["id"], **reply(text="late")})

    thread = threading.Thread(target=student)
    thread.start()
    assert [kernel.run("1").result_text, kernel.run("2").result_text] == ["early", "late"]
    thread.join()
    kernel.close()
    theirs.close()


def test_memory_that_an_answer_would_need_and_nobody_has_is_the_students(monkeypatch):
    def decode():
        raise MemoryError

    def call(ours):
        branch = Branch(ours, Notebook(LIMITS, lambda: Usage(0.0, False)), None, "")
        with pytest.raises(StudentFault) as caught:
            branch.call("f", [], {})
        return caught.value.outcome

    def cell(ours):
        return Kernel(FakeControl(), 1, ours, LIMITS, None).run("x").outcome

    right, main = wire.unpack, threading.current_thread()
    monkeypatch.setattr(wire, "unpack", lambda *a: decode() if threading.current_thread() is main else right(*a))
    for ask in (call, cell):
        assert against([reply()], True, ask) is Outcome.OUTPUT_LIMIT


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a//b", "a\\b", "a\0b", "x" * 201, ".", "a/."])
def test_a_path_that_leaves_its_folder_goes_no_further(name):
    with pytest.raises(MachineError):
        checked_path(name)
