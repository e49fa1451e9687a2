"""Which hidden tests run on the trusted side, and what such a test may refer to. Pure functions over syntax trees."""

from __future__ import annotations

import ast
import builtins
import functools
import warnings

_MODULE = "autograder.hidden"
_GIVEN = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__", "__builtins__"}


def runs_trusted(code: str) -> bool:
    """True where the code imports `autograder.hidden`; code that is no Python does not."""
    return "autograder" in code and _MODULE in modules_of(code)


@functools.lru_cache(maxsize=1024)
def modules_of(code: str) -> frozenset[str]:
    """Dotted names of the modules that some code imports, as `imported_modules` has them; none if it is no Python."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return frozenset(imported_modules(ast.parse(code)))
    except (SyntaxError, ValueError):
        return frozenset()


def imports_hidden(tree: ast.AST) -> bool:
    """True where some statement of the tree imports `autograder.hidden`."""
    return any(module == _MODULE for module in imported_modules(tree))


def imported_modules(tree: ast.AST) -> list[str]:
    """Dotted names of the modules that a tree imports; `from a import b` counts as `a` and as `a.b`."""
    modules: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.append(node.module)
            modules += [f"{node.module}.{alias.name}" for alias in node.names]
    return modules


def foreign_names(tree: ast.Module) -> list[str]:
    """Names that are read and that nothing in the tree binds, in order of line.

    Scopes are merged on purpose: a name bound anywhere counts as bound, so that nothing right is refused.
    """
    bound = _GIVEN.union(*map(_bound_by, ast.walk(tree)))
    if "*" in bound:
        return []
    read: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            read.setdefault(node.id, node.lineno)
    return sorted(read.keys() - bound, key=lambda name: (read[name], name))


def defined_names(code: str) -> frozenset[str]:
    """Names that a cell binds, wherever in it; "*" where they cannot all be known."""
    try:
        return frozenset().union(*map(_bound_by, ast.walk(ast.parse(code))))
    except (SyntaxError, ValueError):  # a magic of IPython's
        return frozenset("*")


def _bound_by(node: ast.AST) -> set[str]:
    """Names that a node binds, or deletes."""
    match node:
        case ast.Name(ctx=ast.Store() | ast.Del()):
            return {node.id}
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return {node.name}
        case ast.arg():
            return {node.arg}
        case ast.Import() | ast.ImportFrom():
            return {alias.asname or alias.name.split(".")[0] for alias in node.names}
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return {name}
        case ast.MatchMapping(rest=str(name)):
            return {name}
        case _:
            return set()
