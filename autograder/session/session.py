"""Walks one prepared notebook: runs its cells in a kernel and has each test judged. No I/O of its own.

A cell that ends its process costs the student that cell: a fresh kernel replays the cells before it, and the walk goes
on behind it. A hidden test runs against a throwaway branch of the state as it is at that test.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.course.marks import goes_on
from autograder.course.master import Master, MasterCell
from autograder.errors import CannotJudge
from autograder.intake.sanitise import Prepared, PreparedCell
from autograder.judge.examination import Asked, Verdict, ask
from autograder.kernel.outputs import cleaned, size_of
from autograder.kernel.protocol import Branch, Execution, Kernel, Limits
from autograder.outcomes import Outcome, StudentFault
from autograder.record.model import ItemResult
from autograder.session import items
from autograder.session.independence import can_leave_out
from autograder.session.verdicts import Ran, Verdicts, judged, to_ask_again

__all__ = ["Ran", "Session", "item_results", "run_session"]

MOST_KERNELS = 6
NOTHING = "pass"
_NO_TIME = "The time limit of the whole notebook was used up before this."
_NO_KERNEL = "Earlier cells ended the process too often; this was not run."


@dataclass
class Session:
    """One notebook on its way through a kernel; all of its time, replay included, has one deadline.

    Nothing is judged while a process of the student's is alive: even the time that judging takes would tell something.
    """

    master: Master
    start: Callable[[Sequence[str]], Kernel]
    """Starts a kernel with the notebook's files, told the first cells that it will be asked to run."""
    seed_of: Callable[[str], str]
    """The seed of an exercise, by grade_id."""
    limits: Limits
    clock: Callable[[], float] = time.monotonic
    began: float | None = None
    """When the time of the notebook began, by `clock`; None: with the first cell."""
    in_full: bool = False
    """Run the course's illustrations too; else they are left out, where that surely makes no difference."""
    ran: list[Ran] = field(default_factory=list)
    _kernel: Kernel | None = None
    _kernels: int = 0
    _deadline: float = 0.0
    _output_left: int = 0
    _first_cells: tuple[str, ...] = ()

    def run(self, prepared: Prepared) -> list[Ran]:
        """Every cell in order; raises what the kernel's machine raises, never what the student's code does."""
        self.in_full = self.in_full or not can_leave_out(prepared)
        began = self.clock() if self.began is None else self.began
        self._deadline = began + self.limits.clock(self.limits.notebook_seconds)
        self._output_left = self.limits.notebook_output_bytes
        self._first_cells = tuple(map(self._source, first_cells(prepared, self.master)))
        try:
            for cell in prepared.cells:
                self.ran.append(self._step(cell))
        finally:
            self._end_kernel()
        verdicts = judged(self.ran)
        if wanted := to_ask_again(self.ran, verdicts):
            verdicts = judged(self.ran, verdicts, self._ask_again(wanted))
        return self._with_results(verdicts)

    def _with_results(self, verdicts: Verdicts) -> list[Ran]:
        return [self._with_result(place, step, verdicts.get(place)) for place, step in enumerate(self.ran)]

    def _with_result(self, place: int, step: Ran, verdict: Verdict | CannotJudge | None) -> Ran:
        """The step with the result of its test."""
        test = step.cell.master
        if test is None or verdict is None:
            return step
        seed = self.seed_of(test.grade_id)
        if isinstance(verdict, CannotJudge):
            return replace(step, item=items.cannot_judge(test, str(verdict), seed), asked=None)
        answers = items.answers_before(self.ran[:place])
        return replace(step, item=items.judged(test, verdict.parts, answers, seed), asked=None)

    def _step(self, cell: PreparedCell) -> Ran:
        master = cell.master
        execution = None
        if cell.cell_type == "code":
            execution = self._kept(self._execute(self._source(cell), figures=self._figures(cell)))
            if self._whole(cell):
                execution = replace(execution, outputs=())
        if master is None:
            return Ran(cell, execution)
        if master.solution or master.task:
            return Ran(cell, execution, items.by_hand(cell) if master.grade or master.task else None)
        if not master.grade or execution is None:
            return Ran(cell, execution)
        if self.master.trusted_judge(master):
            return Ran(cell, execution, asked=self._ask(master))
        answers = items.answers_before(self.ran)
        tested = _untold(execution) if self._whole(cell) else self._ordinary_test(master, execution)
        return Ran(cell, execution, items.ordinary(master, tested, answers))

    def _figures(self, cell: PreparedCell) -> bool:
        """Whether figures are rendered: those of a student's own work, and of tests that nothing else tells about."""
        told = cell.master is not None and cell.master.grade and self.master.trusted_judge(cell.master)
        return not (cell.of_the_course or told)

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

    def _source(self, cell: PreparedCell) -> str:
        """What is run of a cell; in the place of an illustration nothing, which counts as a cell too."""
        if self._whole(cell) and cell.master is not None:
            return cell.master.full
        return cell.source if self.in_full or not cell.illustration else NOTHING

    def _whole(self, cell: PreparedCell) -> bool:
        """Whether a test runs with its hidden lines in place: visible ones stand behind them, and may need them."""
        test = cell.master
        if test is None or not test.hidden or not test.grade or test.solution or self.master.trusted_judge(test):
            return False
        return goes_on(test.full, self.master.marks.hidden)

    def _living_kernel(self) -> Kernel | None:
        """The kernel; where a cell ended it, a fresh one that has run the earlier cells again."""
        if self._kernel is not None and not self._kernel.alive:
            self._end_kernel()
        if self._kernel is None and self._kernels < MOST_KERNELS:
            self._kernels += 1
            self._kernel = self.start(self._first_cells)
            if not all(self._replay(earlier) for earlier in self.ran if _replayed(earlier)):
                self._end_kernel()
        return self._kernel

    def _replay(self, earlier: Ran) -> bool:
        """Run a cell again in a fresh kernel; False where that does not live through it, or the time is used up."""
        if self._kernel is None or self.clock() > self._deadline:
            return False
        return self._kernel.run(self._source(earlier.cell), figures=False, deadline=self._deadline).alive

    def _no_kernel(self) -> tuple[Outcome, tuple[()], str]:
        late = self.clock() > self._deadline
        return (Outcome.TIME_LIMIT, (), _NO_TIME) if late else (Outcome.DIED, (), _NO_KERNEL)

    def _end_kernel(self) -> None:
        if self._kernel is not None:
            self._kernel.close()
            self._kernel = None

    # judging tests

    def _ask(self, test: MasterCell, supplied: frozenset[str] = frozenset()) -> Asked | CannotJudge:
        """A hidden test with its answers. No inputs are asked for twice: the second time would be a second try."""
        try:
            asked = ask(
                test.hidden,
                name=test.grade_id,
                points=test.points,
                open_branch=self._branch,
                seed=self.seed_of(test.grade_id) + ("/again" if supplied else ""),
                defined=self.master.defined,
                supplied=supplied,
            )
            if unknown := sorted(set(asked.builds_on.values()) - {cell.grade_id for cell in self.master.cells}):
                raise CannotJudge(f"The hidden test {test.grade_id} builds on {unknown[0]}, and there is no such test.")
            return asked
        except CannotJudge as problem:
            return problem

    def _ask_again(self, wanted: Mapping[int, frozenset[str]]) -> dict[int, Asked]:
        """The tests in these places once more, each with right functions in the place of these earlier ones.

        In a fresh kernel, which runs the cells before them again: nothing that it holds comes from the first time.
        """
        asked: dict[int, Asked] = {}
        steps, self.ran, self._kernels = self.ran, [], 0
        try:
            for place, step in enumerate(steps[: max(wanted, default=-1) + 1]):
                self.ran.append(step)
                alive = self._kernel is None or not _replayed(step) or self._replay(step)
                if not alive:
                    self._end_kernel()
                if place in wanted and isinstance(step.asked, Asked) and step.cell.master is not None:
                    again = self._ask(step.cell.master, wanted[place])
                    asked |= {place: again} if isinstance(again, Asked) else {}
        finally:
            self._end_kernel()
            self.ran = steps
        return asked

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
        return _untold(self._execute(test.hidden if items.compiles(test.hidden) else test.full))


