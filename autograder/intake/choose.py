"""Which of the files that a student handed in is the notebook to grade, or one sentence why none is.

The file of the exact name, if the student wrote into it; else what is certain: another name, another place, a zip.
Where two could be it nobody guesses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from autograder.course.master import Master
from autograder.intake.notebook import Malformed, parse_notebook
from autograder.intake.recognise import find, is_open, share
from autograder.intake.submission import IGNORED, Submission, is_notebook
from autograder.intake.zipped import is_zip, unzipped
from autograder.outcomes import Outcome

MOST_CANDIDATES = 10
MOST_NAMED = 5
#: Archives of one submission that are opened.
MOST_ZIPS = 3
#: How much of the master's cells a notebook of another name has to share with it.
ENOUGH = 0.25
_ENDINGS = re.compile(r"(\.txt|\.json|\.ipynb|\s+|\(\d+\)|[-_ ]+copy[ _-]*(\(?\d+\)?)?|[-_ ]+kopie[ _-]*(\(?\d+\)?)?)$")
_WHY_NOT = {"link": Outcome.TAMPERED, "unreadable": Outcome.CANNOT_JUDGE, "too_large": Outcome.TOO_LARGE}


@dataclass(frozen=True)
class Choice:
    """The notebook to grade, or why there is none."""

    content: bytes | None
    """The file of the notebook."""
    outcome: Outcome | None = None
    """How every item ends where there is no notebook."""
    message: str = ""
    """One sentence for the student and the staff that goes with the outcome."""
    notes: tuple[str, ...] = ()
    """One sentence for each thing that was decided."""


@dataclass(frozen=True)
class _Candidate:
    """A file that could be the notebook."""

    name: str
    content: bytes
    master: Master

    @cached_property
    def read(self) -> dict[str, Any] | Malformed:
        """Its cells, or why it cannot be read."""
        try:
            return parse_notebook(self.content, self.master)
        except Malformed as problem:
            return problem

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """What stands in it, to tell copies from other versions."""
        return () if isinstance(self.read, Malformed) else tuple(cell["source"].strip() for cell in self.read["cells"])

    @cached_property
    def answered(self) -> bool:
        """Whether the student wrote into an answer of this assignment."""
        if isinstance(self.read, Malformed):
            return False
        found = find(self.read["cells"], self.master.cells).framed
        return any(cell.solution and not is_open(found.get(cell.grade_id), cell) for cell in self.master.cells)

    @cached_property
    def likely(self) -> bool:
        """Whether its name or its cells are those of the assignment."""
        if plain_name(self.name) == plain_name(self.master.notebook):
            return True
        return not isinstance(self.read, Malformed) and share(self.read["cells"], self.master.cells) >= ENOUGH


def choose(submission: Submission, master: Master, siblings: Collection[str] = ()) -> Choice:
    """The notebook of `master` in the submission; `siblings` are the names of the assignment's other notebooks."""
    choice = _chosen(submission, master, siblings)
    return choice if choice.content is not None else replace(choice, notes=(*choice.notes, choice.message))


def _chosen(submission: Submission, master: Master, siblings: Collection[str]) -> Choice:
    wanted = f"{master.notebook}.ipynb"
    for refused in submission.refused:
        if refused.path in (".", wanted) and refused.kind in ("link", "unreadable"):
            return Choice(None, _WHY_NOT[refused.kind], refused.sentence)
    exact = None
    if master.notebook in submission.notebooks:
        exact = _Candidate(wanted, submission.notebooks[master.notebook], master)
        if exact.answered:
            return Choice(exact.content)
    others, notes = _others(submission, master, siblings)
    likely = [candidate for candidate in others if candidate.likely]
    written = _different([candidate for candidate in likely if candidate.answered])
    if len(written) > 1:
        names = _listed([candidate.name for candidate in written])
        message = f"Several notebooks could be {wanted}: {names}. Hand in one of them under this name."
        return Choice(None, Outcome.SEVERAL, message, tuple(notes))
    if written:
        if exact is None:
            why = "was not handed in"
        else:
            why = "cannot be read" if isinstance(exact.read, Malformed) else "is as it was released"
        return _taken(written[0], f"{wanted} {why}; {written[0].name!r} was graded in its place.", notes)
    if exact is not None:
        return _taken(exact, "", notes)
    readable = [candidate for candidate in likely if not isinstance(candidate.read, Malformed)]
    notebooks = [candidate for candidate in others if not isinstance(candidate.read, Malformed)]
    last = [*readable, *likely] or (notebooks if not siblings and len(notebooks) == 1 else [])
    if last:
        return _taken(last[0], f"{wanted} was not handed in; {last[0].name!r} was graded in its place.", notes)
    return _none(submission, master, notes)


def _taken(candidate: _Candidate, note: str, notes: Sequence[str]) -> Choice:
    notes = (*notes, *([note] if note else []))
    if isinstance(candidate.read, Malformed):
        return Choice(None, candidate.read.outcome, str(candidate.read), notes)
    return Choice(candidate.content, notes=notes)


def _none(submission: Submission, master: Master, notes: Sequence[str]) -> Choice:
    wanted = f"{master.notebook}.ipynb"
    for refused in submission.refused:
        if refused.kind == "too_large" and plain_name(refused.path) == plain_name(wanted):
            return Choice(None, Outcome.TOO_LARGE, refused.sentence, tuple(notes))
    names = [f"{name}.ipynb" for name in submission.notebooks]
    names += [name for name in submission.files if name not in master.files]
    names += [refused.path for refused in submission.refused if refused.path != "."]
    but = f", but {_listed(names)}" if names else ""
    return Choice(None, Outcome.MISSING, f"No {wanted} was handed in{but}.", tuple(notes))


def _others(submission: Submission, master: Master, siblings: Collection[str]) -> tuple[list[_Candidate], list[str]]:
    """Every file that could be the notebook under another name or at another place, with what is to be told."""
    theirs = {plain_name(name) for name in siblings}
    notes: list[str] = []
    zips = 0
    found = {f"{name}.ipynb": data for name, data in submission.notebooks.items() if name != master.notebook}
    for name, data in submission.files.items():
        if is_notebook(_parts(name)[-1]) or name.lower().endswith(".json"):
            found.setdefault(name, data)
        elif is_zip(name, data) and (zips := zips + 1) <= MOST_ZIPS:
            found |= unzipped(name, data, notes)
    names = [n for n in found if not _is_hidden(n) and n not in master.files and plain_name(n) not in theirs]
    if len(names) > MOST_CANDIDATES:
        notes.append(f"More than {MOST_CANDIDATES} notebooks were handed in; the others were not looked at.")
    names.sort(key=lambda name: (len(_parts(name)), name))  # the nearest first
    return [_Candidate(name, found[name], master) for name in names[:MOST_CANDIDATES]], notes


def _different(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    return list({candidate.sources: candidate for candidate in reversed(candidates)}.values())[::-1]


def _is_hidden(name: str) -> bool:
    parts = _parts(name)
    return parts[-1].startswith(".") or not IGNORED.isdisjoint(parts)


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def plain_name(name: str) -> str:
    """A file's name without what browsers, editors and file managers put to it."""
    text = _parts(name)[-1].lower().strip()
    while (shorter := _ENDINGS.sub("", text)) and shorter != text:
        text = shorter
    return text


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown
