import base64
import io
import struct
import zlib

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.kernel import outputs
from autograder.kernel.outputs import MOST_OUTPUTS, MOST_TAGS, NOT_KEPT, PNG, cleaned, plain, size_of


def show(**data):
    return cleaned([{"output_type": "display_data", "data": data, "metadata": {}}])


def html(text):
    return show(**{"text/html": text})[0]["data"]["text/html"]


def stream(text="x"):
    return {"output_type": "stream", "name": "stdout", "text": text}


def chunk(name, data=b""):
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))


def png(width=2, height=2, *more):
    header = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG + chunk(b"IHDR", header) + b"".join(more) + chunk(b"IDAT", b"x") + chunk(b"IEND")


def picture(raw):
    """What is left of a picture that comes as an array from the wire, and as base64 from a notebook."""
    kinds = np.frombuffer(raw, np.uint8), base64.b64encode(raw).decode()
    one, other = (show(**{"image/png": kind}) for kind in kinds)
    assert one == other
    return base64.b64decode(one[0]["data"]["image/png"]) if one else None


LOADS = [
    "<script>steal()</script>",
    "<b onclick=steal()>x</b>",
    "<img src='http://host/beacon.png'>",
    "<img src=//host/x srcset='//host/y 2x'>",
    "<b style='background:url(http://host/x)'>x</b>",
    "<style>@import 'http://host/x'; b { background: url(//host/y) }</style>",
    "<link rel=stylesheet href=http://host/x>",
    "<a href='javascript:steal()'>x</a>",
    "<a href='http://host/x' ping='http://host/y'>x</a>",
    "<iframe src=http://host></iframe><object data=http://host></object><embed src=http://host>",
    "<video poster=http://host/x src=http://host/y></video><audio src=http://host></audio>",
    "<svg><image href=http://host/x /><script>steal()</script></svg>",
    "<math><mtext><img src=x onerror=steal()></mtext></math>",
    "<table background=http://host/x><tr><td background=http://host/y>1</td></tr></table>",
    "<form action=http://host><input type=image src=http://host/x></form>",
    "<meta http-equiv=refresh content='0;url=http://host'><base href=http://host>",
    "<blockquote cite=http://host>x</blockquote><q cite=http://host>x</q>",
    "<noscript><p title='</noscript><img src=http://host onerror=steal()>'></noscript>",
]


@pytest.mark.parametrize("text", LOADS)
def test_nothing_in_html_runs_or_loads(text):
    kept = html(text)
    for sign in ("http", "//host", "steal", "<img", "<a", "url(", "<script", "<style"):
        assert sign not in kept.replace("&lt;", "")


@pytest.mark.parametrize("text", ["$x$", "</div>$x$<div>", "<p></div></div>\\(x\\)", "$x$</div></body></html>$y$"])
def test_a_formula_in_html_is_no_link_that_runs(text):
    kept = html(text)
    assert kept.startswith('<div class="tex2jax_ignore mathjax_ignore">')
    depth = 0
    for part in kept.split("<")[1:]:
        depth += part.startswith("div") - part.startswith("/div")
        assert depth > 0 or part == "/div>"
    assert html(kept) == kept


def test_tables_keep_their_form():
    table = '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td colspan="2">1</td></tr></tbody></table>'
    assert table in html(table)


def test_html_that_takes_long_to_clean_is_left_out():
    deep = {"output_type": "display_data", "data": {"text/html": "<div>" * MOST_TAGS, "text/plain": "x"}}
    assert len(cleaned([deep])) == 1
    assert [o["output_type"] for o in cleaned([deep, deep, stream()])] == ["display_data", "stream"]
    assert cleaned([deep] * 3)[-1]["text"] == NOT_KEPT


def test_only_allowed_kinds_are_kept_and_the_text_beside_them():
    assert show(**{"application/javascript": "steal()", "image/svg+xml": "<svg onload=steal()>"}) == []
    assert show(**{"text/plain": "x", "application/javascript": "steal()"})[0]["data"] == {"text/plain": "x"}
    kept = show(**{"text/plain": "x", "text/html": "<b>x</b>", "image/png": base64.b64encode(png()).decode()})
    assert sorted(kept[0]["data"]) == ["image/png", "text/html", "text/plain"]
    assert kept[0]["metadata"] == {}


