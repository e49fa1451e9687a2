"""What the gradebook is asked and told, statement by statement; what is unchanged is neither read nor written again."""

from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event

from autograder.gradebook import Gradebook
from autograder.outcomes import Outcome
from tests.gradebook import database
from tests.gradebook.small_course import good, hand_in, handed_in, make_course, master_of, put, record, result

CLASS = tuple(f"student-{number:03}" for number in range(30))
PENALTY = "c.LateSubmissionPlugin.penalty_method = 'zero'"


class Counted:
    def __init__(self):
        self.statements, self.commits = [], 0

    @property
    def writing(self):
        return [said for said in self.statements if not said.startswith(("SELECT", "PRAGMA", "BEGIN"))]


@contextmanager
def counted():
    found = Counted()

    def statement(connection, cursor, text, *_):
        if not text.startswith("BEGIN"):
            found.statements.append(text)

    def commit(connection):
        found.commits += 1

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", commit)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", statement)
        event.remove(Engine, "commit", commit)


def put_all(course, students=CLASS):
    with Gradebook(course) as gradebook:
        gradebook.expect(students)
        for student in students:
            gradebook.put(good(master_of(course), student=student), master_of(course), handed_in(course, student))


def failed(course, student="ada"):
    items = (result("test-double", Outcome.FAILED, 0.0), result("why", Outcome.MANUAL, None, 3.0))
    return record(master_of(course), *items, student=student, submission="second")


@pytest.mark.parametrize(("kind", "most"), [("new", 6), ("changed", 4), ("unchanged", 3)])
def test_one_notebook_is_one_transaction_of_few_statements(course, kind, most):
    put(course, good(master_of(course)))
    one = {
        "new": good(master_of(course), student="bob"),
        "changed": failed(course),
        "unchanged": good(master_of(course)),
    }
    with Gradebook(course) as gradebook:
        gradebook.put(good(master_of(course), student="cid"), master_of(course), handed_in(course, "cid"))
        with counted() as found:
            gradebook.put(one[kind], master_of(course), handed_in(course, one[kind].student))
    assert found.commits == 1
    assert len(found.statements) == most, found.statements


def test_a_class_that_is_unchanged_is_read_at_once_and_nothing_is_written(course):
    put_all(course)
    files = {path: path.stat().st_mtime_ns for path in course.autograded.rglob("*")}
    before = database.everything(course)
    with counted() as few:
        put_all(course, CLASS[:2])
    with counted() as all_of_them:
        put_all(course)
    assert all_of_them.writing == []
    assert len(all_of_them.statements) == len(few.statements)
    assert database.everything(course) == before
    assert {path: path.stat().st_mtime_ns for path in course.autograded.rglob("*")} == files


def test_what_changed_in_the_gradebook_meanwhile_is_put_right(course):
    put_all(course)
    before = database.everything(course)
    database.query(
        course, "update grade set auto_score = 0 where id in (select id from grade where auto_score = 2 limit 1)"
    )
    database.query(course, "delete from comment where id in (select id from comment limit 1)")
    put_all(course)
    after = database.everything(course)
    ids = [{row["id"] for row in found.pop("comment")} for found in (before, after)]
    assert after == before
    assert [len(ids[0] - ids[1]), len(ids[1] - ids[0])] == [1, 1]


def test_points_by_hand_and_extensions_reach_the_penalty_of_unchanged_work(tmp_path):
    course = make_course(tmp_path, config=PENALTY)
    hand_in(course, "ada", timestamp="2026-01-02 00:00:00 UTC")

    def penalty():
        put_all(course, ("ada", "bob"))
        rows = database.query(course, "select late_submission_penalty as points from submitted_notebook order by 1")
        return [row["points"] for row in rows if row["points"] is not None]

    assert penalty() == []
    database.query(course, "update assignment set duedate = '2026-01-01 23:00:00.000000'")
    assert penalty() == [2.0]
    database.grade_by_hand(course, "why", 1.5)
    assert penalty() == [3.5]
    database.query(course, "update submitted_assignment set extension = '1970-01-01 02:00:00.000000'")
    assert penalty() == []


def test_registering_what_is_registered_only_reads(course):
    with Gradebook(course) as gradebook:
        gradebook.register(master_of(course))
    with counted() as found, Gradebook(course) as gradebook:
        gradebook.register(master_of(course))
    assert found.writing == []
