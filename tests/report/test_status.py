"""Where an assignment stands: counted from what is on disk and in the gradebook."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.gradebook import Gradebook
from autograder.record.store import RecordStore
from autograder.report.status import KINDS, Standing, standing, steps
from tests.gradebook.small_course import answered, good, make_course, master_of, put, write


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("course"), two=None)
    for student in ("ada", "bob"):
        record = good(master_of(course), student=student)
        put(course, record)
        write(course.submitted / student / "a" / "one.ipynb", answered(master_of(course)))
        RecordStore(course.state).save(record)
    return course


def test_what_is_handed_in_graded_and_open_is_counted_and_the_next_steps_follow(course):
    one = standing(course, "a")
    assert (one.handed_in, one.graded, one.to_grade, one.pages, one.released) == (2, 2, 0, 0, False)
    assert one.report.open_points == 6
    assert [step.split("   #")[0] for step in one.next_steps()] == [
        "autograder formgrader", "autograder feedback a",
    ]  # fmt: skip


def test_a_submission_that_is_newer_than_its_record_is_to_be_graded(course):
    later = RecordStore(course.state).kept_at("a", "ada", "one") + 10
    (file,) = (course.submitted / "ada" / "a").glob("*.ipynb")
    os.utime(file, (later, later))
    assert standing(course, "a").to_grade == 1
    (course.submitted / "zoe" / "a").mkdir(parents=True)
    assert (standing(course, "a").handed_in, standing(course, "a").to_grade) == (3, 2)
    assert standing(course, "a").next_steps()[0].startswith("autograder grade a ")


def test_the_command_fits_a_screen_and_says_the_same_to_scripts(course):
    def run(*options):
        return CliRunner(env={"COLUMNS": "80"}).invoke(cli, ["--course", str(course.root), "status", *options]).stdout

    assert max(map(len, run().splitlines())) <= 80
    (said,) = json.loads(run("--json"))
    one = standing(course, "a")
    assert (said["handed_in"], said["to_grade"], said["next"]) == (one.handed_in, one.to_grade, one.next_steps())


def test_a_course_without_grades_is_only_looked_at(tmp_path, monkeypatch):
    course = make_course(tmp_path, two=None)
    monkeypatch.setattr(Gradebook, "__enter__", lambda _: pytest.fail("the gradebook was opened"))
    one = standing(course, "a")
    assert (one.handed_in, one.graded, one.report) == (0, 0, None)
    assert one.next_steps() == []


@pytest.mark.parametrize("assignments", [1, 2, 3, 40])
def test_what_is_to_be_done_is_one_line_for_each_kind_however_many_assignments_there_are(course, assignments):
    report = replace(standing(course, "a").report, looks=("one", "two"))
    found = [Standing(f"{n:02}-a", True, 7, 5, report, 0) for n in range(assignments)]
    said = steps([*found, Standing("idle", True, 0, 0, None, 0)])
    assert len(said) == len(KINDS)
    for line, counted in zip(said, (5, 2, 2, 2), strict=True):
        assert f"{counted * assignments} " in line
        assert ("00-a" in line) == (assignments == 1)
        assert (f"{assignments} assignments" in line) == (assignments > 1)
        assert len(line) <= 78


def test_status_loads_no_package_for_plots():
    program = "import sys, autograder.cli.status\nprint('matplotlib' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
    )


def test_each_record_is_read_once(course, monkeypatch):
    read = []
    load = RecordStore.load
    monkeypatch.setattr(RecordStore, "load", lambda store, *place: read.append(place) or load(store, *place))
    standing(course, "a")
    assert len(read) == len(set(read)) == 2
