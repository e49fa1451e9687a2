"""Grades go back in the form of each system, are accepted by a reader of that form, and say nothing that is not so."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from autograder.cli.app import cli
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.gradebook import Gradebook
from autograder.gradebook.database import opened
from autograder.gradebook.tables import BASE_CELL, GRADE, SUBMISSION, SUBMITTED_NOTEBOOK
from tests.gradebook.small_course import good, hand_in, handed_in, make_course, master_of
from tests.lms import downloads
from tests.lms.downloads import klass, write
from tests.lms.readers import canvas_import, moodle_import

#: One notebook: a test of 2 points, and an answer of 3 that is graded by hand.
BY_HAND = {"ada": 3.0, "bob": 0.0, "cleo": 1.25, "dai": 2.5, "eve": 1.0, "fadi": 3.0, "gil": 2.0, "hua": 1.5}
TOTALS = {name: 2.0 + points for name, points in BY_HAND.items()}
PENALTY = "c.LateSubmissionPlugin.penalty_method = 'zero'"


def give(course, points: dict[str, float]) -> None:
    """Points for the written answer, as the formgrader writes them."""
    tables = SUBMITTED_NOTEBOOK.join(SUBMISSION, SUBMISSION.c.id == SUBMITTED_NOTEBOOK.c.assignment_id)
    with opened(course.db_url, "course") as engine, engine.begin() as connection:
        cell = connection.scalar(
            select(BASE_CELL.c.id).where(BASE_CELL.c.name == "why", BASE_CELL.c.type == "GradeCell")
        )
        for student, given in points.items():
            notebook = connection.scalar(
                select(SUBMITTED_NOTEBOOK.c.id).select_from(tables).where(SUBMISSION.c.student_id == student)
            )
            row = (GRADE.c.notebook_id == notebook) & (GRADE.c.cell_id == cell)
            connection.execute(update(GRADE).where(row).values(manual_score=given, needs_manual_grade=False))


@pytest.fixture
def course(tmp_path, graded):
    """A copy of the graded course."""
    shutil.copytree(graded, tmp_path / "course")
    return Course.open(tmp_path / "course")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Eight are graded, ivo's answer is open, jo handed in nothing; cleo is late, which costs everything."""
    made = make_course(tmp_path_factory.mktemp("graded"), two=None, config=PENALTY)
    write(made.root / "students.csv", downloads.roster(klass()))
    master = master_of(made)
    with Gradebook(made) as gradebook:
        gradebook.register(master)
        gradebook.set_due_date("a", datetime(2026, 1, 29, 12))
        for student in [*BY_HAND, "ivo"]:
            time = "2026-01-30 12:00:00 UTC" if student == "cleo" else "2026-01-28 12:00:00 UTC"
            hand_in(made, student, timestamp=time)
            gradebook.put(good(master, student=student), master, handed_in(made, student))
    give(made, BY_HAND)
    return made.root


def export(course, *arguments, code: int = 0, name: str = "a"):
    done = CliRunner().invoke(cli, ["--course", str(course.root), "export", name, *map(str, arguments)])
    assert done.exit_code == code, done.output or done.exception
    return done


def told(course, *arguments) -> dict:
    return json.loads(export(course, *arguments, "--json").stdout)


def refused(course, *arguments) -> str:
    with pytest.raises(AutograderError) as problem:
        CliRunner().invoke(
            cli, ["--course", str(course.root), "export", "a", *map(str, arguments)], catch_exceptions=False
        )
    return str(problem.value)


CANVAS = {person.canvas_id: person.id for person in klass()}
MOODLE = {person.participant: person.id for person in klass()}
EXPECTED = {name: f"{points:g}" for name, points in TOTALS.items()} | {"cleo": "0", "ivo": "", "jo": ""}


