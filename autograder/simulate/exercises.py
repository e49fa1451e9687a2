"""The exercises of an assignment: a cell to answer, the tests that judge it, the ways to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.errors import CourseError
from autograder.simulate.faults import faults
from autograder.simulate.variants import Variant, read_variants

if TYPE_CHECKING:
    from autograder.course import Master

#: Answers to text cells that have no file of their own, by quality.
ANSWERS = (
    Variant("answer", "complete", "It follows from the definition. Written out for one entry, the term does not "
            "depend on any weight of the layers below, so its derivative is zero and nothing is lost by leaving it "
            "out. For other functions the same bookkeeping need not give zero, so one has to look at each of them."),
    Variant("answer", "half of it", "Because the derivative is $1 - 1^2 = 0$ there."),
    Variant("answer", "off the point", "Otherwise the shapes do not fit and numpy complains."),
    Variant("answer", "one word", "symmetry?"),
)  # fmt: skip


@dataclass(frozen=True)
class Exercise:
    """A solution cell and what hangs on it."""

    notebook: str
    grade_id: str
    tests: tuple[tuple[str, float], ...]
    """The test cells that judge it, each with its points; the cell itself where it is graded by hand."""
    by_hand: bool
    stub: str
    """Its source as released."""
    right: tuple[Variant, ...]
    mistakes: tuple[Variant, ...]
    faults: tuple[Variant, ...]

    @property
    def key(self) -> str:
        """Its name in the assignment: grade_ids are unique in a notebook only."""
        return f"{self.notebook}/{self.grade_id}"

    @property
    def names(self) -> frozenset[str]:
        """The names that the stub defines: what other cells can call."""
        return Variant("right", "stub", self.stub).defined


def exercises(masters: Sequence[Master], folder: Path) -> tuple[Exercise, ...]:
    """All exercises of an assignment, in the notebooks' order.

    Raises CourseError where an exercise with a test has no right variant: then there is no class to make.
    """
    found = tuple(exercise for master in masters for exercise in _of_notebook(master, folder))
    lacking = [exercise.grade_id for exercise in found if exercise.tests and not exercise.right]
    if lacking:
        raise CourseError(
            f"There is no right answer to simulate for {', '.join(lacking)}: "
            f"write {folder / (lacking[0] + '.py')} with a block `# %% right: title`."
        )
    return found


def _of_notebook(master: Master, folder: Path) -> list[Exercise]:
    cells = [cell for cell in master.cells if cell.grade_id and not cell.task]
    found = []
    for i, cell in enumerate(cells):
        if not cell.solution:
            continue
        variants = read_variants(folder, cell.grade_id)
        below = takewhile(lambda later: not later.solution, cells[i + 1 :])
        tests = [(test.grade_id, test.points) for test in ([cell] if cell.grade else below) if test.grade]
        right = [v for v in variants if v.kind == ("answer" if cell.grade else "right")]
        found.append(
            Exercise(
                master.notebook, cell.grade_id, tuple(tests), cell.grade, cell.released,
                tuple(right) or (ANSWERS if cell.grade and cell.cell_type == "markdown" else ()),
                tuple(v for v in variants if v.kind == "mistake" and not cell.grade),
                () if cell.grade else faults(cell.released),
            )
        )  # fmt: skip
    return found
