"""What a student wrote is found again, whatever happened to the marks and places of cells."""

import copy
import tracemalloc

import pytest

from autograder.intake.sanitise import restored_files, sanitise
from autograder.intake.submission import Submission
from tests.session.masters import RIGHT, double_master, notebook

ORDER = ["double", "test-double", "why", "triple", "test-triple"]


def own(source, cell_type="code"):
    return {"cell_type": cell_type, "source": source, "metadata": {}}


def answers(nb):
    prepared = sanitise(nb, double_master())
    assert [cell.master.grade_id for cell in prepared.cells if cell.master] == ORDER
    return {cell.master.grade_id: cell for cell in prepared.cells if cell.master and cell.master.solution}, prepared


def marked(with_ids):
    nb = notebook(**RIGHT)
    for cell, grade_id in zip(nb["cells"], ORDER, strict=True):
        cell["metadata"] = {}
        if with_ids:
            cell["id"] = grade_id
    return nb


@pytest.mark.parametrize("with_ids", [True, False])
def test_a_notebook_without_any_mark_keeps_all_its_answers(with_ids):
    found, prepared = answers(marked(with_ids))
    assert {grade_id: cell.source for grade_id, cell in found.items()} == RIGHT
    assert len(prepared.cells) == len(ORDER)
    assert "had lost nbgrader's mark" in prepared.notes[0]


@pytest.mark.parametrize("place", range(6))
@pytest.mark.parametrize("stub", ["kept", "deleted", "emptied"])
@pytest.mark.parametrize("around", ["", "\n\nprint(double(3))", "\n\nhelper = 1"])
def test_a_function_retyped_anywhere_is_the_answer_and_the_stub_never_comes_behind_it(place, stub, around):
    nb = notebook(**RIGHT | {"double": double_master().cells[0].released})
    nb["cells"].insert(place, own(RIGHT["double"] + around))
    index = next(i for i, c in enumerate(nb["cells"]) if c["metadata"].get("nbgrader", {}).get("grade_id") == "double")
    if stub == "deleted":
        del nb["cells"][index]
    if stub == "emptied":
        nb["cells"][index]["source"] = ""
    found, prepared = answers(nb)
    assert found["double"].changed
    assert "return 2 * x" in found["double"].source
    assert not any("raise NotImplementedError" in cell.source for cell in prepared.cells)
    assert any("'double'" in note for note in prepared.notes)


@pytest.mark.parametrize("into", ["test-double", "triple"])
@pytest.mark.parametrize("stub", ["kept", "deleted"])
@pytest.mark.parametrize("above", [True, False])
def test_an_answer_merged_into_another_cell_is_found(into, stub, above):
    nb = notebook(**RIGHT | {"double": double_master().cells[0].released})
    other = next(cell for cell in nb["cells"] if cell["metadata"]["nbgrader"]["grade_id"] == into)
    both = [RIGHT["double"], other["source"]]
    other["source"] = "\n\n".join(both if above else both[::-1])
    if stub == "deleted":
        del nb["cells"][0]
    found, prepared = answers(nb)
    assert "return 2 * x" in found["double"].source
    assert prepared.cells[
        [c.master.grade_id if c.master else "" for c in prepared.cells].index("test-double")
    ].source == ("print('visible')")


def test_what_stands_around_a_retyped_answer_keeps_its_order():
    nb = notebook(**RIGHT)
    nb["cells"][0:1] = [own("a = 1"), own(RIGHT["double"]), own("b = double(a)")]
    prepared = sanitise(nb, double_master())
    assert [cell.source for cell in prepared.cells[:3]] == ["a = 1", RIGHT["double"], "b = double(a)"]
    assert prepared.cells[1].master.solution


def test_a_copy_that_was_answered_counts_instead_of_one_that_was_not():
    nb = notebook(**RIGHT)
    nb["cells"].insert(0, dict(copy.deepcopy(nb["cells"][0]), source=double_master().cells[0].released))
    found, prepared = answers(nb)
    assert found["double"].source == RIGHT["double"]
    assert "the one with an answer was graded" in prepared.notes[0]


