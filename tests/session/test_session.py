import json

import pytest

from autograder.intake.sanitise import sanitise
from autograder.judge.examination import Asked
from autograder.kernel.fake import FakeKernel, NamespaceBranch
from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome, StudentFault
from autograder.session.executed import executed_notebook
from autograder.session.session import item_results, run_session
from tests.session.masters import RIGHT, cell, double_master, master_of, notebook, notebook_of


def grade(nb, master=None, limits=None, clock=lambda: 0.0, kernels=None):
    master = master or double_master()
    kernels = [] if kernels is None else kernels
    limits = limits or Limits()

    def start(_first_cells):
        kernels.append(FakeKernel())
        return kernels[-1]

    ran = run_session(sanitise(nb, master), master, start, lambda exercise: f"seed of {exercise}", limits, clock)
    return {item.grade_id: item for item in item_results(ran)}, ran


def outcomes(nb, **kwargs):
    return {name: (item.outcome, item.points) for name, item in grade(nb, **kwargs)[0].items()}


def test_a_right_notebook_earns_all_that_is_not_graded_by_hand():
    assert outcomes(notebook(**RIGHT)) == {
        "test-double": (Outcome.PASSED, 2.0),
        "why": (Outcome.MANUAL, None),
        "test-triple": (Outcome.PASSED, 1.0),
    }


def test_figures_are_rendered_where_they_tell_something(monkeypatch):
    rendered = {}
    run = FakeKernel.run
    monkeypatch.setattr(
        FakeKernel, "run", lambda self, source, **how: (rendered.update({source: how["figures"]}), run(self, source))[1]
    )
    _, ran = grade(notebook(**RIGHT))
    by_name = {step.cell.master.grade_id: step.cell.source for step in ran if step.cell.master is not None}
    assert rendered[by_name["double"]]
    assert not rendered[by_name["test-double"]]  # the judge tells what is wrong
    assert rendered[by_name["test-triple"]]  # an ordinary test


def test_an_untouched_notebook_is_not_answered():
    assert outcomes(notebook()) == {
        "test-double": (Outcome.UNANSWERED, 0.0),
        "why": (Outcome.UNANSWERED, 0.0),
        "test-triple": (Outcome.UNANSWERED, 0.0),
    }


def test_an_answer_in_a_cell_of_the_students_own_counts():
    nb = notebook(why="w", triple="triple = 3")
    nb["cells"].insert(1, {"cell_type": "code", "source": RIGHT["double"], "metadata": {}})
    assert outcomes(nb)["test-double"] == (Outcome.PASSED, 2.0)


def test_a_wrong_answer_in_a_cell_of_the_students_own_is_not_called_unanswered():
    nb = notebook(why="w", triple="triple = 3")
    nb["cells"].insert(1, {"cell_type": "code", "source": "def double(x):\n    return 0.0", "metadata": {}})
    assert outcomes(nb)["test-double"] == (Outcome.FAILED, 0.0)


def test_a_wrong_answer_keeps_the_parts_that_are_right():
    result = outcomes(notebook(double="def double(x):\n    return 2.0"))
    assert result["test-double"] == (Outcome.FAILED, 1.0)


def test_an_error_in_the_answers_cell_explains_the_lost_points():
    items, _ = grade(notebook(**RIGHT | {"double": "def double(x) return 2"}))
    item = items["test-double"]
    assert (item.outcome, item.points) == (Outcome.ERROR, 0.0)
    assert "SyntaxError" in item.message


def test_an_error_after_a_right_definition_costs_nothing():
    result = outcomes(notebook(**RIGHT | {"double": RIGHT["double"] + "\nundefined_name"}))
    assert result["test-double"] == (Outcome.PASSED, 2.0)


def test_a_cell_that_ends_the_process_costs_that_cell_only():
    kernels = []
    nb = notebook(**RIGHT)
    nb["cells"].insert(2, {"cell_type": "code", "source": "raise SystemExit", "metadata": {}})
    result = outcomes(nb, kernels=kernels)
    assert result["test-double"] == (Outcome.PASSED, 2.0)
    assert result["test-triple"] == (Outcome.PASSED, 1.0)
    assert len(kernels) == 2
    assert all(kernel.closed for kernel in kernels)


def test_an_answer_that_ends_the_process_has_that_outcome():
    result = outcomes(notebook(**RIGHT | {"double": "raise SystemExit"}))
    assert result["test-double"] == (Outcome.DIED, 0.0)
    assert result["test-triple"] == (Outcome.PASSED, 1.0)


def test_a_notebook_that_dies_again_and_again_ends():
    nb = notebook(**RIGHT)
    for _ in range(20):
        nb["cells"].insert(0, {"cell_type": "code", "source": "raise SystemExit", "metadata": {}})
    kernels = []
    assert outcomes(nb, kernels=kernels)["test-double"] == (Outcome.DIED, 0.0)
    assert len(kernels) <= 6


def test_the_time_of_the_whole_notebook_is_limited():
    ticks = iter(range(0, 1000, 10))
    result = outcomes(notebook(**RIGHT), limits=Limits(notebook_seconds=25), clock=lambda: float(next(ticks)))
    assert result["test-triple"][0] is Outcome.TIME_LIMIT


