"""Hidden tests in an instructor's Jupyter: a test runs once, on the notebook's own functions.

A value is judged as it is in a graded run (`judging`); a wrong one raises `AssertionError` in the cell, at once.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.errors import NEEDS_EXPORTER
from autograder.judge.asking import small_operation
from autograder.judge.diagnosis import Mistake, Reference, diagnose
from autograder.judge.inputs import generators
from autograder.judge.judging import Expectation, judge, requirement
from autograder.kernel.fake import NamespaceBranch
from autograder.kernel.protocol import Oracle, Value
from autograder.record.model import Finding, Strip

SEED = "in the notebook"
#: Seconds after which a message has surely left a process that ends itself.
_TO_BE_READ = 0.5


def leave_a_students_kernel() -> None:
    """Ends this process where it is the kernel in which plain `nbgrader autograde` grades a submission.

    An exception there would be the student's zero. A kernel that dies ends the submission, and nothing is written.
    Why is said by a message of a kind that nobody knows: such kinds stand in nbgrader's log, and so in the formgrader.
    """
    kernelapp = sys.modules.get("ipykernel.kernelapp")
    if kernelapp is None or not kernelapp.IPKernelApp.initialized():
        return
    kernel = kernelapp.IPKernelApp.instance().kernel
    if _of_autograde(kernel.shell.history_manager.hist_file):
        kernel.session.send(kernel.iopub_socket, NEEDS_EXPORTER, {}, parent=kernel.get_parent("shell"))
        time.sleep(_TO_BE_READ)
        os._exit(1)


def _of_autograde(history: str) -> bool:
    """Whether nbgrader started this kernel, with this file of its history, to grade.

    Its mark alone does not tell: where a submission fails, nbgrader leaves it in the environment of Jupyter's server.
    """
    marked = os.environ.get("NBGRADER_EXECUTION") == "autograde"
    return marked and "JPY_SESSION_NAME" not in os.environ and history == ":memory:"


class InNotebook:
    """The notebook's own namespace; no copy of it, so a function that changes its state does so for good."""

    def __init__(self) -> None:
        self._namespace: dict[str, Any] = vars(sys.modules["__main__"])
        self._branch = NamespaceBranch(self._namespace, guarded=False)

    def call(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of a function of the notebook."""
        return self._branch.call(name, args, kwargs)

    def timed(self, name: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> tuple[Value, float]:
        """The value, and the CPU time of this process."""
        before = time.process_time()
        value = self.call(name, args, kwargs)
        return value, (time.process_time() - before) / small_operation()

    def variable(self, name: str) -> Value:
        """The value of a name of the notebook."""
        return self._branch.variable(name)

    def supply(self, source: str) -> None:
        """Run helper code in the notebook."""
        self._branch.supply(source)

    def provide(self, name: str, oracle: Oracle) -> None:
        """Bind a name in the notebook."""
        self._branch.provide(name, oracle)

    def builds_on(self, reference: Reference, names: Mapping[str, str]) -> None:
        """The notebook's own functions are right."""

    def draws(self, n: int) -> Iterator[np.random.Generator]:
        """The same generators at every run."""
        return generators(SEED, n)

    @contextlib.contextmanager
    def part(self, title: str, points: float) -> Iterator[None]:
        """The functions that the notebook has before a part are those that it has after it."""
        before = {name: value for name, value in self._namespace.items() if callable(value)}
        try:
            yield
        finally:
            self._namespace.update(before)

    def expect(self, got: Value, expected: Expectation) -> None:
        """Judge a value."""
        judged = judge(got, expected, expected.right(), {})
        if not judged.ok:
            raise AssertionError(_told(judged.finding(diagnose(judged.suspect))))

    def require(self, holds: bool | Callable[[], Any], otherwise: str, mistake: Mistake | None) -> None:
        """Judge by a condition."""
        if wrong := requirement(holds, otherwise, mistake):
            raise AssertionError(_told(wrong.finding))

    def reveal(self, sentence: str, strips: Sequence[Strip]) -> None:
        """That is for the page of feedback."""


def _told(finding: Finding) -> str:
    return finding.message + "".join(f" Known mistake {d.number}: {d.title}." for d in finding.diagnoses)