@pytest.mark.parametrize("cell_id", ["why", "x", None])
def test_a_written_answer_without_its_mark_is_found_at_its_place(cell_id):
    nb = notebook(**RIGHT)
    nb["cells"][2] = own("because", "markdown") | ({"id": cell_id} if cell_id else {})
    found, _ = answers(nb)
    assert found["why"].source == "because"


def test_a_written_answer_somewhere_else_stays_visible_and_the_missing_cell_is_told():
    nb = notebook(**RIGHT)
    del nb["cells"][2]
    nb["cells"].append(own("because", "markdown"))
    found, prepared = answers(nb)
    assert not found["why"].changed
    assert prepared.cells[-1].source == "because"
    assert any("'why'" in note for note in prepared.notes)


@pytest.mark.parametrize("stranger", ["x = 1", "def other(): pass", "%%bash\nls", "double(2)"])
def test_a_cell_that_defines_something_else_is_no_answer(stranger):
    nb = notebook(**RIGHT | {"double": double_master().cells[0].released})
    nb["cells"].append(own(stranger))
    assert not answers(nb)[0]["double"].changed


def test_an_answer_that_was_given_is_never_replaced():
    nb = notebook(**RIGHT | {"double": "def double(x):\n    return 0"})
    nb["cells"].append(own(RIGHT["double"]))
    assert answers(nb)[0]["double"].source == "def double(x):\n    return 0"


def test_much_code_does_not_take_the_grader_long(monkeypatch):
    nb = notebook()
    nb["cells"] += [own("x = 1\n" * 100_000)] * 3 + [own(f"double = {n}") for n in range(400)]
    parsed = []
    monkeypatch.setattr("autograder.intake.recognise._definitions", lambda source: parsed.append(len(source)) or {})
    answers(nb)
    assert sum(parsed) < 2_000_000


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("toolkit.py", b"x = 1\n", False),
        ("toolkit.py", b"x = 1\r\n", False),
        ("toolkit.py", b"x = 2\n", True),
        ("toolkit.py/x", b"", True),
        ("data", b"", True),
        ("data/more.csv", b"", False),
        ("helper.py", b"", False),
    ],
)
def test_a_file_of_the_course_that_was_changed_is_told(name, content, told):
    master = double_master()
    object.__setattr__(master, "files", {"toolkit.py": b"x = 1\n", "data/a.csv": b""})
    notes = restored_files(Submission("ada", "a", files={name: content}), master)
    assert bool(notes) is told
    assert all(repr(name) in note for note in notes)


@pytest.mark.parametrize("released", ["", " \n", "print('visible')"])
@pytest.mark.parametrize("typed", ["", "x = 1", "print('visible')\nx = 1"])
def test_whatever_is_typed_into_a_locked_cell_every_answer_is_found(released, typed):
    master = double_master()
    object.__setattr__(master.cells[1], "released", released)
    prepared = sanitise(notebook(**RIGHT | {"test_double": typed}), master)
    assert [cell.master.grade_id for cell in prepared.cells if cell.master] == ORDER
    assert prepared.cells[1].source == released


@pytest.mark.parametrize(
    "source",
    [
        "[" + ",\n".join(f"v{i}" for i in range(12_000)) + "] = range(12_000)",
        "\n".join(f"v{i} = 0" for i in range(30_000)),
        "(" * 60 + ", ".join(f"v{i}" for i in range(9_000)) + ",)" * 60,
        "def f(): pass\n" * 40_000,
    ],
)
def test_the_names_of_a_cell_take_little_memory_however_many_there_are(source):
    nb = notebook(**RIGHT)
    nb["cells"].append({"cell_type": "code", "source": source, "metadata": {}})
    del nb["cells"][0]
    tracemalloc.start()
    sanitise(nb, double_master())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 << 20
