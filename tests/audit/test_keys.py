import json
import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from autograder.audit import Status, audit, audit_keys, keys
from autograder.audit.forks import Forks, Lost
from autograder.audit.run import SAME_KEY, AuditTask
from autograder.cli.app import cli
from autograder.errors import CourseError
from autograder.kernel.fake import FakeKernel
from tests.audit.test_audit import TEST, WAYS, course
from tests.course_folder.courses import check, solution, write_course

HALF = WAYS + "\n\n# %% mistake: right under some keys\ndef square(x):\n    return 4 * x * x if x[0] < 1.8 else x\n"
LOOPS = "# %% mistake: never ends\ndef square(x):\n    while True:\n        pass\n\n\n"
HOARDS = """# %% mistake: eats memory
def square(x):
    hoard = []
    while True:
        hoard.append([0.0] * 5_000_000)


"""
GOES = """# %% mistake: kills its process
def square(x):
    import os
    os.kill(os.getpid(), 9)


"""
LIMITS = "c.Autograder.call_seconds = 0.5\nc.Autograder.cell_seconds = 1\n"


def test_numbered_keys_are_the_same_at_every_call_and_fresh_ones_are_not():
    assert keys.numbered(5, 3)[1:] == keys.numbered(6, 2)
    assert len(set(keys.numbered(0, 100))) == 100
    assert keys.fresh(2) != keys.fresh(2)
    assert keys.from_hex(keys.fresh(1)[0].hex())
    with pytest.raises(CourseError, match="is no key"):
        keys.from_hex("no key")


def test_a_fork_that_ends_costs_its_own_job_only():
    jobs = [lambda: 1, lambda: os._exit(1), lambda: 3, lambda: time.sleep(30), lambda: 5]
    results = list(Forks(seconds=1.0, memory_bytes=1 << 28).results(jobs))
    assert results[::2] == [1, 3, 5]
    assert all(isinstance(result, Lost) for result in results[1::2])


def test_what_a_job_leaves_behind_does_not_count_against_the_next():
    def leave():
        knot = [bytearray(64 << 20)]
        knot.append(knot)
        return 1

    assert list(Forks(seconds=10.0, memory_bytes=1 << 28).results([leave] * 8)) == [1] * 8


def test_an_answer_comes_to_the_same_in_a_kernel_and_in_a_fork_of_this_process(tmp_path):
    made = course(tmp_path)
    here = AuditTask(made.root, "one", (SAME_KEY,)).run(lambda: None)
    there = audit(made, "one", FakeKernel)
    assert (here.rows, here.naming, here.right) == (there.rows, there.naming, there.right)


@pytest.mark.integration
def test_loops_memory_hogs_and_killed_processes_are_caught_and_end(tmp_path):
    made = course(tmp_path, LOOPS + HOARDS + GOES + WAYS)
    config = tmp_path / "nbgrader_config.py"
    config.write_text((config.read_text() if config.exists() else "c = get_config()\n") + LIMITS)
    result = AuditTask(made.root, "one", keys.numbered(0, 1)).run(lambda: None)
    assert result.problems == []
    statuses = {row.title: row.cells["square"].status for row in result.rows}
    assert [statuses[t] for t in ("never ends", "eats memory", "kills its process")] == [Status.CAUGHT] * 3


@pytest.mark.integration
def test_of_several_keys_the_worst_counts_and_the_key_that_fails_is_told(tmp_path):
    made = course(tmp_path, HALF)
    drawn = keys.numbered(0, 12)
    seen = []
    (result,) = audit_keys(made, ["one"], drawn, seen.append, seen.append)
    assert sorted(result.keys) == sorted(key.hex() for key in drawn)
    (problem,) = result.problems
    assert problem.startswith('square: the mistake "right under some keys" is missed, under the key ')
    failing = result.found['square: the mistake "right under some keys" is missed.']
    assert 0 < len(failing) < 12
    again = AuditTask(made.root, "one", (bytes.fromhex(failing[0]),)).run(lambda: None)
    assert again.problems == [problem.partition(" and ")[0].rstrip(".") + "."]
    assert seen[0] == 12 * 6  # the solution, the stub, a right answer, three mistakes
    assert seen[-1] <= seen[0]


