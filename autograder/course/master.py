"""The master of a notebook: what is asked, what is hidden, what it is worth. Everything later is judged against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autograder.course.marks import Marks
from autograder.course.trusted import defined_names, runs_trusted

PYTHON = "python"
#: Kernels whose names say their language, for notebooks that do not.
_BY_NAME = {"ir": "r", "bash": "bash", "julia": "julia", "octave": "octave", "sas": "sas", "sos": "sos"}


@dataclass(frozen=True)
class MasterCell:
    """One cell of a source notebook, with both of its faces."""

    cell_id: str
    cell_type: str
    """code, markdown or raw."""
    grade_id: str
    """nbgrader's name for it; "" where nbgrader does not know the cell."""
    grade: bool
    """It carries points: an autograder test, or an answer that is graded by hand."""
    solution: bool
    """Students write into it."""
    locked: bool
    """Students must not change it; what they hand in is overwritten."""
    task: bool
    """A manually graded task: its own text is the question."""
    points: float
    released: str
    """The source as students get it."""
    hidden: str
    """The code between the HIDDEN TESTS marks, "" if there is none."""
    full: str
    """The source as in source/."""
    title: str
    """The nearest heading above, without '#'; the grade_id where there is no heading."""
    asked: str
    """The released markdown from that heading down to the cell."""
    illustration: bool = False
    """It only shows something: grading leaves it out."""


@dataclass(frozen=True)
class Master:
    """One source notebook, read."""

    assignment: str
    notebook: str
    """Name without .ipynb."""
    cells: tuple[MasterCell, ...]
    files: Mapping[str, bytes]
    """Companion files: relative POSIX path -> content. Trusted."""
    released: dict[str, Any]
    """The release notebook (nbformat). Each `Course.masters` call gives a copy of its own."""
    sha256: str
    """Digest of the source, the release and the companion files."""
    marks: Marks = field(default=Marks(), repr=False)
    """The region marks with which it is written."""

    @property
    def graded(self) -> tuple[MasterCell, ...]:
        """The cells that carry points, tasks included."""
        return tuple(cell for cell in self.cells if cell.grade or cell.task)

    @property
    def max_points(self) -> float:
        """What the notebook is worth."""
        return sum(cell.points for cell in self.graded)

    @cached_property
    def defined(self) -> frozenset[str]:
        """The names that code of the source defines: a hidden test that asks for another one is our fault."""
        return frozenset().union(*(defined_names(cell.full) for cell in self.cells if cell.cell_type == "code"))

    @property
    def language(self) -> str:
        """What its cells are written in, in small letters; Python where nothing says another."""
        return language_of(self.released.get("metadata", {}))

    @property
    def judged_outside(self) -> bool:
        """Whether some test of it is judged outside of the student's process."""
        return any(self.trusted_judge(cell) for cell in self.cells)

    def trusted_judge(self, cell: MasterCell) -> bool:
        """True where the cell's hidden test imports `autograder.hidden`: it runs in the judge, not in the kernel."""
        return runs_trusted(cell.hidden)


def language_of(metadata: Mapping[str, Any]) -> str:
    """The language of a notebook with this metadata; the name of its kernel where it is left out there."""
    kernel = metadata.get("kernelspec", {})
    said = kernel.get("language") or metadata.get("language_info", {}).get("name")
    return str(said or _BY_NAME.get(str(kernel.get("name", "")).partition("-")[0], PYTHON)).lower()


def only_python(master: Master) -> str:
    """Why the tests of a notebook in another language are not run, and what to do."""
    return (
        f"{master.notebook}.ipynb is a notebook in {master.language}, and only Python is graded by tests here: "
        "grade its tests by hand, or all of it with plain nbgrader in a course without c.Autograde.exporter_class"
    )
