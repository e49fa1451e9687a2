"""What an exercise asked, from the notebook's Markdown to HTML: no raw HTML, no pictures, formulas as MathML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from autograder.feedback.formula import to_mathml
from autograder.feedback.text import clean, symbols

SUMMARY = re.compile(r"<summary>(.*?)</summary>", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^>]*>", re.DOTALL)
FIRST_HEADING = 3


def to_html(markdown: str) -> Markup:
    """HTML of a course's Markdown.

    Raw HTML is not passed on: tags fall away, their text stays (a folded hint shows its summary as a title). Pictures
    are replaced by their text, and headings begin at level 3, below those of the page.
    """
    return Markup(_Parser().render(clean(markdown)))


def title_html(title: str) -> Markup:
    """HTML of a heading: formulas and code as in the notebook, no block elements."""
    text = clean(title)
    return Markup(_Parser().renderInline(text)) if set(text) & set("$`*\\") else symbols(text)


class _Parser(MarkdownIt):
    """CommonMark with tables and `$formulas$`."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": True})  # recognised as HTML, so that it can be left out
        self.enable("table")
        self.inline.ruler.before("escape", "formula", _inline_formula)
        self.block.ruler.before(
            "fence", "formula", _block_formula, {"alt": ["paragraph", "blockquote", "list", "reference"]}
        )
        self.core.ruler.push("headings", lambda state: _demote(state.tokens))
        for rule in (_formula, _image, _html_block, _html_inline, _link_open, _link_close):
            self.add_render_rule(rule.__name__.removeprefix("_"), rule)


def _inline_formula(state: StateInline, silent: bool) -> bool:
    """`$...$` with no space inside the dollars (as Jupyter reads it), or `$$...$$` in a line."""
    mark = "$$" if state.src.startswith("$$", state.pos) else "$"
    start = state.pos + len(mark)
    end = _closing(state.src, mark, start, state.posMax)
    if state.src[state.pos] != "$" or end < 0:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.markup = state.src[start:end], mark
    state.pos = end + len(mark)
    return True


def _closing(source: str, mark: str, start: int, limit: int) -> int:
    """Where the formula ends; -1 where the dollar is just a dollar."""
    end = source.find(mark, start, limit)
    while end > start and source[end - 1] == "\\":
        end = source.find(mark, end + 1, limit)
    if end <= start or (mark == "$" and (source[start].isspace() or source[end - 1].isspace())):
        return -1
    return end


def _block_formula(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A formula between `$$` and `$$` that begins a line and ends one."""
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("$$", begin):
        return False
    for line in range(start_line, end_line):
        text = state.src[begin + 2 : state.eMarks[line]].rstrip()
        if text.endswith("$$") and text.strip("$ \n"):
            if not silent:
                token = state.push("formula", "math", 0)
                token.content, token.markup, token.block = text[:-2].strip(), "$$", True
                token.map = [start_line, line + 1]
            state.line = line + 1
            return True
    return False


def _demote(tokens: Sequence[Token]) -> None:
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) - min(levels) + FIRST_HEADING)}"


Tokens = Sequence[Token]


def _formula(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    display = tokens[i].markup == "$$"
    math = to_mathml(tokens[i].content, display=display)
    return f'<p class="formula">{math}</p>\n' if tokens[i].block else math


def _image(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    return f"<em>[picture in the notebook: {escape(tokens[i].content)}]</em>"


def _html_block(self: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    text = TAG.sub("", SUMMARY.sub(r"\n\n**\1**\n\n", tokens[i].content))
    return str(to_html(text)) if text.strip() and text != tokens[i].content else str(escape(text))


def _html_inline(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    return ""


def _link_open(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    target = str(tokens[i].attrGet("href") or "")
    return f'<a href="{escape(target)}" rel="noreferrer">' if _leads_out(target) else "<span>"


def _link_close(_: RendererHTML, tokens: Tokens, i: int, options: OptionsDict, env: EnvType) -> str:
    opening: list[Any] = []
    for token in tokens[:i]:
        if token.type == "link_open":
            opening.append(token)
        elif token.type == "link_close":
            opening.pop()
    return "</a>" if _leads_out(str(opening[-1].attrGet("href") or "")) else "</span>"


def _leads_out(target: str) -> bool:
    """Whether a link works from the page; one to another cell or file of the notebook does not."""
    return target.startswith(("https://", "http://"))
