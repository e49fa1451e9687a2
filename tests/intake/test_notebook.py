"""A stranger's notebook file is read within bounds."""

import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.intake.notebook import Malformed, parse_notebook, without_outputs
from autograder.outcomes import Outcome


def file_of(cells, **more):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5} | more).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"{}", b'{"nbformat": 4}', b'{"nbformat": "4", "cells": []}', b"\xff\xfe",
        b'{"nbformat": 4, "cells": [1]}', b'{"nbformat": 9, "cells": []}', b'{"nbformat": 4, "cells": [{}],}',
        b"%PDF-1.4", b"PK\x03\x04", b'"' + b'\\"' * 10**5, b"[" * 10**5, b"<<<<<<< HEAD",
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_malformed(content):
    with pytest.raises(Malformed) as caught:
        parse_notebook(content)
    assert caught.value.outcome is Outcome.MALFORMED


@pytest.mark.parametrize(
    "content",
    [
        b'{"x": ' + b"[" * 10**5,
        b'{"nbformat": 4, "x": ' + b'{"a":' * 10**5,
        b'{"nbformat": 4, "cells": [' + b"{}," * 300_000 + b"{}]}",
        file_of([{"cell_type": "code", "source": "x" * (5 << 20)}]),
    ],
)
def test_what_is_beyond_all_measure_is_too_large_and_never_built(content):
    tracemalloc.start()
    try:
        with pytest.raises(Malformed) as caught:
            parse_notebook(content)
        assert tracemalloc.get_traced_memory()[1] < (20 << 20) + 2 * len(content)
    finally:
        tracemalloc.stop()
    assert caught.value.outcome is Outcome.TOO_LARGE


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_coding_and_line_ending_is_read(coding, ending):
    text = json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "ä"}]}, indent=1, ensure_ascii=False)
    assert parse_notebook(text.replace("\n", ending).encode(coding))["cells"][0]["source"] == "ä"


@given(st.text(st.characters(), max_size=20), st.sampled_from(["source", "id"]))
def test_whatever_a_string_holds_comes_out_writable(text, key):
    nb = parse_notebook(file_of([{"cell_type": "code", key: text}, {"x": float("nan")}]))
    read = nb["cells"][0][key]
    assert read == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert json.dumps(nb, ensure_ascii=False).encode()


def test_half_an_emoji_is_replaced_wherever_it_stands():
    half = "\ud83d"
    cell = {
        "cell_type": half, "id": half, "source": [half, "x"], "metadata": {half: half, "nbgrader": {"grade_id": half}},
        "attachments": {half: {"image/png": half}},
    }  # fmt: skip
    assert json.dumps(parse_notebook(file_of([cell], extra=half)), ensure_ascii=False).encode()


def test_a_backslash_before_a_u_is_no_emoji():
    assert parse_notebook(file_of([{"source": "\\ud83d \ud83d"}]))["cells"][0]["source"] == "\\ud83d \ufffd"


def test_older_formats_are_read():
    sheet = [
        {"cell_type": "code", "input": ["a = 1\n", "b = 2"], "language": "python"},
        {"cell_type": "heading", "level": 2, "source": "Why"},
    ]
    nb = parse_notebook(json.dumps({"nbformat": 3, "worksheets": [{"cells": sheet}]}).encode())
    assert [(cell["cell_type"], cell["source"]) for cell in nb["cells"]] == [
        ("code", "a = 1\nb = 2"),
        ("markdown", "## Why"),
    ]


@pytest.mark.parametrize("strange", [None, 3, [], {}, [1], {"nbgrader": 1}, {"nbgrader": {"grade_id": 3}}, "x"])
@pytest.mark.parametrize("key", ["source", "id", "metadata", "attachments", "cell_type", "level"])
def test_strange_values_in_a_cell_do_no_harm(strange, key):
    assert len(parse_notebook(file_of([{"cell_type": "code", key: strange}]))["cells"]) == 1


def test_without_outputs_all_that_is_graded_stays():
    cell = {
        "cell_type": "markdown", "id": "i", "source": "s", "metadata": {"nbgrader": {"grade_id": "why"}},
        "attachments": {"a.png": {"image/png": "aGFsbG8="}},
    }  # fmt: skip
    content = file_of([cell | {"outputs": [1]}])
    assert parse_notebook(without_outputs(content)) == parse_notebook(content)
    assert parse_notebook(content)["cells"] == [cell]
