"""Wrong answers that somebody could write without having understood anything, made from an exercise's own cells. Pure.

Each is a whole answer cell: it returns a constant; it knows the values of the visible check by heart; it copies what
the visible check compares with.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.authoring.frame import has_solution, parsed, plain
from autograder.course.master import Master, MasterCell

#: What a constant answer returns, as it is written.
CONSTANTS = ("None", "0", "1", "True", "[]", "''")
#: Names of a check's own, put in the place of one another so deep.
DEEPEST = 8
#: Runs the visible check with the solution, keeps what it returned, and then knows nothing else.
BY_HEART = """

def _by_heart(names, check, namespace):
    import copy, numpy
    seen = {}

    def form(value):
        if isinstance(value, dict):
            return repr([(form(key), form(each)) for key, each in value.items()])
        try:
            return repr(numpy.asarray(value).tolist())
        except Exception:
            return repr(value)

    def asked(name, args, kwargs):
        return name, form(list(map(form, args))), form(dict(kwargs))

    def watched(name, function):
        def answer(*args, **kwargs):
            key = asked(name, args, kwargs)
            value = function(*args, **kwargs)
            seen.setdefault(key, copy.deepcopy(value))
            return value
        return answer

    def remembered(name):
        first = next((value for key, value in seen.items() if key[0] == name), None)
        return lambda *args, **kwargs: copy.deepcopy(seen.get(asked(name, args, kwargs), first))

    for name in names:
        namespace[name] = watched(name, namespace[name])
    for code in check:
        try:
            exec(code, namespace)
        except Exception:
            pass
    for name in names:
        namespace[name] = remembered(name)


"""


@dataclass(frozen=True)
class Answer:
    """A wrong answer."""

    what: str
    """What it does, behind "an answer that"."""
    source: str
    """The whole cell."""
    remedy: str
    shown: MasterCell | None = None
    """The check that gives it away, if one does."""
    line: int = 0
    """On which line."""


def wrong_answers(master: Master, answer: MasterCell, tests: Sequence[MasterCell]) -> list[Answer]:
    """The answers of all three kinds; none for a choice, an answer that is nothing but a constant."""
    functions = _functions(master, answer)
    if not functions or all(map(_is_choice, functions)):
        return []
    return [
        *_constants(answer, functions),
        *_by_heart(answer, functions, tests),
        *(each for test in tests for each in _copied(answer, functions, test)),
    ]


def _functions(master: Master, answer: MasterCell) -> list[ast.FunctionDef]:
    """The functions that the solution writes, at the top level of the cell."""
    found = [node for node in parsed(answer.full).body if isinstance(node, ast.FunctionDef)]
    return [node for node in found if has_solution(master, answer, node)]


def _is_choice(function: ast.FunctionDef) -> bool:
    body = [node for node in function.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or body[0].value is None:
        return False
    return not any(isinstance(node, ast.Name | ast.Call) for node in ast.walk(body[0].value))


def _constants(answer: MasterCell, functions: Sequence[ast.FunctionDef]) -> Iterator[Answer]:
    remedy = "let the hidden test ask for what no constant is"
    for constant in CONSTANTS:
        source = _with_bodies(answer, {f.name: ast.parse(f"return {constant}").body for f in functions})
        yield Answer(f"returns {constant} whatever it is asked", source, remedy)
    if all(f.args.args for f in functions):
        bodies = {f.name: ast.parse(f"return {f.args.args[0].arg}").body for f in functions}
        yield Answer("returns its first argument", _with_bodies(answer, bodies), remedy)


def _by_heart(
    answer: MasterCell, functions: Sequence[ast.FunctionDef], tests: Sequence[MasterCell]
) -> Iterator[Answer]:
    names = tuple(f.name for f in functions if f.args.args or f.args.vararg or f.args.kwonlyargs)
    checks = [plain(test.released) for test in tests]
    hides = any(test.hidden.strip() for test in tests)  # else the check is all there is, which is told by itself
    if hides and len(names) == len(functions) and any(map(str.strip, checks)):
        source = f"{plain(answer.full)}\n{BY_HEART}_by_heart({names!r}, {checks!r}, globals())\n"
        remedy = "let the hidden test draw inputs that the check does not show"
        yield Answer("knows nothing but the values of the visible check", source, remedy)


def _copied(answer: MasterCell, functions: Sequence[ast.FunctionDef], test: MasterCell) -> Iterator[Answer]:
    """Answers that return what the visible check compares them with."""
    tree = parsed(test.released)
    own = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and len(node.targets) == 1]
    values = {node.targets[0].id: node.value for node in own if isinstance(node.targets[0], ast.Name)}
    helpers = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.Import | ast.ImportFrom)]
    helpers = [node for node in helpers if not (isinstance(node, ast.FunctionDef) and node.decorator_list)]
    by_name = {f.name: f for f in functions}
    for compared in _compared(tree):
        for call, wanted in _pairs(compared, values, by_name):
            function = by_name[_name(call)]
            returned: ast.expr = _Without(call, function, values).visit(copy.deepcopy(wanted))
            if any(isinstance(n, ast.Name) and n.id == function.name for n in ast.walk(returned)):
                continue
            body: list[ast.stmt] = [*copy.deepcopy(helpers), ast.Return(returned)]
            source = _with_bodies(answer, {function.name: body})
            what = f"copies `{ast.unparse(wanted)}` from the visible check"
            remedy = "let the check compare with numbers, or look at a property"
            yield Answer(what, source, remedy, test, wanted.lineno)


def _compared(tree: ast.Module) -> Iterator[list[ast.expr]]:
    """Expressions that stand side by side: both sides of ==, the arguments of one call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and all(isinstance(op, ast.Eq) for op in node.ops):
            yield [node.left, *node.comparators]
        elif isinstance(node, ast.Call) and len(node.args) > 1:
            yield node.args
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield [node.left, node.right]


