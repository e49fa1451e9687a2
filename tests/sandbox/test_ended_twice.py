"""What the nursery ends twice it kills once: the second time the number belongs to nobody, or to somebody else."""

import subprocess
import sys

import pytest

ENDS = {
    "the keeper of the folders": """
from autograder.sandbox.inside.confine import Keeper
one = Keeper.__new__(Keeper)
one._line, one._pid = ours, sleeper()
""",
    "a snapshot": """
from autograder.sandbox.inside.snapshot import Snapshot
one = Snapshot(sleeper(), ours)
""",
}
PROGRAM = """
import os, socket, time
ours, theirs = socket.socketpair()
def sleeper():
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    return pid
{make}
one.end()
one.end()
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("all gone, and I am here")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="there is a sandbox on Linux only")
@pytest.mark.parametrize("name", ENDS)
def test_ending_something_again_ends_nothing_else(name):
    program = PROGRAM.format(make=ENDS[name])
    done = subprocess.run(  # in a session of its own: a kill of number 0 would take all of it along
        [sys.executable, "-c", program], start_new_session=True, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "all gone, and I am here"), done.stderr
