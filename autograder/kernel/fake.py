"""A kernel without a process: for tests of the pure part, in milliseconds, and for hidden tests in Jupyter.

It runs trusted code only. It keeps the interface of `autograder.kernel.protocol`, branches included (names are copied),
and leaves out what needs a process: limits and rich outputs.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import time
from collections.abc import Iterator, Mapping, Sequence
from types import FunctionType
from typing import Any

from autograder.kernel.protocol import Execution, Limits, Oracle, Ref, Value
from autograder.outcomes import TOO_DEEP, Outcome, StudentFault


class NamespaceBranch:
    """Calls into a namespace of this process. `guarded`: what the called code raises becomes a `StudentFault`."""

    def __init__(self, namespace: dict[str, Any], *, guarded: bool = True) -> None:
        self.namespace = namespace
        self.guarded = guarded

    def call(self, function: str, args: Sequence[Value], kwargs: Mapping[str, Value]) -> Value:
        """The value of the function; arguments are copied, as they are when they cross a process boundary."""
        target = self.variable(function)
        given = [self._argument(arg) for arg in args]
        named = {key: self._argument(arg) for key, arg in kwargs.items()}
        if not self.guarded:
            return target(*given, **named)
        try:
            return target(*given, **named)
        except NotImplementedError:
            raise StudentFault(Outcome.UNANSWERED, f"{function} is not written yet.") from None
        except (SystemExit, KeyboardInterrupt):
            raise StudentFault(Outcome.DIED, f"{function} ended the process.") from None
        except RecursionError:
            raise StudentFault(Outcome.ERROR, f"{function} raised RecursionError{TOO_DEEP}") from None
        except Exception as problem:
            raise StudentFault(Outcome.ERROR, f"{function} raised {type(problem).__name__}.") from None

    def variable(self, name: str) -> Value:
        """The value of a name."""
        if name not in self.namespace:
            raise StudentFault(Outcome.ERROR, f"There is nothing named {name} in the notebook.")
        return self.namespace[name]

    def supply(self, source: str) -> None:
        """Run helper code in the namespace."""
        exec(source, self.namespace)

    def provide(self, name: str, oracle: Oracle) -> None:
        """Bind the name to the function itself: here is no boundary."""
        self.namespace[name] = oracle.function

    def cpu_seconds(self) -> float:
        """CPU time of this process."""
        return time.process_time()

    def _argument(self, arg: Value) -> Value:
        if isinstance(arg, Oracle):
            return arg.function
        return self.variable(arg.name) if isinstance(arg, Ref) else copy.deepcopy(arg)


class FakeKernel:
    """Runs cells with `exec` in a dict; SystemExit stands for a process that is gone, TimeoutError for a time limit."""

    def __init__(self, files: Mapping[str, bytes] | None = None, limits: Limits | None = None) -> None:
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
        shown = None if value is None else repr(value)
        return Execution(Outcome.PASSED, (*_stream(out), *_result(shown)), result_text=shown)

    @contextlib.contextmanager
    def branch(self, deadline: float | None = None) -> Iterator[NamespaceBranch]:
        """A copy of the namespace, functions bound to the copy."""
        yield NamespaceBranch(_copied(self.namespace))

    def close(self) -> None:
        """Nothing to end."""
        self.alive = False
        self.closed = True


def _exec_and_eval(source: str, namespace: dict[str, Any]) -> Any:
    tree = ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "<cell>", "exec"), namespace)
        return None
    tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), namespace)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)


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


def _result(text: str | None) -> tuple[dict[str, Any], ...]:
    if text is None:
        return ()
    data = {"text/plain": text}
    return ({"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": None},)
