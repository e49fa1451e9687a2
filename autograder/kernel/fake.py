"""A kernel without a process: for tests of the pure part, in milliseconds, and for hidden tests in Jupyter.

It runs trusted code only. It keeps the interface of `autograder.kernel.protocol`, branches included (names are copied),
and leaves out what needs a process: limits and rich outputs.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import itertools
import time
import warnings
from collections import deque
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from types import FunctionType
from typing import Any

import numpy as np

from autograder.kernel.protocol import Execution, Limits, Oracle, Ref, Value
from autograder.kernel.values import MOST_ANSWERED, MOST_ASKED, weight
from autograder.outcomes import TOO_DEEP, Outcome, StudentFault

#: What crosses as a list, or as a tuple.
_LISTS = (list, tuple, range, deque, Iterator, KeysView, ValuesView, ItemsView)


class NamespaceBranch:
    """Calls into a namespace of this process. `guarded`: what the called code raises becomes a `StudentFault`.

    Arguments and values are copied as they are when they cross a process boundary: the same types, and as much of them.
    """

    def __init__(self, namespace: dict[str, Any], *, guarded: bool = True) -> None:
        self.namespace = namespace
        self.guarded = guarded
        self._ended: StudentFault | None = None

    def call(self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of the function."""
        target = self._named(function)
        given = [self._argument(arg) for arg in args]
        named = {key: self._argument(arg) for key, arg in kwargs.items()}
        if not self.guarded:
            return across(target(*given, **named), function)
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
                value = target(*given, **named)
        except (Exception, SystemExit, KeyboardInterrupt) as problem:
            raise self._ended or _fault(function, problem) from None
        if self._ended is not None:  # whoever caught it
            raise self._ended
        answer = across(value, function)
        if weight([answer], MOST_ANSWERED) > MOST_ANSWERED:
            raise StudentFault(Outcome.ERROR, f"{function} returns more data than can be judged.")
        return answer

    def variable(self, name: str) -> Value:
        """The value of a name."""
        return across(self._named(name), name)

    def supply(self, source: str) -> None:
        """Run helper code in the namespace."""
        exec(source, self.namespace)

    def provide(self, name: str, oracle: Oracle) -> None:
        """Bind the name to a function that asks the oracle."""
        self.namespace[name] = self._asks(oracle)

    def cpu_seconds(self) -> float:
        """CPU time of this process."""
        return time.process_time()

    def _named(self, name: str) -> Any:
        if name not in self.namespace:
            raise StudentFault(Outcome.ERROR, f"There is nothing named {name} in the notebook.")
        return self.namespace[name]

    def _argument(self, arg: Value) -> Any:
        if isinstance(arg, Oracle):
            return self._asks(arg)
        return self._named(arg.name) if isinstance(arg, Ref) else copy.deepcopy(arg)

    def _asks(self, oracle: Oracle) -> Callable[..., Value]:
        left = itertools.repeat(None, oracle.most_calls)

        def asked(*args: Value, **kwargs: Value) -> Value:
            if next(left, self) is self:
                self._ended = StudentFault(Outcome.TIME_LIMIT, "A function was called too often.")
            if self._ended is not None:
                raise self._ended
            try:
                given = across((args, kwargs), "An argument")
                if weight(given, MOST_ASKED) > MOST_ASKED:
                    raise TypeError("a function of the course takes no more than a few megabytes")
                return across(oracle.function(*given[0], **given[1]), "A function")
            except StudentFault as fault:
                self._ended = fault
                raise

        return asked


def across(value: Any, what: str, depth: int = 24) -> Value:
    """A copy in the form in which it crosses a process boundary; `StudentFault` for what does not."""
    if value is None or (isinstance(value, (bool, int, float, str)) and not isinstance(value, np.generic)):
        return value
    if isinstance(value, complex) and not isinstance(value, np.generic):
        return value if value.imag else value.real
    if isinstance(value, dict) and depth:
        return {_key(key): across(each, what, depth - 1) for key, each in value.items()}
    if isinstance(value, _LISTS) and depth:
        return (tuple if isinstance(value, tuple) else list)(across(each, what, depth - 1) for each in value)
    with contextlib.suppress(Exception):
        plain = np.array(value, copy=True, subok=False)
        if plain.dtype.kind == "O" or plain.dtype.char in "gG":
            with contextlib.suppress(TypeError, ValueError, OverflowError):
                plain = plain.astype(complex)
        if plain.dtype.kind == "c" and not np.any(plain.imag):
            plain = plain.real.copy()
        if plain.dtype.kind in "biufc":
            return plain.astype(plain.dtype.newbyteorder("="))[()]
        if isinstance(value, (np.ndarray, np.generic)) and (plain.dtype.kind == "U" or plain.ndim):
            return across(plain.tolist(), what, depth)
    if depth < 24:
        return _NO_DATA
    raise StudentFault(Outcome.ERROR, f"{what} is or returns what cannot be judged, a {type(value).__name__}.")


