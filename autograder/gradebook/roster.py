"""students.csv in the course's folder: who takes part, their names, addresses and LMS ids, and who has more time.

Any spreadsheet writes it. Columns that are not ours are kept, with their order; a row that cannot be used is told in
one sentence and changes nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from autograder.errors import AutograderError, CourseError
from autograder.files import write_atomically
from autograder.gradebook.moments import granted

NAME = "students.csv"
#: Our columns. `extension` holds for every assignment, `extension ASSIGNMENT` for one.
COLUMNS = (
    "id", "first_name", "last_name", "email", "section", "canvas_id", "sis_id", "moodle_id", "extension",
)  # fmt: skip
EXTENSION = "extension"
#: How others call them: our own exports, nbgrader's, spreadsheets, Canvas, Moodle.
_ALIASES = {
    "id": ("student_id", "student", "username", "user", "user_name", "login", "login_id", "sis_login_id"),
    "first_name": ("firstname", "given_name", "forename", "vorname"),
    "last_name": ("lastname", "surname", "family_name", "nachname"),
    "email": ("e_mail", "mail", "email_address", "mail_address"),
    "section": ("group", "class"),
    "canvas_id": ("canvas_user_id", "lms_user_id"),
    "sis_id": ("sis_user_id", "id_number"),
    "moodle_id": ("moodle_user_id", "identifier"),
}
_OURS = {alias: ours for ours, aliases in _ALIASES.items() for alias in (ours, *aliases)}
LONGEST = 128
MOST_BYTES = 16 << 20


@dataclass
class Roster:
    """The rows of a roster, by student."""

    students: dict[str, dict[str, str]] = field(default_factory=dict)
    """id -> column -> what stands there."""
    columns: list[str] = field(default_factory=lambda: list(COLUMNS))
    """In the order of the file."""
    problems: list[str] = field(default_factory=list)
    """One sentence for each row that could not be used."""

    def extension(self, student: str, assignment: str, due: datetime | None) -> timedelta | None:
        """What a student has been given beyond the due date (UTC), None where nothing is said."""
        row = self.students.get(student, {})
        text = row.get(f"{EXTENSION} {assignment}") or row.get(EXTENSION) or ""
        try:
            return granted(text, due)
        except AutograderError:  # told when the file was read, or when the due date was moved
            return None

    def add(self, student: str, values: Mapping[str, str]) -> None:
        """Put what is not empty into a student's row, which is made where there is none."""
        self.columns += [name for name in values if name not in self.columns]
        row = self.students.setdefault(student, {"id": student})
        row.update({name: value for name, value in values.items() if value})

    def text(self) -> str:
        """The file."""
        out = io.StringIO()
        writer = csv.DictWriter(out, self.columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.students[name] for name in sorted(self.students))
        return out.getvalue()


def read_roster(path: Path) -> Roster:
    """The roster in a file; CourseError where it is no table with a column of ids."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise CourseError(f"{path} cannot be read ({problem.strerror}).") from problem
    try:
        text = content.decode("utf-8-sig") if len(content) <= MOST_BYTES else ""
    except UnicodeDecodeError as problem:
        raise CourseError(f"{path} is no text in UTF-8; save it as 'CSV UTF-8'.") from problem
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header, *lines = [(rows.line_num, row) for row in rows if any(cell.strip() for cell in row)] or [(0, [])]
    except csv.Error as problem:
        raise CourseError(f"{path} is no table ({problem}); save it as CSV.") from problem
    columns = _columns(header[1])
    if "id" not in columns:
        raise CourseError(f"{path} has no column id; its first line names the columns, of which one is id.")
    if twice := next((name for name in columns if columns.count(name) > 1), None):
        raise CourseError(f"{path} has two columns {twice}; rename one of them.")
    roster = Roster(columns=[*columns, *(name for name in COLUMNS if name not in columns)])
    for number, row in lines:
        values = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        why = _why_not(values, row[len(columns) :], roster)
        if why:
            roster.problems.append(f"{path.name}, line {number}: {why}.")
        else:
            roster.students[values["id"]] = values
    return roster


def of_course(root: Path) -> Roster:
    """The course's roster, empty where there is none."""
    path = root / NAME
    return read_roster(path) if path.is_file() else Roster()


def save(root: Path, roster: Roster) -> None:
    """Write the course's roster; CourseError, with nothing written, where that would lose a row that was not read."""
    if problems := of_course(root).problems:
        raise CourseError(f"{problems[0].rstrip('.')}; mend that first, since the file is written anew.")
    write_atomically(root / NAME, roster.text())


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: the one that the first line has most of."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(header: Sequence[str]) -> list[str]:
    plain = [re.sub(r"[\s_-]+", "_", name.strip().lower()) for name in header]
    named = [_OURS.get(name, "") for name in plain]
    if named.count("id") > 1 and "sis_login_id" in plain:  # Canvas: ID is its own number, the login is the name
        own = {"student": "name", "id": "canvas_id"}
        named = [own.get(name, _OURS.get(name, "")) for name in plain]
    taken = {ours: _best(ours, plain, named) for ours in named}
    return [
        ours if ours and place == taken[ours] else _own(name)
        for place, (ours, name) in enumerate(zip(named, header, strict=True))
    ]


def _best(ours: str, plain: Sequence[str], named: Sequence[str]) -> int:
    """Where the column is that is meant, of several that could be: the one of this very name, or the first."""
    return plain.index(ours) if ours in plain and named[plain.index(ours)] == ours else named.index(ours)


def _own(name: str) -> str:
    """A column that is not one of ours, or `extension`, or `extension ASSIGNMENT`."""
    name = name.strip()
    if not name.lower().startswith(EXTENSION):
        return name
    return f"{EXTENSION} {name[len(EXTENSION) :].strip(' :')}".strip()


def _why_not(values: Mapping[str, str], surplus: Iterable[str], roster: Roster) -> str:
    """What is the matter with a row, "" where nothing is."""
    student = values.get("id", "")
    if not student:
        return "there is no id"
    if student in roster.students:
        return f"{student} stands above already"
    if student.startswith(".") or set(student) & set("/\\\0") or not student.isprintable() or len(student) > LONGEST:
        return f"{student[:LONGEST]!r} cannot be an id, since no folder in submitted/ can have this name"
    if any(cell.strip() for cell in surplus):
        return f"{student} has more fields than there are columns; quote what contains the separator"
    if values.get("email") and "@" not in values["email"]:
        return f"{student}: {values['email']!r} is no e-mail address"
    if too_long := next((name for name in COLUMNS if len(values.get(name, "")) > LONGEST), None):
        return f"{student}: {too_long} is longer than {LONGEST} characters"
    for name, text in values.items():
        if name.split(" ")[0] == EXTENSION:
            try:
                granted(text, None)
            except AutograderError as problem:
                return f"{student}: {str(problem).rstrip('.')}, or a duration as 3 days"
    return ""
