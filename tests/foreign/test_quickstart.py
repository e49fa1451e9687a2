"""The course of `nbgrader quickstart`: both submissions of its guide earn here what they earn there, cell by cell."""

import os
import shutil
import warnings
from pathlib import Path

import pytest
from nbgrader.apps.quickstartapp import QuickStartApp

from autograder.course import Course
from autograder.release import build, release
from tests.foreign.wheel import GUIDE, Submitted, by_stock, by_us
from tests.gradebook import database
from tests.gradebook.small_course import empty_database
from tests.release.records import full_marks

pytestmark = pytest.mark.integration

STUDENTS = ("bitdiddle", "hacker")


def quickstart(root: Path, monkeypatch, *, autotest: bool = False) -> Course:
    """What the command makes, without the five processes in which it starts nbgrader again."""
    monkeypatch.setattr("nbgrader.apps.quickstartapp.subprocess.call", lambda *_, **__: None)
    (root / "nbgrader_config.py").parent.mkdir()
    (root / "nbgrader_config.py").touch()
    before = Path.cwd()
    app = QuickStartApp(autotest=autotest, log_level=50)
    app.extra_args = [str(root)]
    monkeypatch.setattr(app, "_course_folder_content_exists", lambda _: False)
    try:
        with warnings.catch_warnings(action="ignore"):
            os.chdir(root.parent)
            app.start()
    finally:
        os.chdir(before)
    (root / "gradebook.db").write_bytes(empty_database())
    return Course.open(root)


@pytest.fixture
def course(tmp_path, monkeypatch):
    return quickstart(tmp_path / "course101", monkeypatch)


def test_both_submissions_earn_cell_by_cell_what_nbgrader_gives(course, tmp_path, capsys):
    for student in STUDENTS:
        shutil.copytree(GUIDE / "submitted" / student / "ps1", course.submitted / student / "ps1")
    shutil.copytree(course.root, tmp_path / "stock")
    cells = [Submitted("ps1", student, notebook) for student in STUDENTS for notebook in ("problem1", "problem2")]
    ours, said = by_us(course, cells)
    theirs = by_stock(Course.open(tmp_path / "stock"), cells)
    with capsys.disabled():
        print("\n\nthe course of nbgrader quickstart, cell by cell (nbgrader, this engine):")
        for case in cells:
            for cell, points in theirs[case.name].items():
                print(f"{case.name:20} {cell:30} {points!s:8} {ours[case.name].get(cell)!s}")
    assert not said
    assert ours == theirs
    times = "select student_id, timestamp from submitted_assignment order by student_id"
    stock = Course.open(tmp_path / "stock")
    assert database.query(course, times) == database.query(stock, times)
    assert sum(len(given) for given in ours.values()) == 18


def test_its_source_is_released_with_the_header_of_another_format(course, monkeypatch):
    monkeypatch.setattr(build, "solution_files", lambda *_: {})
    assert "changed: release/ps1" in str(release(course, "ps1", full_marks))
    assert len({cell["id"] for cell in course.masters("ps1")[0].released["cells"]}) > 10


def test_the_solution_of_its_course_of_autotests_earns_everything(tmp_path, monkeypatch):
    course = quickstart(tmp_path / "course101", monkeypatch, autotest=True)
    shutil.copytree(course.source / "ps1", course.submitted / "source" / "ps1")
    cells = [Submitted("ps1", "source", name) for name in ("problem1", "problem2")]
    ours, said = by_us(course, cells)
    assert not said
    for case in cells:
        master = next(m for m in course.masters("ps1") if m.notebook == case.notebook)
        most = {cell.grade_id: cell.points for cell in master.graded if not (cell.solution or cell.task)}
        assert {name: points for name, points in ours[case.name].items() if name in most} == most
        assert not any("AUTOTEST" in cell.released for cell in master.cells)
