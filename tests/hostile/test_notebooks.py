"""Small notebooks, each named after its misdeed, none with a right answer: graded end to end in the real sandbox."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.sandbox.conftest import caged

NAMES = [path.stem for path in sorted((Path(__file__).parent / "notebooks").glob("*.ipynb"))]
OUTCOMES = {
    "raises_system_exit_when_called": ("DIED", "ERROR"),
    "exits_the_process_when_called": ("DIED",),
    "loops_when_called": ("TIME_LIMIT",),
    "hoards_memory_when_called": ("MEMORY_LIMIT",),
    "returns_not_a_number": ("FAILED",),
    "imports_the_reference": ("ERROR",),
    "imports_the_autograder": ("ERROR",),
    "calls_the_network": ("ERROR",),
}
pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    path = tmp_path_factory.mktemp("hostile") / "findings.json"
    ran = caged(sys.executable, "-m", "tests.hostile.driver", str(path))
    if "refuses user namespaces" in ran.stderr:
        pytest.skip("this machine refuses user namespaces to bubblewrap")
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(path.read_text())


@pytest.mark.parametrize("name", ["right", "right, after all others"])
def test_the_right_answer_earns_full_marks_there(findings, name):
    assert (findings[name]["points"], findings[name]["outcome"]) == (2, "PASSED")


@pytest.mark.parametrize("name", NAMES)
def test_a_misdeed_earns_nothing_and_is_judged(findings, name):
    found = findings[name]
    assert found["points"] == 0, found
    assert found["outcome"] not in ("CANNOT_JUDGE", "PASSED"), found


@pytest.mark.parametrize("name", sorted(OUTCOMES))
def test_a_misdeed_ends_in_its_named_outcome(findings, name):
    assert findings[name]["outcome"] in OUTCOMES[name]


@pytest.mark.parametrize("name", NAMES)
def test_no_hidden_test_stands_in_what_is_returned(findings, name):
    assert "autograder.hidden" not in findings[name]["shown"]
    assert "draws" not in findings[name]["shown"]
