"""The whole road on the real assignment: a class is simulated, graded in the sandbox, and compared with its truth."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.sandbox.conftest import caged

ROOT = Path(__file__).parent.parent
ASSIGNMENT = "06-backpropagation"
LIMITS = "\nc.Autograder.cell_seconds = 4\nc.Autograder.call_seconds = 2\n"
pytestmark = pytest.mark.integration


def autograder(course, *arguments):
    """The command, in a cage: there are endless loops and memory hogs in the class."""
    program = "from autograder.cli import main; main()"
    return caged(sys.executable, "-c", program, "--course", str(course), *arguments)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    course = tmp_path_factory.mktemp("course")
    for folder in ("source", "simulation"):
        shutil.copytree(ROOT / folder, course / folder)
    (course / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + LIMITS)
    assert autograder(course, "simulate", ASSIGNMENT, "--students", "24", "--seed", "7").returncode == 0
    graded = autograder(course, "grade", ASSIGNMENT)
    if "user namespaces" in graded.stderr:
        pytest.skip("this machine refuses user namespaces to bubblewrap")
    assert graded.returncode == 0, graded.stdout + graded.stderr
    return course


def test_every_submission_earns_what_its_truth_says_in_the_records_and_in_the_gradebook(course):
    checked = autograder(course, "simulate", ASSIGNMENT, "--check")
    assert checked.returncode == 0, checked.stdout


def test_the_page_of_a_planted_mistake_names_it(course):
    assert autograder(course, "feedback", ASSIGNMENT).returncode == 0
    truth = json.loads((course / "simulation-truth" / f"{ASSIGNMENT}.json").read_text())
    named = 0
    for student in truth["students"]:
        record = course / ".autograder" / "records" / ASSIGNMENT / student["student"] / f"{ASSIGNMENT}.json"
        page = (course / "feedback" / student["student"] / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text()
        for item in json.loads(record.read_text())["items"]:
            for part in item["parts"]:
                for diagnosis in (part["finding"] or {}).get("diagnoses", ()):
                    assert plain(diagnosis["title"]) in plain(page)
                    named += 1
        assert "staff_note" not in page
    assert named >= 5


def plain(text):
    """Without marks, entities and symbols that the page writes in its own way."""
    return "".join(character for character in text if character.isascii() and character.isalpha()).replace("amp", "")


def test_grading_again_runs_nothing_and_changes_nothing(course):
    again = autograder(course, "grade", ASSIGNMENT)
    assert "24 unchanged since they were graded" in " ".join(again.stdout.split())
    assert autograder(course, "simulate", ASSIGNMENT, "--check").returncode == 0


def test_no_hidden_test_is_in_the_release_the_autograded_notebooks_or_the_feedback(course):
    written = [*course.glob("autograded/*/*/*.ipynb"), *course.glob("feedback/*/*/*.html")]
    written += (ROOT / "release").rglob("*.ipynb")
    assert len(written) >= 49
    for path in written:
        text = path.read_text()
        assert "autograder.hidden" not in text, path
        assert "BEGIN SOLUTION" not in text, path


def test_the_late_one_is_told_in_the_table_and_graded_like_the_others(course):
    truth = json.loads((course / "simulation-truth" / f"{ASSIGNMENT}.json").read_text())
    late = {student["student"] for student in truth["students"] if student["late"]}
    assert late
    results = json.loads(autograder(course, "grade", ASSIGNMENT, "--json").stdout)
    assert {entry["student"] for entry in results if entry["late"]} == late
