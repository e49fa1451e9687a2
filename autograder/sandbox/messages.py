"""The sentences that students read about faults, built from names and numbers that were checked."""

from __future__ import annotations

import builtins
import re
from typing import Any

from autograder.kernel.protocol import Limits
from autograder.outcomes import TOO_DEEP, Outcome, StudentFault

ERROR_NAMES = frozenset(
    name for name, x in vars(builtins).items() if isinstance(x, type) and issubclass(x, BaseException)
) | {"LinAlgError", "AxisError", "UFuncTypeError", "ComplexWarning", "FileNotFoundError"}
TYPE_NAMES = frozenset(name for name, x in vars(builtins).items() if isinstance(x, type)) | {
    "function", "generator", "module", "method", "builtin_function_or_method", "NoneType", "ndarray", "ufunc",
    "Tensor", "DataFrame", "Series", "matrix", "MaskedArray", "Figure", "Axes", "partial", "deque", "Counter",
    "dict_keys", "dict_values", "dict_items", "Generator", "Fraction", "Decimal", "async_generator", "coroutine",
}  # fmt: skip
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}\Z")
_DTYPE = re.compile(
    r"array of dtype (object|longdouble|clongdouble|(str|bytes|void|float|complex)\d{0,6}"
    r"|(datetime|timedelta)64(\[[a-z]{1,2}\])?)\Z"
)
_KEYS = re.compile(r"dict with ([A-Za-z_][A-Za-z0-9_]{0,39}) keys\Z")


def megabytes(n: float) -> str:
    """A number of bytes as a reader says it."""
    return f"{n / (1 << 20):.0f} MB" if n >= 1 << 20 else f"{n / 1024:.0f} kB"


def seconds(n: float) -> str:
    """A time limit as a reader says it."""
    return f"{n:g} second{'s' if n != 1 else ''}"


def shown_name(name: Any, known: frozenset[str], sources: list[str], otherwise: str) -> str:
    """A class name if it is well known or a word of the student's own cells: others could carry hidden values."""
    if not isinstance(name, str) or not _IDENTIFIER.match(name):
        return otherwise
    if name in known or any(re.search(rf"\b{name}\b", source) for source in sources):
        return name
    return otherwise


def from_report(report: Any, what: str, sources: list[str], limits: Limits) -> StudentFault:
    """The fault that a branch reported; `what` is the function or variable that was asked for."""
    if not isinstance(report, dict):
        return StudentFault(Outcome.DIED, f"{what} did not give an answer that can be read.")
    kind = report.get("kind")
    if kind == "missing":
        return StudentFault(Outcome.ERROR, _missing(what))
    if kind == "output":
        return StudentFault(Outcome.OUTPUT_LIMIT, f"{what} prints too much.")
    if kind == "memory":
        return out_of_memory(what, limits)
    if kind == "value":
        return StudentFault(Outcome.ERROR, _odd_value(what, report, sources))
    if report.get("unwritten") is True:
        return StudentFault(Outcome.UNANSWERED, f"{what} is not written yet: it raises NotImplementedError.")
    name = shown_name(report.get("name"), ERROR_NAMES, sources, "an error")
    end = TOO_DEEP if name == "RecursionError" else "."
    return StudentFault(Outcome.ERROR, f"{what} raised {name}{_place(report, sources)}{end}")


def _missing(what: str) -> str:
    name = what.partition("`")[2].rstrip("`()") or what
    return f"There is no {'function' if what.endswith('()`') else 'variable'} named `{name}`."


def _odd_value(what: str, report: dict[str, Any], sources: list[str]) -> str:
    why, name = report.get("why"), report.get("name")
    returns = "returns" if what.endswith("()`") else "is"
    if why == "size":
        return f"{what} {returns} more data than can be judged."
    if why == "depth":
        return f"{what} {returns} lists or dictionaries nested too deeply."
    if isinstance(name, str) and _DTYPE.match(name):
        return f"{what} {returns} an {name}; an array of numbers was expected."
    if isinstance(name, str) and (keys := _KEYS.match(name)):
        kind = shown_name(keys.group(1), TYPE_NAMES, sources, "other")
        return f"{what} {returns} a dictionary with keys of type {kind}; integers or strings were expected."
    shown = shown_name(name, TYPE_NAMES, sources, "")
    kind = f"of type {shown}" if shown else "of a type of its own"
    return f"{what} {returns} an object {kind}, which is no number, array, list, tuple or dictionary."


def _place(report: dict[str, Any], sources: list[str]) -> str:
    cell, line = report.get("cell"), report.get("line")
    if type(cell) is not int or type(line) is not int or not 1 <= cell <= len(sources):
        return ""
    if not 1 <= line <= sources[cell - 1].count("\n") + 1:
        return ""
    return f" in line {line} of cell In[{cell}]"


def out_of_time(what: str, limits: Limits) -> StudentFault:
    """A call that did not come back."""
    return StudentFault(Outcome.TIME_LIMIT, f"{what} did not finish within {seconds(limits.call_seconds)}.")


def out_of_memory(what: str, limits: Limits) -> StudentFault:
    """A call that needed more memory than there is."""
    return StudentFault(Outcome.MEMORY_LIMIT, f"{what} needs more than {megabytes(limits.memory_bytes)} of memory.")


def died(what: str) -> StudentFault:
    """A call that ended its process."""
    return StudentFault(Outcome.DIED, f"{what} ended the process it ran in.")
