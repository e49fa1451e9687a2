"""What people wrote, on the page: the staff's comments, the student's own answers, and the penalty."""

from dataclasses import replace

import pytest

from autograder.feedback import write_page
from autograder.gradebook import ManualGrade
from tests.feedback.test_page import Page
from tests.gradebook.small_course import good, make_course, master_of

#: What would run, load or leave the page.
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<style>body { display: none }</style>",
    "[a](javascript:alert(1))",
    "![a](https://example.org/pixel.png)",
    '<svg onload="alert(1)">',
    "</div></article></main>",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\text{<script>alert(1)</script>}$",
    "```html\n<script>alert(1)</script>\n```",
    "\u202etxt",
    "&lt;script&gt;",
]


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    return master_of(make_course(tmp_path_factory.mktemp("course"), two=None))


def page(tmp_path, master, *, comment="", answers=None, **more):
    record = good(master, **({} if answers is None else {"answers": answers}))
    manual = {"why": ManualGrade(1.5, comment)} if comment else {}
    out = write_page(record, master, tmp_path / "page.html", manual=manual, **more)
    return out.read_text(encoding="utf-8")


def harmless(text):
    found = Page(text)
    assert found.open == []
    tags = [tag for tag, _ in found.tags]
    assert not {"script", "img", "iframe", "object"} & set(tags)
    assert tags.count("svg") == 1
    assert tags.count("style") == 1
    for tag, attrs in found.tags:
        assert not [name for name in attrs if name.startswith("on")]
        if tag == "a":
            assert str(attrs["href"]).startswith(("#", "https://", "http://"))
    return found


def test_a_comment_is_markdown_with_formulas_that_need_nothing_from_elsewhere(tmp_path, master):
    text = page(tmp_path, master, comment="**ReLU** is not smooth: $\\sigma'(0)$\n- one\n- two")
    found = harmless(text)
    assert "<strong>ReLU</strong>" in text
    assert {"math", "li"} <= {tag for tag, _ in found.tags}
    assert "**" not in found.text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_comment_or_answer_shows_as_text(tmp_path, master, hostile):
    harmless(page(tmp_path, master, comment=hostile))
    shown = harmless(page(tmp_path, master, answers={"double": hostile, "why": hostile})).text
    if hostile.startswith("<"):
        assert shown.count(hostile) == 2


def test_the_students_own_answers_are_on_the_page_folded_code_and_text(tmp_path, master):
    code, why = "def double(x):\n    return x if x < 0 else 2 * x  # mine", "Since $a + a = 2a$, *always*."
    text = page(tmp_path, master, answers={"double": code, "why": why})
    found = harmless(text)
    assert [attrs for tag, attrs in found.tags if tag == "details" and "answer" in str(attrs)] == [
        {"class": "asked answer"},
        {"class": "asked answer"},
    ]
    assert "return x if x &lt; 0 else 2 * x  # mine" in text
    assert "<em>always</em>" in text
    assert "assert double(3) == 6" not in text  # the hidden test
    assert "return 2 * x\n" not in text  # the solution


def test_an_answer_that_is_as_it_was_released_is_not_shown_as_the_students(tmp_path, master):
    assert "What you wrote" not in page(tmp_path, master, answers={})


def test_a_very_long_answer_is_shortened(tmp_path, master):
    text = page(tmp_path, master, answers={"double": "x = 1\n" * 100_000, "why": "$" * 100_000})
    assert "the rest is in the notebook" in harmless(text).text
    assert len(text) < 200_000


def test_a_penalty_has_its_rows_and_is_in_the_sum(tmp_path, master):
    text = Page(page(tmp_path, master, comment="well", penalty=1.0)).text
    assert "2.5 of 5 points 3.5 earned, 1 taken off for handing in late." in text
    assert "Earned 3.5 / 5 Handed in late −1 Sum 2.5 / 5" in text
    assert "late" not in Page(page(tmp_path, master, comment="well")).text


def test_a_page_is_written_again_where_the_penalty_changed(tmp_path, master):
    before = page(tmp_path, master, penalty=1.0)
    assert page(tmp_path, master, penalty=0.5) != before


def test_a_notebook_that_could_not_be_read_shows_no_answers(tmp_path, master):
    record = replace(good(master), executed={})
    assert "What you wrote" not in write_page(record, master, tmp_path / "page.html").read_text()


def test_a_text_that_no_parser_survives_is_shown_as_it_is(tmp_path, master, monkeypatch):
    monkeypatch.setattr("autograder.feedback.answers.own_html", lambda _: (_ for _ in ()).throw(RecursionError))
    assert "Because **I** say." in Page(page(tmp_path, master, answers={"why": "Because **I** say."})).text


@pytest.mark.parametrize(("points", "tone"), [(3.0, "good"), (1.5, "partly"), (0.0, "bad")])
def test_points_by_hand_have_the_colour_of_what_they_are(tmp_path, master, points, tone):
    out = write_page(good(master), master, tmp_path / "page.html", manual={"why": ManualGrade(points)})
    tones = [attrs["class"] for tag, attrs in Page(out.read_text()).tags if tag == "article"]
    assert tones == ["good", tone]
