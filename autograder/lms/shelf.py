"""submitted/<student>/<assignment>/ and what was handed in before it: written whole, moved aside, never lost."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.errors import AutograderError
from autograder.files import BEGUN, check_way, write_below
from autograder.gradebook.lateness import read_time
from autograder.intake.submission import IGNORED, MOST_TIMESTAMP_BYTES, TIMESTAMP

#: Below .autograder/: earlier/<assignment>/<student>/<digest>/.
EARLIER = "earlier"


@dataclass(frozen=True)
class Held:
    """What lies in a submission's folder."""

    digest: str = ""
    """Of names and contents, without the time; "" where there is nothing."""
    moment: datetime | None = None
    """UTC, of its timestamp.txt."""


@dataclass(frozen=True)
class Shelf:
    """The submissions of one assignment."""

    submitted: Path
    earlier: Path
    """.autograder/earlier/<assignment>/."""
    assignment: str
    zone: str
    """In which a timestamp.txt without one is read."""

    def held(self, student: str) -> Held:
        """What was collected before."""
        return self._held(self._folder(student))

    def was_replaced(self, student: str, digest: str) -> bool:
        """Whether just this has been put aside for something later."""
        return (self.earlier / student / digest).is_dir()

    def put(self, student: str, files: Mapping[tuple[str, ...], bytes], moment: datetime | None) -> None:
        """Make the folder hold these files; what is there is put aside first."""
        folder = self._folder(student)
        held = self._held(folder)
        if held.digest == digest_of(files) and moment is not None:
            write_below(self.submitted, folder / TIMESTAMP, stamp(moment))
            return
        self._begin(folder.parent)
        beside = _written(folder.parent, files, moment)
        try:
            if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
                raise AutograderError(f"{folder} is no folder; move it away.")
            if folder.is_dir():
                self._move_aside(folder, student, held.digest)
            beside.rename(folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def put_aside(self, student: str, files: Mapping[tuple[str, ...], bytes], moment: datetime | None) -> None:
        """Keep files that something later stands in for; nothing where they are kept already."""
        target = self.earlier / student / digest_of(files)
        if not target.is_dir():
            check_way(self.earlier.parent.parent, target)
            self._begin(target.parent)
            _written(target.parent, files, moment).rename(target)

    def _move_aside(self, folder: Path, student: str, digest: str) -> None:
        target = self.earlier / student / (digest or "empty")
        check_way(self.earlier.parent.parent, target)
        if target.exists():
            shutil.rmtree(folder)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            folder.rename(target)

    def _begin(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for begun in folder.glob(f"{BEGUN}*"):  # of a run that was killed
            shutil.rmtree(begun, ignore_errors=True)

    def _folder(self, student: str) -> Path:
        folder = self.submitted / student / self.assignment
        check_way(self.submitted, folder / "any")
        return folder

    def _held(self, folder: Path) -> Held:
        if not folder.is_dir():
            return Held()
        found: dict[tuple[str, ...], bytes] = {}
        moment = None
        for here, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if name not in IGNORED]
            for name in names:
                path = Path(here, name)
                if not path.is_file() or path.is_symlink():
                    continue
                if path == folder / TIMESTAMP:
                    moment = read_time(path.read_bytes()[:MOST_TIMESTAMP_BYTES], self.zone).time
                else:
                    found[path.relative_to(folder).parts] = path.read_bytes()
        return Held(digest_of(found), moment and moment.replace(tzinfo=UTC))


def digest_of(files: Mapping[tuple[str, ...], bytes]) -> str:
    """Digest over places and contents."""
    digest = hashlib.sha256()
    for path, content in sorted(files.items()):
        name = "/".join(path).encode("utf-8", "surrogateescape")
        digest.update(f"{len(name)} {len(content)}\n".encode() + name + content)
    return digest.hexdigest()[:16]


def stamp(moment: datetime) -> str:
    """A time as nbgrader's collectors write it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def _written(folder: Path, files: Mapping[tuple[str, ...], bytes], moment: datetime | None) -> Path:
    """A new folder beside, with the files and the time."""
    beside = Path(tempfile.mkdtemp(dir=folder, prefix=BEGUN))
    try:
        for path, content in files.items():
            place = beside.joinpath(*path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        if moment is not None:
            (beside / TIMESTAMP).write_text(stamp(moment), encoding="utf-8")
        beside.chmod(0o755)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return beside
