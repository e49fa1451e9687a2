"""Cells that only show something: they carry the tag "illustration", and grading leaves them out.

Here is proved, by names, that nothing else in a notebook needs what such a cell does; and found, which cells could
carry the tag. What a student's code needs is another question: `autograder.session.independence`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nbformat import NotebookNode
from nbgrader import utils

from autograder.course.asked_names import SEEDED, asked_names, names_in, words_of
from autograder.course.marks import Marks, outside
from autograder.course.scopes import UNREADABLE, Notebook, Statement, root, statements
from autograder.course.source_notebook import cell_name, hidden_code
from autograder.errors import CourseError

ILLUSTRATION = "illustration"
#: Calls that change the process for all cells behind, or what they are given.
_SETTINGS = {
    "seed",
    "shuffle",
    "seterr",
    "seterrcall",
    "setbufsize",
    "set_printoptions",
    "simplefilter",
    "filterwarnings",
} | {"chdir", "setrecursionlimit", "use", "rc", "copyto", "place", "put", "putmask", "fill_diagonal"}
#: Methods that change their object.
_IN_PLACE = {
    "append",
    "extend",
    "insert",
    "remove",
    "pop",
    "popitem",
    "clear",
    "update",
    "setdefault",
    "sort",
    "reverse",
} | {"add", "discard", "fill", "resize"}


@dataclass(frozen=True)
class _Cell:
    """A code cell of a source notebook."""

    where: str
    tagged: bool
    free: bool
    """Neither answer nor test: it could carry the tag."""
    source: str
    hidden: str

    @cached_property
    def statements(self) -> Sequence[Statement] | None:
        """Those in front of students; None where it is no plain Python."""
        try:
            return statements(self.source)
        except UNREADABLE:
            return None

    @cached_property
    def binds(self) -> frozenset[str]:
        return frozenset().union(*(one.binds for one in self.statements or ()))

    @cached_property
    def names(self) -> frozenset[str]:
        """The notebook's names in it, and in its hidden test."""
        shown = words_of(self.source) if self.statements is None else names_in(self.statements)
        return shown | asked_names(self.hidden)


def is_illustration(cell: NotebookNode) -> bool:
    """Whether the cell carries the tag."""
    return ILLUSTRATION in cell.metadata.get("tags", [])


def check_illustrations(notebook: NotebookNode, marks: Marks, label: str) -> None:
    """Raise CourseError for a tag on a cell that others need, or that does more than to show something."""
    cells = _cells(notebook, marks)
    if not any(cell.tagged for cell in cells):
        return
    tagged, steps = [cell for cell in cells if cell.tagged], _Steps(cells)
    for cell in tagged:
        if not cell.free or cell.statements is None:
            why = "is no plain Python" if cell.free else "is an answer or a test"
            raise CourseError(f"{label}, {cell.where} {why}: take the tag {ILLUSTRATION!r} away.")
        if does := steps.does(cell):
            raise CourseError(f"{label}, {cell.where} {does}: take the tag {ILLUSTRATION!r} away.")
    for cell in tagged:
        for other in cells:
            if not other.tagged and (shared := sorted(other.names & cell.binds)):
                raise CourseError(
                    f"{label}, {cell.where} binds {shared[0]}, a name that {other.where} uses: rename it, "
                    f"or take the tag {ILLUSTRATION!r} away."
                )


def advised(notebook: NotebookNode, marks: Marks) -> list[str]:
    """The cells that only show something and do not carry the tag: names of cells, as in messages."""
    cells = _cells(notebook, marks)
    steps = _Steps(cells)
    could = [c for c in cells if c.free and not c.tagged and c.statements and _shows(c) and not steps.does(c)]
    while True:
        others = [cell for cell in cells if not cell.tagged and cell not in could]
        needed = frozenset().union(*(cell.names for cell in others))
        fewer = [cell for cell in could if needed.isdisjoint(cell.binds)]
        if len(fewer) == len(could):
            return [cell.where for cell in could]
        could = fewer


def _cells(notebook: NotebookNode, marks: Marks) -> list[_Cell]:
    found = []
    for position, cell in enumerate(notebook.cells, start=1):
        tagged = is_illustration(cell)
        if cell.cell_type == "code" or tagged:
            graded = utils.is_solution(cell) or utils.is_grade(cell) or utils.is_task(cell)
            free = cell.cell_type == "code" and not graded
            shown, hidden = outside(cell.source, marks.hidden), hidden_code(cell.source, marks)
            found.append(_Cell(cell_name(position, cell), tagged, free, shown, hidden))
    return found


def _shows(cell: _Cell) -> bool:
    """Whether the cell does more than to define something."""
    return any(isinstance(node, ast.Expr) for one in cell.statements or () for node in _outside_functions(one.tree))


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    yield tree
    if not isinstance(tree, ast.FunctionDef | ast.ClassDef):
        for node in ast.iter_child_nodes(tree):
            yield from _outside_functions(node)


class _Steps:
    """All statements of a notebook."""

    def __init__(self, cells: Sequence[_Cell]) -> None:
        everything = [one for each in cells for one in each.statements or ()]
        self._notebook = Notebook(everything)
        self._modules = frozenset(alias for one in everything for alias in one.modules)
        self._functions = [(one, one.tree.name) for one in everything if isinstance(one.tree, ast.FunctionDef)]

    def does(self, cell: _Cell) -> str:
        """What a cell does besides showing something, itself or by a function of the notebook; "" for nothing."""
        reached = self._notebook.reached(cell.names)
        steps = [*(cell.statements or ()), *(one for one, name in self._functions if name in reached)]
        return next((does for one in steps for does in _traces(one, one.names - cell.binds, self._modules)), "")


def _traces(one: Statement, foreign: frozenset[str], modules: frozenset[str]) -> Iterator[str]:
    """What a statement does to `foreign` names, and to the process."""
    for node in ast.walk(one.tree):
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                if (name := root(node)) in foreign:
                    yield f"assigns into {name}"
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in _SETTINGS:
                yield f"calls {attr}()"
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in _IN_PLACE:
                function = isinstance(value, ast.Name) and value.id in modules  # np.append, np.sort
                if not function and (name := root(value)) in foreign:
                    yield f"calls a method of {name}, {attr}(), that changes it"
            case ast.Attribute(value=ast.Attribute(attr="random"), attr=attr) if attr not in SEEDED:
                yield f"draws from the global random generator ({attr})"
            case ast.Import() | ast.ImportFrom() if any(alias.name.split(".")[0] == "random" for alias in node.names):
                yield "draws from the global random generator"
            case ast.Global(names=names):
                yield f"declares {names[0]} global"
