"""The real worker processes, with trusted code and without a sandbox."""

import functools
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from autograder.batch import executor as executors
from autograder.batch import worker
from autograder.batch.executor import LocalProcesses
from autograder.batch.worker import Task
from autograder.errors import CannotJudge, MachineError
from autograder.grading import make_graders, read
from autograder.record.model import NotebookRecord
from tests.batch.test_run import hand_in
from tests.faults.processes import of_kind, send
from tests.hostile.driver import TEST
from tests.hostile.driver import course as small_course

pytestmark = pytest.mark.integration
PACKAGES = ("numpy", "ipython")


RIGHT = "def double(x):\n    return 2 * x"
LOOPING_TESTS = {
    "a loop that catches everything": "while True:\n    try:\n        pass\n    except BaseException:\n        pass",
    "a computation that no signal ends": "(10 ** 10**9) % 7",
}


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


@pytest.mark.parametrize("name", LOOPING_TESTS)
def test_a_hidden_test_that_does_not_end_is_ended_with_its_worker_and_is_our_fault(tmp_path, monkeypatch, name):
    monkeypatch.setattr(Task, "seconds", 3.0)
    course = small_course(tmp_path, TEST.replace("for title", f"exec({LOOPING_TESTS[name]!r})\nfor title", 1))
    for student in ("ada", "bob"):
        hand_in(course, student, RIGHT)
    (grader,) = make_graders(course, "a")
    tasks = [Task(grader, read(course, student, "a")) for student in ("ada", "bob")]
    results = {task.submission.student: end for task, end in LocalProcesses(1, PACKAGES, trust=True).run(tasks)}
    assert sorted(results) == ["ada", "bob"]
    assert all(isinstance(end, CannotJudge) and "did not end" in str(end) for end in results.values())


def test_workers_that_were_warmed_up_are_those_of_every_run_and_are_ended_after_the_last(tasks):
    executor = LocalProcesses(1, PACKAGES, trust=True)
    with executor.warmed_up():
        pool = executor._warm
        for task in tasks[:2]:
            assert [record.points for _, record in executor.run([task])] == [2]
            assert executor._warm is pool
    assert not pool.active
    with executor.warmed_up():
        pass
    assert multiprocessing.active_children() == []


def test_a_worker_has_loaded_what_a_submission_is_read_with_before_it_gets_one():
    program = (
        "import sys; from autograder.batch import worker; worker.start(('numpy', 'ipython'), True, 1 << 30)\n"
        "print('nbconvert.filters' in sys.modules, worker._worker[0].nursery.pid is not None)\n"
        "worker._worker[0].nursery.close()"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "True"]


def test_tasks_are_taken_when_there_is_a_worker_for_them(tasks):
    taken = []

    def watched():
        for task in tasks:
            taken.append(task.submission.student)
            yield task

    for ended, _ in enumerate(LocalProcesses(1, PACKAGES, trust=True).run(watched()), start=1):
        assert len(taken) <= ended + 1


def test_what_is_graded_when_a_run_is_stopped_comes_back_before_it_stops(tasks):
    results = []
    with pytest.raises(KeyboardInterrupt):
        for task, record in LocalProcesses(1, PACKAGES, trust=True).run(tasks):
            results.append((task.submission.student, record.points))
            if len(results) == 2:
                raise KeyboardInterrupt
    assert results == [("student-0", 2), ("student-1", 2)]
    assert multiprocessing.active_children() == []


def test_a_pool_that_does_not_answer_is_replaced_and_its_tasks_tried_again(tasks, monkeypatch):
    monkeypatch.setattr(executors, "LOST_SECONDS", -1e6)
    monkeypatch.setattr(executors.worker, "grade", _hangs)
    ((task, result),) = LocalProcesses(1, PACKAGES, trust=True).run(tasks[:1])
    assert task.attempt == executors.MOST_LOSSES
    assert isinstance(result, Exception)


def _hangs(task):
    time.sleep(600)


def test_a_worker_that_always_dies_gives_its_submission_up_after_three_attempts(tasks, monkeypatch):
    monkeypatch.setattr(executors.worker, "grade", _exits)
    ((task, result),) = list(LocalProcesses(1, PACKAGES, trust=True).run(tasks[:1]))
    assert task.attempt == executors.MOST_LOSSES
    assert isinstance(result, Exception)


def _exits(task):
    os._exit(3)


def test_a_nursery_that_was_killed_while_it_started_costs_nothing(tasks, monkeypatch, tmp_path):
    monkeypatch.setattr(executors.worker, "grade", functools.partial(_has_no_nursery_once, tmp_path / "failed"))
    ((task, result),) = list(LocalProcesses(1, PACKAGES, trust=True).run(tasks[:1]))
    assert task.attempt == 2
    assert result.points == 2


def _has_no_nursery_once(note, task):
    if not note.exists():
        note.touch()
        raise MachineError("The sandbox did not start: end of the channel")
    return worker._worker[0].grade(task)


WAITS = """import os, time
def waits():
    if not os.path.exists({ready!r}):
        open({ready!r}, "w").close()
        while not os.path.exists({killed!r}):
            time.sleep(0.01)
"""


@pytest.mark.parametrize("place", ["a cell", "a check"])
def test_a_nursery_that_dies_is_replaced_within_the_run(tmp_path, place):
    course = small_course(tmp_path, cell_seconds=60)
    ready, killed = tmp_path / "ready", tmp_path / "killed"
    waits = WAITS.format(ready=str(ready), killed=str(killed))
    body = "    return 2 * x\nwaits()" if place == "a cell" else "    waits()\n    return 2 * x"
    hand_in(course, "ada", f"{waits}\ndef double(x):\n{body}")
    hand_in(course, "bob", RIGHT)
    (grader,) = make_graders(course, "a")
    tasks = [Task(grader, read(course, student, "a")) for student in ("ada", "bob")]

    def kill():
        while not ready.exists():
            time.sleep(0.01)
        for pid in of_kind("nursery", os.getpid()):
            send(pid, signal.SIGKILL)
        killed.touch()

    killer = threading.Thread(target=kill)
    killer.start()
    results = {task.submission.student: record for task, record in LocalProcesses(1, PACKAGES, trust=True).run(tasks)}
    killer.join()
    assert {student: record.points for student, record in results.items()} == {"ada": 2, "bob": 2}
    assert not any(record.has_our_fault for record in results.values())
