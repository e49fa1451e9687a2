"""From source/ to release/ and solutions/."""

import json

import pytest

from autograder.errors import MachineError, ReleaseError
from autograder.release import build, is_stale, release
from autograder.release.build import release_files
from autograder.release.execute import as_executed
from autograder.release.place import read_folder
from tests.course_folder.courses import (
    CONFIG,
    cell,
    check,
    manual,
    markdown,
    notebook,
    right_cells,
    solution,
    write_course,
    write_notebook,
)

from .records import full_marks

FIGURE = """import warnings
import matplotlib.pyplot as plt
print(double(2), object, hash("text"))
warnings.warn("careful")
plt.plot([0, double(1)])
plt.title(str(sorted({"a", "b", "c"}, key=hash)));"""


@pytest.fixture
def no_kernel(monkeypatch):
    """Solutions are taken as executed without being run."""
    monkeypatch.setattr(build, "executed_solution", lambda master, settings, root: as_executed(master, {}))


def refused(course, grade=full_marks):
    before = read_folder(course.release / "one"), read_folder(course.solutions / "one")
    with pytest.raises(ReleaseError) as caught:
        release(course, "one", grade)
    assert (read_folder(course.release / "one"), read_folder(course.solutions / "one")) == before
    return str(caught.value)


def companion(course, name, content="x = 1\n"):
    path = course.source / "one" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def test_a_release_says_what_it_wrote_and_what_it_is_worth(tmp_path, no_kernel):
    course = write_course(tmp_path)
    companion(course, "toolkit.py")
    report = release(course, "one", full_marks)
    assert report.files == (
        "release/one/work.ipynb",
        "release/one/toolkit.py",
        "solutions/one/work.ipynb",
        "solutions/one/toolkit.py",
    )
    assert set(report.changed) == set(report.files)
    assert (report.automatic_points, report.manual_points) == (2.0, 3.0)
    assert "2 points by tests, all earned by the solution, 3 by hand" in str(report)


def test_releasing_again_changes_nothing_and_touches_nothing(tmp_path, no_kernel):
    course = write_course(tmp_path)
    release(course, "one", full_marks)
    path = course.release / "one" / "work.ipynb"
    before = path.stat()
    assert release(course, "one", full_marks).changed == ()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_released_notebook_is_a_notebook_without_answers(tmp_path, no_kernel):
    course = write_course(tmp_path)
    release(course, "one", full_marks)
    text = (course.release / "one" / "work.ipynb").read_text()
    assert "twice_the_argument" not in text
    assert "secret_argument" not in text
    assert "SOLUTION" not in text
    assert json.loads(text)["nbformat"] == 4
    assert text.endswith("}\n")


def test_a_link_inside_source_is_released_as_content(tmp_path, no_kernel):
    course = write_course(tmp_path)
    (course.source / "toolkit.py").write_text("shared = 1\n")
    (course.source / "one" / "toolkit.py").symlink_to("../toolkit.py")
    release(course, "one", full_marks)
    released = course.release / "one" / "toolkit.py"
    assert (released.is_symlink(), released.read_text()) == (False, "shared = 1\n")


def test_all_notebooks_of_an_assignment_are_released(tmp_path, no_kernel):
    course = write_course(tmp_path)
    write_notebook(tmp_path, [markdown("Read me.", cell_id="a")], name="reading")
    release(course, "one", full_marks)
    assert set(read_folder(course.release / "one")) == {"work.ipynb", "reading.ipynb"}


def test_a_notebook_without_automatic_items_is_not_graded(tmp_path, no_kernel):
    course = write_course(tmp_path, [markdown("Read me.", cell_id="a")])
    assert release(course, "one", lambda course, master: pytest.fail("graded")).automatic_points == 0


@pytest.mark.parametrize("name", ["answers.docx", "rubric", ".env", "more/other.ipynb"])
def test_an_unexpected_file_is_refused(tmp_path, no_kernel, name):
    course = write_course(tmp_path)
    release(course, "one", full_marks)
    companion(course, name)
    assert refused(course).startswith(f"source/one: {name} ")


def test_a_file_over_the_limit_is_refused(tmp_path, no_kernel):
    course = write_course(tmp_path, config=CONFIG + "c.Autograder.companion_mb = 0.001\n")
    companion(course, "data.csv", "1" * 2000)
    assert "data.csv has 0.0 MiB, more than" in refused(course)


