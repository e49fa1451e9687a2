"""What a notebook of the course imports, against what students' code is given: what is missing is nobody's mistake."""

from __future__ import annotations

import ast
import functools
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path, PurePosixPath

from autograder.course.master import PYTHON, Master, MasterCell
from autograder.course.trusted import imported_modules
from autograder.errors import CourseError
from autograder.sandbox.packages import entries

_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
#: What an import statement is or lies in; no expression holds one.
_WITH_STATEMENTS = (ast.stmt, ast.ExceptHandler, ast.match_case)
_CAUGHT = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def check_imports(master: Master, student_packages: Sequence[str]) -> None:
    """Raises CourseError where a cell of the course needs a module that students' code cannot import.

    Modules beside the notebook count, and what a cell can do without (`try: import ... except ImportError`).
    """
    if master.language != PYTHON or not any(cell.grade and not cell.solution for cell in master.cells):
        return  # no test is run that a missing package could fail
    given = {name.partition("[")[0].strip().lower() for name in student_packages}
    beside = {PurePosixPath(name).parts[0].partition(".")[0] for name in master.files}
    known = sys.stdlib_module_names | beside | given | {"IPython"}
    wanted = [(place, name) for place, name in (*_needed(master), *_by_files(master)) if name not in known]
    if not wanted:
        return
    installed = {Path(name).stem.partition(".")[0] for name in entries(student_packages)}
    for place, name in wanted:
        if name not in installed:
            raise CourseError(
                f"{master.assignment}/{master.notebook}.ipynb, {place} imports {name}, which the code of students "
                f"does not get: {_remedy(name)} to c.Autograder.student_packages, now {', '.join(student_packages)}."
            )


def _remedy(module: str) -> str:
    """What to add; under which name a module is installed is another thing than its own."""
    found = metadata.packages_distributions().get(module)
    return f"add {found[0]!r}" if found else "install its package and add that"


def _needed(master: Master) -> Iterator[tuple[str, str]]:
    """A cell by its number, and the name of a module that it cannot do without, in order."""
    for place, cell in enumerate(master.cells, start=1):
        if cell.cell_type == "code":
            yield from ((f"cell {place}", name) for name in sorted(_top_level(_code(master, cell))))


def _by_files(master: Master) -> Iterator[tuple[str, str]]:
    """A module that lies beside the notebook and is imported by it, and the name of one that it needs itself."""
    todo, seen = [name for _, name in _needed(master)], set[str]()
    while todo:
        module = todo.pop()
        for path in (f"{module}.py", f"{module}/__init__.py"):
            if path in master.files and path not in seen:
                seen.add(path)
                found = sorted(_top_level(master.files[path].decode("utf-8", "replace")))
                todo += found
                yield from ((f"its file {path}", name) for name in found)


def _code(master: Master, cell: MasterCell) -> str:
    """What runs in the student's process of a cell, the course's own solution included."""
    runs = [cell.full if cell.solution else cell.released]
    if cell.hidden and not master.trusted_judge(cell):
        runs.append(cell.hidden)
    return "\n".join(runs)


@functools.lru_cache(maxsize=1024)
def _top_level(code: str) -> frozenset[str]:
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(_MAGIC.sub(r"\1pass", code))
    except (SyntaxError, ValueError):  # another magic of IPython's; the cell tells by itself
        return frozenset()
    needed = [node for node in _sure(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return frozenset(module.partition(".")[0] for node in needed for module in imported_modules(node))


def _sure(node: ast.AST) -> Iterator[ast.AST]:
    """The statements of a tree, without what stands under a `try` or `suppress` that catches a failed import."""
    yield node
    children = [child for child in ast.iter_child_nodes(node) if isinstance(child, _WITH_STATEMENTS)]
    if isinstance(node, ast.Try) and any(_catches_import(handler.type) for handler in node.handlers):
        children = [*node.handlers, *node.orelse, *node.finalbody]
    if isinstance(node, ast.With) and any(_suppresses(item.context_expr) for item in node.items):
        children = []
    for child in children:
        yield from _sure(child)


def _catches_import(kind: ast.expr | None) -> bool:
    names = {node.id for node in ast.walk(kind) if isinstance(node, ast.Name)} if kind is not None else _CAUGHT
    return not names.isdisjoint(_CAUGHT)


def _suppresses(context: ast.expr) -> bool:
    """Whether a `with` goes on behind a failed import: `contextlib.suppress(ImportError)`."""
    if not isinstance(context, ast.Call):
        return False
    called = context.func.attr if isinstance(context.func, ast.Attribute) else getattr(context.func, "id", "")
    return called == "suppress" and any(_catches_import(kind) for kind in context.args)
