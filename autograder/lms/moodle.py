"""Moodle, "Download all submissions": `<name>_<participant>_assignsubmission_file_`, as folders or before file names.

In an assignment for groups the group's name and a hyphen stand before the name, and each member has a folder. With
blind marking the name is `Participant`. The participant's number is another in each assignment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.lms.handin import Download, HandIn
from autograder.lms.members import Member

NAME = re.compile(
    r"(?P<name>.+)[_ ](?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<own>.*))?", re.DOTALL | re.IGNORECASE
)


def takes(member: Member) -> bool:
    """Whether the file is named as Moodle names them, or lies in a folder that is."""
    return NAME.fullmatch(member.path[0]) is not None


def read(members: Sequence[Member]) -> Download:
    """The hand-ins, one for each participant."""
    download = Download("moodle")
    files: dict[tuple[str, str], list[tuple[tuple[str, ...], Member]]] = {}
    places: dict[tuple[str, str], str] = {}
    for member in members:
        found = NAME.fullmatch(member.path[0])
        own = (member.path[1:] or tuple(filter(None, [found["own"]]))) if found else ()
        if found is None or not own:
            download.problems.append(f"{member.name!r} is not named as Moodle names files; it is nobody's.")
            continue
        who = (found["id"], found["name"])
        files.setdefault(who, []).append((own, member))
        places.setdefault(who, f"{found['name']}_{found['id']}_assignsubmission_file_")
    for (number, name), mine in files.items():
        blind = name.casefold() == "participant"
        person = {"moodle_id": number} | ({} if blind else {"name": name})
        download.handins.append(HandIn((person,), tuple(mine), places[number, name]))
    return download
