"""Answers do not lie about in other notebooks, but where the course waits until they are due."""

from __future__ import annotations

import ast
import builtins
import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.course import Course
from tests.course.material import NOTEBOOKS, ROOT, nbgrader, read, visible

SOLUTION = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION", re.S)
KEPT = {*dir(builtins), "np", "tk", "plt", "math"}
#: Nodes of a syntax tree that are more than a trivial one-liner; and how much of an answer must be seen.
LEAST, SHARE = 9, 0.5
#: (assignment, function, shown in) -> why it gives no answer away.
NO_ANSWER = {
    (
        "08-training",
        "gd_step",
        "06-backpropagation",
    ): "the lecture's update, in one line, for the step that 06 draws",
    ("08-training", "l2_step", "06-backpropagation"): "the same line; of the penalty 06 shows nothing",
}


class _Renamed(ast.NodeTransformer):
    """Names that a programmer chose become v0, v1, ... in the order in which they come; docstrings go."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def _name(self, name: str) -> str:
        return name if name in KEPT else self.names.setdefault(name, f"v{len(self.names)}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._name(node.id), ast.Load())

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self._name(node.arg))


def normal(node: ast.AST) -> str:
    return ast.dump(_Renamed().visit(copy.deepcopy(node)))


def size(node: ast.AST) -> int:
    quiet = (ast.Load, ast.Store, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
    return sum(not isinstance(part, quiet) for part in ast.walk(node))


def computed(body: list[ast.stmt]) -> Iterator[ast.expr]:
    """What the statements of an answer compute, those in loops and branches too, trivial ones aside."""
    for node in (node for statement in body for node in ast.walk(statement)):
        value = getattr(node, "value", None) if isinstance(node, ast.stmt) else None
        if isinstance(value, ast.expr) and not isinstance(value, ast.Constant) and size(value) >= LEAST:
            yield value


def expressions(source: str) -> set[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return set()
    return {normal(node) for node in ast.walk(tree) if isinstance(node, ast.expr) and size(node) >= LEAST}


def printed(notebook: Any) -> set[str]:
    """All expressions that a notebook shows: its given code, and the code in its texts."""
    found: set[str] = set()
    for cell in notebook.cells:
        if cell.cell_type == "code" and not nbgrader(cell).get("solution"):
            found |= expressions(visible(cell))
        elif cell.cell_type == "markdown" and not nbgrader(cell):
            for code in re.findall(r"```python\n(.*?)```|`([^`\n]+)`", cell.source, re.S):
                found |= expressions(re.sub(r"^(>>>|\.\.\.) ", "", "".join(code), flags=re.M))
    return found


def answers(notebook: Any) -> Iterator[ast.FunctionDef]:
    for cell in notebook.cells:
        if cell.cell_type == "code" and nbgrader(cell).get("solution"):
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef):
                    yield node


def seen(answer: ast.FunctionDef, shown: set[str]) -> bool:
    """Whether at least half of what an answer computes stands there."""
    parts = [*computed(answer.body)]
    return bool(parts) and sum(normal(part) in shown for part in parts) >= SHARE * len(parts)


def test_an_answer_is_seen_under_other_names_and_not_in_something_else() -> None:
    (answer,) = ast.parse("def d(o, y):\n    '''words'''\n    e = 2 * (o - y) * (1 - o**2)\n    return e").body
    assert isinstance(answer, ast.FunctionDef)
    assert seen(answer, expressions("delta = np.sum(2 * (out - want) * (1 - out**2))"))
    assert not seen(answer, expressions("delta = 2 * (out - want) * (1 - want**2)"))
    assert not seen(answer, expressions("delta = 2 * (out - want)"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_notebook_shows_an_answer_to_another_one_but_where_it_waits_for_it(path: Path) -> None:
    after = Course.open(ROOT).settings.after
    shown = printed(read(path))
    for other in NOTEBOOKS:
        if other != path and other.stem not in after.get(path.stem, ()):
            found = [answer.name for answer in answers(read(other)) if seen(answer, shown)]
            assert [name for name in found if (other.stem, name, path.stem) not in NO_ANSWER] == [], other.stem


def test_what_is_excused_is_still_there() -> None:
    for assignment, name, shown_in in NO_ANSWER:
        (path,) = (path for path in NOTEBOOKS if path.stem == assignment)
        (answer,) = (answer for answer in answers(read(path)) if answer.name == name)
        (other,) = (path for path in NOTEBOOKS if path.stem == shown_in)
        assert seen(answer, printed(read(other)))


def test_the_readme_says_which_assignment_waits_for_which() -> None:
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    after = Course.open(ROOT).settings.after
    said = {"02": ["01"], "04": ["03"], "07": ["05", "06"], "08": ["05", "06"], "09": ["06", "07"], "10": ["06", "08"]}
    assert (
        "release 02 after 01 is due, 04 after 03, 07 and 08 after 05 and 06, 09 after 06 and 07, and 10 after 06"
        in text
    )
    for first, others in said.items():
        (name,) = (name for name in after if name.startswith(first))
        assert [other[:2] for other in after[name]] == others
    assert {name[:2] for name in after} >= set(said)
