"""The grader's own options: `c.Autograder.*` in nbgrader_config.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from traitlets.config.loader import LazyConfigValue

from autograder.kernel.protocol import Limits

_DEFAULT = Limits()

#: Options that `per_assignment` may set.
_LIMITS = {
    *("cell_seconds", "call_seconds", "notebook_seconds", "memory_mb"),
    *("output_kb", "notebook_output_mb", "processes", "file_mb"),
}

Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(ge=0.1)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of one course. Seconds are CPU time; the clock may go on for `Limits.clock` of them."""

    cell_seconds: Seconds = _DEFAULT.cell_seconds  # computing time of one cell
    call_seconds: Seconds = _DEFAULT.call_seconds  # computing time of one call that a hidden test makes
    notebook_seconds: Seconds = _DEFAULT.notebook_seconds  # computing time of one notebook
    memory_mb: Annotated[int, Meta(ge=64)] = _DEFAULT.memory_bytes >> 20  # of all processes of one submission, in MiB
    output_kb: Count = _DEFAULT.output_bytes >> 10  # text that one cell may print, in KiB
    notebook_output_mb: Count = _DEFAULT.notebook_output_bytes >> 20  # outputs that are kept of one notebook, in MiB
    processes: Count = _DEFAULT.processes  # processes and threads of one submission
    file_mb: Count = _DEFAULT.file_bytes >> 20  # size of one file that a submission writes, in MiB
    submission_mb: Count = 20  # size of one submitted folder without outputs, in MiB
    student_packages: tuple[str, ...] = ("numpy", "matplotlib", "ipython")  # what student code may import
    reference_packages: tuple[str, ...] = ("backprop_ref",)  # what hidden tests judge by; students never get it
    per_assignment: dict[str, dict[str, float]] = {}  # assignment -> option -> another limit for it alone
    after: dict[str, tuple[str, ...]] = {}  # assignment -> those whose answers it shows
    verify_solutions: bool = True  # grade only with tests that the course's own solution passes
    workers: Annotated[int, Meta(ge=0)] = 0  # notebooks graded at a time; 0: one per core
    #: Kinds of files that may accompany a released notebook, and the size of one, in MiB.
    companion_suffixes: tuple[str, ...] = (".py", ".png", ".csv", ".npz", ".txt", ".md")
    companion_mb: Annotated[float, Meta(ge=0.001)] = 5.0

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Settings:
        """What a configuration sets, over the defaults; raises msgspec.ValidationError for a wrong value."""
        defaults = cls()
        values = {
            name: value.get_value(_changeable(getattr(defaults, name))) if isinstance(value, LazyConfigValue) else value
            for name, value in given.items()
        }
        made = msgspec.convert(values, cls)
        for assignment, limits in made.per_assignment.items():
            if unknown := sorted(limits.keys() - _LIMITS):
                known = ", ".join(sorted(_LIMITS))
                raise msgspec.ValidationError(
                    f"per_assignment[{assignment!r}] sets {unknown[0]}, which is no limit; there are: {known}"
                )
            made.of_assignment(assignment)
        return made

    def of_assignment(self, name: str) -> Settings:
        """The options as they are for one assignment."""
        own = self.per_assignment.get(name, {})
        return msgspec.convert({**msgspec.structs.asdict(self), **_whole(own)}, Settings) if own else self

    @property
    def limits(self) -> Limits:
        """What one submission may use, in the kernel's units."""
        return Limits(
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            notebook_seconds=self.notebook_seconds,
            memory_bytes=self.memory_mb << 20,
            output_bytes=self.output_kb << 10,
            notebook_output_bytes=self.notebook_output_mb << 20,
            processes=self.processes,
            file_bytes=self.file_mb << 20,
        )


def _changeable(default: Any) -> Any:
    """A default to which a configuration adds."""
    return dict(default) if isinstance(default, Mapping) else list(default)


def _whole(limits: Mapping[str, float]) -> dict[str, float]:
    """Limits with whole numbers where they are whole: 256.0 MiB is 256."""
    return {name: int(value) if float(value).is_integer() else value for name, value in limits.items()}
