"""Moodle, "Download all submissions": `<name>_<participant>_assignsubmission_file_`, as folders or before file names.

In an assignment for groups the group's name and a hyphen stand before the name, and each member has a folder. With
blind marking the name is `Participant`. The participant's number is another in each assignment.
The grading worksheet goes out and comes in as the same CSV, with a row for each participant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.errors import CourseError
from autograder.lms.filling import Filled, How, factor, fill
from autograder.lms.grades import Marks
from autograder.lms.handin import Download, HandIn
from autograder.lms.members import Member
from autograder.lms.people import People
from autograder.lms.sheet import Sheet

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


# grades

_NEEDED = ("identifier", "grade")


def new_sheet(found: Sequence[Marks], people: People) -> Sheet:
    """A table for Moodle's grade import, which asks what each column is."""
    sheet = Sheet([["First name", "Last name", "ID number", "Email address", *(m.grades.assignment for m in found)]])
    for student in sorted({student for marks in found for student in marks.of}):
        row = people.rows.get(student, {})
        cells = ["" if (one := marks.of.get(student)) is None else sheet.number(one) for marks in found]
        sheet.rows.append([*people.name(student), row.get("sis_id") or student, row.get("email", ""), *cells])
    return sheet


def fill_sheet(sheet: Sheet, found: Sequence[Marks], people: People, how: How) -> list[Filled]:
    """Write the grades into Moodle's worksheet; only rows that have `changed`, if so wanted."""
    titles = [title.strip().lower() for title in sheet.header]
    if len(found) != 1:
        raise CourseError(f"{sheet.name} is the worksheet of one assignment; name that one.")
    if not {*titles} >= {*_NEEDED}:
        raise CourseError(
            f"{sheet.name} is no grading worksheet of Moodle's: it has no columns Identifier and Grade. "
            f"Download it with Moodle in English."
        )
    place = titles.index("grade")
    rows = range(1, len(sheet.rows))
    free, most = (titles.index(name) if name in titles else None for name in ("grade can be changed", "maximum grade"))
    locked = {n: "its grade cannot be changed in Moodle" for n in rows if _at(sheet, n, free).lower() == "no"}
    by = factor(sheet, next((text for n in rows if (text := _at(sheet, n, most))), ""), found[0], scale=how.scale)
    done = fill(sheet, rows, place, found[0], people, factor=by, locked=locked)
    if how.changed:
        sheet.rows = [row for n, row in enumerate(sheet.rows) if n == 0 or n in done.changed]
    return [done]


def _at(sheet: Sheet, row: int, column: int | None) -> str:
    cells = sheet.rows[row]
    return cells[column].strip() if column is not None and column < len(cells) else ""
