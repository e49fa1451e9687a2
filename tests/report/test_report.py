"""How a class did: what is counted, that the page shows it, and that a name stays a name."""

import csv
import io
from collections import Counter
from dataclasses import replace

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.gradebook.model import ManualGrade, Standing
from autograder.outcomes import Outcome
from autograder.record.history import Moved
from autograder.record.model import NotebookRecord
from autograder.record.store import RecordStore
from autograder.report import assignment_report, write_assignment_report, write_course_report
from autograder.report.figures import FEW
from autograder.spreadsheet import FORMULA, as_csv
from tests.cli.hostile_names import HOSTILE
from tests.feedback.records import SECRETS, item, record, wrong_part
from tests.gradebook.small_course import good, make_course, master_of, put

RIGHT, WRONG = (Outcome.PASSED, 2.0), (Outcome.FAILED, 0.0)


def klass(*results):
    """A record for each student: outcome and points of each exercise in turn."""
    return [
        record(*(item(*end, grade_id=f"test-{i}", title=f"No. {i} (2 points)") for i, end in enumerate(ends)),
               student=f"student{n:03}")
        for n, ends in enumerate(results)
    ]  # fmt: skip


def of(*results, by_hand=None, standings=None):
    return assignment_report("06-backpropagation", klass(*results), by_hand or {}, standings or {})


def test_every_student_is_in_one_end_of_every_exercise():
    ends = [RIGHT, WRONG, (Outcome.FAILED, 0.5), (Outcome.UNANSWERED, 0.0), (Outcome.MANUAL, None), (Outcome.DIED, 0.0)]
    (exercise,) = of(*[[end] for end in ends]).exercises
    assert dict(exercise.ends) == {"passed": 1, "partly": 1, "wrong": 2, "not answered": 1, "open": 1}
    assert exercise.title == "No. 0"
    assert exercise.mean == pytest.approx(2.5 / 5 / 2)


def test_points_by_hand_count_and_what_is_open_is_told():
    key = ("student000", "06-backpropagation")
    waiting = of([RIGHT, (Outcome.MANUAL, None)])
    given = of([RIGHT, (Outcome.MANUAL, None)], by_hand={key: {"test-1": ManualGrade(1.5)}})
    assert [(one.points, one.open_points) for one in (*waiting.students, *given.students)] == [(2, 2), (3.5, 0)]
    assert given.shares == [3.5 / 4]
    assert waiting.shares == [1.0]


def test_a_late_penalty_is_in_every_total(tmp_path):
    fined = {("student000", "06-backpropagation"): Standing(2.0, 0.0, 0.0, 1.25, 4.0, late=True)}
    report = of([RIGHT, WRONG], standings=fined)
    page = write_assignment_report(report, tmp_path, tmp_path / "feedback")
    write_course_report([report], tmp_path)
    (student,) = csv.DictReader(page.with_name("06-backpropagation-students.csv").read_text().splitlines())
    assert (student["points"], student["penalty"], student["total"]) == ("2.0", "1.25", "0.75")
    (row,) = csv.DictReader(page.with_name("course.csv").read_text().splitlines())
    assert row["06-backpropagation"] == "0.75"
    assert "0.75" in page.read_text()
    assert "late (−1.25)" in page.read_text()


def test_an_exercise_separates_where_the_strong_earn_it_and_is_suspicious_where_the_weak_do():
    strong = [[RIGHT, RIGHT, RIGHT]] * FEW + [[WRONG, WRONG, WRONG]] * FEW
    odd = [[WRONG, RIGHT, RIGHT]] * FEW + [[RIGHT, WRONG, WRONG]] * FEW
    assert [one.separates for one in of(*strong).exercises] == pytest.approx([1, 1, 1])
    assert not any(one.suspicion for one in of(*strong).exercises)
    first = of(*odd).exercises[0]
    assert first.separates == pytest.approx(-1)
    assert "strong elsewhere do worse" in first.suspicion


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (WRONG, "earns a point"),
        ((Outcome.FAILED, 1.0), "earns all its points"),
        (RIGHT, ""),
        ((Outcome.UNANSWERED, 0.0), ""),
    ],
)
def test_a_hidden_test_that_nobody_passes_is_told_where_enough_answered(end, said):
    assert said in (of(*[[end]] * FEW).exercises[0].suspicion or "")
    assert bool(of(*[[end]] * FEW).exercises[0].suspicion) == bool(said)
    assert of(*[[end]] * (FEW - 1)).exercises[0].suspicion == ""


