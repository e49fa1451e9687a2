import os
import signal
import sys

import pytest

from autograder.errors import MachineError
from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome, StudentFault
from autograder.sandbox import bubblewrap
from autograder.sandbox.nursery import Nursery

LIMITS = Limits(cell_seconds=20, call_seconds=20)
pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def nursery():
    with Nursery(trust=True) as started:
        yield started


def test_trusted_code_runs_without_a_sandbox(nursery):
    with nursery({"data.txt": b"42"}, LIMITS) as kernel:
        assert kernel.run("def f(x):\n    return x + int(open('data.txt').read())").outcome is Outcome.PASSED
        with kernel.branch() as branch:
            assert branch.call("f", [1], {}) == 43


def test_the_working_folder_is_gone_after_the_kernel(nursery, tmp_path):
    with nursery({"data.txt": b"42"}, LIMITS) as kernel:
        folder = kernel._folder
        assert (folder / "data.txt").exists()
    assert not folder.exists()


def test_an_endless_loop_of_trusted_code_is_stopped_too(nursery):
    with nursery({}, Limits(cell_seconds=0.5)) as kernel:
        kernel.run("x = 1")
        assert kernel.run("while True: pass").outcome is Outcome.TIME_LIMIT
        assert kernel.run("x").result_text == "1"


def test_a_fault_in_a_branch_leaves_the_kernel_alone(nursery):
    with nursery({}, LIMITS) as kernel:
        kernel.run("import os\ndef f():\n    os._exit(1)")
        with kernel.branch() as branch, pytest.raises(StudentFault) as caught:
            branch.call("f", [], {})
        assert caught.value.outcome is Outcome.DIED
        assert kernel.run("1").outcome is Outcome.PASSED


def test_trust_is_a_word_that_must_be_said():
    assert Nursery().confined
    assert not Nursery(trust=True).confined


def test_a_nursery_can_be_closed_twice_and_started_again():
    nursery = Nursery(trust=True)
    for _ in range(2):
        with nursery({}, LIMITS) as kernel:
            assert kernel.run("1 + 1").result_text == "2"
        nursery.close()
        nursery.close()


def test_one_that_was_begun_is_the_one_that_is_used():
    nursery = Nursery(trust=True)
    try:
        nursery.begin()
        begun = nursery.pid
        nursery.begin()
        with nursery({}, LIMITS) as kernel:
            assert kernel.run("1 + 1").result_text == "2"
        assert nursery.pid == begun
    finally:
        nursery.close()


def test_one_that_ended_before_it_was_used_is_begun_anew():
    nursery = Nursery(trust=True)
    try:
        nursery.begin()
        os.kill(nursery.pid, signal.SIGKILL)
        nursery._running.process.wait()
        with nursery({}, LIMITS) as kernel:
            assert kernel.run("1 + 1").result_text == "2"
    finally:
        nursery.close()


def test_one_that_cannot_start_says_so_when_it_is_used(monkeypatch):
    program = "import sys; print('no such thing here', file=sys.stderr)"
    monkeypatch.setattr(bubblewrap, "local_command", lambda _: [sys.executable, "-c", program])
    nursery = Nursery(trust=True)
    nursery.begin()
    for _ in range(2):
        with pytest.raises(MachineError, match=r"The sandbox did not start: no such thing here"):
            nursery.start()
        assert nursery.pid is None
