import json
import shutil
import sys

import pytest

from tests.sandbox.conftest import caged
from tests.sandbox.promises import PROMISES

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What became of each promise, by kind of nursery; None where this machine has no sandbox."""
    kept = {}
    for kind in ("local", "sandboxed"):
        path = tmp_path_factory.mktemp("promises") / "found.json"
        ran = caged(sys.executable, "-m", "tests.sandbox.promises", kind, str(path))
        refused = kind == "sandboxed" and (shutil.which("bwrap") is None or "refuses user namespaces" in ran.stderr)
        assert refused or ran.returncode == 0, ran.stderr[-3000:]
        kept[kind] = None if refused else json.loads(path.read_text())
    return kept


@pytest.mark.parametrize("kind", ["local", "sandboxed"])
@pytest.mark.parametrize("name", PROMISES)
def test_a_kernel_keeps_the_promise(found, kind, name):
    if found[kind] is None:
        pytest.skip("this machine refuses sandboxes")
    assert found[kind][name] == ""
