"""The whole road on the real course: classes are simulated, graded in the sandbox, and compared with their truth.

Every run draws its hidden inputs with a new secret. A failure tells it; CLASS_SECRET=HEX in the environment repeats it.
"""

import json
import os
import secrets
import shutil
import sys
from pathlib import Path

import pytest

from autograder.course.secret import SECRET_BYTES, prepare_state
from tests.sandbox.conftest import caged

ROOT = Path(__file__).parent.parent
ASSIGNMENTS = sorted(folder.name for folder in (ROOT / "source").iterdir() if folder.is_dir())
STUDENTS = 5  # together the assignments have every kind of student
LIMITS = "\nc.Autograder.cell_seconds = 4\nc.Autograder.call_seconds = 2\n"
SECRET = bytes.fromhex(os.environ.get("CLASS_SECRET", "")) or secrets.token_bytes(SECRET_BYTES)
UNDER = f"CLASS_SECRET={SECRET.hex()}"
pytestmark = pytest.mark.integration


def autograder(course, *arguments):
    """The command, in a cage: there are endless loops and memory hogs in the class."""
    program = "from autograder.cli import main; main()"
    return caged(sys.executable, "-c", program, "--course", str(course), *arguments, timeout=1800)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    if not sys.platform.startswith("linux") or shutil.which("bwrap") is None:
        pytest.skip("there is no bubblewrap on this machine")
    course = tmp_path_factory.mktemp("course")
    for folder in ("source", "simulation"):
        shutil.copytree(ROOT / folder, course / folder)
    (course / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + LIMITS)
    prepare_state(course / ".autograder")
    (course / ".autograder" / "secret").write_bytes(SECRET)
    made = autograder(course, "simulate", "--all", "--students", str(STUDENTS), "--seed", "7")
    assert made.returncode == 0, made.stderr
    graded = autograder(course, "grade", "--all")
    if "user namespaces" in graded.stderr:
        pytest.skip("this machine refuses user namespaces to bubblewrap")
    assert graded.returncode == 0, f"{graded.stdout}{graded.stderr}\n{UNDER}"
    return course


@pytest.fixture(scope="module")
def explained(course):
    assert autograder(course, "feedback", "--all").returncode == 0
    return course


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_submission_earns_what_its_truth_says_in_the_records_and_in_the_gradebook(course, assignment):
    checked = autograder(course, "simulate", assignment, "--check")
    assert checked.returncode == 0, f"{checked.stdout}\n{UNDER}"


def test_the_page_of_a_planted_mistake_names_it(explained):
    named = 0
    for path in sorted((explained / ".autograder" / "records").glob("*/*/*.json")):
        assignment, student = path.parts[-3:-1]
        page = (explained / "feedback" / student / assignment / f"{assignment}.html").read_text()
        for item in json.loads(path.read_text())["items"]:
            for part in item["parts"]:
                for diagnosis in (part["finding"] or {}).get("diagnoses", ()):
                    assert plain(diagnosis["title"]) in plain(page), path
                    named += 1
        assert "staff_note" not in page
    assert named >= len(ASSIGNMENTS), UNDER


def plain(text):
    """Without marks, entities and symbols that the page writes in its own way."""
    return "".join(character for character in text if character.isascii() and character.isalpha()).replace("amp", "")


def test_grading_again_runs_nothing_and_changes_nothing(course):
    again = " ".join(autograder(course, "grade", "--all").stdout.split())
    assert again.count(f"{STUDENTS} unchanged since they were graded") == len(ASSIGNMENTS)
    assert autograder(course, "simulate", "--all", "--check").returncode == 0


def test_no_hidden_test_is_in_the_release_the_autograded_notebooks_or_the_feedback(explained):
    written = [*explained.glob("autograded/*/*/*.ipynb"), *explained.glob("feedback/*/*/*.html")]
    written += (ROOT / "release").rglob("*.ipynb")
    assert len(written) >= (2 * STUDENTS + 1) * len(ASSIGNMENTS)
    for path in written:
        text = path.read_text()
        assert "autograder.hidden" not in text, path
        assert "BEGIN SOLUTION" not in text, path


def test_who_is_late_is_told_in_the_table_and_graded_like_the_others(course):
    for assignment in ASSIGNMENTS:
        truth = json.loads((course / "simulation-truth" / f"{assignment}.json").read_text())
        late = {student["student"] for student in truth["students"] if student["late"]}
        if late:
            break
    assert late
    results = json.loads(autograder(course, "grade", assignment, "--json").stdout)
    assert {entry["student"] for entry in results if entry["late"]} == late
