"""One notebook, from its bytes to its record: what the pieces alone do not show."""

import importlib.metadata
import json
import sys
from dataclasses import replace

import pytest

from autograder.cli.progress import outcome_of
from autograder.errors import ReleaseError
from autograder.gradebook import Gradebook
from autograder.grading import make_graders, reference_digest
from autograder.intake.submission import Submission
from autograder.kernel.fake import FakeKernel
from autograder.outcomes import Outcome
from autograder.release.build import release_files
from autograder.sandbox.bubblewrap import environment
from autograder.sandbox.nursery import Nursery
from tests.course_folder.courses import CONFIG, check, manual, markdown, notebook, right_cells, solution, write_course
from tests.gradebook.small_course import empty_database
from tests.hostile.driver import course as small_course


@pytest.fixture
def grader(tmp_path):
    course = small_course(tmp_path)
    (course.source / "a" / "data").mkdir()
    (course.source / "a" / "digits.csv").write_text("1,2\n")
    (course.source / "a" / "data" / "x.txt").write_text("x\n")
    (grader,) = make_graders(course, "a")
    return grader


def submission(grader, files):
    notebook = json.loads(json.dumps(grader.master.released))
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["solution"]:
            cell["source"] = "def double(x):\n    return 2 * x"
    return Submission("eve", "a", {"n": json.dumps(notebook).encode()}, files)


IN_THE_WAY = {"digits.csv": b"stolen", "digits.csv/x.txt": b"", "data": b"a file", "data/x.txt/y/z": b""}


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_the_courses_files_stand_where_they_belong_whatever_a_submission_brings(grader, name):
    seen = []

    def start(files, limits, _first_cells=()):
        seen.append(dict(files))
        return FakeKernel(files, limits)

    grader.grade(submission(grader, {name: IN_THE_WAY[name], "own/notes.txt": b"mine", "datafile": b"mine"}), start)
    assert seen[0] == {
        "digits.csv": b"1,2\n",
        "data/x.txt": b"x\n",
        "own/notes.txt": b"mine",
        "datafile": b"mine",
    }


@pytest.mark.integration
def test_a_folder_in_place_of_a_file_of_the_course_is_no_fault_of_ours(grader):
    with Nursery(("numpy", "ipython"), trust=True) as nursery:
        record = grader.grade(submission(grader, IN_THE_WAY), nursery)
    assert not record.has_our_fault
    assert record.points == 2


def test_another_attempt_has_other_hidden_inputs(grader):
    def seeds(attempt):
        record = grader.grade(submission(grader, {}), FakeKernel, attempt)
        return {item.grade_id: item.seed for item in record.items if item.seed}

    assert seeds(1) and seeds(1) == seeds(1)
    assert seeds(1).keys() == seeds(2).keys()
    assert not set(seeds(1).values()) & set(seeds(2).values())


BASH = {"display_name": "Bash", "name": "bash"}


@pytest.mark.parametrize(
    "said",
    [
        {"kernelspec": {**BASH, "language": "bash"}},
        {"kernelspec": BASH},
        {"kernelspec": {"display_name": "R", "name": "ir"}},
        {"kernelspec": {"display_name": "own", "name": "own"}, "language_info": {"name": "julia"}},
    ],
)
def test_another_language_is_never_run_as_python_and_costs_nobody_a_point(tmp_path, said):
    course = write_course(tmp_path, config=CONFIG + "c.ClearSolutions.code_stub = {'bash': 'f', 'python': 'f'}\n")
    data = notebook(right_cells())
    (tmp_path / "source/one/work.ipynb").write_text(json.dumps(data | {"metadata": said}))
    (grader,) = make_graders(course, "one")

    def start(*_):
        raise AssertionError("it was run")

    handed_in = json.loads(json.dumps(grader.master.released))
    handed_in["cells"][-1]["source"] = "my own words"
    record = grader.grade(Submission("ada", "one", {"work": json.dumps(handed_in).encode()}), start)
    test, by_hand = record.items
    assert (test.outcome, test.points) == (Outcome.CANNOT_JUDGE, None)
    assert "only Python is graded by tests" in test.staff_note
    assert (by_hand.outcome, by_hand.points) == (Outcome.MANUAL, None)
    assert record.executed["cells"][-1]["source"] == "my own words"
    assert record.executed["metadata"]["kernelspec"] == said["kernelspec"]


@pytest.mark.parametrize("said", [{}, {"kernelspec": {"display_name": "x", "name": "conda-env-x-py"}}])
def test_a_notebook_that_names_no_language_is_one_in_python(tmp_path, said):
    course = write_course(tmp_path)
    (tmp_path / "source/one/work.ipynb").write_text(json.dumps(notebook(right_cells()) | {"metadata": said}))
    assert course.masters("one")[0].language == "python"


