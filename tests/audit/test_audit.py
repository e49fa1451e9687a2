import json
import os

import pytest
from click.testing import CliRunner

from autograder.audit import Status, audit
from autograder.audit.here import Here
from autograder.cli.app import cli
from autograder.errors import CourseError
from autograder.kernel.fake import FakeKernel
from autograder.kernel.protocol import Limits
from tests.course_folder.courses import cell, check, solution, write_course

SOLUTION = "def square(x):\n    ### BEGIN SOLUTION\n    return (2 * x) ** 2\n    ### END SOLUTION"
TEST = """### BEGIN HIDDEN TESTS
from autograder.hidden import call, draws, expect, part
from tests.judge.stand_ins import REFERENCE

with part("square", points=2):
    for rng in draws(3):
        x = rng.uniform(1, 2, size=5)
        expect(call("square", x), lambda t: t.square(x), what="4x^2", reference=REFERENCE)
### END HIDDEN TESTS"""
WAYS = """# %% right: product
def square(x):
    return 4 * x * x


# %% mistake 1: not doubled
def square(x):
    return x * x


# %% mistake: turned round
def square(x):
    return -4 * x * x
"""


def course(folder, ways=WAYS, cells=()):
    made = write_course(folder, [solution(SOLUTION, "square"), check(TEST, "test-square"), *cells])
    (folder / "simulation" / "one").mkdir(parents=True)
    (folder / "simulation" / "one" / "square.py").write_text(ways)
    return made


def matrix(folder, ways=WAYS):
    return audit(course(folder, ways), "one", FakeKernel)


def statuses(result):
    return {(row.number, row.title): row.cells["square"] for row in result.rows}


def test_right_ways_and_planted_mistakes_are_judged(tmp_path):
    result = matrix(tmp_path)
    assert result.problems == []
    assert result.right == 2
    found = {title: (cell.status, cell.planted) for (_, title), cell in statuses(result).items()}
    assert found["mistake 1"] == (Status.NAMED, True)
    assert found["turned round"] == (Status.CAUGHT, True)
    assert "0 missed; diagnosis: precision 100.0%, names 100.0% of 4 singles" in str(result)


def test_mistakes_of_the_reference_that_nobody_wrote_are_read_off_at_the_hidden_inputs(tmp_path):
    cells = statuses(matrix(tmp_path))
    assert any(not cell.planted and cell.status is Status.NAMED for cell in cells.values())


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("# %% mistake 5: none at all\ndef square(x):\n    return 4 * x**2\n", '5 "none at all" is missed'),
        ("# %% right: no\ndef square(x):\n    return x\n", 'right answer "no" earns 0 of 2'),
        ("# %% mistake 77: another name\ndef square(x):\n    return x * x\n", '77 "another name" is misnamed'),
    ],
)
def test_what_is_not_as_it_should_be_is_told_in_a_sentence(tmp_path, way, said):
    assert any(said in sentence for sentence in matrix(tmp_path, WAYS + "\n\n" + way).problems)


def test_a_stub_that_earns_points_is_told(tmp_path):
    lenient = TEST.replace(
        'expect(call("square", x), lambda t: t.square(x), what="4x^2", reference=REFERENCE)', ""
    ).replace("x = rng.uniform(1, 2, size=5)", 'expect(1, 1, what="nothing")')
    made = course(tmp_path)
    path = tmp_path / "source" / "one" / "work.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"] = lenient
    path.write_text(json.dumps(notebook))
    assert any("the stub earns 2 points" in s for s in audit(made, "one", FakeKernel).problems)


def test_exercises_with_ordinary_tests_are_named_as_not_audited(tmp_path):
    made = course(tmp_path, cells=(solution(), check()))
    (tmp_path / "simulation" / "one" / "double.py").write_text("# %% right: one\ndef double(x):\n    return 2 * x\n")
    assert audit(made, "one", FakeKernel).not_audited == ("double",)


def test_a_source_notebook_that_does_not_run_is_told_in_one_sentence(tmp_path):
    made = course(tmp_path, cells=(cell("1 / 0"),))
    with pytest.raises(CourseError, match="the source notebook does not run"):
        audit(made, "one", FakeKernel)


@pytest.mark.integration
def test_the_command_prints_a_matrix_and_a_line_and_exits_with_1_on_a_miss(tmp_path):
    made = course(tmp_path)
    right = CliRunner().invoke(cli, ["--course", str(made.root), "audit"])
    assert right.exit_code == 0, right.output
    assert "turned round" in right.output
    assert "one: 1 exercises, 2 right answers" in right.output
    path = tmp_path / "simulation" / "one" / "square.py"
    path.write_text(WAYS + "\n\n# %% mistake 5: none at all\ndef square(x):\n    return 4 * x**2\n")
    wrong = CliRunner().invoke(cli, ["--course", str(made.root), "audit", "one", "--json"])
    assert wrong.exit_code == 1
    (told,) = json.loads(wrong.stdout)
    assert told["counts"]["missed"] == 1
    assert told["problems"] == ['square: the mistake 5 "none at all" is missed.']


def test_judging_in_this_process_leaves_its_environment_as_it_was(monkeypatch):
    for before in (None, "svg"):
        monkeypatch.delenv("MPLBACKEND", raising=False)
        if before:
            monkeypatch.setenv("MPLBACKEND", before)
        with Here({}, Limits()):
            assert os.environ["MPLBACKEND"] == "agg"
        assert os.environ.get("MPLBACKEND") == before
