"""Runs one hidden test on the trusted side and keeps what each of its parts earned.

The words of `autograder.hidden` end here. They act on the running `Examination` of this context; where there is none,
an instructor is running the source notebook in Jupyter, and they act on the notebook's own namespace (`in_notebook`).

Who ends what: a wrong answer or a fault of the student's code ends the running part; anything else that is raised is
ours (`CannotJudge`), and so is a part in which nothing was judged: no evidence that a check ran is no result.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograder.errors import CannotJudge
from autograder.judge.diagnosis import MATCH, MATCH_FLOAT32, Reference, Suspect, Want, diagnose, to_diagnoses
from autograder.judge.inputs import generators
from autograder.judge.rule import Comparison, compare
from autograder.judge.structure import Label, block_name, pair_up
from autograder.kernel.protocol import Branch, Value
from autograder.outcomes import Outcome, StudentFault
from autograder.record.model import Finding, PartResult

#: Mistakes of an earlier exercise that are tried together, at most: 2^4 subsets.
MOST_CARRIED = 4


class WrongAnswer(Exception):
    """The value is not right: ends the running part."""

    def __init__(self, finding: Finding, mistakes: Sequence[Any] = ()) -> None:
        super().__init__(finding.message)
        self.finding = finding
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True)
class Charge:
    """A known mistake that cost points, and the student's functions in which it was found."""

    mistake: Any
    functions: frozenset[str]


@dataclass(frozen=True)
class Verdict:
    """What one hidden test found."""

    parts: tuple[PartResult, ...]
    charges: tuple[Charge, ...] = ()
    """The known mistakes that were named, each once: later exercises do not charge them again."""
    single: bool = False
    """Whether a value came in float32: what is built on it is judged as float32 too."""


@dataclass(frozen=True)
class Expectation:
    """What a hidden test expects of one value, for whoever watches the test."""

    want: Want
    reference: Reference
    what: Label
    bias_column: bool
    tolerance: float


