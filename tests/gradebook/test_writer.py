import json
import os
import sqlite3

import pytest

from autograder.errors import AutograderError, MachineError
from autograder.gradebook import Gradebook, ManualGrade
from autograder.gradebook.database import opened, shown_url
from autograder.intake.submission import Submission
from autograder.outcomes import Outcome
from tests.gradebook import database
from tests.gradebook.database import Kept
from tests.gradebook.small_course import RIGHT, good, hand_in, handed_in, make_course, master_of, put, record, result


def scores(course, student="ada", notebook="one"):
    kept = database.kept(course, student, notebook)
    with Gradebook(course) as gradebook:
        assert gradebook.scores("a")[student][notebook] == {name: grade[:2] for name, grade in kept.items()}
    return kept


def autograded(course, name="one.ipynb", student="ada"):
    return course.autograded / student / "a" / name


# scores


def test_a_database_that_is_not_there_is_made_by_nbgrader_itself(course):
    (course.root / "gradebook.db").unlink()
    put(course, good(master_of(course)))
    assert scores(course)["test-double"] == Kept(2.0, None, False)
    assert len(database.query(course, "select version_num from alembic_version")) == 1


def test_points_become_the_automatic_score_and_what_is_graded_by_hand_stays_open(course):
    put(course, good(master_of(course)))
    assert scores(course) == {"test-double": Kept(2.0, None, False), "why": Kept(None, None, True)}


def test_part_of_the_points_is_written_as_it_is(course):
    items = (result("test-double", Outcome.FAILED, 0.75), result("why", Outcome.MANUAL, None, 3.0))
    put(course, record(master_of(course), *items))
    assert scores(course)["test-double"] == Kept(0.75, None, False)


def test_an_untouched_answer_is_zero_points_and_needs_nobody(course):
    items = (result("test-double", Outcome.UNANSWERED, 0.0), result("why", Outcome.UNANSWERED, 0.0, 3.0))
    put(course, record(master_of(course), *items, answers={}))
    assert scores(course)["why"] == Kept(0.0, None, False)
    assert database.comment(course, "why")["auto_comment"] == "No response."
    assert database.comment(course, "double")["auto_comment"] == "No response."


def test_an_answer_that_was_begun_has_no_automatic_comment(course):
    put(course, good(master_of(course)))
    assert database.comment(course, "why")["auto_comment"] is None
    assert database.comment(course, "double")["auto_comment"] is None


def test_an_answer_that_differs_only_in_white_space_was_not_begun(course):
    put(course, good(master_of(course), answers=RIGHT | {"why": "\nYOUR ANSWER HERE \n"}))
    assert database.comment(course, "why")["auto_comment"] == "No response."


def test_a_refused_notebook_is_not_said_to_be_without_response(course):
    items = (result("test-double", Outcome.TAMPERED, 0.0), result("why", Outcome.TAMPERED, 0.0, 3.0))
    put(course, record(master_of(course), *items, answers={}))
    assert database.comment(course, "double")["auto_comment"] is None


def test_two_notebooks_of_one_submission_are_one_submission(course):
    put(course, good(master_of(course, "one")), good(master_of(course, "two")))
    assert scores(course, notebook="two") == {"test-triple": Kept(1.0, None, False), "draw": Kept(None, None, True)}
    assert len(database.query(course, "select * from submitted_assignment")) == 1
    assert len(database.query(course, "select * from submitted_notebook")) == 2


def test_students_do_not_share_scores(course):
    failed = (result("test-double", Outcome.FAILED, 0.0), result("why", Outcome.MANUAL, None, 3.0))
    put(course, good(master_of(course)), record(master_of(course), *failed, student="bob"))
    assert scores(course, "ada")["test-double"].auto == 2.0
    assert scores(course, "bob")["test-double"].auto == 0.0


# regrades


def test_putting_the_same_record_again_changes_nothing(course):
    hand_in(course, "ada", timestamp="2026-01-01 10:00:00 UTC")
    put(course, good(master_of(course)))
    database.grade_by_hand(course, "why", 2.5)
    before, text = database.everything(course), autograded(course).read_bytes()
    put(course, good(master_of(course)))
    assert database.everything(course) == before
    assert autograded(course).read_bytes() == text


