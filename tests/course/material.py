"""What the tests of the course's material read: source notebooks, their cells, the variants of the simulation."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib
import nbformat

from autograder.simulate.faults import faults
from autograder.simulate.variants import read_variants

matplotlib.use("agg")
ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "source"
SIMULATION, RELEASE = ROOT / "simulation", ROOT / "release"
HIDDEN = re.compile(r"^[ ]*### BEGIN HIDDEN TESTS\n(.*?)^[ ]*### END HIDDEN TESTS", re.S | re.M)

#: Numbers of the list of known mistakes: what students really write.
LISTED = {
    *(1, 2, 3, 4, 6, 7, 8, 9, 10, 14, 15, 17, 18, 20, 21, 23, 24, 25, 26, 27, 29, 30, 31, 32, 34, 35, 37, 38, 39),
    *(41, 42, 43, 44, 45, 46, 47, 49, 50, 51, 52, 53, 55, 56, 57, 58, 59, 60, 61, 62, 65, 66, 67, 68, 69),
    *(70, 71, 72, 73, 75),
}

#: What lies beside every notebook and is imported by it.
TOOLKIT = ("toolkit", "drawing", "plots")
NOTEBOOKS = sorted(path for path in SOURCE.glob("*/*.ipynb") if ".ipynb_checkpoints" not in path.parts)


@dataclass(frozen=True)
class Variant:
    """One way to fill in a solution cell."""

    assignment: str
    grade_id: str
    kind: str
    """right, mistake or fault."""
    number: int
    """Number of the mistake; 0 for the others, and for a mistake that is in no list."""
    title: str
    code: str

    def __str__(self) -> str:
        return f"{self.assignment}/{self.grade_id}: {self.kind} {self.number or ''} {self.title}".replace("  ", " ")


def read(path: Path) -> Any:
    """The notebook as it is on disk."""
    return nbformat.read(path, as_version=4)


def forget_toolkit() -> None:
    """The next import reads the files beside the notebook in whose folder it happens."""
    for name in TOOLKIT:
        sys.modules.pop(name, None)


def nbgrader(cell: Any) -> dict[str, Any]:
    """A cell's nbgrader metadata; empty where it has none."""
    return dict(cell.metadata.get("nbgrader", {}))


def hidden(cell: Any) -> str:
    """The code between the marks."""
    return "\n".join(HIDDEN.findall(cell.source + "\n"))


def visible(cell: Any) -> str:
    """The cell without what is between the marks."""
    return HIDDEN.sub("", cell.source + "\n").rstrip()


def variants() -> Iterator[Variant]:
    """All variants of all assignments."""
    for path in sorted(SIMULATION.glob("*/*.py")):
        for v in (*read_variants(path.parent, path.stem), *faults(stub(path.parent.name, path.stem))):
            yield Variant(path.parent.name, path.stem, v.kind, next(iter(v.numbers), 0), v.title, v.source)


def stub(assignment: str, grade_id: str) -> str:
    """The solution cell as it is released; empty where there is none."""
    cells = [cell for path in sorted((RELEASE / assignment).glob("*.ipynb")) for cell in read(path).cells]
    return next((str(cell.source) for cell in cells if nbgrader(cell).get("grade_id") == grade_id), "")


def solved_namespace(path: Path) -> dict[str, Any]:
    """Names that the read-only and the solution cells of a source notebook define, run in its folder."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.chdir(path.parent), _importable(path.parent):
        for cell in read(path).cells:
            meta = nbgrader(cell)
            if cell.cell_type == "code" and meta and not meta["grade"]:
                exec(compile(cell.source, f"<{cell.id}>", "exec"), namespace)
    return namespace


@contextlib.contextmanager
def _importable(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