def test_a_preprocessor_list_that_clears_nothing_is_refused(tmp_path, no_kernel):
    course = write_course(tmp_path, config=CONFIG + "c.GenerateAssignment.preprocessors = []\n")
    text = refused(course)
    assert "cell 3 (double) holds the mark BEGIN SOLUTION" in text
    assert "cell 4 (test-double) holds the mark BEGIN HIDDEN TESTS" in text


def test_disabled_clearing_is_refused(tmp_path, no_kernel):
    course = write_course(tmp_path, config=CONFIG + "c.ClearHiddenTests.enabled = False\n")
    assert "holds the mark BEGIN HIDDEN TESTS" in refused(course)


def test_a_solution_without_full_marks_is_refused_and_the_old_release_kept(tmp_path, no_kernel):
    course = write_course(tmp_path)
    release(course, "one", full_marks)
    companion(course, "new.py")

    def nothing(course, master):
        record = full_marks(course, master)
        return type(record)(record.key, record.student, record.assignment, record.notebook, ())

    assert "the grader returned no result" in refused(course, nothing)


def test_what_the_grader_raises_keeps_the_old_release(tmp_path, no_kernel):
    course = write_course(tmp_path)
    release(course, "one", full_marks)
    before = read_folder(course.release / "one")

    def broken(course, master):
        raise MachineError("No sandbox.")

    with pytest.raises(MachineError):
        release(course, "one", broken)
    assert read_folder(course.release / "one") == before


def test_staleness_names_what_is_missing_different_and_too_many(tmp_path, no_kernel):
    course = write_course(tmp_path)
    companion(course, "toolkit.py")
    assert len(is_stale(course, "one")) == 4
    release(course, "one", full_marks)
    assert is_stale(course, "one") == []
    (course.release / "one" / "work.ipynb").write_text("{}")
    (course.release / "one" / "toolkit.py").unlink()
    (course.solutions / "one" / "extra.txt").write_text("")
    assert is_stale(course, "one") == [
        "release/one/toolkit.py is missing; run `autograder release one`.",
        "release/one/work.ipynb differs from what source/ gives; run `autograder release one`.",
        "solutions/one/extra.txt does not come from source/; run `autograder release one`.",
    ]


def test_a_solution_is_stale_when_its_source_changes_when_it_was_not_run_and_when_it_is_no_notebook(
    tmp_path, no_kernel
):
    course = write_course(tmp_path)
    release(course, "one", full_marks)
    path = course.solutions / "one" / "work.ipynb"
    differs = ["solutions/one/work.ipynb differs from what source/ gives; run `autograder release one`."]
    right = path.read_text()
    for wrong in (right.replace("x + x", "2 * x"), right.replace('"execution_count": 1', '"execution_count": null')):
        assert wrong != right
        path.write_text(wrong)
        assert is_stale(course, "one") == differs
    for wrong in (
        "",
        "{}",
        "[]",
        '{"cells": [3]}',
        '{"cells": [{"cell_type": "code", "id": "double", "outputs": [3]}]}',
    ):
        path.write_text(wrong)
        assert is_stale(course, "one") == differs


def test_another_output_is_stale_only_for_those_who_run_the_solution_again(tmp_path, no_kernel):
    course = write_course(tmp_path)
    release(course, "one", full_marks)
    path = course.solutions / "one" / "work.ipynb"
    made = json.loads(path.read_text())
    made["cells"][2]["outputs"] = [{"name": "stdout", "output_type": "stream", "text": ["a\n", "b\n"]}]
    path.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")
    assert is_stale(course, "one") == []
    assert len(is_stale(course, "one", execute=True)) == 1


def test_the_release_is_nbgraders_own(tmp_path):
    """The same source through nbgrader's converter gives the same notebook."""
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells

    course = write_course(tmp_path)
    directory = CourseDirectory(root=str(tmp_path), assignment_id="one", release_directory="theirs")
    converter = GenerateAssignment(coursedir=directory, no_database=True)
    converter.preprocessors = [step for step in converter.preprocessors if step is not SaveCells]
    converter.start()
    ours = release_files(course, "one", course.masters("one"))["work.ipynb"]
    assert json.loads(ours) == json.loads((tmp_path / "theirs" / "one" / "work.ipynb").read_text())