def test_what_was_given_by_hand_survives_a_regrade_of_new_work_and_asks_to_be_looked_at(course):
    put(course, good(master_of(course)))
    database.grade_by_hand(course, "why", 2.5, 0.5)
    database.comment_by_hand(course, "why", "Well said.")
    items = (result("test-double", Outcome.FAILED, 0.0), result("why", Outcome.MANUAL, None, 3.0))
    put(course, record(master_of(course), *items, submission="second"))
    row = database.grade(course, "why")
    assert (row["manual_score"], row["extra_credit"], row["needs_manual_grade"]) == (2.5, 0.5, 1)
    assert database.comment(course, "why")["manual_comment"] == "Well said."
    assert scores(course)["test-double"] == Kept(0.0, None, False)


def test_new_work_is_noticed_also_where_the_notebook_of_the_old_one_is_gone(course):
    put(course, good(master_of(course)))
    database.grade_by_hand(course, "why", 2.5)
    autograded(course).unlink()
    put(course, good(master_of(course), submission="second"))
    assert scores(course)["why"] == Kept(None, 2.5, True)


def test_an_overruled_test_is_looked_at_again_only_where_its_own_result_changed(course):
    put(course, good(master_of(course)))
    database.grade_by_hand(course, "test-double", 1.0)
    put(course, good(master_of(course)))
    assert scores(course)["test-double"] == Kept(2.0, 1.0, False)
    items = (result("test-double", Outcome.FAILED, 0.0), result("why", Outcome.MANUAL, None, 3.0))
    put(course, record(master_of(course), *items))
    assert scores(course)["test-double"] == Kept(0.0, 1.0, True)


def test_what_cannot_be_judged_has_no_score_and_loses_the_earlier_one(course):
    put(course, good(master_of(course)))
    items = (result("test-double", Outcome.CANNOT_JUDGE, None), result("why", Outcome.MANUAL, None, 3.0))
    put(course, record(master_of(course), *items))
    assert scores(course)["test-double"] == Kept(None, None, True)
    put(course, good(master_of(course)))
    assert scores(course)["test-double"] == Kept(2.0, None, False)


def test_what_cannot_be_judged_keeps_the_points_given_by_hand_and_asks_for_staff(course):
    items = (result("test-double", Outcome.CANNOT_JUDGE, None), result("why", Outcome.MANUAL, None, 3.0))
    put(course, record(master_of(course), *items))
    database.grade_by_hand(course, "test-double", 2.0)
    put(course, record(master_of(course), *items))
    assert scores(course)["test-double"] == Kept(None, 2.0, True)


# one transaction


def test_an_item_without_a_cell_in_the_notebook_writes_nothing_at_all(course):
    put(course, good(master_of(course)))
    before, text = database.everything(course), autograded(course).read_bytes()
    items = (result("test-double", Outcome.FAILED, 0.0), result("no-such-cell", Outcome.PASSED, 1.0))
    with pytest.raises(AutograderError, match="no-such-cell"):
        put(course, record(master_of(course), *items, submission="second"))
    assert database.everything(course) == before
    assert autograded(course).read_bytes() == text


def test_scores_are_rolled_back_where_the_notebook_cannot_be_written(course, monkeypatch):
    put(course, good(master_of(course)))
    before = database.everything(course)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("autograder.gradebook.writer.staged_below", full)
    items = (result("test-double", Outcome.FAILED, 0.0), result("why", Outcome.MANUAL, None, 3.0))
    with pytest.raises(OSError, match="No space"):
        put(course, record(master_of(course), *items, student="bob", submission="second"))
    assert database.everything(course) == before


def test_a_database_that_fails_in_the_middle_keeps_all_of_the_earlier_grade(course):
    put(course, good(master_of(course)))
    database.query(
        course,
        "create trigger fails before update of auto_comment on comment begin select raise(abort, 'disk is full'); end",
    )
    before, text = database.everything(course), autograded(course).read_bytes()
    items = (result("test-double", Outcome.FAILED, 0.0), result("why", Outcome.MANUAL, None, 3.0))
    with pytest.raises(MachineError, match=r"the scores .*disk is full"):
        put(course, record(master_of(course), *items, submission="second", answers={}))
    assert database.everything(course) == before
    assert autograded(course).read_bytes() == text


# when it was handed in


def test_the_time_of_the_submission_is_taken_from_timestamp_txt(course):
    hand_in(course, "ada", timestamp="2026-01-01T10:00:00+02:00\n")
    put(course, good(master_of(course)))
    assert database.query(course, "select timestamp from submitted_assignment") == [
        {"timestamp": "2026-01-01 08:00:00.000000"}
    ]
    assert autograded(course, "timestamp.txt").read_text(encoding="utf-8") == "2026-01-01T10:00:00+02:00\n"


