"""The roster, due dates and extensions from the command line: what nbgrader keeps and what we say agree."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook as Nbgrader

from autograder.cli.app import cli
from autograder.errors import AutograderError
from autograder.gradebook import Gradebook
from tests.gradebook.database import query
from tests.gradebook.small_course import good, hand_in, make_course, master_of, put

LATE = "c.AssignLatePenalties.plugin_class = 'late.Half'"
PLUGIN = """
from nbgrader.plugins import BasePlugin
class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2
"""


def run(course, *arguments):
    return CliRunner().invoke(cli, ["--course", str(course.root), *arguments], catch_exceptions=False)


@pytest.fixture
def course(tmp_path):
    (tmp_path / "late.py").write_text(PLUGIN)
    return make_course(tmp_path, config=LATE, two=None)


def roster(course, text):
    path = course.root / "given.csv"
    path.write_text(text)
    return str(path)


def graded(course, student="ada", at="2026-01-31 17:00 UTC"):
    hand_in(course, student, timestamp=at)
    put(course, good(master_of(course), student=student))


def penalty(course, student="ada"):
    """What nbgrader takes off, and by how much it says the student was late."""
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        submission = book.find_submission("a", student)
        return submission.late_submission_penalty, submission.total_seconds_late


def test_names_reach_the_gradebook_and_nothing_is_lost(course):
    graded(course, "cid")
    given = roster(course, "id,first_name,last_name,email,canvas_id,shoe size\nada,Ada,Lovelace,a@x.org,17,38\n")
    assert run(course, "students", "import", given).exit_code == 0
    again = roster(course, "id,section\nada,B\nbob,B\n")
    assert run(course, "students", "import", again).exit_code == 0
    rows = {row["id"]: row for row in query(course, "select * from student")}
    assert set(rows) == {"ada", "bob", "cid"}
    assert (rows["ada"]["first_name"], rows["ada"]["last_name"], rows["ada"]["lms_user_id"]) == (
        "Ada",
        "Lovelace",
        "17",
    )
    listed = run(course, "students", "list").output
    assert "Ada Lovelace" in listed
    assert "cid" in listed
    exported = run(course, "students", "export", "-").stdout.splitlines()
    assert "shoe size" in exported[0]
    assert [line for line in exported if line.startswith("ada,Ada,Lovelace,a@x.org,B,17") and line.endswith("38")]
    assert len(exported) == 4


def test_a_bad_row_is_told_the_others_are_taken_and_the_command_says_so_in_its_exit_code(course):
    result = run(course, "students", "import", roster(course, "id,email\nada,nothing\nbob,b@x\n"))
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "line 2" in result.stderr
    assert [row["id"] for row in query(course, "select id from student")] == ["bob"]


def test_the_roster_itself_is_imported_after_an_edit_and_keeps_what_is_wrong_in_it(course):
    (course.root / "students.csv").write_text("id,email\nada,nothing\nbob,b@x\n")
    assert run(course, "students", "import", str(course.root / "students.csv")).exit_code == 1
    assert "ada,nothing" in (course.root / "students.csv").read_text()


def test_no_row_of_the_roster_is_lost_because_it_cannot_be_used(course):
    text = "id,email\nada,nothing\nbob,b@x\n"
    (course.root / "students.csv").write_text(text)
    for command in (["students", "import", roster(course, "id\ncid\n")], ["extend", "a", "bob", "1 day"]):
        with pytest.raises(AutograderError, match="line 2"):
            run(course, *command)
        assert (course.root / "students.csv").read_text() == text


def test_a_row_that_cannot_be_used_is_told_whenever_a_class_is_graded(course):
    (course.root / "students.csv").write_text("id,extension\nada,soon\nbob,1 day\n")
    with Gradebook(course) as gradebook:
        gradebook.expect(["ada", "bob"])
        ((student, sentence),) = gradebook.remarks
    assert student == ""
    assert "line 2" in sentence


def test_a_due_date_is_set_shown_moved_and_removed(course):
    assert "no due date" in run(course, "due").output
    assert "is due 2026-01-30 17:00 UTC" in run(course, "due", "a", "2026-01-30T18:00+01:00").output
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        assert str(book.find_assignment("a").duedate) == "2026-01-30 17:00:00"
    assert "2026-02-01 18:00 UTC" in run(course, "due", "a", "2026-02-01", "19:00", "Europe/Vienna").output
    assert "no due date" in run(course, "due", "a", "none").output


@pytest.mark.parametrize("text", ["tomorrow", "2026-01-30T18:00", "2026-01-30"])
def test_a_date_that_is_not_understood_changes_nothing(course, text):
    run(course, "due", "a", "2026-01-30T18:00+01:00")
    with pytest.raises(AutograderError):
        run(course, "due", "a", text)
    assert "2026-01-30 17:00 UTC" in run(course, "due", "a").output


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("until", [("2", "days"), ("2026-02-01T18:00+01:00",)])
def test_an_extension_holds_for_our_grading_and_for_nbgrader_also_before_anything_is_handed_in(course, until, before):
    run(course, "due", "a", "2026-01-30T17:00Z")
    run(course, "students", "import", roster(course, "id\nada\nbob\n"))
    graded(course, "bob")
    if not before:
        graded(course)
        assert penalty(course) == (1.0, 86400.0)
    said = run(course, "extend", "a", "ada", *until).output
    assert "ada has 2 days more for a, until 2026-02-01 17:00 UTC." in said
    graded(course)
    assert penalty(course) == (None, 0) or penalty(course) == (0.0, 0)
    assert penalty(course, "bob") == (1.0, 86400.0)
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        assert book.find_submission("a", "ada").extension == timedelta(days=2)
    assert "no extension" in run(course, "extend", "a", "ada", "none").output
    graded(course)
    assert penalty(course) == (1.0, 86400.0)


def test_an_extension_until_a_date_stays_at_that_date_when_the_due_date_moves(course):
    run(course, "due", "a", "2026-01-30T17:00Z")
    graded(course)
    run(course, "extend", "a", "ada", "2026-02-01T17:00Z")
    run(course, "due", "a", "2026-01-29T17:00Z")
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        assert str(book.find_submission("a", "ada").duedate) == "2026-02-01 17:00:00"


def test_an_extension_that_nbgrader_was_given_stays(course):
    run(course, "due", "a", "2026-01-30T17:00Z")
    graded(course)
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        book.grant_extension("a", "ada", days=5)
    run(course, "students", "import", roster(course, "id,extension\nbob,1 day\n"))
    run(course, "due", "a", "2026-01-29T17:00Z")
    graded(course)
    with Nbgrader(f"sqlite:///{course.root}/gradebook.db") as book:
        assert book.find_submission("a", "ada").extension == timedelta(days=5)


def test_more_time_for_every_assignment_stands_in_the_roster(course):
    run(course, "due", "a", "2026-01-30T17:00Z")
    run(course, "students", "import", roster(course, "id,extension\nada,3 days\n"))
    graded(course)
    assert penalty(course)[1] == 0


@pytest.mark.parametrize("who", ["adda", "../ada"])
def test_an_extension_for_nobody_is_one_sentence(course, who):
    run(course, "students", "import", roster(course, "id\nada\n"))
    with pytest.raises(AutograderError, match="no student"):
        run(course, "extend", "a", who, "1 day")


def test_an_extension_until_a_date_needs_a_due_date(course):
    run(course, "students", "import", roster(course, "id\nada\n"))
    with pytest.raises(AutograderError, match="autograder due a"):
        run(course, "extend", "a", "ada", "2026-02-01T17:00Z")
