"""Plain folders: one for each student, holding the files, or nbgrader's <student>/<assignment>/; or <student>.ipynb."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from autograder.errors import AutograderError
from autograder.gradebook.lateness import read_time
from autograder.intake.submission import MOST_TIMESTAMP_BYTES, TIMESTAMP
from autograder.lms.handin import Download, HandIn
from autograder.lms.members import Member


def read(members: Sequence[Member], assignment: str, known: Callable[[str], bool], zone: str) -> Download:
    """The hand-ins, one for each folder or file at the top; `known`: whether a name is somebody's.

    A timestamp.txt counts where nbgrader's collectors put it, <student>/<assignment>/, with its clock in `zone`.
    """
    download = Download("plain")
    tops = {member.path[0] for member in members}
    deep = all(len(member.path) > 2 and member.path[1] != assignment for member in members)
    if len(tops) == 1 and deep and not known(next(iter(tops))):
        return read([replace(member, path=member.path[1:]) for member in members], assignment, known, zone)
    files: dict[str, list[tuple[tuple[str, ...], Member]]] = {}
    for member in members:
        if len(member.path) > 1:
            files.setdefault(member.path[0], []).append((member.path[1:], member))
        else:
            name = member.path[0]
            files.setdefault(name.rpartition(".")[0] or name, []).append(((name,), member))
    for name, mine in files.items():
        here = [(path[1:], member) for path, member in mine if path[0] == assignment and len(path) > 1]
        times = [member for path, member in here if path == (TIMESTAMP,)]
        moment = _moment(times[0], zone) if times else None
        own = tuple((path, member) for path, member in here or mine if member not in times)
        download.handins.append(HandIn(({"any": name},), own, name, moment=moment))
    return download


def _moment(member: Member, zone: str) -> datetime | None:
    found = None
    with contextlib.suppress(AutograderError):
        found = read_time(member.read(MOST_TIMESTAMP_BYTES), zone).time
    return found and found.replace(tzinfo=UTC)