def late(tmp_path, config, timestamp="2026-01-02 00:00:00 UTC"):
    course = make_course(tmp_path, config=config)
    hand_in(course, "ada", timestamp=timestamp)
    with Gradebook(course) as gradebook:
        gradebook.register(master_of(course))
    database.query(course, "update assignment set duedate = '2026-01-01 23:00:00.000000'")
    return course


def penalty(course):
    (row,) = database.query(course, "select late_submission_penalty as points from submitted_notebook")
    return row["points"]


def test_lateness_costs_nothing_unless_the_course_says_so(tmp_path):
    course = late(tmp_path, "")
    put(course, good(master_of(course)))
    assert penalty(course) is None


def test_lateness_can_cost_everything(tmp_path):
    course = late(tmp_path, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    put(course, good(master_of(course)))
    assert penalty(course) == 2.0
    database.grade_by_hand(course, "why", 3.0)
    put(course, good(master_of(course)))
    assert penalty(course) == 5.0


def test_the_penalty_goes_when_the_submission_is_no_longer_late(tmp_path):
    course = late(tmp_path, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    put(course, good(master_of(course)))
    database.query(course, "update submitted_assignment set extension = '1970-01-01 02:00:00.000000'")
    put(course, good(master_of(course)))
    assert penalty(course) is None


PLUGIN = """
from nbgrader.plugins import BasePlugin


class PerHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return {rate} * total_seconds_late / 3600
"""


@pytest.mark.parametrize(("rate", "points"), [(0.5, 0.5), (100, 2.0), (-1, 0.0)])
def test_a_plugin_of_the_course_decides_between_nothing_and_the_score(tmp_path, rate, points):
    name = f"late_{abs(hash((rate, points)))}"
    (tmp_path / f"{name}.py").write_text(PLUGIN.format(rate=rate), encoding="utf-8")
    course = late(tmp_path, f"c.AssignLatePenalties.plugin_class = '{name}.PerHour'")
    put(course, good(master_of(course)))
    assert penalty(course) == points


# what was given by hand


def test_nothing_is_given_by_hand_before_somebody_does(course):
    put(course, good(master_of(course)))
    with Gradebook(course) as gradebook:
        assert gradebook.by_hand("a")["ada", "one"] == {}


def test_points_and_comments_given_by_hand_are_read_back(course):
    put(course, good(master_of(course)))
    database.grade_by_hand(course, "why", 2.0, 0.5)
    database.comment_by_hand(course, "why", " Well said. ")
    with Gradebook(course) as gradebook:
        assert gradebook.by_hand("a")["ada", "one"] == {"why": ManualGrade(2.5, "Well said.")}


def test_extra_credit_alone_is_added_to_the_automatic_points(course):
    put(course, good(master_of(course)))
    database.grade_by_hand(course, "test-double", None, 1.0)
    with Gradebook(course) as gradebook:
        assert gradebook.by_hand("a")["ada", "one"] == {"test-double": ManualGrade(3.0)}


def test_a_comment_on_an_answer_goes_to_the_test_behind_it(course):
    put(course, good(master_of(course)))
    database.comment_by_hand(course, "double", "Look at the loop.")
    with Gradebook(course) as gradebook:
        assert gradebook.by_hand("a")["ada", "one"] == {"test-double": ManualGrade(None, "Look at the loop.")}


# autograded/


def test_the_autograded_notebook_has_the_marks_that_nbgrader_needs(course):
    from nbgrader.nbgraderformat import MetadataValidator
    from nbgrader.utils import compute_checksum

    put(course, good(master_of(course)))
    import nbformat

    notebook = nbformat.read(autograded(course), as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    cells = {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}
    assert cells["test-double"].metadata.nbgrader.checksum == compute_checksum(cells["test-double"])
    assert cells["why"].metadata.nbgrader.checksum != compute_checksum(cells["why"])
    assert "HIDDEN" not in autograded(course).read_text(encoding="utf-8")


def test_where_nothing_could_be_run_the_released_notebook_is_shown(course):
    from dataclasses import replace

    items = (result("test-double", Outcome.ERROR, 0.0), result("why", Outcome.ERROR, 0.0, 3.0))
    put(course, replace(record(master_of(course), *items), executed={}))
    sources = [c["source"] for c in json.loads(autograded(course).read_bytes())["cells"]]
    assert sources == [c["source"] for c in master_of(course).released["cells"]]


def test_the_files_of_a_submission_lie_beside_it_and_links_do_not(course):
    folder = hand_in(course, "ada", data__csv="1,2")
    (folder / "sub").mkdir()
    (folder / "sub" / "more.txt").write_text("more", encoding="utf-8")
    (folder / "sub" / "other.ipynb").write_text("{}", encoding="utf-8")
    (folder / "leak.db").symlink_to(course.root / "gradebook.db")
    (folder / "all").symlink_to(course.root)
    os.mkfifo(folder / "pipe")
    put(course, good(master_of(course)))
    beside = autograded(course).parent
    assert sorted(p.relative_to(beside).as_posix() for p in beside.rglob("*") if not p.is_dir()) == [
        "data.csv",
        "one.ipynb",
        "sub/more.txt",
    ]


def test_a_timestamp_behind_a_link_is_not_read(course):
    folder = hand_in(course, "ada")
    (course.root / "elsewhere.txt").write_text("2026-01-01 10:00:00 UTC", encoding="utf-8")
    (folder / "timestamp.txt").symlink_to(course.root / "elsewhere.txt")
    put(course, good(master_of(course)))
    assert not autograded(course, "timestamp.txt").exists()
    assert database.query(course, "select timestamp from submitted_assignment") == [{"timestamp": None}]


def test_files_of_an_earlier_submission_go_and_those_of_the_course_win(tmp_path):
    (tmp_path / "source" / "a").mkdir(parents=True)
    (tmp_path / "source" / "a" / "toolkit.py").write_text("ours", encoding="utf-8")
    course = make_course(tmp_path)
    folder = hand_in(course, "ada", old__txt="old", toolkit__py="theirs")
    put(course, good(master_of(course, "one")), good(master_of(course, "two")))
    (folder / "old.txt").unlink()
    put(course, good(master_of(course, "one"), submission="second"))
    beside = autograded(course).parent
    assert (beside / "toolkit.py").read_text(encoding="utf-8") == "ours"
    assert not (beside / "old.txt").exists()
    assert (beside / "two.ipynb").exists()


HOSTILE_FILES = {
    "named as the notebook": "one.ipynb/x.txt",
    "named as the other notebook": "two.ipynb/deep/x.txt",
    "a folder where the course has a file": "toolkit.py/x.py",
    "a folder where the timestamp stands": "timestamp.txt/x.txt",
    "a file where the course has a folder": "data",
    "over-long": "x" * 300,
    "over-long in the middle": f"a/{'ä' * 150}/x.txt",
    "markup": "[bold]x[/].txt",
    "formula": "=1+1.csv",
}


@pytest.mark.parametrize("kind", HOSTILE_FILES)
def test_a_file_that_cannot_lie_beside_the_notebook_is_left_out_and_told_and_all_else_is_written(tmp_path, kind):
    for name in ("toolkit.py", "data/points.csv"):
        (tmp_path / "source" / "a" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / "a" / name).write_text("ours")
    course, name = make_course(tmp_path), HOSTILE_FILES[kind]
    submission = Submission("ada", "a", files={name: b"theirs", "zz.txt": b"fine"}, timestamp=b"2026-01-01 10:00 UTC")
    with Gradebook(course) as gradebook:
        for notebook in ("one", "two", "one"):
            gradebook.put(good(master_of(course, notebook)), master_of(course, notebook), submission)
        told = [sentence for student, sentence in gradebook.remarks if student == "ada"]
    beside = autograded(course).parent
    assert (beside / "toolkit.py").read_text() == (beside / "data" / "points.csv").read_text() == "ours"
    assert (beside / "zz.txt").read_bytes() == b"fine"
    assert all((beside / n).is_file() for n in ("one.ipynb", "two.ipynb", "timestamp.txt"))
    try:
        written = (beside / name).is_file()
    except OSError:
        written = False
    assert written != bool(told)
    assert scores(course)["test-double"].auto == 2.0


@pytest.mark.parametrize("below", ["ada", "ada/a"])
def test_a_link_in_autograded_is_not_followed_neither_to_write_nor_to_clear(course, below):
    elsewhere = course.root / "elsewhere"
    (elsewhere / "a").mkdir(parents=True)
    (elsewhere / "precious.txt").write_text("precious")
    (course.autograded / below).parent.mkdir(parents=True)
    (course.autograded / below).symlink_to(elsewhere)
    hand_in(course, "ada")
    with pytest.raises(AutograderError, match="symbolic link"):
        put(course, good(master_of(course)))
    assert [path.name for path in elsewhere.rglob("*") if path.is_file()] == ["precious.txt"]


def test_a_folder_in_the_place_of_a_notebook_is_one_sentence_and_nothing_is_graded_halfway(course):
    hand_in(course, "ada")
    put(course, good(master_of(course)))
    before = database.everything(course)
    autograded(course).unlink()
    (autograded(course) / "empty").mkdir(parents=True)
    with Gradebook(course) as gradebook, pytest.raises(AutograderError, match="a folder is in its way"):
        gradebook.put_companions = lambda *_, **__: None  # which would have cleared it for new work
        gradebook.put(good(master_of(course), submission="second"), master_of(course), handed_in(course, "ada"))
    assert database.everything(course) == before


@pytest.mark.parametrize("student", ["=cmd|'C calc'!A0", "+1", "-1", "@sum", "comma, id", 'quo"te'])
def test_a_name_that_nbgraders_export_cannot_write_is_told(course, student):
    told = put(course, good(master_of(course), student=student))
    assert [name for name, _ in told] == [student]
    assert "export" in told[0][1]


def test_the_writer_opens_nothing_in_submitted(course, monkeypatch):
    import builtins
    import io

    folder = hand_in(course, "ada", data__csv="1,2", timestamp="2026-01-01 10:00:00 UTC")
    submission, opened = handed_in(course, "ada"), []
    os_open, io_open = os.open, io.open

    def watched(opener):
        def call(path, *more, **options):
            opened.append(str(path))
            return opener(path, *more, **options)

        return call

    with Gradebook(course) as gradebook:
        gradebook.register(master_of(course))
        monkeypatch.setattr(os, "open", watched(os_open))
        monkeypatch.setattr(io, "open", watched(io_open))
        monkeypatch.setattr(builtins, "open", watched(io_open))
        gradebook.put(good(master_of(course)), master_of(course), submission)
        monkeypatch.undo()
    assert opened
    assert not [path for path in opened if str(folder) in path or str(course.submitted) in path]
    assert autograded(course, "data.csv").read_text() == "1,2"


# passwords and locks


@pytest.mark.parametrize(
    "url",
    ["postgresql://tutor:secret@localhost/x", "mysql://tutor@localhost/x?password=secret", "tutor:secret@nothing"],
)
def test_a_password_in_the_databases_url_is_never_shown(url):
    assert "secret" not in shown_url(url)
    with pytest.raises(AutograderError) as told, opened(url, "course"):
        pass
    assert "secret" not in str(told.value)


def test_reading_takes_no_lock_that_keeps_a_writer_out(course):
    put(course, good(master_of(course)))
    with Gradebook(course) as reader:
        writer = sqlite3.connect(course.root / "gradebook.db", timeout=0, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        assert reader.scores("a")["ada"]["one"]["test-double"].auto == 2.0
        assert reader.by_hand("a")["ada", "one"] == {}
        assert not any(standing.late for standing in reader.standings("a").values())
        writer.execute("COMMIT")
        writer.close()


def test_what_the_staff_put_beside_a_notebook_stays_while_the_work_is_the_same(course):
    hand_in(course, "ada")
    put(course, good(master_of(course)))
    autograded(course, "remarks.txt").write_text("see lecture 3", encoding="utf-8")
    put(course, good(master_of(course)))
    assert autograded(course, "remarks.txt").exists()


@pytest.mark.parametrize(("config", "mode"), [("", 0o444), ("c.Autograde.permissions = 640", 0o640)])
def test_permissions_are_those_of_nbgrader(tmp_path, config, mode):
    course = make_course(tmp_path, config=config)
    put(course, good(master_of(course)))
    assert autograded(course).stat().st_mode & 0o777 == mode


@pytest.mark.parametrize("student", ["..", "", "a/b"])
def test_a_name_that_leads_elsewhere_is_refused(course, student):
    with pytest.raises(AutograderError, match="not a file name"):
        put(course, good(master_of(course), student=student))


def test_a_closed_gradebook_says_so(course):
    with pytest.raises(RuntimeError, match="not open"):
        Gradebook(course).put(good(master_of(course)), master_of(course), handed_in(course, "ada"))


def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path):
    course = make_course(tmp_path, config="c.CourseDirectory.db_url = 'sqlite:////nowhere/at/all/gradebook.db'")
    with pytest.raises(MachineError, match=r"cannot be opened"):
        put(course, good(master_of(course)))
