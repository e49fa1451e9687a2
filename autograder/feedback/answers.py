"""What the student wrote, beside what it earned: code as it is, text as Markdown, nothing of it obeyed."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from autograder.feedback.asked import own_html
from autograder.feedback.text import clean
from autograder.intake.recognise import squeezed
from autograder.record.model import NotebookRecord

if TYPE_CHECKING:
    from autograder.course import Master

#: Of one answer so much is shown; of one text, and of all of a notebook, so much is read as Markdown.
MOST_SHOWN, MOST_MARKDOWN, MOST_OF_ALL = 20_000, 8_000, 40_000
SHORTENED = "\n[...] the rest is in the notebook that was handed in"


@dataclass(frozen=True)
class Answer:
    """One cell of an answer."""

    kind: str
    """code or text."""
    html: Markup


def answers(record: NotebookRecord, master: Master) -> dict[str, tuple[Answer, ...]]:
    """grade_id of what carries points -> the cells that answer it and are not as they were released.

    A test is about the answers since the test before it; an answer graded by hand is about itself.
    """
    written = {
        cell.get("metadata", {}).get("nbgrader", {}).get("grade_id"): "".join(cell.get("source", ""))
        for cell in record.executed.get("cells", ())
    }
    found: dict[str, tuple[Answer, ...]] = {}
    waiting: list[Answer] = []
    read = 0
    for cell in master.cells:
        source = written.get(cell.grade_id, cell.released)
        here = []
        if (cell.solution or cell.task) and squeezed(source) != squeezed(cell.released):
            here = [shown(cell.cell_type, source, as_markdown=read + len(source) <= MOST_OF_ALL)]
            read += len(source) if cell.cell_type != "code" else 0
        if cell.grade or cell.task:
            own = cell.solution or cell.task
            found[cell.grade_id] = tuple(here if own else waiting)
            waiting = waiting if own else []
        else:
            waiting += here
    return found


def shown(
    kind: str, source: str, *, as_markdown: bool = True, pictures: Mapping[str, Mapping[str, str]] | None = None
) -> Answer:
    """A cell of this kind as it may be shown; `pictures` as in `own_html`."""
    text = clean(source)
    if len(text) > MOST_SHOWN:
        text = text[:MOST_SHOWN] + SHORTENED
    if kind != "code" and as_markdown and len(text) <= MOST_MARKDOWN:
        with contextlib.suppress(Exception):  # a parser in the face of a stranger's text, which may raise anything
            return Answer("text", own_html(text, pictures))
    return Answer("code" if kind == "code" else "text", Markup("<pre><code>{}</code></pre>").format(text))
