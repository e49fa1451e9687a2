"""What the session and the judge need of a kernel; `fake` and `autograder.sandbox` provide it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.outcomes import Outcome

#: What crosses the boundary: None, bool, int, float, complex, str, list, tuple, dict with str or int keys, ndarray.
Value = Any


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    cell_seconds: float = 30.0
    """Wall time of one cell."""
    call_seconds: float = 10.0
    """Wall time of one call that a hidden test makes."""
    notebook_seconds: float = 300.0
    """Wall time of the whole notebook."""
    memory_bytes: int = 1 << 30
    """Memory of all of the submission's processes together."""
    output_bytes: int = 1 << 20
    """Text that one cell may print."""
    processes: int = 32
    """Processes and threads."""
    file_bytes: int = 16 << 20
    """Size of one file that the submission writes."""


@dataclass(frozen=True)
class Execution:
    """What became of one cell."""

    outcome: Outcome
    """PASSED (ran to the end), ERROR, TIME_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT or DIED."""
    outputs: tuple[dict[str, Any], ...] = ()
    """nbformat v4 outputs, only of allowed kinds (stream, text/plain, text/html, image/png, error)."""
    message: str = ""
    """One sentence for the student where the outcome is not PASSED."""
    alive: bool = True
    """False where the process is gone and the notebook needs a fresh kernel."""
    result_text: str | None = None
    """text/plain of the cell's last expression, if it has one."""


class Branch(Protocol):
    """A throwaway copy of the kernel's state in which hidden tests call the student's functions."""

    def call(self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of `function(*args, **kwargs)` in the student's namespace; `StudentFault` if there is none."""

    def variable(self, name: str) -> Value:
        """The value of a name in the student's namespace; `StudentFault` if there is none."""

    def supply(self, source: str) -> None:
        """Run helper code of the course in the copy's namespace (a function to differentiate, say)."""


class Kernel(Protocol):
    """A process, or a stand-in for one, that holds a student's namespace."""

    @property
    def alive(self) -> bool:
        """False once the process is gone."""

    def run(self, source: str, *, figures: bool = True) -> Execution:
        """Run one cell; never raises for what the student's code does. Without `figures` none is rendered."""

    def branch(self) -> AbstractContextManager[Branch]:
        """A copy of the state as it is now; whatever happens in it leaves the kernel as it was."""

    def close(self) -> None:
        """End every process of this kernel. May be called twice."""


class KernelFactory(Protocol):
    """Starts kernels: one per notebook, and another one where a cell killed the first."""

    def __call__(self, files: Mapping[str, bytes], limits: Limits) -> Kernel:
        """A kernel whose working directory holds `files` (relative POSIX path -> content)."""


@dataclass(frozen=True)
class Name:
    """An argument of `Branch.call` that stands for a name in the student's namespace."""

    name: str
