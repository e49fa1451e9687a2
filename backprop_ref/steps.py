"""An immutable table of functions that call one another through the table.

A composite such as the whole backpropagation reaches its parts as `steps.delta_step(...)`. Replacing one part gives a
new table in which every composite shows the change: this is how a known mistake is switched on (`mistakes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

Function = Callable[..., Any]


class Steps:
    """`steps.name(*arguments)` is `functions["name"](steps, *arguments)`; attributes outside the table do not exist."""

    __slots__ = ("_functions",)

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions: Mapping[str, Function] = MappingProxyType(dict(functions))

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._functions:
            raise AttributeError(f"no step {name!r}; the steps are {', '.join(self)}")
        return partial(self._functions[name], self)

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


def table(**functions: Callable[..., Any]) -> Steps:
    """A table of functions that do not call one another: each is given without the `steps` argument."""
    return Steps({name: _alone(function) for name, function in functions.items()})


def _alone(function: Callable[..., Any]) -> Function:
    def step(_steps: Steps, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)

    return step
