"""What a master says of its source notebook."""

import copy
import json

import pytest
from nbformat import from_dict
from nbgrader.utils import compute_checksum

from .courses import (
    CONFIG,
    HIDDEN,
    STUB,
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

TRUSTED = """assert True
### BEGIN HIDDEN TESTS
from autograder.hidden import call, expect, part
with part("all", points=2):
    expect(call("double", 2), 4, what="2x")
### END HIDDEN TESTS"""


def master_of(root, cells=None, config=CONFIG):
    (master,) = write_course(root, cells, config).masters("one")
    return master


def by_id(master):
    return {cell.grade_id: cell for cell in master.cells if cell.grade_id}


def test_a_cell_has_its_full_its_released_and_its_hidden_face(tmp_path):
    cells = by_id(master_of(tmp_path))
    assert cells["double"].released == STUB
    assert "twice_the_argument" in cells["double"].full
    assert cells["double"].hidden == ""
    assert cells["test-double"].released == "assert double(1) == 2"
    assert cells["test-double"].hidden == HIDDEN
    assert cells["why"].released == "YOUR ANSWER HERE"


def test_flags_and_points_are_nbgraders(tmp_path):
    master = master_of(tmp_path)
    cells = by_id(master)
    flags = {name: (c.grade, c.solution, c.locked, c.task, c.points) for name, c in cells.items()}
    assert flags == {
        "double": (False, True, False, False, 0.0),
        "test-double": (True, False, True, False, 2.0),
        "why": (True, True, False, False, 3.0),
    }
    assert [c.grade_id for c in master.graded] == ["test-double", "why"]
    assert master.max_points == 5.0
    assert (master.assignment, master.notebook) == ("one", "work")


def test_a_task_counts_among_the_graded_cells_and_loses_its_marking_scheme(tmp_path):
    text = "## Draw\n\nDraw it.\n### BEGIN MARK SCHEME\none point an arrow\n### END MARK SCHEME"
    task = cell(text, "draw", kind="markdown", task=True, points=4, locked=True)
    master = master_of(tmp_path, [task])
    assert master.max_points == 4.0
    assert master.graded[0].released == "## Draw\n\nDraw it."
    assert (master.graded[0].title, master.graded[0].asked) == ("Draw", "## Draw\n\nDraw it.")


def test_the_title_is_the_nearest_heading_and_what_is_asked_runs_from_it_to_the_cell(tmp_path):
    cells = by_id(master_of(tmp_path))
    assert cells["test-double"].title == "Exercise 1: double"
    assert cells["test-double"].asked == "## Exercise 1: double\n\nWrite `double(x)`."
    assert cells["why"].title == "Question 2"


def test_without_a_heading_the_grade_id_is_the_title(tmp_path):
    assert by_id(master_of(tmp_path, [solution(), check()]))["test-double"].title == "test-double"


def test_a_number_sign_in_a_code_block_is_no_heading(tmp_path):
    cells = [markdown("# Real\n\n```python\n# a comment\n```", cell_id="a"), solution(), check()]
    assert by_id(master_of(tmp_path, cells))["test-double"].title == "Real"


def test_of_several_headings_in_one_cell_the_last_counts(tmp_path):
    cells = [markdown("# First\n\ntext\n\n## Second\n\nmore", cell_id="a"), solution(), check()]
    found = by_id(master_of(tmp_path, cells))["test-double"]
    assert (found.title, found.asked) == ("Second", "## Second\n\nmore")


def test_an_answer_is_no_part_of_the_next_question(tmp_path):
    own = "And why {}?\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION"
    cells = [
        markdown("## Two questions", cell_id="a"),
        manual(own.format("so")),
        manual(own.format("not"), "why-not"),
        manual("Only an answer.", "last"),
    ]
    found = by_id(master_of(tmp_path, cells))
    assert found["why-not"].asked == "## Two questions\n\nAnd why not?\nYOUR ANSWER HERE"
    assert found["last"].asked == "## Two questions"


def test_only_a_hidden_test_that_imports_the_words_runs_on_the_trusted_side(tmp_path):
    plain = '### BEGIN HIDDEN TESTS\ntext = "from autograder.hidden import call"\n### END HIDDEN TESTS'
    cells = [solution(), check(TRUSTED), check(grade_id="t2"), check(plain, "t3")]
    master = master_of(tmp_path, cells)
    found = by_id(master)
    assert [master.trusted_judge(found[name]) for name in ("test-double", "t2", "t3", "double")] == [
        True,
        False,
        False,
        False,
    ]


def test_the_other_way_to_import_the_words_counts_too(tmp_path):
    code = "### BEGIN HIDDEN TESTS\nfrom autograder import hidden\nhidden.call('double', 2)\n### END HIDDEN TESTS"
    master = master_of(tmp_path, [check(code)])
    assert master.trusted_judge(master.cells[0])


def test_the_release_notebook_carries_nbgraders_checksums_and_no_outputs(tmp_path):
    cells = right_cells()
    cells[3] |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}], "execution_count": 3}
    cells[3]["metadata"]["execution"] = {"iopub.execute_input": "2024-01-01T00:00:00Z"}
    master = master_of(tmp_path, cells)
    released = from_dict(master.released["cells"][3])
    assert (released.outputs, released.execution_count) == ([], None)
    assert "execution" not in released.metadata
    assert released.metadata.nbgrader.checksum == compute_checksum(released)