def test_a_hidden_test_that_crashes_is_never_zero_points():
    items, _ = grade(notebook(**RIGHT), double_master("from autograder.hidden import call\n1 / 0"))
    assert items["test-double"].outcome is Outcome.CANNOT_JUDGE
    assert items["test-double"].points is None
    assert "ZeroDivisionError" in items["test-double"].staff_note
    assert items["test-triple"].outcome is Outcome.PASSED


def test_a_hidden_test_that_crashed_is_not_asked_again_under_the_same_inputs(monkeypatch):
    asked = []
    call = NamespaceBranch.call
    monkeypatch.setattr(NamespaceBranch, "call", lambda self, *args: (asked.append(args), call(self, *args))[1])
    hidden = "from autograder.hidden import call\ncall('double', 1.0)\nraise RuntimeError"
    assert outcomes(notebook(**RIGHT), master=double_master(hidden))["test-double"][0] is Outcome.CANNOT_JUDGE
    assert len(asked) == 1


def test_an_ordinary_hidden_test_runs_in_the_kernel_and_is_not_shown():
    items, ran = grade(notebook(**RIGHT | {"triple": "triple = 4"}))
    assert (items["test-triple"].outcome, items["test-triple"].points) == (Outcome.FAILED, 0.0)
    assert "triple == 3" not in json.dumps(executed_notebook(ran, {}))


@pytest.mark.parametrize(
    ("last", "points"), [("0.5", 0.5), ("float('nan')", 0.0), ("-1.0", 0.0), ("1e9", 0.0), ("1 + 1e-12", 1.0)]
)
def test_partial_credit_of_an_ordinary_test_is_a_number_between_zero_and_its_points(last, points):
    nb = notebook(**RIGHT)
    master = double_master()
    test = master.cells[-1]
    object.__setattr__(test, "hidden", last)
    item = grade(nb, master=master)[0]["test-triple"]
    assert item.points == points
    assert ("its points go from 0 to 1" in item.message) == (points == 0)


def test_the_executed_notebook_holds_outputs_and_the_judges_summary_but_no_hidden_test():
    _, ran = grade(notebook(**RIGHT))
    text = json.dumps(executed_notebook(ran, {}))
    assert "visible" in text
    assert "2 of 2 points: passed" in text
    assert "autograder.hidden" not in text


def test_a_recursion_that_is_too_deep_is_told_what_to_do_instead():
    kernel = FakeKernel()
    kernel.run("def f(n):\n    return f(n - 1) + 1 if n else 0")
    with kernel.branch() as branch, pytest.raises(StudentFault, match="with a loop") as caught:
        branch.call("f", [100_000], {})
    assert caught.value.outcome is Outcome.ERROR


def test_nothing_is_judged_while_a_kernel_is_alive(monkeypatch):
    kernels, alive = [], []
    judge = Asked.judge
    monkeypatch.setattr(
        Asked, "judge", lambda *args, **how: (alive.extend(k.alive for k in kernels), judge(*args, **how))[1]
    )
    grade(notebook(**RIGHT), kernels=kernels)
    assert kernels and alive and not any(alive)


BETWEEN = """### BEGIN HIDDEN TESTS
secret = 3
### END HIDDEN TESTS
assert triple == secret
### BEGIN HIDDEN TESTS
print('the secret', secret)
### END HIDDEN TESTS
0.5 if triple == 3 else 0.25"""


@pytest.mark.parametrize(("answer", "points"), [("triple = 3", 0.5), ("triple = 4", 0.0)])
def test_visible_lines_behind_hidden_ones_may_need_them_and_nothing_hidden_is_shown(answer, points):
    master = double_master()
    test = master.cells[-1]
    released = "assert triple == secret\n0.5 if triple == 3 else 0.25"
    for name, value in {"full": BETWEEN, "released": released, "hidden": "secret = 3\nprint(secret)"}.items():
        object.__setattr__(test, name, value)
    items, ran = grade(notebook_of(master, **RIGHT | {"triple": answer}), master=master)
    assert items["test-triple"].points == points
    text = json.dumps(executed_notebook(ran, {}))
    assert "the secret" not in text
    assert "secret = 3" not in text


def several(*cells):
    """A master of these cells, and its released notebook with answers."""
    master = master_of(*cells)
    return lambda **answers: outcomes(notebook_of(master, **answers), master=master)


def test_two_ordinary_tests_behind_one_answer_are_both_about_it():
    tests = [cell(f"test-{n}", f"assert f({n}) == {n}", grade=True, locked=True, points=1.0) for n in (1, 2)]
    graded = several(cell("f", "# YOUR CODE HERE\nraise NotImplementedError()", solution=True), *tests)
    assert graded() == {"test-1": (Outcome.UNANSWERED, 0.0), "test-2": (Outcome.UNANSWERED, 0.0)}
    assert graded(f="def f(n): return 1") == {"test-1": (Outcome.PASSED, 1.0), "test-2": (Outcome.FAILED, 0.0)}


def test_a_test_is_not_about_an_answer_in_text_that_stands_between():
    graded = several(
        cell("f", "raise NotImplementedError()", solution=True),
        cell("why", "your answer", cell_type="markdown", grade=True, solution=True, points=3.0),
        cell("test", "assert f() == 1", grade=True, locked=True, points=1.0),
    )
    assert graded(why="Because.")["test"] == (Outcome.UNANSWERED, 0.0)
    assert graded(why="Because.", f="def f(): return 2")["test"] == (Outcome.FAILED, 0.0)