def test_canvas_takes_its_own_table_back_with_the_grades_in_it(course, tmp_path):
    given = downloads.canvas_gradebook(klass(), maximum="5")
    into = write(tmp_path / "Grades.csv", given)
    export(course, "--format", "canvas", "--into", into, "-o", tmp_path / "back.csv")
    text = (tmp_path / "back.csv").read_bytes().decode()
    assert canvas_import(text, CANVAS) == (EXPECTED, "5")
    assert text.startswith("\ufeff")
    assert text.count("\r\n") == given.count("\r\n")
    assert into.read_bytes().decode() == given
    before, after = (list(csv.reader(io.StringIO(t))) for t in (given, text))
    for old, new in zip(before, after, strict=True):
        assert [old[n] for n in (1, 2, 3, 4, 5, 7)] == [new[n] for n in (1, 2, 3, 4, 5, 7)]


def test_semicolons_and_decimal_commas_stay_as_they_came(course, tmp_path):
    into = write(tmp_path / "Grades.csv", downloads.canvas_gradebook(klass(), delimiter=";", maximum="5,00"))
    done = export(course, "--format", "canvas", "--into", into, "-o", "-")
    cells, most = canvas_import(done.stdout, CANVAS, ";")
    assert cells == {name: text.replace(".", ",") for name, text in EXPECTED.items()}
    assert most == "5,00"


def test_moodle_takes_its_worksheet_back_and_what_it_has_locked_is_left(course, tmp_path):
    into = write(tmp_path / "worksheet.csv", downloads.moodle_worksheet(klass(), maximum="5.00", locked=("bob",)))
    done = export(course, "--format", "moodle", "--into", into, "-o", "-")
    assert moodle_import(done.stdout, MOODLE) == EXPECTED | {"bob": ""}


@pytest.mark.parametrize("form", ["canvas", "moodle", "gradescope", "nbgrader"])
def test_a_table_of_ours_has_every_student_once_and_the_same_points(course, form):
    rows = list(csv.reader(io.StringIO(export(course, "--format", form, "-o", "-").stdout)))
    header, rows = rows[0], rows[1 + (form == "canvas") :]
    who = {"canvas": "SIS Login ID", "moodle": "ID number", "gradescope": "SID", "nbgrader": "student_id"}[form]
    ids = {person.id if form in ("canvas", "nbgrader") else f"S{person.number}": person.id for person in klass()}
    points = {"nbgrader": "score"}.get(form, "a")
    found = {ids[row[header.index(who)]]: row[header.index(points)] for row in rows}
    assert {name: text and f"{float(text):g}" for name, text in found.items()} == EXPECTED
    assert len(rows) == 10


def test_nbgraders_table_has_nbgraders_columns_and_is_quoted(course):
    text = export(course, "--format", "nbgrader", "-o", "-").stdout
    rows = list(csv.DictReader(io.StringIO(text)))
    cleo = next(row for row in rows if row["student_id"] == "cleo")
    assert (cleo["raw_score"], cleo["late_submission_penalty"], cleo["score"], cleo["max_score"]) == (
        "3.25", "3.25", "0.0", "5.0",
    )  # fmt: skip
    assert (cleo["duedate"], cleo["timestamp"]) == ("2026-01-29 12:00:00", "2026-01-30 12:00:00")


def test_without_a_hand_in_it_is_zero_only_when_that_is_asked_for_and_ungraded_work_never_is(course, tmp_path):
    hand_in(course, "jo")
    write(course.root / "students.csv", downloads.roster([*klass(), downloads.Person("kim", "Kim", "Late", 40)]))
    rows = csv.DictReader(io.StringIO(export(course, "--missing", "zero", "-o", "-").stdout))
    found = {row["student_id"]: row["score"] for row in rows}
    assert (found["kim"], found["jo"], found["ivo"]) == ("0.0", "", "")
    rows = csv.DictReader(io.StringIO(export(course, "--open", "-o", "-").stdout))
    assert {row["student_id"]: row["score"] for row in rows}["ivo"] == "2.0"


