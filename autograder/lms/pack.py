"""Feedback pages as one zip that Moodle or Canvas takes back: named as the files of the hand-ins were.

Moodle: a folder of the download's name for each participant. Canvas: flat, each name with the user's and the file's
number of the download. Where a hand-in was not collected from there, the names are made from the roster.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.lms.collect import read_places
from autograder.lms.people import People, plain, plain_id

SYSTEMS = ("moodle", "canvas")
_MOODLE_WAY = "_assignsubmission_file_"
#: A zip says the same each time that the pages are the same.
_CLOCK = (1980, 1, 1, 0, 0, 0)


@dataclass
class Packed:
    """What lies in the zip, and who is left out."""

    place: Path
    pages: int = 0
    left: list[str] = field(default_factory=list)
    """Students with a page and no name there."""


def pack(course: Course, assignment: str, students: Sequence[str], people: People, system: str | None) -> Packed:
    """Write export/<assignment>-feedback-<system>.zip with what lies in feedback/ for these students.

    `system`: None takes the one that the hand-ins were collected from. CourseError where that is not one that takes it.
    """
    places = read_places(course, assignment)
    system = system or _only(places)
    packed = Packed(course.root / "export" / f"{assignment}-feedback-{system}.zip")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in students:
            pages = sorted((course.feedback / student / assignment).glob("*.html"))
            place = _place(student, system, places.get(student, {}), people)
            if pages and not place:
                packed.left.append(student)
                continue
            for page in pages:
                name = f"{place}{'/' if system == 'moodle' else '_'}{page.name}"
                if name in archive.NameToInfo:  # a group's, which handed in under one name
                    continue
                entry = zipfile.ZipInfo(name, _CLOCK)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                archive.writestr(entry, page.read_bytes())
                packed.pages += 1
    if not packed.pages:
        raise CourseError(f"There is no page of {assignment} that {system.capitalize()} could take: {_why(packed)}.")
    write_atomically(packed.place, content.getvalue())
    return packed


def _why(packed: Packed) -> str:
    if not packed.left:
        return "run `autograder feedback` first"
    return "students.csv says nobody's number there, and nothing was collected from there"


def _only(places: Mapping[str, Mapping[str, str]]) -> str:
    systems = {entry.get("system", "") for entry in places.values()} & {*SYSTEMS}
    if len(systems) != 1:
        raise CourseError(
            "It is not certain which system the feedback goes back to; name it: --zip moodle or --zip canvas."
        )
    return systems.pop()


def _place(student: str, system: str, entry: Mapping[str, str], people: People) -> str:
    """What a student's files are called there; "" where that is not known."""
    if entry.get("system") == system and entry.get("place"):
        return entry["place"].removesuffix("_") if system == "canvas" else entry["place"]
    first, last = people.name(student)
    number = people.rows.get(student, {}).get(f"{system}_id", "")
    if not number:
        return ""
    if system == "moodle":
        whole = " ".join(filter(None, [first, last])).replace("_", " ").replace("/", " ")
        return f"{whole or 'Participant'}_{plain_id('moodle_id', number)}{_MOODLE_WAY}"
    return f"{plain(last + first) or 'student'}_{number}"
