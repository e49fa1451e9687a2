"""What Canvas, Moodle and Gradescope give for download comes to its place, whatever lies in it."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.course import Course
from autograder.gradebook import Gradebook
from tests.cli.hostile_names import HOSTILE as HOSTILE_NAMES
from tests.gradebook.small_course import make_course, master_of
from tests.lms import downloads
from tests.lms.downloads import klass, notebook, write, zipped

ALL_BUT_JO = ["ada", "bob", "cleo", "dai", "eve", "fadi", "gil", "hua", "ivo"]


@pytest.fixture
def course(tmp_path) -> Course:
    made = make_course(tmp_path / "course", two=None, config="c.Autograder.submission_mb = 1")
    write(made.root / "students.csv", downloads.roster(klass()))
    return made


def collect(course, *arguments, code: int = 0):
    given = ["--course", str(course.root), "collect", "a", *map(str, arguments), "--json"]
    done = CliRunner().invoke(cli, given, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def tree(folder) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def states(folder) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in folder.rglob("*")}


SYSTEMS = {
    "canvas": downloads.canvas_zip,
    "canvas, anonymous": lambda people: downloads.canvas_zip(people, anonymous=True),
    "canvas, small": lambda people: downloads.canvas_zip(people, mark="late"),
    "moodle": downloads.moodle_zip,
    "gradescope": downloads.gradescope_zip,
    "moodle, flat": lambda people: downloads.moodle_zip(people, flat=True),
    "moodle, blind": lambda people: downloads.moodle_zip(people, blind=True),
}


@pytest.mark.parametrize("name", SYSTEMS)
@pytest.mark.parametrize("as_folder", [False, True])
def test_every_hand_in_of_every_system_comes_to_its_students_folder_under_the_notebooks_name(
    course, tmp_path, name, as_folder
):
    given = write(tmp_path / "given.zip", SYSTEMS[name](klass()))
    if as_folder:
        with zipfile.ZipFile(given) as archive:
            archive.extractall(tmp_path / "unzipped" / "around it")
        given = tmp_path / "unzipped"
    summary = collect(course, given)
    assert [entry[1] for entry in summary["read"]] == [name.partition(",")[0]]
    assert summary["collected"] == ALL_BUT_JO
    assert summary["missing"] == ["jo"]
    assert summary["late"] == (["cleo"] if name.startswith("canvas") else [])
    assert summary["by_name"] == summary["unknown"] == summary["failed"] == []
    for student in ALL_BUT_JO:
        content = (course.submitted / student / "a" / "one.ipynb").read_bytes()
        assert content == notebook(student)
    assert (course.submitted / "dai/a/helper.py").read_bytes() == b"x = 1\n"
    assert (course.submitted / "bob/a/data.csv").is_file()
    left = {path.name for path in (course.submitted).rglob("*")} & {"__MACOSX", ".DS_Store", "._one.ipynb", "hw"}
    assert left == set()


@pytest.mark.parametrize("name", SYSTEMS)
def test_collecting_twice_changes_nothing(course, tmp_path, name):
    given = write(tmp_path / "given.zip", SYSTEMS[name](klass()))
    collect(course, given)
    before = states(course.root)
    summary = collect(course, given)
    assert summary["unchanged"] == ALL_BUT_JO
    assert summary["collected"] == summary["replaced"] == []
    assert states(course.root) == before


def test_a_students_own_timestamp_is_never_the_time(course, tmp_path):
    for name in ("canvas", "moodle"):
        collect(course, write(tmp_path / f"{name}.zip", SYSTEMS[name](klass())))
        assert not (course.submitted / "eve/a/timestamp.txt").exists()


def test_gradescopes_time_is_kept_as_nbgrader_keeps_it(course, tmp_path):
    collect(course, write(tmp_path / "given.zip", downloads.gradescope_zip(klass())))
    assert (course.submitted / "ada/a/timestamp.txt").read_text() == "2026-01-28 15:31:14.379466 UTC"


def due(course, moment: datetime) -> None:
    with Gradebook(course) as gradebook:
        gradebook.register(master_of(course))
        gradebook.set_due_date("a", moment.replace(tzinfo=None))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Vienna"])
def test_times_of_files_count_where_they_are_times_of_hand_ins_and_lateness_follows(course, tmp_path, zone):
    due(course, datetime(2026, 1, 29, 12, tzinfo=UTC))
    summary = collect(course, write(tmp_path / "g.zip", downloads.canvas_zip(klass(), times=True)), "--zone", zone)
    assert summary["late"] == ["cleo"]
    hour = {"UTC": 15, "Europe/Vienna": 14}[zone]
    assert (course.submitted / "ada/a/timestamp.txt").read_text().startswith(f"2026-01-28 {hour}:31:14")


def test_the_time_of_the_download_is_nobodys_time(course, tmp_path):
    due(course, datetime(2026, 1, 29, 12, tzinfo=UTC))
    collect(course, write(tmp_path / "given.zip", downloads.canvas_zip(klass())))
    assert not list(course.submitted.rglob("timestamp.txt"))


def test_where_canvas_and_the_time_disagree_about_lateness_no_time_is_kept_and_it_is_told(course, tmp_path):
    due(course, datetime(2026, 2, 20, tzinfo=UTC))
    summary = collect(course, write(tmp_path / "given.zip", downloads.canvas_zip(klass(), times=True)))
    assert summary["late"] == ["cleo"]
    assert not (course.submitted / "cleo/a/timestamp.txt").exists()
    assert [note.split(":")[0] for note in summary["notes"]] == ["cleo"]


def one_of(**files: bytes):
    """A class of one, ada."""
    ada = klass()[0]
    ada.files = dict(files)
    return [ada]


def test_the_last_hand_in_counts_whatever_the_order_and_earlier_ones_are_kept_aside(course, tmp_path):
    first, second = one_of(**{"one.ipynb": notebook("first")}), one_of(**{"one.ipynb": notebook("second")})
    second[0].handed_in = first[0].handed_in + timedelta(hours=1)
    monday = write(tmp_path / "monday.zip", downloads.gradescope_zip(first))
    tuesday = write(tmp_path / "tuesday.zip", downloads.gradescope_zip(second))
    place = course.submitted / "ada" / "a" / "one.ipynb"
    collect(course, tuesday, monday)
    assert place.read_bytes() == notebook("second")
    assert collect(course, monday)["older"] == ["ada"]
    assert place.read_bytes() == notebook("second")
    earlier = tree(course.state / "earlier" / "a" / "ada")
    assert sorted(earlier.values()) == sorted([notebook("first"), b"2026-01-28 15:31:14.379466 UTC"])
    before = states(course.root)
    collect(course, monday, tuesday)
    collect(course, monday)
    assert states(course.root) == before


def test_without_times_a_download_that_was_replaced_does_not_come_back(course, tmp_path):
    monday = write(tmp_path / "monday.zip", downloads.moodle_zip(one_of(**{"one.ipynb": notebook("first")})))
    tuesday = write(tmp_path / "tuesday.zip", downloads.moodle_zip(one_of(**{"one.ipynb": notebook("second")})))
    assert collect(course, monday)["collected"] == ["ada"]
    assert collect(course, tuesday)["replaced"] == ["ada"]
    assert collect(course, monday)["older"] == ["ada"]
    assert (course.submitted / "ada/a/one.ipynb").read_bytes() == notebook("second")


def test_what_lay_there_is_kept_aside_when_it_is_replaced(course, tmp_path):
    write(course.submitted / "ada/a/one.ipynb", notebook("by hand"))
    write(course.submitted / "ada/a/notes.txt", "mine")
    collect(course, write(tmp_path / "given.zip", downloads.canvas_zip(klass())))
    assert sorted(tree(course.state / "earlier/a/ada").values()) == sorted([notebook("by hand"), b"mine"])


def test_a_group_hands_in_for_all_of_its_members(course, tmp_path):
    people = klass()[:2]
    people[0].group = people[1].group = "Team A"
    people[1].files = people[0].files
    for name in ("gradescope", "moodle"):
        collect(course, write(tmp_path / f"{name}.zip", SYSTEMS[name](people)))
        assert (course.submitted / "ada/a/one.ipynb").read_bytes() == notebook("ada")
        assert (course.submitted / "bob/a/one.ipynb").read_bytes() == notebook("ada")


@pytest.mark.parametrize("table", ["canvas", "ours"])
def test_a_group_that_canvas_gives_one_members_files_of_is_collected_for_all(course, tmp_path, table):
    ada, bob, cleo, *_ = klass()
    rows = {
        "canvas": [["name", "canvas_user_id", "user_id", "login_id", "sections", "group_name", "canvas_group_id"]]
        + [[f"{p.first} {p.last}", str(p.canvas_id), "", p.id, "", "Team A", "7"] for p in (ada, bob, cleo)],
        "ours": [["id", "group"], ["ada", "A"], ["bob", "A"], ["cleo", "A"]],
    }[table]
    groups = write(tmp_path / "groups.csv", downloads.table(rows))
    given = write(tmp_path / "given.zip", downloads.canvas_zip([ada, cleo]))
    assert collect(course, given, "--groups", groups)["collected"] == ["ada", "bob", "cleo"]
    answers = [(course.submitted / name / "a/one.ipynb").read_bytes() for name in ("ada", "bob", "cleo")]
    assert answers[0] == notebook("ada")
    assert answers[1] in (notebook("ada"), notebook("cleo"))
    assert answers[2] == notebook("cleo")
    assert len(collect(course, given, "--groups", groups)["unchanged"]) == 3


def test_who_is_unknown_is_listed_and_not_guessed(course, tmp_path):
    stranger = downloads.Person("zoe", "Zoe", "Unknown", 77, {"one.ipynb": notebook("zoe")})
    other_ada = downloads.Person("ada2", "Ada", "Lovelace", 78, {"one.ipynb": notebook("other")})
    summary = collect(
        course, write(tmp_path / "given.zip", downloads.canvas_zip([*klass(), stranger, other_ada])), code=1
    )
    assert summary["collected"] == ALL_BUT_JO
    assert [who for who, _ in summary["unknown"]] == [
        "'unknownzoe' (canvas_id 10077)",
        "'lovelaceada' (canvas_id 10078)",
    ]
    assert (course.submitted / "ada/a/one.ipynb").read_bytes() == notebook("ada")


def test_a_name_decides_only_where_it_is_one_students_alone_and_it_is_told(course, tmp_path):
    people = klass()
    plain = [f"{person.id},{person.first},{person.last}" for person in people]
    write(course.root / "students.csv", "\n".join(["id,first_name,last_name", *plain, "ada2,Ada,Lovelace"]))
    summary = collect(course, write(tmp_path / "given.zip", downloads.canvas_zip(people)), code=1)
    assert [who for who, _ in summary["unknown"]] == ["'lovelaceada' (canvas_id 10001)"]
    assert sorted(student for student, _ in summary["by_name"]) == ALL_BUT_JO[1:]


@pytest.mark.parametrize(
    ("system", "sheet"), [("canvas", downloads.canvas_gradebook), ("moodle", downloads.moodle_worksheet)]
)
def test_the_systems_own_table_is_a_roster(tmp_path, system, sheet):
    course = make_course(tmp_path / "course", two=None)
    given = write(tmp_path / "given.zip", SYSTEMS[system](klass()))
    assert collect(course, given, code=1)["collected"] == []
    summary = collect(course, given, "--roster", write(tmp_path / "table.csv", sheet(klass())))
    ids = [name if system == "canvas" else f"{name}@uni.example" for name in ALL_BUT_JO]
    assert summary["collected"] == ids


def test_moodles_participants_are_joined_to_the_roster_by_the_worksheet(course, tmp_path):
    people = klass()
    columns = [f"{person.id},{person.email},999{person.number}" for person in people]
    write(course.root / "students.csv", "\n".join(["id,email,moodle_id", *columns]))
    sheet = write(tmp_path / "worksheet.csv", downloads.moodle_worksheet(people))
    given = write(tmp_path / "given.zip", downloads.moodle_zip(people, blind=True))
    assert collect(course, given, "--roster", sheet)["collected"] == ALL_BUT_JO


def test_a_number_of_moodles_does_not_decide_against_the_name(course, tmp_path):
    people = klass()
    rows = [f"{p.id},{p.first},{p.last},{p.participant + (1 if p.id != 'jo' else -9)}" for p in people]
    write(course.root / "students.csv", "\n".join(["id,first_name,last_name,moodle_id", *rows]))
    summary = collect(course, write(tmp_path / "given.zip", downloads.moodle_zip(people)))
    assert summary["collected"] == ALL_BUT_JO
    assert (course.submitted / "ada/a/one.ipynb").read_bytes() == notebook("ada")


def test_another_name_under_a_students_number_is_told_unless_the_worksheet_says_so(course, tmp_path):
    people = klass()
    people[0].first = "Augusta"
    given = write(tmp_path / "given.zip", downloads.moodle_zip(people))
    ((who, why),) = collect(course, given, code=1)["unknown"]
    assert who == "'Augusta Lovelace' (moodle_id 65001)"
    assert why.startswith("students.csv has this moodle_id for ada, who has another name")
    sheet = write(tmp_path / "worksheet.csv", downloads.moodle_worksheet(people))
    assert collect(course, given, "--roster", sheet)["collected"] == ["ada"]


def test_who_is_late_at_a_time_that_nobody_knows_is_told(course, tmp_path):
    summary = collect(course, write(tmp_path / "given.zip", downloads.canvas_zip(klass())))
    assert summary["late"] == ["cleo"]
    assert "no penalty is taken: cleo;" in summary["notes"][0]


@pytest.mark.parametrize(
    "layout", ["{student}/{file}", "{student}/a/{file}", "class/{student}/a/{file}", "{student}.ipynb"]
)
def test_plain_folders_are_collected_by_the_students_ids(course, tmp_path, layout):
    for student in ("ada", "bob@uni.example", "S3"):
        write(tmp_path / "given" / layout.format(student=student, file="one (1).ipynb"), notebook(student))
    given = [tmp_path / "given"] if "{file}" in layout else [tmp_path / "given", "--from", "plain"]
    assert collect(course, *given)["collected"] == ["ada", "bob", "cleo"]
    names = {path.name for path in course.submitted.rglob("*.ipynb")}
    assert names == ({"one.ipynb"} if "{file}" in layout else {"ada.ipynb", "bob@uni.example.ipynb", "S3.ipynb"})


def test_without_a_roster_plain_folders_are_the_students(tmp_path):
    course = make_course(tmp_path / "course", two=None)
    write(tmp_path / "given" / "ada" / "a" / "one.ipynb", notebook("ada"))
    write(tmp_path / "given" / "ada" / "a" / "timestamp.txt", "2026-01-30 18:00:00 UTC")
    assert collect(course, tmp_path / "given")["collected"] == ["ada"]
    assert (course.submitted / "ada/a/timestamp.txt").read_text() == "2026-01-30 18:00:00.000000 UTC"


# what is hostile, or broken


def link(name: str, to: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, to)
    return out.getvalue()


def encrypted() -> bytes:
    content = bytearray(zipped({"one.ipynb": notebook("secret")}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + place
        content[at] |= 1
    return bytes(content)


def overlapping() -> bytes:
    """Many entries of the directory over one local file."""
    content = zipped({"one.ipynb": b"\0" * 1_000_000})
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry, last = content[start:end], bytearray(content[end:])
    struct.pack_into("<HHII", last, 8, 500, 500, 500 * len(entry), start)
    return content[:start] + entry * 500 + bytes(last)


def announcing(count: int) -> bytes:
    content = bytearray(zipped({"one.ipynb": b"{}"}))
    struct.pack_into("<HH", content, content.index(b"PK\x05\x06") + 8, count, count)
    return bytes(content)


HOSTILE = {
    "bomb": zipped({"one.ipynb": b"\0" * (12 << 20)}),
    "bomb of many": zipped({f"{place}.bin": b"\0" * (3 << 20) for place in range(5)}),
    "overlapping": overlapping(),
    "link": link("one.ipynb", "/etc/passwd"),
    "climbs": zipped({"../../../one.ipynb": notebook("out")}),
    "absolute": zipped({"/tmp/lms-was-here.ipynb": notebook("out")}),
    "windows": zipped({"C:\\one.ipynb": notebook("out")}),
    "climbs backwards": zipped({"..\\..\\one.ipynb": notebook("out")}),
    "encrypted": encrypted(),
    "damaged": zipped({"one.ipynb": os.urandom(5000)})[:2000],
    "announces too many": announcing(60000),
    "empty": zipped({}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_bad_archive_of_a_student_is_refused_in_a_sentence_and_the_others_are_collected(course, tmp_path, name):
    people = klass()
    people[0].files = {"work.zip": HOSTILE[name]}
    given = write(tmp_path / "given.zip", downloads.canvas_zip(people))
    outside = tree(tmp_path)
    summary = collect(course, given)
    assert summary["collected"] == ALL_BUT_JO
    said = [sentence for student, sentence in summary["refused"] if student == "ada"]
    assert name == "empty" or (said and all("work.zip" in sentence for sentence in said)), said
    assert list((course.submitted / "ada" / "a").rglob("*.ipynb")) == []
    assert (course.submitted / "ada/a/work.zip").is_file()
    inside = {path for path in tree(tmp_path) if path.startswith("course/")}
    assert set(tree(tmp_path)) - inside == {path for path in outside if not path.startswith("course/")}


@pytest.mark.parametrize("name", sorted({*HOSTILE} - {"empty", "bomb of many"}))
def test_a_bad_download_is_refused_and_nothing_is_written_outside_the_course(course, tmp_path, name):
    good = write(tmp_path / "good.zip", downloads.canvas_zip(klass()))
    bad = write(tmp_path / "bad.zip", HOSTILE[name])
    before = {path for path in tree(tmp_path) if not path.startswith("course/")}
    summary = collect(course, bad, good, code=1)
    assert summary["collected"] == ALL_BUT_JO
    assert summary["failed"] or summary["unknown"], summary
    assert {path for path in tree(tmp_path) if not path.startswith("course/")} == before


@pytest.mark.parametrize("system", ["canvas", "moodle", "gradescope"])
def test_hostile_members_among_good_ones_cost_only_themselves(course, tmp_path, system):
    content = io.BytesIO(SYSTEMS[system](klass()))
    with zipfile.ZipFile(content, "a") as archive:
        for name in ("../climbs.ipynb", "/absolute.ipynb", f"{'d/' * 40}deep.ipynb", f"{'n' * 400}.ipynb"):
            archive.writestr(name, b"{}")
        info = zipfile.ZipInfo("link.ipynb")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    summary = collect(course, write(tmp_path / "given.zip", content.getvalue()))
    assert summary["collected"] == ALL_BUT_JO
    assert "root:" not in "".join(path.read_text("utf-8", "replace") for path in course.submitted.rglob("*.*"))


def test_links_in_a_folder_are_not_followed(course, tmp_path):
    write(tmp_path / "secret.ipynb", notebook("secret"))
    write(tmp_path / "given/ada/one.ipynb", notebook("ada"))
    (tmp_path / "given/bob").mkdir()
    (tmp_path / "given/bob/one.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (tmp_path / "given/cleo").symlink_to(tmp_path)
    summary = collect(course, tmp_path / "given", code=1)
    assert summary["collected"] == ["ada"]
    assert not (course.submitted / "bob").exists()


def test_nothing_is_written_through_a_link_in_submitted(course, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    course.submitted.mkdir()
    (course.submitted / "ada").symlink_to(tmp_path / "elsewhere")
    summary = collect(course, write(tmp_path / "given.zip", downloads.canvas_zip(klass())), code=1)
    assert summary["collected"] == ALL_BUT_JO[1:]
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_what_is_no_download_is_said_in_one_sentence(course, tmp_path):
    summary = collect(course, write(tmp_path / "notes.zip", b"hello"), code=1)
    assert summary["failed"] == [["notes.zip", "notes.zip is no zip and no folder; it was not opened."]]


def test_insisting_on_the_wrong_system_is_told(course, tmp_path):
    given = write(tmp_path / "given.zip", downloads.canvas_zip(klass()))
    assert "no download of Moodle" in collect(course, given, "--from", "moodle", code=1)["failed"][0][1]


def test_the_summary_of_a_large_class_fits_a_screen_and_shows_names_as_text(course, tmp_path):
    people = [
        downloads.Person(f"s{n}", f"\x1b[31mF{n}", f"L{n}", n + 100, {"one.ipynb": notebook(str(n))})
        for n in range(200)
    ]
    write(course.root / "students.csv", downloads.roster(people[:100]))
    given = write(tmp_path / "given.zip", downloads.moodle_zip(people))
    done = CliRunner().invoke(cli, ["--course", str(course.root), "collect", "a", str(given)])
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert len(lines) <= 24
    assert "  collected  100" in lines
    assert "\x1b[31m" not in done.output


def test_names_of_strangers_are_text_in_a_terminal(course, tmp_path):
    names = [name.replace("/", " ") for name in HOSTILE_NAMES.values()]
    usable = [name for name in names if name.encode("utf-8", "ignore").decode() == name and "\0" not in name]
    people = [downloads.Person("x", name, "X", n, {name: b"{}"}) for n, name in enumerate(usable, start=500)]
    for system in ("canvas", "moodle", "gradescope"):
        given = write(tmp_path / f"{system}.zip", SYSTEMS[system](people))
        for extra in ([], ["--json"]):
            done = CliRunner().invoke(cli, ["--course", str(course.root), "collect", "a", str(given), *extra])
            assert done.exit_code == 1, done.output
            assert all(c.isprintable() or c == "\n" for c in done.output) or extra
