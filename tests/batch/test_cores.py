"""Workers share out the cores of a machine, whoever started them."""

import os
import subprocess
import sys

import pytest

from autograder.batch import worker

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
pytestmark = pytest.mark.skipif(len(CORES) < 2, reason="there is one core, or nobody may choose")


@pytest.fixture
def name(monkeypatch):
    """Names of cores that no other test takes."""
    unlike = f"autograder-test-core-{os.getpid()}"
    monkeypatch.setattr(worker, "CORE_NAME", unlike)
    monkeypatch.setattr(worker, "_held", [])
    yield unlike
    for held in worker._held:
        held.close()


def elsewhere(name):
    """The core of a worker of another command."""
    program = f"from autograder.batch import worker; worker.CORE_NAME = {name!r}; print(worker._core())"
    return int(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)


def test_workers_of_two_commands_have_a_core_each(name):
    assert worker._core() == CORES[0]
    assert elsewhere(name) == CORES[1]


def test_a_core_is_free_again_when_its_worker_has_ended(name):
    assert elsewhere(name) == CORES[0]
    assert worker._core() == CORES[0]


def test_more_workers_than_cores_share_them_evenly(name):
    taken = [worker._core() for _ in range(3 * len(CORES))]
    assert sorted(taken) == sorted(3 * CORES)
    assert elsewhere(name) == CORES[0]


def test_where_no_name_can_be_had_no_core_is_chosen(name, monkeypatch):
    monkeypatch.setattr(worker, "_take", lambda name: False)
    assert worker._core() is None
