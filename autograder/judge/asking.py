"""The first time that a hidden test runs: all calls are made and their values kept, and nothing is judged.

A part in which a call fails, or in which the test itself fails on a value of odd form, asks no further. The second
time, in `examination`, it comes to the same place with the same values, and there it is decided whose fault that is.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.errors import CannotJudge
from autograder.judge.diagnosis import Mistake, Reference
from autograder.judge.inputs import generators
from autograder.judge.judging import Expectation
from autograder.kernel.protocol import Branch, Oracle, Value
from autograder.kernel.values import weight
from autograder.outcomes import Outcome, StudentFault
from autograder.record.model import Strip

#: What a student's functions may return in one hidden test, and hand to functions of ours, in bytes.
MOST_KEPT = 64 << 20


@dataclass
class Reply:
    """What the student's process answered to one question."""

    asked: str
    """The name that was asked for."""
    value: Value = None
    fault: StudentFault | None = None
    """Why there is no value."""
    tells: bool = True
    """Whether the value is the student's; help for their functions tells nothing."""
    evaluated: list[tuple[str | int, tuple[Value, ...], dict[str, Value]]] = field(default_factory=list)
    """Calls of our functions meanwhile: which (an argument's place or a name), and with what."""

    def result(self) -> Value:
        """The value; raises the fault where there is none."""
        if self.fault is not None:
            raise self.fault
        return self.value


