import json

from autograder.intake.notebook import parse_notebook
from autograder.intake.sanitise import sanitise
from tests.session.masters import RIGHT, double_master, notebook


def ids(prepared):
    return [cell.master.grade_id if cell.master else "own" for cell in prepared.cells]


ORDER = ["double", "test-double", "why", "triple", "test-triple"]


def test_an_honest_notebook_stays_as_it_is():
    prepared = sanitise(notebook(**RIGHT), double_master())
    assert ids(prepared) == ORDER
    assert prepared.notes == ()
    assert prepared.cells[0].source == RIGHT["double"]


def test_a_changed_test_cell_is_put_back():
    prepared = sanitise(notebook(test_double="pass"), double_master())
    assert prepared.cells[1].source == "print('visible')"
    assert "test-double" in prepared.notes[0]


def test_a_missing_cell_is_put_back_in_its_place():
    nb = notebook(**RIGHT)
    del nb["cells"][1]
    prepared = sanitise(nb, double_master())
    assert ids(prepared) == ORDER
    assert "was missing" in prepared.notes[0]


def test_moved_cells_return_to_the_masters_order():
    nb = notebook(**RIGHT)
    nb["cells"].reverse()
    prepared = sanitise(nb, double_master())
    assert ids(prepared) == ORDER
    assert "moved" in prepared.notes[0]


def test_the_students_own_cells_stay_behind_the_cell_that_they_followed():
    nb = notebook(**RIGHT)
    nb["cells"].insert(0, {"cell_type": "code", "source": "import numpy", "metadata": {}})
    nb["cells"].insert(2, {"cell_type": "code", "source": "helper = 1", "metadata": {"tags": ["skip-execution"]}})
    assert ids(sanitise(nb, double_master())) == ["own", "double", "own", *ORDER[1:]]


def test_the_first_of_two_answers_with_one_id_counts_and_a_doubled_test_is_dropped():
    nb = notebook(**RIGHT)
    nb["cells"].insert(1, dict(nb["cells"][0], source="def double(x): return 0"))
    nb["cells"].insert(3, dict(nb["cells"][2]))
    prepared = sanitise(nb, double_master())
    assert ids(prepared) == ["double", "own", *ORDER[1:]]
    assert len(prepared.notes) == 2


def test_forged_metadata_has_no_effect():
    nb = notebook(**RIGHT)
    mark = nb["cells"][1]["metadata"]["nbgrader"]
    mark |= {"points": 1000, "grade": False, "locked": False, "solution": True}
    prepared = sanitise(nb, double_master())
    assert prepared.cells[1].master.points == 2.0
    assert prepared.cells[1].source == "print('visible')"


def test_cells_that_are_no_cells_do_no_harm():
    nb = notebook(**RIGHT)
    nb["cells"] += [{}, {"metadata": {"nbgrader": 1}, "source": 5}, {"cell_type": "evil", "source": ["a", 1]}]
    prepared = sanitise(parse_notebook(json.dumps(nb).encode()), double_master())
    assert [cell.cell_type for cell in prepared.cells[-3:]] == ["raw"] * 3


def test_a_code_answer_that_became_text_is_code_again():
    nb = notebook(**RIGHT)
    nb["cells"][0]["cell_type"] = "markdown"
    prepared = sanitise(nb, double_master())
    assert prepared.cells[0].cell_type == "code"
    assert "markdown" in prepared.notes[0]


PNG = "iVBORw0KGgo="


def test_pictures_in_a_written_answer_are_kept_and_nothing_else():
    nb = notebook(**RIGHT | {"why": "![a](attachment:a b.png) ![c](attachment:c)"})
    nb["cells"][2]["attachments"] = {
        "a b.png": {"image/png": PNG + "\n", "text/html": "<script>", "image/svg+xml": "<svg onload=x>"},
        "c": {"image/png": "aGFsbG8=", "image/gif": "%"},
        "d": {"image/svg+xml": PNG},
        '"onload=': {"image/gif": "R0lGODlh"},
    }
    cell = sanitise(nb, double_master()).cells[2]
    assert cell.attachments == {"a-b.png": {"image/png": PNG}, "-onload-": {"image/gif": "R0lGODlh"}}
    assert cell.source == "![a](attachment:a-b.png) (c is missing)"


def test_pictures_are_of_bounded_number_and_size():
    nb = notebook(**RIGHT)
    nb["cells"][2]["attachments"] = {f"{n}.png": {"image/png": PNG} for n in range(100)} | {
        "big": {"image/png": PNG[:-4] + "A" * (9 << 20)}
    }
    assert len(sanitise(nb, double_master()).cells[2].attachments) == 20
