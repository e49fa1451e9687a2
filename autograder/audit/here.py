"""Judging without a sandbox: the source notebook runs in this process, each answer in a fork of it.

For answers of ours only, of which there are thousands: a fork and a few calls, where the sandbox crosses processes.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import importlib
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.audit.forks import Forks, Lost, at_most
from autograder.audit.found import Found, Test
from autograder.course.trusted import imported_modules
from autograder.kernel.fake import FakeKernel, NamespaceBranch
from autograder.kernel.protocol import Execution, Limits, Value
from autograder.outcomes import Outcome, StudentFault

#: What a job may take on the clock, in the computing time of one call: a test makes many, and the machine is shared.
CALLS = 30.0


class _Copy(NamespaceBranch):
    """The notebook's own namespace, with every call bounded."""

    def __init__(self, namespace: dict[str, Any], seconds: float) -> None:
        super().__init__(namespace)
        self.seconds = seconds

    def call(self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of the function."""
        with at_most(self.seconds):
            return super().call(function, args, kwargs)

    def supply(self, source: str) -> None:
        """Run helper code in the namespace; what it raises is its own fault."""
        with at_most(self.seconds):
            try:
                super().supply(source)
            except (Exception, SystemExit, KeyboardInterrupt) as problem:
                raise StudentFault(Outcome.ERROR, f"It raised {type(problem).__name__}.") from None


class Here:
    """A place for answers in forks of this process, which must have no other thread. Use as a context manager."""

    def __init__(self, files: Mapping[str, bytes], limits: Limits) -> None:
        self._files = files
        self._limits = limits
        self._kernel = FakeKernel()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Here:
        self._stack.callback(_restore, "MPLBACKEND", os.environ.get("MPLBACKEND"))
        os.environ["MPLBACKEND"] = "agg"
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        for name, content in self._files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        self._stack.enter_context(contextlib.chdir(folder))
        sys.path.insert(0, str(folder))
        self._stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        self._stack.enter_context(np.errstate(all="ignore"))
        return self

    def __exit__(self, *_: object) -> None:
        sys.path.pop(0)
        self._stack.close()

    def execute(self, source: str) -> Execution:
        """Run a cell."""
        return self._kernel.run(source)

    def judge(self, test: Test, answer: str, keys: Sequence[bytes], *, look_around: bool = False) -> Iterator[Found]:
        """What a test finds of an answer under each key; see `Test.judge`."""
        _import(test.cell.hidden)
        jobs = [
            functools.partial(test.judge, answer, key, self._copy(self._limits.call_seconds), look_around=look_around)
            for key in keys
        ]
        for result in self._forks(self._limits.call_seconds).results(jobs):
            yield Found() if isinstance(result, Lost) else result

    def passes(self, test: Test, answer: str, keys: Sequence[bytes], call_seconds: float) -> Iterator[bool]:
        """Whether a test finds nothing wrong with an answer, under each key."""
        _import(test.cell.hidden)
        jobs = [functools.partial(test.passes, answer, key, self._copy(call_seconds)) for key in keys]
        return (result is True for result in self._forks(call_seconds).results(jobs))

    def _forks(self, call_seconds: float) -> Forks[Any]:
        return Forks(CALLS * call_seconds + 10, self._limits.memory_bytes)

    def _copy(self, call_seconds: float) -> Callable[[], contextlib.AbstractContextManager[_Copy]]:
        """Opens, in a fork, the notebook's own namespace, whose names are what they are now."""
        namespace = self._kernel.namespace
        before = dict(namespace)

        @contextlib.contextmanager
        def copy() -> Iterator[_Copy]:
            namespace.clear()
            namespace.update(before)
            yield _Copy(namespace, call_seconds)

        return copy


def _import(hidden: str) -> None:
    """Load what a hidden test imports before there are forks, each of which would have to."""
    for module in imported_modules(ast.parse(hidden)):
        with contextlib.suppress(ImportError):  # a name in a module
            importlib.import_module(module)


def _restore(name: str, value: str | None) -> None:
    """Give an environment variable back its value, or none."""
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
