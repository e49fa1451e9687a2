import re
from pathlib import Path

import pytest

FILES = sorted((Path(__file__).parent / "hostile").glob("*.py"))
NAMES = [path.stem for path in FILES]
pytestmark = pytest.mark.integration


def expected(name: str) -> tuple[list[str], str]:
    header = (Path(__file__).parent / "hostile" / f"{name}.py").read_text().partition("\n")[0]
    outcomes, _, life = re.fullmatch(r"# ends: ([A-Z_ ]+?)(, (alive|dead|any))?", header).groups()
    return outcomes.split(), life or ("dead" if outcomes == "DIED" else "any")


@pytest.mark.parametrize("name", NAMES)
def test_a_misdeed_ends_in_the_outcome_that_it_names(findings, name):
    found = findings["hostile"][name]
    assert "trusted_side" not in found, found["trusted_side"]
    outcomes, life = expected(name)
    assert found["outcome"] in outcomes, found
    assert life == "any" or found["alive"] == (life == "alive"), found
    assert found["outcome"] == "PASSED" or found["message"]


@pytest.mark.parametrize("name", NAMES)
def test_a_misdeed_reaches_nothing(findings, name):
    shown = [o for o in findings["hostile"][name]["outputs"] if o["output_type"] != "error"]
    assert "REACHED" not in str(shown)


@pytest.mark.parametrize("name", NAMES)
def test_the_cell_after_a_misdeed_runs_as_it_was_sent_or_the_kernel_is_known_to_be_dead(findings, name):
    found = findings["hostile"][name]
    outcome, outputs = found["next"]
    if not found["alive"]:
        assert outcome == "DIED"
        return
    if name.startswith("forged") or outcome in ("DIED", "TIME_LIMIT", "MEMORY_LIMIT"):
        return
    assert outcome == "PASSED", found
    assert "".join(o["text"] for o in outputs if o["output_type"] == "stream") == "next 42\n"
    assert [o["data"]["text/plain"] for o in outputs if o["output_type"] == "execute_result"] == ["'cell'"]


@pytest.mark.parametrize("name", NAMES)
def test_no_process_outlives_the_kernel_of_a_misdeed(findings, name):
    assert findings["hostile"][name]["left"] == 0


def test_the_nursery_survives_every_kernel(findings):
    assert findings["survived"] is True
