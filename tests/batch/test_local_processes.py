"""The real worker processes, with trusted code and without a sandbox."""

import multiprocessing

import pytest

from autograder.batch.executor import LocalProcesses
from autograder.batch.worker import Task
from autograder.grading import make_graders, read
from autograder.record.model import NotebookRecord
from tests.batch.test_run import hand_in
from tests.hostile.driver import course as small_course

pytestmark = pytest.mark.integration
PACKAGES = ("numpy", "ipython")


@pytest.fixture
def tasks(tmp_path):
    course = small_course(tmp_path)
    for number in range(4):
        hand_in(course, f"student-{number}", "def double(x):\n    return 2 * x")
    (grader,) = make_graders(course, "a")
    return [Task(grader, read(course, f"student-{number}", "a")) for number in range(4)]


def test_every_task_comes_back_with_its_record(tasks):
    executor = LocalProcesses(2, PACKAGES, trust=True)
    results = {task.submission.student: record.points for task, record in executor.run(tasks)}
    assert results == {f"student-{number}": 2 for number in range(4)}


def test_a_worker_that_is_killed_takes_no_submission_with_it(tasks):
    executor = LocalProcesses(2, PACKAGES, trust=True)
    results, killed = [], False
    for task, record in executor.run(tasks):
        results.append((task.submission.student, record))
        if not killed:
            killed = True
            for worker in multiprocessing.active_children():
                worker.kill()
    assert sorted(student for student, _ in results) == [f"student-{number}" for number in range(4)]
    assert all(isinstance(record, NotebookRecord) and record.points == 2 for _, record in results)
