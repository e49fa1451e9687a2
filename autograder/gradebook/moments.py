"""Due dates and extensions as people write and read them. Times are UTC without a zone, as nbgrader has them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from autograder.errors import AutograderError
from autograder.gradebook.lateness import read_time

#: What takes a date or an extension away.
NONE = ("none", "no", "-")
_ZONED = re.compile(r".*\d\s*(Z|[+-]\d\d(:?\d\d)?|[A-Za-z][\w/+-]*)\Z", re.DOTALL)
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_PIECE = r"(\d{1,4}(?:\.\d{1,3})?)\s*(weeks?|w|days?|d|hours?|h|minutes?|mins?|m)"
_DURATION = re.compile(rf"\+?\s*{_PIECE}(?:\s*(?:,|and)?\s*{_PIECE})*", re.IGNORECASE)


def read_moment(text: str) -> datetime:
    """The time that a text of one meaning says; AutograderError for any other."""
    if not _ZONED.match(text.strip()):
        raise AutograderError(f"{text!r} has no time zone; write it as 2026-01-30T18:00+01:00 or 18:00 Europe/Vienna.")
    time = read_time(text.encode("utf-8", "replace")).time
    if time is None:
        raise AutograderError(
            f"{text!r} is not understood as a time; write it as 2026-01-30T18:00+01:00 or 2026-01-30 18:00 UTC."
        )
    return time


def read_duration(text: str) -> timedelta | None:
    """3 days, 36h, 1 week 12 hours; None where it is no duration."""
    if not _DURATION.fullmatch(text.strip()):
        return None
    found = timedelta()
    for number, unit in re.findall(_PIECE, text, re.IGNORECASE):
        found += timedelta(**{_UNITS[unit[0].lower()]: float(number)})
    return found


def granted(text: str, due: datetime | None) -> timedelta | None:
    """The extension that a text gives an assignment that is due then; None where it gives none.

    AutograderError where the text is neither a duration nor a time, or a time that is not after the due date.
    """
    if text.strip().lower() in ("", *NONE):
        return None
    duration = read_duration(text)
    if duration is not None:
        return duration
    until = read_moment(text)
    if due is None:
        return None
    if until <= due:
        raise AutograderError(f"{text!r} is not after the due date, {shown(due)}; write a later one, or none.")
    return until - due


def shown(time: datetime, home: str = "UTC") -> str:
    """A time (UTC without zone) on the clocks of the zone `home`."""
    local = time.replace(tzinfo=UTC).astimezone(_zone(home))
    return f"{local:%Y-%m-%d %H:%M}{f':{local:%S}' if local.second else ''} {local.tzname()}"


def shown_duration(time: timedelta) -> str:
    """3 days 12 hours."""
    minutes = round(time.total_seconds() / 60)
    pieces = {"day": minutes // 1440, "hour": minutes % 1440 // 60, "minute": minutes % 60}
    return " ".join(f"{n} {unit}{'s' * (n != 1)}" for unit, n in pieces.items() if n) or "0 minutes"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return ZoneInfo("UTC")
