"""Who is who: the ids and names that systems use, and the student ids of this course.

Students are those of students.csv and of the gradebook; a table of Canvas' or Moodle's adds the ids that these use. An
id decides; a name does only where it is one student's alone and no id of that student's contradicts, and it is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook.database import opened_as_it_is
from autograder.gradebook.roster import Roster, of_course, read_roster
from autograder.gradebook.tables import STUDENT
from autograder.lms.handin import Who, shown
from autograder.lms.sheet import Sheet, read_sheet

IDS = ("id", "canvas_id", "moodle_id", "sis_id", "login_id", "email")
#: What courses often take as their students' ids.
_ALSO_IDS = ("login_id", "sis_id", "email")
LONGEST_ID = 128
#: Whom Canvas puts into most courses.
TEST_STUDENT = "Student, Test"
#: Headers of Canvas' gradebook, of Moodle's grading worksheet and of its grades, and our columns.
_HEADERS = {
    "id": "canvas_id", "sis user id": "sis_id", "sis login id": "login_id", "section": "section", "student": "name",
    "identifier": "moodle_id", "full name": "name", "email address": "email", "id number": "sis_id",
    "username": "login_id", "first name": "first_name", "last name": "last_name", "surname": "last_name",
    "sid": "sis_id", "email": "email",
    "name": "name", "canvas_user_id": "canvas_id", "user_id": "sis_id", "login_id": "login_id",
}  # fmt: skip
#: Which of their ids names the students where the course has no students of its own.
_NAMING = ("login_id", "sis_id", "email", "canvas_id")


@dataclass(frozen=True)
class Found:
    """Whose a hand-in or a row is."""

    student: str | None
    """None where that is not certain."""
    why: str = ""
    """Why it is not; or that only the name says so."""


@dataclass
class People:
    """The students of a course, with what other systems call them."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    """Student -> column -> text."""
    roster: Roster = field(default_factory=Roster)
    """students.csv."""
    problems: list[str] = field(default_factory=list)
    """One sentence for each row that could not be used."""
    sure: set[str] = field(default_factory=set)
    """Moodle's numbers of a worksheet, which are of the assignment in question."""
    _ids: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _names: dict[str, set[str]] = field(default_factory=dict)

    def add(self, student: str, row: Mapping[str, str], *, over: Iterable[str] = ()) -> None:
        """Put what is not known yet into a student's row; of the columns `over`, what is known too."""
        mine = self.rows.setdefault(student, {"id": student})
        for column, text in row.items():
            if text and (not mine.get(column) or column in over) and column != "id":
                mine[column] = text
        for column in IDS:
            if mine.get(column):
                self._ids.setdefault((column, plain_id(column, mine[column])), set()).add(student)
        for name in _names(mine):
            self._names.setdefault(name, set()).add(student)

    def knows(self, name: str) -> bool:
        """Whether somebody goes by this name or id."""
        return self.find({"any": name}).student is not None

    def find(self, who: Who) -> Found:
        """The student that is meant."""
        given = who.get("any")
        doubt = ""
        for column in IDS:
            text = given or who.get(column)
            mine = self._with(column, text) if text else set()
            if len(mine) > 1:
                return Found(None, f"several students have the {column} {text!r}")
            student = next(iter(mine), None)
            if student is not None and not self._is_doubtful(column, text or "", student, who):
                return Found(student)
            if student is not None:
                doubt = (
                    f"students.csv has this {column} for {student}, who has another name; each assignment has "
                    f"numbers of its own in Moodle: name its grading worksheet with --roster"
                )
        name = given or who.get("name") or ""
        found = self._by_name(name, {column: text for column, text in who.items() if column in IDS and text})
        return Found(None, doubt) if doubt and found.student is None else found

    def _with(self, column: str, text: str) -> set[str]:
        mine = self._ids.get((column, plain_id(column, text)), set())
        if not mine and column in _ALSO_IDS:
            mine = self._ids.get(("id", plain_id("id", text)), set())
        return mine

    def _is_doubtful(self, column: str, text: str, student: str, who: Who) -> bool:
        """Whether a number of Moodle's could be that of somebody else, and the name says so."""
        if column != "moodle_id" or plain_id(column, text) in self.sure:
            return False
        own, given = _names(self.rows[student]), {plain(name) for name in _endings(who.get("name", ""))} - {""}
        return bool(own and given) and own.isdisjoint(given)

    def _by_name(self, name: str, ids: Mapping[str, str]) -> Found:
        for ending in _endings(name):
            mine = self._names.get(plain(ending), set()) if plain(ending) else set()
            if len(mine) > 1:
                return Found(None, f"several students are called {name!r}")
            if mine:
                student = next(iter(mine))
                row = self.rows[student]
                other = next((column for column in ids if row.get(column) and column != "moodle_id"), None)
                return Found(None, f"{student} has another {other}") if other else Found(student, "by the name alone")
        return Found(None, "is not among the students")

    def name(self, student: str) -> tuple[str, str]:
        """(first name, last name)."""
        row = self.rows.get(student, {})
        return row.get("first_name", ""), row.get("last_name", "") or row.get("name", "")


