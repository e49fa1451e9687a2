"""What an exercise asked, from the notebook's Markdown to HTML: no raw HTML, no pictures, formulas as MathML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin

from autograder.feedback.formula import to_mathml
from autograder.feedback.text import clean, symbols

SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>", re.DOTALL)
FIRST_HEADING = 3
#: Texts of the course that are kept as HTML: more than the exercises of the largest assignment.
KEPT = 256


@lru_cache(KEPT)  # the question is the same on every student's page
def to_html(markdown: str) -> Markup:
    """HTML of a course's Markdown.

    Raw HTML is not passed on: tags fall away, their text stays (a folded hint shows its summary as a title). Pictures
    are replaced by their text, and headings begin at level 3, below those of the page.
    """
    return Markup(_parser().render(clean(markdown)))


def own_html(markdown: str, pictures: Mapping[str, Mapping[str, str]] | None = None) -> Markup:
    """HTML of Markdown that a person wrote for the page, staff or student: raw HTML in it is shown as text.

    `pictures`: name of an attachment -> kind -> base64, of those that may be shown (`intake.pictures`).
    """
    return Markup(_parser(html=False).render(clean(markdown), {"pictures": pictures or {}}))


@lru_cache(KEPT)
def title_html(title: str) -> Markup:
    """HTML of a heading: formulas and code as in the notebook, no block elements."""
    text = clean(title)
    return Markup(_parser().renderInline(text)) if set(text) & set("$`*\\") else symbols(text)


class _Parser(MarkdownIt):
    """CommonMark with tables and `$formulas$`."""

    def __init__(self, *, html: bool = True) -> None:
        super().__init__("commonmark", {"html": html})  # recognised as HTML, it can be left out
        self.enable("table")
        self.use(dollarmath_plugin, allow_labels=False, allow_space=False, double_inline=True)
        self.core.ruler.push("headings", lambda state: _demote(state.tokens))
        for rule in (
            _math_inline, _math_inline_double, _math_block, _image, _html_block, _html_inline, _link_open, _link_close,
        ):  # fmt: skip
            self.add_render_rule(rule.__name__.removeprefix("_"), rule)


@cache  # to set one up takes longer than most texts
def _parser(*, html: bool = True) -> _Parser:
    return _Parser(html=html)


def _demote(tokens: Sequence[Token]) -> None:
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) - min(levels) + FIRST_HEADING)}"


Tokens = Sequence[Token]


def _math_inline(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    return to_mathml(tokens[i].content)


def _math_inline_double(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    return to_mathml(tokens[i].content, display=True)


def _math_block(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    return f'<p class="formula">{to_mathml(tokens[i].content, display=True)}</p>\n'


def _image(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    attached = env.get("pictures", {}).get(str(tokens[i].attrGet("src")).removeprefix("attachment:"), {})
    for kind, data in attached.items():
        return f'<img alt="{escape(tokens[i].content or "a picture")}" src="data:{escape(kind)};base64,{escape(data)}">'
    return f"<em>[picture in the notebook: {escape(tokens[i].content)}]</em>"


def _html_block(self: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    text = TAG.sub("", SUMMARY.sub(r"\n\n**\1**\n\n", tokens[i].content))
    return str(to_html(text)) if text.strip() and text != tokens[i].content else str(escape(text))


def _html_inline(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    return ""


def _link_open(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    target = str(tokens[i].attrGet("href"))
    return f'<a href="{escape(target)}" rel="noreferrer">' if _leads_out(tokens[i]) else "<span>"


def _link_close(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    opening = next(token for token in reversed(tokens[:i]) if token.type == "link_open")  # links are not nested
    return "</a>" if _leads_out(opening) else "</span>"


def _leads_out(link: Token) -> bool:
    """Whether a link works from the page; one to another cell or file of the notebook does not."""
    return str(link.attrGet("href")).startswith(("https://", "http://"))