@pytest.mark.integration
def test_the_command_repeats_a_series_and_a_single_key(tmp_path):
    made = course(tmp_path, HALF)
    run = ["--course", str(made.root), "audit", "one", "--short"]
    first, second = (CliRunner().invoke(cli, [*run, "--keys", "8", "--first-key", "3"]) for _ in "ab")
    assert first.exit_code == second.exit_code == 1, first.output
    assert first.stdout == second.stdout
    assert "--first-key 3 repeats them" in first.stderr
    key = first.stdout.partition("under the key ")[2].split()[0].rstrip(".")
    single = CliRunner().invoke(cli, [*run, "--key", key])
    assert f"is missed, under the key {key}." in single.stdout
    assert CliRunner().invoke(cli, [*run, "--first-key", "3"]).exit_code == 2


BY_DIFFERENCES = """# %% right: a tape of one's own
def square(x):
    return (2 * x) * (2 * x)


# %% mistake: differences: two points
def square(x):
    return 4 * x * x + 1e-3


# %% mistake: differences: toolkit
def square(x):
    return 4 * x * x
"""


@pytest.mark.integration
def test_what_differences_earn_is_a_table_and_in_the_json(tmp_path):
    made = course(tmp_path, BY_DIFFERENCES)
    run = ["--course", str(made.root), "audit", "--keys", "2"]
    table = CliRunner().invoke(cli, [*run, "--differences"])
    assert table.exit_code == 1
    row = next(line for line in table.stdout.splitlines() if line.startswith("on square"))
    assert row.split() == ["on", "square", "2", "0", "·", "·", "·", "2", "2"]
    (told,) = json.loads(CliRunner().invoke(cli, [*run, "--json"]).stdout)
    assert told["differences"]["differences: two points"] == {"square": [0.0, 2.0]}
    assert set(told["diagnosis"]) >= {"reference singles", "reference doubles"}


SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return 4 * x * x\n    ### END SOLUTION"


def test_a_mistake_that_shows_at_no_input_is_not_counted_and_what_shows_is_named(tmp_path):
    at_ones = TEST.replace("x = rng.uniform(1, 2, size=5)", "x = rng.uniform(1, 2, size=5) ** 0")
    made = write_course(tmp_path, [solution(SQUARE, "square"), check(at_ones, "test-square")])
    (tmp_path / "simulation" / "one").mkdir(parents=True)
    (tmp_path / "simulation" / "one" / "square.py").write_text("# %% right: sum\ndef square(x):\n    return 4 * x**2\n")
    naming = audit(made, "one", FakeKernel).naming["reference singles"]
    assert (naming.named, naming.silent, naming.wrong) == (3, 0, 0)  # (-2x)^2 is right
    assert naming.recall == naming.precision == 1


@pytest.mark.integration
def test_a_command_that_is_stopped_leaves_no_process_behind(tmp_path):
    made = course(tmp_path, LOOPS + WAYS)
    program = "from autograder.cli import main; main()"
    command = [sys.executable, "-c", program, "--course", str(made.root), "audit", "--keys", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as run:
        until = time.monotonic() + 60
        while len(_members(run.pid)) < 3 and time.monotonic() < until:  # it, and its first workers
            time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        assert run.wait(timeout=60) == 128 + signal.SIGTERM
    until = time.monotonic() + 60
    while _members(run.pid) and time.monotonic() < until:
        time.sleep(0.5)
    assert _members(run.pid) == []


def _members(session):
    listed = subprocess.run(["ps", "-s", str(session), "-o", "pid="], capture_output=True, text=True, check=False)
    return listed.stdout.split()
