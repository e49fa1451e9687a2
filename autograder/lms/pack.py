"""Feedback pages as one zip that Moodle or Canvas takes back: named as the files of the hand-ins were.

Moodle: a folder of the download's name for each participant; where a hand-in was not collected from there, the name is
made from the roster. Canvas: flat, each name with the user's number and that of a file which was handed in; Canvas
leaves out a file without such a number, and gives the page the name of the file that has it.
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
from autograder.lms.people import People, plain_id

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
            for page in sorted((course.feedback / student / assignment).glob("*.html")):
                name = _name(student, system, places.get(student, {}), page.name, people)
                if not name:
                    packed.left.append(student)
                    break
                if name in archive.NameToInfo:  # a group's, which handed in under one name
                    continue
                entry = zipfile.ZipInfo(name, _CLOCK)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (stat.S_IFREG | 0o644) << 16
                archive.writestr(entry, page.read_bytes())
                packed.pages += 1
    if not packed.pages:
        raise CourseError(
            f"There is no page of {assignment} that {system.capitalize()} could take: {_why(packed, system)}."
        )
    write_atomically(packed.place, content.getvalue())
    return packed


def _why(packed: Packed, system: str) -> str:
    if not packed.left:
        return "run `autograder feedback` first"
    return "nothing was collected from there" + (", and students.csv has no moodle_id" if system == "moodle" else "")


def _only(places: Mapping[str, Mapping[str, str]]) -> str:
    systems = {entry.get("system", "") for entry in places.values()} & {*SYSTEMS}
    if len(systems) != 1:
        raise CourseError(
            "It is not certain which system the feedback goes back to; name it: --zip moodle or --zip canvas."
        )
    return systems.pop()


def _name(student: str, system: str, entry: Mapping[str, str], page: str, people: People) -> str:
    """What a student's page is called there; "" where that is not known."""
    place = entry.get("place", "") if entry.get("system") == system else ""
    if system == "canvas":  # of the pieces between underscores that are numbers Canvas takes the first two
        return place and f"{place}feedback-{page.replace('_', '-')}"
    number = people.rows.get(student, {}).get("moodle_id", "")
    if not place and number:
        whole = " ".join(filter(None, people.name(student))).replace("_", " ").replace("/", " ")
        place = f"{whole or 'Participant'}_{plain_id('moodle_id', number)}{_MOODLE_WAY}"
    return place and f"{place}/{page}"
