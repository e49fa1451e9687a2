"""One student's record or folder does not keep the others from their pages."""

import zipfile

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.record.store import RecordStore
from tests.gradebook.small_course import good, make_course, master_of, put


@pytest.fixture
def course(tmp_path):
    course = make_course(tmp_path, two=None)
    store = RecordStore(course.state)
    for student in ("ada", "bob", "zoe"):
        store.save(good(master_of(course), student=student))
        put(course, good(master_of(course), student=student))
    return course


def feedback(course, *arguments):
    return CliRunner().invoke(cli, ["--course", str(course.root), "feedback", *arguments], catch_exceptions=False)


def pages(course):
    return sorted(path.parent.parent.name for path in course.feedback.rglob("one.html") if path.is_file())


def record_of(course):
    return RecordStore(course.state).path("a", "bob", "one")


def damage(what):
    def do(course):
        record_of(course).write_bytes(what)

    return do


def folder_for_a_record(course):
    record_of(course).unlink()
    record_of(course).mkdir()


def another_students_record(course):
    record_of(course).write_bytes(RecordStore(course.state).path("a", "ada", "one").read_bytes())


def folder_for_a_page(course):
    (course.feedback / "bob" / "a" / "one.html" / "below").mkdir(parents=True)


def file_for_a_folder(course):
    course.feedback.mkdir()
    (course.feedback / "bob").write_text("kept")


def link_for_a_folder(course):
    course.feedback.mkdir()
    (course.feedback / "bob").symlink_to(course.submitted)


CASES = [
    damage(b""),
    damage(b"{"),
    damage(b"\xff\xfe"),
    damage(b'{"key": "k", "student": "bob"}'),
    damage(b'{"version": 99}'),
    damage(b"[" * 100_000),
    folder_for_a_record,
    another_students_record,
    folder_for_a_page,
    file_for_a_folder,
    link_for_a_folder,
]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("arguments", [["a"], ["--all"]])
def test_what_fails_for_one_student_is_one_sentence_and_the_others_have_their_pages(course, case, arguments):
    case(course)
    result = feedback(course, *arguments)
    assert result.exit_code == 1
    (sentence,) = [line for line in result.output.splitlines() if line.startswith("not written")]
    assert "bob, one" in sentence
    assert pages(course) == ["ada", "zoe"]


def test_where_all_is_well_all_have_their_pages(course):
    result = feedback(course, "a")
    assert (result.exit_code, pages(course)) == (0, ["ada", "bob", "zoe"])
    assert feedback(course, "--all", "bob").output.startswith("1 page:")


def test_pages_are_packed_for_the_system_that_is_named(course):
    (course.root / "students.csv").write_text("id,first_name,last_name,moodle_id\nada,Ada,Lovelace,7\nzoe,,,8\n")
    done = feedback(course, "a", "--zip", "moodle")
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(course.root / "export" / "a-feedback-moodle.zip") as archive:
        assert archive.namelist() == [
            "Ada Lovelace_7_assignsubmission_file_/one.html",
            "Participant_8_assignsubmission_file_/one.html",
        ]
    assert "not in the zip: bob" in done.output


def test_a_page_that_could_not_be_written_again_is_not_packed(course):
    (course.root / "students.csv").write_text("id,moodle_id\nada,7\nbob,8\nzoe,9\n")
    feedback(course, "a")
    record_of(course).write_bytes(b"{")
    assert feedback(course, "a", "--zip", "moodle").exit_code == 1
    with zipfile.ZipFile(course.root / "export" / "a-feedback-moodle.zip") as archive:
        assert [name.split("_")[1] for name in archive.namelist()] == ["7", "9"]
