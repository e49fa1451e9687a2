"""The field's words, one signature for a name, honest times, figures in words."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from backprop_ref import mistakes
from tests.course.material import NOTEBOOKS, ROOT, SOURCE, TOOLKIT, nbgrader, read, visible

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

#: What no native lecturer writes -> what is meant.
AVOIDED = {
    r"\b[Dd]eriv(?:e|es|ed|ing)\b[^.|\n]{0,60}? (?:by|with respect to|entry by entry)\b": "differentiate",
    r"\b(?:when|do) you derive\b|\beasy to derive\b|\bis derived\b(?! from)": "differentiate",
    r"\bderivatives? of [^.|\n]{1,40}? by (?:\$|it\b|the\b|its\b|[a-zA-Z]\b)": "with respect to",
    r"\btaken by\b": "with respect to",
    r"\b[Dd]ifferentiate [^.|\n]{1,40}? by \$": "with respect to",
    r"\bshak(?:e|es|en|ing)\b": "finite difference",
    r"\btells? (?:\S+ ){1,6}right\b(?! from)": "classify correctly",
    r"\bdear(?:er|est)?\b": "expensive",
    r"\bbills?\b": "cost",
}

#: A name that has several signatures -> why.
SEVERAL = {
    "accuracy": "08 also has networks with another output: an argument with a default behind those of 10",
    "cross_entropy": "from the scores in 06, where softmax is part of it; from the outputs in 08, where it is not",
    "forward": "08 hands the activations over: theta is a third argument behind those of 06",
    "loss": "06 also draws networks with other activations: two arguments with defaults behind those of 07",
    "random_case": "the sizes that it has by default are those of the notebook's example",
    "run": "an experiment of its notebook",
    "show_descent": "draws a figure of its notebook",
    "squared_error": "of a network's weights in 01, which has no outputs yet; of outputs in 08",
}

#: These are being written anew, with their times.
BEING_WRITTEN = ("06-", "10-")


def texts(notebook: Any) -> dict[str, str]:
    """What students read of each cell: prose, given code, checks; and in feedback what a hidden test says."""
    return {cell.id: re.sub(r"\$\$?[^$]*\$\$?", "$", cell.source) for cell in notebook.cells}


def avoided(text: str) -> list[str]:
    return [f"{found[0]!r}: {meant}" for wrong, meant in AVOIDED.items() if (found := re.search(wrong, text))]


@pytest.mark.parametrize(
    "text",
    [
        "Every entry is derived in its place.",
        "Derive entry $y_n$ by $t$ as in school.",
        "the derivative of $y$ by $x$",
        "has the shape of what it is taken by",
        "2 times the shaken value",
        "It must tell 93 of 100 points right",
        "A constant. What does it become when you derive?",
    ],
)
def test_what_is_wrong_english_mathematics_is_found(text: str) -> None:
    assert avoided(text)


@pytest.mark.parametrize(
    "text",
    ["Derive the recursion, one rule a line.", "the derivative of $y$ with respect to $x$", "to tell right from wrong"],
)
def test_what_is_right_is_let_be(text: str) -> None:
    assert avoided(text) == []


@every_notebook
def test_a_notebook_says_it_in_the_words_of_the_field(path: Path) -> None:
    found = {cell_id: avoided(text) for cell_id, text in texts(read(path)).items()}
    assert {cell_id: words for cell_id, words in found.items() if words} == {}


def test_so_do_the_toolkit_and_the_catalogue_of_mistakes() -> None:
    for module in TOOLKIT:
        assert avoided((SOURCE / f"{module}.py").read_text(encoding="utf-8")) == []
    references = [value for value in vars(mistakes).values() if isinstance(value, mistakes.Reference)]
    known = {m.number: f"{m.title}. {m.lesson}" for reference in references for m in reference.mistakes}
    assert len(known) > 100
    assert {number: avoided(text) for number, text in known.items() if avoided(text)} == {}


def signatures() -> dict[str, dict[str, list[str]]]:
    """Name of a function that a notebook gives or asks for -> its arguments -> where."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in NOTEBOOKS:
        for cell in read(path).cells:
            for node in ast.parse(visible(cell)).body if cell.cell_type == "code" else ():
                if isinstance(node, ast.FunctionDef) and node.name != "_":
                    found[node.name][ast.unparse(node.args)].append(path.stem)
    return found


def test_a_name_has_one_signature_in_the_whole_course() -> None:
    several = {name: dict(kinds) for name, kinds in signatures().items() if len(kinds) > 1}
    assert {name: kinds for name, kinds in several.items() if name not in SEVERAL} == {}


def test_every_name_that_may_have_several_has_them() -> None:
    found = signatures()
    assert [name for name in SEVERAL if len(found[name]) < 2] == []


def minutes(notebook: Any) -> float:
    """How long a student is at it: 150 words or 20 lines read in a minute, 4 for an answer and 0.6 for its line."""
    words = lines = answers = by_hand = written = 0
    for cell in notebook.cells:
        meta = nbgrader(cell)
        if cell.cell_type == "markdown":
            by_hand += bool(meta.get("solution"))
            words += 0 if meta else len(re.sub(r"(?s)<details>.*?</details>", "", cell.source).split())
        elif meta.get("solution"):
            answers += 1
            written += sum(s.count("\n") for s in re.findall(r"(?s)BEGIN SOLUTION\n(.*?)### END", cell.source))
        elif not meta.get("grade"):
            lines += sum(bool(line.strip()) for line in visible(cell).splitlines())
    return words / 150 + lines / 20 + 4 * answers + 8 * by_hand + 0.6 * written


@every_notebook
def test_the_time_at_the_head_is_what_the_notebook_takes(path: Path) -> None:
    notebook = read(path)
    said = re.search(r"\*\*Time:\*\* about (\d+) minutes( or more)?\.", notebook.cells[0].source)
    if path.stem.startswith(BEING_WRITTEN):
        assert "**Time:** " in notebook.cells[0].source
        return
    assert said
    assert abs(minutes(notebook) - int(said[1])) <= 15


@every_notebook
def test_every_picture_has_its_content_in_words_and_no_given_cell_fails(path: Path) -> None:
    """Of the notebook as it comes out: as its alternative text, for readers who do not see the picture."""
    solved = read(ROOT / "solutions" / path.stem / path.name)
    for cell in solved.cells:
        outputs = cell.get("outputs", ())
        assert not any(output.output_type == "error" for output in outputs), cell.id
        pictures = [output for output in outputs if "image/png" in output.get("data", {})]
        assert all(picture["metadata"]["image/png"]["alt"] for picture in pictures), cell.id
        assert "In words" not in "".join("".join(output.get("text", "")) for output in outputs), cell.id
