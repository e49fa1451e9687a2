"""The strongest isolation that the container allows: namespaces, else another user in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from autograder.errors import MachineError
from autograder.gradescope.carried import Carried
from autograder.gradescope.layout import Layout
from autograder.kernel.protocol import KernelFactory
from autograder.outcomes import Outcome
from autograder.sandbox.nursery import Nursery
from autograder.sandbox.other_user import find_place, make_tree

NAMESPACES = "The student's code ran in namespaces of its own, below bubblewrap: the full sandbox of this project."


@dataclass(frozen=True)
class Isolation:
    """Where kernels come from, and how far they are kept apart."""

    start: KernelFactory
    told: str
    """One sentence for the staff."""


@contextmanager
def isolated(carried: Carried, layout: Layout) -> Iterator[Isolation]:
    """Kernels in the strongest sandbox that works here; MachineError, and nothing is run, where there is none.

    When the block ends no process of a student's is alive.
    """
    try:
        nursery = Nursery(carried.student_packages)
        _try(nursery, carried)
    except MachineError:
        nursery.close()
        with _without_namespaces(carried, layout) as isolation:
            yield isolation
        return
    with nursery:
        yield Isolation(nursery, NAMESPACES)


@contextmanager
def _without_namespaces(carried: Carried, layout: Layout) -> Iterator[Isolation]:
    if not layout.tree.is_dir():
        make_tree(layout.tree, carried.student_packages)
    place = find_place(layout.tree, layout.hidden)
    try:
        with Nursery(carried.student_packages, place=place) as nursery:
            _try(nursery, carried)
            yield Isolation(nursery, place.told)
    finally:
        place.end()


def _try(nursery: Nursery, carried: Carried) -> None:
    """Run one cell that is nobody's; MachineError where that does not work."""
    with nursery({}, carried.limits) as kernel:
        if kernel.run("import numpy").outcome is not Outcome.PASSED:
            raise MachineError("A cell of nobody's does not run in the sandbox here.")
