"""Downloads as Canvas, Moodle and Gradescope write them, and their tables, with the usual mess."""

from __future__ import annotations

import io
import json
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

CANVAS_ASSIGNMENT = 5501


@dataclass
class Person:
    """A student as the three systems know them."""

    id: str
    first: str
    last: str
    number: int
    files: dict[str, bytes] = field(default_factory=dict)
    """Path as the student chose it -> content; empty: nothing was handed in."""
    late: bool = False
    handed_in: datetime = datetime(2026, 1, 28, 15, 31, 14, 379466, UTC)
    group: str = ""

    @property
    def email(self) -> str:
        return f"{self.id}@uni.example"

    @property
    def canvas_id(self) -> int:
        return 10000 + self.number

    @property
    def participant(self) -> int:
        return 65000 + self.number


def notebook(answer: str) -> bytes:
    cells = [{"cell_type": "code", "id": "c", "metadata": {}, "source": answer, "outputs": [], "execution_count": None}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def zipped(files: dict[str, bytes], moments: dict[str, datetime] | None = None) -> bytes:
    """A zip of these files; moments are clocks in UTC."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            moment = (moments or {}).get(name, datetime(2026, 1, 30, 9, 0, 0, tzinfo=UTC))
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content)
    return out.getvalue()


def canvas_name(person: Person) -> str:
    """As Canvas: the sortable name without what is no letter, in lower case."""
    return re.sub(r"[\W_]", "", f"{person.last}{person.first}").lower()


def canvas_zip(people: list[Person], *, times: bool = False, anonymous: bool = False, mark: str = "LATE") -> bytes:
    """Submissions: flat, names of the user and two numbers before each file's own."""
    files, moments = {}, {}
    for person in people:
        for place, (name, content) in enumerate(person.files.items()):
            late = f"{mark}_" if person.late else ""
            whole = "" if anonymous else f"{canvas_name(person)}_"
            flat = f"{whole}{late}{person.canvas_id}_{88000 + 10 * person.number + place}_{name}"
            files[flat] = content
            if times:
                moments[flat] = person.handed_in
    return zipped(files, moments)


def canvas_gradebook(people: list[Person], *, delimiter: str = ",", maximum: str = "10", column: str = "a") -> str:
    """The gradebook's export: byte order mark, points possible, the test student, read-only sums."""
    title = f"{column} ({CANVAS_ASSIGNMENT})"
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Intro, part 1 (5400)", title, "Final Score"]
    rows = [head, ["    Points Possible", "", "", "", "", "5.00", maximum, "(read only)"]]
    for person in people:
        ids = [str(person.canvas_id), f"S{person.number}", person.id]
        rows.append([f"{person.last}, {person.first}", *ids, "Group 1", "4,5" if delimiter == ";" else "4.5", "", "90"])
    rows.append(["Student, Test", "99999", "", "f00dface", "Group 1", "", "", ""])
    return "\ufeff" + table(rows, delimiter, "\r\n")


def table(rows: list[list[str]], delimiter: str = ",", newline: str = "\n") -> str:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if set(cell) & {delimiter, '"', "\n"} else cell

    return "".join(delimiter.join(map(quoted, row)) + newline for row in rows)


def moodle_folder(person: Person, *, blind: bool = False) -> str:
    whole = "Participant" if blind else f"{person.first} {person.last}".replace("_", " ")
    whole = re.sub(r"""[\x00-\x1f\x7f&<>"`|':\\/]""", "", whole)  # as Moodle's clean_filename
    group = f"{person.group}-" if person.group else ""
    return f"{group}{whole}_{person.participant}_assignsubmission_file_"


def moodle_zip(people: list[Person], *, flat: bool = False, blind: bool = False) -> bytes:
    """All submissions, in folders (Moodle's default) or flat."""
    files = {}
    for person in people:
        for name, content in person.files.items():
            between = "" if flat else "/"
            files[f"{moodle_folder(person, blind=blind)}{between}{name.replace('/', '_') if flat else name}"] = content
    return zipped(files)


def moodle_worksheet(people: list[Person], *, maximum: str = "10.00", locked: tuple[str, ...] = ()) -> str:
    """The grading worksheet."""
    head = [
        "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
        "Last modified (submission)", "Last modified (grade)", "Feedback comments",
    ]  # fmt: skip
    rows = [head]
    for person in people:
        status = "Submitted for grading - " if person.files else "No submission"
        free = "No" if person.id in locked else "Yes"
        whole = f"{person.first} {person.last}"
        rows.append([f"Participant {person.participant}", whole, person.email, status, "", maximum, free, "-", "-", ""])
    return table(rows, newline="\r\n")


def gradescope_zip(people: list[Person]) -> bytes:
    """Submissions by number; who they are from stands in the metadata alone, and a group's have several."""
    files, text = {}, []
    groups: dict[str, list[Person]] = {}
    for person in people:
        if person.files:
            groups.setdefault(person.group or person.id, []).append(person)
    for number, members in enumerate(groups.values(), start=311000):
        text += [f"submission_{number}:", "  :submitters:"]
        for member in members:
            whole = json.dumps(f"{member.first} {member.last}", ensure_ascii=False)
            text += [f"  - :name: {whole}", f"    :sid: S{member.number}", f"    :email: {member.email}"]
        moment = f"{members[0].handed_in:%Y-%m-%d %H:%M:%S}.379466000 Z"
        text += [f"  :created_at: {moment}", "  :score: 0.0", "  :status: processed", "  :results: !ruby/hash:X {}"]
        text += ["  :history:", f"  - :id: {number - 5000}", "    :created_at: 2026-01-01 00:00:00.000000000 Z"]
        for name, content in members[0].files.items():
            files[f"assignment_77_export/submission_{number}/{name}"] = content
    files["assignment_77_export/submission_metadata.yml"] = ("---\n" + "\n".join(text) + "\n").encode()
    return zipped(files)


def roster(people: list[Person]) -> str:
    rows = [["id", "first_name", "last_name", "email", "section", "canvas_id", "sis_id", "moodle_id", "extension"]]
    for person in people:
        ids = [str(person.canvas_id), f"S{person.number}", str(person.participant)]
        rows.append([person.id, person.first, person.last, person.email, "", *ids, ""])
    return table(rows)


def write(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def klass(one: str = "one", notebook: Callable[[str], bytes] = notebook) -> list[Person]:
    """Ten students, and what students do to file names; `notebook` writes what each of them hands in."""
    day = timedelta(days=1)
    names = [
        ("ada", "Ada", "Lovelace"), ("bob", "Bob", "O'Neil"), ("cleo", "Cleopatra", "Ptolemaïs"), ("dai", "岱", "王"),
        ("eve", "Eve", "=HYPERLINK(1)"), ("fadi", "فادي", "الخوري"), ("gil", "Gil", "Smith-Jones"),
        ("hua", "Hua", "Li"), ("ivo", "Ivo", "van der_Berg"), ("jo", "Jo", "Nothing"),
    ]  # fmt: skip
    people = [Person(name, first, last, place) for place, (name, first, last) in enumerate(names, start=1)]
    ada, bob, cleo, dai, eve, fadi, gil, hua, ivo, _ = people
    ada.files = {f"{one}.ipynb": notebook("ada")}
    bob.files = {f"{one} (2).ipynb": notebook("bob"), "data.csv": b"1,2\n"}
    cleo.files = {f"{one}-3.ipynb": notebook("cleo")}
    cleo.late, cleo.handed_in = True, ada.handed_in + 3 * day
    dai.files = {"work.zip": zipped({f"hw/{one}.ipynb": notebook("dai"), "hw/helper.py": b"x = 1\n"})}
    eve.files = {f"{one}.ipynb": notebook("eve"), "timestamp.txt": b"2001-01-01 00:00:00 UTC"}
    fadi.files = {"أجوبة.zip": zipped({"outer/inner.zip": zipped({f"{one}-Copy1.ipynb": notebook("fadi")})})}
    gil.files = {f"{one}.ipynb.txt": notebook("gil")}
    hua.files = {f"{one}.ipynb": notebook("hua"), f"__MACOSX/._{one}.ipynb": b"\0"}
    ivo.files = {f"{one}.ipynb": notebook("ivo"), ".DS_Store": b"\0"}
    return people


def crowd(one: str, notebook: Callable[[str], bytes]) -> list[Person]:
    """Thirty of a course: the ten, nineteen who hand in as they should, and one whose archive is damaged."""
    people = klass(one, notebook)
    for number in range(len(people) + 1, 30):
        name = f"s{number}"
        people.append(Person(name, f"First{number}", f"Last{number}", number, {f"{one}.ipynb": notebook(name)}))
    damaged = zipped({f"{one}.ipynb": notebook("max")})
    return [*people, Person("max", "Max", "Muster", 30, {"work.zip": damaged[: len(damaged) // 2]})]
