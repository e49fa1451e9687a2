"""A bundle at work in a container as Docker makes one: root with few rights, no namespaces, hostile submissions."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli.app import cli
from autograder.gradescope import prepare
from tests.gradescope import misdeeds
from tests.gradescope.container import answered, hand_in, possible, run, unpack, write_course

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not possible(), reason="needs root, setpriv and a PID namespace to play a container in"),
]
NAMES = [*misdeeds.MISDEEDS, *misdeeds.CONTROLS, "leaves_processes", "is_right", "kills_everybody"]
#: What a container may lack -> what is left of the isolation.
CONTAINERS = {"own root folder": (), "file permissions only": ("sys_chroot", "mknod")}
LEFT = """
import pathlib, subprocess, sys
code = subprocess.run([sys.argv[1]], check=False).returncode
told = [p.read_text() for p in pathlib.Path("/proc").glob("[0-9]*/status")]
uids = {line.split()[1] for text in told if "State:\tZ" not in text for line in text.splitlines() if line[:4] == "Uid:"}
print("left", sorted(uids - {"0"}), "code", code)
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The unpacked bundle, prepared as setup.sh does."""
    course = write_course(tmp_path_factory.mktemp("course"), NAMES)
    bundle = course / "autograder.zip"
    done = CliRunner().invoke(cli, ["--course", str(course), "gradescope", "a", "-o", str(bundle)])
    assert done.exit_code == 0, done.output
    made = unpack(bundle)
    assert prepare.main(str(made)) == 0
    yield made
    shutil.rmtree(made)


def hostile(root: Path) -> str:
    answers = {name: misdeeds.answer(name, str(root)) for name in (*misdeeds.MISDEEDS, *misdeeds.CONTROLS)}
    answers["leaves_processes"] = misdeeds.LEAVES_PROCESSES.format(
        name="leaves_processes", results=str(root / "results/results.json")
    )
    answers["kills_everybody"] = misdeeds.KILLS_EVERYBODY.format(name="kills_everybody")
    answers["is_right"] = "def is_right(x):\n    return x + x"
    return answered(answers)


@pytest.fixture(scope="module", params=CONTAINERS)
def found(request, root):
    """What became of the hostile notebook: the process, its results by exercise."""
    hand_in(root, hostile(root))
    watched = (sys.executable, "-c", LEFT, str(root / "run_autograder"))
    done, results = run(root, *CONTAINERS[request.param], command=watched)
    return request.param, done, results


def entries(results) -> dict[str, dict]:
    return {entry["extra_data"]["grade_id"].removeprefix("test-"): entry for entry in results["tests"]}


def test_the_right_answer_among_hostile_ones_earns_its_points(found):
    _, done, results = found
    assert results["tests"], done.stdout + done.stderr
    assert [entries(results)[name]["score"] for name in ("is_right", *misdeeds.CONTROLS)] == [2, 2]


@pytest.mark.parametrize("name", [*misdeeds.MISDEEDS, "leaves_processes", "kills_everybody"])
def test_a_misdeed_there_earns_nothing_and_reaches_nothing(found, name):
    entry = entries(found[2])[name]
    assert (entry["score"], entry["status"]) == (0, "failed")


def test_no_process_of_the_students_is_left(found):
    assert "left [] code 0" in found[1].stdout


def test_the_isolation_is_named_for_instructors_only(found):
    way, done, results = found
    assert way.partition(" ")[2] in done.stdout
    assert "No namespaces" in results["extra_data"]["isolation"]
    assert results["stdout_visibility"] == "hidden"
    assert "namespaces" not in results["output"] + "".join(entry["output"] for entry in results["tests"])


def test_nothing_of_a_hidden_test_stands_in_the_results(found):
    shown = json.dumps(found[2])
    assert "autograder.hidden" not in shown
    assert "draws" not in shown


def test_without_another_user_nothing_is_run_and_no_score_is_given(root):
    hand_in(root, answered({name: f"def {name}(x):\n    return 2 * x" for name in NAMES}))
    done, results = run(root, "setuid")
    assert done.returncode == 1
    assert "Another user than root cannot be had here" in done.stdout
    assert results["tests"] == []
    assert "score" not in results
    assert "no zero" in results["output"]


def test_a_readable_hidden_test_is_a_reason_to_run_nothing(root):
    program = (
        "from pathlib import Path; from autograder.errors import MachineError; from autograder.sandbox.other_user "
        "import find_place\nimport sys\n"
        f"place = Path({str(root)!r})\n"
        "try: find_place(place / 'notebook', [place / 'notebook' / 'nursery'])\n"
        "except MachineError as problem: print(problem)"
    )
    done, _ = run(root, "sys_chroot", command=(sys.executable, "-c", program))
    assert "could read the hidden tests" in done.stdout, done.stderr


def test_ordinary_grading_there_has_no_sandbox(root):
    program = "from autograder.sandbox.nursery import Nursery\nNursery(('numpy',)).start()"
    done, _ = run(root, command=(sys.executable, "-c", program))
    assert done.returncode == 1
    assert "MachineError" in done.stderr
