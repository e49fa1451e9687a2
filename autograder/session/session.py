"""Walks one prepared notebook: runs its cells in a kernel and has each test judged. No I/O of its own.

A cell that ends its process costs the student that cell: a fresh kernel replays the cells before it, and the walk goes
on behind it. A hidden test runs against a throwaway branch of the state as it is at that test.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from autograder.course.master import Master
from autograder.errors import CannotJudge
from autograder.intake.sanitise import Prepared, PreparedCell
from autograder.judge.examination import Charge, Verdict, examine
from autograder.kernel.protocol import Branch, Execution, Kernel, Limits
from autograder.outcomes import Outcome, StudentFault
from autograder.record.model import ItemResult
from autograder.session import items

MOST_KERNELS = 6
_NO_TIME = "The time limit of the whole notebook was used up before this."
_NO_KERNEL = "Earlier cells ended the process too often; this was not run."


@dataclass(frozen=True)
class Ran:
    """A cell, and what became of it; None for text."""

    cell: PreparedCell
    execution: Execution | None = None
    item: ItemResult | None = None
    """The result of the cell, where it carries points."""


@dataclass
class Session:
    """One notebook on its way through a kernel."""

    master: Master
    start: Callable[[], Kernel]
    """Starts a kernel with the notebook's files."""
    seed_of: Callable[[str], str]
    """The seed of an exercise, by grade_id."""
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    ran: list[Ran] = field(default_factory=list)
    _kernel: Kernel | None = None
    _kernels: int = 0
    _deadline: float = 0.0
    _answers: list[Ran] = field(default_factory=list)
    _charged: dict[str, tuple[Charge, ...]] = field(default_factory=dict)
    _single: set[str] = field(default_factory=set)

    def run(self, prepared: Prepared) -> list[Ran]:
        """Every cell in order; raises what the kernel's machine raises, never what the student's code does."""
        self._deadline = self.clock() + self.limits.notebook_seconds
        try:
            for cell in prepared.cells:
                self.ran.append(self._step(cell))
        finally:
            if self._kernel is not None:
                self._kernel.close()
        return self.ran

    def _step(self, cell: PreparedCell) -> Ran:
        execution = self._execute(cell.source, figures=not cell.of_the_course) if cell.cell_type == "code" else None
        master = cell.master
        if master is None:
            return Ran(cell, execution)
        if master.solution or master.task:
            item = items.by_hand(cell) if master.grade or master.task else None
            answer = Ran(cell, execution, item)
            self._answers.append(answer)
            return answer
        if not master.grade or execution is None:
            return Ran(cell, execution)
        item = self._examine(cell, execution)
        self._answers.clear()
        return Ran(cell, execution, item)

    # running cells

    def _execute(self, source: str, *, figures: bool = False) -> Execution:
        if self.clock() > self._deadline:
            return Execution(Outcome.TIME_LIMIT, message=_NO_TIME)
        kernel = self._living_kernel()
        if kernel is None:
            return Execution(Outcome.DIED, message=_NO_KERNEL)
        execution = kernel.run(source, figures=figures)
        if not execution.alive:
            kernel.close()
            self._kernel = None
        return execution

    def _living_kernel(self) -> Kernel | None:
        """The kernel; where a cell ended it, a fresh one that has run the earlier cells again."""
        if self._kernel is not None and not self._kernel.alive:
            self._kernel.close()
            self._kernel = None
        if self._kernel is None and self._kernels < MOST_KERNELS:
            self._kernels += 1
            kernel = self.start()
            for earlier in self.ran:
                if _replayed(earlier) and not kernel.run(earlier.cell.source, figures=False).alive:
                    kernel.close()
                    return None
            self._kernel = kernel
        return self._kernel

    # judging tests

    def _examine(self, cell: PreparedCell, execution: Execution) -> ItemResult:
        if cell.master is None:
            raise ValueError("only cells of the master are examined")
        if not self.master.trusted_judge(cell.master):
            return items.ordinary(cell.master, self._ordinary_test(cell, execution), self._answers)
        seed = self.seed_of(cell.master.grade_id)
        try:
            verdict = self._judge_twice(cell.master.grade_id, cell.master.hidden, cell.master.points, seed)
        except CannotJudge as problem:
            return items.cannot_judge(cell.master, str(problem), seed)
        self._charged[cell.master.grade_id] = verdict.charges
        if verdict.single:
            self._single.add(cell.master.grade_id)
        return items.judged(cell.master, verdict.parts, self._answers, seed)

    def _judge_twice(self, grade_id: str, hidden: str, points: float, seed: str) -> Verdict:
        def once() -> Verdict:
            return examine(
                hidden,
                name=grade_id,
                points=points,
                open_branch=self._branch,
                seed=seed,
                charged=self._charged,
                single_before=self._single,
            )

        try:
            return once()
        except CannotJudge:
            return once()

    @contextlib.contextmanager
    def _branch(self) -> Iterator[Branch]:
        if self.clock() > self._deadline:
            raise StudentFault(Outcome.TIME_LIMIT, _NO_TIME)
        kernel = self._living_kernel()
        if kernel is None:
            raise StudentFault(Outcome.DIED, _NO_KERNEL)
        with kernel.branch() as branch:
            yield branch

    def _ordinary_test(self, cell: PreparedCell, visible: Execution) -> Execution:
        """A hidden test that does not use the judge runs in the student's kernel, as everywhere in nbgrader."""
        master = cell.master
        if master is None or not master.hidden or visible.outcome is not Outcome.PASSED:
            return visible
        hidden = self._execute(master.hidden if items.compiles(master.hidden) else master.full)
        if hidden.outcome is Outcome.ERROR:
            return Execution(Outcome.FAILED, visible.outputs, "A hidden test of this cell failed.")
        return hidden


def _replayed(earlier: Ran) -> bool:
    execution = earlier.execution
    return execution is not None and execution.alive and execution.outcome is not Outcome.TIME_LIMIT


def run_session(
    prepared: Prepared,
    master: Master,
    start: Callable[[], Kernel],
    seed_of: Callable[[str], str],
    limits: Limits,
    clock: Callable[[], float] = time.monotonic,
) -> list[Ran]:
    """The cells of a notebook, each with what became of it, and its result where it carries points."""
    return Session(master, start, seed_of, limits, clock).run(prepared)


def item_results(ran: list[Ran]) -> tuple[ItemResult, ...]:
    """The results of all cells that carry points, in order."""
    return tuple(step.item for step in ran if step.item is not None)
