"""Which names of a notebook its statements bind and read, by Python's own symbol tables, and what hangs on what.

A notebook has one global namespace: statements at the top level of cells bind its names, functions read them later.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

#: What reading code raises where it is no Python, or deeper than Python reads.
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
#: Takes what nobody wants.
DROPPED = "_"
_MUTABLE = (ast.Call, ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Statement:
    """One statement at the top level of a cell."""

    tree: ast.stmt
    names: frozenset[str]
    """The global names in it, however deep: read, bound or deleted. `_` takes what nobody wants, and is none."""
    binds: frozenset[str]
    """Those of them that it binds or deletes."""

    @cached_property
    def modules(self) -> dict[str, str]:
        """The modules that it imports, however deep, by the names that it gives them."""
        imports = [node for node in ast.walk(self.tree) if isinstance(node, ast.Import)]
        return {a.asname or a.name.partition(".")[0]: a.name for node in imports for a in node.names}

    @cached_property
    def constant(self) -> frozenset[str]:
        """Those bound names whose values keep nothing: functions, classes, modules, numbers, texts."""
        match self.tree:
            case ast.Import() | ast.ImportFrom():
                return self.binds
            case ast.FunctionDef(name=name, args=args) if not _remembers(args):
                return frozenset({name})
            case ast.ClassDef(name=name, body=body, decorator_list=[]) if all(map(_keeps_nothing, body)):
                return frozenset({name})
            case ast.Assign(value=ast.Lambda(args=args)) if not _remembers(args):
                return self.binds
            case ast.Assign(value=ast.Call(func=ast.Attribute(attr="vectorize" | "frompyfunc"))):  # of another function
                return self.binds
            case ast.Assign(value=value) if all(isinstance(node, _PLAIN) for node in ast.walk(value)):
                return self.binds
        return frozenset()


_PLAIN = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.Tuple, ast.unaryop, ast.operator, ast.Load)


def _keeps_nothing(inner: ast.stmt) -> bool:
    """Whether a statement in the body of a class leaves nothing in the class that can change."""
    match inner:
        case ast.FunctionDef(args=args):
            return not _remembers(args)
        case ast.Assign(value=value) | ast.Expr(value=value):
            return not any(isinstance(node, _MUTABLE) for node in ast.walk(value)) or _is_slots(inner)
    return isinstance(inner, ast.Pass) or (isinstance(inner, ast.AnnAssign) and inner.value is None)


def _is_slots(inner: ast.stmt) -> bool:
    targets = inner.targets if isinstance(inner, ast.Assign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)] == ["__slots__"]


def _remembers(arguments: ast.arguments) -> bool:
    """Whether a default value is made anew: an object that lives from one call to the next."""
    defaults = [*arguments.defaults, *(default for default in arguments.kw_defaults if default is not None)]
    return any(isinstance(node, _MUTABLE) for default in defaults for node in ast.walk(default))


def statements(source: str) -> tuple[Statement, ...]:
    """The statements of a cell, in order; raises one of `UNREADABLE` where it cannot be read."""
    with warnings.catch_warnings(action="ignore"):  # an invalid escape in somebody's string
        return tuple(_statement(tree) for tree in ast.parse(source).body)


def _statement(tree: ast.stmt) -> Statement:
    names: set[str] = set()
    binds: set[str] = set()
    top = symtable.symtable(ast.unparse(tree), "<cell>", "exec")
    tables = [top]
    for table in tables:
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.get_name() != DROPPED and (table is top or symbol.is_global()):
                names.add(symbol.get_name())
                if symbol.is_assigned() or symbol.is_imported():
                    binds.add(symbol.get_name())
    return Statement(tree, frozenset(names), frozenset(binds))


class Notebook:
    """The statements of a notebook, and what its names reach."""

    def __init__(self, found: Iterable[Statement]) -> None:
        found = list(found)
        self.bound = frozenset().union(*(one.binds for one in found))
        self.data = frozenset().union(*(one.binds - one.constant for one in found))
        """The names of what can change: two of them in one statement may come to share something."""
        self._made_with: dict[str, list[Statement]] = defaultdict(list)
        for one in found:
            for name in one.binds if isinstance(one.tree, ast.FunctionDef) else one.binds | (one.names & self.data):
                self._made_with[name].append(one)

    def reached(self, names: Iterable[str]) -> set[str]:
        """The names themselves, those that their code and their values were made with, and so on."""
        seen: set[str] = set()
        read: set[int] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                new = [one for one in self._made_with.get(name, ()) if id(one) not in read]
                read |= {id(one) for one in new}
                waiting += [each for one in new for each in one.names]
        return seen


def root(node: ast.expr) -> str:
    """The name at the front of `name.attribute[item]`; "" where another expression stands there."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
