"""What begins a course and an assignment, and a look at one notebook; `tests/browser` has an instructor's whole day."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.authoring import new_assignment, new_course
from autograder.authoring.starter import FIRST_ASSIGNMENT
from autograder.cli.app import cli
from autograder.course import Course
from autograder.course.trusted import modules_of
from autograder.errors import CourseError
from autograder.grading import references

WRONG = "return (X - np.mean(X)) / np.std(X)"


def run(folder, *arguments):
    ran = CliRunner().invoke(cli, ["--course", str(folder), *arguments])
    assert ran.exception is None or isinstance(ran.exception, SystemExit | CourseError), ran.exception
    return ran


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("courses") / "statistics"
    new_course(folder)
    return folder


def source_of(folder):
    return folder / "source" / FIRST_ASSIGNMENT / f"{FIRST_ASSIGNMENT}.ipynb"


def hand_in(folder, student, answer):
    released = folder / "release" / FIRST_ASSIGNMENT / f"{FIRST_ASSIGNMENT}.ipynb"
    notebook = json.loads(released.read_text())
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            cell["source"] = source.replace("raise NotImplementedError()", answer)
    path = folder / "submitted" / student / FIRST_ASSIGNMENT / released.name
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))
    return path


def test_a_new_course_needs_no_reference_and_names_itself_after_its_folder(course):
    made = Course.open(course)
    (master,) = made.masters(FIRST_ASSIGNMENT)
    assert made.course_id == "statistics"
    assert references(master) == "numpy " + references(master).split()[1]
    assert not any("backprop_ref" in modules_of(cell.hidden) for cell in master.cells)
    assert (master.max_points, sum(cell.solution for cell in master.cells)) == (5, 2)


def test_nothing_that_is_there_is_written_over(course):
    with pytest.raises(CourseError, match="a course already"):
        new_course(course)
    with pytest.raises(CourseError, match="there already"):
        new_assignment(course / "source", FIRST_ASSIGNMENT)


@pytest.mark.parametrize("name", ["", "..", "a/b", "-x", "two words", "a+b", "\x1b[2J"])
def test_a_name_that_is_no_folders_is_refused(tmp_path, name):
    with pytest.raises(CourseError, match="no name for an assignment"):
        new_assignment(tmp_path, name)


def test_new_says_what_is_written_and_what_to_do_next(course):
    told = run(course, "new", "02-next").output
    assert "02-next.ipynb" in told
    assert "autograder check 02-next" in told
    kept = course / "simulation" / "02-next" / "standardise.py"  # so that audit and simulate know the begun one too
    assert kept.read_text().startswith("# %% right")
    shutil.rmtree(course / "source" / "02-next")
    kept.write_text("mine")
    run(course, "new", "02-next")
    assert kept.read_text() == "mine"
    shutil.rmtree(course / "source" / "02-next")
    shutil.rmtree(kept.parent)
    assert run(course, "new").exit_code == run(course, "new", "a", "--course", "b").exit_code == 2


def everything(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and "masters" not in path.parts)
    return {path: path.read_bytes() for path in paths}


@pytest.mark.integration
@pytest.mark.parametrize("handed_in", [True, False])
def test_preview_grades_one_notebook_and_keeps_nothing_but_its_page(tmp_path, handed_in):
    new_course(tmp_path / "c")
    folder = tmp_path / "c"
    Course.open(folder).secret()
    shutil.copytree(source_of(folder).parent, folder / "release" / FIRST_ASSIGNMENT)
    (folder / "release" / FIRST_ASSIGNMENT / f"{FIRST_ASSIGNMENT}.ipynb").write_text(
        json.dumps(Course.open(folder).masters(FIRST_ASSIGNMENT)[0].released)
    )
    path = hand_in(folder, "ada", WRONG)
    if not handed_in:
        path = path.replace(tmp_path / "standardise (2).ipynb")
        shutil.rmtree(folder / "submitted")
    before = everything(folder)
    told = run(folder, "preview", FIRST_ASSIGNMENT, "ada" if handed_in else str(path), "--trust-submissions")
    assert told.exit_code == 0, told.output
    assert "0 / 3" in told.stdout
    page = Path(told.stdout.split()[-1])
    assert "wrong answer" in page.read_text()
    assert everything(folder) == before
    assert not page.is_relative_to(folder)
    shutil.rmtree(page.parent)


def test_preview_of_nobody_says_what_to_name(course):
    ran = CliRunner().invoke(cli, ["--course", str(course), "preview", FIRST_ASSIGNMENT, "nobody"])
    assert "has not handed in" in str(ran.exception)