def test_mistakes_are_ranked_by_the_students_who_made_them():
    def wrong(student, *titles):
        parts = [wrong_part(title) for title in titles]
        return record(item(*WRONG, parts=tuple(parts)), student=student)

    (mistake,) = assignment_report("a", [wrong("ada", "x", "y"), wrong("bob", "x")], {}).mistakes
    assert (mistake.number, mistake.students) == (1, ("ada", "bob"))
    assert mistake.exercises == ("Forward",)


def test_what_needs_a_person_is_one_entry_for_each_notebook():
    lost = [(Outcome.MALFORMED, 0.0)] * 3
    report = of([RIGHT] * 3, lost, [(Outcome.CANNOT_JUDGE, None), RIGHT, RIGHT])
    assert [(one.student, one.outcome) for one in report.looks] == [
        ("student001", "not a readable notebook"), ("student002", "cannot judge"),
    ]  # fmt: skip
    assert report.looks[0].exercise == "all of it"


def test_exercises_of_two_notebooks_with_one_id_are_two():
    both = [NotebookRecord("key", "ada", "a", name, (item(*RIGHT),)) for name in ("one", "two")]
    report = assignment_report("a", both, {})
    assert [one.name for one in report.exercises] == ["one/test-forward", "two/test-forward"]
    assert report.students[0].points == 4


def test_names_and_sentences_are_text_in_page_and_table(tmp_path):
    def bad(hostile):
        evil = f"<script>alert(1)</script>{hostile}"
        return record(item(Outcome.TAMPERED, 0.0, message=evil, title=evil, grade_id=evil), student=evil[:60])

    report = assignment_report("a", [bad(name) for name in HOSTILE.values()], {})
    evil = [f"<script>alert(1)</script>{name}" for name in HOSTILE.values()]
    report = replace(report, moved=tuple(Moved(e, e, e, e, None, 1.0, e) for e in evil), took={evil[0]: 1.0})
    page = write_assignment_report(report, tmp_path, tmp_path / "feedback").read_text()
    assert page.count("<script>") == 1  # the page's own
    assert page.count("alert(1)&lt;") >= len(HOSTILE)
    assert SECRETS["seed"] not in page
    assert "default-src 'none'" in page
    assert not {"\x1b", "\x9b", "\u202e", "\u2066"}.intersection(page)


@pytest.mark.parametrize("first", FORMULA)
def test_no_cell_of_a_table_is_a_formula_and_quotes_hold(first):
    row = [f'{first}SUM(A1), "x"', 'o\'neil, "pat"', "two\nlines\rthree", -1.5, None]
    text = as_csv(["name", "b", "c", "d", "e"], [row])
    (read,) = csv.DictReader(io.StringIO(text, newline=""))
    assert read["name"] == "'" + row[0]
    assert (read["b"], read["c"], read["d"], read["e"]) == (row[1], row[2], "-1.5", "")


def test_pages_of_students_are_linked_where_they_are(tmp_path):
    report = of([RIGHT], [RIGHT])
    there = tmp_path / "feedback" / "student001" / report.assignment / "06-backpropagation.html"
    there.parent.mkdir(parents=True)
    there.write_text("")
    page = write_assignment_report(report, tmp_path, tmp_path / "feedback").read_text()
    assert page.count("../feedback/student001/06-backpropagation/06-backpropagation.html") == 1
    assert "../feedback/student000" not in page


def test_a_report_is_the_same_in_every_run(tmp_path):
    pages = [write_assignment_report(of([RIGHT], [WRONG]), tmp_path / n, tmp_path).read_bytes() for n in "ab"]
    assert pages[0] == pages[1]


def test_the_course_has_a_row_for_each_student_of_any_assignment(tmp_path):
    first, second = of([RIGHT], [WRONG]), assignment_report("b", klass([RIGHT])[:1], {})
    page = write_course_report([first, second], tmp_path)
    rows = list(csv.DictReader(page.with_name("course.csv").read_text().splitlines()))
    assert [(row["student"], row["06-backpropagation"], row["b"]) for row in rows] == [
        ("student000", "2.0", "2.0"), ("student001", "0.0", ""),
    ]  # fmt: skip


def test_the_command_writes_a_page_for_what_is_graded_and_says_what_is_not(tmp_path):
    course = make_course(tmp_path, two=None)

    def report(*names):
        return CliRunner().invoke(cli, ["--course", str(course.root), "report", *names], catch_exceptions=True)

    assert "not graded yet" in str(report("a").exception)
    for student in ("ada", "bob"):
        RecordStore(course.state).save(good(master_of(course), student=student))
        put(course, good(master_of(course), student=student))
    assert report().exit_code == 0
    written = Counter(path.suffix for path in (course.root / "report").iterdir())
    assert written == {".html": 2, ".csv": 5}
