"""Two runs at once on one assignment know of each other, and a run that is dead is in nobody's way."""

import os
import subprocess
import sys

import pytest

from autograder.batch.alone import alone
from autograder.errors import CourseError


def hold(state, *assignments, told=None):
    return alone(state, assignments, ([] if told is None else told).append)


def test_the_second_run_is_told_who_is_at_it_and_where(tmp_path):
    with hold(tmp_path, "a", "b"):
        with pytest.raises(CourseError, match=f"b is being graded already by process {os.getpid()} on .* since"):
            hold(tmp_path, "b", "c").__enter__()
        with hold(tmp_path, "c"):
            pass


def test_what_was_held_is_free_at_the_end_however_it_ended(tmp_path):
    told = []
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), hold(tmp_path, "a", told=told):
            raise ZeroDivisionError
    with pytest.raises(CourseError), hold(tmp_path, "b"), hold(tmp_path, "a", "b"):
        pass
    with hold(tmp_path, "a", told=told):
        pass
    assert told == []


def test_a_run_that_was_killed_holds_nothing(tmp_path):
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom autograder.batch.alone import alone\n"
        "with alone(Path(sys.argv[1]), ['a'], print): os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == -9
    assert "process" in (tmp_path / "running" / "a").read_text()
    told = []
    with hold(tmp_path, "a", told=told):
        pass
    assert told == []


def test_what_another_machine_may_be_at_is_told_and_stops_nobody(tmp_path):
    (tmp_path / "running").mkdir()
    (tmp_path / "running" / "a").write_text("process 7 on elsewhere since 2026-01-30 18:00 UTC")
    told = []
    with hold(tmp_path, "a", told=told):
        pass
    assert len(told) == 1
    assert "process 7 on elsewhere" in told[0]
