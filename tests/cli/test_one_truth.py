"""Table, JSON, page, gradebook and export say the same number, whenever one of them is looked at."""

import contextlib
import csv
import json
import shutil

import pytest
from nbgrader.api import Gradebook as Stock
from nbgrader.apps.exportapp import ExportApp

from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from tests.cli.test_regrade import InThisProcess, graded, run
from tests.feedback.test_page import Page
from tests.gradebook import database
from tests.gradebook.small_course import hand_in, make_course
from tests.gradebook.test_statements import counted

CONFIG = """
c.LateSubmissionPlugin.penalty_method = 'zero'
c.ExportApp.plugin_class = 'autograder.gradebook.plain_export.UpToDateExport'
c.Autograder.verify_solutions = False
"""
LATE = "2026-01-02 00:00:00 UTC"


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.cli.grading.LocalProcesses", InThisProcess)
    course = make_course(tmp_path, config=CONFIG, two=None)
    hand_in(course, "ada", timestamp="2026-01-01 00:00:00 UTC")
    hand_in(course, "late", timestamp=LATE)
    assert graded(course).exit_code == 0
    database.query(course, "update assignment set duedate = '2026-01-01 12:00:00.000000'")
    return course


def exported(course):
    path = course.root / "grades.csv"
    with contextlib.chdir(course.root):
        ExportApp.clear_instance()
        app = ExportApp.instance()
        app.initialize(["--to", str(path)])
        app.start()
        ExportApp.clear_instance()
    with path.open(newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}


def in_gradebook(course):
    with Stock(course.db_url) as stock:
        return {s.student.id: max(0.0, s.score - s.late_submission_penalty) for s in stock.assignment_submissions("a")}


def on_pages(course):
    assert run(course, "feedback", "a").exit_code == 0
    texts = {path.parent.parent.name: Page(path.read_text()).text for path in course.feedback.rglob("one.html")}
    return {student: float(text.split(" of 5 points")[0].split()[-1]) for student, text in texts.items()}


def in_json(course):
    return {entry["student"]: entry["total"] for entry in json.loads(graded(course, "--json").stdout)}


def in_table(course):
    rows = [line.split() for line in graded(course).output.splitlines() if " / 5" in line]
    return {row[0]: float(row[row.index("/") - 1]) for row in rows}


@pytest.mark.parametrize("first", [exported, on_pages, in_json, in_table])
def test_points_by_hand_given_to_a_late_student_are_penalised_in_whatever_is_asked_first(course, first):
    graded(course)
    database.grade_by_hand(course, "why", 2.5)
    expected = {"ada": 4.5, "late": 0.0}
    assert first(course) == expected
    assert in_gradebook(course) == expected
    for other in (exported, on_pages, in_json, in_table):
        assert other(course) == expected


@pytest.mark.parametrize("first", [exported, on_pages, in_json, in_table])
def test_an_extension_lifts_the_penalty_in_whatever_is_asked_first(course, first):
    graded(course)
    database.grade_by_hand(course, "why", 1.0)
    database.query(course, "update submitted_assignment set extension = '1970-01-03 00:00:00.000000'")
    expected = {"ada": 3.0, "late": 3.0}
    assert first(course) == expected
    assert in_gradebook(course) == expected


def test_the_table_and_json_show_what_is_automatic_by_hand_open_and_taken_off(course):
    which = "s.student_id = 'late' and c.name = 'why'"
    of = "join submitted_notebook n on n.id = g.notebook_id join submitted_assignment s on s.id = n.assignment_id"
    grade = f"select g.id from grade g {of} join base_cell c on c.id = g.cell_id where {which}"
    database.query(course, f"update grade set manual_score = 2, needs_manual_grade = 0 where id in ({grade})")
    lines = [line.split() for line in graded(course).output.splitlines()]
    start = next(place for place, line in enumerate(lines) if line[:1] == ["student"])
    header, ada, late = lines[start : start + 3]
    assert header == ["student", "automatic", "by", "hand", "open", "late", "total", "outcome"]
    assert ada == ["ada", "2", "3", "2", "/", "5", "passed"]
    assert late == ["late", "2", "2", "-4", "0", "/", "5", "passed,", "late"]
    entry = next(e for e in json.loads(graded(course, "--json").stdout) if e["student"] == "late")
    names = ("automatic", "by_hand", "open", "penalty", "total", "maximum", "late")
    assert [entry[name] for name in names] == [2.0, 2.0, 0.0, 4.0, 0.0, 5.0, True]


