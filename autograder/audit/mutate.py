"""Small mutations of a solution: each is the cell with one expression or one statement changed.

The operators are our own, on Python's syntax trees. Kept libraries (cosmic-ray, mutmut) mutate files on disk and count
what a test runner says of them. Here the tests are hidden tests, the code is part of a cell, and students err in
slices, axes, transposes, the order of arguments and aliasing, for which those have no operators.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.course.marks import Mark, regions

#: Calls that stand for one another in a student's mind, by name.
PAIRS = (
    *(("sin", "cos"), ("exp", "expm1"), ("log", "log1p"), ("max", "min"), ("maximum", "minimum"), ("sum", "mean")),
    *(("zeros", "ones"), ("zeros_like", "ones_like"), ("vstack", "hstack"), ("argsort", "argmax"), ("tanh", "sin")),
    *(("array", "asarray"), ("append", "extend"), ("isclose", "equal"), ("diagflat", "diag"), ("update", "setdefault")),
)
ALIKE = {two: one for one, two in PAIRS} | dict(PAIRS)
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq, ast.GtE, ast.LtE),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_COMPUTED: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
#: Names that stand for no value.
MODULES = ("np", "math")
#: Expressions that need no parentheses wherever they stand.
_ATOMS = (ast.Name, ast.Call, ast.Attribute, ast.Subscript, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.ListComp)


@dataclass(frozen=True)
class Mutant:
    """A solution cell with one change."""

    function: str
    """The function in which it is; "" at the top level of the cell."""
    line: str
    """What is changed, the lines on which it stands, in one."""
    becomes: str
    """What they become."""
    source: str
    """The whole cell."""
    number: int = 0
    """The line of the cell on which what is changed begins, counted from 1."""


def mutants(cell: str, mark: Mark) -> list[Mutant]:
    """All mutants of the solutions in a cell, in their order; nothing outside of the marks is changed."""
    tree = ast.parse(cell)
    inside = [range(r.first_line, r.first_line + len(r.text.split("\n"))) for r in regions(cell, mark)]
    found: dict[str, Mutant] = {}
    original = _dump(cell)
    for scope in _scopes(tree):
        for node, text in scope.changes():
            if not any(node.lineno in lines for lines in inside):
                continue
            mutant = _mutant(cell, scope.name, node, text)
            dump = _dump(mutant.source)
            if dump not in ("", original):
                found.setdefault(dump, mutant)
    return list(found.values())


def _dump(source: str) -> str:
    """The syntax tree as text, the same for programs that do the same by their form; "" where it is no Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(_, [ast.In() | ast.NotIn()], [ast.Tuple(elts) | ast.List(elts) | ast.Set(elts)]):
                elts.sort(key=ast.dump)  # the order of what is searched means nothing
    return ast.dump(tree)


def _mutant(cell: str, function: str, node: ast.expr | ast.stmt, text: str) -> Mutant:
    lines = cell.encode().split(b"\n")
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    before, after = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    changed = before + text.encode() + after
    new = b"\n".join([*lines[:first], changed, *lines[last + 1 :]]).decode()
    shown = one_line(b"\n".join(lines[first : last + 1]).decode())
    return Mutant(function, shown, one_line(changed.decode()), new, node.lineno)


def one_line(text: str) -> str:
    """The text with every run of white space as one space: how changed lines are written and compared."""
    return " ".join(text.split())


@dataclass(frozen=True)
class _Scope:
    """A top-level function, or what stands around the functions."""

    name: str
    body: Sequence[ast.stmt]
    parameters: tuple[str, ...] = ()

    def changes(self) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
        """(what is replaced, the text that replaces it)."""
        strings = sorted({text for statement in self.body for text in map(_string, _walk(statement)) if text})
        for statement in self.body:
            for node in _walk(statement):
                if isinstance(node, ast.stmt):
                    yield from ((node, text) for text in _instead_of_statement(node))
                elif isinstance(node, ast.expr):
                    others = (new for new in self._instead_of(node, strings) if not _is_module(new))
                    yield from ((node, _text(new)) for new in others)

    def _instead_of(self, node: ast.expr, strings: Sequence[str]) -> Iterator[ast.expr]:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.parameters[1:]:
            yield ast.Name(self.parameters[self.parameters.index(node.id) - 1], ast.Load())
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.parameters[:1]:
            yield ast.Name(self.parameters[-1], ast.Load())
        if string := _string(node):
            yield ast.Constant(strings[(strings.index(string) + 1) % len(strings)])
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                yield from operator(node)
        if isinstance(node, ast.BinOp) and _root(node.left) in self.parameters and isinstance(node.left, ast.Subscript):
            in_place = {ast.Add: "__iadd__", ast.Sub: "__isub__"}.get(type(node.op))
            if in_place:  # the argument itself is changed
                yield ast.Call(ast.Attribute(node.left, in_place, ast.Load()), [node.right], [])


