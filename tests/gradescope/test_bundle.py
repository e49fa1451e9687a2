"""autograder.zip: what is in it, and what is never in it."""

from __future__ import annotations

import ast
import re
import stat
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.utils import canonicalize_name

import autograder
from autograder.cli.app import cli
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradescope.carried import carry, read
from autograder.gradescope.pins import LOCK, pins
from tests.course_folder.courses import check, manual, solution
from tests.course_folder.courses import write_course as one_course
from tests.gradescope.container import write_course

WRITTEN = "Because **x** <b>and</b> [a link](http://example.org) $x^2$.\n\n- one\n- two"
GRADES = """
import json, sys
for name in {missing!r}:
    sys.modules[name] = None
import autograder.gradescope.prepare, autograder.gradescope.run
from pathlib import Path
from autograder.gradescope.carried import read
from autograder.gradescope.results import faults, results
from autograder.intake.submission import Submission
from autograder.kernel.fake import FakeKernel
carried = read(Path({folder!r}, "grading.json"))
(grader,) = carried.graders
notebook = grader.master.released
notebook["cells"][0]["source"] = "def double(x):\\n    return x + x"
notebook["cells"][2]["source"] = {answer!r}
record = grader.grade(Submission("ada", "a", {{"n": json.dumps(notebook).encode()}}), FakeKernel)
print(*faults([(grader, record)]), [entry["score"] for entry in results(carried, [(grader, record)], "")["tests"]])
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = write_course(tmp_path_factory.mktemp("course"), ["double"])
    (folder / "submitted/ada/a").mkdir(parents=True)
    (folder / "submitted/ada/a/n.ipynb").write_text("what ada handed in")
    done = CliRunner().invoke(cli, ["--course", str(folder), "gradescope", "a"])
    assert done.exit_code == 0, done.output
    return folder, folder / "export/a/autograder.zip", done.output


def test_the_scripts_lie_at_the_root_and_can_be_run(made):
    with zipfile.ZipFile(made[1]) as bundle:
        modes = {info.filename: stat.S_IMODE(info.external_attr >> 16) for info in bundle.infolist()}
    assert modes["setup.sh"] == modes["run_autograder"] == 0o700
    assert {mode for name, mode in modes.items() if name not in ("setup.sh", "run_autograder")} == {0o600}
    for name in ("setup.sh", "run_autograder"):
        with zipfile.ZipFile(made[1]) as bundle:
            script = bundle.read(name)
        assert subprocess.run(["bash", "-n"], input=script, check=False).returncode == 0


def test_the_secret_of_the_course_and_the_work_of_students_stay_here(made):
    course = Course.open(made[0])
    with zipfile.ZipFile(made[1]) as bundle:
        everything = b"".join(bundle.read(name) for name in bundle.namelist())
        names = bundle.namelist()
    assert course.secret() not in everything
    assert course.secret().hex().encode() not in everything
    assert b"what ada handed in" not in everything
    assert not any(re.search(r"\.db|secret$|__pycache__|/tests/", name) for name in names)
    assert str(made[0]).encode() not in everything


def test_its_own_secret_is_another_for_each_assignment_and_course(tmp_path):
    secrets = set()
    for name in ("one", "two"):
        course = Course.open(write_course(tmp_path / name, ["double"]))
        (tmp_path / name / "source/b").mkdir()
        (tmp_path / name / "source/b/n.ipynb").write_bytes((tmp_path / name / "source/a/n.ipynb").read_bytes())
        secrets |= {carry(course, assignment, "visible").secret for assignment in "ab"} | {course.secret()}
    assert len(secrets) == 6


def test_the_same_course_gives_the_same_bytes(made):
    again = made[0] / "again.zip"
    done = CliRunner().invoke(cli, ["--course", str(made[0]), "gradescope", "a", "-o", str(again)])
    assert done.exit_code == 0
    assert again.read_bytes() == made[1].read_bytes()


def test_points_by_hand_are_named_and_left_out(made):
    assert "2 points by tests" in made[2]
    assert "3 points by hand are left out" in made[2]


def test_what_is_read_there_is_what_was_carried(made, tmp_path):
    with zipfile.ZipFile(made[1]) as bundle:
        bundle.extract("grading.json", tmp_path)
    assert read(tmp_path / "grading.json") == carry(Course.open(made[0]), "a", "visible")


def test_packages_are_pinned_with_hashes_and_without_an_address(made):
    with zipfile.ZipFile(made[1]) as bundle:
        locked = bundle.read("requirements.lock").decode()
        assert bundle.read("requirements-further.txt") == b""
    for block in re.split(r"\n(?=\S)", locked):
        assert re.match(r"[\w.-]+==", block)
        assert "--hash=sha256:" in block
    assert "://" not in locked


def test_grading_there_works_with_what_is_pinned_and_nothing_else(made, tmp_path):
    """Grades a notebook with a written answer; packages that are not pinned cannot be imported."""
    with zipfile.ZipFile(made[1]) as bundle:
        locked = bundle.read("requirements.lock").decode()
        bundle.extract("grading.json", tmp_path)
    pinned = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", locked, re.MULTILINE)}
    missing = sorted(
        name
        for name, distributions in metadata.packages_distributions().items()
        if name not in ("autograder", "backprop_ref") and pinned.isdisjoint(map(canonicalize_name, distributions))
    )
    program = tmp_path / "program.py"
    program.write_text(GRADES.format(missing=missing, folder=str(tmp_path), answer=WRITTEN))
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["[2.0]"]


def test_what_hidden_tests_import_goes_along_or_is_pinned(tmp_path, monkeypatch):
    (tmp_path / "own_reference").mkdir()
    (tmp_path / "own_reference/__init__.py").write_text("def double(x):\n    return 2 * x\n")
    monkeypatch.syspath_prepend(tmp_path)
    head = "import own_reference, scipy\nfrom autograder.hidden import call"
    test = f"### BEGIN HIDDEN TESTS\n{head}\n### END HIDDEN TESTS"
    course = one_course(tmp_path, [solution(), check(test)], "c = get_config()\nc.Autograder.reference_packages = []\n")
    found = pins(carry(course, "one", "visible"), LOCK)
    assert found.own == {"own_reference": tmp_path / "own_reference", "autograder": Path(autograder.__file__).parent}
    assert "scipy==" in found.locked


def test_a_package_that_the_lock_lacks_is_pinned_as_it_is_here(tmp_path):
    lock = tmp_path / "requirements.lock"
    text = LOCK.read_text()
    lock.write_text(re.sub(r"^numpy==.*(\n .*)*\n", "", text, flags=re.MULTILINE))
    found = pins(carry(Course.open(write_course(tmp_path, ["double"])), "a", "visible"), lock)
    assert found.further == (f"numpy=={metadata.version('numpy')}",)


def test_without_a_lock_file_nothing_is_written(tmp_path):
    carried = carry(Course.open(write_course(tmp_path, ["double"])), "a", "visible")
    with pytest.raises(CourseError, match="--lock"):
        pins(carried, tmp_path / "missing.lock")


def test_an_assignment_without_a_test_is_refused(tmp_path):
    with pytest.raises(CourseError, match="No test decides a point"):
        carry(one_course(tmp_path, [manual()]), "one", "visible")


@pytest.mark.integration
def test_a_solution_that_fails_is_not_bundled(tmp_path):
    wrong = "def double(x):\n    ### BEGIN SOLUTION\n    return 0\n    ### END SOLUTION"
    one_course(tmp_path, [solution(wrong), check()])
    done = CliRunner().invoke(cli, ["--course", str(tmp_path), "gradescope", "one"])
    assert isinstance(done.exception, CourseError)
    assert not (tmp_path / "export").exists()


def test_ordinary_grading_never_runs_without_namespaces():
    """One module alone makes a place without them, and one alone gives it to a nursery."""
    package = Path(autograder.__file__).parent
    importers, givers = set(), set()
    for path in package.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        module = path.relative_to(package).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "autograder.sandbox.other_user":
                importers |= {(module, alias.name) for alias in node.names}
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if called == "Nursery" and any(keyword.arg == "place" for keyword in node.keywords):
                givers.add(module)
    assert givers == {"gradescope/isolation.py"}
    assert importers == {
        ("sandbox/nursery.py", "Place"),
        ("gradescope/isolation.py", "find_place"),
        ("gradescope/isolation.py", "make_tree"),
        ("gradescope/prepare.py", "make_tree"),
    }
