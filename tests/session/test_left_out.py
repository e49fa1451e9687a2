"""Illustrations of the course are left out, and nobody loses a point by that."""

from dataclasses import dataclass, field

import pytest

from autograder.intake.sanitise import sanitise
from autograder.kernel.fake import FakeKernel
from autograder.kernel.protocol import Limits
from autograder.outcomes import Outcome
from autograder.session.executed import executed_notebook
from autograder.session.session import NOTHING, item_results, run_session
from tests.session import test_builds_on as building
from tests.session.masters import HIDDEN, cell, master_of, notebook_of

SHOWS = "shown = [double(k) for k in range(3)]\nprint(shown)"
RIGHT = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return 3 * x"


@dataclass
class Recorded:
    """Kernels that tell what they were given to run."""

    runs: list[list[str]] = field(default_factory=list)

    def start(self, _first_cells):
        kernel, sources = FakeKernel(), []
        self.runs.append(sources)
        run = kernel.run

        def recorded(source, **options):
            sources.append(source)
            return run(source, **options)

        kernel.run = recorded
        return kernel


@pytest.fixture
def master():
    return master_of(
        cell("double", "def double(x):\n    raise NotImplementedError()", solution=True),
        cell("show", SHOWS, locked=True, illustration=True),
        cell("test-double", "print('visible')", grade=True, locked=True, points=2.0, hidden=HIDDEN),
    )


def graded(master, answer, added=(), *, in_full=False):
    """Items by name, what ran, and the sources that each kernel got."""
    notebook = notebook_of(master, double=answer)
    for source in added:
        notebook["cells"].insert(1, {"cell_type": "code", "source": source, "metadata": {}})
    kernels = Recorded()
    ran = run_session(sanitise(notebook, master), master, kernels.start, str, Limits(), lambda: 0.0, in_full=in_full)
    return {item.grade_id: item for item in item_results(ran)}, ran, kernels.runs


def test_an_illustration_is_not_run_and_counts_as_a_cell_all_the_same(master):
    items, ran, runs = graded(master, RIGHT)
    assert runs == [[RIGHT, NOTHING, "print('visible')"]]
    assert items["test-double"].outcome is Outcome.PASSED
    shown = executed_notebook(ran, {})["cells"][1]
    assert (shown["source"], shown["outputs"]) == (SHOWS, [])


def test_a_wrong_answer_that_keeps_nothing_is_run_once(master):
    items, _, runs = graded(master, WRONG)
    assert items["test-double"].points == 0
    assert len(runs) == 1


COUNTS = "calls = []\ndef double(x):\n    calls.append(x)\n    return 2 * x if len(calls) > 2 else 0"


def test_an_answer_that_lives_on_what_an_illustration_did_loses_nothing(master):
    items, _, runs = graded(master, COUNTS)
    assert items["test-double"].outcome is Outcome.PASSED
    assert runs == [[COUNTS, SHOWS, "print('visible')"]]


def test_the_record_is_that_of_a_full_run(master):
    for answer in (RIGHT, WRONG, COUNTS, "def double(x) return 2", "import sys\n" + WRONG):
        assert graded(master, answer)[0] == graded(master, answer, in_full=True)[0]


def test_who_names_what_an_illustration_binds_gets_it_at_once(master):
    _, ran, runs = graded(master, RIGHT, added=["print(shown)"])
    assert runs == [[RIGHT, "print(shown)", SHOWS, "print('visible')"]]
    assert len(ran) == 4


def test_a_changed_illustration_is_the_students_own_cell(master):
    changed = notebook_of(master, double=RIGHT)
    del changed["cells"][1]["metadata"]["nbgrader"]
    changed["cells"][1]["source"] = "print(double(4))"
    kernels = Recorded()
    run_session(sanitise(changed, master), master, kernels.start, str, Limits(), lambda: 0.0)
    assert "print(double(4))" in kernels.runs[0]


def test_a_fresh_kernel_leaves_out_the_same_cells(master):
    _, _, runs = graded(master, RIGHT, added=["raise SystemExit"])
    assert runs == [[RIGHT, "raise SystemExit"], [RIGHT, NOTHING, "print('visible')"]]


def test_the_second_asking_leaves_out_the_same_cells():
    cells = building.master().cells
    illustration = cell("show", SHOWS, locked=True, illustration=True)
    master = master_of(*cells[:1], illustration, *cells[1:])
    kernels = Recorded()
    notebook = notebook_of(master, **building.RIGHT | {"double": WRONG})
    run_session(sanitise(notebook, master), master, kernels.start, str, Limits(), lambda: 0.0)
    assert [run[1] for run in kernels.runs] == [NOTHING, NOTHING]