def _scopes(tree: ast.Module) -> Iterator[_Scope]:
    around: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            parameters = tuple(argument.arg for argument in statement.args.args)
            yield _Scope(statement.name, statement.body[ast.get_docstring(statement) is not None :], parameters)
        else:
            around.append(statement)
    yield _Scope("", around)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes in the order of the text; not what is inside of f-strings, whose places Python does not tell."""
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _walk(child)


def _string(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_module(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in MODULES


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _text(node: ast.expr) -> str:
    text = ast.unparse(node)
    positive = isinstance(node, ast.Constant) and not text.startswith("-")
    return text if positive or isinstance(node, (*_ATOMS, ast.Slice, ast.Starred)) else f"({text})"


# statements


def _instead_of_statement(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.Expr(ast.Constant(str())) | ast.Pass():
            return
        case ast.Return():
            yield "return None"
        case ast.Break():
            yield "continue"
        case _:
            yield "pass"
    match node:
        case ast.AugAssign(target, op, value):
            name, what = ast.unparse(target), ast.unparse(value)
            yield f"{name} = {what}"
            for other in _COMPUTED.get(type(op), ()):
                yield ast.unparse(ast.AugAssign(target, other(), value))
            if isinstance(target, ast.Name):
                yield f"{name} = {name} {_sign(op)} ({what})"
        case ast.Assign([ast.Name(name)], ast.BinOp(ast.Name(left), op, right)) if name == left:
            yield f"{name} {_sign(op)}= {ast.unparse(right)}"


def _sign(op: ast.operator) -> str:
    return ast.unparse(ast.BinOp(ast.Name("a"), op, ast.Name("b"))).split()[1]


# expressions: each gives what may stand in a node's place


def _constant(node: ast.Constant) -> Iterator[ast.expr]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        for other in (value + 1, value - 1, 0 * value):
            yield ast.Constant(other)


def _binary(node: ast.BinOp) -> Iterator[ast.expr]:
    for other in _COMPUTED.get(type(node.op), ()):
        yield ast.BinOp(node.left, other(), node.right)
    if isinstance(node.op, (ast.Sub, ast.Div, ast.MatMult, ast.Pow, ast.FloorDiv)):
        yield ast.BinOp(node.right, node.op, node.left)
    yield node.left
    yield node.right
    if isinstance(node.op, ast.MatMult):
        yield ast.BinOp(_transposed(node.left), node.op, node.right)
        yield ast.BinOp(node.left, node.op, _transposed(node.right))


def _transposed(node: ast.expr) -> ast.expr:
    return ast.Attribute(node, "T", ast.Load())


def _unary(node: ast.UnaryOp) -> Iterator[ast.expr]:
    yield node.operand


def _boolean(node: ast.BoolOp) -> Iterator[ast.expr]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    yield from node.values


def _compare(node: ast.Compare) -> Iterator[ast.expr]:
    if len(node.ops) == 1:
        for other in _COMPARED.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [other()], node.comparators)


def _choice(node: ast.IfExp) -> Iterator[ast.expr]:
    yield ast.IfExp(node.test, node.orelse, node.body)
    yield node.body
    yield node.orelse


def _attribute(node: ast.Attribute) -> Iterator[ast.expr]:
    if node.attr == "T":
        yield node.value


def _call(node: ast.Call) -> Iterator[ast.expr]:
    arguments, named = node.args, node.keywords
    for swapped in _swapped(arguments):
        yield ast.Call(node.func, swapped, named)
    for i in range(len(named)):
        yield ast.Call(node.func, arguments, [*named[:i], *named[i + 1 :]])
    if len(arguments) > 1:
        yield ast.Call(node.func, arguments[:-1], named)
    if arguments and not isinstance(arguments[0], ast.Starred):
        yield arguments[0]
    match node.func:
        case ast.Attribute(value, name):
            yield value  # a.copy(), a.astype(float), a.max(axis=0): a itself
            if name in ALIKE:
                yield ast.Call(ast.Attribute(value, ALIKE[name], ast.Load()), arguments, named)
        case ast.Name(name) if name in ALIKE:
            yield ast.Call(ast.Name(ALIKE[name], ast.Load()), arguments, named)


def _subscript(node: ast.Subscript) -> Iterator[ast.expr]:
    match node.slice:
        case ast.Tuple(places) if isinstance(node.ctx, ast.Load):
            yield node.value
            for swapped in _swapped(places):
                yield _at(node, *swapped)
        case ast.Tuple(places):
            for swapped in _swapped(places):
                yield _at(node, *swapped)
        case _ if isinstance(node.ctx, ast.Load):
            yield node.value
    places = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    for i, place in enumerate(places):
        for other in _places(place):
            yield _at(node, *places[:i], other, *places[i + 1 :])


def _at(node: ast.Subscript, *places: ast.expr) -> ast.expr:
    return ast.Subscript(node.value, places[0] if len(places) == 1 else ast.Tuple(list(places), ast.Load()), node.ctx)


def _places(place: ast.expr) -> Iterator[ast.expr]:
    if isinstance(place, ast.Slice):
        if place.lower is not None:
            yield ast.Slice(None, place.upper, place.step)
        if place.upper is not None:
            yield ast.Slice(place.lower, None, place.step)
        if place.step is not None:
            yield ast.Slice(place.lower, place.upper, None)
        if place.lower is not None and place.upper is None:  # the last instead of the first is left out
            yield ast.Slice(None, ast.UnaryOp(ast.USub(), place.lower), None)


def _series(node: ast.Tuple | ast.List | ast.Set) -> Iterator[ast.expr]:
    for swapped in _swapped(node.elts):
        yield _like(node, swapped)
    if len(node.elts) > 1 and not (isinstance(node, (ast.Tuple, ast.List)) and isinstance(node.ctx, ast.Store)):
        for i in range(len(node.elts)):
            yield _like(node, [*node.elts[:i], *node.elts[i + 1 :]])


def _like(node: ast.Tuple | ast.List | ast.Set, elements: list[ast.expr]) -> ast.expr:
    return ast.Set(elements) if isinstance(node, ast.Set) else type(node)(elements, node.ctx)


def _dict(node: ast.Dict) -> Iterator[ast.expr]:
    for swapped in _swapped(node.values):
        yield ast.Dict(node.keys, swapped)
    for i in range(len(node.keys)):
        yield ast.Dict([*node.keys[:i], *node.keys[i + 1 :]], [*node.values[:i], *node.values[i + 1 :]])


def _comprehension(node: ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp) -> Iterator[ast.expr]:
    loop = node.generators[0]
    for test in loop.ifs:
        others: tuple[list[ast.expr], ...] = ([], [ast.UnaryOp(ast.Not(), test)])
        for ifs in others:
            changed = ast.comprehension(loop.target, loop.iter, ifs, loop.is_async)
            fields = {name: value for name, value in ast.iter_fields(node) if name != "generators"}
            yield type(node)(**fields, generators=[changed, *node.generators[1:]])


def _swapped(nodes: Sequence[ast.expr]) -> Iterator[list[ast.expr]]:
    """The list with two neighbours in each other's place."""
    for i in range(len(nodes) - 1):
        yield [*nodes[:i], nodes[i + 1], nodes[i], *nodes[i + 2 :]]


OPERATORS: tuple[tuple[type | tuple[type, ...], Callable[..., Iterable[ast.expr]]], ...] = (
    (ast.Constant, _constant),
    (ast.BinOp, _binary),
    (ast.UnaryOp, _unary),
    (ast.BoolOp, _boolean),
    (ast.Compare, _compare),
    (ast.IfExp, _choice),
    (ast.Attribute, _attribute),
    (ast.Call, _call),
    (ast.Subscript, _subscript),
    ((ast.Tuple, ast.List, ast.Set), _series),
    (ast.Dict, _dict),
    ((ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp), _comprehension),
)
