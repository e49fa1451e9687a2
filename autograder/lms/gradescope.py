"""Gradescope, "Export Submissions": folders `submission_<id>` and submission_metadata.yml, which says whose each is.

Gradescope takes no grades from outside; a table in the form of its own grades is for what reads these.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import yaml

from autograder.errors import AutograderError
from autograder.lms.grades import Marks
from autograder.lms.handin import Download, HandIn, Who
from autograder.lms.members import Member
from autograder.lms.people import People
from autograder.lms.sheet import Sheet

METADATA = "submission_metadata.yml"
MOST_METADATA_BYTES = 128 << 20
#: Every scalar is a text; tags of Ruby's are passed over, nothing is made from them.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_COLUMNS = {":name": "name", ":sid": "sis_id", ":email": "email"}


def takes(member: Member) -> bool:
    """Whether the file is Gradescope's list of submissions."""
    return member.path[-1] == METADATA and len(member.path) <= 2


def read(members: Sequence[Member]) -> Download:
    """The hand-ins, one for each submission; AutograderError where the list of them cannot be read."""
    download = Download("gradescope")
    lists = [member for member in members if takes(member)]
    above = len(lists[0].path) - 1 if lists else 0
    entries = _entries(lists[0]) if lists else {}
    files: dict[str, list[tuple[tuple[str, ...], Member]]] = {}
    for member in members:
        path = member.path[above:]
        if len(path) > 1:
            files.setdefault(path[0], []).append((path[1:], member))
        elif member not in lists:
            download.problems.append(f"{member.name!r} lies in no submission; it is nobody's.")
    for folder, mine in files.items():
        people = _people(entries.get(folder))
        if people:
            moment = _moment(entries[folder].get(":created_at"))
            download.handins.append(HandIn(people, tuple(mine), folder, moment=moment))
        else:
            download.problems.append(f"{METADATA} does not say whose {folder!r} is; it was not collected.")
    return download


def _entries(member: Member) -> dict[str, Mapping[str, Any]]:
    try:
        found = yaml.load(member.read(MOST_METADATA_BYTES), _LOADER)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as problem:
        raise AutograderError(f"{METADATA} is damaged; export the submissions again.") from problem
    except AutograderError as problem:
        raise AutograderError(f"{METADATA} {problem}.") from problem
    if not isinstance(found, dict):
        raise AutograderError(f"{METADATA} is not a list of submissions.")
    return {str(name): entry for name, entry in found.items() if isinstance(entry, dict)}


def _people(entry: Mapping[str, Any] | None) -> tuple[Who, ...]:
    submitters = (entry or {}).get(":submitters")
    found = []
    for submitter in submitters if isinstance(submitters, list) else []:
        if isinstance(submitter, dict):
            texts = {ours: submitter.get(theirs) for theirs, ours in _COLUMNS.items()}
            found.append({ours: text.strip() for ours, text in texts.items() if isinstance(text, str) and text.strip()})
    return tuple(who for who in found if who)


def _moment(text: object) -> datetime | None:
    """A time as Ruby writes it: 2026-01-28 15:31:14.379466000 Z, or with an offset."""
    if not isinstance(text, str):
        return None
    date, _, rest = text.strip().partition(" ")
    clock, _, zone = rest.partition(" ")
    try:
        found = datetime.fromisoformat(f"{date}T{clock[:15]}{zone.strip()}" if rest else date)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def new_sheet(found: Sequence[Marks], people: People) -> Sheet:
    """A table as Gradescope's own "Download Grades"."""
    extra = ("", " - Max Points", " - Submission Time", " - Lateness (H:M:S)")
    sheet = Sheet(
        [
            [
                "First Name",
                "Last Name",
                "SID",
                "Email",
                *(f"{m.grades.assignment}{what}" for m in found for what in extra),
            ]
        ]
    )
    for student in sorted({student for marks in found for student in marks.of}):
        row = people.rows.get(student, {})
        cells = [*people.name(student), row.get("sis_id") or student, row.get("email", "")]
        for marks in found:
            points, grade = marks.of.get(student), marks.grades.of.get(student)
            minutes, seconds = divmod(int(grade.late) if grade else 0, 60)
            cells += [
                "" if points is None else sheet.number(points),
                sheet.number(marks.grades.maximum),
                f"{grade.handed_in:%Y-%m-%d %H:%M:%S} +0000" if grade and grade.handed_in else "",
                f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}" if grade else "",
            ]
        sheet.rows.append(cells)
    return sheet
