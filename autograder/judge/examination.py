"""Runs one hidden test on the trusted side and keeps what each of its parts earned.

The test runs twice: it asks (`asking`), then it judges, here, from the values that were kept; see `running`.

Who ends what: a fault of the student's code, a value of another form or a condition that does not hold ends the running
part, and so does what Python raises in the test itself on a value that came from the student; anything else that is
raised is ours (`CannotJudge`), and so is a part in which nothing was judged: no evidence that a check ran is no result.
"""

from __future__ import annotations

import contextlib
import functools
import io
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from types import CodeType
from typing import Any

import numpy as np

from autograder.errors import CannotJudge
from autograder.judge.asking import Asking, Reply
from autograder.judge.diagnosis import DOES_NOT_CONFORM, Look, Mistake, Reference, Walk
from autograder.judge.inputs import generators
from autograder.judge.judging import (
    Charge,
    Expectation,
    Judged,
    WrongAnswer,
    explain,
    in_single,
    judge,
    requirement,
)
from autograder.judge.part import Part
from autograder.judge.running import RUNNING, Running
from autograder.judge.verdict import Verdict
from autograder.kernel.protocol import Branch, Oracle, Value
from autograder.outcomes import Outcome, StudentFault
from autograder.record.model import Finding, PartResult, Strip

__all__ = ["Asked", "Charge", "Examination", "Expectation", "Verdict", "ask"]

#: What Python itself raises where a value is not of the form that a test takes for granted. Classes of the reference
#: or of the course that are derived from these are not among them: what they say is never a student's doing.
_ODD_VALUE = frozenset(
    (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, ZeroDivisionError, UnicodeError)
) | {FloatingPointError, MemoryError, RecursionError, np.exceptions.AxisError, np.linalg.LinAlgError}


