import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from autograder.errors import MachineError
from autograder.sandbox import cgroup
from autograder.sandbox.cgroup import Groups
from autograder.sandbox.control import Control
from autograder.sandbox.inside import wire

SPACE = cgroup.SPACE.stat().st_ino if cgroup.SPACE.exists() else 0
needs_groups = pytest.mark.skipif(cgroup.find() is None, reason="no memory group can be made on this machine")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has memory groups")


def gone() -> int:
    """A pid that was."""
    with subprocess.Popen(["true"]) as process:
        return process.pid


@linux
def test_groups_of_the_dead_are_swept_and_those_of_the_living_and_of_strangers_stay(tmp_path):
    mine = f"autograder-{cgroup._signature(os.getpid())}-1"
    stale = [f"autograder-{SPACE}-{gone()}-77-1", f"autograder-{SPACE}-{os.getpid()}-1-1", "autograder-1-5-5-1"]
    kept = [mine, "autograder-1-5-5-2", "autograder-odd", "other"]
    for name in (*stale, *kept):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "autograder-1-5-5-1", (time.time() - 2 * cgroup.STALE_SECONDS,) * 2)
    Groups(tmp_path, 1)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


@linux
@pytest.mark.parametrize(
    ("mounts", "own", "places"),
    [
        ("31 2 0:2 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw", "0::/user/x.scope", [(2, "/sys/fs/cgroup/user/x.scope")]),
        ("31 2 0:2 / /cg/memory rw - cgroup cgroup rw,memory", "4:memory:/a", [(1, "/cg/memory/a")]),
        ("31 2 0:2 / /cg/both rw - cgroup cgroup rw,cpu,memory", "4:cpu,memory:/a", [(1, "/cg/both/a")]),
        ("31 2 0:2 / /cg/cpu rw - cgroup cgroup rw,cpu", "4:cpu:/a", []),
        ("31 2 0:2 / /proc rw - proc proc rw", "garbage", []),
        ("", "", []),
    ],
)
def test_groups_are_looked_for_where_the_machine_says_its_own_are(monkeypatch, tmp_path, mounts, own, places):
    for name, text in (("MOUNTS", mounts), ("OWN", own)):
        (tmp_path / name).write_text(text + "\n" * bool(text))
        monkeypatch.setattr(cgroup, name, tmp_path / name)
    found = [(version, str(folder)) for version, folder in cgroup._places()]
    assert found[: len(places)] == places
    assert bool(found) == bool(places)


@linux
def test_a_folder_that_is_no_place_for_groups_is_found_to_be_none(tmp_path):
    assert not Groups(tmp_path / "absent", 2).works()
    assert not Groups(tmp_path, 2).works()


@needs_groups
def test_a_group_holds_what_is_put_into_it_and_takes_it_along():
    group = cgroup.find().make(64 << 20)
    with subprocess.Popen(["sleep", "60"]) as process:
        group.add(process.pid)
        assert group.kills() == 0
        group.remove()
        assert process.wait() < 0
    assert not group.folder.exists()
    group.remove()


@needs_groups
@pytest.mark.integration
def test_the_kernel_tells_what_it_has_ended_for_memory():
    group = cgroup.find().make(0)
    hog = "import sys; sys.stdin.readline(); x = bytearray(b'x') * (300 << 20)"
    try:
        with subprocess.Popen([sys.executable, "-c", hog], stdin=subprocess.PIPE) as process:
            group.add(process.pid)
            process.communicate(b"\n")
        assert process.returncode < 0
        assert group.kills() == 1
    finally:
        group.remove()


@needs_groups
@pytest.mark.integration
@pytest.mark.parametrize("answer", [{"error": "no room"}, None])
def test_a_notebook_that_cannot_be_started_leaves_no_group(answer):
    groups = cgroup.find()
    ours, theirs = socket.socketpair()
    control = Control(ours, True, groups)

    def nursery():
        with theirs:
            _, fds = wire.receive_with_fds(theirs)
            for fd in fds:
                os.close(fd)
            if answer is not None:
                wire.send(theirs, answer)

    answering = threading.Thread(target=nursery)
    answering.start()
    one, other = socket.socketpair()
    with one, other, pytest.raises(MachineError):
        control.spawn(1, one, scratch_bytes=1, memory_bytes=1 << 20)
    answering.join()
    control.close()
    assert list(groups.parent.glob(f"autograder-{cgroup._signature(os.getpid())}-*")) == []