def test_what_is_not_certain_is_told(course, tmp_path):
    stranger = downloads.Person("zoe", "Zoe", "Unknown", 77)
    sheet = downloads.canvas_gradebook([*klass()[1:], stranger], maximum="5")
    found = told(course, "--format", "canvas", "--into", write(tmp_path / "Grades.csv", sheet))
    assert found["still open"] == ["ivo"]
    assert found["no hand-in"] == ["jo"]
    assert found["not in the file"] == ["ada"]
    assert found["nobody here"] == [
        "'Unknown, Zoe' (canvas_id 10077, sis_id S77, login_id zoe): is not among the students"
    ]
    assert found["file"] == str(course.root / "export" / "Grades-filled.csv")


def test_no_cell_is_a_formula(course, tmp_path):
    for form, sheet in (("canvas", downloads.canvas_gradebook), ("moodle", downloads.moodle_worksheet)):
        into = write(tmp_path / f"{form}.csv", sheet(klass(), maximum="5"))
        for extra in ([], ["--into", into]):
            text = export(course, "--format", form, "-o", "-", *extra).stdout.removeprefix("\ufeff")
            cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
            assert not [
                cell for cell in cells if cell[:1] in ("=", "@", "\t", "+") or (cell[:1] == "-" and cell != "-")
            ]
            assert any("'=HYPERLINK(1)" in cell for cell in cells) or form == "moodle"


@pytest.mark.parametrize("form", ["canvas", "moodle"])
def test_changed_gives_only_the_rows_that_differ(course, tmp_path, form):
    sheet = {"canvas": downloads.canvas_gradebook, "moodle": downloads.moodle_worksheet}[form]
    into = write(tmp_path / "one.csv", sheet(klass(), maximum="5"))
    export(course, "--format", form, "--into", into, "-o", tmp_path / "two.csv")
    done = export(course, "--format", form, "--into", tmp_path / "two.csv", "--changed", "-o", "-")
    head = 2 if form == "canvas" else 1
    assert len(done.stdout.splitlines()) == head
    give(course, {"gil": 0.5, "ivo": 1})
    done = export(course, "--format", form, "--into", tmp_path / "two.csv", "--changed", "-o", "-")
    found = canvas_import(done.stdout, CANVAS)[0] if form == "canvas" else moodle_import(done.stdout, MOODLE)
    assert found == {"gil": "2.5", "ivo": "3"}


@pytest.mark.parametrize("form", ["canvas", "moodle", "gradescope", "nbgrader"])
def test_changed_without_a_table_of_theirs_is_what_differs_from_the_last_export(course, form):
    head = 2 if form == "canvas" else 1
    export(course, "--format", form)
    assert len(export(course, "--format", form, "--changed", "-o", "-").stdout.splitlines()) == head
    give(course, {"gil": 0.5})
    lines = export(course, "--format", form, "--changed", "-o", "-").stdout.splitlines()
    assert len(lines) == head + 1
    assert "2.5" in lines[-1]


@pytest.mark.parametrize("form", ["canvas", "moodle"])
def test_another_maximum_is_told_and_scaled_only_when_asked(course, tmp_path, form):
    sheet = {"canvas": downloads.canvas_gradebook, "moodle": downloads.moodle_worksheet}[form]
    into = write(tmp_path / "one.csv", sheet(klass(), maximum="10"))
    assert "out of 10 points, the gradebook out of 5" in refused(course, "--format", form, "--into", into)
    text = export(course, "--format", form, "--into", into, "--scale", "-o", "-").stdout
    found = canvas_import(text, CANVAS)[0] if form == "canvas" else moodle_import(text, MOODLE)
    assert found["dai"] == "9"


def test_the_column_is_found_by_its_name_or_named_and_never_guessed(course, tmp_path):
    text = downloads.canvas_gradebook(klass(), maximum="5", column="Home work 1")
    into = write(tmp_path / "Grades.csv", text)
    said = refused(course, "--format", "canvas", "--into", into)
    assert "has no column 'a'" in said
    assert "Home work 1 (5501)" in said
    for name in ("Home work 1", "5501", "Home work 1 (5501)"):
        done = export(course, "--format", "canvas", "--into", into, "--column", name, "-o", "-")
        assert canvas_import(done.stdout, CANVAS)[0] == EXPECTED


