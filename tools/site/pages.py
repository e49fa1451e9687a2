"""What the site is made of: which file becomes which page, in which order, and where links lead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath
from typing import Any

GUIDES = ("guide-student.md", "guide-teaching-assistant.md", "guide-instructor.md")
COMPARED = ("comparison.md", "courses-compared.md")
HOME = "index.md"
#: Files of the root that are pages, by their names in the site.
ROOT_PAGES = {"SECURITY.md": "security.md"}
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])+)\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")
_FENCE = re.compile(r"(^ *```.*?^ *```)", re.MULTILINE | re.DOTALL)


def texts(root: Path) -> dict[str, str]:
    """Page -> Markdown, of docs/ and of the root, with links that lead to pages of the site or nowhere."""
    sources = {f"docs/{path.name}": path.name for path in sorted((root / "docs").glob("*.md"))} | ROOT_PAGES
    chapters = {
        path.relative_to(root).as_posix(): f"book/{path.stem}.md" for path in (root / "release").glob("*/*.ipynb")
    }
    return {
        page: linked((root / source).read_text(encoding="utf-8"), source, sources | chapters)
        for source, page in sources.items()
    }


def linked(text: str, source: str, sources: Mapping[str, str]) -> str:
    """The text of a file of the repository as a page: a link to what is no page keeps its words only."""
    parts = _FENCE.split(text)
    return "".join(part if part.lstrip().startswith("```") else _outside_code(part, source, sources) for part in parts)


def _outside_code(text: str, source: str, sources: Mapping[str, str]) -> str:
    def target(match: re.Match[str]) -> str:
        words, path, anchor = match[1], match[2], match[3] or ""
        meant = normpath(str(PurePosixPath(source).parent / path))
        if meant not in sources:
            return words
        return f"[{words}]({relpath(sources[meant], PurePosixPath(sources[source]).parent)}{anchor})"

    return _LINK.sub(target, text)


def navigation(pages: Iterable[str], chapters: Iterable[str]) -> list[dict[str, Any]]:
    """MkDocs' `nav`: guides, book, everything else in docs/, comparisons, security."""
    known = {HOME, *GUIDES, *COMPARED, *ROOT_PAGES.values()}
    others = [page for page in sorted(pages) if page not in known]
    return [
        {"Start": HOME},
        {"Guides": list(GUIDES)},
        {"The book": [f"book/{name}.md" for name in chapters]},
        {"How to": others},
        {"Compared": list(COMPARED)},
        {"Security": list(ROOT_PAGES.values())},
    ]
