"""What must not reach students. Pure functions: a notebook or a file's text, and its master, to sentences."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.course.marks import Mark, Marks, outside, regions
from autograder.course.master import Master, MasterCell
from autograder.course.settings import Settings
from autograder.course.source_notebook import cell_name
from autograder.course.trusted import imported_modules

#: A line shorter than this, white space aside, gives nothing away ("return result").
TELLING_LENGTH = 20
#: In a file that is no notebook, loop headers and the like coincide by chance; only longer lines count there.
TELLING_LENGTH_IN_FILES = 40
_REFERENCE = ("backprop_ref",)
_IMPORT = re.compile(r"(import|from)\s+[\w.]+")
#: What every stub may say; nbgrader's own does.
_STUB = re.compile(r"raise NotImplementedError(\(\))?$")
_SHOWN = 60


@dataclass(frozen=True)
class Secret:
    """One telling line of a solution or of a hidden test."""

    line: str
    """Runs of white space made one blank."""
    owner: str
    """Whose it is: "the solution of forward"."""


def leaks(notebook: Mapping[str, Any], master: Master, reference: Sequence[str] = _REFERENCE) -> list[str]:
    """Why the release notebook of `master` must not go out, one sentence each; empty when it may.

    It must hold no region mark, no telling line of a solution, hidden test or marking scheme (unless the source shows
    that line in a visible place itself), no import of the autograder or of a `reference`, no output, execution count or
    attachment.
    """
    name = f"{master.notebook}.ipynb"
    secrets = secret_lines(master)
    found = _in_texts(f"{name}, its metadata", _strings(notebook.get("metadata", {})), secrets, master.marks)
    for position, cell in enumerate(notebook["cells"], start=1):
        where = f"{name}, {cell_name(position, cell)}"
        texts = [cell["source"], *_strings(cell.get("metadata", {}))]
        found += _in_texts(where, texts, secrets, master.marks)
        found += _in_fields(where, cell)
        if cell["cell_type"] == "code":
            found += _trusted_imports(where, cell["source"], reference)
    return found


def file_leaks(name: str, content: bytes, master: Master, reference: Sequence[str] = _REFERENCE) -> list[str]:
    """Why a companion file must not go out with `master`, one sentence each. Files that are no text are not read."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return []
    telling = [secret for secret in secret_lines(master) if len(secret.line) >= TELLING_LENGTH_IN_FILES]
    found = _in_texts(name, [text], telling, master.marks)
    return found + (_trusted_imports(name, text, reference) if PurePosixPath(name).suffix == ".py" else [])


def unexpected_files(files: Mapping[str, int], settings: Settings) -> list[str]:
    """Why companion files (relative path -> bytes) must not go out: kind, hidden name, size."""
    found: list[str] = []
    kinds = " ".join(settings.companion_suffixes)
    for name, size in files.items():
        path = PurePosixPath(name)
        if path.suffix == ".ipynb":
            found.append(f"{name} is a notebook in a sub-folder, which nobody checks; move it up or take it out.")
        elif path.suffix not in settings.companion_suffixes or any(part.startswith(".") for part in path.parts):
            found.append(
                f"{name} would go to students; take it out of the assignment's folder, or add its kind to "
                f"c.Autograder.companion_suffixes (now {kinds})."
            )
        if size > settings.companion_mb * (1 << 20):
            found.append(
                f"{name} has {size / (1 << 20):.1f} MiB, more than c.Autograder.companion_mb = "
                f"{settings.companion_mb:g}; make it smaller or raise the limit."
            )
    return found


def repeated_lines(master: Master) -> list[str]:
    """Where the source itself shows a line of a solution: legitimate now and then, worth knowing always."""
    notes: list[str] = []
    shown = [(position, _squeezed(_visible(cell, master.marks))) for position, cell in enumerate(master.cells, 1)]
    for cell in master.cells:
        if not (cell.solution and cell.cell_type == "code"):
            continue
        for line in _telling(_solution_text(cell, master.marks)):
            places = [position for position, text in shown if line in text]
            if places and len(line) >= TELLING_LENGTH_IN_FILES:
                notes.append(
                    f"{master.notebook}.ipynb: a line of the solution of {cell.grade_id} stands openly "
                    f"in cell {places[0]}: {_short(line)}"
                )
    return notes


