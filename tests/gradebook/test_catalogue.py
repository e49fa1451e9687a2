import copy

import pytest

from autograder.errors import CourseError
from autograder.gradebook import Gradebook, Score
from autograder.outcomes import Outcome
from tests.gradebook import database
from tests.gradebook.database import Kept
from tests.gradebook.small_course import ONE, TWO, good, handed_in, make_course, master_of, record, result, write


def register(course, *names):
    with Gradebook(course) as gradebook:
        for name in names or ("one", "two"):
            gradebook.register(master_of(course, name))


def edited(course, name, cells):
    """The source with these cells in it, as a teacher saves it."""
    from tests.gradebook.small_course import notebook

    write(course.source / "a" / f"{name}.ipynb", notebook(cells))


def with_points(cells, grade_id, points):
    changed = copy.deepcopy(cells)
    next(mark for *_, mark in changed if mark and mark["grade_id"] == grade_id)["points"] = points
    return changed


def without(cells, *grade_ids):
    return [content for content in cells if not content[2] or content[2]["grade_id"] not in grade_ids]


def names(course, kind):
    return {row["name"] for row in database.query(course, "select name from base_cell where type = ?", kind)}


def test_every_kind_of_cell_is_registered(course):
    register(course)
    assert names(course, "GradeCell") == {"test-double", "why", "test-triple"}
    assert names(course, "SolutionCell") == {"double", "why", "triple"}
    assert names(course, "TaskCell") == {"draw"}
    sources = {row["name"]: row for row in database.query(course, "select * from source_cell")}
    assert set(sources) == {"setup", "double", "test-double", "why", "triple", "test-triple", "draw"}
    assert "assert double(3) == 6" in sources["test-double"]["source"]
    assert "return 2 * x" not in sources["double"]["source"]
    assert [name for name, row in sources.items() if row["locked"]] == ["setup", "test-double", "test-triple", "draw"]


def test_registering_again_changes_nothing(course):
    register(course)
    before = database.everything(course)
    register(course)
    assert database.everything(course) == before


def test_changed_points_reach_the_gradebook_also_after_submissions(course):
    with Gradebook(course) as gradebook:
        gradebook.put(good(master_of(course)), master_of(course), handed_in(course, "ada"))
    before = {row["name"]: row["checksum"] for row in database.query(course, "select * from source_cell")}
    edited(course, "one", with_points(ONE, "test-double", 5))
    items = (result("test-double", Outcome.PASSED, 5.0, 5.0), result("why", Outcome.MANUAL, None, 3.0))
    with Gradebook(course) as gradebook:
        gradebook.put(record(master_of(course), *items), master_of(course), handed_in(course, "ada"))
        assert gradebook.scores("a")["ada"]["one"]["test-double"] == Score(5.0, None)
    rows = database.query(course, "select max_score from grade_cells natural join base_cell where name = 'test-double'")
    assert rows == [{"max_score": 5.0}]
    after = {row["name"]: row["checksum"] for row in database.query(course, "select * from source_cell")}
    assert [name for name in after if after[name] != before[name]] == ["test-double"]


def test_an_open_gradebook_notices_an_edited_source(course):
    with Gradebook(course) as gradebook:
        gradebook.put(good(master_of(course)), master_of(course), handed_in(course, "ada"))
        edited(course, "one", with_points(ONE, "why", 4))
        gradebook.put(good(master_of(course)), master_of(course), handed_in(course, "ada"))
    assert {"max_score": 4.0} in database.query(course, "select max_score from grade_cells")


def test_a_cell_that_is_added_later_gets_its_grade_at_the_next_regrade(course):
    with Gradebook(course) as gradebook:
        gradebook.put(good(master_of(course)), master_of(course), handed_in(course, "ada"))
    database.grade_by_hand(course, "why", 1.5)
    more = ("code", "assert True", {"grade_id": "test-more", "grade": True, "locked": True, "points": 1})
    edited(course, "one", [*ONE, more])
    master = master_of(course)
    items = (*good(master).items, result("test-more", Outcome.PASSED, 1.0, 1.0))
    with Gradebook(course) as gradebook:
        gradebook.put(record(master, *items), master, handed_in(course, "ada"))
    scores = database.kept(course, "ada", "one")
    assert scores["test-more"] == Kept(1.0, None, False)
    assert scores["why"] == Kept(None, 1.5, False)


def test_a_cell_with_scores_of_students_is_not_removed(course):
    with Gradebook(course) as gradebook:
        gradebook.put(good(master_of(course)), master_of(course), handed_in(course, "ada"))
    before = database.everything(course)
    edited(course, "one", without(ONE, "why"))
    with pytest.raises(CourseError, match=r"a/one.ipynb no longer has why"):
        register(course, "one")
    assert database.everything(course) == before


def test_a_cell_without_submissions_is_removed(course):
    register(course)
    edited(course, "one", without(ONE, "why"))
    register(course)
    assert names(course, "GradeCell") == {"test-double", "test-triple"}
    assert names(course, "SolutionCell") == {"double", "triple"}
    assert "why" not in {row["name"] for row in database.query(course, "select name from source_cell")}


def test_a_notebook_that_is_gone_is_forgotten_unless_it_was_handed_in(course):
    register(course)
    (course.source / "a" / "two.ipynb").unlink()
    register(course, "one")
    assert database.query(course, "select name from notebook") == [{"name": "one"}]
    assert names(course, "TaskCell") == set()


def test_a_notebook_that_was_handed_in_is_not_forgotten(course):
    register(course)
    with Gradebook(course) as gradebook:
        gradebook.put(good(master_of(course)), master_of(course), handed_in(course, "ada"))
    (course.source / "a" / "two.ipynb").unlink()
    with pytest.raises(CourseError, match="no longer has a notebook two"):
        register(course, "one")


def test_a_notebook_that_is_added_later_joins_the_submissions(tmp_path):
    course = make_course(tmp_path, two=None)
    with Gradebook(course) as gradebook:
        gradebook.put(good(master_of(course)), master_of(course), handed_in(course, "ada"))
        edited(course, "two", TWO)
        gradebook.put(good(master_of(course, "two")), master_of(course, "two"), handed_in(course, "ada"))
        assert set(gradebook.scores("a")["ada"]) == {"one", "two"}


def test_the_due_date_and_the_course_are_kept(course):
    register(course)
    database.query(course, "update assignment set duedate = '2026-01-01 23:00:00.000000'")
    register(course)
    (row,) = database.query(course, "select duedate, course_id from assignment")
    assert row == {"duedate": "2026-01-01 23:00:00.000000", "course_id": "course"}
