"""The grader's own options: `c.Autograder.*` in nbgrader_config.py."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from traitlets import Float, Int, List, Unicode
from traitlets.config import Configurable

from autograder.kernel.protocol import Limits


class Autograder(Configurable):  # type: ignore[misc]  # traitlets is untyped for us
    """What `c.Autograder.*` may say; `Settings` is the typed, unchangeable copy that the engine uses."""

    cell_seconds = Float(30.0, min=0.1, help="Wall time of one cell.").tag(config=True)
    call_seconds = Float(10.0, min=0.1, help="Wall time of one call that a hidden test makes.").tag(config=True)
    notebook_seconds = Float(300.0, min=0.1, help="Wall time of one notebook.").tag(config=True)
    memory_mb = Int(1024, min=64, help="Memory of all processes of one submission, in MiB.").tag(config=True)
    output_kb = Int(1024, min=1, help="Text that one cell may print, in KiB.").tag(config=True)
    processes = Int(32, min=1, help="Processes and threads of one submission.").tag(config=True)
    file_mb = Int(16, min=1, help="Size of one file that a submission writes, in MiB.").tag(config=True)
    submission_mb = Int(20, min=1, help="Size of one submitted folder, in MiB.").tag(config=True)
    student_packages = List(
        Unicode(), ["numpy", "matplotlib", "ipython"], help="Packages that student code may import."
    ).tag(config=True)
    workers = Int(0, min=0, help="Notebooks graded at a time; 0: one per core.").tag(config=True)
    companion_suffixes = List(
        Unicode(),
        [".py", ".png", ".csv", ".npz", ".txt", ".md"],
        help="Kinds of files that may accompany a released notebook.",
    ).tag(config=True)
    companion_mb = Float(5.0, min=0.001, help="Size of one companion file, in MiB.").tag(config=True)


@dataclass(frozen=True)
class Settings:
    """The options of one course, as read. Defaults as in `Autograder`."""

    cell_seconds: float = 30.0
    call_seconds: float = 10.0
    notebook_seconds: float = 300.0
    memory_mb: int = 1024
    output_kb: int = 1024
    processes: int = 32
    file_mb: int = 16
    submission_mb: int = 20
    student_packages: tuple[str, ...] = ("numpy", "matplotlib", "ipython")
    workers: int = 0
    companion_suffixes: tuple[str, ...] = (".py", ".png", ".csv", ".npz", ".txt", ".md")
    companion_mb: float = 5.0

    @classmethod
    def of(cls, options: Autograder) -> Settings:
        """The typed copy of a configured `Autograder`."""
        given = {field.name: getattr(options, field.name) for field in fields(cls)}
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
        return cls(**values)

    @property
    def limits(self) -> Limits:
        """What one submission may use, in the kernel's units."""
        return Limits(
            cell_seconds=self.cell_seconds,
            call_seconds=self.call_seconds,
            notebook_seconds=self.notebook_seconds,
            memory_bytes=self.memory_mb << 20,
            output_bytes=self.output_kb << 10,
            processes=self.processes,
            file_bytes=self.file_mb << 20,
        )