def secret_lines(master: Master) -> list[Secret]:
    """The telling lines of a master's solutions, hidden tests and marking schemes that it shows nowhere itself."""
    visible = "\n".join(_squeezed(_visible(cell, master.marks)) for cell in master.cells)
    secrets: list[Secret] = []
    for cell in master.cells:
        owner = cell.grade_id or cell.title
        parts = (
            (_solution_text(cell, master.marks), f"the solution of {owner}"),
            (cell.hidden, f"the hidden test {owner}"),
            (_region_text(cell.full, master.marks.scheme), f"the marking scheme of {owner}"),
        )
        secrets += [Secret(line, whose) for text, whose in parts for line in _telling(text) if line not in visible]
    return secrets


def _solution_text(cell: MasterCell, marks: Marks) -> str:
    """The regions of a solution, or the whole of a solution cell that marks none."""
    if not cell.solution:
        return ""
    return _region_text(cell.full, marks.solution) or cell.full


def _region_text(source: str, mark: Mark) -> str:
    return "\n".join(region.text for region in regions(source, mark))


def _visible(cell: MasterCell, marks: Marks) -> str:
    """What the source shows to students, computed from the marks and not from nbgrader's release."""
    if cell.solution and not regions(cell.full, marks.solution):
        return ""
    text = cell.full
    for mark in marks.pairs:
        text = outside(text, mark)
    return text


def _telling(text: str) -> list[str]:
    lines = [line for line in _squeezed(text).split("\n") if len(line) >= TELLING_LENGTH]
    return [line for line in lines if not (_IMPORT.match(line) or _STUB.match(line)) and any(map(str.isalpha, line))]


def _squeezed(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def _in_texts(where: str, texts: Iterator[str] | list[str], secrets: list[Secret], marks: Marks) -> list[str]:
    squeezed = _squeezed("\n".join(texts))
    words = dict.fromkeys((*marks.words, *Marks().words))
    found = [f"{where} holds the mark {word}; the region was not removed." for word in words if word in squeezed]
    first = next((secret for secret in secrets if secret.line in squeezed), None)
    if first is not None:
        found.append(f"{where} holds a line of {first.owner}: {_short(first.line)}")
    return found


def _in_fields(where: str, cell: Mapping[str, Any]) -> list[str]:
    attached = cell.get("attachments") or cell.get("metadata", {}).get("attachments")
    kinds = (
        (cell.get("outputs"), "an output; clear the outputs."),
        (cell.get("execution_count") is not None, "an execution count; clear the outputs."),
        (attached, "an attachment, which nobody can check; put the picture into a file beside it."),
    )
    return [f"{where} holds {what}" for held, what in kinds if held]


def _trusted_imports(where: str, code: str, reference: Sequence[str]) -> list[str]:
    trusted = {"autograder", *reference}
    if not any(package in code for package in trusted):
        return []
    named = sorted({module.split(".")[0] for module in _modules(code)} & trusted)
    return [f"{where} imports {name}, which students do not have; hide it or do without." for name in named]


@lru_cache(maxsize=512)
def _modules(code: str) -> tuple[str, ...]:
    try:
        with warnings.catch_warnings(action="ignore"):
            return tuple(imported_modules(ast.parse(TransformerManager().transform_cell(code))))
    except (SyntaxError, ValueError):
        return tuple(re.findall(r"^\s*(?:import|from)\s+([\w.]+)", code, flags=re.MULTILINE))


def _strings(value: Any) -> Iterator[str]:
    """Every string inside nested metadata, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)


def _short(line: str) -> str:
    return repr(line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…")
