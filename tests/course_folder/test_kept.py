"""Masters are kept, for as long as nothing that shapes them has changed; a file that is not ours is made anew."""

import pytest
from nbgrader.coursedir import CourseDirectory as NbgradersDirectory
from nbgrader.utils import is_ignored
from traitlets.config import Config

from autograder.course import Course, folder
from autograder.course.companions import not_ignored
from autograder.course.directory import CourseDirectory
from tests.gradebook.small_course import ONE, make_course, notebook, write


@pytest.fixture
def course(tmp_path) -> Course:
    return make_course(tmp_path)


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """Names of the notebooks whose masters are made, as they are."""
    names, make = [], folder._make

    def noted(path, *more):
        names.append(path.stem)
        return make(path, *more)

    monkeypatch.setattr(folder, "_make", noted)
    return names


def anew(course: Course) -> list:
    """The masters, for a process that has read none."""
    return Course.open(course.folder).masters("a")


def test_what_is_kept_is_what_was_made(course, made):
    first = anew(course)
    assert made == ["one", "two"]
    assert anew(course) == first
    assert made == ["one", "two"]


def test_a_change_of_the_source_makes_its_master_anew(course, made):
    anew(course)
    write(course.source / "a" / "one.ipynb", notebook([("markdown", "# Twice", None), *ONE[1:]]))
    anew(course)
    assert made == ["one", "two", "one"]


def test_a_change_of_a_companion_or_of_the_configuration_makes_all_anew(course, made):
    anew(course)
    write(course.source / "a" / "data.csv", "1,2")
    assert anew(course)[0].files == {"data.csv": b"1,2"}
    config = course.folder / "nbgrader_config.py"
    write(config, config.read_text() + "c.ClearSolutions.code_stub = {'python': 'pass'}\n")
    anew(course)
    assert made == ["one", "two"] * 3
    write(config, config.read_text() + "c.Autograder.workers = 3\n")
    anew(course)
    assert made == ["one", "two"] * 3


def test_a_header_is_part_of_the_key(course, made):
    config = course.folder / "nbgrader_config.py"
    write(config, config.read_text() + "c.IncludeHeaderFooter.header = 'header.ipynb'\n")
    for text in ("first", "second"):
        cell = {"cell_type": "markdown", "id": "head", "metadata": {}, "source": text}
        write(course.folder / "header.ipynb", {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
        assert anew(course)[0].cells[0].released == text
    assert made == ["one", "two"] * 2


def test_steps_of_the_courses_own_are_run_each_time(course, made):
    config = course.folder / "nbgrader_config.py"
    write(config, config.read_text() + "c.GenerateAssignment.preprocessors = ['nbgrader.preprocessors.ClearOutput']\n")
    anew(course), anew(course)
    assert made == ["one", "two"]
    write(course.folder / "own.py", "from nbgrader.preprocessors import ClearOutput as Own\n")
    write(config, config.read_text() + "c.GenerateAssignment.preprocessors = ['own.Own']\n")
    anew(course), anew(course)  # the module lies beside the configuration
    assert made == ["one", "two"] * 3


DAMAGE = {
    "cut": lambda text: text[: len(text) // 2],
    "empty": lambda text: b"",
    "no text": lambda text: b"\xff" + text,
    "one letter": lambda text: text.replace(b"def double", b"def duoble", 1),
    "another key": lambda text: text.replace(b'"key":"', b'"key":"0', 1),
    "another form": lambda text: b'{"key": 1}',
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_or_foreign_file_is_made_anew_in_silence(course, made, name):
    first = anew(course)
    path = course.state / "masters" / "a" / "one.json"
    sound = path.read_bytes()
    path.write_bytes(DAMAGE[name](sound))
    assert path.read_bytes() != sound
    assert anew(course) == first
    assert made == ["one", "two", "one"]
    assert path.read_bytes() == sound


def test_a_folder_in_the_files_place_is_no_trouble(course):
    first = anew(course)
    path = course.state / "masters" / "a" / "one.json"
    path.unlink()
    path.mkdir()
    assert anew(course) == first


def test_the_options_of_a_course_folder_are_read_as_nbgrader_reads_them(tmp_path):
    given = {"root": str(tmp_path), "course_id": " x ", "ignore": ["*.tmp"], "student_id": "a* "}
    config = Config(CourseDirectory=given)
    ours, theirs = CourseDirectory(config=config), NbgradersDirectory(config=config)
    names = theirs.trait_names(config=True)
    assert ours.trait_names(config=True) == names
    assert {name: getattr(ours, name) for name in names} == {name: getattr(theirs, name) for name in names}
    ours, theirs = CourseDirectory(root=str(tmp_path)), NbgradersDirectory(root=str(tmp_path))
    assert {name: getattr(ours, name) for name in names} == {name: getattr(theirs, name) for name in names}


def test_what_is_ignored_is_what_nbgrader_ignores(tmp_path):
    patterns = [".ipynb_checkpoints", "*.pyc", "__pycache__", "data?", ".*~", "[xy].csv", "sub/x"]
    names = ["a.pyc", ".b.pyc", "__pycache__", "data1", "data12", ".c~", "x.csv", "z.csv", "sub", ".ipynb_checkpoints"]
    for name in names:
        (tmp_path / name).mkdir()
    left = [path for path in sorted(tmp_path.iterdir()) if not is_ignored(str(path), patterns)]
    assert not_ignored(tmp_path, patterns) == left
    assert 0 < len(left) < len(names)
