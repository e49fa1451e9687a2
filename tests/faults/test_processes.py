"""The real processes of a run, on this machine and on a dask cluster, killed and stopped as it goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import make_url

from autograder.record.store import RecordStore
from tests.faults.conftest import STUDENTS, TIMES
from tests.faults.klass import differences, everything
from tests.faults.processes import below, of_kind, send

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]
#: Wall time of one task, for a worker that is stopped; a long one where nobody waits for it.
SHORT, LONG = 20, 600
MOST_RUNS = 200
SOMEWHERE = {"local": ["--workers", "2"], "dask": ["--cluster", "local:2"]}
DAILY = [("sqlite", "local", "worker"), ("sqlite", "local", "stopped worker"), ("postgresql", "dask", "dask worker")]
KINDS = ["coordinator", "worker", "nursery", "connection", "stopped worker"]
ALL = [(database, "local", kind) for database in ("sqlite", "postgresql") for kind in KINDS]
ALL += [(database, "dask", kind) for database in ("sqlite", "postgresql") for kind in ("dask worker", *KINDS)]
#: A file has no connection that breaks.
ALL = [chosen for chosen in ALL if chosen[::2] != ("sqlite", "connection")]


@pytest.fixture(scope="session")
def undisturbed(case):
    """How a run ends to which nothing happens."""
    course = case.course()
    assert grade_for_real(course, "local").returncode == 0
    return everything(course, seeds=False)  # a notebook whose worker was lost is asked again with other inputs


@pytest.mark.parametrize(("case", "where", "kind"), ALL if TIMES else DAILY, indirect=["case"])
def test_whatever_is_killed_while_a_class_is_graded_nothing_is_lost(case, undisturbed, request, dice, where, kind):
    if where == "dask":
        pytest.importorskip("distributed")
    hang_up = request.getfixturevalue("postgres").hang_up if kind == "connection" else None
    wanted = 1 if not TIMES else TIMES // 10 if kind == "stopped worker" else TIMES
    done = 0
    for _ in range(MOST_RUNS):
        course = case.course()
        done += _disturbed(course, where, kind, dice, hang_up, wanted - done)
        assert grade_for_real(course, where).returncode == 0
        end = differences(everything(course, seeds=False), undisturbed)
        assert "\n".join(end) == "", f"after {done} of {kind}"
        case.forget(course)
        if done >= wanted:
            break
    database = make_url(case.before.db_url).get_backend_name()
    print(f"{database}, {where}: {kind} came to harm {done} times in a class of {STUDENTS}")
    assert done >= wanted


def _disturbed(course, where, kind, dice, hang_up, most) -> int:
    """Grade, with harm for one of the kind whenever some more records are there; how often there was harm."""
    before, done = _written(course), 0
    with (course.root / "log").open("ab") as log:
        seconds = SHORT if kind == "stopped worker" else LONG
        process = start(course, where, seconds, log)
    wait_for = len(before) and dice.randrange(2)
    while process.poll() is None:
        time.sleep(dice.uniform(0.0, 0.05))
        if done >= most or len(_written(course) - before) < wait_for:
            continue
        if hang_up is not None:
            harmed = hang_up(make_url(course.db_url).database) > 0
        else:
            pids = of_kind(kind.removeprefix("stopped "), process.pid)
            number = signal.SIGSTOP if kind.startswith("stopped") else signal.SIGKILL
            harmed = bool(pids) and send(dice.choice(pids), number)
        done += harmed
        wait_for += harmed * dice.randrange(1, 4)
    # killed at every start, there is no sandbox here; hung up while it is opened, no gradebook: both are said
    ends = {0, 1, -signal.SIGKILL} | ({2} if kind in ("nursery", "connection") else set())
    assert process.returncode in ends, (course.root / "log").read_text()[-3000:]
    return done


def _written(course) -> set[tuple[str, int]]:
    """Every record that is kept, with the time of its writing."""
    paths = (RecordStore(course.state).folder / "a").glob("*/n.json")
    return {(str(path), path.stat().st_mtime_ns) for path in paths}


def start(course, where, seconds, log):
    command = [sys.executable, "-m", "tests.faults.coordinator", str(seconds), "--course", str(course.root)]
    command += ["grade", "a", "--trust-submissions", *SOMEWHERE[where]]
    return subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=os.environ | {"COLUMNS": "200"})


def grade_for_real(course, where):
    with (course.root / "log").open("ab") as log:
        process = start(course, where, LONG, log)
        process.wait()
    return process


@pytest.mark.parametrize("case", ["sqlite"], indirect=True)
def test_ctrl_c_keeps_every_record_that_was_finished(case, undisturbed):
    course = case.course()
    before = _written(course)
    with (course.root / "log").open("ab") as log:
        process = start(course, "local", LONG, log)
    while len(_written(course) - before) < 2:
        assert process.poll() is None, (course.root / "log").read_text()
        time.sleep(0.01)
    assert below(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait() in (130, 0)
    written = _written(course)
    assert len(written - before) >= 2
    assert grade_for_real(course, "local").returncode == 0
    assert written <= _written(course) | before
    end = differences(everything(course, seeds=False), undisturbed)
    assert "\n".join(end) == ""
