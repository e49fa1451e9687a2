"""What a master shows without being run: tests, points and names. Pure."""

from __future__ import annotations

import ast
import builtins
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from autograder.authoring.found import Finding, Role, place
from autograder.course.asked_names import asked_names
from autograder.course.marks import regions
from autograder.course.master import Master, MasterCell
from autograder.course.trusted import defined_names

_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)


def frame(masters: Sequence[Master], packages: Sequence[str]) -> list[Finding]:
    """Exercises without a hidden test, points that nobody can earn, names that collide."""
    sentences = [
        sentence
        for master in masters
        for sentence in (*_untested(master), *_worthless(master), *_bound_twice(master), *_hiding(master))
    ]
    sentences += _hidden_modules(masters[0], packages) if masters else []
    return [Finding(Role.READER, sentence) for sentence in sentences]


def plain(code: str) -> str:
    """The code with a `pass` in the place of IPython's own lines."""
    return _MAGIC.sub(r"\1pass", code)


def parsed(code: str) -> ast.Module:
    """Its syntax tree, an empty one where it is no Python."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(plain(code))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def answers_and_tests(master: Master) -> list[tuple[list[MasterCell], list[MasterCell]]]:
    """The exercises: code answers that stand together, and the tests behind them."""
    found: list[tuple[list[MasterCell], list[MasterCell]]] = []
    for cell in master.cells:
        if cell.solution and not cell.grade and cell.cell_type == "code":
            if not found or found[-1][1]:
                found.append(([], []))
            found[-1][0].append(cell)
        elif cell.grade and not cell.solution and found:
            found[-1][1].append(cell)
    return found


def bound(code: str) -> dict[str, int]:
    """Names that code binds at its top level by a definition or an assignment -> the line."""
    names: dict[str, int] = {}
    for node in parsed(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            names.setdefault(node.name, node.lineno)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found = (each for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))
            names |= {each.id: each.lineno for each in found if each.id not in names}
    return names


def _untested(master: Master) -> Iterator[str]:
    for answers, tests in answers_and_tests(master):
        if not tests:
            yield (
                f"{place(master, answers[0])}: no test follows this answer, so nobody earns points for it; put an "
                "'Autograder tests' cell behind it."
            )
        elif not any(test.hidden.strip() for test in tests):
            yield (
                f"{place(master, tests[0])}: this exercise has no hidden test, so an answer made for the visible check "
                "earns all; put one between ### BEGIN HIDDEN TESTS and ### END HIDDEN TESTS."
            )
        else:
            yield from _not_asked(master, answers, tests)


def _not_asked(master: Master, answers: Sequence[MasterCell], tests: Sequence[MasterCell]) -> Iterator[str]:
    """Answers of which no test, hidden or visible, and no locked cell that only shows something asks for a name."""
    asked = frozenset().union(*(asked_names(t.hidden) | asked_names(plain(t.released)) for t in tests))
    used = asked | frozenset().union(*(defined_names(plain(cell.full)) for cell in master.cells if cell in tests))
    practised = [parsed(cell.full) for cell in master.cells if cell.locked and cell.illustration]
    used |= {node.id for tree in practised for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for answer in answers:
        names = bound(answer.full)
        if names and "*" not in used and asked and not used & (names.keys() | _used_by_others(answers, answer)):
            yield (
                f"{place(master, answer)}: no test asks for {_listed(names)}, which this answer defines; let a hidden "
                f'test call("{next(iter(names))}", ...).'
            )


def _used_by_others(answers: Sequence[MasterCell], one: MasterCell) -> frozenset[str]:
    """Names of the answers beside this one that use it: they are what the test asks for."""
    names = bound(one.full).keys()
    others = (cell for cell in answers if cell is not one)
    return frozenset(name for cell in others if names & _read(cell.full) for name in bound(cell.full))


def _read(code: str) -> set[str]:
    return {node.id for node in ast.walk(parsed(code)) if isinstance(node, ast.Name)}


def _worthless(master: Master) -> Iterator[str]:
    for cell in master.cells:
        if (cell.grade or cell.task) and not cell.points:
            yield f"{place(master, cell)} is worth 0 points; give it some in nbgrader's toolbar, or make it read-only."
        elif cell.points and not (cell.grade or cell.task):
            yield (
                f"{place(master, cell)} says {cell.points:g} points, which nobody can earn: it is neither a test nor "
                "graded by hand; give them to the test behind it."
            )


def _bound_twice(master: Master) -> Iterator[str]:
    """A name of an answer that another cell binds anew."""
    owners: dict[str, MasterCell] = {}
    for cell in master.cells:
        if cell.cell_type != "code":
            continue
        code = cell.full if cell.solution else cell.released
        functions = {node.name for node in parsed(code).body if isinstance(node, ast.FunctionDef)}
        for name, line in bound(code).items():
            owner = owners.get(name)
            if owner is not None and not (cell.solution and name not in functions):
                yield (
                    f"{place(master, cell, line)} binds {name}, which is the answer of {owner.grade_id}, anew; use "
                    "another name in one of them."
                )
        if cell.solution:
            owners |= {name: cell for name in functions if name != "_" and name not in owners}


def _hiding(master: Master) -> Iterator[str]:
    for cell in master.cells:
        if cell.solution and cell.cell_type == "code":
            for name, line in bound(cell.full).items():
                if hasattr(builtins, name) and not name.startswith("_"):
                    yield f"{place(master, cell, line)}: {name} hides Python's own {name}; use another name."


def _hidden_modules(master: Master, packages: Sequence[str]) -> Iterator[str]:
    """Files beside the notebook that an import would find in the place of a package."""
    taken = sys.stdlib_module_names | {name.partition("[")[0].strip().lower() for name in packages}
    folded = defaultdict(list)
    for name in master.files:
        folded[name.lower()].append(name)
        first = PurePosixPath(name).parts[0].removesuffix(".py")
        if PurePosixPath(name).suffix == ".py" and first in taken:
            yield f"source/{master.assignment}: {name} hides the package {first} from every import; rename the file."
    for names in folded.values():
        if len(names) > 1:
            yield f"source/{master.assignment}: {_listed(names)} are one file on Windows and macOS; rename one of them."


def has_solution(master: Master, cell: MasterCell, node: ast.stmt) -> bool:
    """Whether a statement of an answer cell holds something of the solution."""
    marked = regions(cell.full, master.marks.solution)
    last = node.end_lineno or node.lineno
    return not marked or any(
        r.first_line <= last and node.lineno < r.first_line + r.text.count("\n") + 1 for r in marked
    )


def _listed(names: Sequence[str] | dict[str, int]) -> str:
    return ", ".join(names)
