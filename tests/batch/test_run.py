import json
import os
import pickle

import pytest

from autograder.batch.jobs import Job, choose_students, probably_new
from autograder.batch.run import grade_class
from autograder.course import Course
from autograder.errors import CourseError, MachineError
from autograder.kernel.fake import FakeKernel
from autograder.outcomes import Outcome
from autograder.record.store import RecordStore
from tests.hostile.driver import course as small_course


class Here:
    """Grades in this process, on the fake kernel."""

    def __init__(self, fails=()):
        self.fails = dict(fails)
        self.graded = []

    def run(self, tasks):
        for task in tasks:
            student = task.submission.student
            self.graded.append(student)
            if student in self.fails:
                yield task, self.fails[student]
            else:
                yield task, task.grader.grade(task.submission, FakeKernel)


class Ledger:
    """A writer that remembers, and fails for one student."""

    def __init__(self, fails_for=""):
        self.put_records = {}
        self.fails_for = fails_for

    def put(self, record, master, submission):
        if record.student == self.fails_for:
            raise OSError("disk full")
        self.put_records[record.student] = record


class Nobody:
    def begin(self, notebooks):
        self.announced = notebooks

    def done(self, record, *, cached):
        pass


@pytest.fixture
def course(tmp_path) -> Course:
    course = small_course(tmp_path)
    hand_in(course, "ada", "def double(x):\n    return 2 * x")
    hand_in(course, "bob", "def double(x):\n    return x")
    hand_in(course, "someone-else", "def double(x):\n    return 2 * x")
    return course


def hand_in(course, student, answer):
    (master,) = course.masters("a")
    notebook = json.loads(json.dumps(master.released))
    (cell,) = (cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("solution"))
    cell["source"] = answer
    folder = course.submitted / student / "a"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "n.ipynb").write_text(json.dumps(notebook))


def grade(course, executor, ledger=None, **options):
    students = choose_students(course, "a", ())
    ledger = ledger or Ledger()
    return grade_class(Job(course, "a", students, **options), executor, ledger, Nobody()), ledger


def points(graded):
    return {record.student: record.points for record in graded.records}


def test_a_class_is_graded_and_every_record_is_written_once(course):
    graded, ledger = grade(course, Here())
    assert points(graded) == {"ada": 2, "bob": 0, "someone-else": 2}
    assert set(ledger.put_records) == {"ada", "bob", "someone-else"}


def test_what_a_run_keeps_of_a_class_is_small(course):
    graded, ledger = grade(course, Here())
    for record in graded.records:
        whole = ledger.put_records[record.student]
        assert record == whole.outline()
        assert (record.points, record.max_points) == (whole.points, whole.max_points)
        assert [item.outcome for item in record.items] == [item.outcome for item in whole.items]
        assert len(pickle.dumps(record)) < len(pickle.dumps(whole)) / 4


def test_what_is_graded_and_unchanged_is_not_run_again_but_written_again(course):
    grade(course, Here())
    again = Here()
    graded, ledger = grade(course, again)
    assert again.graded == []
    assert graded.cached == 3
    assert points(graded) == {"ada": 2, "bob": 0, "someone-else": 2}
    assert len(ledger.put_records) == 3


def test_only_what_changed_is_run_again(course):
    grade(course, Here())
    hand_in(course, "bob", "def double(x):\n    return x + x")
    again = Here()
    graded, _ = grade(course, again)
    assert again.graded == ["bob"]
    assert points(graded)["bob"] == 2


def test_whether_something_is_new_is_guessed_from_the_times_of_files(course):
    def guessed(**options):
        return probably_new(Job(course, "a", choose_students(course, "a", ()), **options))

    assert guessed()
    grade(course, Here())
    assert not guessed()
    assert guessed(force=True)
    kept = RecordStore(course.state).kept_at("a", "bob", "n")
    os.utime(course.submitted / "bob" / "a" / "n.ipynb", (kept + 1, kept + 1))
    assert guessed()


def test_force_runs_all_again(course):
    grade(course, Here())
    again = Here()
    grade(course, again, force=True)
    assert again.graded == ["ada", "bob", "someone-else"]