@dataclass
class Examination:
    """One hidden test while it runs."""

    open_branch: Callable[[], AbstractContextManager[Branch]]
    """A throwaway copy of the student's state; every part gets its own."""
    seed: str
    charged: Mapping[str, Sequence[Charge]] = field(default_factory=dict)
    """Mistakes that were named before, by the grade_id of the test that charged them."""
    single_before: frozenset[str] = frozenset()
    """The tests before this one whose right answers came in float32."""
    watch: Callable[[Expectation], None] | None = None
    """Told of every expectation that is looked up in a reference."""
    single: bool = False
    parts: list[PartResult] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    called: set[str] = field(default_factory=set)
    """The student's functions that were called so far."""
    supplied: list[str] = field(default_factory=list)
    title: str | None = None
    judged: int = 0
    unconfirmed: int = 0
    confirmed: int = 0
    notes: list[str] = field(default_factory=list)
    _branch: Branch | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def branch(self) -> Branch:
        """The branch of the running part, opened when the first call needs it."""
        if self._branch is None:
            self._branch = self._stack.enter_context(self.open_branch())
            for source in self.supplied:
                self._branch.supply(source)
        return self._branch

    def close_branch(self) -> None:
        """Throw the copy away."""
        self._branch = None
        self._stack.close()

    def supply(self, source: str) -> None:
        """Run helper code in the running part's copy; outside a part, in the copy of every later part."""
        if self.title is None:
            self.supplied.append(source)
            if self._branch is None:
                return
        self.branch().supply(source)

    def draws(self, n: int) -> Iterator[np.random.Generator]:
        """Generators keyed by the exercise's seed and the part."""
        return generators(f"{self.seed}/{len(self.parts)}", n)

    @contextlib.contextmanager
    def part(self, title: str, points: float) -> Iterator[None]:
        """One check with its own points; what the student's code does wrong in it ends it, not the test."""
        if self.title is not None:
            raise CannotJudge(f"The part {title!r} begins inside the part {self.title!r}.")
        if points < 0:
            raise CannotJudge(f"The part {title!r} is worth {points:g} points; it cannot be less than 0.")
        self.close_branch()
        self.title, self.judged, self.confirmed, self.unconfirmed = title, 0, 0, 0
        self.notes = []
        try:
            yield
        except (WrongAnswer, StudentFault) as fault:
            self.parts.append(self._lost(fault, title, points))
        else:
            self.parts.append(self._earned(title, points))
        finally:
            self.title = None
            self.close_branch()

    def _earned(self, title: str, points: float) -> PartResult:
        if not self.judged:
            raise CannotJudge(f"In the part {title!r} nothing was judged: it calls `expect` not once.")
        if self.unconfirmed and not self.confirmed:
            raise CannotJudge(f"In the part {title!r} no drawn point allowed a numerical confirmation.")
        finding = Finding(" ".join(dict.fromkeys(self.notes))) if self.notes else None
        return PartResult(title, points, points, Outcome.PASSED, finding)

    def _lost(self, fault: WrongAnswer | StudentFault, title: str, points: float) -> PartResult:
        if isinstance(fault, StudentFault):
            return PartResult(title, 0.0, points, fault.outcome, Finding(fault.message))
        known = {charge.mistake.number for charge in self.charges}
        functions = frozenset(self.called)
        self.charges += [Charge(m, functions) for m in fault.mistakes if m.number not in known]
        return PartResult(title, 0.0, points, Outcome.FAILED, fault.finding)

    def expect(
        self,
        got: Value,
        want: Want | Value,
        *,
        what: Label,
        reference: Reference | None,
        bias_column: bool,
        confirm: Callable[[], Any] | None,
        builds_on: Sequence[str],
        tolerance: float,
    ) -> None:
        """Judge one value; raises `WrongAnswer`."""
        right = _right_value(want, reference)
        if self.watch is not None and reference is not None and callable(want):
            self.watch(Expectation(want, reference, what, bias_column, tolerance))
        if confirm is not None:
            self._confirm(right, confirm, what)
        self.judged += 1
        single = not self.single_before.isdisjoint(builds_on)

        def judge(value: Value) -> Comparison:
            return compare(got, value, what, bias_column=bias_column, built_on_single=single, tolerance=tolerance)

        comparison = judge(right)
        self.single = self.single or comparison.single
        if comparison.ok:
            self.notes += [comparison.note] if comparison.note else []
            return
        if reference is None or not callable(want):
            raise WrongAnswer(_finding(comparison))
        carried = self._carried(builds_on, reference)
        for subset in _subsets(carried):
            wrong = Suspect(got, want, reference, what, subset).with_mistakes()
            if wrong is not None and judge(wrong).ok:
                self.notes.append("Built on an earlier mistake, which is not charged again; this step is right.")
                return
        suspect = Suspect(got, want, reference, what, match=MATCH_FLOAT32 if comparison.single else MATCH)
        mistakes = diagnose(suspect)
        for habits in _all_of(carried):
            mistakes = mistakes or diagnose(replace(suspect, carried=habits))
        raise WrongAnswer(_finding(comparison, mistakes), mistakes)

    def require(self, holds: bool, otherwise: str, mistake: Any = None) -> None:
        """Judge by a condition; raises `WrongAnswer` with this sentence where it does not hold."""
        self.judged += 1
        if not holds:
            mistakes = () if mistake is None else (mistake,)
            raise WrongAnswer(Finding(otherwise, to_diagnoses(mistakes), ()), mistakes)

    def _carried(self, builds_on: Sequence[str], reference: Reference) -> list[tuple[Any, ...]]:
        """For each mistake that was charged before: as a habit, and as made in the charged function alone."""
        found: dict[int, tuple[Any, ...]] = {}
        for charge in (charge for test in builds_on for charge in self.charged.get(test, ())):
            mistake = charge.mistake
            found.setdefault(mistake.number, (mistake, reference.within(mistake, charge.functions)))
        return list(found.values())[:MOST_CARRIED]

    def _confirm(self, right: Value, confirm: Callable[[], Any], what: Label) -> None:
        """The reference itself must agree with numbers that owe nothing to it; if not, the fault is ours."""
        try:
            numerical = confirm()
        except Exception as problem:
            if type(problem).__name__ != "Unreliable":
                raise
            self.unconfirmed += 1
            return
        if name := _disagreement(right, numerical, what):
            raise CannotJudge(f"The reference and the numerical derivative disagree on {name}.")
        self.confirmed += 1


