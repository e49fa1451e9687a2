import json
import re
import shutil
import signal
import sys

import pytest
from click.testing import CliRunner

from autograder.batch.run import Graded
from autograder.batch.stopping import Stopped
from autograder.cli import app
from autograder.cli.app import cli
from autograder.cli.shown import NAME, safe
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook import Gradebook
from autograder.outcomes import Outcome
from autograder.record.model import ItemResult, NotebookRecord
from tests.batch.test_run import hand_in
from tests.hostile.driver import TEST
from tests.hostile.driver import course as small_course


def run(course, *arguments):
    return CliRunner().invoke(cli, ["--course", str(course.root), *arguments], catch_exceptions=False)


@pytest.fixture
def course(tmp_path):
    course = small_course(tmp_path)
    (tmp_path / "gradebook.db").unlink()  # that one holds no database
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("c.Autograder.verify_solutions = False")  # tests/cli/test_regrade.py is about that
    hand_in(course, "someone-else", "def double(x):\n    return x")
    hand_in(course, "ada", "def double(x):\n    return 2 * x")
    return course


def graded(course, *options):
    return run(course, "grade", "a", "--trust-submissions", "--workers", "1", *options)


@pytest.mark.integration
def test_grade_ends_with_a_table_and_feedback_writes_a_page_for_each_student(course):
    result = graded(course)
    assert result.exit_code == 0, result.output
    assert "2 / 2" in result.output
    assert "wrong answer" in result.output
    assert run(course, "feedback", "a").output.startswith("2 pages")
    page = (course.feedback / "someone-else" / "a" / "n.html").read_text()
    assert "wrong answer" in page
    assert "rng.uniform" not in page


