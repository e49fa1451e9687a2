"""Which system a download is from, by how it names files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from autograder.errors import AutograderError
from autograder.lms import canvas, gradescope, moodle, plain
from autograder.lms.handin import Download
from autograder.lms.members import Member

SYSTEMS = ("canvas", "moodle", "gradescope", "plain")
_TAKES = {"canvas": canvas.takes, "moodle": moodle.takes, "gradescope": gradescope.takes}
_READS = {"canvas": canvas.read, "moodle": moodle.read, "gradescope": gradescope.read}
#: Of the files, in a download of Canvas' or Moodle's.
_ENOUGH = 0.5


def recognised(
    members: Sequence[Member], assignment: str, known: Callable[[str], bool], *, insist: str | None, zone: str
) -> Download:
    """The hand-ins of a download; AutograderError where it is not of the system that is insisted on, or empty."""
    if not members:
        raise AutograderError("it holds no files")
    system, inner = _system(members, insist)
    if system == "plain":
        return plain.read(members, assignment, known, zone)
    return _READS[system](inner)


def _system(members: Sequence[Member], insist: str | None) -> tuple[str, Sequence[Member]]:
    """The system, and the files without a folder around all of them."""
    for inner in filter(None, (members, _unwrapped(members))):
        for system in (insist,) if insist else ("gradescope", "moodle", "canvas"):
            if system == "plain" or _fits(system, inner):
                return system, inner
    if insist:
        raise AutograderError(f"it is no download of {insist.capitalize()}'s; leave --from away to have it recognised")
    return "plain", members


def _fits(system: str, members: Sequence[Member]) -> bool:
    taken = sum(_TAKES[system](member) for member in members)
    return bool(taken) if system == "gradescope" else taken >= _ENOUGH * len(members)


def _unwrapped(members: Sequence[Member]) -> list[Member]:
    tops = {member.path[0] for member in members}
    if len(tops) > 1 or any(len(member.path) < 2 for member in members):
        return []
    return [replace(member, path=member.path[1:]) for member in members]
