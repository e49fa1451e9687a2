"""A course on disk: where things are, which assignments and students there are, and the masters."""

from __future__ import annotations

import copy
import fnmatch
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.course.companions import check_link, companion_paths, not_ignored, template_file
from autograder.course.configuration import course_directory, importable, load_config, read_settings
from autograder.course.kept import kept, key_of
from autograder.course.master import Master
from autograder.course.secret import read_or_create
from autograder.course.settings import Settings
from autograder.errors import CourseError


class Course:
    """One course. Make it by `Course.open`.

    Masters are kept, and read again when a file of the assignment changes on disk.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder).resolve()
        """Where nbgrader_config.py lies."""
        self.config = load_config(self.folder)
        """What it says, as nbgrader reads it."""
        self.settings = read_settings(self.config, self.folder)
        self._directory = course_directory(self.config, self.folder)
        self.root = Path(self._directory.root)
        """The same folder, unless `c.CourseDirectory.root` says otherwise."""
        self.source: Path = self.root / self._directory.source_directory
        """The masters: source/<assignment>/<notebook>.ipynb."""
        self.release: Path = self.root / self._directory.release_directory
        """What students get."""
        self.solutions: Path = self.root / self._directory.solution_directory
        """Executed solutions."""
        self.submitted: Path = self.root / self._directory.submitted_directory
        """What students handed in: submitted/<student>/<assignment>/."""
        self.autograded: Path = self.root / self._directory.autograded_directory
        """Notebooks as graded, for the formgrader."""
        self.feedback: Path = self.root / self._directory.feedback_directory
        """Pages for students."""
        self.state = self.root / ".autograder"
        """The grader's own: secret, masters, records. Made at first use."""
        self.course_id = str(self._directory.course_id)
        """Nbgrader's name of the course, "" if it has none."""
        self.ignore = list(self._directory.ignore)
        """Patterns of names that nbgrader does not copy."""
        self._masters: dict[str, tuple[Any, list[Master]]] = {}

    @classmethod
    def open(cls, folder: Path) -> Course:
        """The course in `folder`. Raises CourseError; folders above it are not searched."""
        return cls(folder)

    @property
    def db_url(self) -> str:
        """URL of nbgrader's gradebook; a relative SQLite path is taken from the course's root."""
        url = str(self._directory.db_url)
        relative = re.fullmatch(r"sqlite:///(?!/)(?![A-Za-z]:)(?!:memory:)(.+)", url)
        return f"sqlite:///{self.root / relative[1]}" if relative else url

    @property
    def judged_by_nbgrader(self) -> bool:
        """Whether nbgrader's own commands would run every test in the student's kernel: nothing else is configured."""
        return "exporter_class" not in self.config.get("Autograde", {})

    def settings_of(self, assignment: str) -> Settings:
        """The grader's options for one assignment; CourseError where they name one that there is not."""
        for name in self.settings.per_assignment:
            self.check_assignment(name)
        return self.settings.of_assignment(assignment)

    def secret(self) -> bytes:
        """32 random bytes that key hidden inputs, made once."""
        return read_or_create(self.state)

    def assignments(self) -> list[str]:
        """Names of the folders in source/ that hold a notebook, sorted; CourseError when there is none."""
        if not self.source.is_dir():
            raise CourseError(
                f"{self.source} does not exist; put each assignment's notebook into a folder of its own there."
            )
        names = sorted(path.name for path in self._folders(self.source) if any(path.glob("*.ipynb")))
        if not names:
            raise CourseError(f"{self.source} holds no assignment; put a notebook into a folder of its own there.")
        return names

    def students(self, assignment: str) -> list[str]:
        """Names of those who handed in `assignment`, sorted, without those that the configuration excludes."""
        return [name for name in self._handed_in(assignment) if _writable(name)]

    def unusable_students(self, assignment: str) -> list[str]:
        """Folders with a submission whose name is no text, as Python shows them: nothing can be kept under it."""
        return [ascii(name) for name in self._handed_in(assignment) if not _writable(name)]

    def _handed_in(self, assignment: str) -> list[str]:
        self.check_assignment(assignment)
        if not self.submitted.is_dir():
            return []
        excluded = {name.strip() for name in self._directory.student_id_exclude.split(",")}
        pattern = self._directory.student_id
        return sorted(
            path.name
            for path in self._folders(self.submitted)
            if path.name not in excluded and fnmatch.fnmatchcase(path.name, pattern)
            if _may_hold(path, assignment)
        )

    def check_assignment(self, assignment: str) -> None:
        """Raise CourseError, naming those there are, unless `assignment` is one of this course's."""
        names = self.assignments()
        if assignment not in names:
            raise CourseError(f"There is no assignment {assignment!r} in {self.source}; there are: {', '.join(names)}.")

    def slips(self, assignment: str) -> list[str]:
        """All that is wrong in single cells of the assignment's notebooks, one sentence each; `masters` names one."""
        from autograder.course.build import slips  # noqa: PLC0415 -- loads all of nbgrader

        self.check_assignment(assignment)
        paths = self._notebooks(self.source / assignment)
        return [str(slip) for path in paths for slip in slips(path, self.config, self.root)]

    def masters(self, assignment: str) -> list[Master]:
        """The masters of all of the assignment's notebooks, sorted by name; the caller may change `released`."""
        self.check_assignment(assignment)
        folder = self.source / assignment
        templates = template_file(self.config, folder, self.root)
        companions = companion_paths(folder, self.source, self.ignore)
        companions = {name: path for name, path in companions.items() if path != templates}
        notebooks = self._notebooks(folder)
        beside = [*self._headers(), *([templates] if templates else [])]
        state = _fingerprint([*notebooks, *companions.values(), *beside])
        known, masters = self._masters.get(assignment, (None, []))
        if known != state:
            files = {name: path.read_bytes() for name, path in companions.items()}
            shaped = {str(path): path.read_bytes() for path in beside}
            masters = [self._master(path, assignment, files, shaped) for path in notebooks]
            self._masters[assignment] = (state, masters)
        return [replace(master, released=copy.deepcopy(master.released)) for master in masters]

    def _master(self, path: Path, assignment: str, files: Mapping[str, bytes], beside: Mapping[str, bytes]) -> Master:
        """`beside`: what shapes it, and is not given to students."""
        key = key_of(path.read_bytes(), files, beside, self.config) if self._made_by_nbgrader() else None
        make = functools.partial(_make, path, assignment, files, self.config, self.root)
        return kept(self.state, f"{assignment}/{path.stem}", key, files, make)

    def _notebooks(self, folder: Path) -> list[Path]:
        found = [path for path in not_ignored(folder, self.ignore) if path.suffix == ".ipynb"]
        for path in found:
            if path.is_symlink():
                check_link(path, self.source)
            if not path.is_file():
                raise CourseError(f"{path} is not a file; rename or remove it.")
        return found

    def _headers(self) -> list[Path]:
        """The notebooks that stand before and behind every notebook, `c.IncludeHeaderFooter` or a class above it."""
        sections = self.config.values()
        names = [section.get(option) for section in sections for option in ("header", "footer")]
        return [self.root / name for name in names if name and isinstance(name, str) and (self.root / name).is_file()]

    def _made_by_nbgrader(self) -> bool:
        """Whether nbgrader's own steps make the masters, and no code of the course's that may change unseen."""
        steps = self.config.get("GenerateAssignment", {}).get("preprocessors", ())
        return isinstance(steps, list | tuple) and all(
            str(step).startswith("nbgrader.preprocessors.") for step in steps
        )

    def _folders(self, parent: Path) -> list[Path]:
        return [path for path in not_ignored(parent, self.ignore) if path.is_dir() and not path.name.startswith(".")]

    def __repr__(self) -> str:
        return f"Course({str(self.folder)!r})"


def _make(*what: Any) -> Master:
    """As `read_master`; the last argument is the course's root, where its own steps may lie."""
    from autograder.course.build import read_master  # noqa: PLC0415 -- loads all of nbgrader

    with importable(what[-1]):
        return read_master(*what)


def _may_hold(student: Path, assignment: str) -> bool:
    """Whether a student handed the assignment in; also where that cannot be looked at, since somebody must be told."""
    try:
        return (student / assignment).is_symlink() or (student / assignment).is_dir()
    except OSError:
        return True


def _writable(name: str) -> bool:
    """Whether a folder's name is text: a name in another encoding comes as lone surrogates."""
    return re.search(r"[\ud800-\udfff]", name) is None


def _fingerprint(paths: Iterable[Path]) -> tuple[tuple[str, int, int, int], ...]:
    """What changes when one of the files does: name, inode, size, time of writing."""
    stats = [(str(path), path.stat()) for path in paths]
    return tuple((name, stat.st_ino, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
