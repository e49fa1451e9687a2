"""What can go wrong in any exercise: the functions of its stub, with a body that crashes or never comes to an end."""

from __future__ import annotations

import ast
import textwrap

from autograder.simulate.variants import Variant, tree

#: Title of a fault -> the body of every function of the stub.
BODIES = {
    "crash": 'size = "rows" + 1\nreturn size',
    "exit": "raise SystemExit",
    "loop": "while True:\n    pass",
    "memory": "hoard = []\nwhile True:\n    hoard.append([0.0] * 5_000_000)",
    "prints forever": 'while True:\n    print("still here")',
}


def faults(stub: str) -> tuple[Variant, ...]:
    """The faulty answers to a cell that is released as `stub`; none where it defines no function."""
    functions = [node for node in tree(stub).body if isinstance(node, ast.FunctionDef)]
    heads = [f"def {function.name}({ast.unparse(function.args)}):" for function in functions]
    return tuple(
        Variant("fault", title, "\n\n\n".join(f"{head}\n{textwrap.indent(body, '    ')}" for head in heads))
        for title, body in BODIES.items()
        if heads
    )
