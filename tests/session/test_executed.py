"""The graded notebook as the formgrader opens it."""

import json
import re

import pytest

from autograder.intake.notebook import parse_notebook
from autograder.intake.sanitise import PreparedCell, sanitise
from autograder.kernel.outputs import cleaned
from autograder.kernel.protocol import Execution
from autograder.outcomes import Outcome
from autograder.record.model import Diagnosis, Finding, ItemResult, PartResult
from autograder.session.executed import WIDTH, executed_notebook, refused_notebook, summary_lines
from autograder.session.session import Ran
from tests.intake.vectors import ALL, IMG
from tests.session.masters import RIGHT, cell, double_master, notebook


def test_of_nbgraders_marks_only_the_grade_id_is_kept():
    cells = [Ran(PreparedCell(m.cell_type, m.released, m)) for m in double_master().cells] + [
        Ran(PreparedCell("raw", ""))
    ]
    written = executed_notebook(cells, {})
    ids = [m.grade_id for m in double_master().cells]
    assert [c["metadata"] for c in written["cells"]] == [*({"nbgrader": {"grade_id": i}} for i in ids), {}]


@pytest.mark.parametrize("cell_id", ["", "a" * 65, 'x" onload="', "ä", "cell-0", "cell-1", "same", "same"])
def test_cell_ids_are_ours_of_nbformats_form_and_unique(cell_id):
    masters = [cell("f"), cell("g"), cell("h")]
    for master in masters[1:]:
        object.__setattr__(master, "cell_id", cell_id)
    ran = [Ran(PreparedCell("code", "", m)) for m in masters] + [Ran(PreparedCell("code", ""))]
    ids = [c["id"] for c in executed_notebook(ran, {})["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,64}", found) for found in ids)


def test_of_what_a_student_hands_in_only_sources_pictures_and_outputs_that_are_allowed_come_through():
    nb = notebook(**RIGHT)
    evil = {"id": IMG, "metadata": {"tags": [IMG], "raw_mimetype": "text/html", "nbgrader": {"grade_id": IMG}}}
    nb["cells"] += [{"cell_type": kind, "source": "x", **evil} for kind in ("code", "markdown", "raw", IMG)]
    nb["metadata"] = {"kernelspec": {"name": IMG}, "title": IMG}
    outputs = ({"output_type": "display_data", "data": {"text/html": IMG, "application/javascript": IMG}},)
    shown = Execution(Outcome.PASSED, tuple(cleaned(outputs)))  # as the session gives them
    ran = [Ran(c, shown) for c in sanitise(parse_notebook(json.dumps(nb).encode()), double_master()).cells]
    assert "onerror" not in json.dumps(executed_notebook(ran, {}))


def test_every_vector_in_a_text_reaches_the_notebook_cleaned():
    cells = [{"cell_type": "markdown", "source": vector, "metadata": {}} for vector in ALL[:60]]
    prepared = sanitise(notebook(**RIGHT) | {"cells": cells}, double_master())
    written = executed_notebook([Ran(c) for c in prepared.cells], {})["cells"]
    sources = [c["source"] for c in written if c["cell_type"] == "markdown"]
    assert not any(re.search(r"<(script|img|svg|iframe)", source, re.IGNORECASE) for source in sources)


@pytest.mark.parametrize("word", ["word ", "x"])
def test_what_we_write_below_a_test_is_no_wider_than_a_page_and_complete(word):
    message = word * 300
    diagnosis = Diagnosis(3, "a " * 80, "b " * 80)
    part = PartResult("p " * 80, 0.0, 1.0, Outcome.FAILED, Finding(message, diagnoses=(diagnosis,)))
    for item in (
        ItemResult("t", "t", Outcome.FAILED, 0.0, 1.0, parts=(part,)),
        ItemResult("t", "t", Outcome.ERROR, 0.0, 1.0, message=message),
    ):
        lines = summary_lines(item)
        assert max(map(len, lines)) <= WIDTH
        assert message.replace(" ", "") in "".join(lines).replace(" ", "")


def test_in_the_place_of_a_notebook_that_was_not_graded_the_first_cell_says_so():
    released = {"cells": [{"cell_type": "markdown", "id": "not-graded", "source": "x", "metadata": {}}], "metadata": {}}
    shown = refused_notebook(released, Outcome.MISSING, "No a.ipynb was handed in, but <script>.pdf.")
    first = shown["cells"][0]
    assert first["id"] not in {"not-graded"}
    assert [cell["source"] for cell in shown["cells"][1:]] == ["x"]
    assert "no notebook found. No a.ipynb was handed in, but <script>.pdf." in first["outputs"][0]["text"]
    assert "secret" not in json.dumps(refused_notebook(released, Outcome.CANNOT_JUDGE, "secret"))