def _untold(execution: Execution) -> Execution:
    """How a hidden test ended, without its own words."""
    if execution.outcome is Outcome.ERROR:
        return Execution(Outcome.FAILED, message="A hidden test of this cell failed.")
    return execution


def _replayed(earlier: Ran) -> bool:
    execution = earlier.execution
    return execution is not None and execution.alive and execution.outcome is not Outcome.TIME_LIMIT


def first_cells(prepared: Prepared, master: Master) -> list[PreparedCell]:
    """The cells that a notebook begins with where it is the course's own to the letter, before any answer or test."""
    own = {cell.released for cell in master.cells}
    code = (cell for cell in prepared.cells if cell.cell_type == "code")
    return list(itertools.takewhile(lambda cell: cell.of_the_course and cell.source in own, code))


def run_session(
    prepared: Prepared,
    master: Master,
    start: Callable[[Sequence[str]], Kernel],
    seed_of: Callable[[str], str],
    limits: Limits,
    clock: Callable[[], float] = time.monotonic,
    began: float | None = None,
    *,
    in_full: bool = False,
) -> list[Ran]:
    """The cells of a notebook, each with what became of it, and its result where it carries points."""
    return Session(master, start, seed_of, limits, clock, began, in_full).run(prepared)


def item_results(ran: list[Ran]) -> tuple[ItemResult, ...]:
    """The results of all cells that carry points, in order."""
    return tuple(step.item for step in ran if step.item is not None)


def not_run(prepared: Prepared, why: str) -> list[Ran]:
    """A notebook that is shown and not run: why its tests cannot be judged; what is graded by hand can be."""
    return [Ran(cell, item=_not_run(cell, why)) for cell in prepared.cells]


def _not_run(cell: PreparedCell, why: str) -> ItemResult | None:
    master = cell.master
    if master is None or not (master.grade or master.task):
        return None
    return items.by_hand(cell) if master.solution or master.task else items.cannot_judge(master, why)
