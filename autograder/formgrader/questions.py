"""The questions that people grade, and what each student wrote to one of them, as a grader may see it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from autograder.course import Course, Master
from autograder.course.master import MasterCell
from autograder.feedback.answers import shown
from autograder.feedback.text import clean
from autograder.formgrader.rubric import Rubric, rubrics
from autograder.intake.pictures import read_pictures
from autograder.intake.recognise import squeezed

#: Of one answer so many cells, of one output so many characters, are shown.
MOST_CELLS, MOST_OUTPUT = 40, 8_000
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_NOTHING = Markup('<p class="soft">{}</p>')


@dataclass(frozen=True)
class Question:
    """One exercise that people grade."""

    assignment: str
    notebook: str
    cell: MasterCell
    rubric: Rubric
    own: frozenset[str]
    """Ids of the course's cells: other cells are the student's."""


def questions(course: Course, assignment: str) -> list[Question]:
    """Those of an assignment, in the notebooks' order. Raises AutograderError where the source cannot be read."""
    return [question for master in course.masters(assignment) for question in _of(master)]


def _of(master: Master) -> Iterator[Question]:
    found = rubrics(master)
    own = frozenset(cell.cell_id for cell in master.cells)
    for cell in master.cells:
        if cell.task or (cell.grade and cell.solution):
            rubric = found.get(cell.grade_id, Rubric("", ""))
            yield Question(master.assignment, master.notebook, cell, rubric, own)


def notebook_path(course: Course, student: str, assignment: str, notebook: str) -> Path | None:
    """Where the graded notebook of a student is; None where there is none."""
    if not student or student in (".", "..") or set(student) & set("/\\\0"):
        return None
    path = course.autograded / student / assignment / f"{notebook}.ipynb"
    return path if path.is_file() else None


def written(path: Path | None, question: Question) -> Markup:
    """HTML of a student's answer: nothing in it runs or loads anything; what cannot be read is said."""
    try:
        cells = json.loads(path.read_bytes())["cells"] if path else []
        parts = [part for cell in _answer(cells, question) for part in _cell(cell)]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return _NOTHING.format("The graded notebook cannot be read; grade it again, then reload this page.")
    return Markup("").join(parts) if parts else _NOTHING.format("Not answered: it is as it was released.")


def _answer(cells: list[dict[str, Any]], question: Question) -> list[dict[str, Any]]:
    """The cell of the question, where something was written into it, and those that the student put behind it."""
    cell = question.cell
    here = next((i for i, found in enumerate(cells) if _grade_id(found) == cell.grade_id), len(cells))
    answer = [
        found
        for found in cells[here : here + 1]
        if not cell.task and squeezed(_text(found.get("source"))) != squeezed(cell.released)
    ]
    for found in cells[here + 1 :]:
        if _grade_id(found) is not None or found.get("id") in question.own or len(answer) >= MOST_CELLS:
            break
        answer.append(found)
    return answer


def _grade_id(cell: Mapping[str, Any]) -> str | None:
    """nbgrader's name of a cell, None where it is none of the course's."""
    name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    return None if name is None else str(name)


def _cell(cell: Mapping[str, Any]) -> Iterator[Markup]:
    kind = "code" if cell.get("cell_type") == "code" else "text"
    _, pictures = read_pictures(cell.get("attachments") or {})
    source = _text(cell.get("source"))
    if source.strip():
        as_markdown = cell.get("cell_type") == "markdown"
        yield Markup('<div class="cell {}">{}</div>').format(
            kind, shown(kind, source, as_markdown=as_markdown, pictures=pictures).html
        )
    for output in cell.get("outputs", ()) if kind == "code" else ():
        yield _output(output)


def _output(output: Mapping[str, Any]) -> Markup:
    data = output.get("data", {})
    given = {kind: _text(content) for kind, content in data.items() if kind.startswith("image/")}
    _, pictures = read_pictures({"output": given})
    for kind, content in pictures.get("output", {}).items():
        return Markup(
            '<div class="output"><img alt="a picture that the code drew" src="data:{};base64,{}"></div>'
        ).format(kind, content)
    lines = output.get("traceback") or output.get("text") or data.get("text/plain") or ""
    text = clean(_ANSI.sub("", "\n".join(lines) if output.get("traceback") else _text(lines)))
    if len(text) > MOST_OUTPUT:
        text = text[:MOST_OUTPUT] + "\n[...] the rest is in the notebook"
    return Markup('<pre class="output">{}</pre>').format(escape(text)) if text.strip() else Markup("")


def _text(source: Any) -> str:
    """A multi-line string of a notebook."""
    return source if isinstance(source, str) else "".join(source or ())
