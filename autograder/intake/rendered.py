"""What nbconvert makes of Markdown. Loads all of nbconvert."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath


def rendered(markdown: str, attachments: Mapping[str, Mapping[str, str]]) -> tuple[str, list[str]]:
    """The HTML, and what of it students' text must not contain; raises whatever the parser runs into."""
    watch = _Watch(attachments=dict(attachments))
    html: str = MarkdownWithMath(renderer=watch).render(markdown)
    return html, watch.found


class _Watch(IPythonRenderer):  # type: ignore[misc]  # nbconvert is untyped for us
    """nbconvert's renderer, which also notes what students' text must not contain."""

    def __init__(self, **options: Any) -> None:
        super().__init__(escape=False, **options)
        self.found: list[str] = []

    def _refused(self, text: str) -> str:
        """Called by mistune for raw HTML, and by the renderer for a diagram, whose text it does not escape."""
        self.found.append(text)
        return ""

    block_html = inline_html = block_mermaidjs = _refused
