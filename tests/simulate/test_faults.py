from __future__ import annotations

import ast

import pytest

from autograder.simulate.faults import BODIES, faults

STUBS = {
    "one": "def f(x, *, y=(1, 2)):\n    raise NotImplementedError()",
    "two and a comment": "# both\nN = 3\n\ndef f(): ...\n\n\ndef g(a: int, *rest, **named) -> int:\n    return a",
}


@pytest.mark.parametrize("stub", STUBS.values(), ids=STUBS)
def test_a_fault_defines_what_the_stub_defines_with_the_same_arguments(stub: str) -> None:
    def signatures(source: str) -> list[tuple[str, str]]:
        nodes = ast.parse(source).body
        return [(n.name, ast.unparse(n.args)) for n in nodes if isinstance(n, ast.FunctionDef)]

    made = faults(stub)
    assert [variant.title for variant in made] == list(BODIES)
    for variant in made:
        assert (variant.kind, signatures(variant.source)) == ("fault", signatures(stub))


def test_a_crash_is_a_type_error_and_an_exit_ends_the_process() -> None:
    made = {variant.title: variant.source for variant in faults("def f(x): ...")}
    for title, error in (("crash", TypeError), ("exit", SystemExit)):
        names: dict[str, object] = {}
        exec(made[title], names)
        with pytest.raises(error):
            names["f"](1)  # type: ignore[operator]


def test_a_stub_without_a_function_has_no_faults() -> None:
    assert faults("answer = ...") == faults("%matplotlib inline\ndef f(): ...") == ()
