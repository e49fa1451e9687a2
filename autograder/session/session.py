"""Walks one prepared notebook: runs its cells in a kernel and has each test judged. No I/O of its own.

A cell that ends its process costs the student that cell: a fresh kernel replays the cells before it, and the walk goes
on behind it. A hidden test runs against a throwaway branch of the state as it is at that test.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from autograder.course.master import Master, MasterCell
from autograder.errors import CannotJudge
from autograder.intake.sanitise import Prepared, PreparedCell
from autograder.judge.examination import Charge, Verdict, examine
from autograder.kernel.outputs import cleaned, size_of
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
    """One notebook on its way through a kernel; all of its time, replay and judging included, has one deadline."""

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
    _output_left: int = 0
    _charged: dict[str, tuple[Charge, ...]] = field(default_factory=dict)
    _single: set[str] = field(default_factory=set)

    def run(self, prepared: Prepared) -> list[Ran]:
        """Every cell in order; raises what the kernel's machine raises, never what the student's code does."""
        self._deadline = self.clock() + self.limits.clock(self.limits.notebook_seconds)
        self._output_left = self.limits.notebook_output_bytes
        try:
            for cell in prepared.cells:
                self.ran.append(self._step(cell))
        finally:
            self._end_kernel()
        return self.ran

    def _step(self, cell: PreparedCell) -> Ran:
        execution = self._execute(cell.source, figures=not cell.of_the_course) if cell.cell_type == "code" else None
        execution = self._kept(execution) if execution is not None else None
        master = cell.master
        if master is None:
            return Ran(cell, execution)
        if master.solution or master.task:
            return Ran(cell, execution, items.by_hand(cell) if master.grade or master.task else None)
        if not master.grade or execution is None:
            return Ran(cell, execution)
        return Ran(cell, execution, self._examine(master, execution))

    def _kept(self, execution: Execution) -> Execution:
        """The execution with as many of its outputs as the notebook may still show."""
        outputs = tuple(cleaned(execution.outputs, self._output_left))
        self._output_left = max(0, self._output_left - size_of(outputs))
        return replace(execution, outputs=outputs)

    # running cells

    def _execute(self, source: str, *, figures: bool = False) -> Execution:
        if self.clock() > self._deadline:
            return Execution(Outcome.TIME_LIMIT, message=_NO_TIME)
        kernel = self._living_kernel()
        if kernel is None:
            return Execution(*self._no_kernel())
        execution = kernel.run(source, figures=figures, deadline=self._deadline)
        if not execution.alive:
            self._end_kernel()
        return execution

    def _living_kernel(self) -> Kernel | None:
        """The kernel; where a cell ended it, a fresh one that has run the earlier cells again."""
        if self._kernel is not None and not self._kernel.alive:
            self._end_kernel()
        if self._kernel is None and self._kernels < MOST_KERNELS:
            self._kernels += 1
            self._kernel = self.start()
            if not all(self._replay(earlier) for earlier in self.ran if _replayed(earlier)):
                self._end_kernel()
        return self._kernel

    def _replay(self, earlier: Ran) -> bool:
        """Run a cell again in a fresh kernel; False where that does not live through it, or the time is used up."""
        if self._kernel is None or self.clock() > self._deadline:
            return False
        return self._kernel.run(earlier.cell.source, figures=False, deadline=self._deadline).alive

    def _no_kernel(self) -> tuple[Outcome, tuple[()], str]:
        late = self.clock() > self._deadline
        return (Outcome.TIME_LIMIT, (), _NO_TIME) if late else (Outcome.DIED, (), _NO_KERNEL)

    def _end_kernel(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None

    # judging tests

    def _examine(self, test: MasterCell, execution: Execution) -> ItemResult:
        answers = items.answers_before(self.ran)
        if not self.master.trusted_judge(test):
            return items.ordinary(test, self._ordinary_test(test, execution), answers)
        seed = self.seed_of(test.grade_id)
        try:
            verdict = self._judge(test, seed)
        except CannotJudge as problem:
            return items.cannot_judge(test, str(problem), seed)
        self._charged[test.grade_id] = verdict.charges
        if verdict.single:
            self._single.add(test.grade_id)
        return items.judged(test, verdict.parts, answers, seed)

    def _judge(self, test: MasterCell, seed: str) -> Verdict:
        """The verdict of a hidden test. It is asked once: a second time under the same seed would be a second try."""
        return examine(
            test.hidden,
            name=test.grade_id,
            points=test.points,
            open_branch=self._branch,
            seed=seed,
            charged=self._charged,
            single_before=self._single,
            defined=self.master.defined,
        )

    @contextlib.contextmanager
    def _branch(self) -> Iterator[Branch]:
        kernel = None if self.clock() > self._deadline else self._living_kernel()
        if kernel is None:
            outcome, _, message = self._no_kernel()
            raise StudentFault(outcome, message)
        with kernel.branch(deadline=self._deadline) as branch:
            yield branch

    def _ordinary_test(self, test: MasterCell, visible: Execution) -> Execution:
        """A hidden test that does not use the judge runs in the student's kernel, as everywhere in nbgrader."""
        if not test.hidden or visible.outcome is not Outcome.PASSED:
            return visible
        hidden = self._execute(test.hidden if items.compiles(test.hidden) else test.full)
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
