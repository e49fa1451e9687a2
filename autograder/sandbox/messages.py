"""The sentences that students read about faults, built from names and numbers that were checked.

A student's process chooses what it reports while it knows a hidden input. So a sentence holds only what comes from a
short list of ours; the place, which is a choice among all lines, travels beside it and is shown once a test.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from typing import Any

from autograder.kernel.protocol import Limits
from autograder.outcomes import TOO_DEEP, Outcome, StudentFault

ERROR_NAMES = frozenset({
    "AssertionError", "AttributeError", "AxisError", "FileNotFoundError", "FloatingPointError", "ImportError",
    "IndexError", "KeyError", "LinAlgError", "ModuleNotFoundError", "NameError", "NotImplementedError", "OSError",
    "OverflowError", "RecursionError", "RuntimeError", "StopIteration", "SyntaxError", "SystemExit", "TypeError",
    "UFuncTypeError", "UnboundLocalError", "ValueError", "ZeroDivisionError",
})  # fmt: skip
TYPE_NAMES = frozenset({
    "Counter", "DataFrame", "Decimal", "Fraction", "NoneType", "Series", "Tensor", "bool", "bytes", "deque",
    "dict_items", "dict_keys", "dict_values", "float", "function", "generator", "map", "method", "module", "range",
    "set", "tuple", "type", "ufunc", "zip",
})  # fmt: skip
DTYPES = ("object", "str", "bytes", "void", "longdouble", "clongdouble", "datetime64", "timedelta64")
_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
#: Among more stubs than a course has, the name of one would tell of the input.
MOST_STUBS = 40
#: In a longer cell no place is told: its tree would need a hundred times its bytes.
LONGEST_CELL = 100_000


def megabytes(n: float) -> str:
    """A number of bytes as a reader says it."""
    return f"{n / (1 << 20):.0f} MB" if n >= 1 << 20 else f"{n / 1024:.0f} kB"


def seconds(n: float) -> str:
    """A time limit as a reader says it."""
    return f"{n:g} second{'s' if n != 1 else ''}"


def text_of(x: Any) -> str:
    """The text that a stranger sent in this place, nothing where it is no text."""
    return x if type(x) is str else ""


class Sources:
    """The cells that a kernel has run, as what a fault says is checked against them."""

    def __init__(self) -> None:
        self._cells: list[str] = []
        self._named: dict[str, str] = {}
        self._stubs: set[str] = set()
        self._searched = 0

    def append(self, source: str) -> None:
        """Add a cell that runs now. Blank ones have no number."""
        if source.strip():
            self._cells.append(source)

    def place(self, cell: Any, line: Any) -> str:
        """A sentence with the statement in a cell; nothing where there is none."""
        if type(cell) is not int or type(line) is not int or not 1 <= cell <= len(self._cells):
            return ""
        begins = [s.lineno for s in _statements(self._cells[cell - 1]) if s.lineno <= line <= (s.end_lineno or 0)]
        return f"See line {max(begins)} of cell In[{cell}]." if begins else ""

    def unwritten(self, what: str, name: Any) -> str:
        """The name if it is a stub's; for one function that was asked for, always the same."""
        self._search()
        if type(name) is not str or name not in self._stubs or len(self._stubs) > MOST_STUBS:
            return ""
        return name if self._named.setdefault(what, name) == name else ""

    def _search(self) -> None:
        """Find the stubs of the cells that have come since the last time."""
        for source in self._cells[self._searched :]:
            functions = [s for s in _statements(source) if isinstance(s, ast.FunctionDef)]
            if "NotImplementedError" in source:
                self._stubs |= {f.name for f in functions if isinstance(f.body[-1], ast.Raise)}
        self._searched = len(self._cells)


