"""Checks that make a run void come first; what moves is told, with its reason; nothing is half done."""

import contextlib
import csv
import json

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.errors import CourseError, ReleaseError
from autograder.gradebook import Gradebook
from autograder.grading import make_graders
from autograder.kernel.fake import FakeKernel
from autograder.record.store import RecordStore
from autograder.release.execute import as_executed
from autograder.report import read_report
from autograder.verified import solution_of
from tests.batch.test_run import Here, hand_in
from tests.gradebook import database
from tests.hostile.driver import course as small_course

RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return 3 * x"


class InThisProcess(Here):
    """In the place of worker processes, on the fake kernel."""

    def __init__(self, *_, **__):
        super().__init__()

    def warmed_up(self):
        return contextlib.nullcontext()


def solved(course, master):
    (grader,) = make_graders(course, master.assignment)
    return grader.grade(solution_of(course, master), FakeKernel)


def run(course, *arguments):
    return CliRunner().invoke(cli, ["--course", str(course.root), *arguments], catch_exceptions=False)


def graded(course, *options):
    return run(course, "grade", "a", "--trust-submissions", "--workers", "1", *options)


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.cli.grading.LocalProcesses", InThisProcess)
    monkeypatch.setattr("autograder.cli.release.grade_solution", solved)
    monkeypatch.setattr("autograder.release.build.executed_solution", lambda master, *_: as_executed(master, {}))
    course = small_course(tmp_path, cell_seconds=20)
    for path in (tmp_path / "gradebook.db", course.submitted / "someone-else" / "a" / "n.ipynb"):
        path.unlink()
    (course.submitted / "someone-else" / "a").rmdir()
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", WRONG)
    return course


def source(course):
    return course.source / "a" / "n.ipynb"


def edit(course, old, new):
    text = source(course).read_text()
    assert old in text
    source(course).write_text(text.replace(old, new))


def without(course, *grade_ids):
    data = json.loads(source(course).read_text())
    data["cells"] = [c for c in data["cells"] if c["metadata"]["nbgrader"]["grade_id"] not in grade_ids]
    source(course).write_text(json.dumps(data))


def add(course, source_text, **mark):
    data = json.loads(source(course).read_text())
    base = {"schema_version": 3, "task": False, "locked": False, "solution": False, "grade": False} | mark
    kind = {"cell_type": "code", "id": mark["grade_id"], "outputs": [], "execution_count": None}
    data["cells"].append({**kind, "metadata": {"nbgrader": base}, "source": source_text})
    source(course).write_text(json.dumps(data))


def everything(course):
    """All that a command may have written, but for what only saves time."""
    quick = {"source/", ".autograder/masters", ".autograder/waiting", ".autograder/verified"}
    files = {
        path.relative_to(course.root).as_posix(): path.read_bytes()
        for path in sorted(course.root.rglob("*"))
        if path.is_file() and path.name != "gradebook.db"
    }
    return database.everything(course), {n: c for n, c in files.items() if not n.startswith(tuple(quick))}


