"""Where things are, who handed in, and what a wrong folder is told."""

import pytest

from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import make_graders
from autograder.kernel.protocol import Limits

from .courses import CONFIG, markdown, right_cells, write_course, write_notebook


def refusal(action) -> str:
    with pytest.raises(CourseError) as caught:
        action()
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith((".", "?"))
    return text


def with_config(root, line):
    return write_course(root, config=CONFIG + line + "\n")


def test_a_folder_without_configuration_is_refused_and_those_above_are_not_searched(tmp_path):
    write_course(tmp_path)
    assert "holds no nbgrader_config.py" in refusal(lambda: Course.open(tmp_path / "source"))


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    assert "is not a folder" in refusal(lambda: Course.open(tmp_path / "nowhere"))


def test_a_syntax_error_in_the_configuration_is_told_with_its_line(tmp_path):
    assert "nbgrader_config.py, line 3 is not valid Python" in refusal(lambda: with_config(tmp_path, "c.x = ="))


@pytest.mark.parametrize("line", ["1 / 0", "raise SystemExit(3)", "import a_module_that_is_not_there"])
def test_a_configuration_that_does_not_run_is_told_with_its_line(tmp_path, line):
    assert "nbgrader_config.py, line 3 does not run" in refusal(lambda: with_config(tmp_path, line))


def test_a_configuration_may_import_a_module_that_lies_beside_it(tmp_path):
    (tmp_path / "course_constants.py").write_text("SECONDS = 7.0\n")
    course = with_config(tmp_path, "import course_constants\nc.Autograder.cell_seconds = course_constants.SECONDS")
    assert course.settings.cell_seconds == 7.0


def test_a_misspelt_option_is_refused_with_the_one_that_was_meant(tmp_path):
    assert "did you mean cell_seconds?" in refusal(lambda: with_config(tmp_path, "c.Autograder.cel_seconds = 3"))


@pytest.mark.parametrize(
    "line", ["c.Autograder.cell_seconds = 'ten'", "c.Autograder.workers = -1", "c.Autograder.student_packages = 3"]
)
def test_an_option_of_a_wrong_kind_is_refused(tmp_path, line):
    assert "sets a wrong value" in refusal(lambda: with_config(tmp_path, line))


def test_a_list_can_be_added_to(tmp_path):
    course = with_config(tmp_path, "c.Autograder.student_packages.append('scipy')")
    assert course.settings.student_packages == ("numpy", "matplotlib", "ipython", "scipy")


def test_another_directory_structure_is_refused(tmp_path):
    line = "c.CourseDirectory.directory_structure = '{assignment_id}/{nbgrader_step}/{student_id}'"
    assert "directory_structure" in refusal(lambda: with_config(tmp_path, line))


def test_the_folders_are_those_of_nbgraders_configuration(tmp_path):
    course = with_config(tmp_path, "c.CourseDirectory.release_directory = 'given'")
    assert course.release == tmp_path / "given"
    assert course.solutions == tmp_path / "solutions"
    assert course.submitted == tmp_path / "submitted"
    assert course.state == tmp_path / ".autograder"


def test_a_relative_root_is_taken_from_the_configurations_folder(tmp_path):
    (tmp_path / "inner").mkdir()
    course = with_config(tmp_path, "c.CourseDirectory.root = 'inner'")
    assert course.root == tmp_path / "inner"
    assert course.folder == tmp_path


def test_the_gradebook_lies_in_the_course_folder(tmp_path):
    assert write_course(tmp_path).db_url == f"sqlite:///{tmp_path}/gradebook.db"


def test_a_relative_gradebook_is_taken_from_the_course_folder_and_another_server_is_kept(tmp_path):
    assert with_config(tmp_path, "c.CourseDirectory.db_url = 'sqlite:///x.db'").db_url == f"sqlite:///{tmp_path}/x.db"
    server = "postgresql://host/grades"
    assert with_config(tmp_path, f"c.CourseDirectory.db_url = {server!r}").db_url == server


def test_settings_become_the_kernels_limits(tmp_path):
    assert write_course(tmp_path).settings.limits == Limits()
    course = with_config(tmp_path, "c.Autograder.memory_mb = 100\nc.Autograder.output_kb = 2")
    assert (course.settings.limits.memory_bytes, course.settings.limits.output_bytes) == (100 << 20, 2 << 10)


def test_assignments_are_the_folders_that_hold_a_notebook(tmp_path):
    course = write_course(tmp_path)
    write_notebook(tmp_path, right_cells(), assignment="another")
    (tmp_path / "source" / "drafts").mkdir()
    write_notebook(tmp_path, right_cells(), assignment=".ipynb_checkpoints")
    assert course.assignments() == ["another", "one"]