def _pairs(
    compared: Sequence[ast.expr], values: dict[str, ast.expr], functions: dict[str, ast.FunctionDef]
) -> Iterator[tuple[ast.Call, ast.expr]]:
    """(call of an answer's function, what it is compared with)."""
    for one in compared:
        call = values.get(one.id, one) if isinstance(one, ast.Name) else one
        if isinstance(call, ast.Call) and _name(call) in functions:
            others = (other for other in compared if other is not one)
            yield from ((call, other) for other in others if not isinstance(other, ast.Constant | ast.JoinedStr))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


class _Without(ast.NodeTransformer):
    """Puts a function's parameters in the place of what it was called with, and the check's own names out of sight."""

    def __init__(self, call: ast.Call, function: ast.FunctionDef, values: dict[str, ast.expr], depth: int = 0) -> None:
        names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
        self._given = {ast.dump(value): name for name, value in zip(names, call.args, strict=False)}
        self._given |= {ast.dump(word.value): word.arg for word in call.keywords if word.arg}
        self._again = (call, function, values, depth + 1)

    def visit(self, node: ast.AST) -> Any:
        """The node, or the parameter that stands for it."""
        if isinstance(node, ast.expr):
            if name := self._given.get(ast.dump(node)):
                return ast.Name(name, ast.Load())
            call, function, values, depth = self._again
            if isinstance(node, ast.Name) and node.id in values and depth < DEEPEST:
                return _Without(call, function, values, depth).visit(copy.deepcopy(values[node.id]))
        return self.generic_visit(node)


def _with_bodies(answer: MasterCell, bodies: dict[str, list[ast.stmt]]) -> str:
    """The answer's cell with other bodies of some functions."""
    tree = parsed(answer.full)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in bodies:
            node.body = bodies[node.name]
    return ast.unparse(ast.fix_missing_locations(tree))
