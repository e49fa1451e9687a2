"""The graded notebook as the formgrader opens it."""

import json
import re

import pytest

from autograder.intake.notebook import parse_notebook
from autograder.intake.sanitise import PreparedCell, sanitise
from autograder.kernel.outputs import cleaned
from autograder.kernel.protocol import Execution
from autograder.outcomes import Outcome
from autograder.session.executed import executed_notebook
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