@pytest.mark.integration
def test_who_handed_in_no_readable_notebook_is_told_at_the_end_by_file_and_not_as_not_answered(course):
    right = (course.submitted / "ada" / "a" / "n.ipynb").read_text()
    uploads = {
        "folder": {"mine/n.ipynb": right},
        "pdf": {"essay.pdf": "%PDF-1.4"},
        "nothing": {},
        "page": {"n.ipynb": "<!DOCTYPE html><html></html>"},
        "truncated": {"n.ipynb": right[: len(right) // 2]},
    }
    for student, files in uploads.items():
        for name, content in files.items():
            path = course.submitted / student / "a" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        (course.submitted / student / "a").mkdir(parents=True, exist_ok=True)
    result = graded(course)
    assert result.exit_code == 0, result.output
    told = {line.partition(",")[0]: line for line in result.output.splitlines() if ", n: " in line}
    assert "no notebook found" in told["pdf"]
    assert "essay.pdf" in told["pdf"]
    assert "no notebook found" in told["nothing"]
    assert all("not a readable notebook" in told[student] for student in ("page", "truncated"))
    assert "mine/n.ipynb" in told["folder"]
    assert "not answered" not in result.output
    assert "4 notebooks were not graded" in result.output
    assert "3 graded, 0 unchanged since they were graded; 4 not graded; " in result.output
    with_nothing = json.loads((course.autograded / "pdf" / "a" / "n.ipynb").read_text())["cells"][0]
    assert "essay.pdf" in with_nothing["outputs"][0]["text"]


@pytest.mark.integration
def test_grade_as_json_is_for_scripts(course):
    results = json.loads(graded(course, "--json").stdout)
    assert {entry["student"]: entry["points"] for entry in results} == {"ada": 2, "someone-else": 0}
    assert results[0]["items"]["test-double"] == {"points": 2, "outcome": "passed"}


@pytest.mark.integration
def test_what_could_not_be_judged_is_told_and_exits_with_1(course):
    source = course.source / "a" / "n.ipynb"
    source.write_text(source.read_text().replace("x = rng.uniform(1, 2)", "x = 1 / 0"))
    result = graded(course)
    assert result.exit_code == 1
    assert "cannot judge" in result.output
    assert "ZeroDivisionError" in result.output
    assert run(course, "feedback", "a").exit_code == 0
    assert "ZeroDivisionError" not in (course.feedback / "ada" / "a" / "n.html").read_text()


def sentence(capsys, monkeypatch, course, *arguments):
    monkeypatch.setattr(sys, "argv", ["autograder", "--course", str(course), *arguments])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    return said


def test_an_unknown_assignment_is_one_sentence_that_names_the_known_ones(capsys, monkeypatch, course):
    for command in ("grade", "release", "feedback", "simulate"):
        said = sentence(capsys, monkeypatch, course.root, command, "b")
        assert "no assignment 'b'" in said
        assert "there are: a" in said


def test_a_folder_without_a_configuration_is_one_sentence(capsys, monkeypatch, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "nbgrader_config.py" in sentence(capsys, monkeypatch, tmp_path / "empty", "grade", "a")


def test_nothing_handed_in_is_one_sentence(capsys, monkeypatch, course):
    for student in ("ada", "someone-else"):
        (course.submitted / student / "a" / "n.ipynb").unlink()
        (course.submitted / student / "a").rmdir()
    assert "Nobody has handed in a" in sentence(capsys, monkeypatch, course.root, "grade", "a")


def test_a_hidden_test_that_is_no_python_is_one_sentence_with_its_place(capsys, monkeypatch, course):
    source = course.source / "a" / "n.ipynb"
    source.write_text(source.read_text().replace("for title in", "for title inn"))
    said = sentence(capsys, monkeypatch, course.root, "grade", "a")
    assert "test-double" in said
    assert "line" in said


def test_feedback_before_grading_says_what_to_do(capsys, monkeypatch, course):
    assert "autograder grade a" in sentence(capsys, monkeypatch, course.root, "feedback", "a")


def test_the_example_in_these_tests_is_judged_outside(course):
    (master,) = course.masters("a")
    (test,) = master.graded
    assert master.trusted_judge(test)
    assert "autograder.hidden" in TEST


@pytest.mark.integration
def test_all_grades_and_explains_every_assignment_that_was_handed_in(course):
    shutil.copytree(course.source / "a", course.source / "b")
    shutil.copytree(course.source / "a", course.source / "never")
    shutil.copytree(course.submitted / "ada" / "a", course.submitted / "ada" / "b")
    result = run(course, "grade", "--all", "--trust-submissions", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert ("grading a" in result.output, "grading b" in result.output) == (True, True)
    assert "never" not in result.output
    assert len(re.findall(r"^student +a +b", result.output, re.M)) == 1  # one table for all
    told = json.loads(run(course, "grade", "--all", "ada", "--trust-submissions", "--json").stdout)
    assert [(entry["student"], entry["assignment"]) for entry in told] == [("ada", "a"), ("ada", "b")]
    assert run(course, "feedback", "--all").exit_code == 0
    assert sorted(path.parent.name for path in (course.feedback / "ada").rglob("*.html")) == ["a", "b"]


@pytest.mark.parametrize("command", ["grade", "feedback", "simulate"])
def test_without_an_assignment_a_command_says_what_to_write(course, command):
    result = CliRunner().invoke(cli, ["--course", str(course.root), command])
    assert result.exit_code == 2
    assert "--all" in result.output


def test_all_says_so_where_a_student_has_handed_in_nothing(course):
    with pytest.raises(CourseError, match="nobody has handed in nothing"):
        run(course, "grade", "--all", "nobody", "--trust-submissions")


def test_a_run_that_is_stopped_says_what_is_kept_and_exits_with_the_signals_number(course, monkeypatch):
    for stop, code in ((KeyboardInterrupt(), 130), (Stopped(signal.SIGTERM), 143), (Stopped(signal.SIGHUP), 129)):

        def stopped(*_, stop=stop):
            raise stop

        monkeypatch.setattr("autograder.cli.told.grade_class", stopped)
        result = run(course, "grade", "a", "--trust-submissions")
        assert result.exit_code == code
        assert result.output.splitlines()[-1].startswith("Stopped. What is graded so far is written")


def test_ctrl_c_ends_every_command_with_130(course, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "_end_quietly", lambda: None)  # for the process of the tests
    monkeypatch.setattr("autograder.cli.feedback.split", stopped)
    monkeypatch.setattr(sys, "argv", ["autograder", "--course", str(course.root), "feedback", "a"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 130


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["grade", "--help"]])
def test_help_is_a_success(capsys, monkeypatch, arguments):
    monkeypatch.setattr(sys, "argv", ["autograder", *arguments])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert not ended.value.code
    assert capsys.readouterr().out


def test_what_is_written_wrongly_on_the_command_line_is_told_with_the_usage(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["autograder", "grade\x1b[2J"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    said = capsys.readouterr().err
    assert (ended.value.code, "\x1b" in said) == (2, False)
    assert said.startswith("Usage: ")


def found(*records):
    """A run that finds these records without running anything."""
    return lambda *_: Graded(list(records))


@pytest.mark.parametrize("name", ["ben\x1b[31m", "[bold]ben[/]", "ben\u202e", "=ben", "b" * 300])
def test_a_run_tells_names_and_times_as_text_and_json_has_them_exactly(course, monkeypatch, name):
    item = ItemResult("t", "T", Outcome.MISSING, 0.0, 2.0, message="There is only hw.zip.")
    record = NotebookRecord("key", name, "a", "n", (item,), ("There is only hw.zip.",))
    monkeypatch.setattr("autograder.cli.told.grade_class", found(record))
    remarks = [(name, "the time 'x' in timestamp.txt is not understood."), ("", "For all.")]
    monkeypatch.setattr(Gradebook, "remarks", remarks)
    result = run(course, "grade", "a", "--trust-submissions")
    told = [line for line in result.output.splitlines() if line.startswith(safe(name, NAME))]
    assert result.exit_code == 0
    assert {"\x1b", "\u202e"}.isdisjoint(result.output)
    assert any("no notebook found. There is only hw.zip." in line for line in told)
    assert any("timestamp.txt is not understood" in line for line in told)
    assert "For all." in result.output
    entry = json.loads(run(course, "grade", "a", "--trust-submissions", "--json").stdout)[0]
    assert (entry["student"], entry["outcome"]) == (name, "no notebook found")


def test_the_same_fault_of_ours_in_every_item_is_told_once(course, monkeypatch):
    items = [ItemResult(f"t{i}", "T", Outcome.CANNOT_JUDGE, None, 2.0, staff_note="no [memory]") for i in range(3)]
    record = NotebookRecord("key", "ben", "a", "n", tuple(items))
    monkeypatch.setattr("autograder.cli.told.grade_class", found(record))
    result = run(course, "grade", "a", "--trust-submissions")
    assert result.exit_code == 1
    assert "cannot judge: ben, t0, t1, t2: no [memory]" in result.output


def test_a_password_of_the_database_is_not_printed(course, monkeypatch):
    monkeypatch.setattr("autograder.cli.told.grade_class", found())
    monkeypatch.setattr(Gradebook, "standings", lambda *_, **__: {})
    monkeypatch.setattr(Gradebook, "check", lambda *_: None)
    monkeypatch.setattr(Gradebook, "register", lambda *_: None)
    monkeypatch.setattr(Gradebook, "__enter__", lambda gradebook: gradebook)
    monkeypatch.setattr(Course, "db_url", "postgresql://tutor:secret@host/gradebook")
    result = run(course, "grade", "a", "--trust-submissions")
    assert "tutor:***@host" in result.output
    assert "secret" not in result.output


def test_a_gradebook_that_would_refuse_every_score_is_told_before_anything_is_run(course, monkeypatch):
    ran = []

    def refuse(*_):
        raise CourseError("a/n.ipynb no longer has test-double")

    monkeypatch.setattr(Gradebook, "register", refuse)
    monkeypatch.setattr("autograder.cli.told.grade_class", lambda *_: ran.append(1))
    with pytest.raises(CourseError, match="no longer has"):
        run(course, "grade", "a", "--trust-submissions")
    assert ran == []
