"""Markdown that a student wrote does nothing in the browser of whoever reads it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder.intake.clean import Cleaner, is_safe, plain
from autograder.intake.notebook import parse_notebook
from autograder.intake.sanitise import sanitise
from tests.intake.vectors import ALL, HTML, IMG, RAN
from tests.session.masters import RIGHT, double_master, notebook

PICTURES = {"a.png": {"image/png": "iVBORw0KGgo="}}
NAMES = {"a.png": "a.png"}
CAPABLE = {
    "script", "iframe", "object", "embed", "svg", "math", "style", "form", "meta", "base", "link", "button", "video",
    "audio", "source", "picture", "template", "textarea", "title", "xmp", "noscript", "body", "details", "x-y",
}  # fmt: skip


def rendered(text):
    """As nbgrader's formgrader and its feedback do."""
    renderer = IPythonRenderer(escape=False, attachments=PICTURES, anchor_link_text=" ")
    return MarkdownWithMath(renderer=renderer).render(text)


def harm(text):
    """What in the page could run, load or lead somewhere."""
    html = rendered(text)
    found = []
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        if tag.name in CAPABLE:
            found.append(tag.name)
        for name, value in tag.attrs.items():
            if name.startswith("on") or name in ("srcset", "action", "background", "srcdoc", "data"):
                found.append(name)
            if name == "src" and not re.match(r"data:image/(png|jpeg|gif);base64,[\w+/=]*\Z", value):
                found.append(value)
            if name == "href" and not re.match(r"https?://|mailto:|#", value, re.IGNORECASE):
                found.append(value)
            if name == "style" and not value.startswith("text-align"):
                found.append(value)
    for code in page.find_all(["code", "pre"]):
        code.extract()
    for shown in page.find_all(string=True):
        found += re.findall(r"\\\s*(?:href|url|require|class|style|cssId|unicode)\b", shown)
    return found


def clean(text):
    return Cleaner()(text, NAMES, PICTURES)


@pytest.mark.parametrize("vector", ALL, ids=range(len(ALL)))
def test_no_vector_does_anything(vector):
    assert harm(clean(vector)) == []


@pytest.mark.parametrize(
    "around", ["{}\n\n{}", "> {}\n{}", "- {}\n\n  {}", "`{}` $ {} $", "| {} |\n|--|\n| {} |", "# {}\n    {}"]
)
@pytest.mark.parametrize("vector", ALL, ids=range(len(ALL)))
def test_no_vector_does_anything_inside_other_markdown(vector, around):
    assert harm(clean(around.format(vector, vector))) == []


@pytest.mark.parametrize("vector", ALL, ids=range(len(ALL)))
def test_plain_text_is_always_harmless(vector):
    assert harm(plain(vector)) == []


pieces = st.sampled_from(
    [*ALL, "`", "``", "```\n", "~~~", "\n", "\n\n", "    ", "> ", "- ", "$", "$$", "\\", "<", ">", "&lt;", "[", "](",
     ")", "!", "|", "\n|--|\n", "#", "<!--", "-->", "\\begin{a}", "\\end{a}", "text ", "\t", "\r", '"', "'", "*", ": "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=8).map("".join))
def test_whatever_is_put_together_of_them_does_nothing(text):
    assert harm(clean(text)) == []


def visible(text):
    return BeautifulSoup(rendered(text), "html.parser").get_text()


@pytest.mark.parametrize("vector", HTML, ids=range(len(HTML)))
def test_the_reader_sees_what_was_tried(vector):
    shown = re.sub(r"\s|\0|\ufffd", "", visible(clean(vector)))
    assert shown.startswith("<")


