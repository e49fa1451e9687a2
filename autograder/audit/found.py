"""What a hidden test found of one answer, as plain data, and the two places in which answers are judged."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from autograder.audit.at_once import AtOnce, passes
from autograder.audit.known import Inputs, Known
from autograder.course.master import Master, MasterCell
from autograder.errors import CannotJudge, CourseError
from autograder.judge.examination import ask
from autograder.judge.inputs import exercise_seed, generators
from autograder.kernel.protocol import Branch, Execution, Kernel
from autograder.outcomes import Outcome


@dataclass(frozen=True)
class Found:
    """One answer, judged under one key."""

    points: float = 0.0
    lost: tuple[int, ...] = ()
    """The parts that are lost, counted from 1."""
    named: tuple[tuple[int, str], ...] = ()
    """Number and title of the mistakes that the diagnosis names."""
    trouble: str = ""
    """Why it could not be judged."""
    known: tuple[Known, ...] = ()
    """Of the solution: what the reference knows at these hidden inputs."""


@dataclass(frozen=True)
class Test:
    """A test cell of a notebook."""

    master: Master
    cell: MasterCell

    def judge(
        self, answer: str, key: bytes, open_copy: Callable[[], AbstractContextManager[Branch]], *, look_around: bool
    ) -> Found:
        """What it finds of an answer, "" for the solution, put into throwaway copies of the notebook's state.

        `look_around`: what the reference knows at the hidden inputs is wanted too.
        """
        name, points, inputs = self.cell.grade_id, self.cell.points, Inputs()
        branch, seed = with_answer(answer, open_copy), self._seed(key)
        try:
            asked = ask(self.cell.hidden, name=name, points=points, open_branch=branch, seed=seed)
            verdict = asked.judge(watch=inputs.keep if look_around else None)
        except CannotJudge as problem:
            return Found(trouble=str(problem))
        named = {charge.mistake.number: charge.mistake.title for charge in verdict.charges}
        known = inputs.known(next(generators(seed, 1)))
        lost = tuple(n for n, part in enumerate(verdict.parts, start=1) if part.points < part.max_points)
        return Found(verdict.points, lost, tuple(named.items()), known=tuple(known))

    def passes(self, answer: str, key: bytes, open_copy: Callable[[], AbstractContextManager[Branch]]) -> bool:
        """Whether it finds nothing wrong with an answer."""
        return passes(self.cell.hidden, self.cell.grade_id, AtOnce(with_answer(answer, open_copy), self._seed(key)))

    def _seed(self, key: bytes) -> str:
        return exercise_seed(key, "audit", self.master.assignment, self.cell.grade_id)


def with_answer(
    answer: str, open_copy: Callable[[], AbstractContextManager[Branch]]
) -> Callable[[], AbstractContextManager[Branch]]:
    """Opens copies that hold the answer."""

    @contextlib.contextmanager
    def branch() -> Iterator[Branch]:
        with open_copy() as opened:
            if answer:
                opened.supply(answer)
            yield opened

    return branch


class Place(Protocol):
    """A source notebook that runs, where answers are judged against its state."""

    def execute(self, source: str) -> Execution:
        """Run a cell."""

    def judge(self, test: Test, answer: str, keys: Sequence[bytes], *, look_around: bool) -> Iterator[Found]:
        """What a test finds of an answer under each key; see `Test.judge`."""


@dataclass
class InKernel:
    """The notebook runs in a kernel, as submissions do."""

    kernel: Kernel

    def execute(self, source: str) -> Execution:
        """Run a cell."""
        return self.kernel.run(source, figures=False)

    def judge(self, test: Test, answer: str, keys: Sequence[bytes], *, look_around: bool = False) -> Iterator[Found]:
        """What a test finds of an answer under each key."""
        return (test.judge(answer, key, self.kernel.branch, look_around=look_around) for key in keys)


def execute(master: Master, cell: MasterCell, place: Place) -> None:
    """Run a cell of the source notebook, a test as it is released; raises CourseError where it fails."""
    is_test = cell.grade and not cell.solution
    execution = place.execute(cell.released if is_test else cell.full)
    if execution.outcome is not Outcome.PASSED:
        where = f"{master.notebook}.ipynb, cell {cell.grade_id or cell.cell_id}"
        raise CourseError(f"{where}: the source notebook does not run: {execution.message}")
