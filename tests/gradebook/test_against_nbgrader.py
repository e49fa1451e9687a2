"""The same class graded by nbgrader alone, by our writer, and by nbgrader with our engine in it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.gradebook import Gradebook
from autograder.grading import make_graders
from autograder.intake.submission import read_submission
from autograder.kernel.fake import FakeKernel
from tests.gradebook import database
from tests.gradebook.small_course import RIGHT, hand_in, make_course

pytestmark = pytest.mark.integration

ANSWERS = {
    "ada": RIGHT,
    "bob": RIGHT | {"double": "def double(x):\n    return x"},
    "cid": {},
    "dan": {"double": RIGHT["double"], "triple": "triple = undefined"},
    "eve": RIGHT | {"double": "def double(x:\n"},
}
CONTENT = {
    "assignment": "select name, duedate, course_id from assignment",
    "notebooks": "select name, kernelspec from notebook",
    "cells": """
        select n.name as notebook, c.name, c.type, coalesce(g.max_score, t.max_score) as points,
        coalesce(g.cell_type, t.cell_type) as cell_type from base_cell c join notebook n on n.id = c.notebook_id
        left join grade_cells g on g.id = c.id left join task_cells t on t.id = c.id""",
    "sources": "select name, cell_type, locked, source, checksum from source_cell",
    "students": "select * from student",
    "submissions": "select student_id, timestamp, extension from submitted_assignment",
    "submitted": """
        select s.student_id, n.name, sn.flagged, sn.late_submission_penalty from submitted_notebook sn
        join submitted_assignment s on s.id = sn.assignment_id join notebook n on n.id = sn.notebook_id""",
    "grades": database.GRADES.replace(
        "g.*", "c.type, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade"
    ),
    "comments": database.COMMENTS.replace("g.*", "c.type, g.auto_comment, g.manual_comment"),
}
#: Lies in the course's folder, where nbgrader finds it.
FAKE = """
from autograder.errors import MachineError
from autograder.gradebook.engine import Engine
from autograder.gradebook.plain_autograde import GradingExporter
from autograder.kernel.fake import FakeKernel


def broken(files, limits, first_cells=()):
    raise MachineError("the machine is on fire")


class WithFakes(GradingExporter):
    def open_engine(self, course):
        return Engine(course, lambda: FakeKernel)


class OnFire(GradingExporter):
    def open_engine(self, course):
        return Engine(course, lambda: broken)
"""
ENGINE = "c.Autograde.exporter_class = '{}'"


def nbgrader(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    home = course.root.parent / "home"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("JUPYTER")}
    environment |= {
        "HOME": str(home),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, "-m", "nbgrader", *words]
    return subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, check=False)


def a_class(root: Path, config: str = "") -> Course:
    course = make_course(root, config=f"c.LateSubmissionPlugin.penalty_method = 'zero'\n{config}")
    (root / "fakes.py").write_text(FAKE, encoding="utf-8")
    for day, (student, answers) in enumerate(ANSWERS.items(), start=1):
        hand_in(course, student, answers, timestamp=f"2026-01-0{day} 10:00:00.5 UTC", helper__py=f"day = {day}")
    with Gradebook(course) as gradebook:
        for master in course.masters("a"):
            gradebook.register(master)
    database.query(course, "update assignment set duedate = '2026-01-04 12:00:00.000000'")
    return course


def grade(course: Course) -> None:
    """As `autograder grade` does, without processes."""
    graders = make_graders(course, "a")
    with Gradebook(course) as gradebook:
        for student in course.students("a"):
            submission = read_submission(course.submitted / student / "a", student, "a", 1 << 20)
            for grader in graders:
                gradebook.put(grader.grade(submission, FakeKernel), grader.master, submission)


def content(course: Course) -> dict[str, list[str]]:
    return {name: sorted(map(repr, database.query(course, sql))) for name, sql in CONTENT.items()}


def tree(course: Course) -> set[str]:
    return {p.relative_to(course.autograded).as_posix() for p in course.autograded.rglob("*") if p.is_file()}


def marks(course: Course) -> dict[str, list[object]]:
    """What nbgrader's metadata says of every answer in autograded/."""
    return {
        path.relative_to(course.autograded).as_posix(): [
            ("".join(cell["source"]), cell["metadata"]["nbgrader"])
            for cell in json.loads(path.read_bytes())["cells"]
            if cell["metadata"].get("nbgrader", {}).get("solution")
        ]
        for path in sorted(course.autograded.rglob("*.ipynb"))
    }


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    course = a_class(tmp_path_factory.mktemp("ours") / "course")
    grade(course)
    return course