def test_a_run_that_was_killed_is_taken_up_where_it_was(course):
    class Killed(Here):
        def run(self, tasks):
            for count, result in enumerate(super().run(tasks)):
                if count == 2:
                    raise KeyboardInterrupt
                yield result

    with pytest.raises(KeyboardInterrupt):
        grade(course, Killed())
    rest = Here()
    graded, _ = grade(course, rest)
    assert rest.graded == ["someone-else"]
    assert points(graded) == {"ada": 2, "bob": 0, "someone-else": 2}


def test_a_worker_that_fails_is_our_fault_and_is_tried_again_by_the_next_run(course):
    graded, ledger = grade(course, Here({"bob": RuntimeError("worker died")}))
    (record,) = graded.ours
    assert [item.outcome for item in record.items] == [Outcome.CANNOT_JUDGE]
    assert record.items[0].points is None
    assert "worker died" in record.items[0].staff_note
    assert ledger.put_records["ada"].points == 2
    again = Here()
    grade(course, again)
    assert again.graded == ["bob"]


def test_a_machine_without_a_sandbox_ends_the_run_with_its_sentence(course):
    with pytest.raises(MachineError, match="no sandbox"):
        grade(course, Here({"ada": MachineError("no sandbox")}))


def test_scores_that_cannot_be_written_are_told_and_the_rest_is_written(course):
    graded, ledger = grade(course, Here(), Ledger(fails_for="ada"))
    assert graded.not_written == ["ada, n: the scores could not be written (disk full)."]
    assert set(ledger.put_records) == {"bob", "someone-else"}


def test_a_new_secret_grades_anew(course):
    grade(course, Here())
    (course.state / "secret").unlink()
    again = Here()
    grade(Course.open(course.root), again)
    assert len(again.graded) == 3


def test_a_malformed_submission_ends_in_its_outcome_and_the_class_goes_on(course):
    (course.submitted / "bob" / "a" / "n.ipynb").write_text('{"cells": [')
    graded, _ = grade(course, Here())
    bob = next(record for record in graded.records if record.student == "bob")
    assert bob.items[0].outcome is Outcome.MALFORMED
    assert "not valid JSON" in bob.items[0].message
    assert points(graded)["ada"] == 2


def test_a_link_for_a_notebook_is_tampering_and_shows_nothing(course):
    path = course.submitted / "bob" / "a" / "n.ipynb"
    path.unlink()
    path.symlink_to(course.root / "source" / "a" / "n.ipynb")
    graded, _ = grade(course, Here())
    bob = next(record for record in graded.records if record.student == "bob")
    assert bob.items[0].outcome is Outcome.TAMPERED
    assert "HIDDEN" not in RecordStore(course.state).path("a", "bob", "n").read_text()


def test_a_lone_notebook_of_another_name_is_graded_with_a_note(course):
    folder = course.submitted / "ada" / "a"
    (folder / "n.ipynb").rename(folder / "n (1).ipynb")
    graded, _ = grade(course, Here())
    ada = next(record for record in graded.records if record.student == "ada")
    assert ada.points == 2
    assert "n (1).ipynb" in ada.notes[0]


def test_a_notebook_that_was_not_handed_in_is_told_as_missing(course):
    (course.submitted / "ada" / "a" / "n.ipynb").unlink()
    graded, _ = grade(course, Here())
    ada = next(record for record in graded.records if record.student == "ada")
    assert ada.items[0].outcome is Outcome.MISSING


def test_nobody_handed_in_is_said_in_one_sentence(tmp_path):
    course = small_course(tmp_path)
    (course.submitted / "someone-else" / "a" / "n.ipynb").unlink()
    (course.submitted / "someone-else" / "a").rmdir()
    with pytest.raises(CourseError, match="Nobody has handed in a"):
        choose_students(course, "a", ())


def test_a_student_who_did_not_hand_in_is_named(course):
    with pytest.raises(CourseError, match="carl has not handed in a"):
        choose_students(course, "a", ("carl",))
