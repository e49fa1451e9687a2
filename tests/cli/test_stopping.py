"""Ctrl-C is answered at once, ends with 130, and never with a traceback, however often it is pressed."""

import os
import re
import signal
import subprocess
import sys
import time
from itertools import takewhile
from pathlib import Path

import pytest

from autograder.batch.stopping import Stopped, stoppable
from tests.batch.test_run import hand_in
from tests.faults.processes import below
from tests.hostile.driver import course as small_course


@pytest.fixture
def handled():
    """Ctrl-C as a terminal sends it, whatever started the tests; as it was at the end."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield before
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_is_told_before_it_ends_the_block_and_the_second_disturbs_nothing(number, handled):
    told = []
    before = signal.getsignal(number)
    with pytest.raises(Stopped) as stopped, stoppable(told.append):
        try:
            os.kill(os.getpid(), number)
        finally:
            assert told == [1]
            os.kill(os.getpid(), number)
            told.append("the end of the block")
    assert told == [1, 2, "the end of the block"]
    assert stopped.value.number == number
    assert signal.getsignal(number) is before


def test_who_is_told_may_fail(handled):
    def fails(_):
        raise OSError("the terminal is gone")

    with pytest.raises(Stopped), stoppable(fails):
        os.kill(os.getpid(), signal.SIGINT)


def test_a_signal_that_is_ignored_stays_ignored_as_under_nohup(handled):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with stoppable():
        os.kill(os.getpid(), signal.SIGHUP)


@pytest.fixture
def grading(tmp_path):
    """A run that has graded one notebook and is at another one that does not end."""
    course = small_course(tmp_path, cell_seconds=300)
    (tmp_path / "gradebook.db").unlink()
    hand_in(course, "ada", "def double(x):\n    return 2 * x")
    hand_in(course, "bob", "import time\nwhile True: time.sleep(0.01)")
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    program += "from autograder.cli import progress, main; progress.A_LINE_EVERY = 0; main()"
    command = [sys.executable, "-uc", program, "--course", str(tmp_path)]
    command += ["grade", "a", "ada", "bob", "--trust-submissions", "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines = list(takewhile(lambda line: "1 of 2" not in line, process.stdout))
        if process.poll() is not None:
            pytest.fail("".join(lines) + process.stderr.read()[-2000:])
        yield process
        process.kill()


@pytest.mark.integration
@pytest.mark.parametrize("times", [1, 3])
def test_a_second_run_is_told_of_the_first_and_ctrl_c_says_what_is_kept(grading, times):
    ours = below(grading.pid)
    assert len(ours) >= 3
    if times == 1:
        second = subprocess.run(grading.args, capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert second.stderr.startswith(f"autograder: a is being graded already by process {grading.pid} on ")
    for _ in range(times):
        grading.send_signal(signal.SIGINT)
        assert grading.stderr.readline() == "\n"
        said = grading.stderr.readline()
        if times == 1:
            assert re.match("Stopping: 1 of 2 notebooks are graded and kept; the same command goes on", said)
    assert grading.wait(120) == 130
    out, errors = grading.stdout.read(), grading.stderr.read()
    assert "Traceback" not in out + errors
    if times == 1:
        assert "Stopped." in out
    until = time.monotonic() + 20
    while left := {pid for pid, process in ours.items() if alive(pid, process.command)}:
        assert time.monotonic() < until, [ours[pid].command for pid in left]
        time.sleep(0.1)


def alive(pid, command):
    """Whether a process is still this one; one that has ended and waits for its parent is not."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ") == command != ""
    except OSError:
        return False
