"""What must not reach students, found in a notebook that should not have been made."""

import copy

import pytest
from nbformat import from_dict

from autograder.course.settings import Settings
from autograder.release.leaks import file_leaks, leaks, repeated_lines, secret_lines, unexpected_files
from tests.course_folder.courses import HIDDEN, SOLUTION, cell, check, markdown, right_cells, solution, write_course


@pytest.fixture
def master(tmp_path):
    (made,) = write_course(tmp_path).masters("one")
    return made


def spoilt(master, change):
    notebook = from_dict(copy.deepcopy(master.released))
    change(notebook)
    return leaks(notebook, master)


def test_what_nbgrader_makes_of_a_right_source_holds_no_leak(master):
    assert leaks(master.released, master) == []


@pytest.mark.parametrize(
    "word",
    [
        "BEGIN SOLUTION",
        "END SOLUTION",
        "BEGIN HIDDEN TESTS",
        "END HIDDEN TESTS",
        "BEGIN MARK SCHEME",
        "END MARK SCHEME",
    ],
)
def test_a_mark_that_is_left_is_a_leak(master, word):
    (problem,) = spoilt(master, lambda nb: nb.cells[2].update(source=f"x = 1\n### {word}"))
    assert problem == f"work.ipynb, cell 3 (double) holds the mark {word}; the region was not removed."


def test_a_solution_that_was_not_cleared_is_a_leak(master):
    problems = spoilt(master, lambda nb: nb.cells[2].update(source=SOLUTION))
    assert any("holds a line of the solution of double: 'twice_the_argument = x + x'" in p for p in problems)


def test_a_line_of_a_hidden_test_is_a_leak_wherever_it_stands_and_however_it_is_spaced(master):
    line = HIDDEN.split("\n")[0].replace(" = ", "   =\t")
    (problem,) = spoilt(master, lambda nb: nb.cells[0].update(source=f"text\n    {line}  # so"))
    assert problem.startswith("work.ipynb, cell 1 holds a line of the hidden test test-double")


def test_a_manual_answer_is_a_leak(master):
    (problem,) = spoilt(master, lambda nb: nb.cells[5].update(source="Because x + x is the same number."))
    assert "the solution of why" in problem


def test_a_short_line_gives_nothing_away(master):
    assert spoilt(master, lambda nb: nb.cells[0].update(source="return x")) == []


def test_a_line_that_the_source_shows_openly_is_no_secret(tmp_path):
    cells = [*right_cells(), cell("twice_the_argument = x + x", cell_id="shown")]
    (master,) = write_course(tmp_path, cells).masters("one")
    assert leaks(master.released, master) == []
    assert "twice_the_argument = x + x" not in [secret.line for secret in secret_lines(master)]


def test_the_whole_of_a_solution_cell_without_marks_is_secret(tmp_path):
    (master,) = write_course(tmp_path, [solution("def double(x):\n    return x + x + 0 * x * x")]).masters("one")
    assert [secret.line for secret in secret_lines(master)] == ["return x + x + 0 * x * x"]


@pytest.mark.parametrize("place", ["cell", "notebook"])
def test_a_secret_in_metadata_is_a_leak(master, place):
    hiding = {"editor": {"undo": ["twice_the_argument = x + x"]}}
    change = {
        "cell": lambda nb: nb.cells[2].metadata.update(hiding),
        "notebook": lambda nb: nb.metadata.update(hiding),
    }[place]
    assert any("the solution of double" in problem for problem in spoilt(master, change))


def test_outputs_counts_and_attachments_are_leaks(master):
    def change(nb):
        nb.cells[2].outputs = [{"output_type": "stream", "name": "stdout", "text": "4"}]
        nb.cells[3].execution_count = 7
        nb.cells[0].attachments = {"answer.png": {"image/png": "iVBOR"}}
        nb.cells[4].metadata.attachments = {"a.png": {}}

    assert [problem.split(";")[0] for problem in spoilt(master, change)] == [
        "work.ipynb, cell 1 holds an attachment, which nobody can check",
        "work.ipynb, cell 3 (double) holds an output",
        "work.ipynb, cell 4 (test-double) holds an execution count",
        "work.ipynb, cell 5 holds an attachment, which nobody can check",
    ]


@pytest.mark.parametrize("code", ["import backprop_ref.network as n", "%pip list\nfrom autograder import hidden"])
def test_an_import_that_students_cannot_make_is_a_leak(master, code):
    (problem,) = spoilt(master, lambda nb: nb.cells[2].update(source=code))
    assert "which students do not have" in problem


def test_prose_may_name_the_packages(master):
    assert spoilt(master, lambda nb: nb.cells[0].update(source="Graded by the autograder, not by backprop_ref.")) == []


def test_marks_of_the_configuration_count_beside_nbgraders_own(tmp_path):
    config = "c = get_config()\nc.ClearSolutions.begin_solution_delimeter = 'VON HIER'\n"
    (master,) = write_course(tmp_path, [markdown("text", cell_id="a")], config).masters("one")
    for word in ("VON HIER", "BEGIN SOLUTION"):
        (problem,) = spoilt(master, lambda nb, word=word: nb.cells[0].update(source=word))
        assert word in problem


def test_a_companion_that_holds_a_long_line_of_a_hidden_test_is_a_leak(tmp_path):
    line = "assert double(21.125) == 42.25 and double(0.5) == 1.0"
    cells = [check(f"### BEGIN HIDDEN TESTS\n{line}\n### END HIDDEN TESTS")]
    (master,) = write_course(tmp_path, cells).masters("one")
    assert "the hidden test test-double" in file_leaks("toolkit.py", f"def f():\n    {line}\n".encode(), master)[0]
    assert file_leaks("toolkit.py", b"def f():\n    return 1\n", master) == []
    assert "which students do not have" in file_leaks("toolkit.py", b"import backprop_ref\n", master)[0]
    assert file_leaks("picture.png", b"\x89PNG\xff\xfe", master) == []


@pytest.mark.parametrize("name", ["a.docx", "answers", ".env", "data/.hidden.csv", "sub/work.ipynb", "x.py~", ".py"])
def test_a_file_of_a_kind_that_nobody_listed_is_unexpected(name):
    assert len(unexpected_files({name: 10}, Settings())) == 1


def test_a_listed_file_is_expected_up_to_the_limit_of_size():
    files = {"toolkit.py": 100, "data/a.csv": 5 << 20}
    assert unexpected_files(files, Settings()) == []
    (problem,) = unexpected_files(files, Settings(companion_mb=4.5))
    assert problem.startswith("data/a.csv has 5.0 MiB, more than c.Autograder.companion_mb = 4.5")


def test_a_long_line_of_a_solution_that_stands_openly_is_noted(tmp_path):
    line = "result_of_the_doubling = x + x + 0.0 * x + 0.0"
    cells = [markdown(f"As in `{line}`.", cell_id="a"), solution(f"def double(x):\n    {line}\n    return x")]
    (master,) = write_course(tmp_path, cells).masters("one")
    (note,) = repeated_lines(master)
    assert "the solution of double stands openly in cell 1" in note


def test_a_solution_that_only_raises_is_no_leak_of_the_stub(tmp_path):
    cells = [solution("raise NotImplementedError()"), check()]
    (made,) = write_course(tmp_path, cells).masters("one")
    assert leaks(made.released, made) == []
