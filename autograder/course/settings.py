"""The grader's own options: `c.Autograder.*` in nbgrader_config.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from traitlets.config.loader import LazyConfigValue

from autograder.kernel.protocol import Limits

_DEFAULT = Limits()


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The options of one course. Seconds are CPU time; the clock may go on for `Limits.clock` of them."""

    cell_seconds: Annotated[float, Meta(ge=0.1, description="Computing time of one cell.")] = _DEFAULT.cell_seconds
    call_seconds: Annotated[float, Meta(ge=0.1, description="Computing time of one call that a hidden test makes.")] = (
        _DEFAULT.call_seconds
    )
    notebook_seconds: Annotated[float, Meta(ge=0.1, description="Computing time of one notebook.")] = (
        _DEFAULT.notebook_seconds
    )
    memory_mb: Annotated[int, Meta(ge=64, description="Memory of all processes of one submission, in MiB.")] = (
        _DEFAULT.memory_bytes >> 20
    )
    output_kb: Annotated[int, Meta(ge=1, description="Text that one cell may print, in KiB.")] = (
        _DEFAULT.output_bytes >> 10
    )
    notebook_output_mb: Annotated[int, Meta(ge=1, description="Outputs that are kept of one notebook, in MiB.")] = (
        _DEFAULT.notebook_output_bytes >> 20
    )
    processes: Annotated[int, Meta(ge=1, description="Processes and threads of one submission.")] = _DEFAULT.processes
    file_mb: Annotated[int, Meta(ge=1, description="Size of one file that a submission writes, in MiB.")] = (
        _DEFAULT.file_bytes >> 20
    )
    submission_mb: Annotated[int, Meta(ge=1, description="Size of one submitted folder without outputs, in MiB.")] = 20
    student_packages: Annotated[tuple[str, ...], Meta(description="Packages that student code may import.")] = (
        "numpy",
        "matplotlib",
        "ipython",
    )
    workers: Annotated[int, Meta(ge=0, description="Notebooks graded at a time; 0: one per core.")] = 0
    companion_suffixes: Annotated[
        tuple[str, ...], Meta(description="Kinds of files that may accompany a released notebook.")
    ] = (".py", ".png", ".csv", ".npz", ".txt", ".md")
    companion_mb: Annotated[float, Meta(ge=0.001, description="Size of one companion file, in MiB.")] = 5.0

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Settings:
        """What a configuration sets, over the defaults; raises msgspec.ValidationError for a wrong value."""
        defaults = cls()
        values = {
            name: value.get_value(list(getattr(defaults, name))) if isinstance(value, LazyConfigValue) else value
            for name, value in given.items()
        }
        return msgspec.convert(values, cls)

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