@pytest.mark.integration
def test_the_executed_solution_has_its_outputs_and_is_the_same_at_every_run(tmp_path):
    course = write_course(tmp_path, [*right_cells(), cell(FIGURE, cell_id="figure")])
    companion(course, "helper.py")
    release(course, "one", full_marks)
    text = (course.solutions / "one" / "work.ipynb").read_text()
    outputs = json.loads(text)["cells"][6]["outputs"]
    assert [output["output_type"] for output in outputs] == ["stream", "stream", "display_data"]
    assert "<cell>:4: UserWarning: careful" in "".join(outputs[1]["text"])
    assert "twice_the_argument" in text
    assert "secret_argument" not in text
    assert "iopub" not in text
    assert set(json.loads(text)["metadata"]) == {"kernelspec"}
    assert str(tmp_path) not in text
    assert is_stale(course, "one") == []
    assert is_stale(course, "one", execute=True) == []


@pytest.mark.integration
def test_a_measurement_is_kept_until_the_code_changes(tmp_path):
    measuring = cell("import time\nprint(time.perf_counter())", cell_id="measure")
    measuring["metadata"]["tags"] = ["measured"]
    course = write_course(tmp_path, [*right_cells(), measuring])
    path = course.solutions / "one" / "work.ipynb"
    release(course, "one", full_marks)
    first = path.read_bytes()
    assert release(course, "one", full_marks).changed == ()
    assert is_stale(course, "one", execute=True) == []
    write_course(tmp_path, [*right_cells(), cell("x = 1", cell_id="more"), measuring])
    release(course, "one", full_marks)
    outputs = [json.loads(text)["cells"][-1]["outputs"] for text in (first, path.read_bytes())]
    assert outputs[0] != outputs[1]
    path.write_text("{}")
    release(course, "one", full_marks)
    assert is_stale(course, "one") == []


@pytest.mark.integration
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([solution("double = None"), check()], "cell 2 (test-double) of the solution fails: TypeError"),
        ([cell("import os\nprint(os.getcwd())", cell_id="a")], "cell 1 prints the path"),
        ([cell("while True: pass", cell_id="a")], "runs longer than c.Autograder.cell_seconds = 1"),
        ([cell("import os\nos._exit(1)", cell_id="a")], "ends its kernel"),
    ],
)
def test_a_solution_that_does_not_run_is_refused(tmp_path, cells, words):
    course = write_course(tmp_path, cells, CONFIG + "c.Autograder.cell_seconds = 1\n")
    assert words in refused(course)


def test_a_kernel_that_is_not_installed_is_the_machines_fault(tmp_path):
    course = write_course(tmp_path)
    made = notebook(right_cells())
    made["metadata"]["kernelspec"]["name"] = "no-such-kernel"
    (course.source / "one" / "work.ipynb").write_text(json.dumps(made))
    with pytest.raises(MachineError, match="asks for the Jupyter kernel 'no-such-kernel'"):
        release(course, "one", full_marks)


def test_a_kernel_whose_program_may_not_be_run_is_the_machines_fault(tmp_path, monkeypatch):
    program = tmp_path / "kernels" / "python3" / "program"
    program.parent.mkdir(parents=True)
    program.write_text("not executable")
    spec = {"argv": [str(program), "{connection_file}"], "display_name": "broken", "language": "python"}
    (program.parent / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    with pytest.raises(MachineError, match="'python3' cannot be started \\(Permission denied"):
        release(write_course(tmp_path), "one", full_marks)


def test_a_notebook_in_another_language_is_refused_in_one_sentence_before_anything_runs(tmp_path, monkeypatch):
    course = write_course(tmp_path, config=CONFIG + "c.ClearSolutions.code_stub = {'bash': 'false'}\n")
    (tmp_path / "source/one/work.ipynb").write_text(json.dumps(notebook(right_cells(), language="bash")))
    with pytest.raises(ReleaseError) as told:
        release(course, "one", None)
    assert str(told.value).startswith("work.ipynb is a notebook in bash, and only Python is graded by tests here: ")
    assert "\n" not in str(told.value)
    assert not course.release.exists()


def test_a_release_without_tests_does_not_boast_of_points(tmp_path, no_kernel):
    assert "one: 2 files; no points by tests, 3 by hand; " in str(
        release(write_course(tmp_path, [manual()]), "one", None)
    )
    assert "; no graded cell; " in str(release(write_course(tmp_path, [markdown("# Text")]), "one", None))
