"""A class of broken and hostile submissions: the healthy ones get their grades, each other one ends in a named outcome.

The short form draws a new seed at every run and prints it; `FUZZ_SEED` repeats a run, `FUZZ_COUNT=2000` is the full form.
"""

import json
import os
import random
import shutil
import sys

import pytest

from autograder.outcomes import Outcome
from tests.sandbox.conftest import caged

pytestmark = pytest.mark.integration
COUNT = int(os.environ.get("FUZZ_COUNT", "80"))
SEED = int(os.environ.get("FUZZ_SEED", random.randrange(10**6)))
NAMED = {outcome.value for outcome in Outcome} - {Outcome.CANNOT_JUDGE.value}
MOST_BYTES = 1200 << 20


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    path = tmp_path_factory.mktemp("fuzz") / "findings.json"
    ran = caged(sys.executable, "-m", "tests.fuzz.run_class", str(COUNT), str(SEED), str(path), timeout=7200)
    print(f"FUZZ_SEED={SEED}", ran.stdout)
    if "refuses user namespaces" in ran.stderr:
        pytest.skip("this machine refuses user namespaces to bubblewrap")
    assert ran.returncode == 0, (SEED, ran.stderr[-3000:])
    return json.loads(path.read_text())


@pytest.fixture
def mischief(found):
    return [record for record in found["records"] if not record["student"].startswith("healthy-")]


def test_every_healthy_submission_gets_its_grade(found):
    points = {r["student"]: r["points"] for r in found["records"] if r["student"].startswith("healthy-")}
    assert points == {f"healthy-{number:02}": 2 for number in range(20)}, SEED


def test_every_other_one_ends_in_a_named_outcome_of_its_own(found, mischief):
    odd = {r["student"]: r["outcome"] for r in mischief if r["outcome"].partition(" (")[0] not in NAMED}
    assert odd == {}, (SEED, odd, found["errors"][-3000:])


def test_no_mischief_earns_a_point(mischief):
    assert {r["student"]: r["points"] for r in mischief if r["points"]} == {}, SEED


def test_whoever_has_no_record_has_a_name_that_is_no_text_and_is_named(found):
    known = {record["student"] for record in found["records"]}
    lost = {name for name in found["kinds"] if name not in known}
    assert lost == unusable(found), SEED
    assert all(ascii(name) in found["errors"] for name in lost), SEED


def test_the_exit_code_is_that_of_the_promise(found):
    assert found["exit"] == (1 if unusable(found) else 0), (SEED, found["errors"][-3000:])
    assert "Traceback" not in found["errors"], SEED


def unusable(found):
    return {name for name in found["kinds"] if any("\udc80" <= letter <= "\udcff" for letter in name)}


def test_memory_is_bounded_and_nothing_is_left_behind(found):
    assert max(found["peaks"].values()) < MOST_BYTES, (SEED, found["peaks"])
    assert found["left"] == [], SEED


def test_feedback_is_written_for_every_healthy_one(found):
    assert len(found["feedback"]["pages"]) == 20, (SEED, found["feedback"])
    assert "Traceback" not in found["feedback"]["errors"], SEED
