"""Makes Markdown that students wrote safe where staff read it: no script, no request, no raw HTML, still Markdown.

nbgrader's formgrader and its feedback render Markdown with nbconvert and clean nothing. So the text is written such
that nbconvert's own parser finds nothing in it but Markdown, and that parser is asked: what it still takes for HTML,
for a link that leads elsewhere than to the web, or for a picture that is not attached, makes the whole text plain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

from markdown_it import MarkdownIt

#: Longer texts are shown as plain text: how long a parser takes may grow with the square.
LONGEST = 20_000
MOST_PARSED = 100_000
_MATHJAX = r"href|url|require|class|style|cssId|unicode|mmlToken|bbox|enclose|includegraphics|html\w*|data"
_COMMAND = re.compile(rf"\\\s*(?=(?:{_MATHJAX})(?![A-Za-z]))")
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]*\Z")
_SPARED = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)(?P=ticks)(?!`)"
    r"|(?<![\\$])\$\$?[^$]+\$\$?|\\begin\{(?P<env>[a-z]*\*?)\}.*?\\end\{(?P=env)\}|<https?://[^\s<>\"'`\\]+>",
    re.DOTALL,
)
_MERMAID = re.compile(r"((?:`{3,}|~{3,})\s*)mermaid")
_IMG_TAG = re.compile(
    r"<img\b[^<>]{0,200}?\bsrc=[\"']?attachment:([^\"'<>\s]{1,200})[\"']?[^<>]{0,200}>", re.IGNORECASE
)
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\(attachment:([^)\n]*)\)|!(?=\[)")
_TARGET = re.compile(
    r"(\]\(\s*+<?+|^[ \t>*+-]*\[[^\]\n]+\]:\s*+<?+)(?!https?://|mailto:|#|attachment:)", re.MULTILINE | re.I
)
_BARE = "p em strong pre ul table thead tbody tr blockquote hr br del dl dt dd"
_WITH = "a:href,title,class img:src,alt,title code:class span:class div:class li:class ol:start th:style td:style"
_MORE = "input:class,type,disabled,checked h1:id h2:id h3:id h4:id h5:id h6:id"
#: Tags that Markdown makes -> their attributes.
_TAGS = {
    tag: set(attributes.split(",")) for entry in f"{_WITH} {_MORE}".split() for tag, attributes in [entry.split(":")]
} | {tag: set[str]() for tag in _BARE.split()}


@dataclass
class Cleaner:
    """Cleans the texts of one notebook; what it may spend on them is bounded."""

    taken: frozenset[str] = frozenset()
    """Names of the page's own elements, which no heading may take."""
    left: int = MOST_PARSED

    def __call__(self, source: str, pictures: Mapping[str, str], data: Mapping[str, Mapping[str, str]]) -> str:
        """The Markdown, safe. `pictures`: name that the student gave an attachment -> its name in `data`."""
        self.left -= len(source)
        if len(source) > LONGEST or self.left < 0:
            return plain(source)
        for way in (_cleaned, _cleaned_everywhere):
            text = way(source, pictures)
            if is_safe(text, data, self.taken):
                return text
        return plain(source)


def is_safe(markdown: str, attachments: Mapping[str, Mapping[str, str]], taken: frozenset[str] = frozenset()) -> bool:
    """Whether nbconvert makes nothing of this Markdown but text, formulas, links to the web and attached pictures."""
    from autograder.intake.rendered import rendered  # noqa: PLC0415 -- loads all of nbconvert

    try:
        html, refused = rendered(markdown, attachments)
    except Exception:  # a parser in the face of a stranger's text: whatever it raises, the text is not shown like this
        return False
    if refused:
        return False
    check = _Check()
    check.feed(html)
    check.close()
    return not check.found and check.ids.isdisjoint(taken) and not _COMMAND.search("".join(check.text))


def plain(source: str) -> str:
    """Markdown that shows the text as it is: every sign that could mean something is written as a number."""
    lines = _without_commands(source).splitlines()
    return "  \n".join(
        "&nbsp;" * (len(line) - len(line.lstrip())) + re.sub(r"[!-/:-@\[-`{-~]", _number, line.strip())
        for line in lines
    )


def escaped(source: str) -> str:
    """Text that no template takes for HTML."""
    return source.replace("<", "&lt;")


def _number(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


def _cleaned(source: str, pictures: Mapping[str, str]) -> str:
    """The text with its HTML escaped and its links and pictures restricted, code and formulas as they are."""
    lines = source.splitlines(keepends=True)
    code = {
        line
        for token in MarkdownIt("commonmark").parse(source)
        if token.type in ("fence", "code_block") and token.map
        for line in range(*token.map)
    }
    parts: list[str] = []
    run: list[str] = []
    for number, line in enumerate(lines):
        if number not in code:
            run.append(line)
            continue
        parts.append(_prose("".join(run), pictures))
        run = []
        parts.append(_MERMAID.sub(r"\1text", line))
    return "".join([*parts, _prose("".join(run), pictures)])


def _cleaned_everywhere(source: str, pictures: Mapping[str, str]) -> str:
    """The same, with all HTML escaped, in code and formulas too."""
    return escaped(_cleaned(source, pictures))


def _prose(text: str, pictures: Mapping[str, str]) -> str:
    text = _without_commands(_IMG_TAG.sub(r"![](attachment:\1)", text))
    done, start = [], 0
    for spared in _SPARED.finditer(text):
        done += [_restricted(text[start : spared.start()], pictures), spared[0]]
        start = spared.end()
    return "".join([*done, _restricted(text[start:], pictures)])


def _restricted(text: str, pictures: Mapping[str, str]) -> str:
    return _TARGET.sub(r"\1#", _IMAGE.sub(_attached(pictures), re.sub(r"<(?=[A-Za-z/!?])", "&lt;", text)))


def _attached(pictures: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def image(found: re.Match[str]) -> str:
        if found[2] is None:  # of another kind: a link shows where it would have come from
            return ""
        name = pictures.get(unquote(found[2].strip()), pictures.get(found[2].strip()))
        return f"![{found[1]}](attachment:{name})" if name else f"({found[1] or 'a picture'} is missing)"

    return image


def _without_commands(text: str) -> str:
    """Without the commands by which a formula makes links, classes, or loads something."""
    return _COMMAND.sub(r"\\text ", text)


class _Check(HTMLParser):
    """Reads the HTML as a browser does, and notes what is not on the list."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.text: list[str] = []
        self.ids: set[str] = set()
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for each opening tag."""
        self._code += tag in ("pre", "code")
        self.text.append("\0")
        self.ids |= {value or "" for name, value in attrs if name == "id"}
        allowed = _TAGS.get(tag)
        if allowed is None or not all(
            name in allowed and _is_harmless(tag, name, value or "") for name, value in attrs
        ):
            self.found.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Called for each closing tag."""
        self._code -= tag in ("pre", "code")
        self.text.append("\0")

    def handle_data(self, data: str) -> None:
        """Called for text."""
        if not self._code:
            self.text.append(data)

    def handle_comment(self, data: str) -> None:
        """Called for a comment, a processing instruction, an unknown declaration."""
        self.found.append(data)

    handle_pi = unknown_decl = handle_comment

    def handle_decl(self, decl: str) -> None:
        """Called for a declaration."""
        self.found.append(decl)


def _is_harmless(tag: str, name: str, value: str) -> bool:
    match name:
        case "href":
            return bool(_LINK.match(value))
        case "src":
            return bool(_PICTURE.match(value))
        case "style":
            return bool(re.fullmatch(r"text-align:\s*(left|right|center)", value))
        case "type":
            return value == "checkbox"
    return True
