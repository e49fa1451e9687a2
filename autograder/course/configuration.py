"""Runs nbgrader_config.py and checks what concerns us in it."""

from __future__ import annotations

import difflib
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from traitlets import TraitError
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course.directory import CourseDirectory
from autograder.course.settings import Settings
from autograder.errors import CourseError

CONFIG_NAME = "nbgrader_config.py"
_STRUCTURE = "{nbgrader_step}/{student_id}/{assignment_id}"

#: nbgrader's preprocessors log whole cells at ERROR; what matters is raised, so nothing of it is shown.
quiet = logging.getLogger("autograder.nbgrader")
quiet.addHandler(logging.NullHandler())
quiet.propagate = False


def load_config(folder: Path) -> Config:
    """What the folder's nbgrader_config.py says. Only this folder is looked at, as nbgrader would from inside it."""
    path = folder / CONFIG_NAME
    if not folder.is_dir():
        raise CourseError(f"{folder} is not a folder; give the folder of a course.")
    if not path.is_file():
        raise CourseError(
            f"{folder} holds no {CONFIG_NAME}; run this in the course folder, or name that folder with --course."
        )
    try:
        with importable(folder):
            return PyFileConfigLoader(CONFIG_NAME, path=str(folder)).load_config()
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.lineno else ""
        raise CourseError(f"{path}{where} is not valid Python ({error.msg}); correct that line.") from error
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the file is a program: it may raise anything, SystemExit too
        line = _line_in(path, error)
        raise CourseError(
            f"{path}{line} does not run ({type(error).__name__}: {_one_line(error)}); correct that line."
        ) from error


def read_settings(config: Config, folder: Path) -> Settings:
    """`c.Autograder.*`, checked: a misspelt or mistyped option is an error and not a warning."""
    given = config.get("Autograder", {})
    known = Settings.__struct_fields__
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(known))}."
            raise CourseError(f"{folder / CONFIG_NAME} sets c.Autograder.{name}, which does not exist; {hint}")
    try:
        settings = Settings.of(given)
    except (msgspec.ValidationError, TypeError) as error:
        raise CourseError(
            f"{folder / CONFIG_NAME} sets a wrong value in c.Autograder: {_one_line(error).rstrip('.')}."
        ) from error
    if shared := sorted(set(settings.reference_packages) & set(settings.student_packages)):
        raise CourseError(
            f"{folder / CONFIG_NAME} gives students {shared[0]}, by which hidden tests judge: "
            "take it out of c.Autograder.student_packages, or of c.Autograder.reference_packages."
        )
    return settings


def course_directory(config: Config, folder: Path) -> CourseDirectory:
    """Where nbgrader has things. A relative `c.CourseDirectory.root` is taken from `folder`."""
    config = config.copy()
    given = config.CourseDirectory.get("root", "") if "CourseDirectory" in config else ""
    config.CourseDirectory.root = str((folder / str(given)).resolve())
    try:
        directory = CourseDirectory(config=config, log=quiet)
        structure = directory.directory_structure
    except TraitError as error:
        raise CourseError(f"{folder / CONFIG_NAME} sets a wrong value: {_one_line(error).rstrip('.')}.") from error
    if structure.replace("\\", "/") != _STRUCTURE:
        raise CourseError(
            f"{folder / CONFIG_NAME} sets c.CourseDirectory.directory_structure to {structure!r}; "
            f"the grader works with nbgrader's default only, so remove that line."
        )
    return directory


@contextmanager
def importable(folder: Path) -> Iterator[None]:
    """What the configuration names may be a module that lies beside it, as under nbgrader's own commands."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        if str(folder) in sys.path:
            sys.path.remove(str(folder))


def _line_in(path: Path, error: BaseException) -> str:
    """The words ", line N" for the last frame that lies in the file, or nothing."""
    walked = traceback.walk_tb(error.__traceback__)
    lines = [line for frame, line in walked if frame.f_code.co_filename == str(path)]
    return f", line {lines[-1]}" if lines else ""


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