def _disagreement(right: Value, numerical: Any, what: Label) -> str:
    """Name of the first block where the reference is outside the numerical derivative's tolerance.

    The tolerance is relative to the largest entry of its block, or of all blocks where that is 0.
    """
    blocks: list[tuple[Any, Any, Any, Label]]
    if isinstance(right, dict):
        blocks = [(right[k], numerical.value[k], numerical.tolerance[k], block_name(str(what), k)) for k in right]
    else:
        blocks = [(right, numerical.value, numerical.tolerance, what)]
    largest = max((float(np.max(np.abs(value), initial=0.0)) for _, value, _, _ in blocks), default=0.0)
    for ours, theirs, tolerance, name in blocks:
        scale = float(np.max(np.abs(theirs), initial=0.0)) or largest
        for pair in pair_up(ours, theirs, name):
            if not np.all(np.abs(pair.got - pair.want) <= tolerance * scale):
                return pair.name
    return ""


def _right_value(want: Want | Value, reference: Reference | None) -> Value:
    if not callable(want):
        return want
    if reference is None:
        raise CannotJudge("`expect` was given a function of the reference, but no `reference=`.")
    return want(reference.right)


def _finding(comparison: Comparison, mistakes: Sequence[Any] = ()) -> Finding:
    message = f"{comparison.message} {comparison.note}".strip()
    return Finding(message, to_diagnoses(mistakes), comparison.heatmap)


def _subsets(carried: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Every choice of some of the mistakes, each in one of its two forms."""
    for size in range(1, len(carried) + 1):
        for chosen in itertools.combinations(carried, size):
            yield from itertools.product(*chosen)


def _all_of(carried: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """All of the mistakes, each in one of its two forms; nothing where there are none."""
    return itertools.product(*carried) if carried else iter(())


_running: ContextVar[Examination] = ContextVar("examination")


def running() -> Examination | None:
    """The examination of this context; None in an instructor's Jupyter."""
    return _running.get(None)


def examine(
    source: str,
    *,
    name: str,
    points: float,
    open_branch: Callable[[], AbstractContextManager[Branch]],
    seed: str,
    charged: Mapping[str, Sequence[Charge]] | None = None,
    single_before: Iterable[str] = (),
    watch: Callable[[Expectation], None] | None = None,
) -> Verdict:
    """Run a hidden test worth `points`; raises `CannotJudge` for everything that is not the student's fault.

    A test without parts is one part. `name` is the grade_id, for messages to the staff.
    """
    examination = Examination(open_branch, seed, charged or {}, frozenset(single_before), watch)
    token = _running.set(examination)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.ExitStack() as stack:
            stack.callback(examination.close_branch)
            _run(source, name, points, examination)
    finally:
        _running.reset(token)
    earned = sum(part.max_points for part in examination.parts)
    if abs(earned - points) > 1e-9:
        raise CannotJudge(f"The parts of {name} are worth {earned:g} points together, the cell {points:g}.")
    return Verdict(tuple(examination.parts), tuple(examination.charges), examination.single)


def _run(source: str, name: str, points: float, examination: Examination) -> None:
    try:
        exec(compile(source, f"<hidden test {name}>", "exec"), {"__name__": "__hidden_test__"})
        if not examination.parts:
            examination.parts.append(examination._earned("", points))
    except (WrongAnswer, StudentFault) as fault:  # outside a part: nothing after it was judged
        examination.parts[:] = [examination._lost(fault, "", points)]
    except CannotJudge:
        raise
    except Exception as problem:
        raise CannotJudge(f"The hidden test {name} failed {_where(problem)}: {_what(problem)}") from problem


def _where(problem: BaseException) -> str:
    lines = [f.lineno for f in traceback.extract_tb(problem.__traceback__) if f.filename.startswith("<hidden")]
    line = lines[-1] if lines else getattr(problem, "lineno", None)
    return f"in its line {line}" if line else "before its first line"


def _what(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {str(problem).splitlines()[0][:300] if str(problem) else ''}".rstrip(": ")
