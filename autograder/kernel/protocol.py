"""What the session and the judge need of a kernel; `fake` and `autograder.sandbox` provide it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.outcomes import Outcome

#: What crosses the boundary: None, bool, int, float, complex, str, list, tuple, dict with str or int keys, ndarray.
Value = Any


@dataclass(frozen=True)
class Limits:
    """What one submission may use. Seconds are CPU time of all its processes; `clock` bounds the wall clock."""

    cell_seconds: float = 30.0
    """CPU time of one cell."""
    call_seconds: float = 10.0
    """CPU time of one call that a hidden test makes."""
    notebook_seconds: float = 300.0
    """CPU time of the whole notebook."""
    memory_bytes: int = 1 << 30
    """Memory of all of its processes together: shared memory, socket buffers and scratch files count."""
    output_bytes: int = 1 << 20
    """Text that one cell may print."""
    notebook_output_bytes: int = 16 << 20
    """Outputs of the whole notebook, pictures included, that are kept."""
    processes: int = 32
    """Processes and threads."""
    file_bytes: int = 16 << 20
    """Size of one file that the submission writes."""

    @staticmethod
    def clock(seconds: float) -> float:
        """Wall time after which what may use `seconds` of CPU time is ended: a crowded machine is no fault."""
        return 2 * seconds + 10


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


@dataclass(frozen=True)
class Ref:
    """An argument of `Branch.call` that stands for a name in the student's namespace."""

    name: str


@dataclass(frozen=True)
class Oracle:
    """A function of the trusted side: the student's code may call it, not read it; each call crosses the boundary.

    It is an argument of `Branch.call`, or gets a name by `Branch.provide`. What it raises is an error of ours,
    except `StudentFault`, which ends the check as if the student's function had.
    """

    function: Callable[..., Value]
    """Called above the boundary, with arguments as they came: of any form, of bounded size."""
    most_calls: int = 100_000
    """Calls in one check; the next one ends the check with the time limit."""


class Branch(Protocol):
    """A throwaway copy of the kernel's state in which hidden tests call the student's functions."""

    def call(self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of `function(*args, **kwargs)` in the student's namespace; `StudentFault` if there is none.

        Arguments are values, `Ref` or `Oracle`.
        """

    def variable(self, name: str) -> Value:
        """The value of a name in the student's namespace; `StudentFault` if there is none."""

    def supply(self, source: str) -> None:
        """Run helper code of the course in the copy's namespace. It can be read there: no answer stands in it."""

    def provide(self, name: str, oracle: Oracle) -> None:
        """Bind a name in the copy's namespace to a function of the trusted side."""

    def cpu_seconds(self) -> float:
        """CPU time that the notebook's processes have used, counted where they cannot reach."""


class Kernel(Protocol):
    """A process, or a stand-in for one, that holds a student's namespace."""

    @property
    def alive(self) -> bool:
        """False once the process is gone."""

    def run(self, source: str, *, figures: bool = True, deadline: float | None = None) -> Execution:
        """Run one cell; never raises for what the student's code does. Without `figures` none is rendered.

        At `deadline` (`time.monotonic`) the time of the whole notebook is used up.
        """

    def branch(self, deadline: float | None = None) -> AbstractContextManager[Branch]:
        """A copy of the state as it is now; whatever happens in it leaves the kernel as it was."""

    def close(self) -> None:
        """End every process of this kernel. May be called twice."""


class KernelFactory(Protocol):
    """Starts kernels: one per notebook, and another one where a cell killed the first."""

    def __call__(self, files: Mapping[str, bytes], limits: Limits, first_cells: Sequence[str] = ()) -> Kernel:
        """A kernel whose working directory holds `files` (relative POSIX path -> content).

        `first_cells` are code of the course's own that the kernel will be asked to run before anything else: it may be
        a copy of one that has.
        """