def test_the_stub_and_the_marks_are_those_of_the_configuration(tmp_path):
    config = CONFIG + (
        "c.ClearSolutions.code_stub = {'python': 'return ...'}\n"
        "c.ClearSolutions.begin_solution_delimeter = 'VON HIER'\n"
        "c.ClearSolutions.end_solution_delimeter = 'BIS HIER'\n"
    )
    cells = [solution("def f():\n    # VON HIER\n    return 1\n    # BIS HIER")]
    assert master_of(tmp_path, cells, config).cells[0].released == "def f():\n    return ..."


def test_a_header_notebook_of_the_configuration_stands_before_the_cells(tmp_path):
    write_notebook(tmp_path, [markdown("Name:", cell_id="head")], assignment="../parts", name="header")
    config = CONFIG + "c.IncludeHeaderFooter.header = 'parts/header.ipynb'\n"
    assert [c.cell_id for c in master_of(tmp_path, [solution()], config).cells] == ["head", "double"]


@pytest.mark.parametrize("theirs", [None, "double"], ids=["a format without ids", "an id that is taken"])
def test_cells_of_a_header_have_ids_of_their_own(tmp_path, theirs):
    header = notebook([markdown("Name:", cell_id=theirs or "x")], minor=5 if theirs else 0)
    if theirs is None:
        header["cells"][0].pop("id")
    (tmp_path / "header.ipynb").write_text(json.dumps(header))
    config = CONFIG + "c.IncludeHeaderFooter.header = 'header.ipynb'\n"
    assert [c.cell_id for c in master_of(tmp_path, [solution()], config).cells] == ["included-1", "double"]


def test_header_and_footer_may_be_of_another_format_each(tmp_path):
    old = {"cell_type": "heading", "level": 2, "metadata": {}, "source": "Name"}
    sheets = [{"cells": [old], "metadata": {}}]
    third = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}
    (tmp_path / "header.ipynb").write_text(json.dumps(third))
    (tmp_path / "footer.ipynb").write_text(json.dumps(notebook([markdown("The end.", cell_id="double")])))
    config = CONFIG + "c.IncludeHeaderFooter.header = 'header.ipynb'\nc.IncludeHeaderFooter.footer = 'footer.ipynb'\n"
    cells = master_of(tmp_path, [solution()], config).cells
    assert [cell.released for cell in (cells[0], cells[2])] == ["## Name", "The end."]
    assert len({cell.cell_id for cell in cells}) == 3


def test_cells_without_ids_get_the_same_ones_at_every_reading(tmp_path):
    cells = copy.deepcopy([*right_cells(), markdown("again"), markdown("again")])
    for entry in cells:
        entry.pop("id")
    path = write_notebook(tmp_path, [])
    course = write_course(tmp_path, cells)
    path.write_text(json.dumps(notebook(cells, minor=4)))
    first = [c.cell_id for c in course.masters("one")[0].cells]
    again = [c.cell_id for c in write_course(tmp_path, cells).masters("one")[0].cells]
    assert first == again
    assert len(set(first)) == len(first)


def test_the_digest_follows_source_and_configuration(tmp_path):
    before = master_of(tmp_path).sha256
    assert master_of(tmp_path).sha256 == before
    stub = CONFIG + "c.ClearSolutions.text_stub = 'answer'\n"
    assert master_of(tmp_path, config=stub).sha256 != before


def test_companions_come_with_their_content_even_through_a_link_inside_source(tmp_path):
    course = write_course(tmp_path)
    (course.source / "shared.py").write_text("x = 1\n")
    (course.source / "one" / "shared.py").symlink_to("../shared.py")
    (course.source / "one" / "data").mkdir()
    (course.source / "one" / "data" / "a.csv").write_text("1\n")
    (course.source / "one" / "__pycache__").mkdir()
    (course.source / "one" / "__pycache__" / "shared.cpython.pyc").write_text("")
    assert dict(course.masters("one")[0].files) == {"shared.py": b"x = 1\n", "data/a.csv": b"1\n"}
