"""students.csv: what spreadsheets and learning platforms write is read, what cannot be used is told."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import AutograderError, CourseError
from autograder.gradebook.moments import granted, read_duration, read_moment, shown, shown_duration
from autograder.gradebook.roster import Roster, read_roster

DUE = datetime(2026, 1, 30, 17, 0)


def of(tmp_path, text, coding="utf-8"):
    path = tmp_path / "given.csv"
    path.write_bytes(text.encode(coding))
    return read_roster(path)


HEADS = {
    "ours": "id,first_name,last_name,email,section,canvas_id",
    "a spreadsheet's": "\ufeffID;First Name;Last-Name;E-Mail;Section;Canvas ID",
    "tabs": "username\tgiven name\tsurname\tEmail address\tGroup\tcanvas_user_id",
}


@pytest.mark.parametrize("head", HEADS)
def test_a_table_is_read_whatever_it_calls_its_columns(tmp_path, head):
    by = next(mark for mark in "\t;," if mark in HEADS[head])
    row = by.join(["ada", "Ada", "Lovelace", "ada@x.org", "A", "17"])
    found = of(tmp_path, f"{HEADS[head]}\r\n{row}\r\n\r\n")
    assert found.problems == []
    wanted = {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@x.org", "section": "A", "canvas_id": "17"}
    assert found.students == {"ada": {"id": "ada"} | wanted}


def test_canvas_calls_its_own_number_the_id(tmp_path):
    found = of(tmp_path, 'Student,ID,SIS User ID,SIS Login ID,Section\n"Lovelace, Ada",17,s1,ada,A\n')
    (row,) = found.students.values()
    assert (row["id"], row["canvas_id"], row["sis_id"], row["name"]) == ("ada", "17", "s1", "Lovelace, Ada")


def test_of_two_columns_that_could_be_one_of_ours_the_one_of_this_name_is_it(tmp_path):
    found = of(tmp_path, "Group,Section,id,username\nx,A,ada,lovelace\n")
    assert found.students["ada"] == {"Group": "x", "section": "A", "id": "ada", "username": "lovelace"}


BAD = {
    ",Ada,x": "no id",
    "../x,Ada,x": "cannot be an id",
    ".x,Ada,x": "cannot be an id",
    "a\x07,Ada,x": "cannot be an id",
    "bob,Bob,x": "stands above already",
    "cid,Cid,x,y": "more fields",
    "cid,Cid,no address": "no e-mail address",
    f"cid,{'x' * 200},": "longer than",
}


@pytest.mark.parametrize("row", BAD)
def test_a_row_that_cannot_be_used_is_one_sentence_and_the_others_are_read(tmp_path, row):
    found = of(tmp_path, f"id,first_name,email\nbob,Bob,b@x\n{row}\nlast,Last,\n")
    assert set(found.students) == {"bob", "last"}
    (said,) = found.problems
    assert BAD[row] in said
    assert "line 3" in said
    assert "\n" not in said
    assert said.endswith(".")


@pytest.mark.parametrize("text", ["", "name\nada\n", "id,id\na,b\n", "x" * 200])
def test_a_file_that_is_no_roster_is_one_sentence(tmp_path, text):
    with pytest.raises(CourseError):
        of(tmp_path, text)


def test_a_file_of_another_encoding_is_one_sentence(tmp_path):
    with pytest.raises(CourseError, match="UTF-8"):
        of(tmp_path, "id,first_name\nada,Zoë\n", "latin-1")


CELL = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)


@given(st.dictionaries(CELL.filter(lambda t: t and t[0] != "." and not set(t) & set("/\\")), CELL), CELL)
def test_what_is_written_is_what_is_read(tmp_path_factory, rows, note):
    roster = Roster()
    for student, name in rows.items():
        roster.add(student, {"last_name": name, "my own column": note})
    again = of(tmp_path_factory.mktemp("x"), roster.text())
    assert again.problems == []
    assert {s: row["last_name"] for s, row in again.students.items()} == rows
    assert all(row.get("my own column", "") == note for row in again.students.values())


@pytest.mark.parametrize(
    ("text", "days"),
    [("3 days", 3), ("+36h", 1.5), ("1 week 12 hours", 7.5), ("1 day, 720 min", 1.5), ("0.5 d", 0.5)],
)
def test_a_duration_is_read(text, days):
    assert read_duration(text) == timedelta(days=days)


@pytest.mark.parametrize("text", ["", "3", "days", "3 months", "-2 days", "2026-01-30T18:00Z", "3 days later"])
def test_anything_else_is_no_duration(text):
    assert read_duration(text) is None


@pytest.mark.parametrize(
    "text", ["2026-01-30T18:00+01:00", "2026-01-30 18:00 Europe/Vienna", "2026-01-30T17:00Z", "2026-01-30 17:00 UTC"]
)
def test_a_time_with_its_zone_is_read(text):
    assert read_moment(text) == DUE


@pytest.mark.parametrize("text", ["2026-01-30T18:00", "2026-01-30", "tomorrow", "30/01/2026 18:00 UTC", "18:00 Z", ""])
def test_a_time_without_its_zone_or_of_several_meanings_is_one_sentence(text):
    with pytest.raises(AutograderError) as problem:
        read_moment(text)
    assert str(problem.value).count("\n") == 0


def test_an_extension_is_a_duration_or_a_time_after_the_due_date():
    assert granted("2 days", None) == timedelta(days=2)
    assert granted("2026-02-01T18:00+01:00", DUE) == timedelta(days=2)
    assert granted("none", DUE) is None
    with pytest.raises(AutograderError, match="not after the due date"):
        granted("2026-01-30T18:00+01:00", DUE)


@given(st.integers(1, 10**6))
def test_a_duration_that_is_shown_is_read_again(minutes):
    assert read_duration(shown_duration(timedelta(minutes=minutes))) == timedelta(minutes=minutes)


def test_a_time_is_shown_on_the_clocks_of_the_course():
    assert shown(DUE, "Europe/Vienna") == "2026-01-30 18:00 CET"
    assert shown(DUE) == "2026-01-30 17:00 UTC"
    assert shown(DUE, "nowhere") == "2026-01-30 17:00 UTC"


def test_what_is_given_for_one_assignment_goes_before_what_is_given_for_all():
    roster = Roster()
    roster.add("ada", {"extension": "1 day", "extension a": "3 days"})
    assert roster.extension("ada", "a", DUE) == timedelta(days=3)
    assert roster.extension("ada", "b", DUE) == timedelta(days=1)
    assert roster.extension("bob", "a", DUE) is None
