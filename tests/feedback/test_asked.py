from __future__ import annotations

import pytest

from autograder.feedback.asked import title_html, to_html
from autograder.feedback.formula import to_mathml


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "<div>\n<script>alert(1)</script>\n</div>",
        "<iframe src=x></iframe>",
        "[a](javascript:alert(1))",
        "![a](https://example.org/a.png)",
        "$</math><script>alert(1)</script>$",
        "$$\\href{javascript:alert(1)}{x}$$",
        "$\\text{<script>alert(1)</script>}$",
    ],
)
def test_no_raw_html_and_no_picture_passes(markdown: str) -> None:
    html = str(to_html(markdown)).lower()
    assert not any(bad in html for bad in ("<script", "<img", "<iframe", 'href="javascript', "onerror=alert(1)>"))


def test_a_folded_hint_is_shown_with_its_summary_as_a_title() -> None:
    html = to_html("<details><summary>Hint 1: the idea</summary>\n\nBegin with $o^{(0)}$.\n\n</details>")
    assert "<strong>Hint 1: the idea</strong>" in html
    assert "<math" in html
    assert "details" not in html


def test_a_comparison_is_not_taken_for_a_tag() -> None:
    assert "x &lt; 3 and y &gt; 2" in to_html("x < 3 and y > 2")
    assert "a&lt;b" in to_html("`a<b`")


def test_formulas_are_not_read_as_markdown() -> None:
    html = to_html(r"$W_{a}^{(l)} * o_{b}^{(l)}$ and $\{1, 2\}$")
    assert "<em>" not in html
    assert html.count("<math") == 2


def test_a_displayed_formula_has_a_line_of_its_own_even_over_several_lines() -> None:
    html = to_html("so\n\n$$\n\\delta^{(L)} = 2 (o - y)\n$$\n\nend")
    assert 'display="block"' in html
    assert html.count("<p>") == 2


def test_a_formula_displayed_inside_a_line_stays_in_the_paragraph() -> None:
    assert to_html("so $$x^2$$ holds").count("<p") == 1


def test_dollars_that_are_money_stay_dollars() -> None:
    assert "5 $ or 10 $ more" in to_html("5 $ or 10 $ more")
    assert "<math" not in to_html("only one $ here")
    assert "<math" not in to_html("an escaped \\$x\\$")
    assert "<math" not in to_html("`$x$`")


@pytest.mark.parametrize("latex", [r"\frac{", r"\unknowncommand{x}", "x & y", "", r"\begin{oops} x", "x" * 3000])
def test_a_formula_that_cannot_be_converted_stays_readable_as_latex(latex: str) -> None:
    html = to_mathml(latex)
    assert html.startswith('<code class="latex">')
    assert "<math" not in html


@pytest.mark.parametrize(
    "latex",
    [
        r"s^{(l)} = W^{(l)} o^{(l-1)}",
        r"\frac{\partial \ell}{\partial W^{(l)}} \in \mathbb{R}^{d^{(l)} \times (d^{(l-1)} + 1)}",
        r"\delta^{(l)} = (W^{(l+1)\top} \delta^{(l+1)}) \odot (1 - o^{(l)} \odot o^{(l)})",
        r"\begin{bmatrix} 1 \\ x \end{bmatrix}",
        r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    ],
)
def test_the_lectures_formulas_become_mathml(latex: str) -> None:
    assert to_mathml(latex).startswith("<math")


def test_headings_begin_below_those_of_the_page() -> None:
    html = to_html("## One\n\n### Two\n\n#### Three")
    assert "<h3>One</h3>" in html
    assert "<h4>Two</h4>" in html
    assert "<h5>Three</h5>" in html


def test_links_lead_out_or_are_plain_text() -> None:
    html = to_html("[out](https://example.org) and [file](toolkit.py) and [cell](#there)")
    assert html.count("<a ") == 1
    assert html.count("</a>") == 1
    assert "<span>file</span>" in html


def test_tables_are_tables() -> None:
    assert "<table>" in to_html("| a | b |\n|---|---|\n| 1 | $x$ |")


def test_a_title_keeps_its_formula_and_its_code_and_nothing_else() -> None:
    assert "<math" in title_html(r"The base case, $\delta^{(L)}$")
    assert title_html("`forward` <b>") == "<code>forward</code> "
    assert title_html("one step, delta^(l)") == "one step, <i>δ</i><sup>(l)</sup>"


def test_markdown_that_is_nested_deeply_is_no_trouble() -> None:
    assert to_html(">" * 5000 + " deep") != ""