def test_a_mend_of_a_hidden_test_is_told_by_student_points_and_reason_before_and_after_it_is_written(course):
    assert "moved" not in graded(course).output
    edit(course, "2 * x, what=", "3 * x, what=")
    edit(course, "return 2 * x", "return 3 * x")
    before = everything(course)
    dry = graded(course, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert everything(course) == before
    done = graded(course)
    for said, word in ((dry.output, "would move"), (done.output, "moved")):
        assert word in said
        assert "2 → 0" in said
        assert "0 → 2" in said
        assert said.count("its test changed") == 2
        assert "2 moved: 1 up, 1 down" in said
    assert "0 graded, 2 unchanged" in done.output  # the dry run's work is taken, not done again
    assert everything(course) != before
    with (course.state / "moved" / "a.csv").open(newline="") as file:
        rows = [(row["student"], row["before"], row["after"], row["why"]) for row in csv.DictReader(file)]
    assert rows == [("ada", "2.0", "0.0", "its test changed"), ("bob", "0.0", "2.0", "its test changed")]
    assert "moved" not in graded(course).output


def test_an_answer_that_changed_is_the_reason_where_the_test_is_the_same(course):
    graded(course)
    hand_in(course, "bob", RIGHT)
    (entry,) = [e for e in json.loads(graded(course, "--json").stdout) if e["moved"]]
    assert entry["student"] == "bob"
    assert entry["moved"] == {"test-double": {"before": 0.0, "after": 2.0, "why": "the submission changed"}}


def why(course, student="ada"):
    (told,) = json.loads(run(course, "grade", "a", "--explain", student, "--json").stdout)
    return told


def test_it_is_explained_what_the_next_run_does_with_a_notebook_and_why_and_nothing_is_done(course):
    assert why(course)["again"] == ["it was not graded yet"]
    graded(course)
    before = everything(course)
    told = why(course)
    assert (told["again"], told["points"], told["max_points"], told["moved"]) == ([], 2.0, 2.0, [])
    assert told["seconds"] >= 0
    edit(course, "2 * x, what=", "3 * x, what=")
    edit(course, "return 2 * x", "return 3 * x")
    assert why(course)["again"] == ["the notebook of the course changed"]
    hand_in(course, "ada", RIGHT + "  # again")
    assert why(course)["again"] == ["the notebook of the course changed", "the submission changed"]
    assert {k: v for k, v in everything(course)[1].items() if "submitted" not in k} == {
        k: v for k, v in before[1].items() if "submitted" not in k
    }


def test_every_move_of_a_student_is_explained_with_its_day_and_stands_in_the_report(course):
    graded(course)
    hand_in(course, "bob", RIGHT)
    graded(course)
    said = run(course, "grade", "--all", "--explain", "bob").output
    assert "test-double 0 → 2, the submission changed" in said
    assert "the next run leaves it as it is" in said
    report = read_report(course, "a")
    assert [(one.student, one.before, one.after, one.change) for one in report.moved] == [("bob", 0.0, 2.0, 2.0)]
    assert set(report.took) == {"ada", "bob"}
    run(course, "report")
    assert "Who moved" in (course.root / "report" / "a.html").read_text()


def test_what_cannot_be_explained_is_one_sentence(course):
    for names, problem in ((["a", "--explain", "eve"], "eve has not"), (["--all", "--explain", "eve"], "eve has")):
        with pytest.raises(CourseError, match=problem):
            run(course, "grade", *names)
    for names in (["--explain", "ada"], ["a", "--all", "--explain", "ada"], ["a", "ada", "--explain", "ada"]):
        assert run(course, "grade", *names).exit_code == 2


def test_nobody_is_graded_with_a_test_that_the_solution_does_not_pass_and_nothing_is_written(course):
    graded(course)
    before = everything(course)
    edit(course, "2 * x, what=", "4 * x, what=")
    with pytest.raises(CourseError, match=r"a/n.ipynb, test-double .*the solution earns 0 of 2 points"):
        graded(course)
    assert everything(course) == before
    edit(course, "4 * x, what=", "2 * x, what=")
    assert graded(course).exit_code == 0


def test_points_that_do_not_add_up_are_told_before_anybody_is_graded(course):
    edit(course, '"points": 2', '"points": 5')
    with pytest.raises(CourseError, match="test-double"):
        graded(course)
    assert not list(course.autograded.rglob("*.ipynb"))


@pytest.mark.parametrize("change", ["removed", "renamed", "notebook"])
def test_what_is_gone_from_the_source_is_refused_first_by_every_command_with_the_one_that_mends_it(course, change):
    graded(course)
    run(course, "release", "a")
    before = everything(course)
    if change == "removed":
        without(course, "double", "test-double")
    elif change == "renamed":
        edit(course, "test-double", "test-twice")
    else:
        source(course).rename(course.source / "a" / "m.ipynb")
    name = "n" if change == "notebook" else "test-double"
    for command in (lambda: graded(course), lambda: graded(course, "--dry-run"), lambda: run(course, "release", "a")):
        with pytest.raises(CourseError) as told:
            command()
        assert f"`autograder release a --drop {name}`" in str(told.value)
        assert f"--rename {name}=NEW" in str(told.value)
        assert everything(course) == before


def test_a_release_of_several_assignments_is_all_of_them_or_none(course):
    other = course.source / "b" / "n.ipynb"
    other.parent.mkdir()
    other.write_text(source(course).read_text().replace("2 * x, what=", "5 * x, what="))
    with pytest.raises(ReleaseError, match="test-double"):
        run(course, "release")
    assert not list(course.release.rglob("*"))
    assert database.query(course, "select * from assignment") == []


def test_a_release_that_cannot_be_put_in_place_leaves_the_gradebook_as_it_was(course, monkeypatch):
    def no_room(_):
        raise ReleaseError("no room")

    monkeypatch.setattr("autograder.cli.release.put_in_place", no_room)
    with pytest.raises(ReleaseError):
        run(course, "release", "a")
    assert database.query(course, "select * from assignment") == []


def test_a_dropped_exercise_goes_with_its_scores_into_a_file_and_a_renamed_one_keeps_them(course):
    add(course, "'because'", grade_id="why", grade=True, solution=True, points=3)
    graded(course)
    database.grade_by_hand(course, "why", 2.5)
    database.comment_by_hand(course, "why", "well, =said")
    edit(course, '"why"', '"reason"')
    assert run(course, "release", "a", "--rename", "why=reason").exit_code == 0
    assert graded(course).exit_code == 0
    with Gradebook(course) as gradebook:
        assert gradebook.scores("a")["ada"]["n"]["reason"].manual == 2.5
        assert gradebook.by_hand("a")["ada", "n"]["reason"].comment == "well, =said"
    without(course, "reason")
    result = run(course, "release", "a", "--drop", "reason")
    assert ".autograder/dropped/a.csv" in result.output
    with (course.state / "dropped" / "a.csv").open(newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (rows["bob"]["exercise"], rows["bob"]["by_hand"], rows["bob"]["maximum"]) == ("reason", "2.5", "3.0")
    assert rows["ada"]["comment"] == "well, =said"
    assert graded(course).exit_code == 0
    with Gradebook(course) as gradebook:
        assert set(gradebook.scores("a")["ada"]["n"]) == {"test-double"}


@pytest.mark.parametrize("what", [("--drop", "test-double"), ("--drop", "nonsense"), ("--rename", "nonsense=why")])
def test_what_the_source_still_has_or_nobody_knows_is_neither_dropped_nor_renamed(course, what):
    graded(course)
    before = everything(course)
    with pytest.raises(CourseError, match="cannot be dropped or renamed"):
        run(course, "release", "a", *what)
    assert everything(course) == before


def test_a_record_is_kept_once_the_gradebook_has_its_scores_and_is_not_run_again_for_that(course, monkeypatch):
    put = Gradebook.put
    monkeypatch.setattr(Gradebook, "put", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    result = graded(course)
    assert result.exit_code == 1
    assert RecordStore(course.state).all("a") == []
    with pytest.raises(CourseError, match="not graded yet"):
        run(course, "feedback", "a")
    monkeypatch.setattr(Gradebook, "put", put)
    result = graded(course)
    assert "0 graded, 2 unchanged" in result.output
    assert [record.points for record in RecordStore(course.state).all("a")] == [2, 0]


def test_an_exercise_that_a_student_never_saw_is_open_and_not_wrong_and_who_saw_it_is_graded(course):
    graded(course)
    add(
        course,
        "def triple(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION",
        grade_id="triple",
        solution=True,
    )
    add(course, "assert triple(2) == 6", grade_id="test-triple", grade=True, locked=True, points=3)
    run(course, "release", "a")
    released = (course.release / "a" / "n.ipynb").read_text()  # the new notebook, nothing answered
    (course.submitted / "bob" / "a" / "n.ipynb").write_text(released)
    found = {entry["student"]: entry for entry in json.loads(graded(course, "--json").stdout)}
    assert found["ada"]["items"]["test-triple"] == {"points": None, "outcome": "not in the student's version"}
    assert found["bob"]["items"]["test-triple"] == {"points": 0.0, "outcome": "not answered"}
    assert (found["ada"]["total"], found["ada"]["open"], found["ada"]["maximum"]) == (2.0, 3.0, 5.0)
    assert found["ada"]["notes"] == []
    with Gradebook(course) as gradebook:
        assert gradebook.scores("a")["ada"]["n"]["test-triple"].auto is None
    assert run(course, "feedback", "a").exit_code == 0
    page = (course.feedback / "ada" / "a" / "n.html").read_text()
    assert "not in your version" in page
    assert "3 points still to be graded by hand" in page


def test_deleting_an_exercise_that_every_version_had_is_no_way_to_leave_it_open(course):
    graded(course)
    path = course.submitted / "ada" / "a" / "n.ipynb"
    data = json.loads(path.read_text())
    data["cells"] = data["cells"][:1]
    path.write_text(json.dumps(data))
    found = {entry["student"]: entry for entry in json.loads(graded(course, "--json").stdout)}
    assert (found["ada"]["open"], found["ada"]["total"]) == (0.0, 0.0)
    assert any("was missing" in note for note in found["ada"]["notes"])