def test_the_catalogue_is_the_one_that_generate_assignment_writes(ours, tmp_path):
    course = make_course(tmp_path / "course")
    done = nbgrader(course, "generate_assignment", "a")
    assert done.returncode == 0, done.stderr
    for name in ("notebooks", "cells", "sources"):
        assert content(course)[name] == content(ours)[name]
    before = database.everything(course)
    with Gradebook(course) as gradebook:
        for master in course.masters("a"):
            gradebook.register(master)
    assert database.everything(course) == before


def test_the_database_and_the_notebooks_are_those_of_nbgraders_own_autograde(ours, tmp_path):
    course = a_class(tmp_path / "course")
    done = nbgrader(course, "autograde", "a")
    assert done.returncode == 0, done.stderr
    assert content(course) == content(ours)
    assert tree(course) == tree(ours)
    assert marks(course) == marks(ours)


def test_nbgraders_autograde_with_our_engine_gives_the_same_scores(ours, tmp_path):
    course = a_class(tmp_path / "course", ENGINE.format("fakes.WithFakes"))
    done = nbgrader(course, "autograde", "a")
    assert done.returncode == 0, done.stderr
    assert content(course) == content(ours)
    assert tree(course) == tree(ours)
    assert marks(course) == marks(ours)
    again = nbgrader(course, "autograde", "a", "--force")
    assert again.returncode == 0, again.stderr
    assert content(course) == content(ours)


def test_what_our_writer_wrote_is_not_graded_again_by_nbgrader(tmp_path):
    course = a_class(tmp_path / "course", ENGINE.format("fakes.OnFire"))
    grade(course)
    before = database.everything(course)
    done = nbgrader(course, "autograde", "a")
    assert done.returncode == 0, done.stderr
    assert database.everything(course) == before


def test_a_fault_of_ours_fails_the_submission_under_nbgrader_and_leaves_no_score(tmp_path):
    config = f"{ENGINE.format('fakes.OnFire')}\nc.Autograder.verify_solutions = False"
    course = a_class(tmp_path / "course", config)
    grade(course)
    done = nbgrader(course, "autograde", "a", "--student", "ada", "--force")
    assert done.returncode != 0
    assert "could not judge" in done.stderr
    assert "the machine is on fire" in done.stderr
    assert not (course.autograded / "ada" / "a").exists()
    assert database.grade(course, "test-double")["auto_score"] is None
    assert database.grade(course, "test-double")["needs_manual_grade"] == 1
    assert database.grade(course, "test-double", "bob")["auto_score"] == 0.0


def test_under_nbgrader_too_links_are_refused_and_nothing_behind_them_is_copied(tmp_path):
    course = a_class(tmp_path / "course", ENGINE.format("fakes.WithFakes"))
    folder = course.submitted / "bob" / "a"
    (folder / "leak.db").symlink_to(course.root / "gradebook.db")
    (folder / "one.ipynb").unlink()
    (folder / "one.ipynb").symlink_to(course.submitted / "ada" / "a" / "one.ipynb")
    done = nbgrader(course, "autograde", "a", "--student", "bob")
    assert done.returncode == 0, done.stderr
    assert not (course.autograded / "bob" / "a" / "leak.db").exists()
    assert database.grade(course, "test-double", "bob")["auto_score"] == 0.0
    assert database.grade(course, "why", "bob")["auto_score"] == 0.0


def test_under_nbgrader_too_a_file_that_is_no_notebook_is_graded_and_not_an_error(tmp_path):
    course = a_class(tmp_path / "course", ENGINE.format("fakes.WithFakes"))
    (course.submitted / "bob" / "a" / "one.ipynb").write_text("no notebook", encoding="utf-8")
    done = nbgrader(course, "autograde", "a", "--student", "bob")
    assert done.returncode == 0, done.stderr
    assert database.grade(course, "test-double", "bob")["auto_score"] == 0.0


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap")
def test_with_the_real_sandbox_the_scores_are_the_same(ours, tmp_path):
    course = a_class(tmp_path / "course", ENGINE.format("autograder.gradebook.plain_autograde.GradingExporter"))
    done = nbgrader(course, "autograde", "a")
    assert done.returncode == 0, done.stderr
    assert content(course) == content(ours)
