"""When a submission was handed in, and what that costs: nbgrader's own plugin decides.

The time is the one in the timestamp.txt that nbgrader's collectors write beside the notebook; one in a folder below is
the student's own file. `nbgrader collect` writes over what a student handed in under that name; `nbgrader zip_collect`
does not, but takes no .txt file from students unless `c.FileNameCollectorPlugin.valid_ext` says so (`own_times`).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from autograder.course import Course
from autograder.course.configuration import importable, quiet
from autograder.errors import CourseError
from autograder.intake.submission import TIMESTAMP, Submission

#: student, score of the notebook, seconds late -> points to take off, None for none
Penalty = Callable[[str, float, float], float | None]

FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST_SHOWN = 60
_WRITE = "write it as 2026-01-30 18:00:00 UTC"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Abbreviations that mean one offset in hours; CST, IST or BST are used for several.
_ZONES = {"": 0, "UTC": 0, "UT": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2}
_ZONES |= {"EET": 2, "EEST": 3, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}
_ZONES |= {"EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?)?(?:\s*(?P<half>[AaPp])[Mm]\b)?"
)
_ZONE = r"\s*(?P<zone>[A-Za-z][\w/+-]*|[+-]\d\d(?::?\d\d)?)?(?:\s*\([A-Za-z ]*\))?"
_MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
#: Year first with any mark, day first with full stops, or the month by its English name; never 05/12/2025.
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})(?:T|,?\s+){_CLOCK}{_ZONE}",
        rf"(?P<day>\d{{1,2}})\.\s*(?P<month>\d{{1,2}})\.\s*(?P<year>\d{{4}}),?\s+{_CLOCK}{_ZONE}",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?(?P<day>\d{{1,2}})[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{4}}),?\s+{_CLOCK}{_ZONE}",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}}),?\s+{_CLOCK}{_ZONE}",
        rf"(?:[A-Za-z]{{3,9}},?\s+)?{_MONTH}\s+(?P<day>\d{{1,2}})\s+{_CLOCK}{_ZONE}\s+(?P<year>\d{{4}})",
    )
)


@dataclass(frozen=True)
class Moment:
    """When something was handed in, as far as that is known."""

    time: datetime | None = None
    """UTC without zone, as nbgrader keeps it; None where there is no time, or none that is understood."""
    problem: str = ""
    """What is the matter with the time that is there, and what to do; one sentence without the student's name."""


def handed_in(submission: Submission, home: str = "") -> Moment:
    """When a submission was handed in; `home` is the zone in which the course's collector writes."""
    if submission.timestamp is not None:
        return read_time(submission.timestamp, home)
    refused = next((refused for refused in submission.refused if refused.path == TIMESTAMP), None)
    return Moment() if refused is None else _unknown(f"{TIMESTAMP} {refused.reason}")


def read_time(content: bytes, home: str = "") -> Moment:
    """The time in the content of a timestamp.txt. Nothing is guessed: no month before its day, no zone unknown."""
    text = _decoded(content)
    if text is None or not text:
        return _unknown(f"{TIMESTAMP} is {'empty' if text is not None else 'no text'}")
    shown = f"the time {_shown(text)} in {TIMESTAMP}"
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    local = _local(found.groupdict()) if found is not None else None
    if found is None or local is None:
        return _unknown(f"{shown} is not understood")
    zone = _zone(found["zone"] or "", local, home)
    if zone is None:
        return _unknown(f"the zone {_shown(found['zone'])} of {shown} is not known, or it has two such times")
    return Moment(local.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None))


def home_zone(course: Course) -> str:
    """The zone in which `nbgrader submit` writes times, by the course's configuration."""
    return str(course.config.get("Exchange", {}).get("timezone", "UTC"))


def own_times(course: Course) -> str:
    """One sentence where the configuration lets a student's own timestamp.txt stand; "" where it does not."""
    taken = course.config.get("FileNameCollectorPlugin", {}).get("valid_ext", ())
    if ".txt" not in [str(suffix).lower() for suffix in taken]:
        return ""
    return (
        f"c.FileNameCollectorPlugin.valid_ext takes .txt files, so a student's own {TIMESTAMP} in a collected archive "
        f"counts as the time; take .txt out of it where a due date matters."
    )


def late_penalty(course: Course) -> Penalty:
    """The course's rule, `c.AssignLatePenalties.plugin_class`; CourseError where it cannot be loaded.

    Nbgrader's own, of a course that says nothing, is loaded for the first student who is late.
    """
    step = functools.cache(lambda: _penalty_step(course))
    if "AssignLatePenalties" in course.config:
        step()

    def penalty(student: str, score: float, seconds_late: float) -> float | None:
        if not step().enabled:
            return None
        given: float | None = step().plugin_inst.late_submission_penalty(student, score, seconds_late)
        return given

    return penalty


def _penalty_step(course: Course) -> Any:
    from nbgrader.preprocessors import AssignLatePenalties  # noqa: PLC0415 -- loads all of nbgrader

    try:
        with importable(course.root):
            step = AssignLatePenalties(config=course.config, log=quiet)
            step.init_plugin()
    except Exception as problem:  # traitlets and the course's own module may raise anything
        raise CourseError(f"c.AssignLatePenalties of {course.root} cannot be used ({problem}).") from problem
    return step


def _unknown(what: str) -> Moment:
    return Moment(None, f"{what}; not counted as late or in time: {_WRITE}.")


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…")


def _decoded(content: bytes) -> str | None:
    """The text, also in the encodings of Windows; None where it is none."""
    coding = "utf-8-sig"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        coding = "utf-16"
    elif 0 in content[:2]:
        coding = "utf-16-be" if content[0] == 0 else "utf-16-le"
    try:
        return content.decode(coding).strip("\ufeff\0 \t\r\n")
    except UnicodeDecodeError:
        return None


def _local(found: dict[str, str | None]) -> datetime | None:
    """The time on the clock of its zone; None where there is no such day, hour or year."""
    name = (found.get("name") or "").lower()[:3]
    month = _MONTHS.index(name) + 1 if name in _MONTHS else int(found.get("month") or 0)
    hour, half = int(found["hour"] or 0), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p") if 1 <= hour <= 12 else 24
    part = int((found["part"] or "").ljust(6, "0")[:6])
    try:
        time = datetime(
            int(found["year"] or 0), month, int(found["day"] or 0), hour,
            int(found["minute"] or 0), int(found["second"] or 0), part,
        )  # fmt: skip
    except ValueError:
        return None
    return time if FIRST_YEAR <= time.year <= LAST_YEAR else None


def _zone(name: str, local: datetime, home: str) -> tzinfo | None:
    """The zone of that name at that time: an offset, an abbreviation of one meaning or of `home`, a place."""
    if name[:1] in ("+", "-"):
        hours, minutes = int(name[1:3]), int(name[-2:]) if len(name) > 3 else 0
        offset = timedelta(hours=hours, minutes=minutes) * (-1 if name[0] == "-" else 1)
        return timezone(offset) if hours < 15 and minutes < 60 else None
    place = _place(home)
    for at in (local.replace(tzinfo=place, fold=fold) for fold in (0, 1)):
        if place is not None and at.tzname() == name:
            return timezone(at.utcoffset() or timedelta())
    if name.upper() in _ZONES:
        return timezone(timedelta(hours=_ZONES[name.upper()]))
    place = _place(name) if "/" in name else None
    offsets = {local.replace(tzinfo=place, fold=fold).utcoffset() for fold in (0, 1)}
    return place if len(offsets) == 1 else None


def _place(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return None