@dataclass
class Asking:
    """A hidden test that asks."""

    open_branch: Callable[[], AbstractContextManager[Branch]]
    """A throwaway copy of the student's state; every part gets its own."""
    seed: str
    defined: frozenset[str] = frozenset("*")
    """Names that the notebook with its solution defines: to ask for another one is our fault. "*" stands for all."""
    supplied: frozenset[str] = frozenset()
    """Earlier functions of the student's in whose place right ones are put, among those that the test builds on."""
    builds_on_tests: dict[str, str] = field(default_factory=dict)
    """Name of a function of the student's -> the earlier test that judged it."""
    replies: dict[int, list[Reply]] = field(default_factory=lambda: defaultdict(list))
    """By number of the part, -1 outside of parts."""
    trouble: Exception | None = None
    """What the machine raised, and no student's code."""
    _parts: int = 0
    _within: bool = False
    _required: bool = False
    _kept: int = 0
    _helpers: list[str] = field(default_factory=list)
    _always: list[Callable[[Branch], None]] = field(default_factory=list)
    _branch: Branch | None = None
    _stack: ExitStack = field(default_factory=ExitStack)

    def call(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of a function of the student's, which is kept."""
        self._look_up(name)
        return self._ask(name, lambda branch, reply: self._call(branch, reply, args, kwargs))

    def timed(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> tuple[Value, float]:
        """The value, and the CPU time of its process in small operations of this moment."""
        self._look_up(name)

        def ask(branch: Branch, reply: Reply) -> Value:
            before = branch.cpu_seconds()
            value = self._call(branch, reply, args, kwargs)
            used = branch.cpu_seconds() - before
            return value, used / small_operation() if used else 0.0

        result: tuple[Value, float] = self._ask(name, ask)
        return result

    def variable(self, name: str) -> Value:
        """The value of a name of the student's, which is kept."""
        self._look_up(name)
        return self._ask(name, lambda branch, reply: branch.variable(name))

    def supply(self, source: str) -> None:
        """Run helper code in the running part's copy; outside a part, in the copy of every later part."""
        self._helpers.append(source)
        self._prepare("supply", lambda branch: branch.supply(source))

    def provide(self, name: str, oracle: Oracle) -> None:
        """Bind a name in the running part's copy; outside a part, in the copy of every later part."""
        self._prepare(name, lambda branch: branch.provide(name, self._watched(name, oracle)))

    def builds_on(self, reference: Reference, names: Mapping[str, str]) -> None:
        """Keep what the test builds on, and put right functions in the place of those that are to be supplied."""
        if self._within:
            raise CannotJudge("`builds_on` stands before all parts.")
        for name, test in names.items():
            self._look_up(name)
            try:
                right = Oracle(taking_lists(getattr(reference.right, name)))
            except AttributeError:
                raise CannotJudge(f"The test builds on {name}, and the reference has no step of that name.") from None
            self.builds_on_tests[name] = test
            if name in self.supplied:
                self._always.append(functools.partial(_provide, name=name, oracle=right))
        self.close()

    def draws(self, n: int) -> Iterator[np.random.Generator]:
        """Generators keyed by the exercise's seed and the part."""
        return generators(f"{self.seed}/{self._parts}", n)

    @contextlib.contextmanager
    def part(self, title: str, points: float) -> Iterator[None]:
        """Ask what this part asks."""
        if self._within:
            raise CannotJudge(f"The part {title!r} begins inside another part.")
        self.close()
        self._within, self._required = True, False
        try:
            yield
        except CannotJudge:
            raise
        except Exception:
            if self.trouble is not None:
                raise
        finally:
            self._within, self._required = False, False
            self._parts += 1
            self.close()

    def expect(self, got: Value, expected: Expectation) -> None:
        """Later."""

    def require(self, holds: bool | Callable[[], Any], otherwise: str, mistake: Mistake | None) -> None:
        """Later; what is asked behind it could depend on it."""
        self._required = True

    def reveal(self, sentence: str, strips: Sequence[Strip]) -> None:
        """Later."""

    def close(self) -> None:
        """Throw the copy away."""
        self._branch = None
        self._stack.close()

    # how it asks

    def _look_up(self, name: str) -> None:
        known = name in self.defined or "*" in self.defined or any(name in source for source in self._helpers)
        if not known:
            raise CannotJudge(f"The hidden test asks for {name}, which neither release nor solution defines.")

    def _ask(self, name: str, ask: Callable[[Branch, Reply], Value], tells: bool = True) -> Value:
        if self._required:
            raise CannotJudge(f"The hidden test asks for {name} after a `require`: ask first, judge afterwards.")
        reply = Reply(name, tells=tells)
        self.replies[self._parts if self._within else -1].append(reply)
        try:
            reply.value = ask(self._opened(), reply)
            self._keep(reply.value)
        except StudentFault as fault:
            reply.value, reply.fault = None, fault
        except Exception as problem:
            self.trouble = problem
            raise
        return reply.result()

    def _call(self, branch: Branch, reply: Reply, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        given = [self._watched(i, arg) if isinstance(arg, Oracle) else arg for i, arg in enumerate(args)]
        return branch.call(reply.asked, given, kwargs)

    def _opened(self) -> Branch:
        """The branch of the running part, opened when the first question needs it."""
        if self._branch is None:
            self._branch = self._stack.enter_context(self.open_branch())
            for prepare in self._always:
                prepare(self._branch)
        return self._branch

    def _prepare(self, name: str, prepare: Callable[[Branch], None]) -> None:
        if self._within:
            self._ask(name, lambda branch, _reply: prepare(branch), tells=False)
        else:
            self._always.append(prepare)
            self.close()

    def _watched(self, which: str | int, oracle: Oracle) -> Oracle:
        """The function, with its calls written down in the reply that is being waited for."""

        def function(*args: Value, **kwargs: Value) -> Value:
            self._keep((*args, kwargs))
            replies = self.replies[self._parts if self._within else -1]
            replies[-1].evaluated.append((which, args, kwargs))
            return oracle.function(*args, **kwargs)

        return Oracle(function, oracle.most_calls)

    def _keep(self, value: Value) -> None:
        self._kept += weight([value], MOST_KEPT)
        if self._kept > MOST_KEPT:
            raise StudentFault(Outcome.MEMORY_LIMIT, "Your functions return more data than can be judged.")


def _provide(branch: Branch, name: str, oracle: Oracle) -> None:
    branch.provide(name, oracle)


def taking_lists(step: Callable[..., Value]) -> Callable[..., Value]:
    """The step for arguments as students give them: lists of numbers are arrays, in a dict too."""

    def array(value: Value) -> Value:
        if isinstance(value, dict):
            return {key: array(entry) for key, entry in value.items()}
        return np.asarray(value) if isinstance(value, list) else value

    return lambda *args, **named: step(*map(array, args), **{key: array(value) for key, value in named.items()})


def small_operation() -> float:
    """CPU time of one small matrix product with its tanh, as this machine does it now: about a microsecond."""
    A, x, n = np.ones((4, 4)), np.ones((4, 1)), 100
    tries = []
    for _ in range(5):
        before = time.thread_time()
        for _ in range(n):
            np.tanh(A @ x)
        tries.append((time.thread_time() - before) / n)
    return min(tries)
