"""An immutable table of functions that call one another through the table, and how a module writes one.

A composite such as the whole backpropagation reaches its parts as `steps.delta_step(...)`. Replacing one part gives a
new table in which every composite shows the change: this is how a known mistake is switched on (`mistakes`).

A module of the theory opens a table, puts its functions into it where they are defined, and closes it at its end::

    step = Table()

    @step                    # a composite: takes the table first; called by its name it is as in the closed table
    def output_delta(steps: Steps, s_L: Array, o_L: Array, y: Array) -> Array: ...

    @step.alone              # calls no other step, so it takes no table
    def softmax_delta(s_L: Array, y: Array) -> Array: ...

    STEPS = step.closed()
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial, update_wrapper
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar

Function = Callable[..., Any]
P = ParamSpec("P")
R = TypeVar("R")


class Steps:
    """`steps.name(*arguments)` is `functions["name"](steps, *arguments)`; attributes outside the table do not exist."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions: Mapping[str, Function] = MappingProxyType(dict(functions))

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._functions:
            raise AttributeError(f"no step {name!r}; the steps are {', '.join(self)}")
        bound = partial(self._functions[name], self)
        vars(self)[name] = bound  # from now on an ordinary attribute
        return bound

    def __iter__(self) -> Iterator[str]:
        return iter(self._functions)

    def __contains__(self, name: object) -> bool:
        return name in self._functions

    def __repr__(self) -> str:
        return f"Steps({', '.join(self)})"

    def function(self, name: str) -> Function:
        """The function behind step `name`, which takes the table as its first argument; raises `KeyError`."""
        return self._functions[name]

    def replace(self, **functions: Function) -> Steps:
        """A new table with these functions instead; raises `KeyError` for a name that is not a step."""
        unknown = sorted(set(functions) - set(self._functions))
        if unknown:
            raise KeyError(f"no step {', '.join(unknown)}; the steps are {', '.join(self)}")
        return Steps({**self._functions, **functions})

    def extended(self, *others: Steps) -> Steps:
        """A new table with the steps of other tables too; raises `KeyError` for a name that two of them have."""
        functions = dict(self._functions)
        for other in others:
            if twice := sorted(set(functions) & set(other)):
                raise KeyError(f"step {', '.join(twice)} is in two of the tables")
            functions |= {name: other.function(name) for name in other}
        return Steps(functions)


class Table:
    """The steps of a module while it is being written; `closed` gives the table."""

    def __init__(self) -> None:
        self._functions: dict[str, Function] = {}
        self._closed: Steps | None = None

    def __call__(self, function: Callable[Concatenate[Steps, P], R]) -> Callable[P, R]:
        """Puts a composite in, and gives it back as it is in the closed table, without its first argument."""
        self._put(function.__name__, function)

        def right(*arguments: P.args, **named: P.kwargs) -> R:
            return function(self.closed(), *arguments, **named)

        return update_wrapper(right, function)

    def alone(self, function: Callable[P, R]) -> Callable[P, R]:
        """Puts in a function that calls no other step, and gives it back as it is."""
        self._put(function.__name__, without_table(function))
        return function

    def all_alone(self, functions: Mapping[str, Function]) -> None:
        """Puts in functions that call no step, by other names than their own."""
        for name, function in functions.items():
            self._put(name, without_table(function))

    def closed(self) -> Steps:
        """The table; nothing can be put into it afterwards."""
        if self._closed is None:
            self._closed = Steps(self._functions)
        return self._closed

    def _put(self, name: str, function: Function) -> None:
        if self._closed is not None or name in self._functions:
            raise KeyError(f"step {name!r} comes after the table was closed, or twice")
        self._functions[name] = function


def without_table(function: Function) -> Function:
    """The function as a step: it calls no other one."""

    def step(_steps: Steps, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return step