@dataclass
class Examination:
    """A hidden test that judges."""

    seed: str
    replies: Mapping[int, Sequence[Reply]]
    """What the student's process answered, by number of the part, -1 outside of parts."""
    charged: Mapping[str, Sequence[Charge]] = field(default_factory=dict)
    """Mistakes that were named before, by the grade_id of the test that charged them."""
    single_before: frozenset[str] = frozenset()
    """The tests before this one whose right answers came in float32."""
    watch: Callable[[Expectation], None] | None = None
    """Told of every expectation."""
    look: Callable[[int, int, Judged], None] | None = None
    """Shown every value once it is judged, with the number of its reference and that of its part."""
    single: bool = False
    parts: list[Part] = field(default_factory=list)
    references: list[Any] = field(default_factory=list)
    """Those that values are compared with, in the order in which they came."""
    called: set[str] = field(default_factory=set)
    """The student's functions that were called so far."""
    _whole: Part = field(default_factory=lambda: Part("", 0.0))
    _part: Part | None = None
    _used: dict[int, int] = field(default_factory=dict)
    _provided: dict[str, Oracle] = field(default_factory=dict)
    _builds_on: tuple[str, ...] = ()
    """Tests that this one builds on as a whole."""
    _own_single: bool = False
    """Whether a call of the running part gave float32 and was not given any."""

    def call(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value that was kept; functions of ours see again what they were called with."""
        self.called.add(name)
        reply = self._reply(name)
        part = self._part or self._whole
        part.given_ours = part.given_ours or any(isinstance(arg, Oracle) for arg in args)
        part.asked_ours = part.asked_ours or bool(reply.evaluated)
        for which, given, by_name in reply.evaluated:
            oracle = self._provided[which] if isinstance(which, str) else args[which]
            with contextlib.suppress(StudentFault, *DOES_NOT_CONFORM, MemoryError), np.errstate(all="ignore"):
                oracle.function(*given, **by_name)
        value = reply.result()
        self._own_single = self._own_single or (in_single(value) and not in_single([*args, *kwargs.values()]))
        return value

    def timed(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> tuple[Value, float]:
        """The value and the cost that were kept."""
        value, cost = self.call(name, args, kwargs)
        return value, float(cost)

    def variable(self, name: str) -> Value:
        """The value that was kept."""
        return self._reply(name).result()

    def supply(self, source: str) -> None:
        """It was run; raises what it ended with."""
        if self._part is not None:
            self._reply("supply").result()

    def provide(self, name: str, oracle: Oracle) -> None:
        """It was bound; `call` shows it what it was called with."""
        self._provided[name] = oracle
        if self._part is not None:
            self._reply(name).result()

    def builds_on(self, reference: Reference, names: Mapping[str, str]) -> None:
        """What those tests charged is not charged again by any value of this one."""
        self._builds_on = tuple(dict.fromkeys(names.values()))

    def draws(self, n: int) -> Iterator[np.random.Generator]:
        """Generators keyed by the exercise's seed and the part."""
        return generators(f"{self.seed}/{len(self.parts)}", n)

    @contextlib.contextmanager
    def part(self, title: str, points: float) -> Iterator[None]:
        """One check with its own points; what the student's code does wrong in it ends it, not the test."""
        self._part = part = Part(title, points)
        self._own_single = False
        try:
            yield
        except Exception as problem:
            self._lose(part, problem)
        finally:
            self._part = None
        self.parts.append(part)

    def expect(self, got: Value, expected: Expectation) -> None:
        """Judge one value; one of another form ends the part, since what comes behind it may take its form for granted.

        Behind a wrong value nothing is lost any more: values are kept because what is named must explain them.
        """
        expected = replace(expected, builds_on=tuple(dict.fromkeys((*expected.builds_on, *self._builds_on))))
        if self.watch is not None:
            self.watch(expected)
        part = self._part or self._whole
        right = expected.right()
        if not part.is_lost:
            part.count(None if self.look is not None else expected.confirmed(right))
        built_on_single = not self.single_before.isdisjoint(expected.builds_on)
        judged = judge(got, expected, right, self.charged, built_on_single=built_on_single)
        part.values.append(judged)
        if self.look is not None:
            self.look(self._number(expected.reference), self._place, judged)
        own = self._own_single and judged.comparison.single and not expected.chain_rule
        self.single = self.single or own or built_on_single
        if judged.ok:
            part.notes += [judged.note] if judged.note and (own or built_on_single or judged.excused) else []
            return
        if part.wrong is None:
            part.wrong, part.functions = judged, frozenset(self.called)
        if not judged.comparison.blocks:
            raise WrongAnswer(judged.finding())

    def require(self, holds: bool | Callable[[], Any], otherwise: str, mistake: Mistake | None) -> None:
        """Judge by a condition; raises `WrongAnswer` with this sentence where it does not hold."""
        (self._part or self._whole).conditions += 1
        if wrong := requirement(holds, otherwise, mistake):
            raise wrong

    def reveal(self, sentence: str, strips: Sequence[Strip]) -> None:
        """Keep it for the page; it is told where nothing of the part is lost."""
        part = self._part or self._whole
        part.notes.append(sentence)
        part.strips.extend(strips)

    def whole(self, points: float, problem: Exception | None) -> None:
        """The test came to its end, or to what was raised outside its parts: then nothing after it was judged."""
        self._whole.points = points
        if problem is not None:
            self._lose(self._whole, problem)
        if self._whole.is_lost:
            self.parts[:] = [self._whole]
        elif not self.parts:
            self.parts.append(self._whole)

    def to_explain(self) -> dict[int, Judged]:
        """By the number of its reference, the first value of a test that a known mistake may explain.

        Where everything is 0, or a function was given and never asked, nothing tells a mistake from no answer.
        """
        found: dict[int, Judged] = {}
        tells: set[int] = set()
        for part in (self._whole, *self.parts):
            for value in part.values:
                number = self._number(value.expected.reference)
                if not value.ok and not value.expected.chain_rule and value.expected.reference.mistakes:
                    found.setdefault(number, value)
                if part.asked_ours if part.given_ours else not value.is_zero:
                    tells.add(number)
        return {number: value for number, value in found.items() if number in tells}

    def verdict(self, explained: Mapping[int, Mapping[int, tuple[Any, ...]]]) -> Verdict:
        """What was found; `explained` are the mistakes by the number of their reference and of the part."""
        results: list[PartResult] = []
        charges: dict[int, Charge] = {}
        for place, part in enumerate(self.parts):
            named = part.fault.mistakes if isinstance(part.fault, WrongAnswer) else ()
            if part.wrong is not None and not part.wrong.expected.chain_rule:
                by_part = explained.get(self._number(part.wrong.expected.reference), {})
                named = by_part.get(-1 if part is self._whole else place, ())
            with_place = all(result.outcome is Outcome.PASSED for result in results)
            results.append(part.result(named, with_place=with_place))
            for mistake in named:
                charges.setdefault(mistake.number, Charge(mistake, part.functions))
        return Verdict(tuple(results), tuple(charges.values()), self.single)

    @property
    def _place(self) -> int:
        """Number of the running part, -1 outside of parts."""
        return -1 if self._part is None else len(self.parts)

    def _number(self, reference: Any) -> int:
        for number, known in enumerate(self.references):
            if known is reference:
                return number
        self.references.append(reference)
        return len(self.references) - 1

    def _reply(self, name: str) -> Reply:
        place = self._place
        used = self._used.get(place, 0)
        self._used[place] = used + 1
        replies = self.replies.get(place, ())
        if used >= len(replies) or replies[used].asked != name:
            raise CannotJudge(
                f"The hidden test asked for {name} while it judged, and not before: what it asks changes."
            )
        return replies[used]

    def _fault(self, problem: Exception) -> WrongAnswer | StudentFault:
        """What was raised, if the student's work can be the cause; otherwise it is raised on."""
        if isinstance(problem, (WrongAnswer, StudentFault)):
            return problem
        told = any(reply.tells and reply.fault is None for reply in self.replies.get(self._place, ()))
        if told and type(problem) in _ODD_VALUE:
            return WrongAnswer(Finding("What was returned is not of the form that was asked for."))
        raise problem

    def _lose(self, part: Part, problem: Exception) -> None:
        """The problem ends the part, if the student's work can be the cause of it; otherwise it is raised on.

        Behind a wrong value everything can have that cause.
        """
        if part.wrong is None:
            part.fault, part.functions = self._fault(problem), frozenset(self.called)


@dataclass(frozen=True)
class Asked:
    """A hidden test that has asked all its questions; what the student's code did is over."""

    source: str
    name: str
    """The grade_id, for messages to the staff."""
    points: float
    seed: str
    replies: Mapping[int, Sequence[Reply]]
    builds_on: Mapping[str, str] = field(default_factory=dict)
    """Name of a function of the student's -> the earlier test that judged it, as the test says."""

    def judge(
        self,
        charged: Mapping[str, Sequence[Charge]] | None = None,
        single_before: Iterable[str] = (),
        watch: Callable[[Expectation], None] | None = None,
        *,
        naming: bool = True,
    ) -> Verdict:
        """What the test finds; raises `CannotJudge` for everything that is not the student's fault.

        Without `naming` no known mistake is looked for.
        """
        charged = charged or {}

        def examine(**watching: Any) -> Examination:
            examination = Examination(self.seed, self.replies, charged, frozenset(single_before), **watching)
            try:
                examination.whole(self.points, _run(self.source, self.name, examination))
            except CannotJudge:
                raise
            except Exception as failed:
                raise CannotJudge(f"The hidden test {self.name} failed {_where(failed)}: {_what(failed)}") from failed
            return examination

        examination = examine(watch=watch)
        explained = {
            number: explain(_walk(examine, number), wrong, charged, range(-1, len(examination.parts)))
            for number, wrong in (examination.to_explain() if naming else {}).items()
        }
        verdict = examination.verdict(explained)
        earned = sum(part.max_points for part in verdict.parts)
        if abs(earned - self.points) > 1e-9:
            raise CannotJudge(
                f"The parts of {self.name} are worth {earned:g} points together, the cell {self.points:g}."
            )
        return verdict


def ask(
    source: str,
    *,
    name: str,
    points: float,
    open_branch: Callable[[], AbstractContextManager[Branch]],
    seed: str,
    defined: Iterable[str] = ("*",),
    supplied: Iterable[str] = (),
) -> Asked:
    """Let a hidden test worth `points` ask; raises `CannotJudge` where that fails on our side.

    A test without parts is one part. `defined` are the names that the notebook with its solution defines, "*" where
    they are not known: a test may ask for no other. `supplied` are functions of the student's that the test builds on,
    and in whose place it finds right ones.
    """
    asking = Asking(open_branch, seed, frozenset(defined), frozenset(supplied))
    with contextlib.closing(asking):
        problem = _run(source, name, asking)
    if isinstance(problem, CannotJudge):
        raise problem
    if asking.trouble is not None:
        raise CannotJudge(f"The hidden test {name} could not ask: {_what(asking.trouble)}") from asking.trouble
    return Asked(source, name, points, seed, asking.replies, asking.builds_on_tests)


def _run(source: str, name: str, running: Running) -> Exception | None:
    """Run a test's code; what it raises outside its parts is given back."""
    token = RUNNING.set(running)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(_compiled(source, name), {"__name__": "__hidden_test__"})
    except Exception as problem:
        return problem
    finally:
        RUNNING.reset(token)
    return None


@functools.lru_cache(maxsize=256)
def _compiled(source: str, name: str) -> CodeType:
    """A test's code; it runs at least twice for every notebook."""
    return compile(source, f"<hidden test {name}>", "exec")


def _walk(examine: Callable[..., Examination], reference: int) -> Walk:
    """Through the values that one reference judges: by running the test again, since its lambdas know no old inputs."""

    def walk(look: Look) -> None:
        troubles: list[Exception] = []

        def shown(number: int, place: int, judged: Judged) -> None:
            if number == reference and not judged.expected.chain_rule:
                try:
                    look(place, judged.suspect)
                except Exception as trouble:
                    troubles.append(trouble)

        examine(look=shown)
        for trouble in troubles:
            raise CannotJudge(f"A known mistake cannot be tried: {_what(trouble)}") from trouble

    return walk


def _where(problem: BaseException) -> str:
    lines = [f.lineno for f in traceback.extract_tb(problem.__traceback__) if f.filename.startswith("<hidden")]
    line = lines[-1] if lines else getattr(problem, "lineno", None)
    return f"in its line {line}" if line else "before its first line"


def _what(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {str(problem).splitlines()[0][:300] if str(problem) else ''}".rstrip(": ")
