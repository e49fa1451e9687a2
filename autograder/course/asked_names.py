"""Which names of the notebook a hidden test asks for. Grading needs it: nothing of nbgrader is loaded here."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Sequence
from typing import TypeGuard

from autograder.course.scopes import UNREADABLE, Statement, statements
from autograder.course.trusted import runs_trusted

#: Generators whose draws nobody else feels.
SEEDED = frozenset({"default_rng", "Generator", "SeedSequence", "PCG64"})
#: Words of hidden tests that are given names of the notebook, or code that uses them.
_ASKING = {"call", "timed", "variable", "Ref", "provide", "supply"}
_TELLING = {"expect", "require", "part"}


def asked_names(hidden: str) -> frozenset[str]:
    """The notebook's names in the code of a hidden test.

    One that runs outside of the notebook names them in texts, as first arguments of words such as `call`. Where such an
    argument is computed, every text may be one, except those that words such as `expect` are given to tell.
    """
    try:
        if not runs_trusted(hidden):
            return names_in(statements(hidden))
    except UNREADABLE:
        return words_of(hidden)
    nodes = list(ast.walk(ast.parse(hidden)))
    asked = [n.args[0] for n in nodes if _is_call(n, _ASKING) and n.args]
    known = all(isinstance(argument, ast.Constant) for argument in asked)
    told = {id(each) for n in nodes if _is_call(n, _TELLING) for given in n.keywords for each in ast.walk(given)}
    texts = [n.value for n in (asked if known else nodes) if isinstance(n, ast.Constant) and id(n) not in told]
    return frozenset().union(*(_named(text) for text in texts if isinstance(text, str)))


def _is_call(node: ast.AST, words: Collection[str]) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in words


def _named(text: str) -> frozenset[str]:
    try:
        return names_in(statements(text)) if "\n" in text or "=" in text or text.isidentifier() else frozenset()
    except UNREADABLE:
        return frozenset()


def names_in(found: Sequence[Statement]) -> frozenset[str]:
    """The notebook's names in these statements."""
    return frozenset().union(*(one.names for one in found))


def words_of(source: str) -> frozenset[str]:
    """Whatever could be a name in text that is no plain Python."""
    return frozenset(re.findall(r"\w+", source))