class _NoData:
    """Stands inside an answer for what does not cross a process boundary."""


_NO_DATA = _NoData()


def _key(key: Any) -> Any:
    """A dictionary's key as it crosses: text, a whole number, or nothing that is asked for."""
    if isinstance(key, str):
        return str(key)
    whole = isinstance(key, (int, np.integer, np.bool_)) or (isinstance(key, (float, np.floating)) and key.is_integer())
    return int(key) if whole else _NoData()


def _fault(function: str, problem: BaseException) -> StudentFault:
    match problem:
        case NotImplementedError():
            return StudentFault(Outcome.UNANSWERED, f"{function} is not written yet.")
        case SystemExit() | KeyboardInterrupt():
            return StudentFault(Outcome.DIED, f"{function} ended the process.")
        case RecursionError():
            return StudentFault(Outcome.ERROR, f"{function} raised RecursionError{TOO_DEEP}")
    return StudentFault(Outcome.ERROR, f"{function} raised {type(problem).__name__}.")


class FakeKernel:
    """Runs cells with `exec` in a dict; SystemExit stands for a process that is gone, TimeoutError for a time limit."""

    def __init__(
        self,
        files: Mapping[str, bytes] | None = None,
        limits: Limits | None = None,
        _first_cells: Sequence[str] = (),
    ) -> None:
        self.files = dict(files or {})
        self.limits = limits or Limits()
        self.namespace: dict[str, Any] = {"__name__": "__main__"}
        self.alive = True
        self.closed = False

    def run(self, source: str, *, figures: bool = True, deadline: float | None = None) -> Execution:
        """Run one cell; stdout becomes a stream output, the last expression an execute_result."""
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                value = _exec_and_eval(source, self.namespace)
        except (SystemExit, KeyboardInterrupt):
            return Execution(Outcome.DIED, message="The cell ended the process.", alive=False)
        except TimeoutError:
            return Execution(Outcome.TIME_LIMIT, message="The cell ran into the time limit.", alive=False)
        except Exception as problem:
            name, text = type(problem).__name__, str(problem)
            error = {"output_type": "error", "ename": name, "evalue": text, "traceback": [f"{name}: {text}"]}
            return Execution(Outcome.ERROR, (*_stream(out), error), f"{name}: {text}")
        if value is None:
            return Execution(Outcome.PASSED, _stream(out))
        text = repr(value)
        data = {"text/plain": text}
        result = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None}
        return Execution(Outcome.PASSED, (*_stream(out), result), result_text=text)

    @contextlib.contextmanager
    def branch(self, deadline: float | None = None) -> Iterator[NamespaceBranch]:
        """A copy of the namespace, functions bound to the copy."""
        yield NamespaceBranch(_copied(self.namespace))

    def close(self) -> None:
        """Nothing to end."""
        self.alive = False
        self.closed = True


def _exec_and_eval(source: str, namespace: dict[str, Any]) -> Any:
    tree, shown = ast.parse(source), None
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        shown = compile(ast.Expression(last.value), "<cell>", "eval")
        tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), namespace)
    return None if shown is None else eval(shown, namespace)


def _copied(namespace: dict[str, Any]) -> dict[str, Any]:
    copied: dict[str, Any] = {}
    for name, value in namespace.items():
        if isinstance(value, FunctionType) and value.__globals__ is namespace:
            copied[name] = FunctionType(value.__code__, copied, name, value.__defaults__, value.__closure__)
            copied[name].__kwdefaults__ = value.__kwdefaults__
        else:
            try:
                copied[name] = copy.deepcopy(value)
            except Exception:  # modules and the like are shared
                copied[name] = value
    return copied


def _stream(out: io.StringIO) -> tuple[dict[str, Any], ...]:
    text = out.getvalue()
    return ({"output_type": "stream", "name": "stdout", "text": text},) if text else ()
