"""Canvas, "Download Submissions": one flat zip of `<last><first>[_LATE]_<user id>_<file id>_<name>`.

At each resubmission Canvas puts -1, -2, ... to the name; of a group its zip has one member's files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.lms.handin import Download, HandIn
from autograder.lms.members import Member

#: A text or a link that was handed in has no file id.
NAME = re.compile(r"(?P<name>[^/]+?)(?:_(?P<late>LATE))?_(?P<id>\d+)(?:_(?P<file>\d+))?_(?P<own>[^/]+)", re.DOTALL)


def takes(member: Member) -> bool:
    """Whether the file is named as Canvas names them."""
    found = NAME.fullmatch(member.path[0])
    return len(member.path) == 1 and found is not None and (found["file"] is not None or found["own"].endswith(".html"))


def read(members: Sequence[Member]) -> Download:
    """The hand-ins, one for each user id."""
    download = Download("canvas")
    files: dict[str, list[tuple[re.Match[str], Member]]] = {}
    for member in members:
        found = NAME.fullmatch(member.path[0]) if len(member.path) == 1 else None
        if found is None:
            download.problems.append(f"{member.name!r} is not named as Canvas names files; it is nobody's.")
        else:
            files.setdefault(found["id"], []).append((found, member))
    for number, mine in files.items():
        first = mine[0][0]
        late = any(found["late"] for found, _ in mine)
        place = first["name"] + ("_LATE" if first["late"] else "") + f"_{number}_" + (first["file"] or "")
        own = tuple(((found["own"],), member) for found, member in mine)
        download.handins.append(HandIn(({"canvas_id": number, "name": first["name"]},), own, place, late))
    return download