def of(course: Course, table: Path | None = None) -> People:
    """The students of the course; `table`: a file of Canvas' or Moodle's, or a roster, that says more of them."""
    people = People(roster=of_course(course.root))
    people.problems += people.roster.problems
    for student, row in people.roster.students.items():
        people.add(student, row)
    with opened_as_it_is(course.db_url) as engine:
        if engine is not None:
            with engine.connect() as connection:
                for known in connection.execute(select(STUDENT)).mappings():
                    texts = {column: str(text) for column, text in known.items() if text}
                    people.add(texts["id"], texts | {"canvas_id": texts.get("lms_user_id", "")})
    if table is not None:
        _add_table(people, table)
    return people


def _add_table(people: People, path: Path) -> None:
    sheet = read_sheet(path)
    if not _is_of_a_system(sheet.header):
        roster = read_roster(path)
        people.problems += roster.problems
        for student, row in roster.students.items():
            people.add(student, row, over=row)
        return
    rows = persons(sheet)
    naming = "" if people.rows else _naming(rows)
    if not people.rows and not naming:
        raise CourseError(
            f"{path} has no column whose values could name the students: a login, an ID number, an e-mail."
        )
    for row in rows:
        mine = row[naming] if naming else people.find(row).student
        if mine is not None and usable(mine):
            people.add(mine, row, over=("moodle_id",))
            people.sure.add(plain_id("moodle_id", row.get("moodle_id", "")))


def groups(path: Path, people: People) -> dict[str, frozenset[str]]:
    """Student -> everybody of the same group, by a table with a column `group`, or Canvas' `group_name`."""
    sheet = read_sheet(path)
    titles = [title.strip().lower() for title in sheet.header]
    column = next((titles.index(name) for name in ("group_name", "group") if name in titles), None)
    if column is None:
        raise CourseError(f"{path} has no column group or group_name.")
    found: dict[str, set[str]] = {}
    for row in sheet.rows[1:]:
        who = person(sheet.header, row)
        if "id" in titles and titles.index("id") < len(row):  # a table of ours: the student's id, not Canvas' number
            who["any"] = row[titles.index("id")].strip()
        student = people.find(who).student
        group = row[column].strip() if column < len(row) else ""
        if group and student is not None:
            found.setdefault(group, set()).add(student)
        elif group:
            people.problems.append(f"{path.name}: {shown(who)} of {group!r} is nobody here.")
    return {student: frozenset(members) for members in found.values() for student in members}


def persons(sheet: Sheet) -> list[Who]:
    """Everybody whom a system's table has an id of, without Canvas' test student."""
    found = [person(sheet.header, row) for row in sheet.rows[1:]]
    return [who for who in found if any(who.get(column) for column in IDS) and who.get("name") != TEST_STUDENT]


def person(header: Sequence[str], row: Sequence[str]) -> Who:
    """What a row of a system's table says of a person, under our columns."""
    found: Who = {}
    for title, text in zip(header, row, strict=False):
        column = _HEADERS.get(title.strip().lower())
        if column and text.strip() and column not in found:
            found[column] = text.strip()
    last, comma, first = found.get("name", "").partition(",")
    return found | ({"first_name": first.strip(), "last_name": last.strip()} if comma else {})


def _is_of_a_system(header: Iterable[str]) -> bool:
    """Whether the columns are those of a table of Canvas', Moodle's or Gradescope's, not of a roster of ours."""
    titles = {title.strip().lower() for title in header}
    return titles >= {"student", "id"} or not titles.isdisjoint({"identifier", "email address", "sid"})


def _naming(rows: Sequence[Who]) -> str:
    """The column whose values can be student ids: there for everybody, and another for each."""
    for column in _NAMING:
        texts = [row.get(column, "") for row in rows]
        if texts and len({*texts}) == len(texts) and all(map(usable, texts)):
            return column
    return ""


def usable(student: str) -> bool:
    """Whether a folder in submitted/ can have this name."""
    odd = student.startswith(".") or set(student) & set("/\\\0") or not student.isprintable()
    return bool(student) and not odd and len(student) <= LONGEST_ID and student == student.strip()


def plain_id(column: str, text: str) -> str:
    """An id as it is compared: without case, of Moodle's `Participant 65770` the number."""
    if column == "moodle_id" and (numbers := re.findall(r"\d+", text)):
        return str(numbers[-1])
    return text.strip().casefold()


def plain(name: str) -> str:
    """A name as it is compared: letters and digits of any script, without case and accents."""
    text = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in text if c.isalnum())


def _endings(name: str) -> list[str]:
    """The name, and it without what stands before a hyphen: before Moodle's names may stand that of a group."""
    pieces = name.split("-")
    return ["-".join(pieces[start:]) for start in range(len(pieces))]


def _names(row: Mapping[str, str]) -> set[str]:
    first, last, whole = (row.get(column, "") for column in ("first_name", "last_name", "name"))
    found = {plain(first + last), plain(last + first)} if first and last else set()
    return (found | {plain(whole)}) - {""}
