"""The files of a hand-in, unpacked within bounds and brought to where the grader looks for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.errors import AutograderError
from autograder.intake.choose import plain_name
from autograder.intake.submission import MOST_FILES, TIMESTAMP, is_notebook
from autograder.intake.zipped import is_zip
from autograder.lms.handin import HandIn
from autograder.lms.members import Member, inside, is_nobodys

#: A zip in a zip is opened, one in that is not.
DEEPEST_ZIP = 2
MOST_ZIPS = 10
Path = tuple[str, ...]
#: What Canvas puts to a name at a resubmission.
_AGAIN = re.compile(r"-\d+(?=(\.[^.]*)?$)")


@dataclass
class Contents:
    """What a hand-in comes to."""

    files: dict[Path, bytes] = field(default_factory=dict)
    """By place in the submission's folder."""
    refused: list[str] = field(default_factory=list)
    """One sentence for each file that was not taken, or not opened."""


class _Unpacking:
    """One hand-in being read: what is left of its bounds."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.left = most
        self.zips = MOST_ZIPS
        self.refused: list[str] = []

    def read(self, files: Sequence[tuple[Path, Member]], above: Path = ()) -> dict[Path, bytes]:
        """The files, with the content of zips among them in the place of these; `above`: the zips that they lie in."""
        found: dict[Path, bytes] = {}
        for path, member in files:
            if is_nobodys(path):
                continue
            if len(found) >= MOST_FILES:
                self.refused.append(f"It holds more than {MOST_FILES} files; the others were not taken.")
                break
            content = self._content((*above, *path), member)
            if content is None:
                continue
            inner = self._unzipped(path, content, above) if is_zip(path[-1], content) else {}
            for place, data in inner.items() or [(path, content)]:
                found.setdefault(place, data)
        return found

    def _content(self, path: Path, member: Member) -> bytes | None:
        try:
            content = member.read(self.left)
        except AutograderError as problem:
            self.refused.append(f"{'/'.join(path)!r} {problem}.")
            return None
        self.left -= len(content)
        return content

    def _unzipped(self, path: Path, content: bytes, above: Path) -> dict[Path, bytes]:
        """What is in a zip, by its place; nothing where it is not opened, and the zip is then taken as it is."""
        name = "/".join((*above, *path))
        self.zips -= 1
        if len(above) >= DEEPEST_ZIP or self.zips < 0:
            self.refused.append(f"{name!r} was not opened: there are too many zips, or too many around it.")
            return {}
        try:
            members = inside(repr(name), content)
        except AutograderError as problem:
            self.refused.append(str(problem))
            return {}
        before = len(self.refused), self.left
        if sum(member.size for member in members) > self.left:
            self.refused.append(f"{name!r} comes to more than {self.most >> 20} MB unpacked; it was not opened.")
            return {}
        found = _without_wrapper(self.read([(member.path, member) for member in members], (*above, "/".join(path))))
        if len(self.refused) > before[0] and not any(is_notebook(place[-1]) for place in found):
            self.left = before[1]
            return {}
        return {path[:-1] + place: data for place, data in found.items()}


def contents(handin: HandIn, wanted: Collection[str], most: int) -> Contents:
    """What a hand-in comes to, of at most `most` bytes; `wanted` are the names of the assignment's notebooks.

    A timestamp.txt of the student's own is no time.
    """
    unpacking = _Unpacking(most)
    files = _without_wrapper(unpacking.read(handin.files))
    refused = unpacking.refused
    if files.pop((TIMESTAMP,), None) is not None:
        refused.append(f"{TIMESTAMP!r} was left out: the time is the system's to say.")
    for name in wanted:
        files = _in_place(files, name, wanted)
    return Contents(_writable(files, refused), refused)


def _without_wrapper(files: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The files, without a folder that holds all of them."""
    found = dict(files)
    while found and len({path[0] for path in found}) == 1 and all(len(path) > 1 for path in found):
        found = {path[1:]: data for path, data in found.items()}
    return found


def _in_place(files: dict[Path, bytes], name: str, wanted: Collection[str]) -> dict[Path, bytes]:
    """The files, where one alone can be the notebook: under its name, with what lay beside it."""
    target = (f"{name}.ipynb",)
    if target in files:
        return files
    others = {plain_name(f"{other}.ipynb") for other in wanted if other != name}
    likely = [path for path in files if is_notebook(path[-1]) and _is_called(path[-1], name, others)]
    least = min(map(len, likely), default=0)
    nearest = [path for path in likely if len(path) == least]
    if not nearest or len({files[path] for path in nearest}) > 1:
        return files
    folder = nearest[0][:-1]
    moved: dict[Path, bytes] = {target: files[nearest[0]]}
    for path, data in files.items():
        if path not in nearest:
            inner = path[: len(folder)] == folder
            place = path[len(folder) :] if inner and path[len(folder) :] not in files else path
            moved.setdefault(place, data)
    return moved


def _is_called(name: str, notebook: str, others: Collection[str]) -> bool:
    """Whether a file's name is the notebook's, but for what browsers, editors and the system put to it."""
    wanted, given = plain_name(f"{notebook}.ipynb"), plain_name(name)
    if given == wanted:
        return True
    return given not in others and plain_name(_AGAIN.sub("", name)) == wanted


def _writable(files: Mapping[Path, bytes], refused: list[str]) -> dict[Path, bytes]:
    """The files that can lie in one folder: no file where another has a folder."""
    folders = {path[:end] for path in files for end in range(1, len(path))}
    clash = [path for path in files if path in folders]
    refused += [f"{'/'.join(path)!r} was left out: a folder has its name." for path in clash]
    return {path: data for path, data in files.items() if path not in folders}