def test_a_row_between_header_and_points_possible_is_no_student(course, tmp_path):
    head, rest = downloads.canvas_gradebook(klass(), maximum="5").split("\r\n", 1)
    into = write(tmp_path / "g.csv", f"{head}\r\n,,,,,Manual Posting,,(read only)\r\n{rest}")
    lines = export(course, "--format", "canvas", "--into", into, "-o", "-").stdout.splitlines()
    assert canvas_import("\n".join([lines[0], *lines[2:]]), CANVAS) == (EXPECTED, "5")
    assert lines[1] == ",,,,,Manual Posting,,(read only)"


def test_who_is_excused_stays_so(course, tmp_path):
    text = downloads.canvas_gradebook(klass(), maximum="5").replace("bob,Group 1,4.5,", "bob,Group 1,4.5,EX")
    done = export(course, "--format", "canvas", "--into", write(tmp_path / "g.csv", text), "-o", "-")
    assert canvas_import(done.stdout, CANVAS)[0] == EXPECTED | {"bob": "EX"}


def test_two_students_of_one_name_are_told_apart_by_their_ids(course, tmp_path):
    twin = downloads.Person("ada2", "Ada", "Lovelace", 41)
    write(course.root / "students.csv", downloads.roster([*klass(), twin]))
    into = write(tmp_path / "g.csv", downloads.canvas_gradebook([twin, *klass()], maximum="5"))
    found, _ = canvas_import(
        export(course, "--format", "canvas", "--into", into, "-o", "-").stdout, CANVAS | {twin.canvas_id: "ada2"}
    )
    assert found == EXPECTED | {"ada2": ""}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "is no gradebook of Canvas'"),
        (b"Student,ID\n\xff\xfe\x00,1\n", "no text in UTF-8"),
        (b"Student,ID,a (1)\nada,1,\n", "no row Points Possible"),
    ],
)
def test_a_table_that_is_none_of_theirs_is_told_in_one_sentence(course, tmp_path, content, says):
    into = write(tmp_path / "g.csv", content)
    assert says in refused(course, "--format", "canvas", "--into", into)
    assert not (course.root / "export").exists()


def test_their_table_is_never_written_over(course, tmp_path):
    into = write(tmp_path / "g.csv", downloads.canvas_gradebook(klass(), maximum="5"))
    assert "is the table that came" in refused(course, "--format", "canvas", "--into", into, "-o", into)


def test_nothing_graded_is_said(tmp_path):
    made = make_course(tmp_path / "course", two=None)
    assert "not graded yet" in refused(made, "--format", "canvas")


def test_collected_graded_exported_and_read_back_by_each_system(tmp_path):
    """The whole way, for Canvas, Moodle and Gradescope."""
    for system in ("canvas", "moodle", "gradescope"):
        made = make_course(tmp_path / system, two=None)
        write(made.root / "students.csv", downloads.roster(klass()))
        given = write(tmp_path / f"{system}.zip", getattr(downloads, f"{system}_zip")(klass()))
        done = CliRunner().invoke(cli, ["--course", str(made.root), "collect", "a", str(given)])
        assert done.exit_code == 0, done.output
        master = master_of(made)
        with Gradebook(made) as gradebook:
            for student in made.students("a"):
                gradebook.put(good(master, student=student), master, handed_in(made, student))
        give(made, dict.fromkeys(made.students("a"), 1.0))
        expected = {person.id: "3" if person.files else "" for person in klass()}
        if system == "gradescope":
            rows = csv.DictReader(io.StringIO(export(made, "--format", system, "-o", "-").stdout))
            assert {f"S{p.number}": expected[p.id] for p in klass()} == {row["SID"]: row["a"] for row in rows}
            continue
        sheet = downloads.canvas_gradebook if system == "canvas" else downloads.moodle_worksheet
        into = write(tmp_path / f"{system}.csv", sheet(klass(), maximum="5"))
        text = export(made, "--format", system, "--into", into, "-o", "-").stdout
        found = canvas_import(text, CANVAS)[0] if system == "canvas" else moodle_import(text, MOODLE)
        assert found == expected