@pytest.mark.parametrize(
    ("cells", "items"), [([markdown("# Only to read", cell_id="intro")], []), ([manual()], [Outcome.MANUAL])]
)
def test_a_notebook_without_tests_is_graded_and_put_beside_the_others(tmp_path, cells, items):
    course = write_course(tmp_path, cells)
    (tmp_path / "gradebook.db").write_bytes(empty_database())
    (grader,) = make_graders(course, "one")
    data = notebook([cell | {"source": "mine"} for cell in cells])
    handed_in = Submission("ada", "one", {"work": json.dumps(data).encode()})
    record = grader.grade(handed_in, FakeKernel)
    assert [item.outcome for item in record.items] == items
    assert outcome_of(record) == (items[0].value if items else "nothing to grade")
    with Gradebook(course) as gradebook:
        gradebook.put(record, grader.master, handed_in)
        gradebook.put(replace(record, notes=("another",)), grader.master, handed_in)
    assert (course.autograded / "ada" / "one" / "work.ipynb").exists()


OWN = """### BEGIN HIDDEN TESTS
from autograder.hidden import call, expect, part
{uses}
with part("three", points=2):
    expect(call("double", 3), {wanted}, what="2x")
### END HIDDEN TESTS"""
BY_OWN = OWN.format(uses="import ownref", wanted="ownref.twice(3)")
BY_NONE = OWN.format(uses="", wanted="6")


@pytest.fixture
def ownref(tmp_path, monkeypatch):
    """A reference package of the course's own, of two modules; the first is what hidden tests import."""
    package = tmp_path / "lib" / "ownref"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("from ownref.rule import twice\n")
    (package / "rule.py").write_text("def twice(x):\n    return 2 * x\n")
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.delitem(sys.modules, "ownref", raising=False)
    reference_digest.cache_clear()
    yield package
    reference_digest.cache_clear()


def graded(folder, test, config=""):
    """The record of the solution of a course with this test."""
    folder.mkdir()
    course = write_course(folder, [solution(), check(test)], CONFIG + config)
    (grader,) = make_graders(course, "one")
    source = (course.source / "one" / "work.ipynb").read_bytes()
    return grader.grade(Submission("ada", "one", {"work": source}), FakeKernel), course


def test_hidden_tests_judge_by_a_package_of_the_courses_own_or_by_none(tmp_path, ownref):
    for name, test in {"own": BY_OWN, "none": BY_NONE}.items():
        record, _ = graded(tmp_path / name, test, "c.Autograder.reference_packages = []\n")
        assert [(item.outcome, item.points) for item in record.items] == [(Outcome.PASSED, 2)]
        assert ("ownref" in record.inputs["references"]) == (name == "own")
        assert "backprop_ref" not in record.inputs["references"]


@pytest.mark.parametrize("test", [BY_OWN, BY_NONE])
def test_a_change_of_a_reference_package_judges_anew_also_where_the_tests_import_it_through_another(
    tmp_path, ownref, test
):
    config = "c.Autograder.reference_packages = ['ownref']\n"
    before, course = graded(tmp_path / "course", test, config)
    reference_digest.cache_clear()
    (grader,) = make_graders(course, "one")
    source = Submission("ada", "one", {"work": (course.source / "one" / "work.ipynb").read_bytes()})
    assert grader.key(source) == before.key
    (ownref / "rule.py").write_text("def twice(x):\n    return x + x\n")
    reference_digest.cache_clear()
    assert grader.key(source) != before.key


def test_what_hidden_tests_import_is_loaded_ahead_quietly_and_what_is_missing_told_later(tmp_path, ownref, capsys):
    (ownref / "__init__.py").write_text("print('loaded')\nfrom ownref.rule import twice\n")
    test = OWN.format(uses="import ownref, ownref.nowhere", wanted="ownref.twice(3)")
    (grader,) = make_graders(write_course(tmp_path, [solution(), check(test)], CONFIG), "one")
    grader.warm_up()
    assert "ownref.rule" in sys.modules
    assert capsys.readouterr() == ("", "")
    record = grader.grade(Submission("ada", "one", {"work": json.dumps(grader.master.released).encode()}), FakeKernel)
    (item,) = record.items
    assert item.outcome is Outcome.CANNOT_JUDGE
    assert "ownref.nowhere" in item.staff_note


def test_a_package_that_has_the_name_of_its_module_is_found_without_a_look_at_all_others(monkeypatch):
    monkeypatch.setattr(importlib.metadata, "packages_distributions", lambda: pytest.fail("it looked at all"))
    reference_digest.cache_clear()
    for name in ("numpy", "IPython"):
        assert reference_digest(name, False) == importlib.metadata.version(name)


def test_a_package_of_another_name_than_its_module_is_looked_for():
    reference_digest.cache_clear()
    assert reference_digest("markdown_it", False) == importlib.metadata.version("markdown-it-py")
    assert reference_digest("yaml", False) == importlib.metadata.version("PyYAML")


def test_a_release_that_imports_the_courses_own_reference_is_refused(tmp_path, ownref):
    _, course = graded(tmp_path / "course", BY_OWN, "c.Autograder.reference_packages = ['ownref']\n")
    (course.source / "one" / "helper.py").write_text("import ownref\n")
    with pytest.raises(ReleaseError, match="imports ownref, which students do not have"):
        release_files(course, "one", course.masters("one"))


def test_where_plain_nbgrader_sets_it_student_code_finds_nbgraders_mark_of_grading():
    assert environment("/tmp")["NBGRADER_EXECUTION"] == "autograde"
