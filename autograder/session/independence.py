"""Whether a notebook ends the same where the course's illustrations were left out.

A skipped cell could matter to a student's code in two ways: it binds names, and it hands objects to the student's own
functions, which may change what they are given, or remember it. Both are excluded here by names alone; whatever cannot
be excluded is a doubt, and a doubt costs computing time: the notebook is run in full.
"""

from __future__ import annotations

import ast
import builtins
import functools
import re
import types
from collections.abc import Collection, Iterable, Iterator

import numpy as np

from autograder.course.asked_names import SEEDED, asked_names
from autograder.course.scopes import DROPPED, UNREADABLE, Notebook, Statement, statements
from autograder.course.trusted import runs_trusted
from autograder.intake.sanitise import Prepared, PreparedCell

#: More than anybody writes into a notebook, and more than is worth reading here.
MOST_CHARACTERS = 50_000
#: They keep nothing, and Python has them loaded before a file of the student's could stand in their place.
MODULES = {"math", "itertools", "operator", "collections", "heapq", "functools", "typing"}
#: What of Python's own names leads to things that are not named, or out of the process.
LEADING_AWAY = (
    {"eval", "exec", "compile", "globals", "locals", "vars", "dir", "setattr", "delattr"}
    | {"open", "input", "breakpoint", "help", "exit", "quit", "copyright", "credits", "license"}
    | {"memoryview", "super"}
)
BUILTINS = {name for name in dir(builtins) if not name.startswith("_")} - LEADING_AWAY
#: What of numpy has settings that stay, or reads and writes files.
KEEPING = (
    {"errstate", "seterr", "geterr", "seterrcall", "geterrcall", "setbufsize", "getbufsize"}
    | {"printoptions", "set_printoptions", "get_printoptions", "set_string_function"}
    | {"load", "save", "savez", "savez_compressed", "loadtxt", "savetxt", "genfromtxt", "fromfile", "fromregex"}
    | {"memmap", "DataSource", "test", "show_config", "show_runtime"}
)
#: What of that is undone at the end of a `with`.
UNDONE = {"errstate", "printoptions"}
#: Harmless where the attribute is written out.
ASKING = {"getattr", "hasattr"}
#: Attributes of frames, generators and code lead everywhere.
_INSIDE = re.compile(r"_|(f|tb|gi|cr|ag|co)_")


def can_leave_out(prepared: Prepared) -> bool:
    """Whether the notebook surely ends the same without its illustrations."""
    return not _shown(prepared) or (not asks_for_all(prepared) and independent(prepared))


def _shown(prepared: Prepared) -> list[PreparedCell]:
    return [cell for cell in prepared.cells if cell.illustration]


def asks_for_all(prepared: Prepared) -> bool:
    """Whether the student's code names what an illustration binds."""
    bound = frozenset().union(*(one.binds for cell in _shown(prepared) for one in _of_the_course(cell.source)))
    suspicious = (cell.source for cell in _own(prepared) if not bound.isdisjoint(_words(cell.source)))
    return any(not bound.isdisjoint(_mentioned(source)) for source in suspicious)


def independent(prepared: Prepared) -> bool:
    """Whether the student's code surely does the same without the illustrations. In doubt it does not."""
    code = [cell for cell in prepared.cells if cell.cell_type == "code"]
    try:
        own = _read_own(_own(prepared))
        shown = [one for cell in _shown(prepared) for one in _of_the_course(cell.source)]
        course = [one for cell in code if not _is_own(cell) for one in _of_the_course(cell.source)]
    except UNREADABLE:
        return False
    notebook, tame = Notebook([*course, *own]), _Tame([*course, *own])
    known = notebook.bound | BUILTINS
    tables = _tables(own).difference(*(one.names for one in course))
    if _remember(own, tables) or not all(one.names <= known and tame.is_tame(one.tree) for one in own):
        return False
    read = {name for one in own for name in one.names}.union(*_asked(prepared))
    common = notebook.reached(read) & notebook.reached(name for one in shown for name in one.names)
    return notebook.data.isdisjoint(common - tables)


def _asked(prepared: Prepared) -> Iterator[frozenset[str]]:
    """The names that tests look at; the visible part of a test that is judged outside decides nothing."""
    for cell in prepared.cells:
        test = cell.master
        if test is not None and test.grade and not test.solution:
            yield _asked_names(test.hidden)
            if not _runs_trusted(test.hidden):
                yield _mentioned(test.released)


_of_the_course = functools.cache(statements)
_asked_names = functools.cache(asked_names)
_runs_trusted = functools.cache(runs_trusted)


def _own(prepared: Prepared) -> list[PreparedCell]:
    return [cell for cell in prepared.cells if cell.cell_type == "code" and _is_own(cell)]