def test_a_figure_comes_through_unharmed():
    figure = plt.figure(figsize=(1, 1))
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Comment": "x"})
    plt.close(figure)
    kept = picture(buffer.getvalue())
    assert np.array_equal(plt.imread(io.BytesIO(kept)), plt.imread(io.BytesIO(buffer.getvalue())))
    assert b"Comment" not in kept


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<script>",
        PNG,
        PNG + b"...",
        png()[:-1],
        PNG + chunk(b"IDAT") + chunk(b"IEND"),
        PNG + chunk(b"IHDR", b"x") + chunk(b"IEND"),
        PNG + struct.pack("!I", 2**31) + b"IHDR" + b"x" * 100,
        png(0, 1),
        png(2**31 - 1, 2**31 - 1),
        png(10**6, 10**6),
        png(2, 2, chunk(b"IHDR", struct.pack("!IIBBBBB", 10**6, 10**6, 8, 0, 0, 0, 0))),
    ],
    ids=range(12),
)
def test_a_picture_that_is_none_or_would_harm_its_viewer_is_left_out(raw):
    assert picture(raw) is None


@pytest.mark.parametrize("name", [b"iCCP", b"zTXt", b"tEXt", b"iTXt", b"acTL", b"fdAT", b"eXIf", b"\x00<b>"])
def test_what_a_picture_carries_beside_itself_is_left_out(name):
    assert picture(png(2, 2, chunk(name, b"payload")) + b"<script>") == png()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("\x1b[31mred\x1b[0m \x1b[1;38;5;9mbold\x1b[m", "\x1b[31mred\x1b[0m \x1b[1;38;5;9mbold\x1b[m"),
        ("\x1b[2Ja\x1b[10;10Hb\x1b[?1049hc", "abc"),
        ("\x1b]0;title\x07a\x1b]8;;http://host\x1b\\b\x1b]8;;\x1b\\", "ab"),
        ("\x9b2Ja\x9d0;t\x9c", "2Ja0;t"),
        ("\x1b]0;unfinished", "]0;unfinished"),
        ("a\x00\x07\x08\x7fb\tc\r\nd\n", "ab\tc\r\nd\n"),
        ("\x1b[31\x00mx", "[31mx"),
        ("half \ud83d", "half ?"),
    ],
)
def test_of_control_characters_only_colours_and_line_ends_are_kept(text, kept):
    assert plain(text) == kept
    output = {"output_type": "error", "ename": text, "evalue": text, "traceback": [text]}
    assert cleaned([output]) == [{**output, "ename": kept, "evalue": kept, "traceback": [kept]}]


def test_long_text_is_cut():
    (output,) = cleaned([{"output_type": "stream", "name": "x", "text": "a" * 10**6}])
    assert output["name"] == "stdout"
    assert outputs.LONGEST_TEXT < len(output["text"]) < outputs.LONGEST_TEXT + 20
    assert output["text"].endswith("[cut here]")


def test_more_outputs_than_are_kept_are_told():
    kept = cleaned([stream()] * (MOST_OUTPUTS + 10))
    assert len(kept) == MOST_OUTPUTS + 1
    assert kept[-1]["text"] == NOT_KEPT
    assert cleaned([stream()] * MOST_OUTPUTS)[-1]["text"] == "x"


@given(st.lists(st.integers(0, 200).map(lambda n: stream("x" * n)), max_size=8), st.integers(0, 600))
def test_what_is_kept_fits_into_the_budget_or_says_that_it_does_not(given_outputs, most):
    kept = cleaned(given_outputs, most)
    shown = [o for o in given_outputs if o["text"]]
    if size_of(shown) <= most:
        assert kept == shown
    else:
        assert kept[-1]["text"] == NOT_KEPT
        assert size_of(kept[:-1]) <= most


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just(np.ones(2))
    | st.just(np.zeros(0, np.uint8)) | st.just(b"x") | st.sampled_from(["stream", "error", "display_data", "stderr"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
FIELDS = ["output_type", "name", "text", "ename", "evalue", "traceback", "data", "metadata", "execution_count"]
KINDS = ["text/plain", "text/html", "image/png"]


@given(st.lists(ODD | st.dictionaries(st.sampled_from(FIELDS), ODD | st.dictionaries(st.sampled_from(KINDS), ODD))))
def test_what_has_another_form_is_dropped_and_what_is_kept_stays_as_it_is(strange):
    kept = cleaned(strange)
    assert cleaned(kept) == kept
    assert all(o["output_type"] in ("stream", "error", "display_data", "execute_result") for o in kept)
