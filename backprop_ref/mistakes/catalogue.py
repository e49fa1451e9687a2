"""The words of the known mistakes: one TOML file for each reference, for instructors to edit without touching code.

An entry of `network.toml`, which has the words of `NETWORK`::

    [[mistakes]]
    number = 105                      # in the catalogue; 101 and above are the course's own
    names = ["no-output-activation"]  # of the wrong steps in the modules; ways to make one mistake may share its words
    title = "..."                     # what is wrong, in a few words
    lesson = "..."                    # what to think about; never the formula
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from backprop_ref.mistakes.model import Apply, Mistake, Reference
from backprop_ref.steps import Steps

Wrong = dict[str, Apply]
"""Slug of a mistake -> the change that switches it on."""


class CatalogueError(ValueError):
    """The words of a reference cannot be read, or do not agree with its wrong steps."""


@dataclass(frozen=True)
class Words:
    """What is said of a mistake, see `Mistake`."""

    number: int
    title: str
    lesson: str


def reference(file: str, right: Steps, wrong: Wrong) -> Reference:
    """The right steps, and the wrong ones with their words from `file`.toml, in the order of their numbers."""
    return Reference(right, worded(Path(__file__).with_name(f"{file}.toml"), wrong))


def worded(path: Path, wrong: Wrong) -> tuple[Mistake, ...]:
    """The mistakes with their words; raises `CatalogueError` unless each has its entry, and each entry its mistake."""
    words = read(path)
    if without := sorted(wrong.keys() - words.keys()):
        raise CatalogueError(f"{path.name} has no words for {', '.join(without)}: write an entry with these names.")
    if unused := sorted(words.keys() - wrong.keys()):
        raise CatalogueError(f"{path.name} has words for {', '.join(unused)}, which no wrong step is called.")
    found = [Mistake(words[name].number, name, words[name].title, words[name].lesson, wrong[name]) for name in wrong]
    return tuple(sorted(found, key=lambda mistake: mistake.number))


def read(path: Path) -> dict[str, Words]:
    """Slug -> words; raises `CatalogueError`."""
    found: dict[str, Words] = {}
    try:
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mistakes"]:
            words = Words(entry["number"], entry["title"], entry["lesson"])
            for name in entry["names"]:
                if name in found:
                    raise CatalogueError(f"{path.name} has words for {name} twice: keep one entry.")
                found[name] = words
    except KeyError as lacking:
        raise CatalogueError(f"{path.name}: no {lacking} in an entry; catalogue.py shows what it needs.") from None
    except tomllib.TOMLDecodeError as problem:
        raise CatalogueError(f"{path.name} is not valid TOML: {problem}.") from None
    return found
