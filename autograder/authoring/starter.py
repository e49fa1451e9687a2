"""Begins an assignment, and a course: files that work as they are, to be changed into one's own."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

from autograder.course.configuration import CONFIG_NAME
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.simulate.variants import VARIANTS

#: What a name may be made of: it becomes a folder, an address in the formgrader, and a word on the command line.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
FIRST_ASSIGNMENT = "01-first"


def new_assignment(source: Path, name: str) -> list[Path]:
    """Write source/<name>/<name>.ipynb, one worked exercise and one written question, and answers to it; the files.

    Raises CourseError for a name that is no folder's, and where the assignment is there already.
    """
    if not _NAME.fullmatch(name):
        raise CourseError(f"{name!r} is no name for an assignment: use letters, digits, '-', '_' and '.' only.")
    folder = source / name
    if folder.exists() and any(folder.iterdir()):
        raise CourseError(f"{folder} is there already; choose another name, or remove it first.")
    path = folder / f"{name}.ipynb"
    notebook = json.loads(_template("exercise.ipynb"))
    title = notebook["cells"][0]
    title["source"] = [line.replace("TITLE", name.replace("-", " ")) for line in title["source"]]
    write_atomically(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
    return [path, *_answers(source.parent / VARIANTS / name)]


def _answers(folder: Path) -> list[Path]:
    """Right and wrong answers to the worked exercise, for `audit` and `simulate`; nothing where there are some."""
    path = folder / "standardise.py"
    if path.exists():
        return []
    write_atomically(path, _template("standardise.py.txt"))
    return [path]


def new_course(folder: Path) -> list[Path]:
    """Write a course folder with one assignment, and answers for a class of it to be simulated; the files.

    Raises CourseError where there is a course already.
    """
    if (folder / CONFIG_NAME).exists():
        raise CourseError(
            f"{folder} holds a course already ({CONFIG_NAME}); `autograder new` begins an assignment there."
        )
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.resolve().name).strip("-") or "course"
    begun = new_assignment(folder / "source", FIRST_ASSIGNMENT)
    config = folder / CONFIG_NAME
    write_atomically(config, _template("nbgrader_config.py.txt").replace("COURSE", name))
    return [config, *begun]


def _template(name: str) -> str:
    return (files("autograder.authoring") / "templates" / name).read_text(encoding="utf-8")
