"""Canvas, "Download Submissions": one flat zip of `<last><first>[_LATE]_<user id>_<file id>_<name>`.

With anonymous grading there is no name. LATE is written small by some versions.
At each resubmission Canvas puts -1, -2, ... to the name; of a group its zip has one member's files. Its gradebook goes
out and comes in as the same CSV: a row of points possible, a row for each student, found by ID, a column for each
assignment, found by `Title (id)`. An empty cell leaves a grade as it is, EX excuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.errors import CourseError
from autograder.lms.filling import Filled, How, factor, fill
from autograder.lms.grades import Marks
from autograder.lms.handin import Download, HandIn
from autograder.lms.members import Member
from autograder.lms.people import People, plain
from autograder.lms.sheet import Sheet

#: A text or a link that was handed in has no file id.
NAME = re.compile(
    r"(?:(?P<name>[^/]+?)_)??(?:(?P<late>LATE|late)_)?(?P<id>\d+)(?:_(?P<file>\d+))?_(?P<own>[^/]+)", re.DOTALL
)


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
        place = first.string[: first.start("own")] if first["file"] else ""
        own = tuple(((found["own"],), member) for found, member in mine)
        download.handins.append(HandIn(({"canvas_id": number, "name": first["name"] or ""},), own, place, late))
    return download


# grades

POINTS = "    Points Possible"
#: Who a row is; these are kept where only what has changed is wanted.
_WHO = ("student", "id", "sis user id", "sis login id", "integration id", "root account", "section")
_TITLE = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)", re.DOTALL)


def new_sheet(found: Sequence[Marks], people: People) -> Sheet:
    """A table that Canvas imports; a column without Canvas' own id makes a new assignment there."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *(marks.grades.assignment for marks in found)]
    sheet = Sheet([header])
    sheet.rows.append([POINTS, "", "", "", "", *(sheet.number(marks.grades.maximum) for marks in found)])
    for student in sorted({student for marks in found for student in marks.of}):
        first, last = people.name(student)
        row = people.rows.get(student, {})
        ids = [row.get("canvas_id", ""), row.get("sis_id", ""), row.get("login_id") or student, row.get("section", "")]
        points = [marks.of.get(student) for marks in found]
        cells = ["" if one is None else sheet.number(one) for one in points]
        sheet.rows.append([", ".join(filter(None, [last, first])) or student, *ids, *cells])
    return sheet


def fill_sheet(sheet: Sheet, found: Sequence[Marks], people: People, how: How) -> list[Filled]:
    """Write the grades into Canvas' own table; only rows and columns that have `changed`, if so wanted."""
    titles = {title.strip().lower() for title in sheet.header}
    if not titles >= {"student", "id"}:
        raise CourseError(f"{sheet.name} is no gradebook of Canvas': it has no columns Student and ID.")
    starts = [place for place, row in enumerate(sheet.rows[:4]) if row[0].strip().lower() == "points possible"]
    if not starts:
        raise CourseError(f"{sheet.name} has no row Points Possible; export the gradebook from Canvas once more.")
    points, columns, done = sheet.rows[starts[0]], [], []
    for marks in found:
        place = _column(sheet, marks.grades.assignment, how.column)
        rows = range(starts[0] + 1, len(sheet.rows))
        excused = {n: "is excused" for n in rows if sheet.rows[n][place : place + 1] in (["EX"], ["ex"])}
        most = points[place] if place < len(points) else ""
        by = factor(sheet, most, marks, scale=how.scale)
        done.append(fill(sheet, rows, place, marks, people, factor=by, locked=excused))
        columns.append(place)
    if how.changed:
        kept = {*range(starts[0] + 1)} | {row for one in done for row in one.changed}
        keep = [n for n, title in enumerate(sheet.header) if title.strip().lower() in _WHO or n in columns]
        sheet.rows = [[row[n] if n < len(row) else "" for n in keep] for n, row in enumerate(sheet.rows) if n in kept]
    return done


def _column(sheet: Sheet, assignment: str, wanted: str) -> int:
    """Where the assignment's column is; CourseError, naming those there are, where that is not certain."""
    titles = {n: found for n, title in enumerate(sheet.header) if (found := _TITLE.fullmatch(title.strip()))}
    names = (wanted,) if wanted else (assignment,)
    exact = [n for n, found in titles.items() if {found[0], found["title"], found["id"]} & {*names}]
    close = exact or [n for n, found in titles.items() if plain(found["title"]) in {plain(name) for name in names}]
    if len(close) != 1:
        listed = "; ".join(found[0] for found in titles.values())
        many = "several columns" if close else "no column"
        raise CourseError(f"{sheet.name} has {many} {names[0]!r}; name one with --column: {listed or 'there is none'}.")
    return close[0]
