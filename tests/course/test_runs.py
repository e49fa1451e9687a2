"""Source notebooks run from top to bottom: solved, unanswered, and with a wrong answer in any one place."""

from __future__ import annotations

import functools
import itertools
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.course.material import NOTEBOOKS, ROOT, Variant, nbgrader, read, variants
from tests.course.test_notebooks import released
from tests.days import of_today

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore")]
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def run(notebook: Any, folder: Path) -> Any:
    """The executed notebook; raises where a cell raises. It runs in a copy of its folder: nothing is left behind."""
    from nbclient import NotebookClient

    with tempfile.TemporaryDirectory() as there:
        for file in folder.iterdir():
            if file.is_file() and file.suffix != ".ipynb":
                shutil.copy(file, there)
        return _executed(NotebookClient, notebook, there)


def _executed(client: Any, notebook: Any, folder: str) -> Any:
    resources = {"metadata": {"path": folder}}
    without_sliders = {**os.environ, "SOURCE_DATE_EPOCH": "0"}  # they are tried in a browser
    return client(notebook, timeout=120, kernel_name="python3", resources=resources).execute(env=without_sliders)


@functools.cache
def solved(path: Path) -> Any:
    """The source notebook as it runs: the committed solution, which `test_committed.py` holds to be that."""
    return read(ROOT / "solutions" / path.parent.name / path.name)


def streams(cell: Any, name: str) -> str:
    return "".join(o.text for o in cell.get("outputs", []) if o.output_type == "stream" and o.name == name)


def checks(notebook: Any) -> list[Any]:
    return [c for c in notebook.cells if c.cell_type == "code" and nbgrader(c).get("grade")]


@every_notebook
def test_the_solved_notebook_runs_in_silence_and_every_check_is_right(path: Path) -> None:
    notebook = solved(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert {cell.id: streams(cell, "stderr") for cell in code if streams(cell, "stderr")} == {}
    assert all("right" in streams(cell, "stdout") for cell in checks(notebook))


@every_notebook
def test_every_figure_of_the_solved_notebook_has_an_alternative_text_and_the_same_words_folded_up(path: Path) -> None:
    for cell in solved(path).cells:
        shown = [o for o in cell.get("outputs", []) if o.output_type == "display_data"]
        assert "In words" not in streams(cell, "stdout"), cell.id
        for before, figure in itertools.pairwise([None, *shown]):
            if "image/png" in figure.data:
                alternative = figure.metadata["image/png"]["alt"]
                assert len(alternative) > 10, cell.id
                assert before is not None, cell.id
                assert before.data["text/plain"] == alternative, cell.id
                assert before.data["text/html"].startswith('<details class="in-words"><summary>In words<'), cell.id


def test_the_words_of_a_picture_are_folded_up_in_nbconverts_page_too() -> None:
    from nbconvert import HTMLExporter

    notebook = solved(NOTEBOOKS[0])
    page, _ = HTMLExporter().from_notebook_node(notebook)
    pictures = [o for cell in notebook.cells for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]
    assert page.count('<details class="in-words"><summary>In words</summary>') == len(pictures) > 5


@every_notebook
def test_the_unanswered_notebook_runs_and_every_check_says_so_on_stderr(path: Path) -> None:
    notebook = run(released(path), path.parent)
    assert checks(notebook)
    for cell in checks(notebook):
        assert re.search(r"not answered yet|is not written yet", streams(cell, "stderr")), cell.id
        assert "right" not in streams(cell, "stdout"), cell.id


def wrong_everywhere(path: Path) -> list[tuple[Path, dict[str, Variant]]]:
    """Notebooks that together hold a crash and a mistake in every solution cell."""
    own = [v for v in variants() if v.assignment == path.parent.name]
    crashes = {v.grade_id: v for v in own if v.title == "crash"}
    mistakes = [v for v in own if v.kind == "mistake"]
    first = {v.grade_id: v for v in reversed(mistakes)}
    last = first | {v.grade_id: v for v in mistakes if v.number}  # the others are subtle: hidden inputs see them
    return [(path, crashes), (path, first), (path, last)]


def wrong_today() -> list[tuple[Path, dict[str, Variant]]]:
    """One of the three for each notebook, another one each day; RUNS=all in the environment takes them all."""
    cases = [wrong_everywhere(path) for path in NOTEBOOKS]
    turned = [three[number % 3 :] + three[: number % 3] for number, three in enumerate(cases)]
    return [case for three in turned for case in of_today(three, 3, "RUNS")]


@pytest.mark.parametrize(
    ("path", "chosen"),
    wrong_today(),
    ids=lambda value: value.stem if isinstance(value, Path) else "",
)
def test_a_notebook_with_wrong_answers_runs_to_its_end_crashes_always_told_mistakes_mostly(
    path: Path, chosen: dict[str, Variant]
) -> None:
    notebook = released(path)
    for cell in notebook.cells:
        if cell.cell_type == "code" and nbgrader(cell).get("grade_id") in chosen:
            cell.source = chosen[nbgrader(cell)["grade_id"]].code
    silent = [cell.id for cell in checks(run(notebook, path.parent)) if not streams(cell, "stderr")]
    if all(variant.title == "crash" for variant in chosen.values()):
        assert silent == []
    assert len(silent) <= len(chosen) / 2, silent  # a check looks at one case, and at the form of a choice only
