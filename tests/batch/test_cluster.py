"""Grading on a dask cluster of this machine: trusted code, without a sandbox."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from dataclasses import replace

import pytest

from autograder.batch import remote
from autograder.batch.cluster import AHEAD, Cluster
from autograder.batch.executor import LocalProcesses
from autograder.batch.worker import Task
from autograder.errors import MachineError
from autograder.grading import make_graders, read
from tests.batch.test_run import hand_in
from tests.hostile.driver import course as small_course

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore")]
PACKAGES = ("numpy", "ipython")


@pytest.fixture
def tasks(tmp_path):
    course = small_course(tmp_path)
    for number in range(6):
        hand_in(course, f"student-{number}", f"def double(x):\n    return {1 + number % 2} * x")
    (grader,) = make_graders(course, "a")
    return [Task(grader, read(course, f"student-{number}", "a")) for number in range(6)]


@pytest.fixture
def told() -> list[str]:
    return []


def cluster(tasks, told, address="local:2") -> Cluster:
    return Cluster(address, PACKAGES, [tasks[0].grader], told.append, trust=True)


def records(results):
    return {task.submission.student: result for task, result in results}


def test_records_are_those_of_this_machines_processes(tasks, told):
    here = records(LocalProcesses(2, PACKAGES, trust=True).run(tasks))
    assert records(cluster(tasks, told).run(tasks)) == here
    assert [record.points for record in here.values()].count(2) == 3
    assert told == []


def test_so_many_workers_as_were_asked_for_whatever_the_machine_has(tasks, told):
    pool = cluster(tasks, told, "local:1").pool()
    try:
        assert pool.room() == 1 + AHEAD
    finally:
        pool.stop()


def test_what_a_dead_worker_was_at_is_graded_elsewhere(tasks, told):
    results, killed = [], 0
    for task, record in cluster(tasks, told).run(tasks):
        results.append((task.submission.student, record.points))
        if not killed:
            killed = _kill_a_worker()
    assert killed
    assert dict(results) == {f"student-{number}": 2.0 * (number % 2) for number in range(6)}
    assert len(results) == 6


def _kill_a_worker() -> int:
    """Kill one dask worker, a child of its nanny, which is a process of this one."""
    for child in multiprocessing.active_children():
        os.kill(child.pid, signal.SIGKILL)
        return child.pid
    return 0


def test_a_worker_of_another_version_gets_no_work_and_is_told(tasks, told):
    here = cluster(tasks, told)
    here.terms = replace(here.terms, code="another")
    with pytest.raises(MachineError, match="No worker of the cluster local:2 can grade"):
        list(here.run(tasks))
    assert len(told) == 2
    assert all("another version of this package" in sentence for sentence in told)


@pytest.mark.parametrize("address", ["local:0", "local:x", "nonsense", "tcp://127.0.0.1", "127.0.0.1:8786"])
def test_what_is_no_address_is_told_and_dask_is_not_asked(tasks, told, monkeypatch, address):
    monkeypatch.setattr("distributed.Client", None)
    with pytest.raises(MachineError, match="is no cluster: write local:2 for two workers, or tcp://host:port"):
        list(cluster(tasks, told, address).run(tasks))


def test_an_address_without_a_scheduler_is_one_sentence(tasks, told, monkeypatch, capfd):
    monkeypatch.setattr("autograder.batch.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(MachineError, match=r"There is no dask scheduler at tcp://127\.0\.0\.1:9"):
        list(cluster(tasks, told, "tcp://127.0.0.1:9").run(tasks))
    gc.collect()
    assert "Traceback" not in capfd.readouterr().err


def test_terms_are_a_function_of_code_packages_and_references(tasks):
    grader = tasks[0].grader
    terms = remote.Terms.of((grader,), PACKAGES, True)
    assert remote.refusal(terms, (grader,)) == ""
    assert "numpy" in remote.refusal(replace(terms, environment="another"), (grader,))
    assert "judge by" in remote.refusal(replace(terms, references=("another",)), (grader,))
