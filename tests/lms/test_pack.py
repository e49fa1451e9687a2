"""Feedback goes back under the names that the hand-ins came with."""

from __future__ import annotations

import zipfile

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.errors import CourseError
from autograder.lms import people
from autograder.lms.pack import pack
from tests.gradebook.small_course import make_course
from tests.lms import downloads
from tests.lms.downloads import klass, write
from tests.lms.readers import canvas_reads, moodle_reads

STUDENTS = [person.id for person in klass() if person.files]


@pytest.fixture
def course(tmp_path):
    made = make_course(tmp_path / "course", two=None)
    write(made.root / "students.csv", downloads.roster(klass()))
    for student in STUDENTS:
        write(made.feedback / student / "a" / "one.html", f"<p>{student}</p>")
    return made


def collected(course, system):
    given = write(course.root.parent / "given.zip", getattr(downloads, f"{system}_zip")(klass()))
    assert CliRunner().invoke(cli, ["--course", str(course.root), "collect", "a", str(given)]).exit_code == 0


def packed(course, system=None, students=STUDENTS) -> dict[str, str]:
    found = pack(course, "a", students, people.of(course), system)
    with zipfile.ZipFile(found.place) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == found.pages == len({*archive.namelist()})
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.mark.parametrize("after", ["collected", "by the roster"])
def test_moodle_finds_each_participant(course, after):
    if after == "collected":
        collected(course, "moodle")
    files = packed(course, None if after == "collected" else "moodle")
    assert moodle_reads(files) == {p.participant: f"<p>{p.id}</p>" for p in klass() if p.files}
    if after == "collected":
        assert {name.split("/")[0] for name in files} == {downloads.moodle_folder(p) for p in klass() if p.files}


def test_canvas_finds_each_user_and_a_file_of_theirs(course):
    collected(course, "canvas")
    assert canvas_reads(packed(course), klass()) == {p.canvas_id: f"<p>{p.id}</p>" for p in klass() if p.files}


def test_the_same_pages_make_the_same_zip(course):
    first = pack(course, "a", STUDENTS, people.of(course), "moodle").place.read_bytes()
    assert pack(course, "a", STUDENTS, people.of(course), "moodle").place.read_bytes() == first


def test_who_has_no_number_there_is_told_and_nobody_gets_anothers_page(course):
    write(course.root / "students.csv", downloads.roster(klass()[1:]))
    found = pack(course, "a", STUDENTS, people.of(course), "moodle")
    assert found.left == ["ada"]
    assert found.pages == len(STUDENTS) - 1


def test_where_it_is_not_certain_which_system_takes_it_that_is_asked(course):
    with pytest.raises(CourseError, match="--zip moodle or --zip canvas"):
        packed(course)


def test_no_pages_no_zip(course):
    with pytest.raises(CourseError, match="run `autograder feedback` first"):
        packed(course, "moodle", ["jo"])