def test_an_empty_source_folder_is_refused(tmp_path):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    course = Course.open(tmp_path)
    assert "does not exist" in refusal(course.assignments)
    course.source.mkdir()
    assert "holds no assignment" in refusal(course.assignments)


@pytest.mark.parametrize("name", ["two", "../source/one", "", ".", "one/"])
def test_an_unknown_assignment_is_refused_with_the_names_of_those_there_are(tmp_path, name):
    course = write_course(tmp_path)
    write_notebook(tmp_path, right_cells(), assignment="another")
    assert "there are: another, one." in refusal(lambda: course.masters(name))


def test_students_are_those_who_handed_in_that_assignment(tmp_path):
    course = with_config(tmp_path, "c.CourseDirectory.student_id_exclude = 'left, gone'")
    assert course.students("one") == []
    for student in ("zoe", "ada", "left", "gone"):
        (course.submitted / student / "one").mkdir(parents=True)
    (course.submitted / "idle").mkdir()
    (course.submitted / ".hidden" / "one").mkdir(parents=True)
    (course.submitted / "notes.txt").write_text("")
    assert course.students("one") == ["ada", "zoe"]


def test_a_submission_that_is_a_link_is_listed_so_that_somebody_refuses_it(tmp_path):
    course = write_course(tmp_path)
    (course.submitted / "mallory").mkdir(parents=True)
    (course.submitted / "mallory" / "one").symlink_to(tmp_path / "nowhere")
    assert course.students("one") == ["mallory"]


def test_a_master_is_read_again_when_its_file_changes_and_not_before(tmp_path):
    course = write_course(tmp_path)
    first = course.masters("one")[0]
    assert course.masters("one")[0].cells is first.cells
    write_notebook(tmp_path, [*right_cells(), markdown("A last word.", cell_id="last")])
    assert len(course.masters("one")[0].cells) == len(first.cells) + 1


def test_a_master_is_read_again_when_a_companion_changes(tmp_path):
    course = write_course(tmp_path)
    before = course.masters("one")[0].sha256
    (course.source / "one" / "data.csv").write_text("1,2\n")
    after = course.masters("one")[0]
    assert (after.sha256 == before, dict(after.files)) == (False, {"data.csv": b"1,2\n"})


def test_changing_a_masters_release_notebook_changes_nobody_elses(tmp_path):
    course = write_course(tmp_path)
    course.masters("one")[0].released["cells"].clear()
    assert course.masters("one")[0].released["cells"]


@pytest.mark.parametrize(
    "how",
    ["= {'one': {'cell_seconds': 7, 'memory_mb': 300}}", ".update({'one': {'cell_seconds': 7, 'memory_mb': 300}})"],
)
def test_an_assignment_may_have_limits_of_its_own(tmp_path, how):
    course = with_config(tmp_path, f"c.Autograder.cell_seconds = 3\nc.Autograder.per_assignment{how}")
    write_notebook(tmp_path, right_cells(), assignment="two")
    own, usual = (course.settings_of(name).limits for name in ("one", "two"))
    assert (own.cell_seconds, own.memory_bytes, own.notebook_seconds) == (7, 300 << 20, usual.notebook_seconds)
    assert (usual.cell_seconds, usual.memory_bytes) == (3, Limits().memory_bytes)
    assert {g.limits.cell_seconds for name in ("one", "two") for g in make_graders(course, name)} == {7, 3}


@pytest.mark.parametrize(
    "limits", ["{'cell_second': 7}", "{'workers': 2}", "{'cell_seconds': 'x'}", "{'memory_mb': 1}"]
)
def test_a_wrong_limit_of_an_assignment_is_refused(tmp_path, limits):
    assert "wrong value in c.Autograder" in refusal(
        lambda: with_config(tmp_path, f"c.Autograder.per_assignment = {{'one': {limits}}}")
    )


def test_limits_of_an_assignment_that_there_is_not_are_refused(tmp_path):
    course = with_config(tmp_path, "c.Autograder.per_assignment = {'onne': {'cell_seconds': 7}}")
    assert "There is no assignment 'onne'" in refusal(lambda: make_graders(course, "one"))


def test_what_hidden_tests_judge_by_is_not_for_students(tmp_path):
    line = "c.Autograder.reference_packages = ['mine']\nc.Autograder.student_packages = ['numpy', 'mine']"
    assert "gives students mine, by which hidden tests judge" in refusal(lambda: with_config(tmp_path, line))
