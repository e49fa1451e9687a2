import json
import shutil
import sys

import pytest

from tests.sandbox import leaving
from tests.sandbox.conftest import cage, caged

pytestmark = pytest.mark.integration
CASES = [f"{way}-main-{number}" for way in leaving.WAYS for number in leaving.SIGNALS]
CASES += [f"{way}-{thread}-SIGKILL" for way in leaving.WAYS for thread in ("passing", "sibling")]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What `leaving` found out."""
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None or not cage():
        pytest.skip("needs bubblewrap and a PID namespace to count in")
    path = tmp_path_factory.mktemp("leaving") / "found.json"
    ran = caged(sys.executable, "-m", "tests.sandbox.leaving", str(path))
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(path.read_text())


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_alive_soon_after_the_process_that_started_a_nursery(found, case):
    assert found[case] == []