def _is_own(cell: PreparedCell) -> bool:
    """Whether the student wrote the cell: an answer that was changed, or a cell that was added."""
    return not cell.of_the_course if cell.master is None else cell.master.solution and cell.changed


def _read_own(cells: Iterable[PreparedCell]) -> list[Statement]:
    sources = [cell.source for cell in cells]
    if sum(map(len, sources)) > MOST_CHARACTERS:
        raise ValueError("too long to be read here")
    return [one for source in sources for one in statements(source)]


def _mentioned(source: str) -> frozenset[str]:
    """The notebook's names in a cell; of one that is no plain Python every word."""
    try:
        if len(source) <= MOST_CHARACTERS:
            return frozenset().union(*(one.names for one in statements(source)))
    except UNREADABLE:
        pass
    return _words(source)


def _words(source: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", source))


def _remember(own: Collection[Statement], tables: Collection[str]) -> bool:
    """Whether functions of the student's keep something from one call to the next: then any call could matter."""
    data = frozenset().union(*(one.binds - one.constant for one in own)) - frozenset(tables)
    functions = [one for one in own if any(isinstance(node, _FUNCTIONS) for node in ast.walk(one.tree))]
    return any(getattr(one.tree, "decorator_list", ()) or not data.isdisjoint(one.names) for one in functions)


def _tables(own: Collection[Statement]) -> set[str]:
    """The names of dictionaries of functions and numbers that are looked into and never changed or handed on."""
    nodes = [node for one in own for node in ast.walk(one.tree)]
    data = frozenset().union(*(one.binds - one.constant for one in own))
    found: set[str] = set()
    for one in own:
        match one.tree:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)):
                if all(isinstance(value, _LOOKED_UP) for value in values) and data & one.names <= {name}:
                    found.add(name)
    looked = {id(n.value) for n in nodes if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load)}
    loaded = [n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    return found - {node.id for node in loaded if id(node) not in looked}


_LOOKED_UP = (ast.Lambda, ast.Name, ast.Attribute, ast.Constant)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


class _Tame:
    """Tells code that reaches nothing but the notebook's names, what they hold, and what keeps nothing.

    It writes into no attribute, except those that the notebook's classes give to their objects.
    """

    def __init__(self, found: Iterable[Statement]) -> None:
        self._modules = {alias: name for one in found for alias, name in one.modules.items()}
        self._fields = {field for one in found if isinstance(one.tree, ast.ClassDef) for field in _fields(one.tree)}

    def is_tame(self, tree: ast.stmt) -> bool:
        """Whether nothing in the tree leads elsewhere."""
        harmless = {id(node) for node in self._harmless(tree)}
        return not any(self._leads_away(node) for node in ast.walk(tree) if id(node) not in harmless)

    def _harmless(self, tree: ast.stmt) -> Iterator[ast.AST]:
        """The names of modules before a function that keeps nothing; `getattr` of an attribute that is written out."""
        waits = any(isinstance(node, ast.Yield | ast.YieldFrom | ast.Await) for node in ast.walk(tree))
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id=name) as asking, args=[_, ast.Constant(value=str(attr)), *_]):
                    if name in ASKING and not _INSIDE.match(attr):
                        yield asking
                case ast.Attribute(value=ast.Name(id=name) as module, attr=attr):
                    if self._modules.get(name) in MODULES or (self._modules.get(name) == "numpy" and keeps_none(attr)):
                        yield module
                case ast.Attribute(value=ast.Attribute(value=ast.Name(id=name) as module, attr="random"), attr=attr):
                    if self._modules.get(name) == "numpy" and attr in SEEDED:
                        yield module
                case ast.withitem(
                    context_expr=ast.Call(func=ast.Attribute(value=ast.Name(id=name) as module, attr=attr)),
                    optional_vars=None,
                ):
                    if self._modules.get(name) == "numpy" and attr in UNDONE and not waits:
                        yield module

    def _leads_away(self, node: ast.AST) -> bool:
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                return name in self._modules or name in ASKING or name == DROPPED
            case ast.Attribute(attr=attr, ctx=context):
                return bool(_INSIDE.match(attr)) or not (isinstance(context, ast.Load) or attr in self._fields)
            case ast.Import(names=names):
                return any(alias.name not in MODULES | {"numpy"} for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                if level or any(alias.name == "*" for alias in names):
                    return True
                return module not in MODULES and not (module == "numpy" and all(keeps_none(a.name) for a in names))
        return False


def _fields(tree: ast.ClassDef) -> Iterator[str]:
    """What the methods of a class keep in its objects."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=attr, ctx=ast.Store()):
                yield attr


def keeps_none(name: str) -> bool:
    """Whether this of numpy's gives a result and keeps nothing; of its modules only linear algebra does."""
    found = getattr(np, name, None)
    return found is not None and name not in KEEPING and (name == "linalg" or not isinstance(found, types.ModuleType))
