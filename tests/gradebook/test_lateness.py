from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.gradebook.lateness import handed_in, read_time
from autograder.intake.submission import Refused, Submission
from tests.gradebook import database
from tests.gradebook.small_course import good, hand_in, make_course, master_of, put

FIFTH = datetime(2025, 12, 5, 10, 0)
UNDERSTOOD = {
    "2025-12-05 10:00:00.000000 UTC": FIFTH,
    "2025-12-05 10:00:00": FIFTH,
    "2025-12-05T10:00:00Z": FIFTH,
    "2025-12-05T11:00+01:00": FIFTH,
    "2025-12-05 05:00:00 -0500": FIFTH,
    "2025-12-05 11:00:00 CET": FIFTH,
    "2025-10-01 10:30:00.000000 CEST": datetime(2025, 10, 1, 8, 30),
    "2025-12-05 11:00:00 Europe/Vienna": FIFTH,
    "2025-12-05 05:00 EST": FIFTH,
    "2025-12-05 02:00:00.0 America/Los_Angeles": FIFTH,
    "2025-12-05 10:00PM Pacific/Auckland": datetime(2025, 12, 5, 9, 0),
    "2025/12/05 10:00": FIFTH,
    "05.12.2025 10:00": FIFTH,
    "5. 12. 2025, 10:00:00 UTC": FIFTH,
    "Fri, 05 Dec 2025 11:00:00 +0100 (CET)": FIFTH,
    "5 December 2025, 10:00 AM": FIFTH,
    "December 5, 2025 12:15 am": datetime(2025, 12, 5, 0, 15),
    "Fri Dec  5 11:00:00 CET 2025": FIFTH,
    "2025-12-05 10:00:00.25 UTC": datetime(2025, 12, 5, 10, 0, 0, 250000),
}
NOT_UNDERSTOOD = [
    "", " ", "gestern abend", "5. Dezember 2025, 10:00", "1764928800", "handed in late", "05/12/2025 10:00",
    "12/05/2025 10:00", "2025-13-01 10:00", "05.13.2025 10:00", "2025-00-10 10:00", "31.02.2025 10:00",
    "2025-12-05", "2025-12-05 25:00", "2025-12-05 10:61", "2025-12-05 13:00 PM", "0001-01-01 00:00:00 UTC",
    "9999-12-31 23:59:59 -1400", "1066-10-14 09:00", "20-12-05 10:00", "2025-12-05 10:00 +99:99",
    "2025-12-05 10:00 XYZ", "2025-12-05 10:00 CST", "2025-12-05 10:00 UTC+1", "2025-12-05 10:00 ../../etc/passwd",
    "2025-12-05 10:00 Europe/Atlantis", "2025-12-05 10:00 America/Argentina", "2025-10-26 02:30 Europe/Vienna",
    "2025-12-05 10:00 UTC 2025-12-06 10:00 UTC", "²⁰25-12-05 10:00", "9" * 900, "2025-12-05 10:00" + " " * 800 + "x",
]  # fmt: skip


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_a_time_of_one_meaning_is_understood(text):
    assert (read_time(text.encode()).time, read_time(text.encode()).problem) == (UNDERSTOOD[text], "")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n", " \t"])
def test_the_encodings_and_line_ends_of_windows_are_understood(coding, end):
    assert read_time(("2025-12-05 10:00:00 UTC" + end).encode(coding)).time == FIFTH


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_a_time_of_several_meanings_or_none_is_told_in_one_sentence(text):
    moment = read_time(text.encode())
    assert moment.time is None
    assert moment.problem.endswith("not counted as late or in time: write it as 2026-01-30 18:00:00 UTC.")
    assert "\n" not in moment.problem
    assert len(moment.problem) < 300


@given(st.binary(max_size=1000) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_is_in_the_file_is_a_time_or_a_sentence_that_a_terminal_can_show(content):
    moment = read_time(content)
    assert (moment.time is None) == bool(moment.problem)
    assert moment.problem.isprintable()


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)))
def test_what_nbgrader_writes_is_read_back(time):
    assert read_time(time.replace(tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f %Z").encode()).time == time
    assert read_time(time.isoformat(" ").encode()).time == time.replace(microsecond=time.microsecond)


@pytest.mark.parametrize(
    ("text", "home", "hour"),
    [
        ("2025-12-05 10:00:00 CST", "America/Chicago", 16),
        ("2025-12-05 10:00:00 CST", "Asia/Shanghai", 2),
        ("2025-07-05 10:00:00 BST", "Europe/London", 9),
        ("2025-07-05 10:00:00 CEST", "Europe/Vienna", 8),
    ],
)
def test_an_abbreviation_means_what_it_means_where_the_course_is(text, home, hour):
    assert read_time(text.encode(), home).time == datetime.fromisoformat(text[:10]).replace(hour=hour)


@pytest.mark.parametrize("kind", ["link", "too_large", "not_regular", "unreadable"])
def test_a_timestamp_that_could_not_be_read_is_told(kind):
    moment = handed_in(Submission("ada", "a", refused=(Refused("timestamp.txt", kind, "is something else"),)))
    assert moment.problem.startswith("timestamp.txt is something else; not counted")
    assert handed_in(Submission("ada", "a", refused=(Refused("data/timestamp.txt", kind, "is"),))).problem == ""


def kept(course):
    return [row["timestamp"] for row in database.query(course, "select timestamp from submitted_assignment")]


@pytest.mark.parametrize("text", ["gestern abend", "2026-01-02 10:00 XYZ", "05/12/2025 10:00"])
def test_a_time_that_is_not_understood_is_no_time_and_the_staff_is_told_once(course, text):
    hand_in(course, "ada", timestamp="2026-01-01 10:00:00 UTC")
    assert put(course, good(master_of(course))) == []
    hand_in(course, "ada", timestamp=text)
    remarks = put(course, good(master_of(course)), good(master_of(course, "two")))
    assert [student for student, _ in remarks] == ["ada"]
    assert repr(text) in remarks[0][1]
    assert kept(course) == [None]


def test_a_submission_without_a_time_keeps_what_the_gradebook_says(course):
    folder = hand_in(course, "ada", timestamp="2026-01-01 10:00:00 UTC")
    put(course, good(master_of(course)))
    (folder / "timestamp.txt").unlink()
    assert put(course, good(master_of(course))) == []
    assert kept(course) == ["2026-01-01 10:00:00.000000"]


def test_a_timestamp_of_the_students_own_in_a_folder_below_counts_nothing(course):
    folder = hand_in(course, "ada", timestamp="2026-01-05 10:00:00 UTC")
    (folder / "sub").mkdir()
    (folder / "sub" / "timestamp.txt").write_text("2026-01-01 10:00:00 UTC")
    put(course, good(master_of(course)))
    assert kept(course) == ["2026-01-05 10:00:00.000000"]


def test_a_collector_that_takes_a_students_own_timestamp_is_told_to_the_staff(tmp_path):
    course = make_course(tmp_path, config="c.FileNameCollectorPlugin.valid_ext = ['.ipynb', '.txt']")
    hand_in(course, "ada", timestamp="2026-01-05 10:00:00 UTC")
    hand_in(course, "bob", timestamp="2026-01-05 10:00:00 UTC")
    remarks = put(course, good(master_of(course)), good(master_of(course), student="bob"))
    assert [student for student, _ in remarks] == [""]
    assert "valid_ext" in remarks[0][1]
