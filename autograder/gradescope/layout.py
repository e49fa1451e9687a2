"""Gradescope's folders, and their doors: while a submission runs, nobody but root looks into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from autograder.gradescope import carried

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


@dataclass(frozen=True)
class Layout:
    """Where things are below /autograder, or wherever that is in a test."""

    root: Path

    @property
    def source(self) -> Path:
        """The unpacked zip, and the environment with all packages."""
        return self.root / "source"

    @property
    def grading(self) -> Path:
        """Masters, hidden tests and secret."""
        return self.source / carried.NAME

    @property
    def submission(self) -> Path:
        """What the student handed in."""
        return self.root / "submission"

    @property
    def metadata(self) -> Path:
        """Whose it is."""
        return self.root / "submission_metadata.json"

    @property
    def results(self) -> Path:
        """What the run must write."""
        return self.root / "results" / "results.json"

    @property
    def tree(self) -> Path:
        """The folder in which students' code runs where there are no namespaces."""
        return self.root / "notebook"

    @property
    def hidden(self) -> tuple[Path, ...]:
        """What the student's user must not be able to look into."""
        return (self.source, self.grading, self.submission, self.metadata, self.results.parent, self.results)

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Close all of it to everybody but its owner; what Gradescope made is left as it was found."""
        found = {path: path.stat().st_mode & 0o7777 for path in self.hidden if path.exists() and path != self.results}
        for path in found:
            with suppress(PermissionError):  # not root's: whoever runs there without namespaces is refused
                path.chmod(PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE)
        try:
            yield
        finally:
            for path, mode in found.items():
                if self.source not in (path, *path.parents):
                    with suppress(OSError):
                        path.chmod(mode)
