import json
import shutil
import sys

import pytest

from autograder.sandbox import cgroup
from tests.sandbox import confinement
from tests.sandbox.conftest import caged

pytestmark = pytest.mark.integration
MODES = ("groups", "count")


@pytest.fixture(scope="module", params=MODES)
def found(request, tmp_path_factory):
    """What `confinement` found out, with the machine's memory groups and by counting only."""
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    if request.param == "groups" and cgroup.find() is None:
        pytest.skip("no memory group can be made on this machine")
    path = tmp_path_factory.mktemp("confinement") / "found.json"
    ran = caged(sys.executable, "-m", "tests.sandbox.confinement", request.param, str(path))
    if "refuses user namespaces" in ran.stderr:
        pytest.skip("this machine refuses user namespaces to bubblewrap")
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(path.read_text())


@pytest.mark.parametrize("law", confinement.LAWS)
def test_a_notebook_is_held_in_by(found, law):
    assert found[law] == ""
