"""What each system takes back, read as its documentation says that it reads."""

from __future__ import annotations

import csv
import io
import re

from tests.lms import downloads
from tests.lms.downloads import Person


def canvas_import(text: str, known: dict[int, str], delimiter: str = ",") -> tuple[dict[str, str], str]:
    """What Canvas takes: student by ID, the column by `Title (id)`; (student -> cell, points possible)."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))
    header = rows[0]
    assert header[0] == "Student"
    column = next(n for n, title in enumerate(header) if title.endswith(f"({downloads.CANVAS_ASSIGNMENT})"))
    assert rows[1][0].strip() == "Points Possible"
    number = header.index("ID")
    assert {len(row) for row in rows} == {len(header)}
    return {known[int(row[number])]: row[column] for row in rows[2:] if int(row[number]) in known}, rows[1][column]


def moodle_import(text: str, known: dict[int, str]) -> dict[str, str]:
    """What Moodle takes: the row by Identifier, the grade between 0 and the maximum."""
    found = {}
    for row in csv.DictReader(io.StringIO(text)):
        assert row["Identifier"].startswith("Participant ")
        if row["Grade"]:
            assert 0 <= float(row["Grade"]) <= float(row["Maximum Grade"])
        found[known[int(row["Identifier"].split()[1])]] = row["Grade"]
    return found


def moodle_reads(files: dict[str, str]) -> dict[int, str]:
    """As Moodle's feedback import: the participant's number before `_assignsubmission_file_`, a file below it."""
    found = {}
    for name, content in files.items():
        folder, file = name.split("/")
        number = re.fullmatch(r".+_(\d+)_assignsubmission_file_", folder)
        assert number and file == "one.html"
        found[int(number[1])] = content
    return found


def canvas_reads(files: dict[str, str], people: list[Person]) -> dict[int, str]:
    """As Canvas: of the pieces between underscores that are numbers the first two are the user and a file of theirs."""
    own = {p.canvas_id: {88000 + 10 * p.number + place for place in range(len(p.files))} for p in people}
    found = {}
    for name, content in files.items():
        assert "/" not in name
        user, file = [int(piece) for piece in name.split("_") if piece.isdecimal()][:2]
        assert file in own[user] and not name.split("_")[-1].startswith("link")
        found[user] = content
    return found