def test_points_by_hand_above_a_lowered_maximum_are_flagged_wherever_grades_are_shown(course):
    database.grade_by_hand(course, "why", 2.0)
    edit_one(course, '"points": 3', '"points": 1')
    said = [graded(course).output, run(course, "feedback", "a").output]
    for output in said:
        assert "ada, one: why has 2 points by hand and is worth 1 now" in output
    assert {tuple(e["over"]) for e in json.loads(graded(course, "--json").stdout)} == {("why",)}


def edit_one(course, old, new):
    path = course.source / "a" / "one.ipynb"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_no_page_says_what_the_gradebook_does_not(course):
    run(course, "feedback", "a")
    database.query(course, "update grade set auto_score = 0 where auto_score = 2")
    result = run(course, "feedback", "a")
    assert result.exit_code == 1
    assert "the gradebook has other points" in result.output
    assert "autograder grade a ada" in result.output
    assert graded(course).exit_code == 0
    assert run(course, "feedback", "a").exit_code == 0


def test_a_student_who_left_is_told_and_taken_out_of_gradebook_export_records_and_pages(course):
    run(course, "feedback", "a")
    database.grade_by_hand(course, "why", 2.0)
    with pytest.raises(CourseError, match="move it away first"):
        run(course, "withdraw", "late")
    shutil.rmtree(course.submitted / "late")
    for output in (graded(course).output, run(course, "feedback", "a").output):
        assert "late: graded in a, and no submission is there any more; `autograder withdraw late`" in output
    result = run(course, "withdraw", "late")
    assert result.exit_code == 0
    assert ".autograder/dropped/a.csv" in result.output
    assert "late" in (course.state / "dropped" / "a.csv").read_text()
    assert set(exported(course)) == set(on_pages(course)) == set(in_gradebook(course)) == {"ada"}
    assert not list(course.root.glob("*/late*")) + list(course.state.glob("*/a/late*"))
    with pytest.raises(CourseError, match="Nothing is known"):
        run(course, "withdraw", "late")


def test_no_page_is_written_for_whom_nbgraders_own_command_removed(course):
    run(course, "feedback", "a")
    shown = (course.feedback / "late" / "a" / "one.html").stat().st_mtime_ns
    with Stock(course.db_url) as stock:
        stock.remove_student("late")
    result = run(course, "feedback", "a")
    assert "late, one: no page" in result.output
    assert "1 page:" in result.output
    assert (course.feedback / "late" / "a" / "one.html").stat().st_mtime_ns == shown
    shutil.rmtree(course.submitted / "late")
    assert run(course, "withdraw", "late").exit_code == 0
    assert not (course.feedback / "late").exists()


def test_a_dry_run_says_the_totals_that_there_would_be(course):
    graded(course)
    before = database.everything(course)
    hand_in(course, "ada", {"why": "Because."}, timestamp="2026-01-01 00:00:00 UTC")
    (entry,) = [e for e in json.loads(graded(course, "--dry-run", "--json").stdout) if e["student"] == "ada"]
    assert (entry["total"], entry["open"]) == (0.0, 3.0)
    assert database.everything(course) == before


def test_standings_are_read_in_one_query_and_written_where_they_are_out_of_date_only(course):
    graded(course)
    with Gradebook(course) as gradebook, counted() as found:
        gradebook.standings("a")
    assert (len(found.statements), found.writing) == (1, [])


def test_what_the_exchange_looks_for_lies_beside_each_page_also_where_the_work_came_another_way(course):
    folder = course.submitted / "ada" / "a"
    (folder / "submission_secret.txt").write_text("ab" * 64)
    graded(course)
    outside = course.root / "outside"
    outside.write_text("kept")
    (course.feedback / "late" / "a").mkdir(parents=True)
    (course.feedback / "late" / "a" / "submission_secret.txt").symlink_to(outside)
    assert run(course, "feedback", "a").exit_code == 0
    beside = {
        (name, file): (course.feedback / name / "a" / file).read_text()
        for name in ("ada", "late")
        for file in ("timestamp.txt", "submission_secret.txt")
    }
    assert beside["ada", "timestamp.txt"] == "2026-01-01 00:00:00 UTC"
    assert beside["ada", "submission_secret.txt"] == "ab" * 64
    assert len(beside["late", "submission_secret.txt"]) == 128  # nobody has it
    assert outside.read_text() == "kept"