HONEST = [
    "The sum $\\sum_{i<n} a_i < b$ is *small*, see [here](https://x.example/a?b=c&d=e#f).",
    "$$\n\\begin{pmatrix} a & b \\\\ c < d & e\\end{pmatrix}\n$$",
    "\\begin{align}\na &< b \\\\\n\\end{align}",
    "Code `if a < b:` and\n\n```python\nif a<b and c>d:\n    print('<b>')\n```\n",
    "    if a < b:\n        x = '<script>'\n",
    "| a | b |\n|---|:-:|\n| 1 < 2 | `x` |\n",
    "1. one\n2. two\n   - three\n\n> quoted\n\n---\n\n# Heading\n\nTitle\n=====",
    "![a picture](attachment:a.png)",
    "<https://x.example> and me@x.example, 3 < 4, a<-b, x -> y, <= and >=",
    "- [ ] open\n- [x] done\n\n~~gone~~ **bold** _it_ &amp; &lt; \\* ä 😀",
    "Costs \\$5 and \\$6",
    "[a](#here) [r]\n\n[r]: https://x.example 'title'",
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_markdown_stays_as_it_is(text):
    assert clean(text) == text


def test_a_picture_that_was_made_smaller_by_hand_stays_a_picture():
    assert clean('<img src="attachment:a.png" width=300>') == "![](attachment:a.png)"


def test_html_beside_markdown_is_shown_and_the_markdown_stays():
    assert clean(f"**bold** $a<b$ `<i>` <b>{IMG}") == f"**bold** $a<b$ `<i>` &lt;b>&lt;{IMG[1:]}"


@pytest.mark.parametrize("unit", ["\\begin{a}", "[", "$", "`", "<", "![", "\n> ", "* ", "[a](", "|", "<!--"])
def test_long_texts_are_not_parsed_but_shown(unit):
    cleaner = Cleaner()
    text = cleaner(unit * (1 + 20_000 // len(unit)), {}, {})
    assert not re.search(r"[<\[`$]", text)
    assert cleaner.left < 200_000


def test_the_texts_of_a_notebook_share_what_is_parsed():
    cleaner = Cleaner()
    texts = [cleaner("<b>" + "a" * 19_000, {}, {}) for _ in range(20)]
    assert texts[0].startswith("&lt;b>")
    assert texts[-1].startswith("&#60;b&#62;")


@pytest.mark.parametrize("kind", ["markdown", "raw", "code", "heading"])
@pytest.mark.parametrize("mine", [True, False])
def test_every_text_of_a_student_is_cleaned_and_none_of_ours(kind, mine):
    master = double_master()
    nb = notebook(**RIGHT)
    cell = {"cell_type": kind, "source": IMG, "metadata": {"format": "text/html", "raw_mimetype": "text/html"}}
    if mine:
        nb["cells"].append(cell)
    else:
        nb["cells"][2] |= cell | {"metadata": nb["cells"][2]["metadata"]}
    found = sanitise(parse_notebook(json.dumps(nb).encode()), master).cells[-1 if mine else 2]
    assert found.cell_type == "code" or "<img" not in found.source
    assert found.cell_type != "code" or found.source == IMG
    assert RAN in found.source or "&#" in found.source


@pytest.mark.parametrize("heading", ["# {}", "{}\n===", "> ## {}", "- # {}", "# `{}`", "# **{}**", "x\n\n### {} #"])
@pytest.mark.parametrize("name", ["why", "why-comment", "test-double"])
def test_no_heading_takes_the_name_of_a_box_for_scores_or_comments(heading, name):
    nb = notebook(**RIGHT | {"why": heading.format(name)})
    html = rendered(sanitise(nb, double_master()).cells[2].source)
    assert not BeautifulSoup(html, "html.parser").find_all(id=name)


def test_what_is_as_it_was_released_stays_with_its_html():
    master = double_master()
    why = master.cells[2]
    object.__setattr__(why, "released", "<details>your answer</details>")
    cell = sanitise(notebook(**RIGHT | {"why": "<details>your answer</details> \n"}), master).cells[2]
    assert (cell.source, cell.changed) == (why.released, False)


def test_a_picture_that_is_not_there_does_not_break_the_page():
    assert not is_safe("![x](attachment:missing.png)", PICTURES)
    assert visible(clean("![x](attachment:missing.png)")).strip() == "(x is missing)"


@pytest.mark.parametrize("unit", ["<img ", "src=attachment:", "![", "<img src=attachment:a ", "](", "`", "$", "[a]: <"])
def test_no_text_of_the_longest_kind_takes_long(unit):
    code = "import sys; from autograder.intake.clean import Cleaner; "
    code += "Cleaner()('<img ' + sys.argv[1] * (19_000 // len(sys.argv[1])), {'a': 'a'}, {'a': {}})"
    subprocess.run([sys.executable, "-c", code, unit], check=True, timeout=100, cwd=Path(__file__).parents[2])
