"""A released notebook as a page of the book.

What a page holds comes from release/ alone: a copy of it is run as by a student who has answered nothing, in a folder
where nothing else lies. So no solution, no hidden test and nothing that depends on an answer can be in an output.
"""

from __future__ import annotations

import asyncio
import base64
import html
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

#: What the toolkit says where a cell needs an answer that is not there.
UNANSWERED = re.compile(r"not answered yet|Nothing to show here|not written yet|NotImplementedError|^yours: +-$", re.M)
#: How a notebook folds up what its picture shows; a page has it from the picture.
IN_WORDS = '<details class="in-words">'
#: A slider.
WIDGET = "application/vnd.jupyter.widget-view+json"
NEEDS_ANSWER = '<p class="needs-answer">This cell shows your own answer, once there is one.</p>'
SECONDS = 120


@dataclass
class Chapter:
    """One page and its pictures."""

    name: str
    """The assignment's: 06-backpropagation."""
    text: str
    """Markdown."""
    pictures: dict[str, bytes] = field(default_factory=dict)
    """File name, beside the page -> content."""


def chapter(folder: Path, *, run: bool = True) -> Chapter:
    """The page of release/<assignment>/; with `run` its figures and outputs too, which takes some seconds."""
    (path,) = folder.glob("*.ipynb")
    notebook = executed(path) if run else nbformat.read(path, 4)
    made = Chapter(path.stem, "")
    made.text = "\n\n".join(part for cell in notebook.cells for part in _cell(cell, made)) + "\n"
    return made


def executed(path: Path) -> Any:
    """The notebook with the outputs that it has as it stands; its folder is copied, and nothing else is there."""
    notebook = nbformat.read(path, 4)
    with tempfile.TemporaryDirectory(prefix="book-") as scratch:
        work, home = Path(scratch) / "work", Path(scratch) / "home"
        shutil.copytree(path.parent, work)
        home.mkdir()
        client = NotebookClient(
            notebook,
            timeout=SECONDS,
            allow_errors=True,
            record_timing=False,
            resources={"metadata": {"path": str(work)}},
        )
        asyncio.run(client.async_execute(env=_environment(home), stderr=subprocess.DEVNULL))
    return notebook


def _environment(home: Path) -> dict[str, str]:
    fixed = {"PYTHONHASHSEED": "0", "COLUMNS": "80", "SOURCE_DATE_EPOCH": "0"}  # the last: pictures without sliders
    return {**os.environ, **fixed, "IPYTHONDIR": str(home)}


def _cell(cell: Mapping[str, Any], made: Chapter) -> Iterator[str]:
    role = cell["metadata"].get("nbgrader", {})
    source = cell["source"].strip("\n")
    if cell["cell_type"] != "code":
        yield _answer_by_hand() if role.get("solution") else _prose(source)
        return
    if not source:
        return
    if role.get("grade"):
        yield _folded("The check", _fenced(source, "python"))
        return  # its output speaks of an answer
    yield _fenced(source, "python")
    if not role.get("solution"):
        yield from _outputs(cell["outputs"], made)


def _outputs(outputs: list[Mapping[str, Any]], made: Chapter) -> Iterator[str]:
    """The outputs of a cell of the course's own; none of them where one met an answer that is missing."""
    printed = ["".join(o.get("text", "")) for o in outputs if o["output_type"] == "stream"]
    failed = [f"{o['ename']}: {o['evalue']}" for o in outputs if o["output_type"] == "error"]
    if any(map(UNANSWERED.search, [*printed, *failed])):
        yield NEEDS_ANSWER
        return
    if failed:
        printed.append(failed[0])
    if rest := "".join(printed).strip("\n"):
        yield _fenced(rest, "{ .text .output }")
    for output in outputs:
        if output["output_type"] in {"display_data", "execute_result"}:
            yield from _shown(output["data"], output["metadata"], made)


def _shown(data: Mapping[str, Any], metadata: Mapping[str, Any], made: Chapter) -> Iterator[str]:
    """A picture with its words behind it, or text."""
    if "image/png" in data:
        words = metadata.get("image/png", {}).get("alt", "")
        yield _picture(base64.b64decode(data["image/png"]), words or "A figure of this cell.", made)
        if words:
            yield _folded("In words", html.escape(words))
    elif IN_WORDS not in "".join(data.get("text/html", "")) and WIDGET not in data:  # the picture says the same
        yield _fenced("".join(data.get("text/plain", "")), "{ .text .output }")


def _picture(content: bytes, words: str, made: Chapter) -> str:
    name = f"{made.name}-{len(made.pictures) + 1}.png"
    made.pictures[name] = content
    alt = html.escape(" ".join(words.split()), quote=True)
    return f'<p class="figure"><a href="{name}"><img src="{name}" alt="{alt}" loading="lazy"></a></p>'


def _prose(text: str) -> str:
    return _pipes_in_formulas(re.sub(r"<details>\s*<summary>", '<details markdown="1"><summary>', text))


def _pipes_in_formulas(text: str) -> str:
    r"""A | inside a formula would end the cell of a table: there it is written \vert."""
    rows = [
        re.sub(r"\$[^$]+\$", lambda formula: formula[0].replace(r"\|", r"\Vert ").replace("|", r"\vert "), line)
        if line.startswith("|")
        else line
        for line in text.split("\n")
    ]
    return "\n".join(rows)


def _answer_by_hand() -> str:
    return '<p class="needs-answer">Your answer in words; it is graded by hand.</p>'


def _folded(title: str, text: str) -> str:
    return f'<details markdown="1"><summary>{title}</summary>\n\n{text}\n\n</details>'


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence} {language}\n{text}\n{fence}"