def _statements(source: str) -> list[ast.stmt]:
    """All statements of a cell, its magic commands left out; none where it is no Python, or very long."""
    if len(source) > LONGEST_CELL:
        return []
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(_MAGIC.sub(r"\1pass", source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def from_report(report: Any, what: str, sources: Sources, limits: Limits) -> StudentFault:
    """The fault that a branch reported; `what` is the function or variable that was asked for."""
    if not isinstance(report, dict):
        return StudentFault(Outcome.DIED, f"{what} did not give an answer that can be read.")
    name = text_of(report.get("name"))
    match text_of(report.get("kind")):
        case "missing":
            return StudentFault(Outcome.ERROR, _missing(what))
        case "output":
            return StudentFault(Outcome.OUTPUT_LIMIT, f"{what} prints too much.")
        case "memory":
            return ended(what, Outcome.MEMORY_LIMIT, limits)
        case "value":
            return StudentFault(Outcome.ERROR, _odd_value(what, text_of(report.get("why")), name))
    place = sources.place(report.get("cell"), report.get("line"))
    if name == "NotImplementedError":
        return _unwritten(what, sources.unwritten(what, report.get("unwritten_in")), place)
    shown = name if name in ERROR_NAMES else "an error"
    end = TOO_DEEP if name == "RecursionError" else "."
    return StudentFault(Outcome.ERROR, f"{what} raised {shown}{end}", place)


def _unwritten(what: str, name: str, place: str) -> StudentFault:
    raises = "it raises NotImplementedError."
    if what == f"`{name}()`":
        return StudentFault(Outcome.UNANSWERED, f"{what} is not written yet: {raises}", place)
    other = f"`{name}()`" if name else "something"
    return StudentFault(Outcome.ERROR, f"{what} calls {other}, which is not written yet: {raises}", place)


def _missing(what: str) -> str:
    name = what.partition("`")[2].rstrip("`()") or what
    return f"There is no {'function' if what.endswith('()`') else 'variable'} named `{name}`."


def _odd_value(what: str, why: str, name: str) -> str:
    returns = "returns" if what.endswith("()`") else "is"
    if why == "size":
        return f"{what} {returns} more data than can be judged."
    if why == "depth":
        return f"{what} {returns} lists or dictionaries nested too deeply."
    if name.startswith("array of dtype "):
        dtype = next((d for d in DTYPES if name.startswith(f"array of dtype {d}")), "of its own")
        return f"{what} {returns} an array of dtype {dtype}; an array of numbers was expected."
    if name.startswith("dict with "):
        kind = _of_type(name.removeprefix("dict with ").removesuffix(" keys"))
        return f"{what} {returns} a dictionary with keys {kind}; integers or strings were expected."
    return f"{what} {returns} an object {_of_type(name)}, which is no number, array, list, tuple or dictionary."


def _of_type(name: str) -> str:
    return f"of type {name}" if name in TYPE_NAMES else "of a type of its own"


def too_slow(what: str, why: str, most: float, limits: Limits) -> str:
    """What ran too long: by its computing `time`, by the `clock`, or because the time of the `notebook` is used up."""
    match why:
        case "time":
            return f"{what} used more than {seconds(most)} of computing time."
        case "clock":
            return f"{what} did not finish within {seconds(limits.clock(most))}."
    return f"{what} did not finish before the time limit of the whole notebook."


def short_of_memory(what: str, limits: Limits) -> str:
    """What needs more memory than there is."""
    return f"{what} needs more than {megabytes(limits.memory_bytes)} of memory."


def ended(what: str, outcome: Outcome, limits: Limits) -> StudentFault:
    """A call that ended its process, was ended for its memory, or whose answer is larger than what can be judged."""
    match outcome:
        case Outcome.MEMORY_LIMIT:
            return StudentFault(outcome, short_of_memory(what, limits))
        case Outcome.OUTPUT_LIMIT:
            return StudentFault(outcome, _odd_value(what, "size", ""))
    return StudentFault(outcome, f"{what} ended the process it ran in.")


def of_cell(outcome: Outcome, limits: Limits, shown: Sequence[dict[str, Any]] = ()) -> str:
    """One sentence about a cell that did not run to its end; `shown` are its outputs, which were checked."""
    match outcome:
        case Outcome.PASSED:
            return ""
        case Outcome.DIED:
            return "The cell ended the process that runs the notebook."
        case Outcome.OUTPUT_LIMIT:
            most = megabytes(limits.output_bytes)
            return f"The cell prints more than {most}, or shows too many or too large outputs."
        case Outcome.MEMORY_LIMIT:
            return short_of_memory("The cell", limits)
    last = next((output for output in reversed(shown) if output["output_type"] == "error"), None)
    if last is None:
        return "The cell stopped with an error."
    if last["ename"] == "RecursionError":
        return f"The cell raised RecursionError{TOO_DEEP}"
    text = last["evalue"].strip().partition("\n")[0][:300]
    return f"The cell raised {last['ename'][:200]}{': ' + text if text else ''}"
