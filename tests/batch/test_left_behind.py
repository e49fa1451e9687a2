"""However the coordinator ends, five seconds later none of its processes is alive."""

import os
import shutil
import sys

import pytest

from tests.sandbox.conftest import cage, caged

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("mode", ["sandbox", "trust"])
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT", "SIGKILL"])
def test_nothing_of_ours_is_alive_five_seconds_after_the_coordinator_ended(name, mode):
    if not cage():
        pytest.skip("processes are counted in a PID namespace of their own, which needs root and unshare")
    if mode == "sandbox" and shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    ran = caged(sys.executable, "-m", "tests.batch.leaving", name, mode, env=os.environ | {"PYTHONHASHSEED": "0"})
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert ran.stdout.strip() == ""
